"""All shelves, SKU by SKU: what is there, how old that is, and where a count is worth most.

Costs: four passes over the columns of the stock (20 ms for three million shelves) and one over what hands have found,
at most every FRESH_SECONDS and only while somebody looks; beside the world's lock, which is held for a copy of what is
small.
"""

import threading
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from promesa.domain.ledger.stock import doubts
from promesa.domain.ledger.stock.doubts import FindingShare, ShelfLook, ShelfWorth
from promesa.domain.network.catalog import Catalog
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.engine.log import Entry
from promesa.engine.machine import Machine
from promesa.surfaces.boards.name_index import NameIndex

FRESH_SECONDS = 5.0
TOTALS = ("shelves", "on_hand", "reserved", "available", "at_stake")
MISSED_MAX = 20
COUNTS_MAX = 2_000
"""Shelves worth counting that are kept, those worth most."""


class SkuStock(NamedTuple):
    """One SKU over all locations, units; `counted_at`: its oldest figure, 0 where a shelf was never counted."""

    sku: str
    shelves: int
    on_hand: int
    reserved: int
    safety: int
    available: int
    counted_at: int
    at_stake: int
    """Centavos that the doubts about its shelves put at stake, of those that are worth a count."""


class Held(NamedTuple):
    """What was worked out at one moment."""

    at: int
    names: list[str]
    columns: dict[str, NDArray[np.int64]]
    counts: list[ShelfWorth]
    totals: dict[str, int]
    order: NDArray[np.int64]
    """SKU numbers, those with most at stake first, then those with most on hand."""
    found: list[FindingShare]
    """What hands found at each location, the worst first."""
    missed: list[FindingShare]
    """Shelves where hands missed most."""


NOTHING_HELD = Held(0, [], {}, [], {}, np.empty(0, dtype=np.int64), [], [])


class ShelfBoard:
    """Owns the last sums. Any thread may ask after `settle`."""

    kinds: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held = NOTHING_HELD
        self._worked_at = float("-inf")
        self._priced = np.empty(0, dtype=np.int64)
        self._priced_at = float("-inf")
        self._busy = False
        self.skus = NameIndex()
        self._skus_known = 0

    def begin(self, world: World, now: int) -> None:
        """Everything is read when somebody asks."""
        self._worked_at = float("-inf")

    def hear(self, world: World, heard: Sequence[tuple[Entry, Any]], now: int) -> None:
        """The columns tell all that there is to know."""

    def settle(self, machine: Machine[World]) -> None:
        """Sums not older than FRESH_SECONDS: the first time the caller waits for them, later they are made beside."""
        if time.monotonic() - self._worked_at < FRESH_SECONDS:
            return
        if self._held is NOTHING_HELD or self._worked_at == float("-inf"):
            with self._lock:
                if self._worked_at == float("-inf"):
                    self._work_out(machine)
        elif not self._busy:
            self._busy = True
            threading.Thread(target=self._beside, args=(machine,), name="shelf-board", daemon=True).start()

    def _beside(self, machine: Machine[World]) -> None:
        try:
            with self._lock:
                self._work_out(machine)
        finally:
            self._busy = False

    def _work_out(self, machine: Machine[World]) -> None:
        looked, catalog = machine.ask(lambda world: (doubts.look(world.stock, Instant(machine.now())), world.catalog))
        names = [str(sku) for sku in looked.shelves.skus]
        self.skus.add(names[self._skus_known :])
        self._skus_known = len(names)
        counts = doubts.worth_most(looked, self._prices(catalog, names), COUNTS_MAX)
        columns = _sums(looked, len(names))
        number_of = looked.shelves.sku_numbers
        np.add.at(columns["at_stake"], [number_of[one.sku] for one in counts], [one.stake for one in counts])
        order = np.lexsort((-columns["on_hand"], -columns["at_stake"]))
        totals = {
            name: int(columns[name].sum()) for name in ("shelves", "on_hand", "reserved", "available", "at_stake")
        }
        missed = doubts.found_missing(looked, MISSED_MAX)
        self._held = Held(looked.now, names, columns, counts, totals, order, doubts.found_by_location(looked), missed)
        self._worked_at = time.monotonic()

    def _prices(self, catalog: Catalog, names: Sequence[str]) -> NDArray[np.int64]:
        """Catalog prices by SKU number, not older than a minute."""
        now = time.monotonic()
        if now - self._priced_at > 60.0 or len(self._priced) != len(names):
            products = catalog.products
            found = (products.get(name) for name in names)  # type: ignore[call-overload]
            self._priced = np.array([0 if one is None or one.retired else one.price for one in found], dtype=np.int64)
            self._priced_at = now
        return self._priced

    # --- asking ---

    @property
    def held(self) -> Held:
        return self._held

    def page(self, after: int, limit: int) -> tuple[list[SkuStock], int]:
        """SKUs in the order of `Held.order`, and the cursor to go on from: 0 where there are no more."""
        held = self._held
        numbers = held.order[after : after + limit].tolist()
        end = after + len(numbers)
        return [_sku(held, number) for number in numbers], end if end < len(held.order) else 0

    def counts(self, location: str = "", limit: int = 50) -> list[ShelfWorth]:
        """Shelves whose count is worth most, of one location or of all."""
        found = (one for one in self._held.counts if not location or one.location == location)
        return [one for one, _ in zip(found, range(limit), strict=False)]


def _sums(looked: ShelfLook, skus: int) -> dict[str, NDArray[np.int64]]:
    shelves, size = looked.shelves, looked.size
    of = shelves.sku_of[:size]

    def total(column: NDArray[Any]) -> NDArray[np.int64]:
        return np.bincount(of, weights=column[:size], minlength=skus).astype(np.int64)

    oldest = np.full(skus, np.iinfo(np.int64).max)
    np.minimum.at(oldest, of, shelves.counted_at[:size])
    oldest[oldest == np.iinfo(np.int64).max] = 0
    return {
        "shelves": np.bincount(of, minlength=skus).astype(np.int64),
        "on_hand": total(shelves.on_hand),
        "reserved": total(shelves.reserved),
        "safety": total(shelves.safety_stock),
        "available": total(shelves.available),
        "counted_at": oldest,
        "at_stake": np.zeros(skus, dtype=np.int64),
    }


def _sku(held: Held, number: int) -> SkuStock:
    columns = held.columns
    figures = (int(columns[name][number]) for name in SkuStock._fields[1:])
    return SkuStock(held.names[number], *figures)
