"""The capacity that an order takes: one place at each location of its plan on its working day, and its slot."""

from collections.abc import Iterable

from promesa.domain.ledger import capacity as capacities
from promesa.domain.ledger.capacity import CapacityReturned, CapacityTaken
from promesa.domain.network.locations import state as locations
from promesa.domain.promise.parts import Parts
from promesa.domain.promise.words import Leg
from promesa.domain.values.ids import LocationId, OrderId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Refused

Bucket = tuple[LocationId, str]


def take(
    parts: Parts, order: OrderId, legs: tuple[Leg, ...], slot: str | None, now: Instant
) -> list[CapacityTaken] | Refused:
    """All of it or a refusal; several parcels of one location on one day are one order there."""
    facts: list[CapacityTaken] = []
    for location, day in _days_of(legs):
        taken = _take_day(parts, order, location, day)
        if isinstance(taken, Refused):
            return taken
        facts += taken
    if slot is not None:
        taken = capacities.take_slot(parts.capacity, order, legs[0].location, slot, now)
        if isinstance(taken, Refused):
            return taken
        facts += taken
    return facts


def move(
    parts: Parts, order: OrderId, legs: tuple[Leg, ...], staying: Iterable[LocationId], reason: str
) -> list[CapacityReturned | CapacityTaken]:
    """The places of a new plan instead of the old ones; its slot and its places at `staying` locations are kept.

    Where a new day has no place left the old places stand: a promise already given is not given up for it.
    """
    had = tuple(dict.fromkeys((t.location, t.bucket) for t in capacities.taken_by(parts.capacity, order)))
    stays = frozenset(staying)
    kept = [(location, bucket) for location, bucket in had if location in stays or not capacities.is_day(bucket)]
    wanted = tuple(dict.fromkeys((*kept, *_days_of(legs))))
    if set(had) == set(wanted):
        return []
    facts: list[CapacityReturned | CapacityTaken] = [*capacities.give_back(parts.capacity, order, reason)]
    for location, bucket in wanted:
        own = (location, bucket) in had
        taken = [CapacityTaken(order, location, bucket, 1)] if own else _take_day(parts, order, location, bucket)
        if isinstance(taken, Refused):
            return []
        facts += taken
    return facts


def _days_of(legs: tuple[Leg, ...]) -> tuple[Bucket, ...]:
    """Each location's working day once."""
    return tuple(dict.fromkeys((leg.location, leg.process_on.isoformat()) for leg in legs))


def _take_day(parts: Parts, order: OrderId, location: LocationId, day: str) -> list[CapacityTaken] | Refused:
    at = locations.find(parts.locations, location)
    assert at is not None, location
    return capacities.take(parts.capacity, order, location, day, at.orders_per_day)
