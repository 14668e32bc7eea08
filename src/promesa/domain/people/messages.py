"""What we want to say to whom; saying it is a gateway's work, and that it was said comes back as a fact."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from promesa.domain.ledger.orders.state import Orders, open_order
from promesa.domain.values.ids import CustomerId, OrderId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused

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


WRITTEN = ("delay_apology", "address_check", "pickup_reminder", "thanks_for_waiting", "we_are_looking_into_it")
"""The templates that somebody may choose to write to a customer with; all others are said by stories."""


class WriteToCustomer(msgspec.Struct, frozen=True):
    """Say one of the templates about an order to its customer, once."""

    order: OrderId
    template: str


class CustomerWrittenTo(msgspec.Struct, frozen=True):
    order: OrderId
    customer: CustomerId
    template: str
    message: str


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
    wanted: dict[str, Instant] = {}
    """Those that somebody chose to write, since when."""


def record(messages: Messages, ask: RecordMessage, _: Instant) -> list[MessageSent]:
    """Once for each business key, however often the partner answers."""
    if ask.message in messages.sent:
        return []
    return [MessageSent(ask.message, ask.order, ask.provider_id)]


def name_of(ask: WriteToCustomer) -> str:
    """The business key of a message that somebody chose to write."""
    return f"{ask.order}:written:{ask.template}"


def write(messages: Messages, orders: Orders, ask: WriteToCustomer, _: Instant) -> list[CustomerWrittenTo] | Refused:
    """About a living order, and never the same again."""
    if ask.template not in WRITTEN:
        return Refused(Reason.INVALID, "template")
    if ask.order not in orders.by_id:
        return Refused(Reason.UNKNOWN_ORDER, ask.order)
    order = open_order(orders, ask.order)
    if order is None:
        return Refused(Reason.ORDER_CLOSED, ask.order)
    name = name_of(ask)
    if name in messages.wanted:
        return Refused(Reason.ALREADY_EXISTS, name)
    return [CustomerWrittenTo(ask.order, order.placed.customer, ask.template, name)]


def _written(messages: Messages, fact: CustomerWrittenTo, at: Instant) -> None:
    messages.wanted[fact.message] = at


def _sent(messages: Messages, fact: MessageSent, _: Instant) -> None:
    messages.sent[fact.message] = fact.provider_id


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {MessageSent: _sent, CustomerWrittenTo: _written}
