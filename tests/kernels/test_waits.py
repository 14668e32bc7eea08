"""Quantiles and shares of waits against lists of waits."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.kernels import waits

some_waits = st.lists(st.integers(0, 40), min_size=1, max_size=200)


def counted(days: list[int]) -> list[int]:
    counts = Counter(days)
    return [counts[day] for day in range(max(days) + 1)]


@given(some_waits, st.floats(0.01, 1.0))
def test_the_quantile_is_the_smallest_day_that_covers_the_share(days: list[int], confidence: float) -> None:
    found = waits.quantile(counted(days), confidence)
    needed = confidence * len(days) - 1e-9
    assert sum(day <= found for day in days) >= needed
    assert found == 0 or sum(day <= found - 1 for day in days) < needed


@given(some_waits, st.integers(-3, 60))
def test_the_share_within_is_a_plain_share(days: list[int], within: int) -> None:
    assert waits.share_within(counted(days), within) == pytest.approx(sum(d <= within for d in days) / len(days))


@given(some_waits, st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_more_confidence_never_means_fewer_days(days: list[int], one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert waits.quantile(counted(days), low) <= waits.quantile(counted(days), high)


@given(st.integers(0, 500), st.integers(0, 500), st.floats(0, 1), st.floats(0.1, 100))
def test_belief_lies_between_what_was_seen_and_what_was_believed(
    kept: int, missed: int, before: float, weight: float
) -> None:
    seen = kept + missed
    share = waits.believed_share(kept, seen, before, weight)
    bounds = sorted((before, kept / seen if seen else before))
    assert bounds[0] - 1e-9 <= share <= bounds[1] + 1e-9


def test_nothing_seen_leaves_what_was_believed() -> None:
    assert waits.believed_share(0, 0, 0.9, 10) == 0.9
