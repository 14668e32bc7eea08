"""What one item of a notice says; an item says something by itself, whatever became of its neighbours."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from promesa.domain.values.moments import Instant
from promesa.gateways.messaging.whatsapp import known, people, tolerant
from promesa.gateways.messaging.whatsapp.envelope import Piece
from promesa.gateways.messaging.whatsapp.notices import (
    HandedOver,
    Heard,
    LineTold,
    Moved,
    Notice,
    NotUnderstood,
    Person,
    PreferenceTold,
    StatusTold,
    TemplateTold,
)

FIGURES_MAX = 12
AGENT = "ai_agent"
"""The role of Meta's own agent in a handover."""


def notices(piece: Piece) -> list[Notice]:
    """Everything that the item says; nothing where it asks nothing of us. Raises where it makes no sense."""
    if piece.field in known.TEMPLATE_FIELDS:
        return [_template(piece)]
    if piece.field in known.LINE_FIELDS:
        return [_line(piece)]
    read = _READERS.get((piece.field, piece.part))
    return [NotUnderstood(tolerant.word(piece.part or piece.field))] if read is None else list(read(piece))


# --- people who write ---


def _message(piece: Piece) -> Iterator[Notice]:
    told, kind = piece.told, tolerant.text(piece.told, "type")
    yield from _new_fields("messages[]", told, known.MESSAGE_FIELDS | {kind})
    for contact in tolerant.items(piece.around, "contacts"):
        yield from _new_fields("contacts[]", contact, known.CONTACT_FIELDS)
    if kind == "system":
        yield from _system(piece)
        return
    kind = kind or next((name for name in sorted(known.CONTENTS) if name in tolerant.fields(told)), "")
    if kind not in known.CONTENTS:
        yield NotUnderstood(tolerant.word(f"messages[].type:{kind}"))
    yield _heard(piece, kind or "unknown")


def _heard(piece: Piece, kind: str) -> Heard:
    told = piece.told
    person = people.certain(people.of_item(told, piece.around, "from", "from_user_id"))
    interactive = tolerant.fields(told, "interactive")
    if kind == "interactive":
        kind = tolerant.text(interactive, "type") or kind
    reply = tolerant.fields(interactive, kind)
    return Heard(
        id=tolerant.text(told, "id") or nameless(told),
        at=_moment(told, piece),
        person=person,
        kind=tolerant.word(kind, 40),
        line=_line_of(piece),
        contents=told,
        button=tolerant.text(reply, "id") or tolerant.text(tolerant.fields(told, "button"), "payload"),
        answers=_answered(told),
        entry=bool(tolerant.fields(told, "referral")),
        standby=piece.field == "standby",
    )


def _answered(told: Any) -> str:
    """WhatsApp's id of the message that was answered, reacted to, edited or taken back."""
    return (
        tolerant.text(tolerant.fields(told, "context"), "id", "message_id")
        or tolerant.text(tolerant.fields(told, "reaction"), "message_id")
        or tolerant.text(tolerant.fields(told, "edit"), "original_message_id", "message_id", "id")
        or tolerant.text(tolerant.fields(told, "revoke"), "original_message_id", "message_id", "id")
    )


def _system(piece: Piece) -> Iterator[Notice]:
    system = tolerant.fields(piece.told, "system")
    kind = tolerant.text(system, "type")
    if kind and kind not in known.MOVES:
        yield NotUnderstood(tolerant.word(f"system.type:{kind}"))
        return
    before = people.certain(people.of_item(piece.told, piece.around, "from", "from_user_id"))
    after = people.of_item(system, tolerant.NOTHING, "wa_id", "user_id")
    if not after.addresses:
        after = Person(tolerant.text(system, "new_wa_id"))
    at = _moment(piece.told, piece)
    yield Moved(before, people.certain(after), at, kind or "user_changed_number")


def _moved(piece: Piece) -> Iterator[Notice]:
    """`user_id_update`: the old and the new scoped id, side by side or one inside the other."""
    told = piece.told
    change, parents = tolerant.fields(told, "user_id"), tolerant.fields(told, "parent_user_id")
    phone = tolerant.text(told, "wa_id")
    old = tolerant.text(change, "previous") or tolerant.text(told, "previous_user_id", "old_user_id")
    new = tolerant.text(change, "current") or tolerant.text(told, "current_user_id", "new_user_id", "user_id")
    before = Person(phone, old, tolerant.text(parents, "previous"))
    after = Person("", new, tolerant.text(parents, "current"))
    at = _moment(told, piece)
    yield Moved(people.certain(before), people.certain(after), at, "user_changed_user_id")


def _preference(piece: Piece) -> Iterator[Notice]:
    told = piece.told
    value = tolerant.text(told, "value")
    if value not in ("stop", "resume"):
        yield NotUnderstood(tolerant.word(f"user_preferences[].value:{value}"))
        return
    person = people.certain(people.of_item(told, piece.around, "wa_id", "user_id"))
    yield PreferenceTold(person, tolerant.text(told, "category"), value, _moment(told, piece))


def _call(piece: Piece) -> Iterator[Notice]:
    """A call of theirs opens the window as a message does; what becomes of a call is nothing to us."""
    told = piece.told
    if tolerant.text(told, "direction").upper() != "USER_INITIATED" or tolerant.text(told, "event") == "terminate":
        return
    yield _heard(piece, "call")


