"""Working days: weekdays without holidays and closures, for shops, carriers and banks.

What follows from a calendar and a year is computed once and kept (pure functions of small values), so that a question
costs about a microsecond.
"""

from collections.abc import Callable
from datetime import date, time, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

import holidays as public_holidays
import msgspec

from promesa.domain.values import moments
from promesa.domain.values.moments import Instant
from promesa.domain.values.policy import RailWindow

WORKING_WEEK = (0, 1, 2, 3, 4)
"""Monday to Friday; Monday is 0, as in `date.weekday`."""
CARRIER_WEEK = (0, 1, 2, 3, 4, 5)
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)

LAST_YEAR = 2100
"""The tables of public holidays end here: no day beyond it is ever named."""


class Calendar(msgspec.Struct, frozen=True, array_like=True, cache_hash=True):
    """The days on which somebody works; hashable, so that what follows from it is computed once.

    weekdays: sorted, Monday is 0; holidays: names of `HOLIDAYS`, all of which are days off; closures: sorted dates.
    """

    weekdays: tuple[int, ...] = WORKING_WEEK
    holidays: tuple[str, ...] = ("mx",)
    closures: tuple[date, ...] = ()


BANKS = Calendar(WORKING_WEEK, ("mx_bank",))
"""The days on which Mexican banks work."""


def is_open(calendar: Calendar, day: date) -> bool:
    """Whether somebody works on that day."""
    year = _year(calendar, day.year)
    at = day.toordinal() - year.first
    return year.before[at + 1] > year.before[at]


def next_open(calendar: Calendar, day: date) -> date | None:
    """The first open day on or after `day`; None for a calendar that never opens."""
    return add_working_days(calendar, day, 0)


def last_open(calendar: Calendar, day: date) -> date | None:
    """The last open day on or before `day`; None for a calendar that never opened."""
    if not calendar.weekdays:
        return None
    year = _year(calendar, day.year)
    upto = year.before[day.toordinal() - year.first + 1]
    while not upto:
        if year.number <= 1900:
            return None
        year = _year(calendar, year.number - 1)
        upto = len(year.open_days)
    return year.open_days[upto - 1]


def add_working_days(calendar: Calendar, day: date, days: int) -> date | None:
    """`days` open days after the first open day on or after `day` (0: that day itself); None if it never opens.

    So a + b days are a days and then b days: one calculation uses one kind of day (R17).
    """
    assert days >= 0, days
    if not calendar.weekdays:
        return None
    year = _year(calendar, day.year)
    at = year.before[day.toordinal() - year.first] + days
    while at >= len(year.open_days):
        if year.number >= LAST_YEAR:
            return None
        at -= len(year.open_days)
        year = _year(calendar, year.number + 1)
    return year.open_days[at]


def open_days(calendar: Calendar, since: date, until: date) -> int:
    """How many days are open after `since`, up to and with `until`; below 0 where `until` lies before `since`."""
    if until < since:
        return -open_days(calendar, until, since)
    first = last = _year(calendar, since.year)
    whole_years = 0
    for number in range(since.year, until.year):
        whole_years += len(last.open_days)
        last = _year(calendar, number + 1)
    before, upto = since.toordinal() - first.first + 1, until.toordinal() - last.first + 1
    return whole_years + last.before[upto] - first.before[before]


def step_open_days(calendar: Calendar, day: date, steps: int) -> date | None:
    """So many open days after an open day, or before it where `steps` is below 0; None where there is none."""
    if steps >= 0:
        return add_working_days(calendar, day, steps)
    found: date | None = day
    for _ in range(-steps):
        found = None if found is None else last_open(calendar, date.fromordinal(found.toordinal() - 1))
    return found


@lru_cache(maxsize=65_536)
def meet(one: Calendar, other: Calendar) -> Calendar:
    """The calendar of the days on which both work (R17)."""
    return Calendar(
        tuple(sorted(set(one.weekdays) & set(other.weekdays))),
        tuple(sorted({*one.holidays, *other.holidays})),
        tuple(sorted({*one.closures, *other.closures})),
    )


