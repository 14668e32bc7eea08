"""Locations as columns in the order of the stock's numbers, with the working day in which each one is now.

What depends on few things is worked out once for all locations that share them: a *schedule* is a set of working days,
cut-offs and handling days in a zone; a *group* is a schedule in an area, where carriers' lanes start.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from promesa.domain.network import places as gazetteer
from promesa.domain.network.carriers.state import Service
from promesa.domain.network.locations import collecting, days
from promesa.domain.network.locations.state import Location, Locations, find, may_sell
from promesa.domain.network.places import Place, Places
from promesa.domain.promise.chance.laws import BANDS, UNHURRIED, band_of
from promesa.domain.promise.chance.slipping import NO_PACES
from promesa.domain.values.calendars import Calendar
from promesa.domain.values.ids import ChannelId, LocationId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.place import distance_km

Numbers = NDArray[np.int64]
Indices = NDArray[np.intp]
"""Numbers to look up by: of the machine's own index type."""
NOWHERE = -1
KM_PER_DEGREE = 111.0
"""Of latitude."""
PICKUP_KM_MAX = 30.0
"""A counter farther away than this is not near."""


class LocationSchedule(NamedTuple):
    """The days of all locations that work alike, as of the moment last asked."""

    like: Location
    """One of them; all give the same days."""
    process_on: date | None
    ready_on: date | None
    since: Instant
    until: Instant
    """The days above, and the band, are right for every moment in [since, until)."""
    band: int = UNHURRIED
    """How much time is left until the cut-off (see `laws.BANDS`), where it matters for one of them."""


