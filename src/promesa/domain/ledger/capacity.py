"""What orders take at a location: places of a day or a slot, and minutes of labour; taken whole, returned once.

A bucket is a named pot at a location: an ISO date ("2027-07-08": places of that working day), a dated slot
("2027-07-08 09:00-13:00": minutes of labour) or any slot's own name (places).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

import msgspec

from promesa.domain.ledger import delivery_slots, labour
from promesa.domain.ledger.cargo import Cargo
from promesa.domain.ledger.delivery_slots import (
    DatedSlot,
    DeliverySlotsSet,
    SlotBook,
    SlotPlacesSet,
    SlotPot,
    SlotTaken,
)
from promesa.domain.ledger.labour import DaySlot, LabourSet
from promesa.domain.network.locations.state import Location
from promesa.domain.values import moments
from promesa.domain.values.ids import LocationId, OrderId, ServiceId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused

DAYS_KEPT = 16_384
_A_DAY = timedelta(days=1)


class SetCapacity(msgspec.Struct, frozen=True):
    """Zero means closed; None means without limit, or the location's own figure where it has one.

    `minutes`: of labour, for a dated slot, or for a date: then they are shared out to its slots as usual.
    """

    location: LocationId
    bucket: str
    places: int | None = None
    closes_at: Instant | None = None
    minutes: int | None = None


class CapacitySet(msgspec.Struct, frozen=True):
    location: LocationId
    bucket: str
    places: int | None
    closes_at: Instant | None = None
    minutes: int | None = None


class CapacityTaken(msgspec.Struct, frozen=True, gc=False):
    """Places, or minutes of labour of a slot of which so many had `passed` without work when they were taken."""

    order: OrderId
    location: LocationId
    bucket: str
    places: int
    minutes: int = 0
    passed: int = 0


class CapacityReturned(msgspec.Struct, frozen=True):
    order: OrderId
    reason: str


class Pot(msgspec.Struct):
    """How much a bucket was said to have (None: nothing was said), and how much of it is taken."""

    places: int | None = None
    taken: int = 0
    closes_at: Instant | None = None
    minutes: int | None = None
    minutes_taken: int = 0
    passed: int = 0
    """Minutes that are known to have passed without work."""


class Capacity(msgspec.Struct, dict=True):
    """Pots by location and bucket, the week's labour of locations, and what each live order has taken."""

    pots: dict[LocationId, dict[str, Pot]] = {}
    taken_by: dict[OrderId, list[CapacityTaken]] = {}
    labour: dict[LocationId, LabourSet] = {}
    dated: dict[LocationId, dict[date, list[str]]] = {}
    """Hours of the slots that were set for one date."""
    slots: SlotBook = msgspec.field(default_factory=SlotBook)
    """Delivery slots of services."""
    cargo: Cargo = msgspec.field(default_factory=Cargo)
    """What collections are to take, where a cap speaks of them."""

    @cached_property
    def memo(self) -> dict[tuple[LocationId, date], tuple[Location, tuple[DaySlot, ...]]]:
        """Slots of dates worked out since the last fact about them: no part of the state, never written down."""
        return {}


class Work(NamedTuple):
    """Minutes of labour for one parcel, from a day on and by a moment, and nobody begins before another.

    `at_counter`: the customer comes for it, so it may be done in the middle of a slot; a carrier's van takes what was
    prepared in slots that ended before it came.
    """

    since: date
    by: Instant
    minutes: int
    not_before: Instant
    at_counter: bool = False


NOTHING_FREED: Mapping[str, int] = {}


def free(capacity: Capacity, location: LocationId, bucket: str, daily_places: int | None) -> int | None:
    """Places left, or None where there is no limit; `daily_places` is the location's own figure for a day."""
    pot = capacity.pots.get(location, {}).get(bucket)
    if pot is None:
        return daily_places
    limit = pot.places if pot.places is not None else daily_places
    return None if limit is None else max(0, limit - pot.taken)


