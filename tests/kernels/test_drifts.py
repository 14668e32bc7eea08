"""The evidence of a drift: fair where chances are true, rarely wrong, quick where they are not; against a slow twin."""

from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.kernels import drifts

CHANCES = st.floats(0.0, 1.0)
ODDS = st.sampled_from([*drifts.WORSE, *drifts.BETTER])
STREAMS = 120


@given(CHANCES, ODDS)
def test_the_ratio_is_fair_where_the_chance_is_true(chance: float, odds: float) -> None:
    mean = chance * drifts.ratio(chance, True, odds) + (1 - chance) * drifts.ratio(chance, False, odds)
    assert mean == pytest.approx(1.0)


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.sampled_from(drifts.WORSE))
def test_what_goes_better_than_foreseen_is_no_evidence_of_worse(chance: float, part: float, odds: float) -> None:
    true = chance * part
    mean = true * drifts.ratio(chance, True, odds) + (1 - true) * drifts.ratio(chance, False, odds)
    assert mean <= 1.0 + 1e-9


@given(st.lists(st.tuples(CHANCES, st.booleans()), max_size=30), ODDS)
def test_the_sum_is_that_of_all_products_that_end_now(cases: list[tuple[float, bool]], odds: float) -> None:
    sums: tuple[float, ...] = (0.0,)
    calm = 0.0
    for chance, wrong in cases:
        sums = drifts.gathered(sums, chance, wrong, (odds,))
        calm = drifts.calmed(calm, chance, wrong, odds)
    ratios = [drifts.ratio(chance, wrong, odds) for chance, wrong in cases]
    slow = sum(prod(ratios[start:]) for start in range(len(ratios)))
    assert drifts.evidence(sums) == pytest.approx(min(drifts.ENOUGH, slow))
    backwards = sum(prod(1 / one for one in ratios[start:]) for start in range(len(ratios)))
    assert calm == pytest.approx(min(drifts.ENOUGH, backwards))


def cases_to_alarm(rng: np.random.Generator, odds: tuple[float, ...], bar: float, times: float, most: int) -> list[int]:
    """In how many cases each stream reaches the bar, where odds are `times` as high as foreseen; `most` if never."""
    found = []
    for _ in range(STREAMS):
        sums = (0.0,) * len(odds)
        chances = rng.beta(2, 30, most)
        wrong = rng.random(most) < times * chances / (1 - chances + times * chances)
        at = most
        for number, (chance, is_wrong) in enumerate(zip(chances.tolist(), wrong.tolist(), strict=True), start=1):
            sums = drifts.gathered(sums, chance, is_wrong, odds)
            if drifts.evidence(sums) >= bar:
                at = number
                break
        found.append(at)
    return found


@pytest.mark.parametrize("odds", [drifts.WORSE, drifts.BETTER], ids=["worse", "better"])
def test_false_alarms_are_as_rare_as_stated(odds: tuple[float, ...]) -> None:
    """With a bar of 300 a lane that is as foreseen has 300 promises or more, on average, before a false alarm."""
    found = cases_to_alarm(np.random.default_rng(5), odds, 300.0, 1.0, 2_400)
    luck = 3 * np.std(found) / np.sqrt(STREAMS)
    assert np.mean(found) + luck >= 300.0


@pytest.mark.parametrize(("times", "median_max"), [(2.0, 350), (3.0, 150), (5.0, 70)])
def test_a_drift_is_seen_soon(times: float, median_max: int) -> None:
    """At some 6 % foreseen late, with the bar of the alarms of lanes (twice 20,000, for the two sides)."""
    found = cases_to_alarm(np.random.default_rng(6), drifts.WORSE, 40_000.0, times, 2_000)
    assert np.median(found) <= median_max