def bank_day(day: date) -> date:
    """The first day on or after `day` on which Mexican banks work."""
    found = next_open(BANKS, day)
    assert found is not None
    return found


def window_end(rail: RailWindow, chosen_at: Instant) -> tuple[Instant, Instant]:
    """(until, grace_until) of a payment chosen then: the last instant to pay, the last to hear of it (R58, R59).

    `days` end at 23:59:59 of that many days later on the rail's own wall clock, wherever the customer is. A rail that
    settles on bank days is heard of until its hour of the next bank day after its last day.
    """
    assert not rail.pays_at_door, "who pays at the door has no window"
    if rail.days:
        last_day = moments.local_date(chosen_at, rail.zone) + timedelta(days=rail.days)
        until = moments.end_of_second(last_day, time(23, 59, 59), rail.zone)
    else:
        until = Instant(chosen_at + rail.minutes * moments.MINUTE)
    grace_until = Instant(until + rail.grace_minutes * moments.MINUTE)
    if rail.settles_on_bank_days:
        settled_on = bank_day(moments.local_date(grace_until, rail.zone) + timedelta(days=1))
        grace_until = moments.at_local(settled_on, time(rail.settles_at_hour), rail.zone)
    return until, grace_until


# --- holidays ---


def easter(year: int) -> date:
    """Easter Sunday (the Gregorian computus of Meeus, Jones and Butcher)."""
    golden, century, rest = year % 19, year // 100, year % 100
    leap, correction = century // 4, (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=1_024)
def _public(country: str, year: int) -> frozenset[date]:
    return frozenset(public_holidays.country_holidays(country, years=year, categories=("public",)))


def _mexico(year: int) -> frozenset[date]:
    """The days of rest of article 74 of the Ley Federal del Trabajo."""
    return _public("MX", year)


def _mexican_banks(year: int) -> frozenset[date]:
    """The days on which the CNBV has banks close, as its rules published each December in the DOF list them:
    the days of law, Thursday and Friday of Holy Week, 2 November, 12 December."""
    sunday = easter(year)
    holy = {sunday - timedelta(days=3), sunday - timedelta(days=2)}
    return _mexico(year) | holy | {date(year, 11, 2), date(year, 12, 12)}


def _mexican_carriers(year: int) -> frozenset[date]:
    """The days of law and Good Friday: a careful default, since each carrier announces its own days.

    What a carrier announces beyond it goes into its calendar's closures.
    """
    return _mexico(year) | {easter(year) - timedelta(days=2)}


def _brazil(year: int) -> frozenset[date]:
    return _public("BR", year)


HOLIDAYS: MappingProxyType[str, Callable[[int], frozenset[date]]] = MappingProxyType(
    {"mx": _mexico, "mx_bank": _mexican_banks, "mx_carriers": _mexican_carriers, "br": _brazil}
)
"""The tables of holidays that a calendar may name."""


@lru_cache(maxsize=4_096)
def days_off(table: str, year: int) -> frozenset[date]:
    """The holidays of a table in a year; raises KeyError for a table that does not exist."""
    return HOLIDAYS[table](year)


class _Year(NamedTuple):
    """A calendar's year: `before[i]` counts the open days before its i-th day, `open_days` are the days themselves."""

    number: int
    first: int
    before: tuple[int, ...]
    open_days: tuple[date, ...]


@lru_cache(maxsize=2_048)
def _dates(year: int) -> tuple[date, ...]:
    first = date(year, 1, 1).toordinal()
    return tuple(date.fromordinal(ordinal) for ordinal in range(first, date(year, 12, 31).toordinal() + 1))


@lru_cache(maxsize=8_192)
def _year(calendar: Calendar, number: int) -> _Year:
    off = {day for table in calendar.holidays for day in days_off(table, number)}
    off.update(calendar.closures)
    before, open_days = [0], []
    for day in _dates(number):
        if day.weekday() in calendar.weekdays and day not in off:
            open_days.append(day)
        before.append(len(open_days))
    return _Year(number, _dates(number)[0].toordinal(), tuple(before), tuple(open_days))
