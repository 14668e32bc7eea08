"""Means that forget, against sums over everything that had happened."""

import numpy as np
import pytest

from promesa.kernels import decays


def happenings(seed: int) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    at = np.where(rng.random(120) < 0.1, np.inf, rng.integers(0, 40, 120).astype(float))
    return (
        at,
        rng.integers(0, 4, 120),
        rng.normal(size=120),
        rng.integers(0, 45, 60).astype(float),
        rng.integers(0, 5, 60),
    )


@pytest.mark.parametrize("half_life", [2.0, 30.0])
def test_means_are_those_of_what_had_happened(half_life: float) -> None:
    at, key, value, asked_at, asked_key = happenings(4)
    prior = np.linspace(-1.0, 1.0, 60)
    mean, weight = decays.means(at, key, value, asked_at, asked_key, half_life, prior, 3.0)
    for number in range(60):
        own = (key == asked_key[number]) & (at <= asked_at[number])
        counts = 0.5 ** ((asked_at[number] - at[own]) / half_life)
        assert weight[number] == pytest.approx(counts.sum())
        assert mean[number] == pytest.approx((counts @ value[own] + 3.0 * prior[number]) / (counts.sum() + 3.0))


def test_what_happens_later_changes_no_answer() -> None:
    at, key, value, asked_at, asked_key = happenings(9)
    prior, cut = np.zeros(60), 20.0
    whole, _ = decays.means(at, key, value, asked_at, asked_key, 9.0, prior, 1.0)
    known = at <= cut
    early = asked_at <= cut
    part, _ = decays.means(
        at[known], key[known], value[known], asked_at[early], asked_key[early], 9.0, prior[early], 1.0
    )
    assert np.array_equal(whole[early], part)


def test_what_is_under_way_has_started_and_not_ended() -> None:
    rng = np.random.default_rng(6)
    starts = rng.random(150) * 40
    ends = np.where(rng.random(150) < 0.2, np.inf, starts + rng.random(150) * 9)
    key, asked_at, asked_key = rng.integers(0, 3, 150), rng.random(40) * 50, rng.integers(0, 4, 40)
    found = decays.under_way(starts, ends, key, asked_at, asked_key)
    for number in range(40):
        now = asked_at[number]
        assert found[number] == ((key == asked_key[number]) & (starts < now) & (ends >= now)).sum()
