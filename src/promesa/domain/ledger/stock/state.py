"""Shelves as columns: for each SKU at each location what is on hand, reserved, kept as safety, and how old that is.

A shelf is a row number; columns grow by doubling. A SKU knows its rows (for questions about many shelves); the row of
one SKU at one location is looked up in a small index built when that SKU is first touched (for decisions about one).
"""

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from promesa.domain.ledger.stock.findings import Findings
from promesa.domain.ledger.stock.rhythms import Rhythms
from promesa.domain.ledger.stock.scarce import Scarce
from promesa.domain.ledger.stock.words import Take
from promesa.domain.values.ids import LocationId, ReservationId, Sku
from promesa.domain.values.moments import Instant

Rows = NDArray[np.int32]
_NO_ROWS: Rows = np.empty(0, dtype=np.int32)
_COLUMNS = ("sku_of", "location_of", "on_hand", "reserved", "safety_stock", "counted_at", "source_of", "margin")
_TYPES = ("<i4", "<i4", "<i4", "<i4", "<i4", "<i8", "<i4", "<i4")


class Reservation(msgspec.Struct, gc=False):
    """Units owed to one cart or order: one owner, one end (None: until it is shipped or released)."""

    takes: tuple[Take, ...]
    until: Instant | None
    stage: str


