"""Open orders thought over again, against every plan there is, and what must hold of any answer."""

from collections import Counter
from itertools import product
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.kernels import parcels, reassign
from promesa.kernels.programs import Ended
from promesa.kernels.reassign import Answer, Limits, Lines, Plan, Stock, Ways
from promesa.lab import open_orders


class Day(NamedTuple):
    """What `reassign` takes, as rows."""

    lines: list[tuple[int, int, int]]
    ways: list[tuple[int, int, int, int]]
    stock: list[tuple[int, int, int]]
    now: list[tuple[int, int, int]]
    parcels_max: list[int]
    split_price: int


def columns(rows: list[tuple[int, ...]], width: int) -> list[np.ndarray]:
    return list(np.array(rows, dtype=np.int64).reshape(-1, width).T.copy())


def think(day: Day, limits: Limits = reassign.UNHURRIED) -> Answer:
    return reassign.reassign(
        Lines(*columns(day.lines, 3)),
        Ways(*columns(day.ways, 4)),
        Stock(*columns(day.stock, 3)),
        Plan(*columns(day.now, 3)),
        np.array(day.parcels_max, dtype=np.int64),
        day.split_price,
        limits,
    )


Sent = dict[tuple[int, int], int]
"""(line, location) -> units"""


def plans_of(day: Day, order: int) -> list[tuple[int, Sent]]:
    """The slow obvious twin: every way to send one order whole in at most its parcels, with its cost."""
    lines = [row for row, line in enumerate(day.lines) if line[0] == order]
    ways = {location: (base, unit) for owner, location, base, unit in day.ways if owner == order}
    shares = [
        [split for split in product(range(day.lines[row][2] + 1), repeat=len(ways)) if sum(split) == day.lines[row][2]]
        for row in lines
    ]
    found = []
    for split in product(*shares):
        sent = {
            (row, location): units
            for row, parts in zip(lines, split, strict=True)
            for location, units in zip(ways, parts, strict=True)
            if units
        }
        used = {location for _, location in sent}
        if len(used) <= day.parcels_max[order]:
            cost = sum(ways[at][0] for at in used) + sum(ways[at][1] * units for (_, at), units in sent.items())
            found.append((cost + day.split_price * (len(used) - 1), sent))
    return found


def fits(day: Day, sent: Sent) -> bool:
    taken: Counter[tuple[int, int]] = Counter()
    for (line, location), units in sent.items():
        taken[day.lines[line][1], location] += units
    held = {(item, location): units for item, location, units in day.stock}
    return all(units <= held.get(where, 0) for where, units in taken.items())


def every_plan(day: Day) -> list[tuple[int, Sent]]:
    """All plans of the whole day that the stock allows, with their cost."""
    each = [plans_of(day, order) for order in range(len(day.parcels_max))]
    found = []
    for choice in product(*each):
        sent = {key: units for _, one in choice for key, units in one.items()}
        if fits(day, sent):
            found.append((sum(cost for cost, _ in choice), sent))
    return found


