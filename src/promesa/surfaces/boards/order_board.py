"""Orders as columns: lists and counts of a hundred thousand open orders in a millisecond or two.

What is at risk, and why, is one of the columns: the board of risks alone knows it (`take_risks`).
Costs: some 150 bytes an order beside the world's own; 15 µs for each order when it is begun, and each time it changes.
"""

import threading
from collections import deque
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from promesa.domain.conduct.risks import RiskCause
from promesa.domain.ledger.orders.state import Stage
from promesa.domain.values.ids import OrderId, ParcelId
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.engine.log import Entry
from promesa.engine.machine import Machine
from promesa.surfaces.boards import order_states
from promesa.surfaces.boards.name_index import NameIndex
from promesa.surfaces.boards.order_states import OPEN_STATES, PLACES_MAX, STATES, OrderSign
from promesa.surfaces.boards.risks import RiskBoard

BITE = 500
"""Orders read at a time under the world's lock."""
ENDED_MAX = 50_000
"""So many of the newest orders are listed even where they have ended; older ones are found by their name."""
ORDER = "order:"
STRETCH = 65_536
"""Orders looked through at a time, the newest first."""
ANY = "any"
RISKS = ("", *(str(cause) for cause in RiskCause))
"""The gravest cause of a promise at risk by its number, the gravest first; number 0 is at no risk."""
NUMBER_OF = {cause: number for number, cause in enumerate(RISKS)}
COLUMNS: tuple[tuple[str, str], ...] = (
    *(("state", "i1"), ("region", "i2"), ("channel", "i2"), ("day", "i4"), ("units", "i4"), ("total", "i8")),
    *(("placed_at", "i8"), ("parcels", "i2"), ("guides", "i2"), ("risk", "i1")),
)


OF_SIGN = ("state", "day", "units", "total", "placed_at")


class OrderFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Orders wanted; what is "" or None filters nothing. Days are ordinals of the order's own civil day."""

    state: str = ""
    """One of STATES, or "open" for all that have not ended."""
    location: str = ""
    carrier: str = ""
    region: str = ""
    channel: str = ""
    risk: str = ""
    """One of RISKS, or ANY."""
    since_day: int | None = None
    until_day: int | None = None


class OrderCounts(NamedTuple):
    """Orders by state, and those at risk by their gravest cause."""

    by_state: dict[str, int]
    by_risk: dict[str, int]


class Names:
    """Short numbers of names; owns both directions. Number 0 is no name."""

    def __init__(self) -> None:
        self.names: list[str] = [""]
        self._numbers: dict[str, int] = {"": 0}

    def number(self, name: str) -> int:
        """The name's number, given on first sight."""
        found = self._numbers.get(name)
        if found is None:
            found = self._numbers[name] = len(self.names)
            self.names.append(name)
        return found

    def find(self, name: str) -> int:
        """The name's number, -1 where nobody has it."""
        return self._numbers.get(name, -1)


class ReadOrder(NamedTuple):
    """What one look at the world told of an order."""

    name: str
    sign: OrderSign
    parcels: list[ParcelId]
    guides: list[str]
    new_customer: str
    """Its customer, where it is their first order."""


