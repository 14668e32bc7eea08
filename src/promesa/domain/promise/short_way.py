"""The short way to a plan, where one location has everything or each of two lines comes whole from one location.

It answers only where it is sure that no plan is cheaper (so it finds what `sourcing.plans` finds; the tests race them),
by minima over sorted costs; otherwise it says nothing and the long way is taken.
"""

from datetime import date
from typing import NamedTuple

import numpy as np

from promesa.domain.promise import wants
from promesa.domain.promise.cost_board import ANY_DAY, NEVER_DAY, CheapestParcel, CostBoard, CostBoards
from promesa.domain.promise.origins import Numbers
from promesa.domain.promise.sourcing import Plan, PlannedParcel
from promesa.domain.promise.wants import ShelfLine, WantLines
from promesa.domain.values.ids import ChannelId
from promesa.domain.values.policy import Policy


class SurePlans(NamedTuple):
    """What is sure: all plans, or the cheapest alone, or nothing."""

    plans: list[Plan] | None
    cheap: Plan | None


_NOBODY: Numbers = np.empty(0, dtype=np.int64)
NOTHING_SURE = SurePlans(None, None)


class _ParcelOnBoard(NamedTuple):
    """A parcel found on the board of its weight, with its units by line."""

    board: CostBoard
    found: CheapestParcel
    units: tuple[int, ...]
    grams: int
    volume_cm3: int


class _CheapestPlan(NamedTuple):
    """Parcels with their whole cost; legs are worked out only if the plan is chosen."""

    cost: int
    arrives: int
    parcels: tuple[_ParcelOnBoard, ...]


class _WholeWant(NamedTuple):
    """A question with the board of its whole weight."""

    boards: CostBoards
    board: CostBoard
    channel: ChannelId
    wanted: WantLines
    lines: tuple[ShelfLine, ...]
    full: Numbers
    policy: Policy
    grams: int
    volume_cm3: int
    units: int


def plans(
    boards: CostBoards,
    channel: ChannelId,
    wanted: WantLines,
    lines: tuple[ShelfLine, ...],
    full: Numbers,
    policy: Policy,
    today: date,
) -> SurePlans:
    """The cheapest plan and the fastest if it is earlier. `full`: locations that have everything."""
    grams, volume = wants.weight(wanted, wanted.units)
    weighs = boards.table.weighs(grams, volume)
    if weighs is None or not boards.sending(channel).is_packable:
        return NOTHING_SURE
    board = boards.board(channel, weighs)
    if not board.is_packable:
        return NOTHING_SURE
    units = wanted.units[0] if len(lines) == 1 else sum(wanted.units)
    ask = _WholeWant(boards, board, channel, wanted, lines, full, policy, grams, volume, units)
    cheap = _cheapest(ask, ANY_DAY)
    if cheap is None:
        return NOTHING_SURE
    first = _first_day(ask)
    if cheap.arrives == first:
        only = _planned(cheap, today)
        return SurePlans([only], only)
    fast = None if first is None else _cheapest(ask, first)
    if fast is None:
        return SurePlans(None, _planned(cheap, today))
    if fast.cost <= cheap.cost:
        return SurePlans([_planned(fast, today)], None)
    return SurePlans([_planned(cheap, today), _planned(fast, today)], None)


def _planned(plan: _CheapestPlan, today: date) -> Plan:
    parcels = []
    for board, found, units, grams, volume in plan.parcels:
        basis = board.leg_basis(found, today, grams, volume)
        parcels.append(PlannedParcel(found.number, found.service, units, found.cost, found.arrives, basis))
    return Plan(tuple(parcels), plan.cost, plan.arrives)


def _cheapest(ask: _WholeWant, by_day: int) -> _CheapestPlan | None:
    """The cheapest plan that is there by the day, if it is sure to be the cheapest."""
    one = _one_parcel(ask, by_day)
    if ask.units == 1:
        return one
    if one is not None:
        floor = ask.board.sending.floor(by_day)
        if _splits_cost_no_less(ask, floor, floor, one.cost):
            return one
    if len(ask.lines) != 2 or ask.policy.parcels_max < 2:
        return one if one is not None and _no_split_is_cheaper(ask, one.cost, by_day) else None
    two = _one_each(ask, by_day)
    best = two if one is None or (two is not None and two.cost < one.cost) else one
    return best if best is not None and _no_split_line_is_cheaper(ask, best.cost, by_day) else None


def _one_parcel(ask: _WholeWant, by_day: int) -> _CheapestPlan | None:
    """Everything from the one location that is cheapest."""
    best = ask.board.cheapest(ask.full, by_day)
    if best is None:
        return None
    parcel = _ParcelOnBoard(ask.board, best, ask.wanted.units, ask.grams, ask.volume_cm3)
    return _CheapestPlan(best.cost, best.arrives, (parcel,))


def _one_each(ask: _WholeWant, by_day: int) -> _CheapestPlan | None:
    """Two lines, each whole from its cheapest location, two different ones; None where there are none."""
    first, second = ask.lines
    one = _one_line(ask, first, 0, first.whole, by_day)
    other = None if one is None else _one_line(ask, second, 1, second.whole, by_day)
    if one is None or other is None:
        return None
    here = one.found.number
    if other.found.number != here:
        return _of_two(ask, one, other)
    elsewhere = _one_line(ask, first, 0, first.whole[first.whole != here], by_day)
    other_elsewhere = _one_line(ask, second, 1, second.whole[second.whole != here], by_day)
    ways = [None if elsewhere is None else _of_two(ask, elsewhere, other)]
    ways.append(None if other_elsewhere is None else _of_two(ask, one, other_elsewhere))
    return min([way for way in ways if way is not None], key=lambda way: way.cost, default=None)


