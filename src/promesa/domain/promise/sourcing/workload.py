"""Whether a location can prepare a plan's parcels in time: places of its day, and minutes of its labour."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from promesa.domain.ledger import capacity as capacities
from promesa.domain.ledger import labour
from promesa.domain.ledger.capacity import Capacity, CapacityTaken, Work
from promesa.domain.ledger.labour import LabourSet
from promesa.domain.ledger.stock.words import Take
from promesa.domain.network.locations import collecting, days
from promesa.domain.network.locations.state import Location, find
from promesa.domain.promise.chance.lanes import PICKUP
from promesa.domain.promise.sourcing import cargo_room
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.sourcing.reach_table import Arrival, ReachTable
from promesa.domain.promise.words import Leg
from promesa.domain.values import calendars, moments
from promesa.domain.values.ids import LocationId, OrderId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Refused

NOBODY = OrderId("")
"""Who takes what is only looked at."""
LOOK_AHEAD = timedelta(days=28)
"""A location that is full is looked at so far at once, not anew for each of its days."""
_A_DAY = timedelta(days=1)


class ParcelLoad(NamedTuple):
    """What one parcel has in it, and what that is worth in centavos."""

    lines: int
    units: int
    value: int = 0


def load_of(takes: Sequence[Take], value: int = 0) -> ParcelLoad:
    """What a parcel with these units, worth that, has in it."""
    return ParcelLoad(len({take.sku for take in takes}), sum(take.units for take in takes), value)


def is_limited(capacity: Capacity, at: Location) -> bool:
    """Whether the location's working days may be full."""
    return at.orders_per_day is not None or at.location in capacity.pots or at.location in capacity.labour


def days_from(at: Location, process_on: date, horizon_days: int) -> Iterator[date]:
    """That working day of the location and so many after it."""
    for further in range(horizon_days + 1):
        day = calendars.add_working_days(at.working, process_on, further)
        if day is None:
            return
        yield day


def open_days(capacity: Capacity, at: Location, process_on: date, horizon_days: int) -> Iterator[date]:
    """Of `days_from`, those that have a place left; worked out as far as somebody asks."""
    return (day for day in days_from(at, process_on, horizon_days) if has_place(capacity, at, day))


def has_place(capacity: Capacity, at: Location, day: date) -> bool:
    """Whether one more order may count in that working day."""
    left = capacities.free(capacity, at.location, day.isoformat(), at.orders_per_day)
    return left is None or left > 0


def has_minutes(capacity: Capacity, at: Location, works: Sequence[Work], now: Instant) -> bool:
    """Whether all works can be done in time."""
    return not works or not isinstance(capacities.take_work(capacity, NOBODY, at, works, now), Refused)


def first_arrival(
    capacity: Capacity,
    table: ReachTable,
    number: int,
    k: int,
    places: Iterable[date],
    loads: Sequence[ParcelLoad],
    now: Instant,
) -> Arrival | None:
    """Of the location's working days from now on that have a place, the first for which parcels with those loads can be
    prepared before the k-th service takes them, and its van may take what they are worth; None: none, or it brings
    nothing then."""
    at = table.columns.known[number]
    assert at is not None
    known = capacities.labour_of(capacity, at.location)
    minutes = 0 if known is None else sum(labour.work_minutes(known, load.lines, load.units) for load in loads)
    since, looked_until, worth = _since(at, now), date.min, sum(load.value for load in loads)
    ready_at = None if minutes else days.EVER_SINCE
    for day in places:
        arrival = table.arrival(number, k, day)
        if arrival is None:
            return None
        by = collecting.hand_over_by(at, table.reaches[k].service.service, arrival.hand_over_on)
        last = moments.local_date(by, at.zone)
        if ready_at is None and last > looked_until:
            looked_until = last + LOOK_AHEAD
            ready_at = _ready_at(capacity, at, since, minutes, looked_until, now)
        service = table.reaches[k].service
        if ready_at is not None and ready_at <= by and cargo_room.has(capacity.cargo, at, service, by, worth):
            return arrival
    return None


