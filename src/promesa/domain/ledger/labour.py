"""The minutes of labour that a location has by slot of the week, and what preparing a parcel takes of them."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from itertools import pairwise
from typing import NamedTuple

import msgspec

from promesa.domain.network.locations.state import END_OF_DAY, Location, clock_minutes
from promesa.domain.values import calendars, moments
from promesa.domain.values.calendars import EVERY_DAY, Calendar
from promesa.domain.values.ids import LocationId
from promesa.domain.values.moments import Instant

SLOT_MINUTES_MAX = 1_000_000
WORK_SECONDS_MAX = 86_400
SLOTS_MAX = 7 * 24
_A_DAY = timedelta(days=1)


class WorkSlot(msgspec.Struct, frozen=True, array_like=True):
    """Minutes of labour from one hour to another of each such weekday (Monday is 0), on the location's wall clock."""

    weekday: int
    starts: str
    ends: str
    minutes: int


class SetLabour(msgspec.Struct, frozen=True, kw_only=True):
    """The location's whole week of labour, and what each parcel takes of it; without slots it counts no minutes."""

    location: LocationId
    slots: tuple[WorkSlot, ...]
    order_seconds: int = 240
    """Of each parcel of an order: its list, its box, its label."""
    line_seconds: int = 60
    """Of each line: the walk to its shelf."""
    unit_seconds: int = 30
    """Of each unit: its scan, its wrapping."""


class LabourSet(msgspec.Struct, frozen=True, kw_only=True):
    location: LocationId
    slots: tuple[WorkSlot, ...]
    order_seconds: int = 240
    line_seconds: int = 60
    unit_seconds: int = 30


class DaySlot(NamedTuple):
    """A slot of one date: the name of its bucket, its moments and its minutes of labour."""

    bucket: str
    starts_at: Instant
    ends_at: Instant
    minutes: int


def work_minutes(labour: LabourSet, lines: int, units: int) -> int:
    """Started minutes that one parcel of so many lines and units takes."""
    seconds = labour.order_seconds + lines * labour.line_seconds + units * labour.unit_seconds
    return -(-seconds // 60)


def bucket_of(day: date, hours: str) -> str:
    """The name of a dated slot: "2027-07-08 09:00-13:00"."""
    return f"{day.isoformat()} {hours}"


def dated_hours(bucket: str) -> tuple[date, str] | None:
    """The date and the hours of a dated slot's name; None for any other name."""
    day, _, hours = bucket.partition(" ")
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return None
    return (found, hours) if found.isoformat() == day and are_hours(hours) else None


def are_hours(hours: str) -> bool:
    """Whether it is "HH:MM-HH:MM", the second later than the first."""
    starts, _, ends = hours.partition("-")
    first, last = clock_minutes(starts), clock_minutes(ends)
    return first is not None and last is not None and first < last


def week_slots(labour: LabourSet, at: Location, day: date) -> tuple[DaySlot, ...]:
    """The slots of the week that fall on the date; none on its closures and on holidays on which it is shut."""
    calendar = Calendar(EVERY_DAY, () if at.opens_on_holidays else at.working.holidays, at.working.closures)
    if not calendars.is_open(calendar, day):
        return ()
    found = (slot for slot in labour.slots if slot.weekday == day.weekday())
    return tuple(day_slot(day, f"{slot.starts}-{slot.ends}", slot.minutes, at.zone) for slot in found)


def day_slot(day: date, hours: str, minutes: int, zone: str) -> DaySlot:
    """The slot of the date with these hours on the zone's wall clock."""
    starts, _, ends = hours.partition("-")
    return DaySlot(bucket_of(day, hours), _at_clock(day, starts, zone), _at_clock(day, ends, zone), minutes)


def _at_clock(day: date, clock: str, zone: str) -> Instant:
    minutes = clock_minutes(clock)
    assert minutes is not None, clock
    if minutes == END_OF_DAY:
        return moments.at_local(day + _A_DAY, time(0), zone)
    return moments.at_local(day, time(minutes // 60, minutes % 60), zone)


def fault_of(ask: SetLabour) -> str | None:
    """The first field that cannot be; None where all can."""
    if len(ask.slots) > SLOTS_MAX or not all(_is_slot(slot) for slot in ask.slots) or _overlap(ask.slots):
        return "slots"
    for field in ("order_seconds", "line_seconds", "unit_seconds"):
        if not 0 <= getattr(ask, field) <= WORK_SECONDS_MAX:
            return field
    return None


def entered(slots: Iterable[WorkSlot]) -> tuple[WorkSlot, ...]:
    """In the order of the week."""
    return tuple(sorted(slots, key=lambda slot: (slot.weekday, slot.starts)))


def _is_slot(slot: WorkSlot) -> bool:
    return 0 <= slot.weekday <= 6 and are_hours(f"{slot.starts}-{slot.ends}") and 0 <= slot.minutes <= SLOT_MINUTES_MAX


def _overlap(slots: tuple[WorkSlot, ...]) -> bool:
    """Whether two slots of a weekday share an hour: the same person would be counted twice."""
    pairs = pairwise(entered(slots))
    return any(one.weekday == other.weekday and other.starts < one.ends for one, other in pairs)