# --- what became of what we sent ---


def _status(piece: Piece) -> Iterator[Notice]:
    told, word = piece.told, tolerant.text(piece.told, "status")
    yield from _new_fields("statuses[]", told, known.STATUS_FIELDS)
    status = known.STATUSES.get(word)
    if status is None:
        yield NotUnderstood(tolerant.word(f"statuses[].status:{word}"))
        return
    wrong = next(iter(tolerant.items(told, "errors")), None)
    pricing = tolerant.fields(told, "pricing")
    yield StatusTold(
        id=tolerant.text(told, "id"),
        status=status,
        at=_moment(told, piece),
        callback=tolerant.text(told, "biz_opaque_callback_data"),
        code=tolerant.word(tolerant.text(wrong, "code"), 20),
        title=tolerant.word(tolerant.text(wrong, "title"), 100),
        person=people.named(told, piece.around, "recipient_id", "recipient_user_id"),
        pricing=pricing or None,
    )


# --- our templates, our number, our account ---


def _template(piece: Piece) -> TemplateTold:
    told = piece.told
    return TemplateTold(
        field=piece.field,
        event=tolerant.word(tolerant.text(told, known.TEMPLATE_FIELDS[piece.field]) or "changed", 60),
        template=tolerant.word(tolerant.text(told, "message_template_name"), 512),
        language=tolerant.word(tolerant.text(told, "message_template_language"), 20),
        at=piece.at,
        reason=tolerant.word(
            tolerant.text(tolerant.fields(told, "other_info"), "title") or tolerant.text(told, "reason")
        ),
        category=tolerant.word(tolerant.text(told, "correct_category", "message_template_category"), 60),
        before=tolerant.word(tolerant.text(told, "previous_quality_score", "previous_category"), 60),
    )


def _line(piece: Piece) -> LineTold:
    event = tolerant.text(piece.told, known.LINE_FIELDS[piece.field] or " ") or "changed"
    return LineTold(piece.field, tolerant.word(event, 60), _line_of(piece), piece.at, _figures(piece.told))


def _error(piece: Piece) -> Iterator[Notice]:
    yield LineTold(piece.field, "error", _line_of(piece), piece.at, _figures(piece.told))


def _figures(told: Any) -> tuple[tuple[str, str], ...]:
    """What it says in plain words, by name; never what is nested."""
    plain = [(name, tolerant.text(told, name)) for name in sorted(tolerant.fields(told))]
    return tuple((tolerant.word(n, 60), tolerant.word(value)) for n, value in plain if value)[:FIGURES_MAX]


def _line_of(piece: Piece) -> str:
    metadata = tolerant.fields(piece.around, "metadata")
    return tolerant.word(tolerant.text(metadata, "phone_number_id") or piece.account, 40)


# --- Meta's own agent ---


def _handover(piece: Piece) -> Iterator[Notice]:
    """Who has the conversation now, where the notice says so: its shape is not public."""
    told = piece.told
    passed, taken = tolerant.fields(told, "pass_thread_control"), tolerant.fields(told, "take_thread_control")
    released = tolerant.fields(told, "release_thread_control")
    target = tolerant.fields(told, "control_pass") or passed
    role = tolerant.text(target, "target_role", "new_owner_role")
    if not role and not taken and not released:
        yield NotUnderstood(f"{piece.field}.shape")
        return
    person = people.of_item(told, piece.around, "recipient", "user_id")
    sender = people.of_item(tolerant.fields(told, "sender"), tolerant.NOTHING, "wa_id", "user_id")
    yield HandedOver(people.certain(person if person.addresses else sender), role == AGENT, piece.at)


def _nothing(_: Piece) -> Iterator[Notice]:
    return iter(())


def _new_fields(where: str, told: Any, expected: frozenset[str]) -> Iterator[Notice]:
    for name in sorted(set(tolerant.fields(told)) - expected):
        yield NotUnderstood(tolerant.word(f"{where}.{name}"))


def _moment(told: Any, piece: Piece) -> Instant:
    return tolerant.instant(told, "timestamp", piece.at, piece.arrived_at)


def nameless(told: Any) -> str:
    """A name for what came without one: the same for the same."""
    return "nameless:" + hashlib.blake2b(msgspec.json.encode(told, order="sorted"), digest_size=16).hexdigest()


_READERS: Mapping[tuple[str, str], Callable[[Piece], Iterator[Notice]]] = {
    ("messages", "messages"): _message,
    ("messages", "statuses"): _status,
    ("messages", "errors"): _error,
    ("messages", "user_preferences"): _preference,
    ("standby", "messages"): _message,
    ("standby", "statuses"): _nothing,
    ("standby", "errors"): _nothing,
    ("standby", "message_echoes"): _nothing,
    ("user_preferences", "user_preferences"): _preference,
    ("user_id_update", "user_id_update"): _moved,
    ("calls", "calls"): _call,
    ("calls", "statuses"): _nothing,
    ("calls", "errors"): _error,
    ("messaging_handovers", ""): _handover,
}
"""By field and list; the rest is told once."""