def days(orders_max: int = 3, items: int = 2, locations: int = 3) -> st.SearchStrategy[Day]:
    line = st.tuples(st.integers(0, items - 1), st.integers(1, 2))
    way = st.tuples(st.integers(0, 30), st.integers(0, 6))
    order = st.tuples(
        st.lists(line, min_size=1, max_size=2, unique_by=lambda one: one[0]),
        st.lists(st.none() | way, min_size=locations, max_size=locations),
        st.integers(1, 3),
    )
    shelves = st.lists(st.integers(0, 3), min_size=items * locations, max_size=items * locations)

    def build(orders: list, shelves: list[int], split_price: int, pick: int) -> Day | None:
        lines = [(number, item, units) for number, (some, _, _) in enumerate(orders) for item, units in some]
        ways = [
            (number, location, *way)
            for number, (_, some, _) in enumerate(orders)
            for location, way in enumerate(some)
            if way is not None
        ]
        stock = [(cell // locations, cell % locations, units) for cell, units in enumerate(shelves)]
        day = Day(lines, ways, stock, [], [most for _, _, most in orders], split_price)
        found = every_plan(day)
        if not found:
            return None
        _, sent = found[pick % len(found)]
        return day._replace(now=[(line, location, units) for (line, location), units in sent.items()])

    drawn = st.builds(
        build, st.lists(order, min_size=1, max_size=orders_max), shelves, st.integers(0, 20), st.integers(0, 10_000)
    )
    return drawn.filter(lambda day: day is not None)


def sent_of(answer: Answer) -> Sent:
    plan = zip(answer.plan.line.tolist(), answer.plan.location.tolist(), answer.plan.units.tolist(), strict=True)
    return {(line, location): units for line, location, units in plan}


@given(days())
def test_it_is_between_the_bound_and_the_present_and_near_what_the_slow_twin_finds(day: Day) -> None:
    answer = think(day)
    costs = {tuple(sorted(sent.items())): cost for cost, sent in every_plan(day)}
    best = min(costs.values())
    assert answer.bound <= best <= answer.cost <= answer.cost_before
    assert costs[tuple(sorted(sent_of(answer).items()))] == answer.cost, "a plan that is allowed, at its price"
    assert costs[tuple(sorted(((line, at), units) for line, at, units in day.now))] == answer.cost_before
    lines = {number: order for number, (order, _, _) in enumerate(day.lines)}
    assert answer.parcels == len({(lines[line], at) for line, at in sent_of(answer)})
    assert (answer.ended is Ended.PROVEN) == (answer.gap <= reassign.UNHURRIED.gap)


@given(days(), st.randoms())
def test_rows_in_another_order_are_the_same_question(day: Day, random: object) -> None:
    shuffled, names = [], list(range(len(day.lines)))
    random.shuffle(names)
    lines = [day.lines[old] for old in names]
    for rows in (day.ways, day.stock, [(names.index(line), at, units) for line, at, units in day.now]):
        mixed = list(rows)
        random.shuffle(mixed)
        shuffled.append(mixed)
    one, two = think(day), think(Day(lines, *shuffled, day.parcels_max, day.split_price))
    assert (one.cost, one.bound, one.parcels) == (two.cost, two.bound, two.parcels)
    assert sent_of(one) == {(names[line], at): units for (line, at), units in sent_of(two).items()}


@given(days())
def test_orders_with_too_many_loads_to_list_are_still_bounded_and_kept_whole(day: Day) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parcels, "LOADS_MAX", 1)
        answer = think(day)
    found = every_plan(day)
    assert answer.bound <= min(cost for cost, _ in found) <= answer.cost <= answer.cost_before
    assert sent_of(answer) in [sent for _, sent in found]


@given(days())
def test_without_time_or_rounds_there_is_still_a_plan_and_a_bound(day: Day) -> None:
    best = min(cost for cost, _ in every_plan(day))
    for limits in (Limits(climbs=1, rounds=0, nodes=1, gap=0.0), Limits(seconds=0.0, gap=0.0)):
        answer = think(day, limits)
        assert answer.bound <= best <= answer.cost <= answer.cost_before
        assert (answer.ended is Ended.PROVEN) == (answer.cost == answer.bound)


STRANDED = Day(
    lines=[(0, 0, 1), (1, 0, 1), (1, 1, 1)],
    ways=[(0, 0, 100, 0), (0, 1, 101, 0), (1, 0, 100, 0), (1, 1, 100, 0)],
    stock=[(0, 0, 1), (0, 1, 1), (1, 0, 1)],
    now=[(0, 0, 1), (1, 1, 1), (2, 0, 1)],
    parcels_max=[1, 2],
    split_price=50,
)
"""The first order took the unit that the second needed to leave in one parcel."""


def test_an_order_gives_way_where_another_gains_more() -> None:
    answer = think(STRANDED)
    assert sent_of(answer) == {(0, 1): 1, (1, 0): 1, (2, 0): 1}
    assert (answer.cost_before, answer.cost, answer.bound) == (350, 201, 201)
    assert (answer.parcels_before, answer.parcels) == (3, 2)
    assert answer.ended is Ended.PROVEN


def test_a_busy_day_is_near_its_bound_and_whole() -> None:
    day = open_orders.day(150, 3)
    answer = reassign.reassign(*day)
    assert answer.gap <= 0.01
    assert answer.ended is Ended.PROVEN
    assert answer.cost < answer.cost_before
    _check(day, answer)


def _check(day: open_orders.Day, answer: Answer) -> None:
    plan, lines = answer.plan, day.lines
    np.testing.assert_array_equal(np.bincount(plan.line, plan.units, len(lines.units)), lines.units)
    taken = np.zeros((open_orders.SKUS, open_orders.LOCATIONS))
    np.add.at(taken, (lines.item[plan.line], plan.location), plan.units)
    held = np.zeros_like(taken)
    held[day.stock.item, day.stock.location] = day.stock.units
    assert (taken <= held).all()
    parcel = {(order, at) for order, at in zip(lines.order[plan.line].tolist(), plan.location.tolist(), strict=True)}
    count = Counter(order for order, _ in parcel)
    assert all(count[order] <= most for order, most in enumerate(day.parcels_max.tolist()))
    ways = zip(*(column.tolist() for column in day.ways), strict=True)
    assert parcel <= {(order, at) for order, at, _, _ in ways}


def test_the_price_of_a_scarce_unit_is_what_giving_way_costs() -> None:
    answer = think(STRANDED)
    prices = zip(
        answer.prices.item.tolist(), answer.prices.location.tolist(), answer.prices.centavos.tolist(), strict=True
    )
    told = {(item, location): centavos for item, location, centavos in prices}
    assert 1 <= told[0, 0] <= 149


def test_no_more_parcels_than_before_however_cheap() -> None:
    day = Day(
        lines=[(0, 0, 1), (0, 1, 1)],
        ways=[(0, 0, 500, 0), (0, 1, 1, 0), (0, 2, 1, 0)],
        stock=[(0, 0, 1), (1, 0, 1), (0, 1, 1), (1, 2, 1)],
        now=[(0, 0, 1), (1, 0, 1)],
        parcels_max=[1],
        split_price=0,
    )
    assert think(day).cost == 500
    assert think(day._replace(parcels_max=[2])).cost == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"now": [(0, 0, 1), (1, 1, 1)]},  # a line is left behind
        {"now": [(0, 0, 1), (1, 0, 1), (2, 0, 1)]},  # more than there is
        {"now": [(0, 2, 1), (1, 1, 1), (2, 0, 1)]},  # from where it may not be sent
        {"parcels_max": [1, 1]},
    ],
)
def test_a_present_plan_that_is_not_allowed_is_given_back_and_said(
    wrong: dict[str, list[tuple[int, int, int]]],
) -> None:
    day = STRANDED._replace(**wrong)
    answer = think(day)
    assert answer.ended is Ended.INFEASIBLE
    assert answer.cost == answer.cost_before
    assert sorted(sent_of(answer).items()) == sorted(((line, at), units) for line, at, units in day.now)


def test_no_orders_at_all() -> None:
    answer = think(Day([], [], [], [], [], 5))
    assert (answer.cost, answer.bound, answer.gap, answer.parcels) == (0, 0, 0.0, 0)
    assert answer.ended is Ended.PROVEN