def _ready_at(capacity: Capacity, at: Location, since: date, minutes: int, until: date, now: Instant) -> Instant | None:
    """The end of the slot with the last of so many minutes, taken from that day on; None: there are too few by then."""
    left, day = minutes, since
    while day <= until:
        for slot in sorted(capacities.slots_on(capacity, at, day), key=lambda slot: slot.ends_at):
            left -= capacities.minutes_left(capacity, at.location, slot, slot.ends_at, now)
            if left <= 0:
                return slot.ends_at
        day += _A_DAY
    return None


def parts_for(
    capacity: Capacity, table: ReachTable, number: int, k: int, day: date, now: Instant
) -> tuple[Arrival, int] | None:
    """Of a parcel that counts in that working day, its days, and the seconds of work that there are for it."""
    at = table.columns.known[number]
    arrival = table.arrival(number, k, day)
    if at is None or arrival is None or capacities.labour_of(capacity, at.location) is None:
        return None
    by = collecting.hand_over_by(at, table.reaches[k].service.service, arrival.hand_over_on)
    return arrival, 60 * capacities.minutes_for(capacity, at, Work(_since(at, now), by, 0, now), now)


def minutes_of(known: LabourSet, takes: Sequence[Take]) -> int:
    """Of one parcel with these units."""
    load = load_of(takes)
    return labour.work_minutes(known, load.lines, load.units)


def works_at(capacity: Capacity, at: Location, legs: Iterable[Leg], now: Instant) -> list[Work]:
    """The legs of one location as work, each parcel for itself; nothing where minutes are not counted."""
    known = capacities.labour_of(capacity, at.location)
    if known is None:
        return []
    today, since = moments.local_date(now, at.zone), _since(at, now)
    found = []
    for leg in legs:
        minutes = minutes_of(known, leg.takes)
        if leg.service == PICKUP:
            found.append(Work(today, leg.hand_over_by, minutes, now, at_counter=True))
        else:
            found.append(Work(since, leg.hand_over_by, minutes, now))
    return [work for work in found if work.minutes]


def _since(at: Location, now: Instant) -> date:
    """The first day on which somebody works on an order of this moment, whichever day it counts in."""
    return days.process_day(at, now) or date.max


def by_location(legs: Sequence[Leg]) -> dict[LocationId, list[Leg]]:
    """The legs of each location, in the plan's order."""
    found: dict[LocationId, list[Leg]] = {}
    for leg in legs:
        found.setdefault(leg.location, []).append(leg)
    return found


def stands(parts: Parts, legs: tuple[Leg, ...], now: Instant) -> bool:
    """Whether each location has its place of the day and its minutes for all of its legs, and vans may take them."""
    by_id, capacity = parts.locations.by_id, parts.capacity
    if capacity.cargo.caps and not cargo_room.stands(parts, legs):
        return False
    pots, known = capacity.pots, capacity.labour
    for leg in legs:  # as `is_limited`, without a call
        location = leg.location
        if by_id[location].orders_per_day is not None or location in pots or location in known:
            break
    else:
        return True
    for location, own in by_location(legs).items():
        at = find(parts.locations, location)
        assert at is not None, location
        if not is_limited(capacity, at):
            continue
        if not all(has_place(parts.capacity, at, day) for day in {leg.process_on for leg in own}):
            return False
        if not has_minutes(parts.capacity, at, works_at(parts.capacity, at, own, now), now):
            return False
    return True


def take(
    parts: Parts,
    order: OrderId,
    legs: Sequence[Leg],
    now: Instant,
    freed: Sequence[CapacityTaken] = (),
    start: Instant | None = None,
) -> list[CapacityTaken] | Refused:
    """The minutes of all legs, or NO_CAPACITY. `freed`: what the order gives back in the same append; `start`: before
    this moment nobody works on it."""
    facts: list[CapacityTaken] = []
    for location, own in by_location(legs).items():
        at = find(parts.locations, location)
        assert at is not None, location
        given: dict[str, int] = {}
        for one in freed:
            if one.location == location:
                given[one.bucket] = given.get(one.bucket, 0) + one.minutes
        works = works_at(parts.capacity, at, own, now if start is None else start)
        taken = capacities.take_work(parts.capacity, order, at, works, now, given)
        if isinstance(taken, Refused):
            return taken
        facts += taken
    return facts
