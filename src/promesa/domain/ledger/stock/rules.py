"""What is allowed with units on shelves: never reserve what is not there, give back only what was taken."""

import numpy as np

from promesa.domain.ledger.orders.state import Orders, Stage, owner_of
from promesa.domain.ledger.stock import questions
from promesa.domain.ledger.stock.state import Stock
from promesa.domain.ledger.stock.words import (
    AdjustStock,
    CountStock,
    ExpireReservation,
    LoadStock,
    ReleaseReservation,
    ReservationExtended,
    ReservationReleased,
    ReserveStock,
    SafetyStockSet,
    SetSafetyStock,
    StockAdjusted,
    StockCounted,
    StockCountSuperseded,
    StockLoaded,
    StockReserved,
    Take,
)
from promesa.domain.network import kits
from promesa.domain.network.catalog import Catalog
from promesa.domain.network.kits import SetKit
from promesa.domain.network.locations.state import Locations
from promesa.domain.values import ids
from promesa.domain.values.ids import LocationId, ReservationId, Sku
from promesa.domain.values.moments import MINUTE, Instant
from promesa.domain.values.refusal import Reason, Refused

ShelfAsk = CountStock | AdjustStock | SetSafetyStock
Adjusted = list[StockAdjusted]
UNITS_MAX = 2_000_000_000
"""A shelf's figure is an int32: more than this is a mistake in a file, and units put back must still fit."""
SKEW_MAX = 5 * MINUTE


def reserve(stock: Stock, ask: ReserveStock) -> list[StockReserved] | Refused:
    """All the units asked for, or none; what the reservation itself already holds is not in its way (R05)."""
    if not ask.takes:
        return Refused(Reason.EMPTY_ORDER)
    for take in ask.takes:
        if not 0 < take.units <= UNITS_MAX:
            return Refused(Reason.BAD_QUANTITY, take.sku)
    own = add_up(questions.reserved_by(stock, ask.reservation))
    for (sku, location), units in add_up(ask.takes).items():
        left = max(0, questions.unreserved(stock, sku, location) + own.get((sku, location), 0))
        if units > left:
            return Refused(Reason.NOT_ENOUGH_STOCK, sku, left)
    return [StockReserved(ask.reservation, ask.takes, ask.until, ask.stage)]


def reserve_by_command(stock: Stock, orders: Orders, ask: ReserveStock) -> list[StockReserved] | Refused:
    """For whoever has no order yet: what an order holds is changed by that order's own commands alone."""
    if not ids.is_sound(ask.reservation):
        return Refused(Reason.INVALID, "reservation")
    owner = owner_of(orders, ask.reservation)
    return reserve(stock, ask) if owner is None else Refused(Reason.ALREADY_EXISTS, owner)


def extend(
    stock: Stock, reservation: ReservationId, until: Instant | None, stage: str
) -> list[ReservationExtended] | Refused:
    """Move the reservation's one end; its latest stage decides (R06)."""
    if reservation not in stock.reservations:
        return Refused(Reason.RESERVATION_ENDED, reservation)
    return [ReservationExtended(reservation, until, stage)]


def release(stock: Stock, reservation: ReservationId, reason: str) -> list[ReservationReleased]:
    """Give back what the reservation holds; one that has ended gives back nothing again (R07, R08)."""
    return [ReservationReleased(reservation, reason)] if reservation in stock.reservations else []


def expire(stock: Stock, orders: Orders, ask: ExpireReservation, now: Instant) -> list[ReservationReleased]:
    """Release only if the reservation's end is really here: an older timer finds a later end and does nothing.

    What an order holds does not end by itself: its payment lapses and cancels the order, which gives the units back.
    """
    live = stock.reservations.get(ask.reservation)
    if live is None or live.until is None or now < live.until or owner_of(orders, ask.reservation) is not None:
        return []
    return [ReservationReleased(ask.reservation, f"{live.stage}_expired")]


def release_by_command(stock: Stock, orders: Orders, ask: ReleaseReservation) -> list[ReservationReleased] | Refused:
    """For a cart's units; an order's go back when the order is cancelled."""
    if ask.reservation in stock.reservations and owner_of(orders, ask.reservation) is not None:
        return Refused(Reason.WRONG_STATE, ask.reservation)
    return release(stock, ask.reservation, ask.reason)


