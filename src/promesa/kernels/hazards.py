"""Waits as cumulative hazards: what was foreseen, what happened instead, and how the next forecast is put right.

A forecast is a row of cumulative hazard at the end of each day 0, 1, ... (days,): non-decreasing, and exp(-hazard) is
the chance of still waiting. Over the waits that were under way, the count of ends over the sum of foreseen hazard is
the ratio by which the forecast was too quick or too slow (Poisson likelihood of a piecewise constant ratio: Andersen,
Borgan, Gill and Keiding, Statistical Models Based on Counting Processes, 1993, section IV.1; the gamma prior is the
shrinkage). Waits not yet ended count for as long as they have been seen, so the newest of them speak at once.

The law of all those ratios over the past is the spread of shocks that a forecast must reckon with: the chance of
still waiting is its mean over them. It is kin to conformal calibration under drift (Gibbs and Candes, NeurIPS 2021)
and of censored waits (Candes, Lei and Ren, JRSS B 2023), but what is taken to be exchangeable are weeks and not
orders, for a shock hits all orders at once; it promises no coverage in finite samples.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


class Tally(NamedTuple):
    """Ends seen and ends foreseen, by group of waits and bin of hazard: both (groups, bins)."""

    seen: Floats
    foreseen: Floats


def logistic(place: Floats, log_spread: Floats, log_wait: Floats) -> Floats:
    """Cumulative hazard of the log-logistic law: place and log_spread (n,), log_wait (n, days) -> (n, days)."""
    hazard: Floats = np.logaddexp(0.0, (log_wait - place[:, None]) * np.exp(-log_spread)[:, None])
    return hazard


def before(hazard: Floats) -> Floats:
    """Hazard at the start of each day: (n, days) -> (n, days); 0 on the first."""
    shifted = np.zeros_like(hazard)
    shifted[:, 1:] = hazard[:, :-1]
    return shifted


def bins_of(hazard: Floats, bounds: Floats) -> Whole:
    """The bin of each hazard between ascending bounds (bins - 1,): any shape."""
    return np.searchsorted(bounds, hazard, side="right")


def tally(
    group: Whole, start: Floats, end: Floats, ended: NDArray[np.bool_], weight: Floats, shape: tuple[int, int],
    bounds: Floats,
) -> Tally:  # fmt: skip
    """One day (or many) of waits under way: their hazard at its start and its end, and which of them ended in it.

    All (n,). weight: how sure it is that the wait will end at all. A wait that ended in the day is taken to have been
    under way for half of it. shape: (groups, bins); bounds (bins - 1,).
    """
    place = group * shape[1] + bins_of(start, bounds)
    foreseen = (end - start) * np.where(ended, 0.5, 1.0) * weight
    return Tally(_summed(place, ended.astype(np.float64), shape), _summed(place, foreseen, shape))


def _summed(place: Whole, value: Floats, shape: tuple[int, int]) -> Floats:
    return np.bincount(place, value, shape[0] * shape[1]).astype(np.float64).reshape(shape)


def added(first: Tally, second: Tally, kept: float = 1.0) -> Tally:
    """`kept` of the first, and the second."""
    return Tally(first.seen * kept + second.seen, first.foreseen * kept + second.foreseen)


def ratios(seen: Floats, foreseen: Floats, belief: float, before: Floats | float = 1.0) -> Floats:
    """Seen over foreseen, shrunk to what was believed before with the weight of `belief` foreseen ends."""
    shrunk: Floats = (seen + belief * before) / (foreseen + belief)
    return shrunk


def ratios_by_group(counted: Tally, part_of_bin: Whole, bin_belief: float, group_belief: float) -> Floats:
    """A ratio for each group and bin, (groups, bins): the bin's over all groups, times the group's own.

    The group's own is in all, and from there by part of the bins; part_of_bin (bins,): ascending from 0.
    """
    of_bin = ratios(counted.seen.sum(axis=0), counted.foreseen.sum(axis=0), bin_belief)
    starts = np.flatnonzero(np.diff(part_of_bin, prepend=-1))
    seen = np.add.reduceat(counted.seen, starts, axis=1)
    foreseen = np.add.reduceat(counted.foreseen * of_bin, starts, axis=1)
    of_group = ratios(seen.sum(axis=1, keepdims=True), foreseen.sum(axis=1, keepdims=True), group_belief)
    of_part = ratios(seen, foreseen, group_belief, of_group)
    by_group: Floats = of_bin * of_part[:, part_of_bin]
    return by_group


def corrected(hazard: Floats, ratio: Floats, bounds: Floats) -> Floats:
    """Hazard (n, days) run at the ratio (n, bins) of the bin in which each of its days begins."""
    start = before(hazard)
    pace = np.take_along_axis(ratio, bins_of(start, bounds), axis=1)
    return np.cumsum((hazard - start) * pace, axis=1)


class Calibration(NamedTuple):
    """The chance of still waiting by foreseen hazard: straight lines between the points; both (points,)."""

    hazard: Floats
    waiting: Floats


def calibration(points: Floats, shock: Floats, weight: Floats, bounds: Floats) -> Calibration:
    """The mean over shocks of the chance of still waiting at each point of foreseen hazard.

    points (points,): ascending from 0. shock (shocks, bins): ratios of seen to foreseen; weight (shocks,) > 0.
    """
    assert points[0] == 0.0 and shock.shape[0] == weight.size > 0, shock.shape
    steps = np.diff(points) * shock[:, bins_of(points[:-1], bounds)]
    run = np.concatenate([np.zeros((weight.size, 1)), np.cumsum(steps, axis=1)], axis=1)
    return Calibration(points, weight @ np.exp(-run) / weight.sum())


def waiting(calibrated: Calibration, hazard: Floats) -> Floats:
    """The chance of still waiting at each foreseen hazard, any shape."""
    chance: Floats = np.interp(hazard, calibrated.hazard, calibrated.waiting)
    return chance