class LocationColumns:
    """Columns over the stock's location numbers; a class because it owns them.

    `epoch` grows each time a working day changes: what was worked out in one epoch is right for all of it.
    """

    def __init__(
        self,
        locations: Locations,
        places: Places,
        names: list[LocationId],
        paces: Mapping[LocationId, tuple[int, ...]] = MappingProxyType({}),
        apart: frozenset[LocationId] = frozenset(),
        asking: Mapping[LocationId, Centavos] = MappingProxyType({}),
    ) -> None:
        self.names = list(names)
        self._number = {name: number for number, name in enumerate(names)}
        self.known: list[Location | None] = [find(locations, name) for name in names]
        order = sorted(range(len(names)), key=lambda number: names[number])
        self.by_rank: list[int] = order
        self.rank: Numbers = np.empty(len(names), dtype=np.int64)
        self.rank[order] = np.arange(len(names))
        self.ships = np.array([at is not None and at.ships for at in self.known], dtype=bool)
        self.asking = asking
        """What noes are expected to cost a parcel, where that is more than nothing (see `chance.answers`)."""
        own = [at.handling_centavos + asking.get(at.location, 0) if at else 0 for at in self.known]
        self.own_cost: Numbers = np.array(own, dtype=np.int64)
        """What each location adds to a parcel's freight: handling, and asking."""
        self.areas: list[str] = []
        self.groups: list[tuple[int, int]] = []
        """(schedule, area) of each group."""
        self.group_of: Numbers = np.full(len(names), NOWHERE, dtype=np.int64)
        self.schedules: list[LocationSchedule] = []
        self.schedule_of: list[int] = [NOWHERE] * len(names)
        self.paces_of_group: list[tuple[int, ...]] = []
        """How slowly the locations of each group hand over, by band (see `Lanes.paces`)."""
        self.working_of: list[int] = []
        """A number for the working days of each schedule: the same for the same days."""
        self._hurried: set[int] = set()
        """Schedules for which it matters how much time is left."""
        self.apart_of_group: list[LocationId | None] = []
        """The only location of a group from which not all goes that goes from its neighbours; None: they are alike."""
        self._group(paces, apart)
        self.group_of_number: list[int] = self.group_of.tolist()
        self.since, self.until, self.now = Instant(0), Instant(0), Instant(0)
        self.epoch = 0
        self.unlike: list[int] = []
        """One group of each kind: all groups of a kind have the same days in this epoch."""
        self.alike: Numbers = np.zeros(0, dtype=np.int64)
        """The kind of each group [G], by its place in `unlike`."""
        self.packed = 0
        """How many packed costs others have worked out and not thrown away (see `QuoteTables.boards`)."""
        self._hand_over: dict[int, list[date | None]] = {}
        self._counters = [
            (number, int(self.rank[number]), _point(places, at)) for number, at in enumerate(self.known) if _gives(at)
        ]
        lats = [np.nan if point.lat is None else point.lat for _, _, point in self._counters]
        self._counter_lats = np.array(lats, dtype=np.float64)
        self._near_points: dict[LocationPoint, tuple[int, ...]] = {}
        self._near_sellers: dict[tuple[int, ChannelId], tuple[int, ...]] = {}
        self._sellers: dict[ChannelId, NDArray[np.bool_]] = {}

    def _group(self, paces: Mapping[LocationId, tuple[int, ...]], apart: frozenset[LocationId]) -> None:
        schedules: dict[object, int] = {}
        groups: dict[tuple[int, int, tuple[int, ...], LocationId | None], int] = {}
        areas: dict[str, int] = {}
        for number, at in enumerate(self.known):
            if at is None or not at.working.weekdays:
                continue
            alike = (at.zone, at.cutoffs, at.working, at.handling_days, at.collections)
            if alike not in schedules:
                schedules[alike] = len(self.schedules)
                self.schedules.append(LocationSchedule(at, None, None, Instant(0), Instant(0)))
            schedule, area = schedules[alike], areas.setdefault(at.area, len(areas))
            self.schedule_of[number] = schedule
            pace = paces.get(at.location, NO_PACES)
            if len(set(pace)) > 1:
                self._hurried.add(schedule)
            own = at.location if at.location in apart else None
            self.group_of[number] = groups.setdefault((schedule, area, pace, own), len(groups))
        self.areas, self.groups = list(areas), [(schedule, area) for schedule, area, _, _ in groups]
        self.paces_of_group = [pace for _, _, pace, _ in groups]
        self.apart_of_group = [own for _, _, _, own in groups]
        workings: dict[Calendar, int] = {}
        self.working_of = [workings.setdefault(one.like.working, len(workings)) for one in self.schedules]

    def move_to(self, now: Instant) -> None:
        """Be right for this moment: whatever working day it is outside of is worked out again."""
        if self.since <= now < self.until:
            return
        for number, schedule in enumerate(self.schedules):
            if not schedule.since <= now < schedule.until:
                self.schedules[number] = _scheduled(schedule.like, now, number in self._hurried)
        self.since = max((schedule.since for schedule in self.schedules), default=days.EVER_SINCE)
        self.until = min((schedule.until for schedule in self.schedules), default=days.FOR_EVER)
        self.now = now
        self.epoch += 1
        self._hand_over.clear()
        self._liken()

    def _liken(self) -> None:
        """Groups are alike whose parcels are ready on the same day and may meet a carrier on the same days."""
        kinds: dict[object, int] = {}
        alike, self.unlike = [], []
        for group, (schedule, area) in enumerate(self.groups):
            now = self.schedules[schedule]
            own = schedule if now.like.collections else NOWHERE
            pace, one = self.paces_of_group[group][now.band], self.apart_of_group[group]
            kind = (now.ready_on, self.working_of[schedule], own, area, now.band, pace, one)
            if kind not in kinds:
                kinds[kind] = len(self.unlike)
                self.unlike.append(group)
            alike.append(kinds[kind])
        self.alike = np.array(alike, dtype=np.int64)

    def hand_over_on(self, service: Service, schedule: int) -> date | None:
        """The day on which the service collects what is ready now; None: never. Right for the epoch."""
        found = self._hand_over.get(service.index)
        if found is None:
            found = self._hand_over[service.index] = self._collected(service)
        return found[schedule]

    def _collected(self, service: Service) -> list[date | None]:
        """By schedule; the same for all that work alike."""
        same: dict[object, date | None] = {}
        found = []
        for number, one in enumerate(self.schedules):
            key = (one.ready_on, self.working_of[number], number if one.like.collections else NOWHERE)
            if key not in same:
                same[key] = None if one.ready_on is None else self.collected_on(service, number, one.ready_on)
            found.append(same[key])
        return found

    def collected_on(self, service: Service, schedule: int, ready_on: date) -> date | None:
        """The day on which the service collects what is ready on that day; None: never. Right for the epoch."""
        return collecting.collected_on(
            self.schedules[schedule].like, service.service, service.pickups, ready_on, self.now
        )

    def process_on(self, number: int) -> date | None:
        """The working day in which an order would count at the location now, were there places for it."""
        schedule = self.schedule_of[number]
        return None if schedule == NOWHERE else self.schedules[schedule].process_on

    def ready_on(self, number: int, process_on: date) -> date:
        """The day on which the parcel of an order that counts in that working day of the location is ready."""
        schedule = self.schedules[self.schedule_of[number]]
        if schedule.process_on == process_on and schedule.ready_on is not None:
            return schedule.ready_on
        return days.ready_day(schedule.like, process_on)

    def band(self, number: int, process_on: date) -> int:
        """How much time there is at the location until the cut-off of that working day, as far as it matters."""
        schedule = self.schedules[self.schedule_of[number]]
        return schedule.band if schedule.process_on == process_on else UNHURRIED

    def until_of(self, location: LocationId) -> Instant:
        """The first moment from which it works on another day."""
        return self.schedules[self.schedule_of[self._number[location]]].until

    def sellers(self, channel: ChannelId) -> NDArray[np.bool_]:
        """Which locations are active and sell on the channel (R04, R12)."""
        found = self._sellers.get(channel)
        if found is None:
            found = np.array([at is not None and may_sell(at, channel) for at in self.known], dtype=bool)
            self._sellers[channel] = found
        return found

    def near_counters(self, place: Place, channel: ChannelId) -> tuple[int, ...]:
        """Numbers of the locations near the place that give pickups on the channel, the nearest first.

        Near is within `PICKUP_KM_MAX`; where a position is unknown, in the same municipality.
        """
        found = self._near_sellers.get((place.index, channel))
        if found is None:
            sellers = self.sellers(channel)
            found = tuple([number for number in self._near(place) if sellers[number]])
            self._near_sellers[place.index, channel] = found
        return found

    def _near(self, place: Place) -> tuple[int, ...]:
        where = LocationPoint(place.lat, place.lon, place.area, place.municipality)
        found = self._near_points.get(where)
        if found is None:
            counters = self._counters if where.lat is None else [self._counters[at] for at in self._near_lat(where.lat)]
            distances = [(_distance(where, point), rank, number) for number, rank, point in counters]
            near = sorted([(km, rank, number) for km, rank, number in distances if km is not None])
            found = self._near_points[where] = tuple([number for _, _, number in near])
        return found

    def _near_lat(self, lat: float) -> list[int]:
        """Which counters are not too far north or south to be near; those of unknown position may be."""
        is_far: NDArray[np.bool_] = np.abs(self._counter_lats - lat) * KM_PER_DEGREE > PICKUP_KM_MAX
        found: list[int] = np.flatnonzero(~is_far).tolist()
        return found


