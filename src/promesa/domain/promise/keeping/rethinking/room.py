"""Capacity for plans that change together: what some give back, others may take in the same append."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from promesa.domain.ledger import capacity as capacities
from promesa.domain.ledger import labour
from promesa.domain.ledger.capacity import CapacityTaken, Work
from promesa.domain.ledger.cargo import CargoKey
from promesa.domain.ledger.stock.words import Take
from promesa.domain.network.locations import days
from promesa.domain.network.locations.state import Location, find
from promesa.domain.promise.keeping.rethinking import destinations
from promesa.domain.promise.keeping.rethinking.destinations import LegChance
from promesa.domain.promise.keeping.rethinking.present import PresentPlan
from promesa.domain.promise.rethinks import Allocation
from promesa.domain.promise.sourcing import cargo_room, workload
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.values import moments
from promesa.domain.values.ids import LocationId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused


class FreedCapacity(msgspec.Struct):
    """Beside what there is: places by location and bucket, minutes by location and bucket, centavos by collection;
    less than zero is taken."""

    places: dict[tuple[LocationId, str], int] = {}
    minutes: dict[LocationId, dict[str, int]] = {}
    cargo: dict[CargoKey, int] = {}


class WishedPlan(NamedTuple):
    """A plan that an order would have instead: `kept` are the parcels (by number) that stay as they are, `anew` the
    allocations that are planned anew; `days`: working days in which it would rather count."""

    present: PresentPlan
    kept: tuple[int, ...]
    anew: tuple[Allocation, ...]
    saving: int
    parcels_max: int
    chance_min: float
    days: Mapping[LocationId, date]


class SeatedPlan(NamedTuple):
    """A wish with its legs (without the cost of the split), those that stay first, and what it takes."""

    wish: WishedPlan
    legs: tuple[LegChance, ...]
    taken: tuple[CapacityTaken, ...]


def staying(wish: WishedPlan) -> set[LocationId]:
    """Locations at which nothing changes for the order."""
    kept = {wish.present.parcels[number].planned.location for number in wish.kept}
    gone = {p.planned.location for n, p in enumerate(wish.present.parcels) if n not in wish.kept}
    return kept - gone - {allocation.location for allocation in wish.anew}


def opened(parts: Parts, wishes: Iterable[WishedPlan], now: Instant) -> FreedCapacity:
    """What all wishes give back; minutes only of slots that have not begun, others may have passed without work."""
    room = FreedCapacity()
    for wish in wishes:
        stays = staying(wish)
        for taken in capacities.taken_by(parts.capacity, wish.present.name):
            if taken.location not in stays and not _is_slot(taken):
                _add(parts, room, taken, 1, now)
        for number, parcel in enumerate(wish.present.parcels):
            cargo = parts.capacity.cargo.by_parcel.get(parcel.planned.parcel)
            if cargo is not None and number not in wish.kept:
                room.cargo[cargo.key] = room.cargo.get(cargo.key, 0) + cargo.centavos
    return room


def _add(parts: Parts, room: FreedCapacity, taken: CapacityTaken, sign: int, now: Instant) -> None:
    key = (taken.location, taken.bucket)
    room.places[key] = room.places.get(key, 0) + sign * taken.places
    if taken.minutes and (sign < 0 or _is_ahead(parts, taken, now)):
        minutes = room.minutes.setdefault(taken.location, {})
        minutes[taken.bucket] = minutes.get(taken.bucket, 0) + sign * taken.minutes


def _is_ahead(parts: Parts, taken: CapacityTaken, now: Instant) -> bool:
    said, at = labour.dated_hours(taken.bucket), find(parts.locations, taken.location)
    return said is not None and at is not None and labour.day_slot(*said, 0, at.zone).starts_at > now


def _is_slot(taken: CapacityTaken) -> bool:
    """Whether it is a named slot: neither a place of a working day nor minutes of labour."""
    return not taken.minutes and not capacities.is_day(taken.bucket)


def seat(parts: Parts, room: FreedCapacity, wish: WishedPlan, now: Instant) -> SeatedPlan | Refused:
    """The wish with its dates, its capacity taken out of the room; or why not, and the room is as it was.

    NO_PROMISE: it would come too late or too unsurely; NO_CAPACITY: its locations are full; NO_SERVICE.
    """
    stays = staying(wish)
    kept = [wish.present.legs[number] for number in wish.kept]
    before = capacities.taken_by(parts.capacity, wish.present.name)
    taken = [one for one in before if one.location in stays or _is_slot(one)]
    legs = [*kept]
    for location, anew in _by_location(wish.anew).items():
        there = [one for one in kept if one.leg.location == location]
        placed = _at(parts, room, wish, location, anew, there, now)
        if isinstance(placed, Refused):
            return placed
        legs += placed[0]
        taken += placed[1]
    for location in sorted({one.leg.location for one in kept} - stays - {one.location for one in wish.anew}):
        left = _kept_there(parts, room, wish, location, now)
        if isinstance(left, Refused):
            return left
        taken += left
    likely = 1.0
    for one in legs:
        likely *= one.chance
    if likely < wish.chance_min:
        return Refused(Reason.NO_PROMISE, wish.present.name)
    for place in taken:
        if place.location not in stays and not _is_slot(place):
            _add(parts, room, place, -1, now)
    if parts.capacity.cargo.caps:
        for key, value in cargo_room.wanted(parts, [one.leg for one in legs[len(kept) :]]).items():
            room.cargo[key] = room.cargo.get(key, 0) - value
    return SeatedPlan(wish, tuple(legs), tuple(taken))


def _at(
    parts: Parts,
    room: FreedCapacity,
    wish: WishedPlan,
    location: LocationId,
    anew: Sequence[Allocation],
    there: Sequence[LegChance],
    now: Instant,
) -> tuple[list[LegChance], list[CapacityTaken]] | Refused:
    """All that is planned anew at one location, in the first of its working days that has room for it."""
    at, to = find(parts.locations, location), wish.present.to
    takes = [take for allocation in anew for take in allocation.takes]
    if at is None or not may_send(parts, wish.present, at, takes):
        return Refused(Reason.NO_SERVICE, location)
    full = Refused(Reason.NO_CAPACITY, location)
    for day in _days(parts, wish, at, now):
        legs: list[LegChance] = []
        for allocation in anew:
            leg = destinations.fresh(parts, to, allocation, day, wish.present.due_on, now)
            if isinstance(leg, Refused):
                return leg
            legs.append(leg)
        if all(one.leg.hand_over_by > now for one in legs) and _vans_take(parts, room, legs):
            taken = _room_for(parts, room, wish, at, day, [*there, *legs], now)
            if not isinstance(taken, Refused):
                return legs, taken
    return full


def _vans_take(parts: Parts, room: FreedCapacity, legs: Sequence[LegChance]) -> bool:
    """Whether no cap of a collection is passed."""
    return not parts.capacity.cargo.caps or cargo_room.stands(parts, [one.leg for one in legs], room.cargo)


def may_send(parts: Parts, plan: PresentPlan, at: Location, takes: Sequence[Take]) -> bool:
    """Whether these units of the order may be sent anew from the location: neither it nor a rule refuses."""
    if at.location in plan.refused_by:
        return False
    return destinations.may_send(parts, at, plan.order.placed.channel, takes)


def _kept_there(
    parts: Parts, room: FreedCapacity, wish: WishedPlan, location: LocationId, now: Instant
) -> list[CapacityTaken] | Refused:
    """Where one of several parcels of a location goes: the others' place and minutes are taken again."""
    at, day = find(parts.locations, location), wish.present.counts_on.get(location)
    there = [wish.present.legs[n] for n in wish.kept if wish.present.legs[n].leg.location == location]
    if at is None or day is None:
        return Refused(Reason.NO_CAPACITY, location)
    return _room_for(parts, room, wish, at, day, there, now)


