"""The short way to a plan, where one location has everything or each of two lines comes whole from one location.

It answers only where it is sure that no plan is cheaper (so it finds what `sourcing.plans` finds; the tests race them),
by minima over sorted costs; otherwise it says nothing and the long way is taken.
"""

from datetime import date
from typing import NamedTuple

import numpy as np

from promesa.domain.promise import wants
from promesa.domain.promise.cost_board import ANY_DAY, NEVER_DAY, CostBoard, CostBoards, SendingLocations
from promesa.domain.promise.origins import Numbers
from promesa.domain.promise.sourcing import Plan, PlannedParcel
from promesa.domain.promise.wants import ShelfLine, WantLines
from promesa.domain.values.ids import ChannelId
from promesa.domain.values.policy import Policy


class SurePlans(NamedTuple):
    """What is sure: all plans, or the cheapest alone, or nothing."""

    plans: list[Plan] | None
    cheap: Plan | None


NOTHING_SURE = SurePlans(None, None)


class _WholeWant(NamedTuple):
    """A question with the board of its whole weight."""

    boards: CostBoards
    sending: SendingLocations
    board: CostBoard
    wanted: WantLines
    lines: tuple[ShelfLine, ...]
    full: Numbers
    policy: Policy
    today: date
    grams: int
    volume_cm3: int
    units: int
    holders: list[Numbers]
    """Locations that have something, by line; of one unit nobody asks."""


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
    sending = boards.sending(channel)
    grams, volume = wants.weight(wanted, wanted.units)
    weighs = boards.table.weighs(grams, volume)
    if weighs is None or not sending.is_packable:
        return NOTHING_SURE
    board = boards.board(channel, weighs)
    if not board.is_packable:
        return NOTHING_SURE
    units = wanted.units[0] if len(lines) == 1 else sum(wanted.units)
    holders = [line.numbers[line.available > 0] for line in lines] if units > 1 else []
    ask = _WholeWant(boards, sending, board, wanted, lines, full, policy, today, grams, volume, units, holders)
    cheap = _cheapest(ask, ANY_DAY)
    if cheap is None:
        return NOTHING_SURE
    first = _first_day(ask)
    if cheap.arrives == first:
        return SurePlans([cheap], cheap)
    fast = None if first is None else _cheapest(ask, first)
    if fast is None:
        return SurePlans(None, cheap)
    return SurePlans([fast] if fast.cost <= cheap.cost else [cheap, fast], cheap)


def _cheapest(ask: _WholeWant, by_day: int) -> Plan | None:
    """The cheapest plan that is there by the day, if it is sure to be the cheapest."""
    one = _one_parcel(ask, by_day)
    if ask.units == 1:
        return one
    if one is not None:
        floor = ask.sending.floor(by_day)
        if _splits_cost_no_less(ask, 2, floor, floor, one.cost):
            return one
    if len(ask.lines) != 2 or ask.policy.parcels_max < 2:
        return one if one is not None and _no_split_is_cheaper(ask, one.cost, by_day) else None
    two = _one_each(ask, by_day)
    best = two if one is None or (two is not None and two.cost < one.cost) else one
    return best if best is not None and _no_split_line_is_cheaper(ask, best.cost, by_day) else None


def _one_parcel(ask: _WholeWant, by_day: int) -> Plan | None:
    """Everything from the one location that is cheapest."""
    best = ask.board.cheapest(ask.full, by_day)
    if best is None:
        return None
    basis = ask.board.leg_basis(best, ask.today, ask.grams, ask.volume_cm3)
    parcel = PlannedParcel(best.number, best.service, ask.wanted.units, best.cost, best.arrives, basis)
    return Plan((parcel,), best.cost, best.arrives)


