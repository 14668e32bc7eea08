"""When a carrier's van comes to a location, and until when an order may come to leave with it.

Where nothing is said about a service it collects whenever it works, until the location's own hour.
"""

from datetime import date, time, timedelta
from functools import lru_cache

from promesa.domain.network.locations import days
from promesa.domain.network.locations.state import END_OF_DAY, Location, clock_minutes
from promesa.domain.network.locations.words import Collection
from promesa.domain.values import calendars, moments
from promesa.domain.values.calendars import Calendar
from promesa.domain.values.ids import ServiceId
from promesa.domain.values.moments import MINUTE, Instant

_A_DAY = timedelta(days=1)


def of(at: Location, service: ServiceId) -> Collection | None:
    """What was said about the service's van, or None."""
    return next((known for known in at.collections if known.service == service), None) if at.collections else None


def collected_on(at: Location, service: ServiceId, pickups: Calendar, ready_on: date, now: Instant) -> date | None:
    """The first day on or after `ready_on` on which the location works, the service collects and the van still comes
    late enough for an order of this moment; None: their days never meet, so it is not offered from there (R17)."""
    known = of(at, service)
    if known is None:
        return calendars.next_open(calendars.meet(at.working, pickups), ready_on)
    calendar = _calendar(at.working, pickups, known.hours)
    day = calendars.next_open(calendar, ready_on)
    while day is not None and now >= last_order_at(at, known, day):
        day = calendars.next_open(calendar, day + _A_DAY)
    return day


def hand_over_by(at: Location, service: ServiceId, day: date) -> Instant:
    """The last instant to give a parcel to the carrier on that day: when its van comes, else the location's hour."""
    known = of(at, service)
    return days.hand_over_by(at, day) if known is None else _van_at(at, known, day)


def last_order_at(at: Location, known: Collection, day: date) -> Instant:
    """The effective cut-off of the day's van: so much before it comes as preparing a parcel takes."""
    return Instant(_van_at(at, known, day) - known.prep_minutes * MINUTE)


def window(at: Location, now: Instant) -> tuple[Instant, Instant]:
    """(since, until): between these two no van's cut-off passes, whatever the service."""
    since, until = days.EVER_SINCE, days.FOR_EVER
    today = moments.local_date(now, at.zone)
    for known in at.collections:
        for further in range(-1, 3):
            day = today + further * _A_DAY
            if known.hours[day.weekday()] is not None:
                passes = last_order_at(at, known, day)
                since, until = (max(since, passes), until) if passes <= now else (since, min(until, passes))
    return since, until


def in_time(at: Location, service: ServiceId, hand_over_by: Instant, now: Instant) -> bool:
    """Whether an order of this moment can still leave with the van that comes at that instant."""
    known = of(at, service)
    return known is None or now < hand_over_by - known.prep_minutes * MINUTE


@lru_cache(maxsize=4_096)
def _calendar(working: Calendar, pickups: Calendar, hours: tuple[str | None, ...]) -> Calendar:
    both = calendars.meet(working, pickups)
    weekdays = tuple(day for day in both.weekdays if hours[day] is not None)
    return Calendar(weekdays, both.holidays, both.closures)


def _van_at(at: Location, known: Collection, day: date) -> Instant:
    clock = known.hours[day.weekday()]
    minutes = None if clock is None else clock_minutes(clock)
    if minutes is None:
        return days.hand_over_by(at, day)
    if minutes == END_OF_DAY:
        return moments.at_local(day + _A_DAY, time(0), at.zone)
    return moments.at_local(day, time(minutes // 60, minutes % 60), at.zone)
