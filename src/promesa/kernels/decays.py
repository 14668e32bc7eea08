"""Means that forget: by key, of what had happened before each question, the recent counting more."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


def means(
    at: Floats, key: Whole, value: Floats, asked_at: Floats, asked_key: Whole, half_life: float, prior: Floats,
    belief: float,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Mean and weight of each question's key at its time: (questions,) each.

    An event (at, key, value), all (n,), counts from its instant on, at infinity never, and half as much after each
    half_life. The mean is shrunk to the question's prior (questions,) with the weight of `belief` fresh events.
    """
    sums: dict[int, tuple[float, float, float]] = {}
    found_mean, found_weight = np.empty(asked_at.size), np.empty(asked_at.size)
    events = _in_order(at, key, value)
    event = next(events, None)
    for asked in np.argsort(asked_at, kind="stable").tolist():
        now = float(asked_at[asked])
        while event is not None and event[0] <= now:
            total, weight = _faded(sums.get(event[1]), event[0], half_life)
            sums[event[1]] = (total + event[2], weight + 1.0, event[0])
            event = next(events, None)
        total, weight = _faded(sums.get(int(asked_key[asked])), now, half_life)
        found_mean[asked] = (total + belief * prior[asked]) / (weight + belief)
        found_weight[asked] = weight
    return found_mean, found_weight


def _in_order(at: Floats, key: Whole, value: Floats) -> Iterator[tuple[float, int, float]]:
    order = np.argsort(at, kind="stable")
    order = order[np.isfinite(at[order])]
    return zip(at[order].tolist(), key[order].tolist(), value[order].tolist(), strict=True)


def _faded(known: tuple[float, float, float] | None, now: float, half_life: float) -> tuple[float, float]:
    """Sum and weight as they count now."""
    if known is None:
        return 0.0, 0.0
    left = 0.5 ** ((now - known[2]) / half_life)
    return known[0] * left, known[1] * left


def under_way(starts: Floats, ends: Floats, key: Whole, asked_at: Floats, asked_key: Whole) -> Floats:
    """How many of each question's key had started before its time and not ended by then: (questions,)."""
    count: dict[int, int] = {}
    over = np.isfinite(ends)
    at = np.concatenate([starts, ends[over]])
    keys = np.concatenate([key, key[over]])
    step = np.concatenate([np.ones(starts.size), -np.ones(int(over.sum()))])
    events = _in_order(at, keys, step)
    event = next(events, None)
    found = np.zeros(asked_at.size)
    for asked in np.argsort(asked_at, kind="stable").tolist():
        while event is not None and event[0] < asked_at[asked]:
            count[event[1]] = count.get(event[1], 0) + int(event[2])
            event = next(events, None)
        found[asked] = count.get(int(asked_key[asked]), 0)
    return found
