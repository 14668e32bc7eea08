"""The short way to a plan, where one location has everything, each of two lines comes whole from one, or units are few.

It answers only where it is sure that no plan is cheaper (so it finds what `long_way.plans` finds; the tests race them),
by minima over packed costs or, of few units, every way to share them out; otherwise the long way is taken.
"""

import msgspec
import numpy as np

from promesa.domain.promise.sourcing import every_split, wants
from promesa.domain.promise.sourcing.cost_board import ANY_DAY, FASTEST, CheapestParcel, CostBoard, CostBoards
from promesa.domain.promise.sourcing.every_split import FewUnits
from promesa.domain.promise.sourcing.long_way import Mask, Plan, PlannedParcel
from promesa.domain.promise.sourcing.origins import Indices, Numbers
from promesa.domain.promise.sourcing.senders import (
    CHEAPEST_FIRST,
    FASTEST_FIRST,
    NEVER_PACKED,
)
from promesa.domain.promise.sourcing.wants import ShelfLine, WantLines
from promesa.domain.values.ids import ChannelId
from promesa.domain.values.policy import Policy


class SurePlans(msgspec.Struct, frozen=True, gc=False):
    """What is sure: all plans, or the cheapest alone, or nothing."""

    plans: list[Plan] | None
    cheap: Plan | None


NOTHING_SURE = SurePlans(None, None)
_ONE: Numbers = np.ones(1, dtype=np.int64)
"""Of a line of one unit nobody asks how much there is."""


class _WholeWant(msgspec.Struct, frozen=True, gc=False):
    """A question with the board of its whole weight."""

    boards: CostBoards
    board: CostBoard
    channel: ChannelId
    wanted: WantLines
    lines: tuple[ShelfLine, ...]
    full: Indices
    policy: Policy
    grams: int
    units: int


def plans(
    boards: CostBoards,
    channel: ChannelId,
    wanted: WantLines,
    lines: tuple[ShelfLine, ...],
    full: Indices,
    policy: Policy,
    first_only: bool = False,
) -> SurePlans:
    """The cheapest plan and the fastest if it is earlier. `full`: locations that have everything.

    `first_only`: nobody asks for more than the first plan, so of one unit the fastest need not be looked for (of equals
    the earlier is the cheapest).
    """
    grams, volume = wants.weight(wanted, wanted.units)
    weighs = boards.table.weighs(grams, volume)
    is_valued = boards.table.insured or wanted.goods > boards.table.value_least
    board = None if weighs is None or is_valued else boards.board(channel, weighs)
    if board is None or not board.is_packable:
        return NOTHING_SURE
    units = wanted.units[0] if len(lines) == 1 else sum(wanted.units)
    if units == 1:
        return _of_one_unit(board, wanted, full, first_only)
    ask = _WholeWant(boards, board, channel, wanted, lines, full, policy, grams, units)
    cheap = _cheapest(ask, ANY_DAY, _one_parcel(ask, ANY_DAY))
    if cheap is not None and cheap.arrives == board.packed.first_day:
        return SurePlans([cheap], cheap)
    return _with_fastest(ask, cheap)


def _of_one_unit(board: CostBoard, wanted: WantLines, full: Indices, first_only: bool) -> SurePlans:
    """Nothing can be shared out: the cheapest parcel and the fastest are the plans."""
    found = board.cheapest(full, ANY_DAY)
    if found is None:
        return NOTHING_SURE
    cheap = _whole(board, found, wanted.units)
    if first_only or cheap.arrives == board.packed.first_day:
        return SurePlans([cheap], cheap)
    fast = board.cheapest(full, FASTEST)
    if fast is None or fast.arrives == cheap.arrives:
        return SurePlans([cheap], cheap)
    return _sure(cheap, _whole(board, fast, wanted.units))


def _whole(board: CostBoard, found: CheapestParcel, units: tuple[int, ...]) -> Plan:
    """Everything in one parcel."""
    parcel = PlannedParcel(found.number, found.service, units, found.cost, found.arrives, board, found)
    return Plan((parcel,), found.cost, found.arrives)


def _sure(cheap: Plan, fast: Plan) -> SurePlans:
    """`fast`: the cheapest of the plans that are there first."""
    if fast.cost <= cheap.cost:
        return SurePlans([cheap if fast.arrives == cheap.arrives else fast], cheap)
    return SurePlans([cheap, fast], cheap)


