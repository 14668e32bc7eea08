"""What a notice of WhatsApp can say, item by item, before it is put into the words of the domain."""

from collections.abc import Mapping
from typing import Any

import msgspec

from promesa.domain.values.moments import Instant


class Person(msgspec.Struct, frozen=True):
    """Somebody on WhatsApp, by all the addresses that an item gives; each may be missing, not all at once."""

    phone: str = ""
    scoped: str = ""
    parent: str = ""
    name: str = ""
    username: str = ""

    @property
    def addresses(self) -> tuple[str, ...]:
        """The surest first: a scoped id is one person's, a phone may be given to somebody else one day."""
        return tuple(dict.fromkeys(told for told in (self.scoped, self.parent, self.phone) if told))


class Heard(msgspec.Struct, frozen=True):
    """Somebody wrote, called, tapped or reacted; `contents` is all that they said, to be sealed."""

    id: str
    at: Instant
    person: Person
    kind: str
    line: str
    """Our number, by its `phone_number_id`."""
    contents: Mapping[str, Any]
    button: str = ""
    """The id of ours that came back with the tap."""
    answers: str = ""
    """WhatsApp's id of our message that this answers."""
    entry: bool = False
    """They came by an ad or a page's button."""
    standby: bool = False
    """Meta's own agent has the conversation: we only overhear it."""


class StatusTold(msgspec.Struct, frozen=True):
    """How far a message of ours came."""

    id: str
    status: str
    at: Instant
    callback: str = ""
    code: str = ""
    title: str = ""
    person: Person = Person()
    pricing: Mapping[str, Any] | None = None


class PreferenceTold(msgspec.Struct, frozen=True):
    """Somebody stopped or resumed a kind of message with WhatsApp's own button."""

    person: Person
    category: str
    value: str
    at: Instant


class Moved(msgspec.Struct, frozen=True):
    """Somebody has another number or another scoped id; `before` is how we knew them."""

    before: Person
    after: Person
    at: Instant
    kind: str


class TemplateTold(msgspec.Struct, frozen=True):
    """Something became of a template: `field`, the kind of notice; `event`, its state, quality or category now."""

    field: str
    event: str
    template: str
    language: str
    at: Instant
    reason: str = ""
    category: str = ""
    before: str = ""


class LineTold(msgspec.Struct, frozen=True):
    """Something became of our number or our account."""

    field: str
    event: str
    line: str
    at: Instant
    figures: tuple[tuple[str, str], ...] = ()


class HandedOver(msgspec.Struct, frozen=True):
    """A conversation passed to Meta's agent or back to us."""

    person: Person
    away: bool
    at: Instant


class NotUnderstood(msgspec.Struct, frozen=True):
    """A word that we do not know; the letter that holds it is kept."""

    word: str


Notice = Heard | StatusTold | PreferenceTold | Moved | TemplateTold | LineTold | HandedOver | NotUnderstood
