"""How much of a working day each day of the calendar is for those who deliver, learnt from deliveries."""

from datetime import date, timedelta
from typing import NamedTuple

import holidays
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

HOLIDAY = 7
"""The kind of a weekday off; Monday to Sunday are 0 to 6. Carnival and Corpus Christi count."""
KINDS = 8
BELIEF_DAYS = 2.0
"""How many days of a kind count against what is believed of it before: as little as a Sunday for a holiday."""
PART_MIN = 0.02
_EPOCH = date(1970, 1, 1)


class Workdays(NamedTuple):
    """Working days before each day of the calendar, from `first` on; (days + 1,)."""

    first: int
    before: Floats


def kinds(first: int, last: int) -> Whole:
    """The kind of each day from first to last, in days since 1970-01-01."""
    years = range((_EPOCH + timedelta(first)).year, (_EPOCH + timedelta(last)).year + 1)
    off = holidays.country_holidays("BR", years=years, categories=("public", "optional"))
    days = [_EPOCH + timedelta(days=day) for day in range(first, last + 1)]
    return np.array([HOLIDAY if day in off and day.weekday() < 5 else day.weekday() for day in days], np.int64)


def learn(delivered_day: Whole, since: int, until: int, last: int) -> Workdays:
    """From deliveries on since <= day < until: each kind of day is the share of a busy day's deliveries that it sees.

    The calendar runs from a week before `since` to `last`.
    """
    seen = delivered_day[(delivered_day >= since) & (delivered_day < until)]
    kind = kinds(since, until - 1)
    days = np.bincount(kind, minlength=KINDS)
    per_day = np.bincount(kind[seen - since], minlength=KINDS) / np.maximum(days, 1)
    busy = per_day[:5].max()
    assert busy > 0.0, "no deliveries to learn from"
    part = np.clip(per_day / busy, PART_MIN, 1.0)
    part[HOLIDAY] = (days[HOLIDAY] * part[HOLIDAY] + BELIEF_DAYS * part[6]) / (days[HOLIDAY] + BELIEF_DAYS)
    first = since - 7
    return Workdays(first, np.concatenate([[0.0], np.cumsum(part[kinds(first, last)])]))


def upto(workdays: Workdays, day: Whole) -> Floats:
    """Working days before the given days, any shape."""
    before: Floats = workdays.before[day - workdays.first]
    return before


def at(workdays: Workdays, time: Floats) -> Floats:
    """Working days before the given times (days with a fraction); inf where the time is inf."""
    known = np.isfinite(time)
    day = np.floor(np.where(known, time, workdays.first)).astype(np.int64)
    begun = upto(workdays, day)
    whole = begun + (np.where(known, time, day) - day) * (upto(workdays, day + 1) - begun)
    return np.where(known, whole, np.inf)
