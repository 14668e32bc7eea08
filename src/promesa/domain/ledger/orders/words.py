"""What can be said about orders: what was asked of us, at what price, and how it ended."""

from collections.abc import Iterable
from datetime import date

import msgspec

from promesa.domain.network import kits
from promesa.domain.network.kits import NO_KIT, Components
from promesa.domain.values.ids import CartId, ChannelId, CustomerId, LocationId, OrderId, PostalCode, ReservationId, Sku
from promesa.domain.values.money import Centavos


class OrderLine(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A line has its own identity and price; `discount` is its fixed share of the order's discount (R38, R54)."""

    line: int
    sku: Sku
    units: int
    price: Centavos
    """Of one unit."""
    discount: Centavos = Centavos(0)
    """Of the whole line."""
    components: Components = NO_KIT
    """What one unit is made of where it is a kit, as it was when it was sold."""
    price_from: str = ""
    """Where its price comes from: "stated", "waived", "markdown:NAME", or nothing said: the catalog."""


def shelf_units(lines: Iterable[OrderLine]) -> dict[Sku, int]:
    """What the lines take from shelves, by SKU: kits as their components, the same SKU summed (R40)."""
    taken: dict[Sku, int] = {}
    for line in lines:
        for sku, units in kits.opened(line.components, line.sku, line.units):
            taken[sku] = taken.get(sku, 0) + units
    return taken


class OrderPlaced(msgspec.Struct, frozen=True, gc=False):
    """total = items - discount + fee + interest, all in centavos of `currency`."""

    order: OrderId
    customer: CustomerId
    channel: ChannelId
    lines: tuple[OrderLine, ...]
    items: Centavos
    discount: Centavos
    fee: Centavos
    interest: Centavos
    total: Centavos
    currency: str
    rail: str
    reservation: ReservationId
    zone: str
    postal_code: PostalCode | None = None
    pickup_location: LocationId | None = None
    cart: CartId | None = None
    platform_promised_on: date | None = None
    """What another system promised for the same order, where it is known (imports)."""
    part_of: OrderId | None = None
    """The order that this one was added to: it has its own promise, units, parcels and money."""


REDUCED, SUBSTITUTED = "reduced", "substituted"
"""What an edit does to its line."""


class OrderEdited(msgspec.Struct, frozen=True):
    """One line is another one (or gone) from now on; `lines` are all that the order asks for, with their sums.

    total = items - discount + the order's fee and interest, as they were. The promise is what it was.
    """

    order: OrderId
    edit: str
    cause: str
    was: OrderLine
    lines: tuple[OrderLine, ...]
    items: Centavos
    discount: Centavos
    total: Centavos
    reason: str = ""


UNPAID, ADDED, REDIRECTED = "unpaid", "added", "redirected"
"""Why a whole order is another one: it was changed before it was paid, more joined it, or it goes elsewhere."""


class OrderRevised(msgspec.Struct, frozen=True):
    """The order as a whole is another one from now on: its lines, where it goes, its fee.

    total = items - discount + fee + the order's interest, as it was.
    """

    order: OrderId
    edit: str
    cause: str
    lines: tuple[OrderLine, ...]
    items: Centavos
    discount: Centavos
    fee: Centavos
    total: Centavos
    zone: str
    postal_code: PostalCode | None = None
    pickup_location: LocationId | None = None


class OrderConfirmed(msgspec.Struct, frozen=True):
    """The money is certain (or is due at the door): operations may begin."""

    order: OrderId


class OrderCancelled(msgspec.Struct, frozen=True):
    order: OrderId
    reason: str
    by_customer: bool


class ReturnAwaited(msgspec.Struct, frozen=True):
    """The customer no longer wants what has already left: it is to come back once it has arrived."""

    order: OrderId
    reason: str


class OrderClosed(msgspec.Struct, frozen=True):
    """Every parcel has ended well; nothing more is owed."""

    order: OrderId


class CheckoutRefused(msgspec.Struct, frozen=True):
    """An authorised payment met no stock or no promise: no order was made, the authorisation is to be voided (R02)."""

    order: OrderId
    cart: CartId | None
    reason: str
    about: str


class CancelOrder(msgspec.Struct, frozen=True):
    order: OrderId
    reason: str
    by_customer: bool = True
