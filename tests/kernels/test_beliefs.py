"""A belief stays between what it was and what was seen, and forgets at its half-life."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.kernels import beliefs
from promesa.kernels.beliefs import NOTHING, Seen

SHARES = st.floats(0.01, 0.99)


def test_nothing_seen_is_what_was_believed() -> None:
    assert beliefs.share(NOTHING, 1_000.0, 30.0, 0.9, 20.0) == 0.9


def test_what_was_seen_counts_half_after_a_half_life() -> None:
    seen = beliefs.add(NOTHING, 8.0, 2.0, 100.0, 30.0)
    assert beliefs.share(seen, 100.0, 30.0, 0.5, 10.0) == pytest.approx(13 / 20)
    assert beliefs.share(seen, 130.0, 30.0, 0.5, 10.0) == pytest.approx(9 / 15)


def test_an_outcome_told_late_counts_as_of_the_latest() -> None:
    seen = beliefs.add(beliefs.add(NOTHING, 1.0, 0.0, 10.0, 5.0), 0.0, 1.0, 4.0, 5.0)
    assert seen == Seen(1.0, 1.0, 10.0)


@given(
    st.lists(st.tuples(st.booleans(), st.floats(0.0, 50.0)), max_size=20),
    SHARES,
    st.floats(0.5, 50.0),
    st.floats(0.0, 400.0),
)
def test_a_belief_is_between_the_worst_and_the_best_and_fades_back(
    outcomes: list[tuple[bool, float]], before: float, weight: float, later: float
) -> None:
    seen, at = NOTHING, 0.0
    for good, waited in outcomes:
        at += waited
        seen = beliefs.add(seen, float(good), float(not good), at, 20.0)
    now = beliefs.share(seen, at, 20.0, before, weight)
    then = beliefs.share(seen, at + later, 20.0, before, weight)
    assert 0.0 < now < 1.0
    assert abs(then - before) <= abs(now - before) + 1e-12
    better = beliefs.share(beliefs.add(seen, 1.0, 0.0, at, 20.0), at, 20.0, before, weight)
    worse = beliefs.share(beliefs.add(seen, 0.0, 1.0, at, 20.0), at, 20.0, before, weight)
    assert worse < now < better
