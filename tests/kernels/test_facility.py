"""Facility location against every subset of facilities, and the library's published optima."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.kernels import facility, relaxed
from promesa.kernels.facility import Case
from promesa.kernels.programs import Ended, Limits


def case_of(places: list[tuple[int, int]], customers: list[tuple[int, list[int]]]) -> Case:
    capacity, fixed = zip(*places, strict=True)
    demand, cost = zip(*customers, strict=True)
    return Case(*(np.array(part, dtype=np.float64) for part in (capacity, fixed, demand, cost)))


def cheapest_of_all(case: Case) -> float:
    """The slow obvious twin: every set of facilities with room, each with its best shares."""
    best = float("inf")
    for count in range(1, len(case.fixed) + 1):
        for some in combinations(range(len(case.fixed)), count):
            among = np.array(some)
            if case.capacity[among].sum() >= case.demand.sum():
                cost = (case.cost[:, among] * facility.served(case, among)).sum() + case.fixed[among].sum()
                best = min(best, float(cost))
    return best


cases = st.integers(1, 5).flatmap(
    lambda count: st.builds(
        case_of,
        st.lists(st.tuples(st.integers(0, 12), st.integers(0, 60)), min_size=count, max_size=count),
        st.lists(
            st.tuples(st.integers(0, 6), st.lists(st.integers(0, 40), min_size=count, max_size=count)),
            min_size=1,
            max_size=5,
        ),
    )
)


@given(cases, st.booleans())
def test_it_finds_what_the_slow_twin_finds(case: Case, large: bool) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(facility, "SMALL", 0 if large else 10_000)
        found = facility.solve(case)
    if case.capacity.sum() < case.demand.sum():
        assert found.ended is Ended.INFEASIBLE
        assert not len(found.share)
        return
    assert found.ended is Ended.PROVEN
    assert found.objective == pytest.approx(cheapest_of_all(case), abs=1e-6)
    assert found.bound <= found.objective
    assert found.bound == pytest.approx(found.objective, abs=1e-4)
    _check_plan(case, found)


def _check_plan(case: Case, found: facility.Opened) -> None:
    served = np.bincount(found.customer, weights=found.share, minlength=len(case.demand))
    np.testing.assert_allclose(served, 1.0, atol=1e-9)
    sent = np.bincount(found.facility, weights=found.share * case.demand[found.customer], minlength=len(case.fixed))
    assert (sent <= case.capacity + 1e-6).all()
    assert set(found.facility.tolist()) == set(found.opened.tolist())
    paid = case.fixed[found.opened].sum() + (found.share * case.cost[found.customer, found.facility]).sum()
    assert paid == pytest.approx(found.objective)


@given(cases)
def test_the_relaxation_is_below_every_plan_and_rules_out_no_good_facility(case: Case) -> None:
    if case.capacity.sum() < case.demand.sum():
        return
    best = cheapest_of_all(case)
    told = relaxed.relax(*case)
    assert told.bound <= best + 1e-6
    left = relaxed.undecided(told, case.capacity, case.demand, best + 1e-6)
    assert set(facility.solve(case).opened.tolist()) <= set(left.tolist())


def scattered(facilities: int, customers: int, seed: int) -> Case:
    """Places and customers strewn over a square; room for twice the demand."""
    rng = np.random.default_rng(seed)
    places, homes = rng.uniform(0, 1_000, (facilities, 2)), rng.uniform(0, 1_000, (customers, 2))
    demand = rng.integers(1, 100, customers).astype(float)
    apart = np.hypot(homes[:, None, 0] - places[:, 0], homes[:, None, 1] - places[:, 1])
    room = np.full(facilities, demand.sum() * 2 / facilities)
    return Case(room, np.full(facilities, demand.sum() * 40.0), demand, apart * demand[:, None])


def test_out_of_nodes_it_tells_the_best_plan_it_has_and_a_bound_below_it() -> None:
    case = scattered(15, 40, 3)
    found = facility.solve(case, Limits(nodes=1, seconds=60))
    _check_plan(case, found)
    assert found.bound <= found.objective
    best = facility.solve(case)
    assert found.bound <= best.objective + 1e-6 <= found.objective + 2e-6


def test_out_of_time_at_once_there_is_still_a_plan() -> None:
    for facilities, customers in ((5, 20), (62, 100)):
        case = scattered(facilities, customers, 5)
        found = facility.solve(case, Limits(seconds=1e-6))
        assert found.ended is Ended.LIMIT
        assert found.bound <= found.objective < float("inf")
        _check_plan(case, found)


def test_the_same_case_has_the_same_plan() -> None:
    case = scattered(10, 30, 1)
    one, two = facility.solve(case), facility.solve(case)
    assert one.objective == two.objective
    assert (one.share == two.share).all()


def test_a_large_case_is_proven_as_a_small_one_is(monkeypatch: pytest.MonkeyPatch) -> None:
    case = scattered(12, 30, 2)
    small = facility.solve(case)
    monkeypatch.setattr(facility, "SMALL", 0)
    large = facility.solve(case)
    assert large.ended is Ended.PROVEN
    assert large.objective == pytest.approx(small.objective, abs=1e-6)
