"""Waits in whole days: what share of them was how short, from counts per day."""

from collections.abc import Sequence
from itertools import accumulate


def quantile(counts: Sequence[int], confidence: float) -> int:
    """The smallest whole number of days d such that at least `confidence` of all waits were d days or shorter.

    counts[d] = how many waits lasted d days; at least one. 0 < confidence <= 1.
    """
    assert 0.0 < confidence <= 1.0, confidence
    upto = list(accumulate(counts))
    whole = upto[-1]
    assert whole > 0, "no waits to learn from"
    needed = confidence * whole - 1e-9
    return next(day for day, seen in enumerate(upto) if seen >= needed)


def share_within(counts: Sequence[int], days: int) -> float:
    """The share of waits of `days` days or shorter; at least one wait."""
    whole = sum(counts)
    assert whole > 0, "no waits to learn from"
    return sum(counts[: max(0, days + 1)]) / whole


def believed_share(kept: int, seen: int, before: float, weight: float) -> float:
    """The mean of the Beta posterior of a share: `kept` of `seen`, believed to be `before` with the weight of so
    many sightings (Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.4)."""
    assert 0 <= kept <= seen, (kept, seen)
    return (kept + before * weight) / (seen + weight)