def _of_two(ask: _WholeWant, one: _ParcelOnBoard, other: _ParcelOnBoard) -> _CheapestPlan:
    parcels = (one, other) if one.found.packed < other.found.packed else (other, one)
    cost = one.found.cost + other.found.cost + ask.policy.split_cost
    return _CheapestPlan(cost, max(one.found.arrives, other.found.arrives), parcels)


def _one_line(ask: _WholeWant, line: ShelfLine, place: int, numbers: Numbers, by_day: int) -> _ParcelOnBoard | None:
    """The line (the first or the second) whole from the cheapest of those locations."""
    units = (line.units, 0) if place == 0 else (0, line.units)
    grams, volume = wants.weight(ask.wanted, units)
    weighs = ask.boards.table.weighs(grams, volume)
    assert weighs is not None, "lighter than the whole"
    board = ask.boards.board(ask.channel, weighs)
    best = board.cheapest(numbers, by_day)
    return None if best is None else _ParcelOnBoard(board, best, units, grams, volume)


def _first_day(ask: _WholeWant) -> int | None:
    """The first day by which everything can be there; None where splitting a line might be faster."""
    earliest, since = ask.board.sending.earliest, ask.board.sending.first_day
    if len(ask.lines) == 2 and ask.policy.parcels_max > 1:
        days = [earliest[line.whole] for line in ask.lines]
        first = max([int(of_line[of_line.argmin()]) if len(of_line) else NEVER_DAY for of_line in days])
    else:
        of_full = earliest[ask.full]
        first = int(of_full[of_full.argmin()])
    if ask.units > len(ask.lines) or len(ask.lines) > 2:
        early = [line.available[earliest[line.numbers] < first] for line in ask.lines]
        if all(int(np.add.reduce(has)) >= line.units for has, line in zip(early, ask.lines, strict=True)):
            return None
    return since + first


# --- being sure ---


def _no_split_is_cheaper(ask: _WholeWant, cost: int, by_day: int) -> bool:
    """Whether even the cheapest thinkable parcels by that day of locations that have something cost no less."""
    light = ask.boards.board(ask.channel, ask.boards.table.lightest)
    holders = [line.numbers[line.available > 0] for line in ask.lines]
    return _splits_cost_no_less(ask, *light.two_cheapest(holders, by_day), cost)


def _splits_cost_no_less(ask: _WholeWant, first: int, second: int, cost: int, parcels_min: int = 2) -> bool:
    """`first`, `second`: the least that the cheapest parcel and any other may cost; kilograms are still to be paid."""
    split = ask.policy.split_cost
    for parcels in range(parcels_min, min(ask.policy.parcels_max, ask.units) + 1):
        if first + (parcels - 1) * (second + split) + _kilograms_cost(ask, parcels) < cost:
            return False
    return True


def _kilograms_cost(ask: _WholeWant, parcels: int) -> int:
    """The least that the kilograms above the first grams of so many parcels cost."""
    table = ask.boards.table
    return max(0, -((parcels * table.first_grams_max - ask.grams) // 1_000)) * table.per_kg_min


def _no_split_line_is_cheaper(ask: _WholeWant, cost: int, by_day: int) -> bool:
    """Of two lines: whether no plan costs less in which one of them comes from several locations.

    If it needs them all, two of its locations or more have a part of one line each, and the other line comes from one
    of these or from a third. If it does not, it saves kilograms: with a third parcel, or between two of which one has
    both lines.
    """
    if ask.units == 2:
        return True
    split, light = ask.policy.split_cost, ask.boards.board(ask.channel, ask.boards.table.lightest)
    holders = [line.numbers[line.available > 0] for line in ask.lines]
    for line, others in zip(ask.lines, reversed(holders), strict=True):
        parted = line.numbers[(line.available > 0) & (line.available < line.units)] if line.units > 1 else _NOBODY
        if len(parted) > 1:
            one, another = light.two_cheapest([parted], by_day)
            third, _ = light.two_cheapest([others], by_day)
            of_both, _ = light.two_cheapest([_holding_every_line(ask, parted, others)], by_day)
            if min(one + another + third + 2 * split, of_both + one + split) < cost:
                return False
    dearest_kilograms = max(ask.board.weighs, default=0) * ask.boards.table.per_kg_max
    if not dearest_kilograms:
        return True
    first, second = light.two_cheapest(holders, by_day)
    of_both, _ = light.two_cheapest([_holding_every_line(ask, *holders)], by_day)
    if of_both + first + split + _kilograms_cost(ask, 2) < cost:
        return False
    return dearest_kilograms <= first + split or _splits_cost_no_less(ask, first, second, cost, 3)


def _holding_every_line(ask: _WholeWant, one: Numbers, other: Numbers) -> Numbers:
    """Location numbers in both."""
    has = np.zeros(len(ask.boards.table.columns.names), dtype=bool)
    has[one] = True
    return other[has[other]]