def _with_fastest(ask: _WholeWant, cheap: Plan | None) -> SurePlans:
    """The cheapest of all (worked out here where `cheap` was not sure) and the cheapest of those that are there first;
    of few units, every way to share them out is looked at."""
    few = None
    if cheap is None:
        few = _few_units(ask)
        cheap = None if few is None else every_split.cheapest(few, ANY_DAY).plan
        if cheap is None:
            return NOTHING_SURE
    first = _first(ask)
    if first.day is not None:
        if first.day >= cheap.arrives:
            return _sure(cheap, cheap)
        # Where the cheapest was looked for in every way, so is the fastest: parcels are named in the order of the way.
        fast = None if few is not None else _cheapest(ask, first.day, first.one)
        if fast is not None:
            return _sure(cheap, fast)
    few = few or _few_units(ask)
    if few is None:
        return SurePlans(None, cheap)
    for day in every_split.days_before(few, cheap.arrives) if first.day is None else (first.day,):
        answer = every_split.cheapest(few, day)
        if not answer.is_sure:
            return SurePlans(None, cheap)
        if answer.plan is not None:
            return _sure(cheap, answer.plan)
    return _sure(cheap, cheap)


def _cheapest(ask: _WholeWant, by_day: int, one: Plan | None) -> Plan | None:
    """The cheapest plan that is there by the day, if it is sure to be the cheapest; `one`: of those of one parcel."""
    if one is not None:
        floor = ask.boards.floor(ask.channel, by_day)
        if _splits_cost_no_less(ask, floor, floor, one.cost):
            return one
    if len(ask.lines) != 2 or ask.policy.parcels_max < 2:
        return one if one is not None and _no_split_is_cheaper(ask, one.cost, by_day) else None
    two = _one_each(ask, by_day)
    best = two if one is None or (two is not None and two.cost < one.cost) else one
    return best if best is not None and _no_split_line_is_cheaper(ask, best.cost, by_day) else None


def _one_parcel(ask: _WholeWant, by_day: int) -> Plan | None:
    """Everything from the one location that is cheapest."""
    found = ask.board.cheapest(ask.full, by_day)
    return None if found is None else _whole(ask.board, found, ask.wanted.units)


def _one_each(ask: _WholeWant, by_day: int) -> Plan | None:
    """Two lines, each whole from its cheapest location, two different ones; None where there are none."""
    first, second = ask.lines
    one = _one_line(ask, 0, first.whole, by_day)
    other = None if one is None else _one_line(ask, 1, second.whole, by_day)
    if one is None or other is None:
        return None
    here = one.number
    if other.number != here:
        return _of_two(ask, one, other)
    elsewhere = _one_line(ask, 0, first.whole[first.whole != here], by_day)
    other_elsewhere = _one_line(ask, 1, second.whole[second.whole != here], by_day)
    ways = [None if elsewhere is None else _of_two(ask, elsewhere, other)]
    ways.append(None if other_elsewhere is None else _of_two(ask, one, other_elsewhere))
    return min([way for way in ways if way is not None], key=lambda way: way.cost, default=None)


def _of_two(ask: _WholeWant, one: PlannedParcel, other: PlannedParcel) -> Plan:
    """The dearer parcel is the second one: the split is said with it."""
    if one.cost != other.cost:
        parcels = (one, other) if one.cost < other.cost else (other, one)
    else:
        rank = ask.boards.table.columns.rank
        keys = [(parcel.arrives, rank[parcel.number]) for parcel in (one, other)]
        parcels = (one, other) if keys[0] < keys[1] else (other, one)
    return Plan(parcels, one.cost + other.cost + ask.policy.split_cost, max(one.arrives, other.arrives))


def _one_line(ask: _WholeWant, line: int, among: Indices, by_day: int) -> PlannedParcel | None:
    """The line (0 or 1) whole from the cheapest of those locations."""
    wants_units = ask.wanted.units[line]
    units = (0, wants_units) if line else (wants_units, 0)
    grams, volume = wants_units * ask.wanted.grams[line], wants_units * ask.wanted.volumes_cm3[line]
    weighs = ask.boards.table.weighs(grams, volume)
    assert weighs is not None, "lighter than the whole"
    board = ask.boards.board(ask.channel, weighs)
    found = board.cheapest(among, by_day)
    if found is None:
        return None
    return PlannedParcel(found.number, found.service, units, found.cost, found.arrives, board, found)


def _few_units(ask: _WholeWant) -> FewUnits | None:
    if not every_split.are_few(ask.wanted.units, ask.policy):
        return None
    return FewUnits(ask.boards, ask.board, ask.channel, ask.wanted, ask.lines, ask.policy)


class _First(msgspec.Struct, frozen=True, gc=False):
    """The first day by which everything can be there (None: splitting a line might be faster), and the cheapest plan
    of one parcel that is there by then."""

    day: int | None
    one: Plan | None


def _first(ask: _WholeWant) -> _First:
    one = _one_parcel(ask, FASTEST)
    day = None if one is None else one.arrives
    if len(ask.lines) == 2 and ask.policy.parcels_max > 1:
        packed = max([_first_packed(ask, line.whole) for line in ask.lines])
        day = None if packed >= NEVER_PACKED else ask.board.day_of(packed, FASTEST_FIRST)
    if day is None or (day > ask.board.packed.first_day and _may_be_sooner_in_parts(ask, day)):
        return _First(None, None)
    return _First(day, one if one is not None and one.arrives == day else None)


