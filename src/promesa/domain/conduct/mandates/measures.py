"""How decisions of a mandate did against people's: a running record, and what it allows us to say."""

import math

import msgspec

from promesa.domain.conduct.mandates.words import Measure
from promesa.domain.values.money import Centavos

RECENT = 50
"""The last decisions that drift is looked for in,"""
RECENT_MIN = 10
"""and how few of them say nothing yet."""
SIZE_FACTOR, SIZE_FREE = 20, 10_000
"""A limit of one act may be so many times what the measured ones took on average, and a hundred pesos in any case."""
Z95 = 1.645
"""One-sided 95 % of a normal law."""


class MandateRecord(msgspec.Struct):
    """Decisions since the mandate's autonomy last changed; regrets in centavos, never below zero."""

    decisions: int = 0
    agreed: int = 0
    regret: int = 0
    regret_squared: int = 0
    pesos: int = 0
    """What all of them took of the limits, in centavos."""
    recent: list[tuple[int, bool]] = []
    """(regret, declined or undone) of the last `RECENT`, the newest last."""


def note(record: MandateRecord, regret: int, *, agreed: bool, pesos: int = 0) -> None:
    """One more decision. Regret below zero is none: that we would price the agent's way lower than what people chose
    is no reason to trust it more."""
    regret = max(0, regret)
    record.decisions += 1
    record.agreed += agreed
    record.regret += regret
    record.pesos += pesos
    record.regret_squared += regret * regret
    record.recent = [*record.recent[-RECENT + 1 :], (regret, not agreed)]


def measured(record: MandateRecord, worst: int) -> Measure:
    """Mean regret and the upper end of its interval, with one more decision whose regret is `worst`.

    That one keeps a short record without a mistake from looking certain: n agreements bound the mean by about
    worst * (1 + 1.645 * sqrt(n)) / (n + 1), as if the next decision were the worst that the mandate allows.
    """
    n = record.decisions + 1
    mean = (record.regret + worst) / n
    spread = max(0.0, (record.regret_squared + worst * worst) / n - mean * mean)
    upper = mean + Z95 * math.sqrt(spread / n)
    true_mean = record.regret / record.decisions if record.decisions else 0.0
    share, size = round(bad_share(record), 4), record.pesos // max(1, record.decisions)
    return Measure(record.decisions, record.agreed, round(true_mean, 2), round(upper, 2), share, Centavos(size))


def is_tried(measure: Measure, act_centavos: int) -> bool:
    """Whether acts of nearly that size were among those measured: trust is not earned with trifles and then spent."""
    return act_centavos <= SIZE_FREE + SIZE_FACTOR * measure.size_mean


def bad_share(record: MandateRecord) -> float:
    """Of the last decisions, how many were declined or undone."""
    return sum(bad for _, bad in record.recent) / len(record.recent) if record.recent else 0.0


def drift(record: MandateRecord, regret_max: int, bad_share_max: float) -> str:
    """Why the last decisions are worse than the mandate allows, or ""."""
    if len(record.recent) < RECENT_MIN:
        return ""
    if bad_share(record) > bad_share_max:
        return "declined_or_undone"
    return "regret" if sum(regret for regret, _ in record.recent) / len(record.recent) > regret_max else ""
