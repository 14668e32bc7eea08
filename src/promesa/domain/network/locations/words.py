"""What can be said about locations: opening one, its hours and cut-offs, pausing and closing it."""

from datetime import date
from typing import TypeVar

import msgspec

from promesa.domain.values.ids import ChannelId, LocationId, PostalCode, ServiceId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos

Hours = tuple[str, str]
"""Opening and closing hour on the location's wall clock, "09:00" and "21:00"; "24:00" is the end of the day."""

KINDS = ("store", "dc", "vendor", "dark_store")


T = TypeVar("T")


def week(monday_to_friday: T, saturday: T | None = None, sunday: T | None = None) -> tuple[T | None, ...]:
    """Seven values, Monday first: `week("16:00", "11:00")` are the cut-offs of a location closed on Sundays."""
    return (monday_to_friday,) * 5 + (saturday, sunday)


class AboutLocation(msgspec.Struct, frozen=True, kw_only=True):
    """A location as a retailer describes it; all clocks are its own zone's.

    `hours` and `cutoffs` have seven entries, Monday first, None where it is closed that weekday (or none at all:
    it never opens, it never ships). `holidays` names a table of values/calendars; `closures` are further dates.
    """

    location: LocationId
    name: str = ""
    kind: str = "store"
    zone: str = "America/Mexico_City"
    postal_code: PostalCode | None = None
    area: str = ""
    """Where carriers' lanes start: a state's two-digit INEGI code, or any key that the gazetteer uses."""
    lat: float | None = None
    lon: float | None = None
    hours: tuple[Hours | None, ...] = ()
    cutoffs: tuple[str | None, ...] = ()
    """An order counts in an open day if it comes before this hour; at the hour itself it is too late (R15)."""
    holidays: str = "mx"
    opens_on_holidays: bool = False
    """Customers may pick up on public holidays although nothing is processed then; closures still hold."""
    closures: tuple[date, ...] = ()
    handling_days: int = 0
    """Working days from the one the order counts in to the one the parcel is ready."""
    handling_centavos: Centavos = Centavos(0)
    """What preparing one parcel costs us here."""
    orders_per_day: int | None = None
    """None: no limit. Zero: closed (R20)."""
    ships: bool = True
    pickup: bool = False
    pickup_prep_minutes: int | None = None
    """Opening minutes that it takes to have a pickup ready; None: the policy's figure."""
    channels: tuple[ChannelId, ...] = ()
    """The channels that may sell from it; empty: all."""
    pool: str = ""
    """Whose it is, or what it is for: own stores, a franchise, outlets. Rules of sending speak of pools."""
    asks: bool = False
    """Its people are asked for each parcel, and may say no; False: a parcel planned there is accepted."""


class Collection(msgspec.Struct, frozen=True, array_like=True):
    """When one service's van comes to a location: seven clocks, Monday first, None on days on which it does not come.

    An order leaves with it if it comes `prep_minutes` before the van.
    """

    service: ServiceId
    hours: tuple[str | None, ...]
    prep_minutes: int = 60


# --- commands ---


class OpenLocation(AboutLocation, frozen=True, kw_only=True):
    """A new location; a name that differs from an existing one only by case is refused (R20)."""


class ChangeLocation(AboutLocation, frozen=True, kw_only=True):
    """The location is from now on as described here, the whole of it."""


class LoadLocations(msgspec.Struct, frozen=True):
    """Many locations at once: new ones open, known ones change, all or nothing; the same again changes nothing."""

    locations: tuple[AboutLocation, ...]
    source: str = ""


class PauseLocation(msgspec.Struct, frozen=True):
    """Nothing is offered from it until it is resumed, by somebody or at `until`; said again, the end is what is said
    last. What is promised stays promised: what is not packed there leaves from elsewhere, or its later date is told."""

    location: LocationId
    reason: str = ""
    until: Instant | None = None


class ResumeLocation(msgspec.Struct, frozen=True):
    location: LocationId


class EndPause(msgspec.Struct, frozen=True):
    """Sent by the clock at the end of a pause: an older end finds a later one and does nothing."""

    location: LocationId
    until: Instant


class CloseLocation(msgspec.Struct, frozen=True):
    """For good, at once and in one fact, however many shelves it has; again, it changes nothing (R12)."""

    location: LocationId
    reason: str = ""


class SetClosures(msgspec.Struct, frozen=True):
    """All dates beyond its holidays on which the location is closed; replaces the former ones."""

    location: LocationId
    closures: tuple[date, ...]


class SetCollection(msgspec.Struct, frozen=True):
    """From now on the service's van comes to the location at these hours; seven times None: it never does; no hours at
    all: nothing is known, so it comes whenever the service works."""

    location: LocationId
    service: ServiceId
    hours: tuple[str | None, ...] = ()
    prep_minutes: int = 60


# --- facts ---


class LocationOpened(AboutLocation, frozen=True, kw_only=True):
    pass


class LocationChanged(AboutLocation, frozen=True, kw_only=True):
    pass


class LocationsLoaded(msgspec.Struct, frozen=True):
    """New and changed locations of one batch."""

    locations: tuple[AboutLocation, ...]
    source: str = ""


class LocationPaused(msgspec.Struct, frozen=True):
    location: LocationId
    reason: str = ""
    until: Instant | None = None
    """When it resumes by itself; None: when somebody says so."""
    contingency: str = ""
    """The one that it is a part of: then its playbook sees to what is planned here."""


class LocationResumed(msgspec.Struct, frozen=True):
    location: LocationId


class LocationClosed(msgspec.Struct, frozen=True):
    location: LocationId
    reason: str = ""


class ClosuresSet(msgspec.Struct, frozen=True):
    location: LocationId
    closures: tuple[date, ...]


class CollectionSet(msgspec.Struct, frozen=True):
    location: LocationId
    service: ServiceId
    hours: tuple[str | None, ...] = ()
    prep_minutes: int = 60
