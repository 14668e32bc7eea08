"""The cheapest cover against its slow obvious twin, and what must hold of any plan."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.kernels import cover
from promesa.kernels.cover import Cover, Numbers, Price


def linear(fixed: list[int], unit: list[int]) -> Price:
    """A parcel costs its row's fixed price and a price for each unit."""
    base, each = np.array(fixed), np.array(unit)
    return lambda rows, loads: base[rows] + each[rows] * loads.sum(axis=1)


def cheapest(
    available: list[list[int]],
    wanted: list[int],
    fixed: list[int],
    unit: list[int] | None = None,
    extra: int = 0,
    parcels_max: int = 4,
    shortlist: int = 12,
) -> Cover | None:
    unit = unit or [0] * len(fixed)
    fill: Numbers = np.argsort(np.argsort(np.array(unit), kind="stable"), kind="stable")
    return cover.cheapest(
        np.array(available, dtype=np.int64).reshape(len(fixed), len(wanted)),
        np.array(wanted, dtype=np.int64),
        linear(fixed, unit),
        np.array(fixed, dtype=np.int64),
        fill,
        extra,
        parcels_max,
        shortlist,
    )


def every_total(
    available: list[list[int]], wanted: list[int], fixed: list[int], unit: list[int], extra: int
) -> list[tuple[int, int]]:
    """The slow obvious twin: (cost, parcels) of every way to send what is wanted."""
    lines = []
    for line, units in enumerate(wanted):
        shares = product(*(range(min(units, row[line]) + 1) for row in available))
        lines.append([share for share in shares if sum(share) == units])
    totals = []
    for way in product(*lines):
        sent = [sum(share[row] for share in way) for row in range(len(fixed))]
        used = [row for row, units in enumerate(sent) if units]
        cost = sum(fixed[row] + unit[row] * sent[row] for row in used) + extra * (len(used) - 1)
        totals.append((cost, len(used)))
    return totals


cases = st.integers(1, 4).flatmap(
    lambda rows: st.integers(1, 2).flatmap(
        lambda lines: st.tuples(
            st.lists(st.lists(st.integers(0, 3), min_size=lines, max_size=lines), min_size=rows, max_size=rows),
            st.lists(st.integers(1, 4), min_size=lines, max_size=lines),
            st.lists(st.integers(0, 30), min_size=rows, max_size=rows),
            st.lists(st.integers(0, 5), min_size=rows, max_size=rows),
            st.integers(0, 20),
        )
    )
)


@given(cases)
def test_it_finds_what_the_slow_twin_finds(
    case: tuple[list[list[int]], list[int], list[int], list[int], int],
) -> None:
    available, wanted, fixed, unit, extra = case
    totals = every_total(available, wanted, fixed, unit, extra)
    found = cheapest(available, wanted, fixed, unit, extra)
    if found is None:
        assert not totals
        return
    assert (found.total, len(found.rows)) == min(totals)


@given(cases, st.integers(1, 4), st.integers(1, 4))
def test_a_plan_sends_what_is_wanted_and_never_more_than_there_is(
    case: tuple[list[list[int]], list[int], list[int], list[int], int], parcels_max: int, shortlist: int
) -> None:
    available, wanted, fixed, unit, extra = case
    found = cheapest(available, wanted, fixed, unit, extra, parcels_max, shortlist)
    enough = all(sum(row[line] for row in available) >= units for line, units in enumerate(wanted))
    assert (found is not None) == enough, "pruning may cost money, never the plan"
    if found is None:
        return
    assert [sum(units) for units in zip(*found.loads, strict=True)] == wanted
    assert all(
        sent <= has
        for row, load in zip(found.rows, found.loads, strict=True)
        for sent, has in zip(load, available[row], strict=True)
    )
    assert all(sum(load) for load in found.loads), "an empty parcel"
    assert found.total == sum(found.costs) + extra * (len(found.rows) - 1)


@given(cases, st.randoms())
def test_shuffled_rows_give_the_same_plan_where_costs_differ(
    case: tuple[list[list[int]], list[int], list[int], list[int], int], random: object
) -> None:
    available, wanted, fixed, unit, extra = case
    order = list(range(len(fixed)))
    random.shuffle(order)
    one = cheapest(available, wanted, fixed, unit, extra)
    two = cheapest([available[i] for i in order], wanted, [fixed[i] for i in order], [unit[i] for i in order], extra)
    assert (one is None) == (two is None)
    if one is not None and two is not None:
        assert one.total == two.total


def test_one_parcel_where_one_row_has_all() -> None:
    found = cheapest([[1, 1], [1, 0], [0, 1]], [1, 1], [99, 99, 99])
    assert found is not None
    assert found.rows == (0,)


def test_a_split_is_taken_only_where_it_is_cheaper() -> None:
    assert cheapest([[3], [2], [1]], [3], [100, 30, 30], extra=30) == Cover((1, 2), ((2,), (1,)), (30, 30), 90)
    assert cheapest([[3], [2], [1]], [3], [100, 30, 30], extra=40) == Cover((0,), ((3,),), (100,), 100)


def test_of_equals_the_first_rows() -> None:
    found = cheapest([[1], [1], [1]], [2], [5, 5, 5])
    assert found is not None
    assert found.rows == (0, 1)


@pytest.mark.parametrize("shortlist", [1, 5, 12])
def test_the_only_holder_of_a_line_survives_the_shortlist(shortlist: int) -> None:
    available = [[1, 0]] * 60 + [[0, 1]]
    found = cheapest(available, [1, 1], [10] * 60 + [10_000], shortlist=shortlist)
    assert found is not None
    assert found.rows == (0, 60)


def test_many_parcels_where_few_cannot() -> None:
    found = cheapest([[1]] * 9, [7], [10] * 9, parcels_max=4)
    assert found is not None
    assert len(found.rows) == 7


def test_a_load_that_a_row_cannot_send_is_never_planned() -> None:
    def price(rows: Numbers, loads: Numbers) -> Numbers:
        return np.where(loads.sum(axis=1) > 2, cover.NEVER, 10)

    available, wanted = np.array([[3], [2], [2]]), np.array([3])
    found = cover.cheapest(available, wanted, price, np.array([10, 10, 10]), np.arange(3), 0, 4, 12)
    assert found is not None
    assert found.total == 20
    assert max(load[0] for load in found.loads) <= 2
    assert cover.cheapest(available[:1], wanted, price, np.array([10]), np.arange(1), 0, 4, 12) is None


@given(cases, st.integers(1, 4))
def test_parcels_needed_never_promises_too_little(
    case: tuple[list[list[int]], list[int], list[int], list[int], int], parcels_max: int
) -> None:
    available, wanted, fixed, unit, extra = case
    fewest = min((parcels for _, parcels in every_total(available, wanted, fixed, unit, extra)), default=99)
    needed = cover.parcels_needed(np.array(available), np.array(wanted), parcels_max)
    assert needed <= max(fewest, 1)
    assert needed <= parcels_max + 1


def test_two_hundred_lines_over_two_thousand_rows_are_covered() -> None:
    rng = np.random.default_rng(1)
    available = (rng.random((2_000, 200)) < 0.05).astype(np.int64)
    found = cheapest(available.tolist(), [1] * 200, rng.integers(1, 100, 2_000).tolist(), extra=20)
    assert found is not None
    assert sum(map(sum, found.loads)) == 200
