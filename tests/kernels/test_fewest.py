"""The fewest rows against every set of rows, and a large order in milliseconds."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.kernels import fewest
from promesa.kernels.programs import Ended, Limits

Case = tuple[np.ndarray, np.ndarray, np.ndarray]

cases = st.tuples(st.integers(1, 7), st.integers(1, 4)).flatmap(
    lambda size: st.builds(
        lambda available, wanted, cost: (np.array(available), np.array(wanted), np.array(cost)),
        st.lists(st.lists(st.integers(0, 2), min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]),
        st.lists(st.integers(1, 3), min_size=size[1], max_size=size[1]),
        st.lists(st.integers(0, 9), min_size=size[0], max_size=size[0]),
    )
)


def covers(case: Case, rows: tuple[int, ...]) -> bool:
    available, wanted, _ = case
    return bool((available[list(rows)].sum(axis=0) >= wanted).all())


def fewest_of_all(case: Case) -> tuple[int, int] | None:
    """The slow obvious twin: (rows, cost) of the best set."""
    for count in range(1, len(case[2]) + 1):
        costs = [
            int(case[2][list(some)].sum()) for some in combinations(range(len(case[2])), count) if covers(case, some)
        ]
        if costs:
            return count, min(costs)
    return None


@given(cases)
def test_it_finds_what_the_slow_twin_finds(case: Case) -> None:
    found, best = fewest.rows(*case), fewest_of_all(case)
    if best is None:
        assert found is None
        return
    assert found is not None
    assert covers(case, found.rows)
    assert (len(found.rows), int(case[2][list(found.rows)].sum())) == best
    assert found.at_least == best[0]
    assert found.ended is Ended.PROVEN


@given(cases)
def test_out_of_time_it_is_a_cover_and_says_how_few_there_may_be(case: Case) -> None:
    found, best = fewest.rows(*case, Limits(seconds=0.0)), fewest_of_all(case)
    if best is None:
        assert found is None
        return
    assert found is not None
    assert covers(case, found.rows)
    assert found.at_least <= best[0] <= len(found.rows)


@pytest.mark.parametrize("draw", [8, 10, 11, *(pytest.param(hard, marks=pytest.mark.slow) for hard in (1, 2, 3, 5))])
def test_twenty_lines_over_two_hundred_locations(draw: int) -> None:
    """Some draws take a tenth of a second to prove, some more than one: those are asked of a night's run."""
    rng = np.random.default_rng(draw)
    case = (
        rng.integers(0, 3, (200, 20)) * (rng.random((200, 20)) < 0.25),
        rng.integers(1, 3, 20),
        rng.integers(1, 99, 200),
    )
    found = fewest.rows(*case)
    assert found is not None
    assert found.ended is Ended.PROVEN
    assert covers(case, found.rows)
    assert not any(covers(case, some) for some in combinations(found.rows, len(found.rows) - 1))
