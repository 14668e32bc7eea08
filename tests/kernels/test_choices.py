"""Days named at a price, against every other day that could have been named."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.kernels import choices


def rows(seed: int, count: int = 40, days: int = 30) -> np.ndarray:
    """Chances of still waiting, quick and slow rows."""
    rng = np.random.default_rng(seed)
    return np.exp(-np.cumsum(rng.random((count, days)) * rng.uniform(0.05, 0.6, (count, 1)), axis=1))


def cost(chances: np.ndarray, day: int, late_price: float, late_day_price: float) -> float:
    return float(day + late_price * chances[day] + late_day_price * sum(chances[day:]))


@given(st.integers(0, 2**32 - 1), st.floats(0.5, 500.0), st.floats(0.0, 30.0))
def test_no_other_day_costs_less(seed: int, late_price: float, late_day_price: float) -> None:
    waiting = rows(seed, 5)
    for chances, day in zip(waiting, choices.decide(waiting, late_price, late_day_price), strict=True):
        every = [cost(chances, other, late_price, late_day_price) for other in range(chances.size)]
        assert cost(chances, int(day), late_price, late_day_price) <= min(every) + 1e-9


@given(st.integers(0, 2**32 - 1), st.floats(1.0, 100.0))
def test_a_dearer_lateness_never_names_an_earlier_day(seed: int, price: float) -> None:
    waiting = rows(seed)
    assert np.all(choices.decide(waiting, price) <= choices.decide(waiting, 2.0 * price))


@given(st.integers(0, 2**32 - 1), st.floats(1.0, 100.0))
def test_a_faster_lane_is_never_late_more_often_at_the_same_day(seed: int, price: float) -> None:
    waiting = rows(seed)
    faster = waiting**1.5
    day = choices.decide(waiting, price)
    assert np.all(choices.late_chance(faster, day) <= choices.late_chance(waiting, day))
    assert np.all(choices.quantile(faster, 0.1) <= choices.quantile(waiting, 0.1))


def test_the_quantile_is_the_first_day_that_is_sure_enough() -> None:
    waiting = np.array([[0.9, 0.4, 0.1, 0.05], [0.9, 0.8, 0.7, 0.6]])
    assert choices.quantile(waiting, 0.1).tolist() == [2, 3]


@pytest.mark.parametrize("late_share", [0.03, 0.1, 0.3])
def test_one_price_keeps_the_share_with_fewer_days_than_one_quantile(late_share: float) -> None:
    waiting = rows(3, 400, 80)
    day = choices.decide(waiting, choices.price_for(waiting, late_share))
    plain = choices.quantile(waiting, late_share)
    assert choices.late_chance(waiting, day).mean() <= late_share
    assert choices.late_chance(waiting, day).mean() == pytest.approx(late_share, abs=0.003)
    assert day.mean() <= plain.mean() + 0.5 * (late_share - choices.late_chance(waiting, plain).mean()) / late_share


def test_no_choice_of_days_is_late_less_often_with_fewer_days() -> None:
    """Everything that can be named for three short rows: none is better than one price in both days and lateness."""
    waiting = rows(8, 3, 6)
    day = choices.decide(waiting, 9.0)
    late = choices.late_chance(waiting, day).sum()
    for other in itertools.product(range(6), repeat=3):
        if sum(other) <= day.sum():
            assert choices.late_chance(waiting, np.array(other)).sum() >= late - 1e-9 or sum(other) == day.sum()


def test_no_large_group_is_late_beyond_its_guard() -> None:
    rng = np.random.default_rng(2)
    slow = np.exp(-np.cumsum(rng.random((300, 90)) * 0.08, axis=1))
    quick = np.exp(-np.cumsum(rng.random((900, 90)) * 0.6, axis=1))
    waiting, group = np.concatenate([slow, quick]), np.repeat([0, 1], [300, 900])
    free = choices.decide(waiting, choices.price_for(waiting, 0.1))
    assert choices.late_chance(waiting, free)[group == 0].mean() > 0.12  # dear days are where lateness goes
    prices = choices.guarded_prices(waiting, group, 3, 0.1, 0.12, 30)
    day = choices.decide(waiting, prices[group])
    late = choices.late_chance(waiting, day)
    assert late[group == 0].mean() <= 0.12
    assert late.mean() == pytest.approx(0.1, abs=0.005)
    assert prices[2] == prices[1] < prices[0]
