"""Places that orders take at a location: orders a day, or a slot; taken whole at commit, returned once.

A bucket is a named pot of places at a location: an ISO date ("2027-07-08": that working day) or any slot's own name.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import msgspec

from promesa.domain.values.ids import LocationId, OrderId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused


class SetCapacity(msgspec.Struct, frozen=True):
    """Zero means closed; None means without limit."""

    location: LocationId
    bucket: str
    places: int | None
    closes_at: Instant | None = None


class CapacitySet(msgspec.Struct, frozen=True):
    location: LocationId
    bucket: str
    places: int | None
    closes_at: Instant | None = None


class CapacityTaken(msgspec.Struct, frozen=True):
    order: OrderId
    location: LocationId
    bucket: str
    places: int


class CapacityReturned(msgspec.Struct, frozen=True):
    order: OrderId
    reason: str


class Pot(msgspec.Struct):
    """How many places a bucket has (None: no limit) and how many are taken."""

    places: int | None = None
    taken: int = 0
    closes_at: Instant | None = None


class Capacity(msgspec.Struct):
    """Pots by location and bucket, and what each live order has taken."""

    pots: dict[LocationId, dict[str, Pot]] = {}
    taken_by: dict[OrderId, list[CapacityTaken]] = {}


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
    if pot is None or is_day(slot):
        return Refused(Reason.UNKNOWN_SLOT, slot)
    if pot.closes_at is not None and now >= pot.closes_at:
        return Refused(Reason.CUTOFF_PASSED, slot)
    return take(capacity, order, location, slot, pot.places)


def give_back(capacity: Capacity, order: OrderId, reason: str) -> list[CapacityReturned]:
    """Return all places of an order; an order that has none returns nothing, so places come back once."""
    return [CapacityReturned(order, reason)] if order in capacity.taken_by else []


def set_places(_: Capacity, ask: SetCapacity, __: Instant) -> list[CapacitySet] | Refused:
    """Places already taken stay taken, even where there are now fewer."""
    if ask.places is not None and ask.places < 0:
        return Refused(Reason.BAD_QUANTITY, ask.bucket)
    return [CapacitySet(ask.location, ask.bucket, ask.places, ask.closes_at)]


def _pot(capacity: Capacity, location: LocationId, bucket: str) -> Pot:
    pots = capacity.pots.setdefault(location, {})
    if bucket not in pots:
        pots[bucket] = Pot()
    return pots[bucket]


def _fold_set(capacity: Capacity, fact: CapacitySet, _: Instant) -> None:
    pot = _pot(capacity, fact.location, fact.bucket)
    pot.places, pot.closes_at = fact.places, fact.closes_at


def _fold_taken(capacity: Capacity, fact: CapacityTaken, _: Instant) -> None:
    pot = _pot(capacity, fact.location, fact.bucket)
    pot.taken += fact.places
    capacity.taken_by.setdefault(fact.order, []).append(fact)


def _fold_returned(capacity: Capacity, fact: CapacityReturned, _: Instant) -> None:
    for taken in capacity.taken_by.pop(fact.order):
        pot = capacity.pots[taken.location][taken.bucket]
        pot.taken -= taken.places
        assert pot.taken >= 0, "a place was returned twice"


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    CapacitySet: _fold_set,
    CapacityTaken: _fold_taken,
    CapacityReturned: _fold_returned,
}
