"""How decisions of a mandate did against people's: a running record, and what it allows us to say."""

import math

import msgspec

from promesa.domain.conduct.mandates.words import Measure

RECENT = 50
"""The last decisions that drift is looked for in,"""
RECENT_MIN = 10
"""and how few of them say nothing yet."""
Z95 = 1.645
"""One-sided 95 % of a normal law."""


class MandateRecord(msgspec.Struct):
    """Decisions since the mandate's autonomy last changed; regrets in centavos, never below zero."""

    decisions: int = 0
    agreed: int = 0
    regret: int = 0
    regret_squared: int = 0
    recent: list[tuple[int, bool]] = []
    """(regret, declined or undone) of the last `RECENT`, the newest last."""


def note(record: MandateRecord, regret: int, *, agreed: bool) -> None:
    """One more decision. Regret below zero is none: that we would price the agent's way lower than what people chose
    is no reason to trust it more."""
    regret = max(0, regret)
    record.decisions += 1
    record.agreed += agreed
    record.regret += regret
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
    return Measure(record.decisions, record.agreed, round(true_mean, 2), round(upper, 2), round(bad_share(record), 4))


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