def unknown(catalog: Catalog, locations: Locations, ask: ShelfAsk) -> Refused | None:
    """A no to what speaks of a SKU or a location that nobody knows: stock comes after the catalog, in files too.

    A product that is no longer sold is known, and so is a location that is paused or closed.
    """
    if ask.sku not in catalog.products:
        return Refused(Reason.UNKNOWN_SKU, ask.sku)
    if ask.sku in catalog.kits:
        return Refused(Reason.IS_A_KIT, ask.sku)
    return None if ask.location in locations.by_id else Refused(Reason.UNKNOWN_LOCATION, ask.location)


def unknown_of_load(catalog: Catalog, locations: Locations, ask: LoadStock) -> Refused | None:
    """The same for all rows of a load."""
    strange = next((sku for sku in ask.skus if sku not in catalog.products), None)
    if strange is not None:
        return Refused(Reason.UNKNOWN_SKU, strange)
    kit = next((sku for sku in ask.skus if sku in catalog.kits), None) if catalog.kits else None
    if kit is not None:
        return Refused(Reason.IS_A_KIT, kit)
    elsewhere = next((location for location in ask.locations if location not in locations.by_id), None)
    return None if elsewhere is None else Refused(Reason.UNKNOWN_LOCATION, elsewhere)


def count(
    stock: Stock, orders: Orders, ask: CountStock, now: Instant
) -> list[StockCounted] | list[StockCountSuperseded] | Refused:
    """A source's absolute figure becomes `on_hand`.

    Where the source says that it has already subtracted sales of ours that are still on the shelf, those units are
    added back, so that shipping them later does not subtract them a second time (R27). A version older than one this
    source has already told is recorded and has no effect (R29).
    """
    if not 0 <= ask.units <= UNITS_MAX:
        return Refused(Reason.BAD_QUANTITY, ask.sku)
    if ask.counted_at is not None and ask.counted_at > now + SKEW_MAX:
        return Refused(Reason.CLOCK_SKEW, ask.source)
    newest = stock.versions.get(version_key(ask.source, ask.sku, ask.location))
    if ask.version is not None and newest is not None and ask.version <= newest:
        return [StockCountSuperseded(ask.sku, ask.location, ask.units, ask.source, ask.version)]
    total = ask.units + _sold_but_here(stock, orders, ask)
    if total > UNITS_MAX:
        return Refused(Reason.BAD_QUANTITY, ask.sku)
    difference = total - questions.on_hand(stock, ask.sku, ask.location)
    return [
        StockCounted(ask.sku, ask.location, total, difference, ask.source, ask.version, ask.counted_at, ask.by_hand)
    ]


def _sold_but_here(stock: Stock, orders: Orders, ask: CountStock) -> int:
    """Units of sold orders that are on the shelf and not in the source's figure; a cart is not a sale yet."""
    if not questions.reserved(stock, ask.sku, ask.location):
        return 0
    if ask.includes_all_sales:
        here = questions.reservations_at(stock, ask.sku, ask.location)
        return sum(units for reservation, units in here if owner_of(orders, reservation) is not None)
    units = 0
    for order_id in dict.fromkeys(ask.includes):
        order = orders.by_id.get(order_id)
        if order is not None:
            takes = questions.reserved_by(stock, order.placed.reservation)
            units += sum(t.units for t in takes if (t.sku, t.location) == (ask.sku, ask.location))
    return units


def adjust(stock: Stock, ask: AdjustStock) -> list[StockAdjusted] | Refused:
    """Add or take away; never below what is reserved."""
    on_hand = questions.on_hand(stock, ask.sku, ask.location)
    floor = questions.reserved(stock, ask.sku, ask.location)
    if ask.units == 0 or on_hand + ask.units > UNITS_MAX:
        return Refused(Reason.BAD_QUANTITY, ask.sku)
    if on_hand + ask.units < floor and ask.units < 0:
        return Refused(Reason.NOT_ENOUGH_STOCK, ask.sku, max(0, on_hand - floor))
    return [StockAdjusted(ask.sku, ask.location, ask.units, ask.source, ask.reason)]


def adjust_any(catalog: Catalog, locations: Locations, stock: Stock, ask: AdjustStock) -> Adjusted | Refused:
    """Of a kit its components."""
    if ask.sku in catalog.kits:
        return _adjust_kit(catalog, locations, stock, ask)
    return unknown(catalog, locations, ask) or adjust(stock, ask)