class Shelves:
    """The columns and their indexes; a class because it owns buffers."""

    def __init__(self) -> None:
        self.skus: list[Sku] = []
        self.locations: list[LocationId] = []
        self.sources: list[str] = []
        self.sku_numbers: dict[Sku, int] = {}
        self.location_numbers: dict[LocationId, int] = {}
        self.source_numbers: dict[str, int] = {}
        self.size = 0
        self.rows_by_sku: list[Rows] = []
        self._index: dict[int, dict[int, int]] = {}
        self._allocate(64)

    def _allocate(self, capacity: int) -> None:
        for name, dtype in zip(_COLUMNS, _TYPES, strict=True):
            column = np.zeros(capacity, dtype=dtype)
            if self.size:
                column[: self.size] = getattr(self, name)[: self.size]
            setattr(self, name, column)
        self.available = np.zeros(capacity, dtype="<i4")
        self.settle(slice(0, self.size))

    sku_of: NDArray[np.int32]
    location_of: NDArray[np.int32]
    on_hand: NDArray[np.int32]
    reserved: NDArray[np.int32]
    safety_stock: NDArray[np.int32]
    counted_at: NDArray[np.int64]
    source_of: NDArray[np.int32]
    margin: NDArray[np.int32]
    """Units that are not promised while the source that counted them is silent."""
    available: NDArray[np.int32]
    """What can be promised: follows from the others (see `settle`), and is read by every quote."""

    def settle(self, rows: Rows | slice) -> None:
        """Work out anew what can be promised at rows of which a figure has changed: on hand minus reserved minus
        safety stock and margin, never below zero."""
        left = self.on_hand[rows] - self.reserved[rows] - self.safety_stock[rows] - self.margin[rows]
        self.available[rows] = np.maximum(left, 0)

    def settle_row(self, row: int) -> None:
        """The same for one row."""
        left = self.on_hand.item(row) - self.reserved.item(row) - self.safety_stock.item(row) - self.margin.item(row)
        self.available[row] = left if left > 0 else 0

    def number_of_sku(self, sku: Sku) -> int:
        """The SKU's dense number, given on first sight."""
        number = self.sku_numbers.get(sku)
        if number is None:
            number = self.sku_numbers[sku] = len(self.skus)
            self.skus.append(sku)
            self.rows_by_sku.append(_NO_ROWS)
        return number

    def number_of_location(self, location: LocationId) -> int:
        """The location's dense number, given on first sight."""
        number = self.location_numbers.get(location)
        if number is None:
            number = self.location_numbers[location] = len(self.locations)
            self.locations.append(location)
        return number

    def number_of_source(self, source: str) -> int:
        """The source's dense number, given on first sight."""
        number = self.source_numbers.get(source)
        if number is None:
            number = self.source_numbers[source] = len(self.sources)
            self.sources.append(source)
        return number

    def row(self, sku: Sku, location: LocationId) -> int:
        """The shelf's row, or -1 where nothing was ever said about it."""
        s, place = self.sku_numbers.get(sku), self.location_numbers.get(location)
        if s is None or place is None:
            return -1
        index = self._index.get(s)
        if index is None:
            rows = self.rows_by_sku[s]
            index = self._index[s] = dict(zip(self.location_of[rows].tolist(), rows.tolist(), strict=True))
        return index.get(place, -1)

    def row_or_new(self, sku: Sku, location: LocationId) -> int:
        """The shelf's row; a new empty shelf where there was none."""
        row = self.row(sku, location)
        if row >= 0:
            return row
        s, place = self.number_of_sku(sku), self.number_of_location(location)
        row = self._append(np.array([s], "<i4"), np.array([place], "<i4"))
        self.rows_by_sku[s] = np.append(self.rows_by_sku[s], np.int32(row))
        if s in self._index:
            self._index[s][place] = row
        return row

    def rows_or_new(self, skus: NDArray[np.int32], locations: NDArray[np.int32]) -> Rows:
        """Rows of many shelves (dense numbers, pairs unique), new ones where there were none."""
        wanted = skus.astype(np.int64) * (1 << 32) + locations
        have = self.sku_of[: self.size].astype(np.int64) * (1 << 32) + self.location_of[: self.size]
        order = np.argsort(have, kind="stable")
        at = np.searchsorted(have[order], wanted)
        rows = np.full(len(wanted), -1, dtype=np.int32)
        inside = at < len(have)
        found = np.zeros(len(wanted), dtype=bool)
        found[inside] = have[order[at[inside]]] == wanted[inside]
        rows[found] = order[at[found]]
        new = np.flatnonzero(~found)
        if len(new):
            new = new[np.argsort(skus[new], kind="stable")]  # read together, so near in memory
            first = self._append(skus[new], locations[new])
            rows[new] = np.arange(first, first + len(new), dtype=np.int32)
            self._index_rows(rows[new])
        return rows

    def _append(self, skus: NDArray[np.int32], locations: NDArray[np.int32]) -> int:
        first, self_end = self.size, self.size + len(skus)
        if self_end > len(self.sku_of):
            self._allocate(max(self_end, 2 * len(self.sku_of)))
        self.sku_of[first:self_end] = skus
        self.location_of[first:self_end] = locations
        self.size = self_end
        return first

    def _index_rows(self, rows: Rows) -> None:
        order = np.argsort(self.sku_of[rows], kind="stable")
        grouped = rows[order]
        numbers, starts = np.unique(self.sku_of[grouped], return_index=True)
        for s, part in zip(numbers.tolist(), np.split(grouped, starts[1:]), strict=True):
            self.rows_by_sku[s] = np.concatenate((self.rows_by_sku[s], part)) if len(self.rows_by_sku[s]) else part
            self._index.pop(s, None)

    def to_wire(self) -> dict[str, Any]:
        """For snapshots: the columns cut to size, and the names."""
        columns = {name: getattr(self, name)[: self.size].tobytes() for name in _COLUMNS}
        return {"skus": self.skus, "locations": self.locations, "sources": self.sources, **columns}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Shelves) and self.to_wire() == other.to_wire()

    __hash__ = None  # type: ignore[assignment]

    @classmethod
    def from_wire(cls, wire: dict[str, Any]) -> "Shelves":
        """The shelves as they were when `to_wire` was called."""
        shelves = cls()
        for name in wire["skus"]:
            shelves.number_of_sku(Sku(name))
        for name in wire["locations"]:
            shelves.number_of_location(LocationId(name))
        for name in wire["sources"]:
            shelves.number_of_source(name)
        shelves.size = len(wire["sku_of"]) // 4
        for name, dtype in zip(_COLUMNS, _TYPES, strict=True):
            setattr(shelves, name, np.frombuffer(wire[name], dtype=dtype).copy())
        shelves.available = np.zeros(shelves.size, dtype="<i4")
        shelves.settle(slice(0, shelves.size))
        if shelves.size:
            shelves._index_rows(np.arange(shelves.size, dtype=np.int32))
        else:
            shelves._allocate(64)
        return shelves


class Stock(msgspec.Struct):
    """Shelves, live reservations, and the newest version each source has counted."""

    shelves: Shelves = msgspec.field(default_factory=Shelves)
    reservations: dict[ReservationId, Reservation] = {}
    versions: dict[str, int] = {}
    """"source|sku|location" -> the newest version of a count."""
    batches: dict[str, int] = {}
    """Bulk loads applied, with their rows: the same batch again changes nothing."""
    scarce: Scarce = msgspec.field(default_factory=Scarce)
    rhythms: Rhythms = {}
    """How often each source speaks."""
    findings: Findings = msgspec.field(default_factory=Findings)
    """What hands that reached for units have taught us about the record."""
