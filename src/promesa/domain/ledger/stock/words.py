"""What can be said about units on shelves: counts, movements, reservations."""

import msgspec

from promesa.domain.values.ids import LocationId, OrderId, ParcelId, ReservationId, Sku
from promesa.domain.values.moments import Instant

CART = "cart"
"""The stage of a reservation that no order has taken over."""


class Take(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Units of one SKU at one location: what a reservation holds, or a parcel takes."""

    sku: Sku
    location: LocationId
    units: int


# --- commands ---


class CountStock(msgspec.Struct, frozen=True):
    """A source says how many units there are; `version` orders one source's counts, `includes` names sold orders
    that the figure already leaves out although we have not shipped them (R27, R29)."""

    sku: Sku
    location: LocationId
    units: int
    source: str
    version: int | None = None
    counted_at: Instant | None = None
    includes: tuple[OrderId, ...] = ()
    includes_all_sales: bool = False
    by_hand: bool = False
    """Somebody stood before the shelf and looked; a system that sends its figure did not."""


SALE = "sale"
"""The reason of an adjustment that a till makes: the unit was there, and somebody has it now."""


class AdjustStock(msgspec.Struct, frozen=True):
    """Add or take away units for a reason that is not one of our orders."""

    sku: Sku
    location: LocationId
    units: int
    source: str
    reason: str = ""


class LoadStock(msgspec.Struct, frozen=True):
    """Many counts at once, as columns of equal length; the source's word is final for the rows named."""

    source: str
    batch: str
    skus: tuple[Sku, ...]
    locations: tuple[LocationId, ...]
    units: tuple[int, ...]


class SetSafetyStock(msgspec.Struct, frozen=True):
    """Units of a SKU at a location that are never promised."""

    sku: Sku
    location: LocationId
    units: int


class ReserveStock(msgspec.Struct, frozen=True):
    """Reserve all the units asked for, or nothing; again with the same id, the reservation becomes these units."""

    reservation: ReservationId
    takes: tuple[Take, ...]
    until: Instant | None = None
    stage: str = CART


class ReleaseReservation(msgspec.Struct, frozen=True):
    """Give the units back; a reservation that has ended stays as it ended."""

    reservation: ReservationId
    reason: str


class ExpireReservation(msgspec.Struct, frozen=True):
    """Sent by the clock: ends the reservation only if its one end has really come (R06)."""

    reservation: ReservationId


# --- facts ---


class StockCounted(msgspec.Struct, frozen=True):
    """`on_hand` at the shelf is now this; `difference` = new minus what we believed."""

    sku: Sku
    location: LocationId
    on_hand: int
    difference: int
    source: str
    version: int | None = None
    counted_at: Instant | None = None
    by_hand: bool = False


class StockMissing(msgspec.Struct, frozen=True):
    """A hand reached for units of a parcel that the record has on this shelf, and they were not there."""

    sku: Sku
    location: LocationId
    units: int
    parcel: ParcelId
    reason: str


class StockCountSuperseded(msgspec.Struct, frozen=True):
    """A count older than one we have: recorded, without effect (R29)."""

    sku: Sku
    location: LocationId
    units: int
    source: str
    version: int


class StockAdjusted(msgspec.Struct, frozen=True):
    sku: Sku
    location: LocationId
    units: int
    source: str
    reason: str = ""


class StockLoaded(msgspec.Struct, frozen=True):
    """A batch of counts as columns: SKU and location lists with indexes into them, little-endian int32 bytes."""

    source: str
    batch: str
    skus: tuple[Sku, ...]
    locations: tuple[LocationId, ...]
    sku_index: bytes
    location_index: bytes
    on_hand: bytes


class SafetyStockSet(msgspec.Struct, frozen=True):
    sku: Sku
    location: LocationId
    units: int


class StockReserved(msgspec.Struct, frozen=True, gc=False):
    """`takes` is the whole of the reservation from now on (it replaces what it held before)."""

    reservation: ReservationId
    takes: tuple[Take, ...]
    until: Instant | None
    stage: str


class ReservationExtended(msgspec.Struct, frozen=True):
    """The reservation's one end is now this instant (None: no end), set by its latest stage."""

    reservation: ReservationId
    until: Instant | None
    stage: str


class ReservationReleased(msgspec.Struct, frozen=True):
    """Closing event: the units are available again."""

    reservation: ReservationId
    reason: str


class ReservationConsumed(msgspec.Struct, frozen=True):
    """Closing event: every unit has left its shelf."""

    reservation: ReservationId


class StockPicked(msgspec.Struct, frozen=True):
    """Units left their shelves into a parcel: on_hand and reserved go down together."""

    reservation: ReservationId
    parcel: ParcelId
    takes: tuple[Take, ...]


class StockUnpicked(msgspec.Struct, frozen=True):
    """A parcel was undone: units are on their shelves and reserved again (R08)."""

    reservation: ReservationId
    parcel: ParcelId
    takes: tuple[Take, ...]