def _may_be_sooner_in_parts(ask: _WholeWant, first: int) -> bool:
    """Whether splitting a line might bring everything before that day."""
    if ask.units == len(ask.lines) <= 2:
        return False
    earlier = first - ask.board.packed.first_day << FASTEST_FIRST.day_shift
    return all(_has_in_parts(ask, line, earlier) for line in ask.lines)


def _first_packed(ask: _WholeWant, among: Indices) -> int:
    """The fastest of the parcels from there, packed day first."""
    if not len(among):
        return NEVER_PACKED
    each = ask.board.of_each(among, FASTEST)
    packed: int = each.item(each.argmin())
    return packed


def _has_in_parts(ask: _WholeWant, line: ShelfLine, earlier: int) -> bool:
    """Whether the locations from which parcels arrive before that day have the line's units together."""
    is_early = ask.board.of_each(line.numbers, FASTEST) < earlier
    return int(np.add.reduce(line.available[is_early])) >= line.units


# --- being sure ---


def _no_split_is_cheaper(ask: _WholeWant, cost: int, by_day: int) -> bool:
    """Whether even the cheapest thinkable parcels by that day of locations that have something cost no less."""
    light = ask.boards.board(ask.channel, ask.boards.table.lightest)
    holders = [line.numbers[line.available > 0] for line in ask.lines]
    return _splits_cost_no_less(ask, *_two_least([light.of_each(some, by_day) for some in holders]), cost)


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
    table, split = ask.boards.table, ask.policy.split_cost
    lines = _light_lines(ask, by_day)
    for light, other in zip(lines, reversed(lines), strict=True):
        if light.line.units > 1:
            is_part = light.available < light.line.units
            parted = light.each.compress(is_part)
            if len(parted) > 1:
                one, another = _two_least([parted])
                if one + another + _least(other.each) + 2 * split < cost:
                    return False
                if 2 * one + split < cost:
                    of_both = _least(light.each.compress(is_part & _is_with(ask, light, other)))
                    if of_both + one + split < cost:
                        return False
    dearest_kilograms = max(ask.board.weighs, default=0) * table.per_kg_max
    if not dearest_kilograms and not (table.tabled and any(ask.board.weighs)):
        return True
    first, second = _two_least([light.each for light in lines])
    rest = first + split + _kilograms_cost(ask, 2)
    if first + rest < cost and _least(lines[0].each.compress(_is_with(ask, *lines))) + rest < cost:
        return False
    is_little = not table.tabled and dearest_kilograms <= first + split
    return is_little or _splits_cost_no_less(ask, first, second, cost, 3)


class _LightLine(msgspec.Struct, frozen=True, gc=False):
    """A line's locations that have something, how much, and what a light parcel from there that is there by a day
    costs, packed: `NEVER_PACKED` or more where none is."""

    line: ShelfLine
    numbers: Indices
    available: Numbers
    each: Numbers


def _light_lines(ask: _WholeWant, by_day: int) -> list[_LightLine]:
    board = ask.boards.board(ask.channel, ask.boards.table.lightest)
    found = []
    for line in ask.lines:
        numbers, available = line.numbers, line.available
        if line.units == 1:
            numbers, available = line.whole, _ONE
        elif not available.all():
            has = available.nonzero()[0]
            numbers, available = numbers.take(has), available.take(has)
        found.append(_LightLine(line, numbers, available, board.of_each(numbers, by_day)))
    return found


def _is_with(ask: _WholeWant, light: _LightLine, other: _LightLine) -> Mask:
    """Which of the line's locations have something of the other line."""
    has = np.zeros(len(ask.boards.table.columns.names), dtype=bool)
    has[other.numbers] = True
    return has.take(light.numbers)


def _least(each: Numbers) -> int:
    """The least of those packed costs, in centavos; `NEVER_PACKED` for none."""
    packed = each.item(each.argmin()) if len(each) else NEVER_PACKED
    return NEVER_PACKED if packed >= NEVER_PACKED else packed >> CHEAPEST_FIRST.cost_shift


def _two_least(columns: list[Numbers]) -> tuple[int, int]:
    """The least that a parcel from any and from a second location in those columns costs; `NEVER_PACKED` for none."""
    packed: set[int] = set()
    for each in columns:
        if len(each):
            at = each.argmin()
            least = each.item(at)
            each[at] = NEVER_PACKED
            packed |= {least, each.item(each.argmin())}
            each[at] = least
    # The rank is in the packed cost, so the same location is there once.
    found = [NEVER_PACKED if one >= NEVER_PACKED else one >> CHEAPEST_FIRST.cost_shift for one in sorted(packed)]
    first, second = (*found, NEVER_PACKED, NEVER_PACKED)[:2]
    return first, second
