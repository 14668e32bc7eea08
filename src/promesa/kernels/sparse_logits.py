"""Logistic regression on sparse rows, one answer a column: several answers may be right at once.

Each row is a few columns of a wide hashed space with a weight each. For every label there is its own yes or no
(one against the rest), all learned in the same passes by AdaGrad (Duchi, Hazan and Singer, JMLR 2011), in the order of
the rows, so the same rows give the same weights.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Ints = NDArray[np.int64]


class Row(NamedTuple):
    """Which columns are not zero (each once), and what they hold."""

    columns: Ints
    values: Floats


class Weights(NamedTuple):
    """`slopes` is columns x labels, `bias` one number a label."""

    slopes: Floats
    bias: Floats


def fit(
    rows: Sequence[Row], truths: Floats, width: int, passes: int, rate: float = 0.3, shrink: float = 1e-5
) -> Weights:
    """`truths` is rows x labels, 0 or 1; `rate` is the first step, `shrink` the pull of unused slopes towards 0."""
    assert len(rows) == len(truths), (len(rows), truths.shape)
    labels = truths.shape[1]
    slopes, seen = np.zeros((width, labels), np.float32), np.full((width, labels), 1e-8, np.float32)
    bias, seen_bias = np.zeros(labels, np.float32), np.full(labels, 1e-8, np.float32)
    for number in _order(len(rows), passes):
        columns, values = rows[number]
        held = slopes[columns]
        miss = chances(values @ held + bias) - truths[number]
        slope = values[:, None] * miss + shrink * held
        total = seen[columns] + slope * slope
        seen[columns] = total
        slopes[columns] = held - rate * slope / np.sqrt(total)
        seen_bias += miss * miss
        bias -= rate * miss / np.sqrt(seen_bias)
    return Weights(slopes, bias)


def score(weights: Weights, row: Row) -> Floats:
    """The log-odds of every label."""
    return np.asarray(row.values @ weights.slopes[row.columns] + weights.bias)


def chances(log_odds: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-np.clip(log_odds, -30.0, 30.0)))


def _order(rows: int, passes: int) -> Ints:
    """Each pass goes through all rows with another stride, so neighbours do not follow each other."""
    found = [np.arange(rows) * _stride(rows, one) % rows for one in range(passes)] if rows else []
    return np.concatenate(found) if found else np.zeros(0, np.int64)


def _stride(rows: int, one: int) -> int:
    """A step near the golden section of the rows that shares no divisor with their number."""
    step = int(rows * 0.6180339887) + 1 + 2 * one
    while np.gcd(step, rows) != 1:
        step += 1
    return step
