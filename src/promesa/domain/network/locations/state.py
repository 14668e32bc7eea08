"""The locations as they are now: found by name, counted by a dense index, and which of them may sell."""

from collections.abc import Mapping
from functools import cached_property

import msgspec

from promesa.domain.network.locations.words import AboutLocation
from promesa.domain.values.calendars import Calendar
from promesa.domain.values.ids import ChannelId, LocationId

OPEN, PAUSED, CLOSED = "open", "paused", "closed"


class Location(AboutLocation, frozen=True, kw_only=True, dict=True):
    """A location with its place in arrays; replaced, never changed, so whoever holds one holds one state of it."""

    index: int
    """Dense, by order of opening, for life."""
    status: str = OPEN

    @cached_property
    def working(self) -> Calendar:
        """The days on which orders are processed: those with a cut-off."""
        raise NotImplementedError

    @cached_property
    def opening(self) -> Calendar:
        """The days on which customers may come."""
        raise NotImplementedError


class Locations(msgspec.Struct, dict=True):
    """All locations ever opened; `version` grows with every fact about any of them."""

    by_id: dict[LocationId, Location] = {}
    rows: list[LocationId] = []
    folded: dict[str, LocationId] = {}
    version: int = 0


def find(locations: Locations, location: LocationId) -> Location | None:
    """The location whatever its status, or None."""
    return locations.by_id.get(location)


def is_active(location: Location) -> bool:
    """Neither paused nor closed: only then anything is offered from it (R12)."""
    return location.status == OPEN


def active(locations: Locations) -> tuple[Location, ...]:
    """All active locations, ordered by id; the same tuple until a fact changes any location."""
    raise NotImplementedError


def selling(locations: Locations, channel: ChannelId) -> tuple[Location, ...]:
    """Active locations that the channel may sell from, ordered by id; the same tuple until a fact changes any."""
    raise NotImplementedError


FOLD: Mapping[type, object] = {}
