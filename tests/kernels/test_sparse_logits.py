"""Regression on sparse rows: the slow obvious twin, and what it must be able to tell apart."""

import numpy as np

from promesa.kernels import sparse_logits
from promesa.kernels.sparse_logits import Row

PASSES = 3


def rows_of(dense: np.ndarray) -> list[Row]:
    return [Row(np.flatnonzero(line), line[np.flatnonzero(line)].astype(np.float32)) for line in dense]


def twin(dense: np.ndarray, truths: np.ndarray, order: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """One number at a time."""
    columns, labels = dense.shape[1], truths.shape[1]
    slopes, seen = np.zeros((columns, labels)), np.full((columns, labels), 1e-8)
    bias, seen_bias = np.zeros(labels), np.full(labels, 1e-8)
    for at in order:
        for label in range(labels):
            z = bias[label] + sum(dense[at, c] * slopes[c, label] for c in range(columns))
            miss = 1.0 / (1.0 + np.exp(-z)) - truths[at, label]
            for c in range(columns):
                if dense[at, c]:
                    slope = dense[at, c] * miss + 1e-5 * slopes[c, label]
                    seen[c, label] += slope**2
                    slopes[c, label] -= 0.3 * slope / np.sqrt(seen[c, label])
            seen_bias[label] += miss**2
            bias[label] -= 0.3 * miss / np.sqrt(seen_bias[label])
    return slopes, bias


def test_it_is_the_twin_that_takes_one_number_at_a_time() -> None:
    rng = np.random.default_rng(4)
    dense = np.round(rng.random((23, 9)) * (rng.random((23, 9)) < 0.5), 2)
    truths = (rng.random((23, 3)) < 0.4).astype(np.float32)
    found = sparse_logits.fit(rows_of(dense), truths, 9, PASSES)
    slopes, bias = twin(dense, truths, sparse_logits._order(23, PASSES).tolist())
    assert np.allclose(found.slopes, slopes, atol=2e-3)
    assert np.allclose(found.bias, bias, atol=2e-3)


def test_two_answers_may_be_right_at_once() -> None:
    dense = np.array([[1, 0], [0, 1], [1, 1]] * 40, float)
    truths = dense.astype(np.float32)
    found = sparse_logits.fit(rows_of(dense), truths, 2, 10)
    likely = sparse_logits.chances(sparse_logits.score(found, rows_of(np.array([[1.0, 1.0]]))[0]))
    assert (likely > 0.9).all()
    alone = sparse_logits.chances(sparse_logits.score(found, rows_of(np.array([[1.0, 0.0]]))[0]))
    assert alone[0] > 0.9
    assert alone[1] < 0.1


def test_every_row_comes_once_a_pass() -> None:
    for rows in (1, 2, 7, 100, 4380):
        order = sparse_logits._order(rows, PASSES).reshape(PASSES, rows)
        assert all(sorted(one) == list(range(rows)) for one in order.tolist())


def test_nothing_learned_says_one_half() -> None:
    found = sparse_logits.fit([], np.zeros((0, 2), np.float32), 4, 1)
    assert sparse_logits.chances(sparse_logits.score(found, rows_of(np.eye(4))[0])).tolist() == [0.5, 0.5]
