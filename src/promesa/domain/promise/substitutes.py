"""A substitute that whoever packs proposes for a line, and its customer's answer: nothing changes without a yes."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

import msgspec

from promesa.domain.ledger.orders.words import OrderLine
from promesa.domain.values.ids import OrderId, PaymentId, ReservationId, Sku
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos


class SubstituteEnd(StrEnum):
    """How a proposal ended: the line is the substitute now, or everything stays as it was."""

    TAKEN = "taken"
    DECLINED = "declined"
    LAPSED = "lapsed"
    GONE = "gone"
    """The units, the line or the order were no longer what they were; a difference that was paid goes back."""


class ProposeSubstitute(msgspec.Struct, frozen=True):
    """Another SKU for a whole line, named by its number, or by a SKU that no other line has; `price` of one unit where
    the channel fixes it, else the catalog's. `edit` is the change's identity."""

    order: OrderId
    edit: str
    substitute: Sku
    line: int | None = None
    sku: Sku | None = None
    price: Centavos | None = None


class AnswerSubstitute(msgspec.Struct, frozen=True):
    """The customer's answer."""

    order: OrderId
    edit: str
    accept: bool


class TakeSubstitute(msgspec.Struct, frozen=True):
    """The difference is paid: the line becomes the substitute."""

    order: OrderId
    edit: str


class LapseSubstitute(msgspec.Struct, frozen=True):
    """Sent by the clock, or where the difference was not paid or the order ended."""

    order: OrderId
    edit: str


class SubstituteProposed(msgspec.Struct, frozen=True):
    """`now`: the line as it would be; its units are reserved until then. `difference`: what the order would cost more
    (below zero: less)."""

    order: OrderId
    edit: str
    was: OrderLine
    now: OrderLine
    difference: Centavos
    reservation: ReservationId
    until: Instant


class SubstituteAccepted(msgspec.Struct, frozen=True):
    """The customer wants it; the line changes when the difference is paid."""

    order: OrderId
    edit: str
    payment: PaymentId


class SubstituteEnded(msgspec.Struct, frozen=True):
    order: OrderId
    edit: str
    ending: SubstituteEnd


class Proposal(msgspec.Struct):
    """What is proposed, and the payment that it waits for."""

    proposed: SubstituteProposed
    payment: PaymentId | None = None


class Substitutes(msgspec.Struct):
    """One proposal at a time for an order."""

    open: dict[OrderId, Proposal] = {}


def waiting(substitutes: Substitutes, order: OrderId, edit: str) -> Proposal | None:
    """The order's open proposal of that name."""
    found = substitutes.open.get(order)
    return found if found is not None and found.proposed.edit == edit else None


def _proposed(substitutes: Substitutes, fact: SubstituteProposed, _: Instant) -> None:
    assert fact.order not in substitutes.open, fact
    substitutes.open[fact.order] = Proposal(fact)


def _accepted(substitutes: Substitutes, fact: SubstituteAccepted, _: Instant) -> None:
    substitutes.open[fact.order].payment = fact.payment


def _ended(substitutes: Substitutes, fact: SubstituteEnded, _: Instant) -> None:
    del substitutes.open[fact.order]


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    SubstituteProposed: _proposed,
    SubstituteAccepted: _accepted,
    SubstituteEnded: _ended,
}
