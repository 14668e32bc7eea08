"""Questions about shelves and reservations, on arrays where many are asked at once."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from promesa.domain.ledger.stock.state import Rows, Stock
from promesa.domain.ledger.stock.words import Take
from promesa.domain.values.ids import LocationId, ReservationId, Sku
from promesa.domain.values.moments import Instant

_NONE: Rows = np.empty(0, dtype=np.int32)


def rows_of(stock: Stock, sku: Sku) -> Rows:
    """Row numbers of every shelf of the SKU, int32, in the order in which the shelves became known."""
    number = stock.shelves.sku_numbers.get(sku)
    return _NONE if number is None else stock.shelves.rows_by_sku[number]


def available_rows(stock: Stock, rows: Rows) -> NDArray[np.int32]:
    """Units that can be promised at each row: on hand minus reserved minus safety stock, never below zero.

    For rows side by side it is the column itself: only to be read, and before the next fact.
    """
    found: NDArray[np.int32] = stock.shelves.available[rows]
    return found


def on_hand(stock: Stock, sku: Sku, location: LocationId) -> int:
    row = stock.shelves.row(sku, location)
    return int(stock.shelves.on_hand[row]) if row >= 0 else 0


def reserved(stock: Stock, sku: Sku, location: LocationId) -> int:
    row = stock.shelves.row(sku, location)
    return int(stock.shelves.reserved[row]) if row >= 0 else 0


def available(stock: Stock, sku: Sku, location: LocationId) -> int:
    """Units of the SKU that can be promised at the location, never below zero."""
    return max(0, unreserved(stock, sku, location))


def unreserved(stock: Stock, sku: Sku, location: LocationId) -> int:
    """On hand minus reserved minus safety stock and margin; below zero when a count found less than is reserved."""
    shelves = stock.shelves
    row = shelves.row(sku, location)
    if row < 0:
        return 0
    kept = shelves.safety_stock.item(row) + shelves.margin.item(row)
    left: int = shelves.on_hand.item(row) - shelves.reserved.item(row) - kept
    return left


def reserved_by(stock: Stock, reservation: ReservationId) -> tuple[Take, ...]:
    """What a live reservation holds; empty where there is none."""
    live = stock.reservations.get(reservation)
    return live.takes if live is not None else ()


def counted(stock: Stock, sku: Sku, location: LocationId) -> tuple[Instant, str] | None:
    """When and by whom the shelf was last counted; None where nobody ever did."""
    row = stock.shelves.row(sku, location)
    if row < 0 or stock.shelves.counted_at[row] == 0:
        return None
    source = stock.shelves.sources[int(stock.shelves.source_of[row])]
    return Instant(int(stock.shelves.counted_at[row])), source


def reservations_at(stock: Stock, sku: Sku, location: LocationId) -> list[tuple[ReservationId, int]]:
    """Live reservations with units at the shelf, oldest first. Walks all reservations: for the rare shortage."""
    found = []
    for reservation, live in stock.reservations.items():
        units = sum(t.units for t in live.takes if t.sku == sku and t.location == location)
        if units:
            found.append((reservation, units))
    return found


def only_at(stock: Stock, location: LocationId, elsewhere: Iterable[LocationId]) -> int:
    """How many SKUs have units available at the location and at none of the others. Reads every shelf."""
    shelves = stock.shelves
    free = shelves.on_hand[: shelves.size] - shelves.reserved[: shelves.size] - shelves.safety_stock[: shelves.size] > 0
    numbers = shelves.location_numbers
    others = [numbers[name] for name in elsewhere if name in numbers and name != location]
    where, sku_of = shelves.location_of[: shelves.size], shelves.sku_of[: shelves.size]
    had = np.zeros(len(shelves.skus), dtype=bool)
    had[sku_of[free & (where == numbers.get(location, -1))]] = True
    had[sku_of[free & np.isin(where, others)]] = False
    return int(had.sum())


def short_shelves(stock: Stock) -> list[tuple[Sku, LocationId]]:
    """Shelves with less on hand than is reserved there, in row order."""
    shelves = stock.shelves
    rows = np.flatnonzero(shelves.on_hand[: shelves.size] < shelves.reserved[: shelves.size])
    return [(shelves.skus[shelves.sku_of[row]], shelves.locations[shelves.location_of[row]]) for row in rows.tolist()]