def _one_each(ask: _WholeWant, by_day: int) -> Plan | None:
    """Two lines, each whole from its cheapest location; None where one location would send both."""
    first, second = ask.wanted.units
    found: list[tuple[int, PlannedParcel]] = []
    for units, line in zip(((first, 0), (0, second)), ask.lines, strict=True):
        grams, volume = wants.weight(ask.wanted, units)
        weighs = ask.boards.table.weighs(grams, volume)
        assert weighs is not None, "lighter than the whole"
        board = ask.boards.board(ask.board.channel, weighs)
        best = board.cheapest(line.numbers[line.available >= line.units], by_day)
        if best is None:
            return None
        basis = board.leg_basis(best, ask.today, grams, volume)
        found.append((best.packed, PlannedParcel(best.number, best.service, units, best.cost, best.arrives, basis)))
    (_, one), (_, other) = sorted(found)
    if one.number == other.number:
        return None
    return Plan((one, other), one.cost + other.cost + ask.policy.split_cost, max(one.arrives, other.arrives))


# --- being sure ---


def _no_split_is_cheaper(ask: _WholeWant, cost: int, by_day: int) -> bool:
    """Whether even the cheapest thinkable parcels by that day of locations that have something cost no less."""
    light = ask.boards.board(ask.board.channel, ask.boards.table.lightest)
    return _splits_cost_no_less(ask, 2, *light.two_cheapest(ask.holders, by_day), cost)


def _no_split_line_is_cheaper(ask: _WholeWant, cost: int, by_day: int) -> bool:
    """Of two lines: whether no plan costs less in which one of them comes from several locations.

    Such a plan has three parcels, or two that both have a part of that line; and either two locations that cannot
    have all of it, or one that has both lines, where moving units between the parcels may save kilograms.
    """
    if ask.units == 2:
        return True
    light = ask.boards.board(ask.board.channel, ask.boards.table.lightest)
    first, second = light.two_cheapest(ask.holders, by_day)
    if _splits_cost_no_less(ask, 2, first, second, cost):
        return True
    if not _splits_cost_no_less(ask, 3, first, second, cost):
        return False
    for line in ask.lines:
        parted = line.numbers[(line.available > 0) & (line.available < line.units)]
        if len(parted) > 1 and not _splits_cost_no_less(ask, 2, *light.two_cheapest([parted], by_day), cost):
            return False
    if ask.board is light:
        return True
    both = np.intersect1d(ask.holders[0], ask.holders[1], assume_unique=True)
    return _splits_cost_no_less(ask, 2, light.two_cheapest([both], by_day)[0], first, cost)


def _splits_cost_no_less(ask: _WholeWant, parcels_min: int, first: int, second: int, cost: int) -> bool:
    """`first`, `second`: the least that the cheapest parcel and any other may cost; kilograms are still to be paid."""
    table, split = ask.boards.table, ask.policy.split_cost
    for parcels in range(parcels_min, min(ask.policy.parcels_max, ask.units) + 1):
        kilograms = max(0, -((parcels * table.first_grams_max - ask.grams) // 1_000))
        if first + (parcels - 1) * (second + split) + kilograms * table.per_kg_min < cost:
            return False
    return True


def _first_day(ask: _WholeWant) -> int | None:
    """The first day by which everything can be there; None where splitting a line might be faster."""
    earliest, since = ask.sending.earliest, ask.sending.first_day
    if len(ask.lines) == 2 and ask.policy.parcels_max > 1:
        days = [earliest[line.numbers[line.available >= line.units]] for line in ask.lines]
        first = max([int(np.minimum.reduce(of_line, initial=NEVER_DAY)) for of_line in days])
    else:
        of_full = earliest[ask.full]
        first = int(of_full[of_full.argmin()])
    if ask.units > len(ask.lines) or len(ask.lines) > 2:
        early = [line.available[earliest[line.numbers] < first] for line in ask.lines]
        if all(int(np.add.reduce(has)) >= line.units for has, line in zip(early, ask.lines, strict=True)):
            return None
    return since + first