class OrderBoard:
    """Owns the columns. Any thread may ask once `settle` was called; it waits for nobody but another reader."""

    kinds: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._empty()

    def _empty(self) -> None:
        self._todo: deque[OrderId] = deque()
        self._names: list[str] = []
        self._rows: dict[str, int] = {}
        self.locations, self.carriers, self.regions, self.channels = Names(), Names(), Names(), Names()
        self.orders, self.parcels, self.guides, self.customers = NameIndex(), NameIndex(), NameIndex(), NameIndex()
        self._columns: dict[str, NDArray[Any]] = {}
        self._room = 0
        self._grow(1_024)
        self._risks_upto = 0
        self._unlisted: dict[str, int] = {}
        """Numbers of the causes of orders at risk that are not listed yet."""

    def _grow(self, room: int) -> None:
        shapes: list[tuple[str, str, tuple[int, ...]]] = [(name, kind, (room,)) for name, kind in COLUMNS]
        shapes += [("location", "i2", (room, PLACES_MAX)), ("carrier", "i2", (room, PLACES_MAX))]
        for name, kind, shape in shapes:
            column = np.zeros(shape, dtype=kind)
            if self._room:
                column[: self._room] = self._columns[name][: self._room]
            self._columns[name] = column
        self._room = room

    # --- following ---

    def begin(self, world: World, now: int) -> None:
        """Names of what is open and of the newest; they are read when somebody asks, a bite at a time."""
        old = len(world.orders.by_id) - ENDED_MAX
        ended = (Stage.CLOSED, Stage.CANCELLED)
        with self._lock:
            self._empty()
            numbered = enumerate(world.orders.by_id.items())
            self._todo.extend(name for number, (name, order) in numbered if number >= old or order.stage not in ended)

    def hear(self, world: World, heard: Sequence[tuple[Entry, Any]], now: int) -> None:
        """Orders that facts speak of are read anew."""
        tags = dict.fromkeys(tag for entry, _ in heard for tag in entry.tags if tag.startswith(ORDER))
        names = [OrderId(tag.removeprefix(ORDER)) for tag in tags]
        with self._lock:
            if self._todo:
                self._todo.extend(names)
            else:
                self._read(world, names)

    def settle(self, machine: Machine[World]) -> None:
        """Read what `begin` has left to be read: nothing but for the first to ask."""
        while self._todo:
            machine.ask(self._read_some)

    def _read_some(self, world: World) -> None:
        with self._lock:
            self._read(world, [self._todo.popleft() for _ in range(min(BITE, len(self._todo)))])

    def _read(self, world: World, names: Sequence[OrderId]) -> None:
        signs = _signs(world, names)
        signs.sort(key=lambda one: one.sign.placed_at)
        for one in signs:
            self._note(one)

    def _note(self, one: ReadOrder) -> None:
        row = self._rows.get(one.name)
        if row is None:
            if self._names and one.sign.placed_at < self._columns["placed_at"][len(self._names) - 1]:
                return  # older than what is listed: something became of it once more
            row = self._new_row(one)
        columns, sign = self._columns, one.sign
        self.parcels.add(one.parcels[columns["parcels"][row] :])
        self.guides.add(one.guides[columns["guides"][row] :])
        columns["parcels"][row], columns["guides"][row] = len(one.parcels), len(one.guides)
        for column in OF_SIGN:
            columns[column][row] = getattr(sign, column)
        columns["region"][row] = self.regions.number(sign.region)
        columns["channel"][row] = self.channels.number(sign.channel)
        columns["location"][row] = _numbers(self.locations, sign.locations)
        columns["carrier"][row] = _numbers(self.carriers, sign.carriers)

    def _new_row(self, one: ReadOrder) -> int:
        row = self._rows[one.name] = len(self._names)
        self._names.append(one.name)
        self.orders.add((one.name,))
        if one.new_customer:
            self.customers.add((one.new_customer,))
        if row == self._room:
            self._grow(2 * self._room)
        self._columns["risk"][row] = self._unlisted.pop(one.name, 0)
        return row

    def take_risks(self, known: RiskBoard, now: Instant) -> None:
        """What is at risk from now on, as the board of risks knows it."""
        with self._lock:
            news = known.news(self._risks_upto, now)
            self._risks_upto = news.upto
            if news.is_all:
                self._columns["risk"][:] = 0
                self._unlisted.clear()
            for order, cause in news.causes.items():
                self._put_risk(order, 0 if cause is None else NUMBER_OF[cause])

    def _put_risk(self, order: OrderId, number: int) -> None:
        row = self._rows.get(order)
        if row is not None:
            self._columns["risk"][row] = number
        elif number:
            self._unlisted[order] = number
        else:
            self._unlisted.pop(order, None)

    # --- asking ---

    def find(self, wanted: OrderFilter, before: int | None, limit: int) -> tuple[list[OrderId], int]:
        """Names of orders, the newest first, and the cursor to go on from: 0 where there are no more."""
        with self._lock:
            end = len(self._names) if before is None else min(before, len(self._names))
            found: list[int] = []
            while end and len(found) <= limit:
                start = max(0, end - STRETCH)
                rows = np.flatnonzero(self._mask(wanted, slice(start, end)))[::-1] + start
                found += rows[: limit + 1 - len(found)].tolist()
                end = start
            cursor = found[limit - 1] if len(found) > limit else 0
            return [OrderId(self._names[row]) for row in found[:limit]], cursor

    def count(self, wanted: OrderFilter) -> OrderCounts:
        """Of those that the filter lets through whatever their state and their risk."""
        free = msgspec.structs.replace(wanted, state="", risk="")
        with self._lock:
            rows = slice(0, len(self._names))
            mask = self._mask(free, rows)
            states = np.bincount(self._columns["state"][rows][mask], minlength=len(STATES)).tolist()
            risks = np.bincount(self._columns["risk"][rows][mask], minlength=len(RISKS)).tolist()
        return OrderCounts(dict(zip(STATES, states, strict=True)), dict(zip(RISKS[1:], risks[1:], strict=True)))

    def total(self, wanted: OrderFilter) -> tuple[int, int]:
        """How many the filter lets through, and their money in centavos."""
        with self._lock:
            rows = slice(0, len(self._names))
            mask = self._mask(wanted, rows)
            return int(mask.sum()), int(self._columns["total"][rows][mask].sum())

    def by_day(self, since_day: int, days: int) -> list[tuple[int, int, int]]:
        """(ordinal of a day, orders placed, centavos) of so many days, cancelled ones not counted."""
        with self._lock:
            size = len(self._names)
            first = int(np.searchsorted(self._columns["day"][:size], since_day - 1))
            at = self._columns["day"][first:size] - since_day
            good = (at >= 0) & (at < days) & (self._columns["state"][first:size] != STATES.index("cancelled"))
            money = self._columns["total"][first:size][good]
            many = np.bincount(at[good], minlength=days)
            sums = np.bincount(at[good], weights=money, minlength=days)
        pairs = zip(many.tolist(), sums.tolist(), strict=True)
        return [(since_day + n, count, int(total)) for n, (count, total) in enumerate(pairs)]

    def by_region(self, since_day: int, until_day: int) -> list[tuple[str, int, int]]:
        """(region, orders placed, open ones among them), the most first, cancelled ones not counted."""
        wanted = OrderFilter(since_day=since_day, until_day=until_day)
        with self._lock:
            rows = slice(0, len(self._names))
            state = self._columns["state"][rows]
            mask = self._mask(wanted, rows) & (state != STATES.index("cancelled"))
            regions = self._columns["region"][rows]
            many = np.bincount(regions[mask], minlength=len(self.regions.names)).tolist()
            still = np.bincount(regions[mask & (state < len(OPEN_STATES))], minlength=len(self.regions.names)).tolist()
            told = [(name, *pair) for name, *pair in zip(self.regions.names, many, still, strict=True) if pair[0]]
        return sorted(((name, many, still) for name, many, still in told), key=lambda one: (-one[1], one[0]))

    def _mask(self, wanted: OrderFilter, rows: slice) -> NDArray[np.bool_]:
        columns, state = self._columns, self._columns["state"][rows]
        mask = np.ones(len(state), dtype=bool)
        if wanted.state == "open":
            mask &= state < len(OPEN_STATES)
        elif wanted.state:
            mask &= state == (STATES.index(wanted.state) if wanted.state in STATES else -1)
        for name, known in (("location", self.locations), ("carrier", self.carriers)):
            said = getattr(wanted, name)
            if said:
                mask &= (columns[name][rows] == known.find(said)).any(axis=1)
        for name, known in (("region", self.regions), ("channel", self.channels)):
            said = getattr(wanted, name)
            if said:
                mask &= columns[name][rows] == known.find(said)
        if wanted.since_day is not None:
            mask &= columns["day"][rows] >= wanted.since_day
        if wanted.until_day is not None:
            mask &= columns["day"][rows] <= wanted.until_day
        if wanted.risk:
            risk = columns["risk"][rows]
            mask &= risk > 0 if wanted.risk == ANY else risk == NUMBER_OF.get(wanted.risk, -1)
        return mask


def _numbers(known: Names, names: Sequence[str]) -> list[int]:
    return [known.number(name) for name in names] + [0] * (PLACES_MAX - len(names))


def _signs(world: World, names: Sequence[OrderId]) -> list[ReadOrder]:
    """Of those that are there."""
    found = []
    for order in names:
        sign = order_states.sign(world, order)
        if sign is not None:
            parcels = world.shipments.by_order.get(order, [])
            guides = [guide for parcel in parcels if (guide := world.shipments.by_id[parcel].tracking)]
            customer = world.orders.by_id[order].placed.customer
            is_first = world.orders.by_customer[customer][0] == order
            found.append(ReadOrder(order, sign, list(parcels), guides, customer if is_first else ""))
    return found
