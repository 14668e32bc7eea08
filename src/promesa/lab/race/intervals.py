"""How sure a difference between two worlds is: a bootstrap over blocks of days, the same blocks in both.

Orders of one day share its stock, its full locations and its weather, so they are not independent: whole blocks are
drawn, with replacement (Künsch 1989), and both worlds' orders of a block together (the comparison is paired). A block
is a day, or a quarter of a day where there are fewer than `DAYS_MIN` days.
"""

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

DRAWS = 2_000
LEVEL = 0.95
DAYS_MIN = 10


class Interval(msgspec.Struct, frozen=True):
    """A figure with the ends between which it lies at `LEVEL`."""

    value: float
    low: float
    high: float


def blocks_of(days: Sequence[int], hours: Sequence[int]) -> NDArray[np.int64]:
    """The block of each order, 0, 1, 2...; `days` as ordinals."""
    ordinals = np.array(days, dtype=np.int64)
    named = ordinals * 4 + (np.array(hours, dtype=np.int64) // 6 if len(set(days)) < DAYS_MIN else 0)
    _, numbers = np.unique(named, return_inverse=True)
    return np.asarray(numbers, dtype=np.int64)


def ratio(above: Sequence[float], below: Sequence[float], blocks: NDArray[np.int64], seed: int) -> Interval:
    """Sum over sum, and where it lies: percentile ends over `DRAWS` draws of blocks. `below` all ones: a mean."""
    count = int(blocks.max(initial=-1)) + 1
    if not count or not sum(below):
        return Interval(0.0, 0.0, 0.0)
    over = np.bincount(blocks, weights=np.array(above, dtype=np.float64), minlength=count)
    under = np.bincount(blocks, weights=np.array(below, dtype=np.float64), minlength=count)
    drawn = np.random.default_rng(seed).integers(0, count, size=(DRAWS, count))
    sums = under[drawn].sum(axis=1)
    shares = over[drawn].sum(axis=1)[sums != 0] / sums[sums != 0]
    low, high = np.quantile(shares, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(over.sum() / under.sum()), float(low), float(high))
