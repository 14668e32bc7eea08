"""Delivery slots in a quote and an order: which are open, on which day the first one is, and taking the chosen one."""

from datetime import date

import numpy as np
from msgspec.structs import replace

from promesa.domain.ledger import capacity as capacities
from promesa.domain.ledger import delivery_slots, labour
from promesa.domain.ledger.delivery_slots import DatedSlot, SlotTaken
from promesa.domain.network import places as gazetteer
from promesa.domain.network.carriers import lanes as carrying
from promesa.domain.network.carriers import state as carriers
from promesa.domain.network.carriers.state import Reach
from promesa.domain.network.places import Place
from promesa.domain.promise.sourcing.long_way import LocationChoices
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.sourcing.reach_table import ReachTable
from promesa.domain.promise.sourcing.service_columns import FAR
from promesa.domain.promise.words import Leg, Offer, OfferedSlot, TimePart
from promesa.domain.values.ids import OrderId, ServiceId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused

SLOT = "slot"
"""The part of a leg's time that is spent waiting for the first open slot."""


def concern(parts: Parts, table: ReachTable) -> bool:
    """Whether one of the services of the table comes in slots to its area."""
    book = parts.capacity.slots
    if not book.said:
        return False
    return any(delivery_slots.said_of(book, reach.service.service, reach.area) for reach in table.reaches)


def with_slots(parts: Parts, table: ReachTable, place: Place, found: LocationChoices, now: Instant) -> LocationChoices:
    """The same choices, those by services with slots moved to the first day that has an open one."""
    arrives = found.arrives.copy()
    for k, reach in enumerate(table.reaches):
        if delivery_slots.said_of(parts.capacity.slots, reach.service.service, reach.area) is None:
            continue
        for day in np.unique(arrives[:, k]).tolist():
            if day < FAR:
                first = first_day(parts, reach, place, date.fromordinal(day), now)
                arrives[found.arrives[:, k] == day, k] = FAR if first is None else first.toordinal()
    return LocationChoices(found.numbers, found.available, arrives, found.process_on, found.worth)


def first_day(parts: Parts, reach: Reach, place: Place, earliest: date, now: Instant) -> date | None:
    """The first day with an open slot, counted from the earliest feasible one (R17), or None."""
    found = open_slots(parts, reach, place, earliest, now)
    return None if not found else date.fromisoformat(found[0].slot[:10])


def open_slots(parts: Parts, reach: Reach, place: Place, earliest: date, now: Instant) -> list[DatedSlot]:
    """Slots with a place left and not past their cut-off, on the service's days from the earliest feasible one on."""
    days = carrying.delivery_days(reach.service, earliest, parts.policy.slot_days)
    visits = reach.deliveries.weekdays
    return [
        slot
        for day in days
        if day.weekday() in visits
        for slot in capacities.delivery_slots_on(parts.capacity, reach.service.service, reach.area, place.zone, day)
        if slot.places_left > 0 and now < slot.closes_at
    ]


def dated(parts: Parts, table: ReachTable, place: Place, legs: tuple[Leg, ...], now: Instant) -> tuple[Leg, ...]:
    """The legs as they come in slots: all of one service on the first day that has an open one for the last of them."""
    last: dict[ServiceId, date] = {}
    for leg in legs:
        last[leg.service] = max(leg.arrives_on, last.get(leg.service, leg.arrives_on))
    moved = list(legs)
    for reach in table.reaches:
        service = reach.service.service
        if service in last and delivery_slots.said_of(parts.capacity.slots, service, reach.area) is not None:
            day = first_day(parts, reach, place, last[service], now)
            if day is not None:
                moved = [_on(leg, day) if leg.service == service else leg for leg in moved]
    return tuple(moved)


def _on(leg: Leg, day: date) -> Leg:
    if day == leg.arrives_on:
        return leg
    waits = TimePart(SLOT, float((day - leg.arrives_on).days))
    return replace(leg, arrives_on=day, time=(*leg.time, waits) if leg.time else ())


def stand(parts: Parts, table: ReachTable, place: Place, legs: tuple[Leg, ...], now: Instant) -> bool:
    """Whether all legs that come in slots come in one slot, and there is one on their day."""
    with_them = {
        reach.service.service: reach
        for reach in table.reaches
        if delivery_slots.said_of(parts.capacity.slots, reach.service.service, reach.area) is not None
    }
    own = [leg for leg in legs if leg.service in with_them]
    if not own:
        return True
    if len({leg.service for leg in own}) > 1:
        return False
    day = max(leg.arrives_on for leg in own)
    return first_day(parts, with_them[own[0].service], place, day, now) == day


