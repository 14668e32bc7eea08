"""Instants in UTC microseconds, and how they read on a wall clock somewhere."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NewType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Instant = NewType("Instant", int)
"""Microseconds since 1970-01-01T00:00:00Z."""

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
MEXICO_CITY = "America/Mexico_City"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
    """The IANA zone; raises ValueError for a name that does not exist."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError(f"unknown time zone {name!r}") from error


def is_zone(name: str) -> bool:
    """Whether the IANA zone exists."""
    try:
        zone(name)
    except ValueError:
        return False
    return True


def of(moment: datetime) -> Instant:
    """An aware datetime as an instant, exact to the microsecond."""
    assert moment.tzinfo is not None, moment
    since = moment - _EPOCH
    return Instant((since.days * 86_400 + since.seconds) * SECOND + since.microseconds)


def utc(instant: Instant) -> datetime:
    """The instant as an aware datetime in UTC."""
    return _EPOCH + timedelta(0, instant // SECOND, instant % SECOND)


def local(instant: Instant, zone_name: str) -> datetime:
    """The instant on a wall clock in the zone."""
    return utc(instant).astimezone(zone(zone_name))


def local_date(instant: Instant, zone_name: str) -> date:
    """The civil date in the zone: never cut from a UTC timestamp (R16)."""
    return local(instant, zone_name).date()


@lru_cache(maxsize=16_384)
def at_local(day: date, clock: time, zone_name: str) -> Instant:
    """The instant when the wall clock in the zone shows `clock` on `day` (the first of two at a fall-back)."""
    return of(datetime.combine(day, clock, tzinfo=zone(zone_name)))


def end_of_day(day: date, zone_name: str) -> Instant:
    """The last microsecond of the civil day in the zone: a promise "by Friday" ends here."""
    return Instant(at_local(day + timedelta(days=1), time(0), zone_name) - 1)


def end_of_second(day: date, clock: time, zone_name: str) -> Instant:
    """The instant of a wall-clock second, such as a voucher's 23:59:59."""
    return at_local(day, clock, zone_name)


def from_iso(text: str) -> Instant:
    """`2027-07-08T05:40:00Z` or with an offset; raises ValueError where the zone is missing or it is no instant."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"an instant needs its zone: {text!r}")
    return of(moment)


def to_iso(instant: Instant) -> str:
    """The instant as ISO 8601 in UTC with a Z, to the second or to the microsecond where it has a part."""
    return utc(instant).isoformat().replace("+00:00", "Z")
