"""What we want to say to whom; saying it is a gateway's work, and that it was said comes back as a fact."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from promesa.domain.values.ids import CustomerId, OrderId
from promesa.domain.values.moments import Instant

OPERATIONS = CustomerId("operations")
"""Whom alarms are sent to: the contact under this name is the operations team's own."""


class SendMessage(msgspec.Struct, frozen=True):
    """Effect: one message, named by a business key so that it is said once ("o1:confirmed").

    `words` are facts by name (never a name, a phone or an address): the gateway opens the sealed contact.
    """

    message: str
    order: OrderId
    customer: CustomerId
    template: str
    words: tuple[tuple[str, str], ...] = ()


class RecordMessage(msgspec.Struct, frozen=True):
    """The messaging partner took the message."""

    message: str
    order: OrderId
    provider_id: str


class MessageSent(msgspec.Struct, frozen=True):
    message: str
    order: OrderId
    provider_id: str


class Messages(msgspec.Struct):
    """Business keys of messages that the partner took."""

    sent: dict[str, str] = {}


def record(messages: Messages, ask: RecordMessage, _: Instant) -> list[MessageSent]:
    """Once for each business key, however often the partner answers."""
    if ask.message in messages.sent:
        return []
    return [MessageSent(ask.message, ask.order, ask.provider_id)]


def _sent(messages: Messages, fact: MessageSent, _: Instant) -> None:
    messages.sent[fact.message] = fact.provider_id


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {MessageSent: _sent}