def is_day(bucket: str) -> bool:
    """Whether the bucket is a working day of the location; any other name is a slot's."""
    try:
        return date.fromisoformat(bucket).isoformat() == bucket
    except ValueError:
        return False


def taken_by(capacity: Capacity, order: OrderId) -> tuple[CapacityTaken, ...]:
    """What the order has taken and not given back."""
    return tuple(capacity.taken_by.get(order, ()))


def take(
    capacity: Capacity, order: OrderId, location: LocationId, bucket: str, daily_places: int | None
) -> list[CapacityTaken] | Refused:
    """One place for an order, or NO_CAPACITY; never more than there are."""
    left = free(capacity, location, bucket, daily_places)
    if left is not None and left < 1:
        return Refused(Reason.NO_CAPACITY, f"{location} {bucket}", 0)
    return [CapacityTaken(order, location, bucket, 1)]


def take_slot(
    capacity: Capacity, order: OrderId, location: LocationId, slot: str, now: Instant
) -> list[CapacityTaken] | Refused:
    """One place in a named slot that must exist and not have passed its cut-off (R15, R19, R20)."""
    pot = capacity.pots.get(location, {}).get(slot)
    if pot is None or is_day(slot) or labour.dated_hours(slot) is not None:
        return Refused(Reason.UNKNOWN_SLOT, slot)
    if pot.closes_at is not None and now >= pot.closes_at:
        return Refused(Reason.CUTOFF_PASSED, slot)
    return take(capacity, order, location, slot, pot.places)


def give_back(capacity: Capacity, order: OrderId, reason: str) -> list[CapacityReturned]:
    """Return all places of an order; an order that has none returns nothing, so places come back once."""
    has = order in capacity.taken_by or order in capacity.slots.taken_by
    return [CapacityReturned(order, reason)] if has else []


# --- minutes of labour ---


def labour_of(capacity: Capacity, location: LocationId) -> LabourSet | None:
    """The location's labour where it counts minutes."""
    found = capacity.labour.get(location)
    return found if found is not None and found.slots else None


def slots_on(capacity: Capacity, at: Location, day: date) -> tuple[DaySlot, ...]:
    """The slots of a date with the minutes that they have: the week's, changed or joined by what was set for it."""
    kept = capacity.memo.get((at.location, day))
    if kept is not None and kept[0] is at:
        return kept[1]
    if len(capacity.memo) >= DAYS_KEPT:
        capacity.memo.clear()
    found = _slots_on(capacity, at, day)
    capacity.memo[at.location, day] = (at, found)
    return found


def _slots_on(capacity: Capacity, at: Location, day: date) -> tuple[DaySlot, ...]:
    week = labour_of(capacity, at.location)
    slots = {} if week is None else {slot.bucket: slot for slot in labour.week_slots(week, at, day)}
    pots = capacity.pots.get(at.location, {})
    for hours in capacity.dated.get(at.location, {}).get(day, ()):
        said = pots[labour.bucket_of(day, hours)].minutes
        if said is not None:
            slot = labour.day_slot(day, hours, said, at.zone)
            slots[slot.bucket] = slot
    return tuple(sorted(slots.values(), key=lambda slot: (slot.starts_at, slot.ends_at)))


