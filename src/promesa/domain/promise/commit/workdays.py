"""The capacity that an order takes at each location of its plan: one place of its working day, minutes, its slot."""

from collections.abc import Iterable

from promesa.domain.ledger import capacity as capacities
from promesa.domain.ledger.capacity import CapacityReturned, CapacityTaken
from promesa.domain.ledger.delivery_slots import SlotTaken
from promesa.domain.network.locations import state as locations
from promesa.domain.promise.quoting import slotting
from promesa.domain.promise.sourcing import workload
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.words import Leg, Offer
from promesa.domain.values.ids import LocationId, OrderId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Refused

Bucket = tuple[LocationId, str]


def take(
    parts: Parts, order: OrderId, offer: Offer, slot: str | None, now: Instant, start: Instant | None = None
) -> list[CapacityTaken | SlotTaken] | Refused:
    """All of it or a refusal; several parcels of one location on one day are one order there with minutes for each.

    `start`: before this moment nobody works on it, because it may not be paid yet.
    """
    facts: list[CapacityTaken | SlotTaken] = []
    for location, day in _days_of(offer.legs):
        taken = _take_day(parts, order, location, day)
        if isinstance(taken, Refused):
            return taken
        facts += taken
    worked = workload.take(parts, order, offer.legs, now, start=start)
    if isinstance(worked, Refused):
        return worked
    facts += worked
    facts += slotting.take(parts, order, offer)
    if slot is not None and not offer.slot:
        taken = capacities.take_slot(parts.capacity, order, offer.legs[0].location, slot, now)
        if isinstance(taken, Refused):
            return taken
        facts += taken
    return facts


def move(
    parts: Parts, order: OrderId, legs: tuple[Leg, ...], staying: Iterable[LocationId], reason: str, now: Instant
) -> list[CapacityReturned | CapacityTaken | SlotTaken]:
    """The capacity of a new plan instead of the old; its slot and what it has at `staying` locations are kept.

    Where a new day has nothing left the old capacity stands: a promise already given is not given up for it.
    """
    before = capacities.taken_by(parts.capacity, order)
    had = {(taken.location, taken.bucket) for taken in before if not taken.minutes}
    stays = frozenset(staying)
    kept = [taken for taken in before if taken.location in stays or _is_slot(taken)]
    days = [one for one in _days_of(legs) if one not in {(taken.location, taken.bucket) for taken in kept}]
    freed = [taken for taken in before if taken not in kept]
    worked = workload.take(parts, order, legs, now, freed)
    if isinstance(worked, Refused):
        return []
    facts: list[CapacityTaken] = [*kept]
    for location, bucket in days:
        own = (location, bucket) in had
        taken = [CapacityTaken(order, location, bucket, 1)] if own else _take_day(parts, order, location, bucket)
        if isinstance(taken, Refused):
            return []
        facts += taken
    facts += worked
    if _amounts(before) == _amounts(facts):
        return []
    slot = parts.capacity.slots.taken_by.get(order)
    return [*capacities.give_back(parts.capacity, order, reason), *facts, *([slot] if slot is not None else [])]


def _is_slot(taken: CapacityTaken) -> bool:
    """Whether it is a named slot: neither a place of a working day nor minutes of labour."""
    return not taken.minutes and not capacities.is_day(taken.bucket)


def _amounts(taken: Iterable[CapacityTaken]) -> dict[tuple[LocationId, str], tuple[int, int]]:
    """Places and minutes by location and bucket."""
    found: dict[tuple[LocationId, str], tuple[int, int]] = {}
    for one in taken:
        places, minutes = found.get((one.location, one.bucket), (0, 0))
        found[one.location, one.bucket] = (places + one.places, minutes + one.minutes)
    return found


def _days_of(legs: tuple[Leg, ...]) -> tuple[Bucket, ...]:
    """Each location's working day once."""
    return tuple(dict.fromkeys((leg.location, leg.process_on.isoformat()) for leg in legs))


def _take_day(parts: Parts, order: OrderId, location: LocationId, day: str) -> list[CapacityTaken] | Refused:
    at = locations.find(parts.locations, location)
    assert at is not None, location
    return capacities.take(parts.capacity, order, location, day, at.orders_per_day)
