"""The locations as they are now: found by name, counted by a dense index, and which of them may sell."""

from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from typing import Any

import msgspec
from msgspec.structs import replace

from promesa.domain.network.locations.sending import SendingRule, SendingRulesSet
from promesa.domain.network.locations.words import (
    AboutLocation,
    ClosuresSet,
    Collection,
    CollectionSet,
    LocationChanged,
    LocationClosed,
    LocationOpened,
    LocationPaused,
    LocationResumed,
    LocationsLoaded,
)
from promesa.domain.values.calendars import Calendar
from promesa.domain.values.ids import ChannelId, LocationId, Sku
from promesa.domain.values.moments import Instant

OPEN, PAUSED, CLOSED = "open", "paused", "closed"
END_OF_DAY = 24 * 60


@lru_cache(maxsize=2_048)
def clock_minutes(clock: str) -> int | None:
    """Minutes since midnight of "HH:MM", up to "24:00"; None for anything else."""
    hours, colon, minutes = clock.partition(":")
    written = len(clock) == 5 and bool(colon) and clock.isascii() and (hours + minutes).isdigit()
    if not written or int(minutes) > 59:
        return None
    total = int(hours) * 60 + int(minutes)
    return total if total <= END_OF_DAY else None


class Location(AboutLocation, frozen=True, kw_only=True, dict=True):
    """A location with its place in arrays; replaced, never changed, so whoever holds one holds one state of it."""

    index: int
    """Dense, by order of opening, for life."""
    status: str = OPEN
    paused_until: Instant | None = None
    pause_reason: str = ""
    collections: tuple[Collection, ...] = ()
    """When carriers' vans come, by service; ordered by its name."""

    @cached_property
    def working(self) -> Calendar:
        """The days on which orders are processed: those with a cut-off."""
        weekdays = tuple(day for day, minutes in enumerate(self.cutoff_minutes) if minutes is not None)
        return Calendar(weekdays, _tables(self.holidays), self.closures)

    @cached_property
    def opening(self) -> Calendar:
        """The days on which customers may come."""
        weekdays = tuple(day for day, minutes in enumerate(self.opening_minutes) if minutes is not None)
        return Calendar(weekdays, () if self.opens_on_holidays else _tables(self.holidays), self.closures)

    @cached_property
    def cutoff_minutes(self) -> tuple[int | None, ...]:
        """Cut-offs as minutes since midnight; seven, Monday first."""
        return tuple(None if clock is None else clock_minutes(clock) for clock in self.cutoffs or (None,) * 7)

    @cached_property
    def opening_minutes(self) -> tuple[tuple[int, int] | None, ...]:
        """Opening and closing hour as minutes since midnight; seven, Monday first."""
        return tuple(None if hours is None else _span(*hours) for hours in self.hours or (None,) * 7)


def _tables(holidays: str) -> tuple[str, ...]:
    return (holidays,) if holidays else ()


def _span(opens: str, closes: str) -> tuple[int, int]:
    first, last = clock_minutes(opens), clock_minutes(closes)
    assert first is not None
    assert last is not None
    return first, last


class Locations(msgspec.Struct, dict=True):
    """All locations ever opened; `version` grows with every fact about any of them."""

    by_id: dict[LocationId, Location] = {}
    rows: list[LocationId] = []
    """The location of each index."""
    folded: dict[str, LocationId] = {}
    """The one spelling of each name whatever its case (R20)."""
    version: int = 0
    sending_rules: tuple[SendingRule, ...] = ()

    @cached_property
    def barred(self) -> dict[tuple[ChannelId, str, Sku], frozenset[LocationId]]:
        """Who may not send, by channel, category and SKU: worked out since the last fact, never written down."""
        return {}

    @cached_property
    def open_to(self) -> dict[tuple[frozenset[LocationId], int], Any]:
        """Of who may not send, and of how many locations the stock knows: who may, as an array. As `barred`."""
        return {}

    @cached_property
    def memo(self) -> dict[ChannelId | None, tuple[Location, ...]]:
        """What was worked out since the last fact: no part of the state, never written down."""
        return {}


def find(locations: Locations, location: LocationId) -> Location | None:
    """The location whatever its status, or None."""
    return locations.by_id.get(location)


def at(locations: Locations, index: int) -> Location:
    """The location of a dense index."""
    return locations.by_id[locations.rows[index]]