def _adjust_kit(catalog: Catalog, locations: Locations, stock: Stock, ask: AdjustStock) -> Adjusted | Refused:
    """A till sells kits too, and takes them back: their components go or come, all of them or none (R41)."""
    if ask.location not in locations.by_id:
        return Refused(Reason.UNKNOWN_LOCATION, ask.location)
    facts: Adjusted = []
    for sku, units in kits.opened(catalog.kits[ask.sku], ask.sku, ask.units):
        adjusted = adjust(stock, AdjustStock(sku, ask.location, units, ask.source, ask.reason))
        if isinstance(adjusted, Refused):
            return adjusted
        facts += adjusted
    return facts


def open_to_become_a_kit(stock: Stock, orders: Orders, ask: SetKit) -> Refused | None:
    """A kit has no shelf: WRONG_STATE while units of it lie somewhere or an open order has it as a thing of its own."""
    rows = questions.rows_of(stock, ask.sku)
    if len(rows) and (stock.shelves.on_hand[rows].any() or stock.shelves.reserved[rows].any()):
        return Refused(Reason.WRONG_STATE, ask.sku)
    for order in orders.by_id.values():
        is_open = order.stage in (Stage.PLACED, Stage.CONFIRMED)
        if is_open and any(line.sku == ask.sku and not line.components for line in order.placed.lines):
            return Refused(Reason.WRONG_STATE, order.placed.order)
    return None


def load(stock: Stock, ask: LoadStock) -> list[StockLoaded] | Refused:
    """Many counts in one fact; a batch already applied changes nothing. Rows must be unique and in range."""
    if ask.batch in stock.batches:
        return []
    if not len(ask.skus) == len(ask.locations) == len(ask.units):
        return Refused(Reason.INVALID, "columns")
    if not ask.skus:
        return []
    skus, locations = list(dict.fromkeys(ask.skus)), list(dict.fromkeys(ask.locations))
    sku_numbers = {sku: n for n, sku in enumerate(skus)}
    location_numbers = {location: n for n, location in enumerate(locations)}
    units = np.array(ask.units, dtype=np.int64)
    bad = np.flatnonzero((units < 0) | (units > UNITS_MAX))
    if len(bad):
        return Refused(Reason.BAD_QUANTITY, ask.skus[int(bad[0])])
    sku_index = np.array([sku_numbers[sku] for sku in ask.skus], dtype="<i4")
    location_index = np.array([location_numbers[location] for location in ask.locations], dtype="<i4")
    pairs = sku_index.astype(np.int64) * len(locations) + location_index
    if len(np.unique(pairs)) != len(pairs):
        return Refused(Reason.INVALID, "the same shelf twice")
    columns = (sku_index.tobytes(), location_index.tobytes(), units.astype("<i4").tobytes())
    return [StockLoaded(ask.source, ask.batch, tuple(skus), tuple(locations), *columns)]


def set_safety_stock(_: Stock, ask: SetSafetyStock) -> list[SafetyStockSet] | Refused:
    if not 0 <= ask.units <= UNITS_MAX:
        return Refused(Reason.BAD_QUANTITY, ask.sku)
    return [SafetyStockSet(ask.sku, ask.location, ask.units)]


def add_up(takes: tuple[Take, ...]) -> dict[tuple[Sku, LocationId], int]:
    """Units by shelf: the same SKU asked for twice is one demand (R40)."""
    totals: dict[tuple[Sku, LocationId], int] = {}
    for take in takes:
        key = (take.sku, take.location)
        totals[key] = totals.get(key, 0) + take.units
    return totals


def minus(takes: tuple[Take, ...], gone: tuple[Take, ...]) -> tuple[Take, ...]:
    """`takes` without the units of `gone`, one take for each shelf; asserts that they were there."""
    rest = add_up(takes)
    for shelf, units in add_up(gone).items():
        rest[shelf] = rest.get(shelf, 0) - units
        assert rest[shelf] >= 0, (shelf, takes, gone)
    return tuple(Take(sku, location, units) for (sku, location), units in rest.items() if units)


def version_key(source: str, sku: Sku, location: LocationId) -> str:
    return f"{source}|{sku}|{location}"
