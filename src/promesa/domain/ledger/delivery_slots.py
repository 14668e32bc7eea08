"""Delivery slots: the windows in which a service comes to an area, each with so many places a day."""

from typing import NamedTuple

import msgspec

from promesa.domain.ledger.labour import are_hours
from promesa.domain.values.calendars import EVERY_DAY
from promesa.domain.values.ids import OrderId, ServiceId
from promesa.domain.values.moments import Instant

ANY_AREA = "*"
PLACES_MAX = 1_000_000
CLOSES_MINUTES_MAX = 60 * 24 * 30
SLOTS_MAX = 48


class DaySlots(msgspec.Struct, frozen=True, array_like=True):
    """One slot of each such weekday, on the wall clock of the place; zero places: closed."""

    starts: str
    ends: str
    places: int
    weekdays: tuple[int, ...] = EVERY_DAY


class SetDeliverySlots(msgspec.Struct, frozen=True, kw_only=True):
    """From now on the service comes to the area (a state's key; "*": every area of which nothing else is said) in these
    slots only. Orders for one close `closes_minutes` before it starts. No slots at all: it comes at any hour."""

    service: ServiceId
    area: str = ANY_AREA
    slots: tuple[DaySlots, ...] = ()
    closes_minutes: int = 0


class DeliverySlotsSet(msgspec.Struct, frozen=True, kw_only=True):
    service: ServiceId
    area: str = ANY_AREA
    slots: tuple[DaySlots, ...] = ()
    closes_minutes: int = 0


class SetSlotPlaces(msgspec.Struct, frozen=True, kw_only=True):
    """Places of one slot of one date in one area, instead of its weekday's; None: the weekday's again."""

    service: ServiceId
    area: str
    slot: str
    places: int | None


class SlotPlacesSet(msgspec.Struct, frozen=True, kw_only=True):
    service: ServiceId
    area: str
    slot: str
    places: int | None


class SlotTaken(msgspec.Struct, frozen=True, kw_only=True):
    """One place in a dated slot; it goes back with everything else that the order has taken."""

    order: OrderId
    service: ServiceId
    area: str
    slot: str


class SlotPot(msgspec.Struct):
    """Places of a dated slot (None: as on its weekday) and how many are taken."""

    places: int | None = None
    taken: int = 0


class SlotBook(msgspec.Struct):
    """What was said about slots by service and area, what is taken of them, and by whom."""

    said: dict[ServiceId, dict[str, DeliverySlotsSet]] = {}
    pots: dict[ServiceId, dict[str, dict[str, SlotPot]]] = {}
    taken_by: dict[OrderId, SlotTaken] = {}


class DatedSlot(NamedTuple):
    """A slot of one date with its moments, until when it may be chosen, and the places it has left."""

    slot: str
    starts_at: Instant
    ends_at: Instant
    closes_at: Instant
    places_left: int


def said_of(book: SlotBook, service: ServiceId, area: str) -> DeliverySlotsSet | None:
    """What holds for the service in the area, or None: it comes any hour."""
    areas = book.said.get(service)
    if not areas:
        return None
    found = areas.get(area) or areas.get(ANY_AREA)
    return found if found is not None and found.slots else None


def fault_of(ask: SetDeliverySlots) -> str | None:
    """The first field that cannot be, or None."""
    if not 0 <= ask.closes_minutes <= CLOSES_MINUTES_MAX:
        return "closes_minutes"
    hours = [f"{one.starts}-{one.ends}" for one in ask.slots]
    if len(hours) > SLOTS_MAX or len(set(hours)) < len(hours) or not all(map(are_hours, hours)):
        return "slots"
    sound = all(0 <= one.places <= PLACES_MAX and set(one.weekdays) <= set(EVERY_DAY) for one in ask.slots)
    return None if sound else "slots"