def passed(pot: Pot | None, slot: DaySlot, now: Instant) -> int:
    """Minutes of a slot that are over although there was no work for them: nobody gets them back."""
    taken, known = (0, 0) if pot is None else (pot.minutes_taken, pot.passed)
    if now <= slot.starts_at:
        return known
    over = -(-slot.minutes * (min(now, slot.ends_at) - slot.starts_at) // (slot.ends_at - slot.starts_at))
    return max(known, over - taken)


def minutes_left(capacity: Capacity, location: LocationId, slot: DaySlot, by: Instant, now: Instant) -> int:
    """Minutes of the slot that can still be worked for somebody new, up to a moment."""
    if now >= slot.ends_at:
        return 0
    pot = capacity.pots.get(location, {}).get(slot.bucket)
    taken, minutes = 0 if pot is None else pot.minutes_taken, slot.minutes
    if by < slot.ends_at:
        minutes = minutes * (by - slot.starts_at) // (slot.ends_at - slot.starts_at)
    return max(0, minutes - taken - passed(pot, slot, now))


def take_work(
    capacity: Capacity,
    order: OrderId,
    at: Location,
    works: Iterable[Work],
    now: Instant,
    freed: Mapping[str, int] = NOTHING_FREED,
) -> list[CapacityTaken] | Refused:
    """The minutes of all works, each in the first slots that have any, or NO_CAPACITY; never more than there are.

    `freed`: minutes by bucket that the order gives back in the same append.
    """
    taken: dict[str, int] = {}
    slots: dict[str, DaySlot] = {}
    for work in sorted(works, key=lambda work: (work.by, work.since, work.minutes)):
        left = work.minutes
        for slot in _fitting(capacity, at, work):
            own = freed.get(slot.bucket, 0) - taken.get(slot.bucket, 0)
            minutes = min(left, minutes_left(capacity, at.location, slot, work.by, max(now, work.not_before)) + own)
            if minutes > 0:
                taken[slot.bucket] = taken.get(slot.bucket, 0) + minutes
                slots[slot.bucket] = slot
                left -= minutes
            if not left:
                break
        if left:
            return Refused(Reason.NO_CAPACITY, f"{at.location} {work.since.isoformat()}", 0)
    pots = capacity.pots.get(at.location, {})
    return [
        CapacityTaken(order, at.location, bucket, 0, minutes, passed(pots.get(bucket), slots[bucket], now))
        for bucket, minutes in taken.items()
    ]


def minutes_for(capacity: Capacity, at: Location, work: Work, now: Instant) -> int:
    """Minutes that there are for such a work, however many it takes itself."""
    since = max(now, work.not_before)
    return sum(minutes_left(capacity, at.location, slot, work.by, since) for slot in _fitting(capacity, at, work))


def _fitting(capacity: Capacity, at: Location, work: Work) -> Iterator[DaySlot]:
    """The slots in which the work can be done, the earliest first."""
    day, last = work.since, moments.local_date(work.by, at.zone)
    while day <= last:
        for slot in slots_on(capacity, at, day):
            if slot.ends_at <= work.by or (work.at_counter and slot.starts_at < work.by):
                yield slot
        day += _A_DAY


def work_done_at(
    capacity: Capacity, at: Location, since: date, minutes: int, days: int, now: Instant
) -> Instant | None:
    """When that many minutes for a counter are done, taken one after the other; None: not within so many days."""
    assert minutes > 0, minutes
    left = minutes
    for further in range(days):
        for slot in slots_on(capacity, at, since + timedelta(days=further)):
            free_minutes = minutes_left(capacity, at.location, slot, slot.ends_at, now)
            if free_minutes >= left:
                idle_after = slot.minutes - (free_minutes - left)
                whole = slot.ends_at - slot.starts_at
                return Instant(slot.starts_at + -(-whole * idle_after // slot.minutes))
            left -= free_minutes
    return None


# --- delivery slots ---


def delivery_slots_on(capacity: Capacity, service: ServiceId, area: str, zone: str, day: date) -> list[DatedSlot]:
    """The slots in which the service comes to the area on that date, full and closed ones too, the earliest first."""
    said = delivery_slots.said_of(capacity.slots, service, area)
    if said is None:
        return []
    pots = capacity.slots.pots.get(service, {}).get(area, {})
    found = []
    for one in said.slots:
        slot = labour.day_slot(day, f"{one.starts}-{one.ends}", 0, zone)
        pot = pots.get(slot.bucket)
        usual = one.places if day.weekday() in one.weekdays else 0
        places = usual if pot is None or pot.places is None else pot.places
        left = max(0, places - (0 if pot is None else pot.taken))
        closes_at = Instant(slot.starts_at - said.closes_minutes * moments.MINUTE)
        found.append(DatedSlot(slot.bucket, slot.starts_at, slot.ends_at, closes_at, left))
    return sorted(found, key=lambda slot: (slot.starts_at, slot.ends_at))


# --- rules ---


def set_places(_: Capacity, ask: SetCapacity, __: Instant) -> list[CapacitySet] | Refused:
    """Places already taken stay taken, even where there are now fewer."""
    if ask.places is not None and ask.places < 0:
        return Refused(Reason.BAD_QUANTITY, ask.bucket)
    return [CapacitySet(ask.location, ask.bucket, ask.places, ask.closes_at)]


# --- the fold ---


def _pot(capacity: Capacity, location: LocationId, bucket: str) -> Pot:
    pots = capacity.pots.setdefault(location, {})
    if bucket not in pots:
        pots[bucket] = Pot()
    return pots[bucket]


def _fold_set(capacity: Capacity, fact: CapacitySet, _: Instant) -> None:
    pot = _pot(capacity, fact.location, fact.bucket)
    pot.places, pot.closes_at, pot.minutes = fact.places, fact.closes_at, fact.minutes
    dated = labour.dated_hours(fact.bucket)
    if dated is not None:
        hours = capacity.dated.setdefault(fact.location, {}).setdefault(dated[0], [])
        if dated[1] not in hours:
            hours.append(dated[1])
        vars(capacity).pop("memo", None)


def _fold_labour(capacity: Capacity, fact: LabourSet, _: Instant) -> None:
    capacity.labour[fact.location] = fact
    vars(capacity).pop("memo", None)


def _fold_taken(capacity: Capacity, fact: CapacityTaken, _: Instant) -> None:
    pot = _pot(capacity, fact.location, fact.bucket)
    pot.taken += fact.places
    pot.minutes_taken += fact.minutes
    pot.passed = max(pot.passed, fact.passed)
    capacity.taken_by.setdefault(fact.order, []).append(fact)


def _fold_returned(capacity: Capacity, fact: CapacityReturned, _: Instant) -> None:
    slot = capacity.slots.taken_by.pop(fact.order, None)
    if slot is not None:
        pot_of = _slot_pot(capacity, slot.service, slot.area, slot.slot)
        pot_of.taken -= 1
        assert pot_of.taken >= 0, "a slot was returned twice"
    for taken in capacity.taken_by.pop(fact.order, ()) if slot is not None else capacity.taken_by.pop(fact.order):
        pot = capacity.pots[taken.location][taken.bucket]
        pot.taken -= taken.places
        pot.minutes_taken -= taken.minutes
        assert pot.taken >= 0 <= pot.minutes_taken, "it was returned twice"


def _slot_pot(capacity: Capacity, service: ServiceId, area: str, slot: str) -> SlotPot:
    return capacity.slots.pots.setdefault(service, {}).setdefault(area, {}).setdefault(slot, SlotPot())


def _fold_slots(capacity: Capacity, fact: DeliverySlotsSet, _: Instant) -> None:
    capacity.slots.said.setdefault(fact.service, {})[fact.area] = fact


def _fold_slot_places(capacity: Capacity, fact: SlotPlacesSet, _: Instant) -> None:
    _slot_pot(capacity, fact.service, fact.area, fact.slot).places = fact.places


def _fold_slot_taken(capacity: Capacity, fact: SlotTaken, _: Instant) -> None:
    assert fact.order not in capacity.slots.taken_by, "two slots for one order"
    _slot_pot(capacity, fact.service, fact.area, fact.slot).taken += 1
    capacity.slots.taken_by[fact.order] = fact


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    CapacitySet: _fold_set,
    LabourSet: _fold_labour,
    CapacityTaken: _fold_taken,
    DeliverySlotsSet: _fold_slots,
    SlotPlacesSet: _fold_slot_places,
    SlotTaken: _fold_slot_taken,
    CapacityReturned: _fold_returned,
}
