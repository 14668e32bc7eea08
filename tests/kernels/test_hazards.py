"""Hazards counted, put right and mixed, against loops over single waits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.kernels import hazards
from promesa.kernels.hazards import Tally

BOUNDS = np.array([0.5, 1.0, 2.0])


def test_the_logistic_hazard_is_that_of_its_chance() -> None:
    log_wait = np.array([[-1.0, 0.0, 0.5, 2.0]])
    hazard = hazards.logistic(np.array([0.3]), np.log(np.array([0.4])), log_wait)
    assert np.exp(-hazard[0]) == pytest.approx(1.0 / (1.0 + np.exp((log_wait[0] - 0.3) / 0.4)))


def test_a_tally_is_a_count_and_a_sum() -> None:
    rng = np.random.default_rng(5)
    group, start = rng.integers(0, 3, 400), rng.random(400) * 3.0
    end, ended, weight = start + rng.random(400), rng.random(400) < 0.3, rng.random(400)
    counted = hazards.tally(group, start, end, ended, weight, (3, 4), BOUNDS)
    seen, foreseen = np.zeros((3, 4)), np.zeros((3, 4))
    for g, s, e, over, w in zip(group, start, end, ended, weight, strict=True):
        place = sum(s >= bound for bound in BOUNDS)
        seen[g, place] += over
        foreseen[g, place] += (e - s) * w * (0.5 if over else 1.0)
    assert counted.seen == pytest.approx(seen)
    assert counted.foreseen == pytest.approx(foreseen)


def test_what_is_added_fades_first() -> None:
    one = Tally(np.array([[2.0]]), np.array([[4.0]]))
    both = hazards.added(one, one, 0.5)
    assert (both.seen[0, 0], both.foreseen[0, 0]) == (3.0, 6.0)


def test_a_ratio_without_waits_is_what_was_believed() -> None:
    assert hazards.ratios(np.zeros(2), np.zeros(2), 10.0, 0.8) == pytest.approx([0.8, 0.8])
    assert hazards.ratios(np.array([30.0]), np.array([10.0]), 10.0) == pytest.approx([2.0])


def test_a_quick_group_is_told_from_the_others() -> None:
    """Waits at twice the foreseen hazard in one of two groups: the ratio of each is found from their counts."""
    foreseen = np.full((2, 4), 4_000.0)
    by_group = hazards.ratios_by_group(
        Tally(foreseen * np.array([[2.0], [1.0]]), foreseen), np.array([0, 0, 1, 1]), 10.0, 10.0
    )
    assert by_group[0] == pytest.approx([2.0] * 4, rel=0.01)
    assert by_group[1] == pytest.approx([1.0] * 4, rel=0.01)


@given(st.lists(st.floats(0.0, 0.7), min_size=1, max_size=12), st.lists(st.floats(0.2, 3.0), min_size=4, max_size=4))
def test_corrected_runs_each_day_at_the_pace_of_its_bin(steps: list[float], pace: list[float]) -> None:
    hazard = np.cumsum(np.array([steps]), axis=1)
    found = hazards.corrected(hazard, np.array([pace]), BOUNDS)[0]
    run, before = 0.0, 0.0
    for day, now in enumerate(hazard[0]):
        run += (now - before) * pace[sum(before >= bound for bound in BOUNDS)]
        before = now
        assert found[day] == pytest.approx(run)


def test_the_calibration_is_the_mean_over_shocks() -> None:
    points = np.linspace(0.0, 6.0, 601)
    shock = np.array([[1.0] * 4, [0.5] * 4])
    known = hazards.calibration(points, shock, np.array([3.0, 1.0]), BOUNDS)
    for hazard in (0.0, 0.3, 2.5, 6.0):
        mean = (3.0 * np.exp(-hazard) + np.exp(-0.5 * hazard)) / 4.0
        assert hazards.waiting(known, np.array([hazard]))[0] == pytest.approx(mean, rel=1e-3)


@given(st.integers(0, 2**32 - 1))
def test_a_calibrated_chance_never_rises(seed: int) -> None:
    rng = np.random.default_rng(seed)
    known = hazards.calibration(np.linspace(0.0, 9.0, 50), rng.random((3, 4)) * 2, rng.random(3) + 0.1, BOUNDS)
    chance = hazards.waiting(known, np.cumsum(rng.random((5, 20)), axis=1))
    assert np.all(np.diff(chance, axis=1) <= 1e-12)
    assert chance.min() >= 0.0
    assert chance.max() <= 1.0


def test_counting_brings_a_wrong_forecast_right() -> None:
    """Waits at 0.6 of the foreseen hazard, most of them still going on: the ratio is found all the same."""
    rng = np.random.default_rng(11)
    foreseen_a_day, truth = 0.1, 0.6
    wait = np.ceil(rng.exponential(1.0 / (truth * foreseen_a_day), 20_000))
    whole = Tally(np.zeros((1, 4)), np.zeros((1, 4)))
    for day in range(5):  # nobody looks longer than five days
        open_waits = wait[wait > day]
        start = np.full(open_waits.size, day * foreseen_a_day)
        ended, sure = open_waits == day + 1, np.ones(open_waits.size)
        zero = np.zeros(open_waits.size, np.int64)
        part = hazards.tally(zero, start, start + foreseen_a_day, ended, sure, (1, 4), BOUNDS)
        whole = hazards.added(whole, part)
    assert hazards.ratios(whole.seen.sum(), whole.foreseen.sum(), 1.0) == pytest.approx(truth, rel=0.03)
