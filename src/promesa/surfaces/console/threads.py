"""A customer's thread: what was said by whom, what waits and until when, and what was not said and why."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from promesa.domain.conduct.conversations import attending, sayings, speaking
from promesa.domain.conduct.conversations import words as talk
from promesa.domain.conduct.telling import saying
from promesa.domain.conduct.telling.parts import HERE
from promesa.domain.people import heard_texts
from promesa.domain.people.cases import words as cases
from promesa.domain.people.messages import state as messages
from promesa.domain.people.messages.state import Message
from promesa.domain.people.messages.words import CustomerHeard, MessageWanted, Status
from promesa.domain.people.openings import ContactOpened
from promesa.domain.people.templates import library, rendering, writing
from promesa.domain.people.templates.words import ENGLISH, SPANISH, ParameterKind, RenderedTemplate, covered
from promesa.domain.values import moments
from promesa.domain.values.ids import CustomerId
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.engine.log import Entry, Query, QueryItem
from promesa.surfaces.console import care_words, naming
from promesa.surfaces.operations import Room
from promesa.surfaces.web import saying as figures

ITEMS_MAX = 120
KINDS: tuple[type, ...] = (
    *(CustomerHeard, MessageWanted, talk.ConversationTaken, talk.ConversationHandedBack, talk.AnswerWritten),
    *(cases.CaseOpened, cases.CaseReopened, ContactOpened),
)
ARRIVED = (Status.DELIVERED, Status.READ)
CUSTOMER, FLOW, PERSON, NOTE = "customer", "flow", "person", "note"

Opened = Callable[[CustomerId, bytes], bytes | None]


class ThreadItem(NamedTuple):
    """One thing in the thread. `state`: how far it came, that it waits or why it was not said, with its kind."""

    at: Instant
    side: str
    text: str
    title: str = ""
    is_sealed: bool = False
    buttons: tuple[str, ...] = ()
    state: str = ""
    state_kind: str = ""
    until: Instant | None = None
    why: str = ""
    channel: str = ""
    who: str = ""
    order: str = ""


def nothing_opens(_: CustomerId, __: bytes) -> None:
    """For whoever may not read what is sealed."""


def of(
    room: Room, customer: CustomerId, language: str, now: Instant, opened: Opened = nothing_opens
) -> list[ThreadItem]:
    """The newest things of a customer's thread, oldest first."""
    asked = Query((QueryItem(tuple(one.__name__ for one in KINDS), (f"customer:{customer}",)),))
    entries = room.machine.log.read_back(asked, limit=ITEMS_MAX)
    decode = room.machine.model.codec.decode
    told = [(entry, decode(entry.kind, entry.body)) for entry in reversed(entries)]
    found: list[ThreadItem] = room.machine.ask(_items, told, language, now, opened)
    return found


def _items(
    world: World, told: list[tuple[Entry, Any]], language: str, now: Instant, opened: Opened
) -> list[ThreadItem]:
    drawn = (_item(world, entry, fact, language, now, opened) for entry, fact in told)
    return [one for one in drawn if one is not None]


def _item(world: World, entry: Entry, fact: Any, language: str, now: Instant, opened: Opened) -> ThreadItem | None:
    at = Instant(entry.at)
    if isinstance(fact, CustomerHeard):
        return _heard(fact, at, language, opened)
    if isinstance(fact, MessageWanted):
        return _wanted(world, fact, at, language, now, opened)
    if isinstance(fact, talk.AnswerWritten):
        return None  # the message that says it stands there
    return _note(fact, at)


def _heard(fact: CustomerHeard, at: Instant, language: str, opened: Opened) -> ThreadItem:
    """A tap by the title of its button; a text only to whoever may read it."""
    if fact.button:
        text = _tapped(fact.button, language)
        return ThreadItem(at, CUSTOMER, text, title="button", channel=fact.channel, order=fact.order)
    plain = opened(fact.customer, fact.sealed) if fact.sealed else None
    text = "" if plain is None else heard_texts.read(plain).text
    is_sealed = plain is None and bool(fact.sealed)
    return ThreadItem(at, CUSTOMER, text, title=fact.kind, is_sealed=is_sealed, channel=fact.channel, order=fact.order)


def _tapped(button: str, language: str) -> str:
    """What stood on it, as far as its path tells."""
    verb, _, rest = button.partition(":")
    if verb == "in":
        return _value(rest.partition(":")[2], language)
    code = {"ok": "yes", "no": "no"}.get(verb) or rest.partition(":")[0] or verb
    pair = sayings.TITLES.get(code)
    if pair is None:
        copies = (one for copy in library.ALL for one in copy.buttons if one.path.partition(":")[0] == verb)
        found = next(copies, None)
        return code if found is None else rendering.label(found, _spoken(language))
    return pair[0 if language == "es" else 1]


