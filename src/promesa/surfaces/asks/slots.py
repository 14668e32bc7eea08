"""Delivery slots: the windows in which a service comes to an area, and the places of each."""

from typing import Annotated

import msgspec
from msgspec import Meta

from promesa.domain.ledger.delivery_slots import (
    ANY_AREA,
    CLOSES_MINUTES_MAX,
    PLACES_MAX,
    SLOTS_MAX,
    DaySlots,
    SetDeliverySlots,
    SetSlotPlaces,
)
from promesa.domain.values.calendars import EVERY_DAY
from promesa.domain.values.ids import ServiceId
from promesa.surfaces import fields
from promesa.surfaces.asks.labouring import Weekday
from promesa.surfaces.operations import Call, Command, Receipt, receipt

Places = Annotated[int, Meta(ge=0, le=PLACES_MAX, description="Orders that one slot of one day takes; zero: closed.")]


class DaySlotsAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One window of each such weekday, on the wall clock of the place."""

    starts: fields.Clock
    ends: fields.Clock
    places: Places
    weekdays: Annotated[tuple[Weekday, ...], Meta(max_length=7)] = EVERY_DAY


class DeliverySlots(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All windows of a service in an area; none: it comes at any hour."""

    slots: Annotated[tuple[DaySlotsAsked, ...], Meta(max_length=SLOTS_MAX)]
    area: fields.Area = ANY_AREA
    closes_minutes: Annotated[int, Meta(ge=0, le=CLOSES_MINUTES_MAX)] = 0


class SlotPlaces(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Places of one window on one date in one area; null: as on its weekday."""

    area: fields.Area
    slot: fields.Bucket
    places: Places | None


def set_slots(asked: DeliverySlots, call: Call) -> SetDeliverySlots:
    return SetDeliverySlots(
        service=ServiceId(call.path["service"]),
        area=asked.area,
        slots=tuple(DaySlots(one.starts, one.ends, one.places, one.weekdays) for one in asked.slots),
        closes_minutes=asked.closes_minutes,
    )


OPERATIONS = (
    Command(
        name="set_delivery_slots",
        method="POST",
        path="/v1/services/{service}/slots",
        scope="network",
        group="Network",
        summary="The windows in which a service comes to an area, and how many orders each of them takes a day.",
        takes=DeliverySlots,
        gives=Receipt,
        command=set_slots,
        reply=lambda _, asked, call, facts: receipt(f"{call.path['service']} {asked.area}", facts),
    ),
    Command(
        name="set_slot_places",
        method="POST",
        path="/v1/services/{service}/slots/places",
        scope="network",
        group="Network",
        summary="How many orders one delivery slot of one date takes in an area: a peak, a strike, a closed street.",
        takes=SlotPlaces,
        gives=Receipt,
        command=lambda a, call: SetSlotPlaces(
            service=ServiceId(call.path["service"]), area=a.area, slot=a.slot, places=a.places
        ),
        reply=lambda _, asked, call, facts: receipt(f"{call.path['service']} {asked.area} {asked.slot}", facts),
    ),
)
