"""Bins, intervals and scores of chances, against slow obvious twins and published figures."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.kernels import calibration

CASES = st.lists(
    st.tuples(st.sampled_from([0.0, 0.2, 0.5, 0.8, 0.9, 0.95, 1.0]), st.booleans()), min_size=1, max_size=60
)


def columns(cases: list[tuple[float, bool]]) -> tuple[calibration.Floats, calibration.Bools]:
    return np.array([chance for chance, _ in cases]), np.array([good for _, good in cases], dtype=bool)


@pytest.mark.parametrize(
    ("good", "cases", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605)],
    ids=["none", "all", "Newcombe 1998, 81 of 263", "Newcombe 1998, 15 of 148"],
)
def test_wilson_as_published(good: int, cases: int, low: float, high: float) -> None:
    assert calibration.wilson(good, cases) == pytest.approx((low, high), abs=5e-5)


def test_an_interval_holds_its_share_to_the_last_digit() -> None:
    """Of no good case in seven the lower end was 2.8e-17, for want of a digit."""
    for good, cases in ((good, of) for of in range(1, 60) for good in range(of + 1)):
        low, high = calibration.wilson(good, cases)
        assert 0.0 <= low <= good / cases <= high <= 1.0


def test_of_nothing_nothing_is_said() -> None:
    none = np.array([])
    assert calibration.wilson(0, 0) == (0.0, 1.0)
    assert calibration.bins(none, none.astype(bool)) == []
    assert calibration.scores(none, none.astype(bool)) is None


@given(CASES, st.integers(1, 12))
def test_every_case_is_in_one_bin_and_equal_chances_share_it(cases: list[tuple[float, bool]], count: int) -> None:
    chance, good = columns(cases)
    found = calibration.bins(chance, good, count)
    assert len(found) <= count
    assert sum(one.cases for one in found) == chance.size
    assert all(one.chance_max < after.chance_min for one, after in itertools.pairwise(found))
    for one in found:
        inside = (chance >= one.chance_min) & (chance <= one.chance_max)
        assert inside.sum() == one.cases
        assert one.share == pytest.approx(good[inside].mean())
        assert one.chance == pytest.approx(chance[inside].mean())
        assert one.share_min <= one.share <= one.share_max


def best_rising(values: list[float], weights: list[float]) -> float:
    """The least squared error of a rising step function, over every way to cut it into steps."""
    if not values:
        return 0.0
    best = np.inf
    for cuts in range(2 ** (len(values) - 1)):
        steps, at = [], 0
        for end in [n + 1 for n in range(len(values) - 1) if cuts >> n & 1] + [len(values)]:
            mean = np.average(values[at:end], weights=weights[at:end])
            steps.append((mean, at, end))
            at = end
        if all(one[0] <= after[0] + 1e-12 for one, after in itertools.pairwise(steps)):
            error = sum(w * (v - m) ** 2 for m, a, b in steps for v, w in zip(values[a:b], weights[a:b], strict=True))
            best = min(best, error)
    return float(best)


@given(CASES)
def test_the_isotonic_fit_is_the_best_that_never_falls(cases: list[tuple[float, bool]]) -> None:
    chance, good = columns(cases)
    fitted = calibration.isotonic(chance, good)
    order = np.argsort(chance, kind="stable")
    assert (np.diff(fitted[order]) >= -1e-12).all()
    groups = np.unique(chance)
    shares = [float(good[chance == one].mean()) for one in groups]
    weights = [float((chance == one).sum()) for one in groups]
    at = [float(fitted[chance == one][0]) for one in groups]
    error = sum(w * (a - s) ** 2 for a, s, w in zip(at, shares, weights, strict=True))
    assert error == pytest.approx(best_rising(shares, weights), abs=1e-9)


@given(CASES)
def test_the_score_is_the_sum_of_its_parts(cases: list[tuple[float, bool]]) -> None:
    chance, good = columns(cases)
    found = calibration.scores(chance, good)
    assert found is not None
    assert found.brier == pytest.approx(sum((c - g) ** 2 for c, g in cases) / len(cases))
    parts = found.miscalibration - found.discrimination + found.uncertainty
    assert parts == pytest.approx(found.brier, abs=1e-9)


def test_honest_chances_score_well_and_vain_ones_do_not() -> None:
    rng = np.random.default_rng(7)
    chance = rng.uniform(0.6, 1.0, 20_000)
    good = rng.random(chance.size) < chance
    honest = calibration.scores(chance, good)
    vain = calibration.scores(np.minimum(1.0, chance + 0.1), good)
    assert honest is not None
    assert vain is not None
    assert honest.expected_error < 0.012
    assert vain.expected_error > 0.05
    assert honest.miscalibration < 0.001 < vain.miscalibration
