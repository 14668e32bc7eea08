"""Whether what was foreseen came true: bins with intervals, and scores that say how far off the chances were.

All take chance (n,), the foreseen chances of good ends in [0, 1], and good (n,), whether each end was good.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

Z_95 = 1.959963984540054
"""Two-sided 95 % of a normal curve."""


class Bin(NamedTuple):
    """Cases foreseen alike: the mean of their chances, the share of good ends and its 95 % interval."""

    cases: int
    chance_min: float
    chance_max: float
    chance: float
    share: float
    share_min: float
    share_max: float


class Scores(NamedTuple):
    """How good chances were.

    brier: mean squared distance of chance and end (Brier, Monthly Weather Review 1950); 0 is a crystal ball.
    expected_error: mean distance of bins' chances from their shares, weighted by cases (Naeini et al., AAAI 2015).
    miscalibration, discrimination, uncertainty: brier = miscalibration - discrimination + uncertainty, from the
    isotonic fit, so that no choice of bins is in them (Dimitriadis, Gneiting and Jordan, PNAS 2021).
    """

    cases: int
    chance: float
    share: float
    share_min: float
    share_max: float
    brier: float
    expected_error: float
    miscalibration: float
    discrimination: float
    uncertainty: float


def wilson(good: int, cases: int, z: float = Z_95) -> tuple[float, float]:
    """The interval of a share (Wilson, JASA 1927); (0, 1) of no cases."""
    assert 0 <= good <= cases, (good, cases)
    if not cases:
        return 0.0, 1.0
    share, spread = good / cases, z * z / cases
    centre = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * float(np.sqrt(share * (1 - share) / cases + spread / (4 * cases)))
    return max(0.0, min(share, centre - half)), min(1.0, max(share, centre + half))  # rounding must not put it outside


def bins(chance: Floats, good: Bools, count: int = 10) -> list[Bin]:
    """At most `count` bins of nearly equal numbers of cases, the least likely first; equal chances share a bin."""
    assert chance.shape == good.shape, (chance.shape, good.shape)
    if not chance.size:
        return []
    order = np.argsort(chance, kind="stable")
    sorted_chance, sorted_good = chance[order], good[order]
    wanted = np.linspace(0, chance.size, min(count, chance.size) + 1)[1:-1].round().astype(np.int64)
    starts = np.searchsorted(sorted_chance, sorted_chance[wanted], side="left")
    edges = np.unique(np.concatenate([[0], starts, [chance.size]]))
    return [_bin(sorted_chance[start:end], sorted_good[start:end]) for start, end in pairwise(edges)]


def _bin(chance: Floats, good: Bools) -> Bin:
    cases, kept = int(chance.size), int(good.sum())
    low, high = wilson(kept, cases)
    return Bin(cases, float(chance[0]), float(chance[-1]), float(chance.mean()), kept / cases, low, high)


def scores(chance: Floats, good: Bools, count: int = 10) -> Scores | None:
    """All scores of at least one case; None of none."""
    if not chance.size:
        return None
    ends, cases = good.astype(np.float64), int(chance.size)
    share = float(ends.mean())
    low, high = wilson(int(good.sum()), cases)
    brier = float(((chance - ends) ** 2).mean())
    fitted = float(((isotonic(chance, good) - ends) ** 2).mean())
    uncertainty = share * (1 - share)
    error = sum(one.cases * abs(one.chance - one.share) for one in bins(chance, good, count)) / cases
    return Scores(
        cases=cases,
        chance=float(chance.mean()),
        share=share,
        share_min=low,
        share_max=high,
        brier=brier,
        expected_error=error,
        miscalibration=max(0.0, brier - fitted),
        discrimination=max(0.0, uncertainty - fitted),
        uncertainty=uncertainty,
    )


def isotonic(chance: Floats, good: Bools) -> Floats:
    """The shares that fit the ends best and never fall as the chance grows, (n,) in the order given.

    Pool adjacent violators (Ayer et al., Annals of Mathematical Statistics 1955), over groups of equal chances.
    """
    values, group = np.unique(chance, return_inverse=True)
    cases = np.bincount(group, minlength=values.size).astype(np.float64)
    kept = np.bincount(group, weights=good, minlength=values.size)
    pools: list[list[float]] = []
    for number in range(values.size):
        pools.append([kept[number], cases[number], 1.0])
        while len(pools) > 1 and pools[-2][0] * pools[-1][1] >= pools[-1][0] * pools[-2][1]:
            kept_last, cases_last, groups_last = pools.pop()
            pools[-1] = [pools[-1][0] + kept_last, pools[-1][1] + cases_last, pools[-1][2] + groups_last]
    fitted = np.repeat([pool[0] / pool[1] for pool in pools], [int(pool[2]) for pool in pools])
    told: Floats = fitted[group]
    return told
