"""Laws of slips: never a negative mass, the parent where nothing was seen, and never quicker for a later end."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.kernels import slips
from promesa.kernels.slips import BINS, EARLY, LATE

SEEN = st.dictionaries(st.integers(-EARLY - 3, LATE + 3), st.floats(0.0, 50.0), max_size=6)
WAITED = st.dictionaries(st.integers(-EARLY - 3, LATE + 3), st.floats(0.0, 20.0), max_size=4)
PARENTS = st.builds(slips.geometric, st.floats(0.001, 0.9), st.floats(0.05, 0.95))


def is_law(waiting: slips.Floats) -> bool:
    return bool((waiting >= -1e-12).all() and (waiting <= 1.0 + 1e-12).all() and (np.diff(waiting) <= 1e-12).all())


def learned_slowly(parent, ended, waited, never, belief):
    """Day by day: of those at risk, seen and believed, who ends."""
    law, left, before = [], 1.0, 1.0
    for number in range(BINS):
        slip = number - EARLY
        clipped = {day: min(max(day, -EARLY), LATE) for day in {*ended, *waited}}
        ends = sum(weight for day, weight in ended.items() if clipped[day] == slip)
        at_risk = sum(weight for day, weight in ended.items() if clipped[day] >= slip) + never
        at_risk += sum(weight for day, weight in waited.items() if day >= -EARLY and clipped[day] >= slip)
        hazard = (ends + belief * (before - parent[number])) / (at_risk + belief * before)
        left, before = left * (1.0 - hazard), parent[number]
        law.append(left)
    return np.array(law)


@given(PARENTS, SEEN, WAITED, st.floats(0.0, 10.0), st.floats(0.5, 40.0))
def test_learned_as_the_slow_twin_does(parent, ended, waited, never, belief) -> None:
    law = slips.learned(parent, ended, waited, never, belief)
    assert is_law(law)
    assert law == pytest.approx(learned_slowly(parent, ended, waited, never, belief), abs=1e-9)


@given(PARENTS)
def test_without_a_wait_the_law_is_the_parents(parent: slips.Floats) -> None:
    assert slips.learned(parent, {}, {}, 0.0, 20.0) is parent


@given(PARENTS, SEEN, st.floats(0.5, 40.0))
def test_without_censoring_it_is_the_mean_of_parent_and_seen(parent, ended, belief) -> None:
    law = slips.learned(parent, ended, {}, 0.0, belief)
    whole = sum(ended.values())
    for slip in range(-EARLY, LATE):
        more = sum(weight for day, weight in ended.items() if day > slip)
        mean = (belief * parent[slip + EARLY] + more) / (belief + whole)
        assert law[slip + EARLY] == pytest.approx(mean, abs=1e-9)


@given(PARENTS, SEEN, st.integers(-EARLY, LATE), st.integers(1, 30), st.floats(0.1, 5.0))
def test_a_later_end_never_makes_it_quicker(parent, ended, slip, more, weight) -> None:
    """Of waits that all ended: what is still on the road is shared out to those who ended later (Efron 1967)."""
    sooner = {**ended, slip: ended.get(slip, 0.0) + weight}
    later = {**ended, slip + more: ended.get(slip + more, 0.0) + weight}
    one, other = (slips.learned(parent, seen, {}, 0.0, 20.0) for seen in (sooner, later))
    assert (other >= one - 1e-9).all()


@given(PARENTS, PARENTS, SEEN, WAITED)
def test_a_later_parent_never_makes_it_quicker(one, other, ended, waited) -> None:
    later = np.maximum(one, other)
    assert (slips.learned(later, ended, {}, 0.0, 20.0) >= slips.learned(one, ended, {}, 0.0, 20.0) - 1e-9).all()
    assert is_law(slips.learned(later, ended, waited, 0.0, 20.0))


@given(PARENTS, SEEN, st.lists(st.floats(0.01, 1.0), min_size=2, max_size=5), st.data())
def test_delays_and_shifts_keep_a_law(parent, ended, shares, data) -> None:
    law = slips.learned(parent, ended, {}, 0.0, 20.0)
    chances = [share / sum(shares) for share in shares]
    days = [0, *sorted(data.draw(st.integers(0, 12)) for _ in shares[1:])]
    delayed = slips.delayed(law, chances, days)
    assert is_law(delayed)
    assert (delayed >= law - 1e-9).all()
    assert is_law(slips.shifted(law, data.draw(st.floats(-4.0, 4.0))))
    assert (slips.shifted(law, 0.7) >= law - 1e-12).all()
    by_hand = [
        sum(c * (law[at - d] if at >= d else 1.0) for c, d in zip(chances, days, strict=True)) for at in range(BINS)
    ]
    assert delayed == pytest.approx(np.array(by_hand))


@given(st.floats(0.2, 5.0), st.floats(0.001, 0.15))
def test_a_ratio_becomes_a_shift_that_makes_the_chance_so_much_larger(ratio: float, chance: float) -> None:
    law = np.full(BINS, chance)
    assert slips.shifted(law, slips.log_odds_of(ratio, chance))[0] == pytest.approx(ratio * chance, rel=1e-6)


@given(st.lists(PARENTS, min_size=1, max_size=8), st.floats(0.01, 0.2))
def test_the_level_never_lets_all_together_be_later_than_they_may(laws, late_share: float) -> None:
    rows, ones = np.array(laws), np.ones(len(laws))
    level = slips.level_for(rows, ones, ones, late_share, late_share + 0.05)
    first = (rows > level).sum(axis=1)
    assert late_share <= level <= late_share + 0.05
    assert rows[np.arange(len(laws)), np.minimum(first, BINS - 1)].mean() <= late_share + 1e-9 or level == late_share


def test_where_nobody_is_left_the_law_ends() -> None:
    """A parent with nothing left in its tail, and nothing seen there."""
    parent = slips.geometric(0.02, 0.5)
    parent[EARLY + 10 :] = 0.0
    with np.errstate(all="raise"):
        law = slips.learned(parent, {-20: 1e9}, {}, 0.0, 20.0)
    assert is_law(law)
    assert law[-1] == 0.0
