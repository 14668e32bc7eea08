"""Shares that are believed, with a weight that fades: Beta-Bernoulli with exponential forgetting.

The mean of a Beta posterior (Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.4) in which what was seen counts
half as much after each half-life (power prior with a decaying discount: Ibrahim and Chen, Statistical Science 2000).
"""

from typing import NamedTuple


class Seen(NamedTuple):
    """Good and bad outcomes, each weighed as of one moment (in the unit of the half-life)."""

    good: float
    bad: float
    at: float


NOTHING = Seen(0.0, 0.0, 0.0)


def add(seen: Seen, good: float, bad: float, at: float, half_life: float) -> Seen:
    """What was seen before, faded to `at`, and the new outcomes; one from before the latest counts as of the latest."""
    assert good >= 0.0 and bad >= 0.0 and half_life > 0.0, (good, bad, half_life)
    now = max(at, seen.at)
    left = _left(seen, now, half_life)
    return Seen(seen.good * left + good, seen.bad * left + bad, now)


def share(seen: Seen, at: float, half_life: float, before: float, weight: float) -> float:
    """The believed share of good outcomes at a moment: in (0, 1) for a belief `before` in (0, 1) with weight > 0."""
    if seen is NOTHING:
        return before
    left = _left(seen, max(at, seen.at), half_life)
    return (seen.good * left + before * weight) / ((seen.good + seen.bad) * left + weight)


def _left(seen: Seen, at: float, half_life: float) -> float:
    return float(0.5 ** ((at - seen.at) / half_life))
