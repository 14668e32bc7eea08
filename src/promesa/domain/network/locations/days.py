"""When a location works: the day an order counts in, when its parcel is ready, when a pickup is ready."""

from datetime import date, datetime

from promesa.domain.network.locations.state import Location
from promesa.domain.values.moments import Instant
from promesa.domain.values.policy import Policy


def process_day(location: Location, now: Instant) -> date | None:
    """The working day that an order of this moment counts in: ONE cut-off function for every door (R15, R18).

    Before the cut-off of an open day that day, else the next open day, in the location's zone; None: it never works.
    """
    return process_until(location, now)[0]


def process_until(location: Location, now: Instant) -> tuple[date | None, Instant]:
    """`process_day` and the first later instant at which it is another day (exact, so it may be kept until then)."""
    raise NotImplementedError


def process_window(location: Location, now: Instant) -> tuple[date | None, Instant, Instant]:
    """(day, since, until): `process_day` is this day for every instant in [since, until), whatever the order asked."""
    raise NotImplementedError


def ready_day(location: Location, process_on: date) -> date:
    """The working day on which the parcel of an order counted in `process_on` is ready: handling days later."""
    raise NotImplementedError


def cutoff_instant(location: Location, day: date) -> Instant | None:
    """When orders stop counting in that day; None on a day on which the location does not work."""
    raise NotImplementedError


def hand_over_by(location: Location, day: date) -> Instant:
    """The last instant to give a parcel to the carrier on that day: the later of its closing hour and its cut-off,
    the end of the day where it has neither."""
    raise NotImplementedError


def countdown(location: Location, now: Instant, zone: str) -> tuple[datetime, int] | None:
    """The next cut-off on a wall clock in the customer's zone, and the seconds left (R18); None: it never works."""
    raise NotImplementedError


def ready_at(location: Location, now: Instant, policy: Policy) -> Instant | None:
    """When a pickup asked for now is ready: its preparation minutes later, counted while the store is open.

    Never outside opening hours; None where the location gives no pickups or never opens.
    """
    raise NotImplementedError
