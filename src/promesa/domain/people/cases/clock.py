"""The clock of a case: working time of a care desk between two moments, and when so much of it is over.

Nothing here is a timer: a deadline is read from what was said and the calendar, so it can neither drift nor be
forgotten (R50).
"""

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import NamedTuple

from promesa.domain.values import calendars, moments
from promesa.domain.values.calendars import Calendar
from promesa.domain.values.moments import HOUR, Instant
from promesa.domain.values.policy import CareDesk

DAYS_MAX = 3_700
"""A deadline farther away than ten years of days is none."""


class CasePause(NamedTuple):
    """The clock stood still from `since` until `until`; None: it still does."""

    since: Instant
    until: Instant | None


def due(opened_at: Instant, hours: float, pauses: Sequence[CasePause], desk: CareDesk) -> Instant | None:
    """When so many working hours since the opening are over, pauses left out.

    None while the clock stands still with time left, and for a desk that never opens. pauses: oldest first, apart.
    """
    left, since = round(hours * HOUR), opened_at
    for pause in pauses:
        spent = worked(desk, since, max(since, pause.since))
        if spent >= left:
            break
        if pause.until is None:
            return None
        left, since = left - spent, max(since, pause.until)
    return after(desk, since, left)


def worked(desk: CareDesk, since: Instant, until: Instant) -> int:
    """Microseconds in which the desk was open between the two."""
    total, day, last = 0, moments.local_date(since, desk.zone), moments.local_date(until, desk.zone)
    calendar = calendar_of(desk)
    found = calendars.next_open(calendar, day)
    while found is not None and found <= last:
        opens, closes = _hours(desk, found)
        total += max(0, min(until, closes) - max(since, opens))
        found = calendars.next_open(calendar, found + timedelta(days=1))
    return total


def after(desk: CareDesk, since: Instant, length: int) -> Instant | None:
    """The moment when the desk has been open for `length` microseconds since then.

    Nothing left is `since` itself; a length that fills a day ends at its closing, not at the next opening.
    """
    if length <= 0:
        return since
    calendar = calendar_of(desk)
    day = calendars.next_open(calendar, moments.local_date(since, desk.zone))
    for _ in range(DAYS_MAX):
        if day is None:
            return None
        opens, closes = _hours(desk, day)
        start = max(since, opens)
        if closes - start >= length:
            return Instant(start + length)
        length -= max(0, closes - start)
        day = calendars.next_open(calendar, day + timedelta(days=1))
    return None


def calendar_of(desk: CareDesk) -> Calendar:
    return Calendar(desk.weekdays, desk.holidays)


def _hours(desk: CareDesk, day: date) -> tuple[Instant, Instant]:
    opens = moments.at_local(day, time(desk.opens_hour), desk.zone)
    if desk.closes_hour == 24:
        return opens, Instant(moments.end_of_day(day, desk.zone) + 1)
    return opens, moments.at_local(day, time(desk.closes_hour), desk.zone)