def _value(value: str, language: str) -> str:
    """What was chosen of a list: a day as people write it, else its name."""
    try:
        return figures.weekday(date.fromisoformat(value), language)
    except ValueError:
        return value


def _note(fact: Any, at: Instant) -> ThreadItem:
    who = getattr(fact, "attendant", "") or getattr(fact, "viewer", "")
    title = type(fact).__name__
    why = fact.why.value if isinstance(fact, ContactOpened) else getattr(fact, "kind", "")
    return ThreadItem(at, NOTE, str(getattr(fact, "case", None) or ""), title=title, why=str(why), who=who)


def _wanted(
    world: World, fact: MessageWanted, at: Instant, language: str, now: Instant, opened: Opened
) -> ThreadItem | None:
    message = world.messages.by_name.get(fact.message)
    if message is None:
        return None
    state, kind, until, why = _state(message, language)
    is_person = fact.template == attending.WAITING
    text, buttons, is_sealed = _said(world, fact, language, now, opened)
    kept = attending.answer_of(world.conversations, fact.message) if is_person else None
    last = message.attempts[-1] if message.attempts else None
    return ThreadItem(
        at=at,
        side=PERSON if is_person else FLOW,
        text=text,
        title="" if speaking.is_reply(fact.template) else care_words.spoken(fact.template, language),
        is_sealed=is_sealed,
        buttons=buttons,
        state=state,
        state_kind=kind,
        until=until,
        why=why,
        channel="" if last is None else last.channel,
        who="" if kept is None else kept.written.attendant,
        order=fact.order,
    )


def _state(message: Message, language: str) -> tuple[str, str, Instant | None, str]:
    """(code, kind of badge, until when it waits, why)."""
    why = "" if message.silence is None else care_words.spoken(message.silence.value, language)
    if message.held_until is not None:
        return "held", "info", message.held_until, why
    if message.silence is not None:
        code = "not_sent" if message.silence.value != "merged" else "merged"
        return code, "quiet", None, why
    reached = messages.reached(message)
    if reached is None:
        return "leaving", "info", None, ""
    kind = "good" if reached in ARRIVED else "bad" if reached is Status.FAILED else "info"
    failed = next((one.code for one in message.attempts if one.code), "") if reached is Status.FAILED else ""
    return reached.value, kind, None, failed


def _said(
    world: World, wanted: MessageWanted, language: str, now: Instant, opened: Opened
) -> tuple[str, tuple[str, ...], bool]:
    """(text, buttons, whether it is sealed to who looks)."""
    if wanted.template == attending.WAITING:
        kept = attending.answer_of(world.conversations, wanted.message)
        plain = None if kept is None else opened(wanted.customer, kept.written.sealed)
        return ("", (), True) if plain is None else (plain.decode("utf-8", "replace"), (), False)
    if speaking.is_reply(wanted.template):
        promise = world.promises.by_order.get(wanted.order)
        zone = HERE if promise is None else promise.made.zone
        said = speaking.spoken(wanted.template, wanted.words, zone, language)
        titles = (*(title for _, title in said.buttons), *(title for _, title, _ in said.rows))
        return said.body, titles, False
    found = saying.render(world, wanted, now, _spoken(language))
    if isinstance(found, RenderedTemplate):
        return found.text, tuple(one.text for one in found.buttons), False
    return _as_approved(world, wanted, language), (), False


def _as_approved(world: World, wanted: MessageWanted, language: str) -> str:
    """What was said of what is no longer so: the approved text with the words that were told then."""
    copies = library.of(wanted.template)
    if not copies:
        return ""
    words = {"order": str(wanted.order), **dict(wanted.words)}
    words["location"] = naming.location(world, words.get("location", ""))
    kinds = {one.name: one.kind for one in copies[0].parameters}
    body = rendering.texts(copies[0], _spoken(language))[1]
    return rendering.NAMED.sub(lambda name: _word(name[1], kinds.get(name[1]), words.get(name[1], ""), language), body)


def _word(name: str, kind: ParameterKind | None, word: str, language: str) -> str:
    """A word of the story as a person reads it; what it did not tell is left open."""
    try:
        if kind is ParameterKind.DATE:
            return writing.written(name, kind, date.fromisoformat(word), _spoken(language), HERE)
        if kind is ParameterKind.MOMENT:
            return writing.written(name, kind, int(moments.from_iso(word)), _spoken(language), HERE)
        if kind is ParameterKind.COUNTER_CODE:
            return covered(word)
        if kind is ParameterKind.PHRASE:
            return library.phrase(name, word, _spoken(language))
    except ValueError:
        return word
    return f"${word}" if kind is ParameterKind.MONEY and word else word or "…"


def _spoken(language: str) -> str:
    return SPANISH if language == "es" else ENGLISH