class LocationPoint(NamedTuple):
    """Where a location stands, or a place lies, as far as it is known."""

    lat: float | None
    lon: float | None
    area: str
    municipality: str


def _point(places: Places, at: Location | None) -> LocationPoint:
    if at is None:
        return LocationPoint(None, None, "", "")
    place = None if at.postal_code is None else gazetteer.find(places, at.postal_code)
    if at.lat is not None and at.lon is not None:
        return LocationPoint(at.lat, at.lon, at.area, place.municipality if place else "")
    if place is None:
        return LocationPoint(None, None, at.area, "")
    return LocationPoint(place.lat, place.lon, place.area, place.municipality)


def _gives(at: Location | None) -> bool:
    return at is not None and at.pickup


def _distance(place: LocationPoint, point: LocationPoint) -> float | None:
    """Kilometres, or None where it is not near; 0 for the same municipality where a position is unknown."""
    if place.lat is None or place.lon is None or point.lat is None or point.lon is None:
        same = place.area == point.area and place.municipality == point.municipality != ""
        return 0.0 if same else None
    if abs(place.lat - point.lat) * KM_PER_DEGREE > PICKUP_KM_MAX:
        return None
    distance = distance_km(place.lat, place.lon, point.lat, point.lon)
    return distance if distance <= PICKUP_KM_MAX else None


def _scheduled(like: Location, now: Instant, hurried: bool) -> LocationSchedule:
    process_on, since, until = days.process_window(like, now)
    ready_on = None if process_on is None else days.ready_day(like, process_on)
    band = UNHURRIED
    if hurried and process_on is not None:
        band = band_of(until - now)
        since = max(since, Instant(until - BANDS[band])) if band < UNHURRIED else since
        until = Instant(until - BANDS[band - 1]) if band else until
    if like.collections:
        van_since, van_until = collecting.window(like, now)
        since, until = max(since, van_since), min(until, van_until)
    return LocationSchedule(like, process_on, ready_on, since, until, band)