def is_active(location: Location) -> bool:
    """Neither paused nor closed: only then anything is offered from it (R12)."""
    return location.status == OPEN


def may_sell(location: Location, channel: ChannelId) -> bool:
    """Active, and of the channel's pool (R04, R25)."""
    return location.status == OPEN and (not location.channels or channel in location.channels)


def active(locations: Locations) -> tuple[Location, ...]:
    """All active locations, ordered by id; the same tuple until a fact changes any location."""
    memo = locations.memo
    if None not in memo:
        everyone = sorted(locations.by_id.values(), key=_by_id)
        memo[None] = tuple(location for location in everyone if is_active(location))
    return memo[None]


def selling(locations: Locations, channel: ChannelId) -> tuple[Location, ...]:
    """Active locations that the channel may sell from, ordered by id; the same tuple until a fact changes any."""
    memo = locations.memo
    if channel not in memo:
        memo[channel] = tuple(location for location in active(locations) if may_sell(location, channel))
    return memo[channel]


def _by_id(location: Location) -> LocationId:
    return location.location


# --- the fold ---


def _described(about: AboutLocation, index: int, status: str, collections: tuple[Collection, ...]) -> Location:
    told = {name: getattr(about, name) for name in AboutLocation.__struct_fields__}
    return Location(index=index, status=status, collections=collections, **told)


def _put(locations: Locations, location: Location) -> None:
    """Change first, forget what was worked out last: a reader never keeps an old answer."""
    locations.by_id[location.location] = location
    _forget(locations)


def _forget(locations: Locations) -> None:
    locations.version += 1
    vars(locations).pop("memo", None)
    vars(locations).pop("barred", None)
    vars(locations).pop("open_to", None)


def _fold_opened(locations: Locations, fact: AboutLocation, _: Instant) -> None:
    known = locations.by_id.get(fact.location)
    if known is None:
        locations.rows.append(fact.location)
        locations.folded[fact.location.casefold()] = fact.location
    index, vans = (len(locations.rows) - 1, ()) if known is None else (known.index, known.collections)
    _put(locations, _described(fact, index, OPEN, vans))


def _fold_changed(locations: Locations, fact: AboutLocation, _: Instant) -> None:
    known = locations.by_id[fact.location]
    now = _described(fact, known.index, known.status, known.collections)
    _put(locations, replace(now, paused_until=known.paused_until, pause_reason=known.pause_reason))


def _fold_loaded(locations: Locations, fact: LocationsLoaded, now: Instant) -> None:
    for about in fact.locations:
        fold = _fold_changed if about.location in locations.by_id else _fold_opened
        fold(locations, about, now)


def _fold_paused(locations: Locations, fact: LocationPaused, _: Instant) -> None:
    known = locations.by_id[fact.location]
    _put(locations, replace(known, status=PAUSED, paused_until=fact.until, pause_reason=fact.reason))


def _fold_resumed(locations: Locations, fact: LocationResumed, _: Instant) -> None:
    _put(locations, replace(locations.by_id[fact.location], status=OPEN, paused_until=None, pause_reason=""))


def _fold_closed(locations: Locations, fact: LocationClosed, _: Instant) -> None:
    _put(locations, replace(locations.by_id[fact.location], status=CLOSED))


def _fold_closures(locations: Locations, fact: ClosuresSet, _: Instant) -> None:
    _put(locations, replace(locations.by_id[fact.location], closures=fact.closures))


def _fold_collection(locations: Locations, fact: CollectionSet, _: Instant) -> None:
    known = locations.by_id[fact.location]
    others = [van for van in known.collections if van.service != fact.service]
    new = [Collection(fact.service, fact.hours, fact.prep_minutes)] if fact.hours else []
    vans = tuple(sorted([*others, *new], key=lambda van: van.service))
    _put(locations, replace(known, collections=vans))


def _fold_sending(locations: Locations, fact: SendingRulesSet, _: Instant) -> None:
    locations.sending_rules = fact.rules
    _forget(locations)


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    SendingRulesSet: _fold_sending,
    LocationOpened: _fold_opened,
    LocationChanged: _fold_changed,
    LocationsLoaded: _fold_loaded,
    LocationPaused: _fold_paused,
    LocationResumed: _fold_resumed,
    LocationClosed: _fold_closed,
    ClosuresSet: _fold_closures,
    CollectionSet: _fold_collection,
}