def offered(parts: Parts, table: ReachTable, place: Place, offer: Offer, now: Instant) -> Offer:
    """The offer with the slots that may be chosen for it; their places are nobody's business."""
    for reach in table.reaches:
        own = [leg.arrives_on for leg in offer.legs if leg.service == reach.service.service]
        if own and delivery_slots.said_of(parts.capacity.slots, reach.service.service, reach.area) is not None:
            slots = open_slots(parts, reach, place, max(own), now)
            return replace(offer, slots=tuple(OfferedSlot(one.slot, one.starts_at, one.ends_at) for one in slots))
    return offer


def chosen(parts: Parts, offer: Offer, slot: str | None, now: Instant) -> Offer | Refused:
    """The offer for the slot that the customer chose, or for the first open one where they left it to us.

    UNKNOWN_SLOT, CUTOFF_PASSED, NO_CAPACITY; an offer without slots is as it was.
    """
    place = None if offer.postal_code is None else gazetteer.find(parts.places, offer.postal_code)
    reach = None if place is None else _reach_of(parts, offer, place)
    if place is None or reach is None:
        return offer
    earliest = max(leg.arrives_on for leg in offer.legs if leg.service == reach.service.service)
    found = open_slots(parts, reach, place, earliest, now)
    if slot is None:
        return _for_slot(offer, found[0]) if found else Refused(Reason.NO_CAPACITY, reach.service.service, 0)
    match = next((one for one in found if one.slot == slot), None)
    return _no_such(parts, reach, place, slot, now) if match is None else _for_slot(offer, match)


def _no_such(parts: Parts, reach: Reach, place: Place, slot: str, now: Instant) -> Refused:
    """Why a slot cannot be had: it was never there, it is over, it is full, or nothing can be there by then."""
    said = labour.dated_hours(slot)
    service = reach.service.service
    day_slots = (
        [] if said is None else capacities.delivery_slots_on(parts.capacity, service, reach.area, place.zone, said[0])
    )
    known = next((one for one in day_slots if one.slot == slot), None)
    if known is None:
        return Refused(Reason.UNKNOWN_SLOT, slot)
    if now >= known.closes_at:
        return Refused(Reason.CUTOFF_PASSED, slot)
    return Refused(Reason.NO_CAPACITY, slot, 0) if known.places_left < 1 else Refused(Reason.NO_PROMISE, slot)


def _for_slot(offer: Offer, slot: DatedSlot) -> Offer:
    day = date.fromisoformat(slot.slot[:10])
    legs = tuple(_on(leg, max(day, leg.arrives_on)) for leg in offer.legs)
    last = max(leg.arrives_on for leg in legs)
    by = slot.ends_at if last == day else offer.promised_by
    return replace(offer, legs=legs, promised_on=last, promised_by=by, slots=(), slot=slot.slot)


def _reach_of(parts: Parts, offer: Offer, place: Place) -> Reach | None:
    """The service of the offer that comes in slots, as it reaches the place."""
    book = parts.capacity.slots
    if not book.said or offer.kind != "delivery":
        return None
    services = {leg.service for leg in offer.legs}
    for reach in carriers.reaching(parts.carriers, place):
        service = reach.service.service
        if service in services and delivery_slots.said_of(book, service, reach.area) is not None:
            return reach
    return None


def take(parts: Parts, order: OrderId, offer: Offer) -> list[SlotTaken]:
    """The place of the slot that was chosen (see `chosen`: it is open)."""
    place = None if offer.postal_code is None else gazetteer.find(parts.places, offer.postal_code)
    reach = None if place is None or not offer.slot else _reach_of(parts, offer, place)
    if reach is None:
        return []
    return [SlotTaken(order=order, service=reach.service.service, area=reach.area, slot=offer.slot)]


def kept(renewed: Offer, accepted: Offer) -> Offer:
    """The accepted offer planned anew, still in the slot that was chosen where it can be there by then."""
    if not accepted.slot or renewed.promised_on > date.fromisoformat(accepted.slot[:10]):
        return renewed
    legs = tuple(_on(leg, max(leg.arrives_on, date.fromisoformat(accepted.slot[:10]))) for leg in renewed.legs)
    said = {"promised_on": accepted.promised_on, "promised_by": accepted.promised_by, "slot": accepted.slot}
    return replace(renewed, legs=legs, **said)
