"""Whether our chances come true: ended promises of the ledger counted against what was foreseen, whole and cut."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import msgspec
import numpy as np

from promesa.domain.conduct.promise_ledger import PromiseRow
from promesa.domain.promise.promises import Outcome
from promesa.kernels import calibration
from promesa.kernels.calibration import Bin, Scores

ENDED = (Outcome.KEPT.value, Outcome.BROKEN.value)
BINS = 10
DAYS_MAX = 62
"""Periods are days up to so many, months beyond."""

CUTS: dict[str, Callable[[PromiseRow], str]] = {
    "month": lambda row: row.month,
    "carrier": lambda row: row.carrier or row.service,
    "lane": lambda row: row.lane,
    "location": lambda row: row.location,
    "hour": lambda row: f"{row.hour:02d}",
    "weekday": lambda row: str(row.weekday),
    "service": lambda row: row.service,
    "channel": lambda row: row.channel,
    "destination": lambda row: row.destination,
}
"""The ways to cut the ledger, each with the name of a row's group."""
ORDERED = ("month", "hour", "weekday")
"""Cuts whose groups have an order of their own; of the others the largest come first."""


class CalibrationCut(msgspec.Struct, frozen=True):
    """One group of ended promises: foreseen and realised share kept, with its 95 % interval, and the days."""

    name: str
    promises: int
    foreseen: float
    kept: float
    kept_min: float
    kept_max: float
    brier: float
    promised_days: float | None
    """Means over those of which the arrival is known; so are the next two."""
    actual_days: float | None
    slack_days: float | None


class Calibration(msgspec.Struct, frozen=True):
    """All that is drawn and told of ended promises, first dates only. `scores` is None where none has ended."""

    scores: Scores | None
    bins: tuple[Bin, ...]
    slack: dict[int, int]
    """Promises by days of slack, below zero late."""
    days: dict[tuple[int, int], int]
    """Promises by (days promised, days it took)."""
    failures: dict[str, int]
    """Broken promises by what failed, the most frequent first."""
    cuts: dict[str, tuple[CalibrationCut, ...]]
    periods: tuple[tuple[str, int, int], ...]
    """(day or month in which they were due, kept, broken), the oldest first; months where there are many days."""
    promised_days: float | None
    actual_days: float | None
    repromises: int
    repromises_kept: int


def of(rows: Iterable[PromiseRow], cuts: Sequence[str] = tuple(CUTS)) -> Calibration:
    """The ended first dates of these rows, and of their re-promises the numbers."""
    ended = [row for row in rows if row.outcome in ENDED]
    firsts = [row for row in ended if not row.number and row.keep_probability is not None]
    later = [row for row in ended if row.number]
    chance, good = _columns(firsts)
    arrived = [row for row in firsts if row.slack_days is not None]
    return Calibration(
        scores=calibration.scores(chance, good, BINS),
        bins=tuple(calibration.bins(chance, good, BINS)),
        slack=dict(sorted(Counter(row.slack_days for row in arrived if row.slack_days is not None).items())),
        days=dict(Counter((row.promised_days, row.actual_days or 0) for row in arrived)),
        failures=dict(Counter(row.failure for row in firsts if row.failure).most_common()),
        cuts={name: cut(firsts, name) for name in cuts},
        periods=_periods(firsts),
        promised_days=_mean(row.promised_days for row in arrived),
        actual_days=_mean(row.actual_days for row in arrived),
        repromises=len(later),
        repromises_kept=sum(row.outcome == Outcome.KEPT for row in later),
    )


def cut(rows: Sequence[PromiseRow], name: str) -> tuple[CalibrationCut, ...]:
    """Ended first dates by group, those with an order of their own in it, else the largest first."""
    groups: dict[str, list[PromiseRow]] = {}
    group_of = CUTS[name]
    for row in rows:
        groups.setdefault(group_of(row), []).append(row)
    told = [_cut(group, found) for group, found in groups.items()]
    return tuple(sorted(told, key=lambda one: one.name if name in ORDERED else (-one.promises, one.name)))


def _cut(name: str, rows: Sequence[PromiseRow]) -> CalibrationCut:
    chance, good = _columns(rows)
    low, high = calibration.wilson(int(good.sum()), good.size)
    arrived = [row for row in rows if row.slack_days is not None]
    return CalibrationCut(
        name=name,
        promises=len(rows),
        foreseen=float(chance.mean()),
        kept=float(good.mean()),
        kept_min=low,
        kept_max=high,
        brier=float(((chance - good) ** 2).mean()),
        promised_days=_mean(row.promised_days for row in arrived),
        actual_days=_mean(row.actual_days for row in arrived),
        slack_days=_mean(row.slack_days for row in arrived),
    )


def _periods(rows: Sequence[PromiseRow]) -> tuple[tuple[str, int, int], ...]:
    days = {row.promised_on for row in rows}
    by_day = len(days) <= DAYS_MAX
    due: dict[str, list[int]] = {}
    for row in rows:
        name = row.promised_on.isoformat() if by_day else f"{row.promised_on:%Y-%m}"
        due.setdefault(name, [0, 0])[row.outcome != Outcome.KEPT] += 1
    return tuple((name, kept, broken) for name, (kept, broken) in sorted(due.items()))


def _columns(rows: Sequence[PromiseRow]) -> tuple[calibration.Floats, calibration.Bools]:
    chance = np.array([row.keep_probability or 0.0 for row in rows], dtype=np.float64)
    return chance, np.array([row.outcome == Outcome.KEPT for row in rows], dtype=bool)


def _mean(values: Iterable[int | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
