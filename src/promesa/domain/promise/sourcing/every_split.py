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
from promesa.domain.promise.sourcing.origins import Indices, Numbers
from promesa.domain.promise.sourcing.senders import CHEAPEST_FIRST, NEVER_PACKED, RANK_MASK, RANK_SHIFT, SERVICE_MASK
from promesa.domain.promise.sourcing.wants import ShelfLine, WantLines, weight
from promesa.domain.values.ids import ChannelId
from promesa.domain.values.policy import Policy

UNITS_MAX, PARCELS_MAX, WAYS_MAX = 6, 4, 64

Load = tuple[int, ...]
"""Units by line in one parcel."""


class FewUnits(msgspec.Struct, frozen=True, gc=False):
    """What is to be sent, from which shelves, with the board of its whole weight (which is packable)."""

    boards: CostBoards
    board: CostBoard
    channel: ChannelId
    wanted: WantLines
    lines: tuple[ShelfLine, ...]
    policy: Policy


class SplitAnswer(msgspec.Struct, frozen=True, gc=False):
    """The cheapest plan; None: there is none, or it is not sure (two of them differ in their loads alone)."""

    is_sure: bool
    plan: Plan | None


class _Choice(msgspec.Struct, frozen=True, gc=False):
    """A location that sends a load: what it costs, the location's packed cost for the whole (its rank among all that
    have something), and the load's."""

    cost: int
    whole: int
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


class _Senders:
    """Locations that have something and arrive by the day; a class because it remembers what it looked up."""

    def __init__(self, ask: FewUnits, by_day: int) -> None:
        self._ask, self._by_day = ask, by_day
        self._wholes = [ask.board.of_each(line.numbers, by_day) for line in ask.lines]
        self._choices: dict[Load, list[_Choice]] = {}
        self._boards: dict[Load, CostBoard] = {}
        self._least: dict[Load, int] = {}
        self._least_of_board: dict[int, int] = {}

    def least(self, load: Load) -> int:
        """No location sends the load for less."""
        found = self._least.get(load)
        if found is None:
            board = self._board(load)
            found = self._least_of_board.get(id(board))
            if found is None:
                each = [board.of_each(line.numbers, self._by_day) for line in self._ask.lines if len(line.numbers)]
                packed = min([one.item(one.argmin()) for one in each], default=NEVER_PACKED)
                found = self._least_of_board[id(board)] = packed >> CHEAPEST_FIRST.cost_shift
            self._least[load] = found
        return found

    def _board(self, load: Load) -> CostBoard:
        found = self._boards.get(load)
        if found is None:
            weighs = self._ask.boards.table.weighs(*weight(self._ask.wanted, load))
            assert weighs is not None, "lighter than the whole"
            found = self._boards[load] = self._ask.boards.board(self._ask.channel, weighs)
        return found

    def choices(self, load: Load) -> list[_Choice]:
        """The locations that send the load most cheaply, no more than may be needed; of equals first those that are
        cheaper for the whole."""
        found = self._choices.get(load)
        if found is None:
            found = self._choices[load] = self._choose(load)
        return found

    def _choose(self, load: Load) -> list[_Choice]:
        numbers, wholes = self._able(load)
        if not len(numbers):
            return []
        packed = self._board(load).of_each(numbers, self._by_day)
        costs, most = packed >> CHEAPEST_FIRST.cost_shift, self._ask.policy.parcels_max
        if len(costs) > most:
            few = costs <= np.partition(costs, most - 1).item(most - 1)
            costs, wholes, packed = costs[few], wholes[few], packed[few]
        found = sorted(zip(costs.tolist(), wholes.tolist(), packed.tolist(), strict=True))
        return [_Choice(*one) for one in found[:most]]

    def _able(self, load: Load) -> tuple[Indices, Numbers]:
        """Locations that have all of the load, with their packed costs for the whole."""
        lines = [row for row, units in enumerate(load) if units]
        first = lines[0]
        line, wholes = self._ask.lines[first], self._wholes[first]
        able = (line.available >= load[first]) & (wholes < NEVER_PACKED)
        for row in lines[1:]:
            other = self._ask.lines[row]
            has = np.zeros(len(self._ask.boards.table.columns.names), dtype=bool)
            has[other.numbers] = other.available >= load[row]
            able &= has.take(line.numbers)
        return line.numbers[able], wholes[able]


_Best = tuple[int, int, list[int]]
"""Cost, parcels, and the locations by their packed costs for the whole."""


def cheapest(ask: FewUnits, by_day: int) -> SplitAnswer:
    """The cheapest plan that is there by the day."""
    senders, split = _Senders(ask, by_day), ask.policy.split_cost
    best: _Best | None = None
    chosen: tuple[tuple[Load, ...], tuple[_Choice, ...]] | None = None
    is_sure = True
    for loads in ways(ask.wanted.units, ask.policy.parcels_max):
        extra = split * (len(loads) - 1)
        if best is not None and sum([senders.least(load) for load in loads]) + extra > best[0]:
            continue
        choices = [senders.choices(load) for load in loads]
        if not all(choices) or (best is not None and sum([some[0].cost for some in choices]) + extra > best[0]):
            continue
        for picked in product(*choices):
            cost = sum([one.cost for one in picked]) + extra
            if best is not None and cost > best[0]:
                continue
            used = sorted([one.whole for one in picked])
            key = (cost, len(used), used)
            if len(set(used)) < len(used) or (best is not None and key > best):
                continue
            is_sure = best is None or key < best or _same(chosen, loads, picked)
            best, chosen = key, (loads, picked)
    return SplitAnswer(is_sure, None if chosen is None or not is_sure else _plan(ask, *chosen, split))


def _same(
    chosen: tuple[tuple[Load, ...], tuple[_Choice, ...]] | None, loads: tuple[Load, ...], picked: tuple[_Choice, ...]
) -> bool:
    """Whether the same locations send the same loads, in another order."""
    assert chosen is not None
    before = {one.whole: load for one, load in zip(chosen[1], chosen[0], strict=True)}
    return before == {one.whole: load for one, load in zip(picked, loads, strict=True)}


def _plan(ask: FewUnits, loads: tuple[Load, ...], picked: tuple[_Choice, ...], split: int) -> Plan:
    """The parcels in the order of their locations' costs for the whole."""
    parcels = []
    by_rank = ask.boards.table.columns.by_rank
    for one, load in sorted(zip(picked, loads, strict=True), key=lambda choice: choice[0].whole):
        number, arrives = by_rank[one.packed >> RANK_SHIFT & RANK_MASK], ask.board.day_of(one.packed, CHEAPEST_FIRST)
        parcels.append(PlannedParcel(number, one.packed & SERVICE_MASK, load, one.cost, arrives))
    cost = sum([parcel.cost for parcel in parcels]) + split * (len(parcels) - 1)
    return Plan(tuple(parcels), cost, max([parcel.arrives for parcel in parcels]))


def days_before(ask: FewUnits, arrives: int) -> list[int]:
    """The days before that one on which something can be there, while all that is there may be enough."""
    table = ask.boards.table
    earliest, senders = table.arrives.min(axis=1), ask.boards.senders(ask.channel)
    days: set[int] = set()
    least = -1
    for line in ask.lines:
        here = earliest.take(senders.group_of.take(line.numbers))
        here[senders.added.take(line.numbers) >= NEVER_PACKED] = arrives
        here = np.maximum(here, least)
        order = here.argsort()
        enough = int(line.available[order].cumsum().searchsorted(line.units))
        if enough == len(order):
            return []
        least = int(here[order[enough]])
        days.update(here.tolist())
    return sorted([day for day in days if least <= day < arrives])
