"""The commands that change an order that was placed, and what is said of a substitute."""

from datetime import date

import msgspec

from promesa.domain.promise.commit.words import Item
from promesa.domain.promise.words import Offer
from promesa.domain.values.ids import LocationId, OrderId, PaymentId, PostalCode, Sku
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos


class ReduceLine(msgspec.Struct, frozen=True):
    """Take units out of one line of an order, named by its number, or by a SKU that no other line has.

    `edit` is the change's identity: the same again changes nothing more.
    """

    order: OrderId
    edit: str
    units: int
    line: int | None = None
    sku: Sku | None = None
    reason: str = "customer"


class ReviseOrder(msgspec.Struct, frozen=True):
    """An order that nobody has paid yet becomes these items, for this place; None: as it is. `edit` is the change's
    identity. What its customer pays is asked for anew, by the same end."""

    order: OrderId
    edit: str
    items: tuple[Item, ...] | None = None
    postal_code: PostalCode | None = None
    pickup_location: LocationId | None = None


class ChangeDelivery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A paid order that nobody has packed goes to another postal code, or is to be there on another day, or both; None:
    as it is. `difference`: what the customer was shown that it costs more (below zero: less); `edit`: its identity."""

    order: OrderId
    edit: str
    postal_code: PostalCode | None = None
    arrives_on: date | None = None
    difference: Centavos | None = None


class AddToOrder(msgspec.Struct, frozen=True):
    """More for a paid order, as an order of its own that belongs to it: its own promise, reservation, parcels and
    payment, all or nothing (R37). Customer, channel and place are the first order's, and its rail if none is said."""

    order: OrderId
    addition: OrderId
    items: tuple[Item, ...]
    rail: str | None = None
    offer: Offer | None = None
    offer_expires_at: Instant | None = None
    authorised: PaymentId | None = None
    fee: Centavos | None = None
