"""What may be said about labour, capacity and delivery slots, and what follows from it."""

from datetime import date

from promesa.domain.ledger import capacity as capacities
from promesa.domain.ledger import delivery_slots, labour
from promesa.domain.ledger.capacity import Capacity, CapacitySet, SetCapacity
from promesa.domain.ledger.delivery_slots import (
    PLACES_MAX,
    DeliverySlotsSet,
    SetDeliverySlots,
    SetSlotPlaces,
    SlotPlacesSet,
)
from promesa.domain.ledger.labour import SLOT_MINUTES_MAX, LabourSet, SetLabour
from promesa.domain.network.carriers.state import Carriers
from promesa.domain.network.carriers.state import find as find_service
from promesa.domain.network.locations import state as locations
from promesa.domain.network.locations.state import Location, Locations
from promesa.domain.values import ids
from promesa.domain.values.ids import ServiceId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos, shares
from promesa.domain.values.refusal import Reason, Refused


def set_labour(known: Locations, capacity: Capacity, ask: SetLabour, _: Instant) -> list[LabourSet] | Refused:
    """The whole week anew; what is taken stays taken. UNKNOWN_LOCATION, INVALID names the field at fault."""
    at = locations.find(known, ask.location)
    if at is None:
        return Refused(Reason.UNKNOWN_LOCATION, ask.location)
    fault = labour.fault_of(ask)
    if fault is not None:
        return Refused(Reason.INVALID, f"{ask.location} {fault}")
    told = LabourSet(
        location=at.location,
        slots=labour.entered(ask.slots),
        order_seconds=ask.order_seconds,
        line_seconds=ask.line_seconds,
        unit_seconds=ask.unit_seconds,
    )
    return [] if capacity.labour.get(at.location) == told else [told]


def set_capacity(known: Locations, capacity: Capacity, ask: SetCapacity, now: Instant) -> list[CapacitySet] | Refused:
    """Places, or minutes of labour of a date or of one of its slots; what is taken stays taken."""
    at = locations.find(known, ask.location)
    if at is None:
        return Refused(Reason.UNKNOWN_LOCATION, ask.location)
    if ask.minutes is None:
        return capacities.set_places(capacity, ask, now)
    if not 0 <= ask.minutes <= SLOT_MINUTES_MAX:
        return Refused(Reason.BAD_QUANTITY, ask.bucket)
    if capacities.labour_of(capacity, at.location) is None or ask.places is not None or ask.closes_at is not None:
        return Refused(Reason.INVALID, f"{ask.bucket} minutes")
    if capacities.is_day(ask.bucket):
        return _share_out(capacity, at, date.fromisoformat(ask.bucket), ask.minutes)
    dated = labour.dated_hours(ask.bucket)
    if dated is None or _crosses(capacity, at, *dated):
        return Refused(Reason.INVALID, ask.bucket)
    return [CapacitySet(at.location, ask.bucket, None, minutes=ask.minutes)]


def _share_out(capacity: Capacity, at: Location, day: date, minutes: int) -> list[CapacitySet] | Refused:
    """The date's minutes for its slots in proportion to what they usually have, else evenly."""
    week = capacities.labour_of(capacity, at.location)
    usual = {} if week is None else {slot.bucket: slot.minutes for slot in labour.week_slots(week, at, day)}
    slots = capacities.slots_on(capacity, at, day)
    if not slots:
        return Refused(Reason.INVALID, day.isoformat())
    each = shares(Centavos(minutes), [usual.get(slot.bucket, 0) for slot in slots])
    return [CapacitySet(at.location, slot.bucket, None, minutes=own) for slot, own in zip(slots, each, strict=True)]


def _crosses(capacity: Capacity, at: Location, day: date, hours: str) -> bool:
    """Whether the hours overlap another slot of the date: the same person would be counted twice."""
    new = labour.day_slot(day, hours, 0, at.zone)
    others = (slot for slot in capacities.slots_on(capacity, at, day) if slot.bucket != new.bucket)
    return any(new.starts_at < slot.ends_at and slot.starts_at < new.ends_at for slot in others)


def set_delivery_slots(
    carriers: Carriers, capacity: Capacity, ask: SetDeliverySlots, _: Instant
) -> list[DeliverySlotsSet] | Refused:
    """The slots of a service in an area, the whole of them; what is taken stays taken."""
    known = find_service(carriers, ServiceId(ids.entered(ask.service)))
    if known is None:
        return Refused(Reason.UNKNOWN_SERVICE, ask.service)
    fault = delivery_slots.fault_of(ask) or (None if ids.is_sound(ask.area) else "area")
    if fault is not None:
        return Refused(Reason.INVALID, f"{ask.service} {fault}")
    told = DeliverySlotsSet(
        service=known.service, area=ids.entered(ask.area), slots=ask.slots, closes_minutes=ask.closes_minutes
    )
    return [] if capacity.slots.said.get(told.service, {}).get(told.area) == told else [told]


def set_slot_places(
    carriers: Carriers, capacity: Capacity, ask: SetSlotPlaces, _: Instant
) -> list[SlotPlacesSet] | Refused:
    """Places of one dated slot; what is taken stays taken, even where there are now fewer."""
    service, area = ServiceId(ids.entered(ask.service)), ids.entered(ask.area)
    if find_service(carriers, service) is None:
        return Refused(Reason.UNKNOWN_SERVICE, ask.service)
    said, dated = delivery_slots.said_of(capacity.slots, service, area), labour.dated_hours(ask.slot)
    if said is None or dated is None or dated[1] not in [f"{one.starts}-{one.ends}" for one in said.slots]:
        return Refused(Reason.UNKNOWN_SLOT, ask.slot)
    if ask.places is not None and not 0 <= ask.places <= PLACES_MAX:
        return Refused(Reason.BAD_QUANTITY, ask.slot)
    return [SlotPlacesSet(service=service, area=area, slot=ask.slot, places=ask.places)]
