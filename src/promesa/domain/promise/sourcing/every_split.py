"""Every way to share few units out among parcels, compared: the cheapest there is, with the ties of the long way.

Each way is a multiset of loads. For each load the cheapest locations that have it are enough: one more than the other
parcels can take away. Of plans that cost the same the one with fewer parcels wins, then the one whose locations are
cheaper for the whole.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import product

import msgspec
import numpy as np

from promesa.domain.promise.sourcing.cost_board import CostBoard, CostBoards
from promesa.domain.promise.sourcing.long_way import Plan, PlannedParcel
from promesa.domain.promise.sourcing.origins import Numbers
from promesa.domain.promise.sourcing.senders import CHEAPEST_FIRST, NEVER_PACKED, SERVICE_MASK, SendingLocations
from promesa.domain.promise.sourcing.wants import ShelfLine, WantLines, weight
from promesa.domain.values.policy import Policy

UNITS_MAX, PARCELS_MAX, WAYS_MAX = 6, 4, 64

Load = tuple[int, ...]
"""Units by line in one parcel."""


class FewUnits(msgspec.Struct, frozen=True, gc=False):
    """What is to be sent, from which shelves, with the board of its whole weight (which is packable)."""

    boards: CostBoards
    board: CostBoard
    senders: SendingLocations
    wanted: WantLines
    lines: tuple[ShelfLine, ...]
    policy: Policy


class SplitAnswer(msgspec.Struct, frozen=True, gc=False):
    """The cheapest plan; None: there is none, or it is not sure (two of them differ in their loads alone)."""

    is_sure: bool
    plan: Plan | None


class _Choice(msgspec.Struct, frozen=True, gc=False):
    """A load from a row of `_Rows`."""

    cost: int
    row: int
    packed: int


def are_few(units: tuple[int, ...], policy: Policy) -> bool:
    """Whether so few units, on so few lines, that every way to share them out can be looked at."""
    return (
        sum(units) <= UNITS_MAX
        and policy.parcels_max <= PARCELS_MAX
        and len(ways(units, policy.parcels_max)) <= WAYS_MAX
    )


@lru_cache(maxsize=1024)
def ways(units: Load, parcels_max: int) -> tuple[tuple[Load, ...], ...]:
    """All multisets of at most so many loads that make up the units, the fewest loads first."""
    return tuple(sorted(_shared(units, units, parcels_max), key=len))


def _shared(left: Load, most: Load, parcels_max: int) -> Iterator[tuple[Load, ...]]:
    """Loads in descending order, none above `most`."""
    if not any(left):
        yield ()
    elif parcels_max:
        for load in product(*(range(units, -1, -1) for units in left)):
            if any(load) and load <= most:
                rest = tuple(units - sent for units, sent in zip(left, load, strict=True))
                yield from ((load, *others) for others in _shared(rest, load, parcels_max - 1))


class _Rows:
    """Locations that have something and arrive by the day, the cheapest for the whole first; a class because it
    remembers what it looked up."""

    def __init__(self, ask: FewUnits, by_day: int) -> None:
        self._ask, self._by_day = ask, by_day
        available = np.zeros((len(ask.lines), len(ask.boards.table.columns.names)), dtype=np.int64)
        for row, line in zip(available, ask.lines, strict=True):
            row[line.numbers] = line.available
        numbers = np.flatnonzero(available.any(axis=0))
        whole = ask.board.of_each(ask.senders.among(numbers), by_day)
        order = whole.argsort()[: int(np.count_nonzero(whole < NEVER_PACKED))]
        self.numbers: Numbers = numbers[order]
        self.available: Numbers = available[:, self.numbers]
        self._prices: dict[tuple[int, ...], tuple[Numbers, Numbers]] = {}
        self._choices: dict[Load, list[_Choice]] = {}

    def choices(self, load: Load) -> list[_Choice]:
        """The rows that send the load most cheaply, no more than may be needed."""
        found = self._choices.get(load)
        if found is None:
            found = self._choices[load] = self._choose(load)
        return found

    def _choose(self, load: Load) -> list[_Choice]:
        weighs = self._ask.boards.table.weighs(*weight(self._ask.wanted, load))
        assert weighs is not None, "lighter than the whole"
        packed, order = self._prices.get(weighs) or self._price(weighs)
        has = np.logical_and.reduce([row >= units for row, units in zip(self.available, load, strict=True) if units])
        rows = order[has[order]][: self._ask.policy.parcels_max]
        costs = (packed[rows] >> CHEAPEST_FIRST.cost_shift).tolist()
        return [_Choice(*one) for one in zip(costs, rows.tolist(), packed[rows].tolist(), strict=True)]

    def _price(self, weighs: tuple[int, ...]) -> tuple[Numbers, Numbers]:
        each = self._ask.boards.board(weighs).of_each(self._ask.senders.among(self.numbers), self._by_day)
        order = (each >> CHEAPEST_FIRST.cost_shift).argsort(kind="stable")
        found = self._prices[weighs] = each, order
        return found


def cheapest(ask: FewUnits, by_day: int) -> SplitAnswer:
    """The cheapest plan that is there by the day."""
    rows, split = _Rows(ask, by_day), ask.policy.split_cost
    best: tuple[int, int, list[int]] | None = None
    chosen: tuple[tuple[Load, ...], tuple[_Choice, ...]] | None = None
    is_sure = True
    for loads in ways(ask.wanted.units, ask.policy.parcels_max):
        choices = [rows.choices(load) for load in loads]
        extra = split * (len(loads) - 1)
        if not all(choices) or (best is not None and sum([some[0].cost for some in choices]) + extra > best[0]):
            continue
        for picked in product(*choices):
            used = sorted([one.row for one in picked])
            key = (sum([one.cost for one in picked]) + extra, len(used), used)
            if len(set(used)) < len(used) or (best is not None and key > best):
                continue
            is_sure = best is None or key < best or _same(chosen, loads, picked)
            best, chosen = key, (loads, picked)
    return SplitAnswer(is_sure, None if chosen is None or not is_sure else _plan(ask, rows, *chosen, split))


def _same(
    chosen: tuple[tuple[Load, ...], tuple[_Choice, ...]] | None, loads: tuple[Load, ...], picked: tuple[_Choice, ...]
) -> bool:
    """Whether the same rows send the same loads, in another order."""
    assert chosen is not None
    before = {one.row: load for one, load in zip(chosen[1], chosen[0], strict=True)}
    return before == {one.row: load for one, load in zip(picked, loads, strict=True)}


def _plan(ask: FewUnits, rows: _Rows, loads: tuple[Load, ...], picked: tuple[_Choice, ...], split: int) -> Plan:
    """The parcels in the order of the rows."""
    parcels = []
    for one, load in sorted(zip(picked, loads, strict=True), key=lambda choice: choice[0].row):
        arrives = ask.board.day_of(one.packed, CHEAPEST_FIRST)
        parcels.append(PlannedParcel(int(rows.numbers[one.row]), one.packed & SERVICE_MASK, load, one.cost, arrives))
    cost = sum([parcel.cost for parcel in parcels]) + split * (len(parcels) - 1)
    return Plan(tuple(parcels), cost, max([parcel.arrives for parcel in parcels]))


def days_before(ask: FewUnits, arrives: int) -> list[int]:
    """The days before that one on which something can be there, while all that is there may be enough."""
    table = ask.boards.table
    earliest = table.arrives.min(axis=1)
    days: set[int] = set()
    least = -1
    for line in ask.lines:
        here = earliest.take(ask.senders.among(line.numbers).groups)
        here[ask.senders.added.take(line.numbers) >= NEVER_PACKED] = arrives
        here = np.maximum(here, least)
        order = here.argsort()
        enough = int(line.available[order].cumsum().searchsorted(line.units))
        if enough == len(order):
            return []
        least = int(here[order[enough]])
        days.update(here.tolist())
    return sorted([day for day in days if least <= day < arrives])