def _days(parts: Parts, wish: WishedPlan, at: Location, now: Instant) -> Iterator[date]:
    """The day in which the order counts there already, if it is not over, then the location's own days from now on."""
    counts_on = wish.days.get(at.location) or wish.present.counts_on.get(at.location)
    own = days.process_day(at, now)
    if counts_on is not None and counts_on >= moments.local_date(now, at.zone) and counts_on != own:
        yield counts_on
    if own is not None:
        yield from workload.days_from(at, own, parts.policy.horizon_days)


def _room_for(
    parts: Parts,
    room: FreedCapacity,
    wish: WishedPlan,
    at: Location,
    day: date,
    legs: Sequence[LegChance],
    now: Instant,
) -> list[CapacityTaken] | Refused:
    """One place of the day and minutes for each leg, or NO_CAPACITY."""
    order, bucket = wish.present.name, day.isoformat()
    left = capacities.free(parts.capacity, at.location, bucket, at.orders_per_day)
    if left is not None and left + room.places.get((at.location, bucket), 0) < 1:
        return Refused(Reason.NO_CAPACITY, at.location)
    place = CapacityTaken(order, at.location, bucket, 1)
    known = capacities.labour_of(parts.capacity, at.location)
    if known is None:
        return [place]
    own = days.process_day(at, now) or date.max
    since = moments.local_date(now, at.zone) if day < own else own
    works = [Work(since, one.leg.hand_over_by, workload.minutes_of(known, one.leg.takes), now) for one in legs]
    freed = room.minutes.get(at.location, capacities.NOTHING_FREED)
    minutes = capacities.take_work(parts.capacity, order, at, [one for one in works if one.minutes], now, freed)
    return minutes if isinstance(minutes, Refused) else [place, *minutes]


def _by_location(allocations: Iterable[Allocation]) -> dict[LocationId, list[Allocation]]:
    found: dict[LocationId, list[Allocation]] = {}
    for allocation in allocations:
        found.setdefault(allocation.location, []).append(allocation)
    return found
