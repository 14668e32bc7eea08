"""Laws of slips in whole days: the chance that a wait is longer than planned by more than so many days.

A slip is counted against a plan: 0 as planned, below 0 sooner, above 0 later. A law is a row `waiting` (BINS,): at
place `EARLY + s` stands the chance that the slip is more than s, not increasing; what is left at the end never comes.

Laws are learned as discrete hazards, ends seen of those at risk, under a Dirichlet process around a parent law
(Ferguson, Annals of Statistics 1973; with waits not yet ended: Susarla and Van Ryzin, JASA 1976). The belief in the
parent is a number of waits; it weighs in each day with the parent's chance of still waiting, so that without a wait the
law is the parent's, and where all waits have ended it is the weighted mean of parent and seen shares, so that one that
ends later never makes it quicker.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

EARLY, LATE = 40, 60
"""Slips beyond these many days count as these."""
BINS = EARLY + LATE + 1
LEAST, MOST = 1e-6, 1.0 - 1e-6
LEVEL_HALVINGS = 16


def place(slip: int) -> int:
    """Where a slip stands in a row."""
    return min(max(slip, -EARLY), LATE) + EARLY


def geometric(late: float, again: float) -> Floats:
    """Nothing sooner than planned, `late` of all later, and of those who still wait `again` one more day each day."""
    waiting = np.ones(BINS)
    waiting[EARLY:] = late * again ** np.arange(LATE + 1)
    return waiting


def learned(
    parent: Floats,
    ended: Mapping[int, float],
    waited: Mapping[int, float],
    never: float,
    belief: float,
    scale: float = 1.0,
) -> Floats:
    """The law after what was seen: waits that ended at a slip, that are known to have outlasted one, that never end.

    parent (BINS,) with something left everywhere; weights of waits, not negative, count `scale` times; belief > 0.
    """
    if not ended and not waited and not never:
        return parent
    ends, lasted = np.zeros(BINS), np.zeros(BINS)
    for slip, weight in ended.items():
        ends[place(slip)] += weight
    for slip, weight in waited.items():
        if slip >= -EARLY:
            lasted[place(slip)] += weight
    ends *= scale
    at_risk = (ends + lasted * scale)[::-1].cumsum()[::-1] + never * scale
    before = _before(parent)
    exposed = at_risk + belief * before
    hazard = np.ones(BINS)
    np.divide(ends + belief * (before - parent), exposed, out=hazard, where=exposed > 0.0)
    waiting: Floats = (1.0 - hazard.clip(0.0, 1.0)).cumprod()
    return waiting


def delayed(waiting: Floats, chances: Sequence[float], days: Sequence[int]) -> Floats:
    """The law of the slip and so many days more, each with its chance; chances sum to 1, days not below 0."""
    if len(chances) == 1 and not days[0]:
        return waiting
    total = np.zeros(BINS)
    for chance, later in zip(chances, days, strict=True):
        total[:later] += chance
        total[later:] += chance * waiting[: BINS - later]
    return total


def shifted(waiting: Floats, log_odds: float) -> Floats:
    """The law with the odds of being later than any day multiplied alike (McCullagh, JRSS B 1980)."""
    if not log_odds:
        return waiting
    factor = np.exp(log_odds)
    odds: Floats = waiting * factor / (1.0 - waiting + waiting * factor)
    return odds


def of_those_that_end(waiting: Floats) -> Floats:
    """The law of the waits that end within the row at all, any shape (..., BINS): no later day keeps the others."""
    never = np.minimum(waiting[..., -1:], MOST)
    ending: Floats = (waiting - never) / (1.0 - never)
    return ending.clip(0.0, 1.0)


def level_for(waiting: Floats, weight: Floats, care: Floats, late_share: float, most: float) -> float:
    """The level at which rows that each name their first day with at most that chance of being later are late with
    late_share on average: days are whole, so at the level late_share itself they would be late less often.

    waiting (n, BINS); weight (n,): how often each row is asked; care (n,): by what its own level is multiplied. Between
    late_share and `most`.
    """
    low, high = late_share, most
    for _ in range(LEVEL_HALVINGS):
        level = (low + high) / 2.0
        first = np.minimum((waiting > (level * care)[:, None]).sum(axis=1), BINS - 1)
        if weight @ waiting[np.arange(len(first)), first] / weight.sum() > late_share:
            high = level
        else:
            low = level
    return low


def log_odds_of(ratio: float, chance: float) -> float:
    """The shift by which a chance becomes `ratio` times as large (at most almost sure)."""
    chance = min(max(chance, LEAST), MOST)
    larger = min(max(ratio * chance, LEAST), 0.98)
    return float(np.log(larger / (1.0 - larger)) - np.log(chance / (1.0 - chance)))


def _before(waiting: Floats) -> Floats:
    before = np.ones(BINS)
    before[1:] = waiting[:-1]
    return before
