"""A change of a paid order that costs more: it waits for its own payment, and is done once that has come."""

from datetime import date
from enum import StrEnum

import msgspec

from promesa.domain.ledger.orders.words import OrderLine
from promesa.domain.values.ids import OrderId, PaymentId, PostalCode, ReservationId
from promesa.domain.values.money import Centavos


class EditEnd(StrEnum):
    """How a change that waited ended."""

    TAKEN = "taken"
    LAPSED = "lapsed"
    GONE = "gone"
    """It was paid, and could not be done any more: what was paid goes back."""


class EditAwaited(msgspec.Struct, frozen=True):
    """`cause`: "added" (these lines join the order's parcels; their units are reserved until then) or "redirected" (it
    goes elsewhere, or another day)."""

    order: OrderId
    edit: str
    cause: str
    difference: Centavos
    payment: PaymentId
    lines: tuple[OrderLine, ...] = ()
    reservation: ReservationId | None = None
    postal_code: PostalCode | None = None
    arrives_on: date | None = None


class EditEnded(msgspec.Struct, frozen=True):
    order: OrderId
    edit: str
    ending: EditEnd


class TakeEdit(msgspec.Struct, frozen=True):
    """What it costs more is with us."""

    order: OrderId
    edit: str


class LapseEdit(msgspec.Struct, frozen=True):
    """Nobody paid it, or the order is over."""

    order: OrderId
    edit: str
