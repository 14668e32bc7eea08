"""Boosted trees: every leaf against a walk by hand, gradients against differences, and a law that they can find."""

import numpy as np
import pytest

from promesa.kernels import forests
from promesa.kernels.forests import Forest, Growth

SMALL = Growth(trees=12, depth=3, leaf_weight_min=5.0)


def waits(rows: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Three columns of which the first moves the place and the second the spread; a fifth of the waits go on."""
    rng = np.random.default_rng(seed)
    told = rng.normal(size=(rows, 3))
    wait = np.where(told[:, 0] > 0.3, 1.0, 0.0) + np.where(told[:, 1] > 0, 0.4, 0.1) * rng.logistic(size=rows)
    seen_until = np.where(rng.random(rows) < 0.2, wait - rng.random(rows), np.inf)
    return told, np.minimum(wait, seen_until), wait <= seen_until


def walked(forest: Forest, row: np.ndarray) -> np.ndarray:
    """The slow twin of `law_of`: one tree after the other, one question after the other."""
    law = forest.start.copy()
    inner = forest.column.shape[1]
    for column, bound, leaf in zip(forest.column, forest.bound, forest.leaf, strict=True):
        node = 0
        while node < inner:
            node = 2 * node + (1 if row[column[node]] < bound[node] else 2)
        law += leaf[node - inner]
    return law


def grown(seed: int = 7) -> tuple[Forest, np.ndarray]:
    told, wait, ended = waits(3_000)
    return forests.grow(told, wait, ended, np.ones(wait.size), np.random.default_rng(seed), SMALL), told


def test_all_rows_at_once_walk_as_each_alone() -> None:
    forest, told = grown()
    at_once = forests.law_of(forest, told[:200])
    for number in range(200):
        assert forests.law_of(forest, told[number : number + 1])[0] == pytest.approx(at_once[number])
        assert walked(forest, told[number]) == pytest.approx(at_once[number])


def test_rows_in_pieces_are_the_same_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    forest, told = grown()
    whole = forests.law_of(forest, told)
    monkeypatch.setattr(forests, "ROWS_AT_ONCE", 7)
    assert np.array_equal(forests.law_of(forest, told), whole)
    assert forests.law_of(forest, told[:0]).shape == (0, 2)


def test_the_same_chance_grows_the_same_forest() -> None:
    one, _ = grown(3)
    again, _ = grown(3)
    assert all(np.array_equal(left, right) for left, right in zip(one, again, strict=True))


def test_the_law_is_found_in_spite_of_waits_that_go_on() -> None:
    told, wait, ended = waits(10_000)
    how = Growth(trees=120, depth=3)
    forest = forests.grow(told, wait, ended, np.ones(wait.size), np.random.default_rng(1), how)
    law = forests.law_of(forest, np.array([[1.0, 1.0, 0.0], [-1.0, 1.0, 0.0], [1.0, -1.0, 0.0], [-1.0, -1.0, 0.0]]))
    assert law[:, 0] == pytest.approx([1.0, 0.0, 1.0, 0.0], abs=0.15)
    assert np.exp(law[:, 1]) == pytest.approx([0.4, 0.4, 0.1, 0.1], rel=0.25)


def log_likelihood(place: float, log_spread: float, wait: float, ended: bool) -> float:
    z = (wait - place) * np.exp(-log_spread)
    return float(z - log_spread - 2.0 * np.logaddexp(0.0, z) if ended else -np.logaddexp(0.0, z))


@pytest.mark.parametrize("ended", [True, False])
@pytest.mark.parametrize(("place", "log_spread", "wait"), [(0.0, 0.0, 0.7), (1.2, -1.0, 0.9), (-0.5, 0.4, 2.0)])
def test_gradients_are_of_the_log_likelihood(place: float, log_spread: float, wait: float, ended: bool) -> None:
    law = np.array([[place], [log_spread]])
    sums = forests._gradients(law, np.array([wait]), np.array([ended]), np.array([2.0]))
    step = 1e-6
    by_place = log_likelihood(place + step, log_spread, wait, ended) - log_likelihood(
        place - step, log_spread, wait, ended
    )
    by_spread = log_likelihood(place, log_spread + step, wait, ended) - log_likelihood(
        place, log_spread - step, wait, ended
    )
    assert sums.place[0] == pytest.approx(2.0 * by_place / (2 * step), rel=1e-5)
    assert sums.spread[0] == pytest.approx(2.0 * by_spread / (2 * step), rel=1e-5)


def test_no_ended_wait_teaches_nothing() -> None:
    told, wait, _ = waits(10)
    with pytest.raises(AssertionError):
        forests.grow(told, wait, np.zeros(10, bool), np.ones(10), np.random.default_rng(1), SMALL)
