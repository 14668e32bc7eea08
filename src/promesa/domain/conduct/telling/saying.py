"""A wanted message as it may be sent now: what it says is so, or it is not rendered."""

from collections.abc import Callable, Mapping
from datetime import date

from promesa.domain.conduct.telling import choices, edits, orders, parcels
from promesa.domain.conduct.telling.parts import Answer, MessageAsked, MessageParts
from promesa.domain.people.messages.words import MessageWanted
from promesa.domain.people.templates import library, rendering
from promesa.domain.people.templates.words import (
    SPANISH,
    GroundedMessage,
    OrderLinks,
    ParameterKind,
    RenderedTemplate,
    TemplateCopy,
    TemplateGround,
)
from promesa.domain.values import moments
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos, pesos
from promesa.domain.values.refusal import Reason, Refused

TELLS: Mapping[str, Callable[[MessageParts, MessageAsked], Answer]] = {
    **orders.TELLS,
    **parcels.TELLS,
    **choices.TELLS,
    **edits.TELLS,
}
REFRESHED = frozenset({"arrives_on", "location", "name", "units", "rail"})
"""Words of the story that may have become better since: the newest is said."""

Chosen = Callable[[str, str], TemplateCopy | Refused]
"""The wording of a meaning in a language that may be sent now."""


def first_wording(meaning: str, _: str) -> TemplateCopy | Refused:
    """Where no registry of approvals is kept: e-mail, SMS, and the customer's own window."""
    found = library.of(meaning)
    return found[0] if found else Refused(Reason.UNKNOWN_TEMPLATE, meaning)


def render(
    parts: MessageParts,
    wanted: MessageWanted,
    now: Instant,
    language: str = SPANISH,
    links: OrderLinks = rendering.NO_LINKS,
    chosen: Chosen = first_wording,
) -> RenderedTemplate | Refused:
    """The message, every word of it backed by a fact, or why it may not be said."""
    said = grounded(parts, wanted, now)
    if isinstance(said, Refused):
        return said
    copy = chosen(said.meaning, language)
    return copy if isinstance(copy, Refused) else rendering.render(copy, said, language, links)


def grounded(parts: MessageParts, wanted: MessageWanted, now: Instant) -> Answer:
    """What may be said now. What the story told and is no longer so refuses the whole (an old promised date)."""
    said = _asked(parts, wanted, now)
    if isinstance(said, Refused):
        return said
    stale = next((name for name, word in wanted.words if _is_stale(said, name, word)), None)
    return said if stale is None else Refused(Reason.CONTRADICTS_FACTS, f"{wanted.template}: {stale}")


def _asked(parts: MessageParts, wanted: MessageWanted, now: Instant) -> Answer:
    alarm = next((copy for copy in library.of(wanted.template) if copy.for_operations), None)
    if alarm is not None:
        return _alarm(wanted)
    if wanted.template in choices.TELLS_OF_NO_ORDER:
        return choices.TELLS_OF_NO_ORDER[wanted.template](parts, wanted, now)
    if wanted.template not in TELLS:
        return Refused(Reason.UNKNOWN_TEMPLATE, wanted.template)
    order = parts.orders.by_id.get(wanted.order)
    if order is None:
        return Refused(Reason.UNKNOWN_ORDER, wanted.order)
    edit = wanted.message.removeprefix(f"{wanted.order}:{wanted.template}:")
    edit = "" if edit == wanted.message else edit
    return TELLS[wanted.template](parts, MessageAsked(wanted, order, dict(wanted.words), edit, now))


def _alarm(wanted: MessageWanted) -> GroundedMessage:
    """Our own people read the words of the fact that raised the alarm; one that is empty is a dash."""
    grounds = {
        name: TemplateGround(word or "-", "MessageWanted", f"message:{wanted.message}") for name, word in wanted.words
    }
    return GroundedMessage(wanted.template, grounds)


def _is_stale(said: GroundedMessage, name: str, word: str) -> bool:
    """Whether the world says otherwise by now; a word that the message does not use tells nothing."""
    kind = kinds(said.meaning).get(name)
    held = said.grounds.get(name)
    if kind is None or held is None or name in REFRESHED:
        return False
    value = held.value
    if kind is ParameterKind.DATE and isinstance(value, date):
        return word != value.isoformat()
    if kind is ParameterKind.MOMENT and isinstance(value, int):
        return word != moments.to_iso(Instant(value))
    if kind is ParameterKind.MONEY and isinstance(value, int):
        return word not in (pesos(Centavos(value)), pesos(Centavos(-value)))
    return kind is ParameterKind.CODE and word != str(value)


def kinds(meaning: str) -> Mapping[str, ParameterKind]:
    """What each parameter of a meaning is."""
    return {one.name: one.kind for copy in library.of(meaning) for one in copy.parameters}
