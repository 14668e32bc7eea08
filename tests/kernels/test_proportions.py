"""Two shares apart: the paper's own examples, and an interval that holds the truth as often as it says."""

import numpy as np
import pytest

from promesa.kernels import proportions


@pytest.mark.parametrize(
    ("good", "cases", "other", "others", "low", "high"),
    [
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (10, 10, 0, 10, 0.6075, 1.0),
        (10, 10, 0, 20, 0.6791, 1.0),
        (0, 10, 0, 20, -0.1611, 0.2775),
    ],
)
def test_the_examples_of_the_paper(good: int, cases: int, other: int, others: int, low: float, high: float) -> None:
    """Newcombe 1998, table II, method 10."""
    found = proportions.difference(good, cases, other, others)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-4)


def test_nothing_is_known_of_no_cases() -> None:
    assert proportions.difference(0, 0, 3, 10) == (0.0, -1.0, 1.0)


def test_it_holds_the_truth_about_as_often_as_it_says() -> None:
    dice = np.random.default_rng(5)
    draws = zip(dice.binomial(400, 0.05, 2_000).tolist(), dice.binomial(4_000, 0.03, 2_000).tolist(), strict=True)
    held = [proportions.difference(one, 400, other, 4_000) for one, other in draws]
    share = float(np.mean([found.low <= 0.02 <= found.high for found in held]))
    assert 0.93 <= share <= 0.98
