"""When a location works: the day an order counts in, when its parcel is ready, when a pickup is ready."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from promesa.domain.network.locations.state import END_OF_DAY, Location
from promesa.domain.values import calendars, moments
from promesa.domain.values.moments import Instant
from promesa.domain.values.policy import Policy

EVER_SINCE, FOR_EVER = Instant(-(2**62)), Instant(2**62)
_A_DAY = timedelta(days=1)


def process_day(location: Location, now: Instant) -> date | None:
    """The working day that an order of this moment counts in: ONE cut-off function for every door (R15, R18).

    Before the cut-off of an open day that day, else the next open day, in the location's zone; None: it never works.
    """
    return process_until(location, now)[0]


def process_until(location: Location, now: Instant) -> tuple[date | None, Instant]:
    """`process_day` and the first later instant at which it is another day (exact, so it may be kept until then)."""
    today = moments.local_date(now, location.zone)
    day = calendars.next_open(location.working, today)
    if day is None:
        return None, FOR_EVER
    until = _cutoff(location, day)
    if now >= until:
        day = calendars.next_open(location.working, today + _A_DAY)
        if day is None:
            return None, FOR_EVER
        until = _cutoff(location, day)
    return day, until


def process_window(location: Location, now: Instant) -> tuple[date | None, Instant, Instant]:
    """(day, since, until): `process_day` is this day for every instant in [since, until), whatever the order asked."""
    day, until = process_until(location, now)
    last = moments.local_date(now, location.zone) if day is None else day - _A_DAY
    before = calendars.last_open(location.working, last)
    return day, EVER_SINCE if before is None else _cutoff(location, before), until


def ready_day(location: Location, process_on: date) -> date:
    """The working day on which the parcel of an order counted in `process_on` is ready: handling days later."""
    day = calendars.add_working_days(location.working, process_on, location.handling_days)
    assert day is not None, (location.location, process_on)
    return day


def cutoff_instant(location: Location, day: date) -> Instant | None:
    """When orders stop counting in that day; None on a day on which the location does not work."""
    return _cutoff(location, day) if calendars.is_open(location.working, day) else None


def hand_over_by(location: Location, day: date) -> Instant:
    """The last instant to give a parcel to the carrier on that day: the later of its closing hour and its cut-off,
    the end of the day where it has neither."""
    cutoff, hours = location.cutoff_minutes[day.weekday()], location.opening_minutes[day.weekday()]
    last = max(cutoff or 0, hours[1] if hours is not None else 0)
    return _at_minutes(day, last or END_OF_DAY, location.zone)


def countdown(location: Location, now: Instant, zone: str) -> tuple[datetime, int] | None:
    """The next cut-off on a wall clock in the customer's zone, and the seconds left (R18); None: it never works."""
    day, until = process_until(location, now)
    return None if day is None else (moments.local(until, zone), -((now - until) // moments.SECOND))


def ready_at(location: Location, now: Instant, policy: Policy) -> Instant | None:
    """When a pickup asked for now is ready: its preparation minutes later, counted while the store is open.

    Always an instant in [opening, closing) of an open day; None where the location gives no pickups or never opens.
    """
    if not location.pickup:
        return None
    left = round(policy.pickup_ready_hours * moments.HOUR)
    if location.pickup_prep_minutes is not None:
        left = location.pickup_prep_minutes * moments.MINUTE
    day = calendars.next_open(location.opening, moments.local_date(now, location.zone))
    while day is not None:
        opens, closes = opening_instants(location, day)
        start = max(now, opens)
        if start + left < closes:
            return Instant(start + left)
        left -= max(0, closes - start)
        day = calendars.next_open(location.opening, day + _A_DAY)
    return None


def next_opening(location: Location, moment: Instant) -> Instant | None:
    """The moment itself while customers may come, else the next opening; None: it never opens."""
    day = calendars.next_open(location.opening, moments.local_date(moment, location.zone))
    while day is not None:
        opens, closes = opening_instants(location, day)
        if moment < closes:
            return max(opens, moment)
        day = calendars.next_open(location.opening, day + _A_DAY)
    return None


def opening_instants(location: Location, day: date) -> tuple[Instant, Instant]:
    """(opens, closes) of a day on which customers may come."""
    hours = location.opening_minutes[day.weekday()]
    assert hours is not None, (location.location, day)
    return _at_minutes(day, hours[0], location.zone), _at_minutes(day, hours[1], location.zone)


def _cutoff(location: Location, day: date) -> Instant:
    minutes = location.cutoff_minutes[day.weekday()]
    assert minutes is not None, (location.location, day)
    return _at_minutes(day, minutes, location.zone)


@lru_cache(maxsize=16_384)
def _at_minutes(day: date, minutes: int, zone: str) -> Instant:
    if minutes == END_OF_DAY:
        return moments.at_local(day + _A_DAY, time(0), zone)
    return moments.at_local(day, time(minutes // 60, minutes % 60), zone)
