"""Labour: the minutes of work that a location has by weekday and slot, what an order takes of them, what is left."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from promesa.domain.ledger import capacity as capacities
from promesa.domain.ledger.labour import SLOT_MINUTES_MAX, SLOTS_MAX, WORK_SECONDS_MAX, SetLabour, WorkSlot
from promesa.domain.network.locations.state import find
from promesa.domain.values import moments
from promesa.domain.values.ids import LocationId
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.surfaces import fields
from promesa.surfaces.operations import Call, Command, Question, receipt
from promesa.surfaces.operations import Receipt as Done

DAYS_TOLD_MAX = 62

Weekday = Annotated[int, Meta(ge=0, le=6, description="Monday is 0.", examples=[0])]
Minutes = Annotated[int, Meta(ge=0, le=SLOT_MINUTES_MAX, description="Minutes of labour; zero: closed.")]
Seconds = Annotated[int, Meta(ge=0, le=WORK_SECONDS_MAX)]


class WeekSlot(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Minutes of labour between two hours of each such weekday, on the location's wall clock."""

    weekday: Weekday
    starts: fields.Clock
    ends: fields.Clock
    minutes: Minutes


class Labour(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole week of a location, and what each parcel of an order takes of it; no slots: minutes are not counted."""

    slots: Annotated[tuple[WeekSlot, ...], Meta(max_length=SLOTS_MAX)]
    order_seconds: Seconds = 240
    line_seconds: Seconds = 60
    unit_seconds: Seconds = 30


class SlotTold(msgspec.Struct, frozen=True):
    """One slot of one date: its minutes, those that are taken, and those that can still be promised."""

    slot: str
    starts_at: datetime
    ends_at: datetime
    minutes: int
    minutes_taken: int
    minutes_left: int


class LabourTold(msgspec.Struct, frozen=True):
    location: str
    as_of: datetime
    position: int
    order_seconds: int
    line_seconds: int
    unit_seconds: int
    slots: tuple[SlotTold, ...]


class LabourDays(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which days: from this one (else today) so many."""

    since: date | None = None
    days: Annotated[int, Meta(ge=1, le=DAYS_TOLD_MAX)] = 7


def set_labour(asked: Labour, call: Call) -> SetLabour:
    return SetLabour(
        location=LocationId(call.path["location"]),
        slots=tuple(WorkSlot(slot.weekday, slot.starts, slot.ends, slot.minutes) for slot in asked.slots),
        order_seconds=asked.order_seconds,
        line_seconds=asked.line_seconds,
        unit_seconds=asked.unit_seconds,
    )


def told(_: World, __: Labour, call: Call, facts: Sequence[Any]) -> Done:
    return receipt(call.path["location"], facts)


def show(world: World, asked: LabourDays, call: Call) -> LabourTold | Refused:
    """The slots of the days asked for with what is left of them now."""
    at = find(world.locations, LocationId(call.path["location"]))
    if at is None:
        return Refused(Reason.UNKNOWN_LOCATION, call.path["location"])
    known = world.capacity.labour.get(at.location)
    since = asked.since or moments.local_date(call.now, at.zone)
    slots = [
        _slot(world, at.location, slot, call)
        for further in range(asked.days)
        for slot in capacities.slots_on(world.capacity, at, since + timedelta(days=further))
    ]
    return LabourTold(
        location=at.location,
        as_of=moments.utc(call.now),
        position=call.position,
        order_seconds=0 if known is None else known.order_seconds,
        line_seconds=0 if known is None else known.line_seconds,
        unit_seconds=0 if known is None else known.unit_seconds,
        slots=tuple(slots),
    )


def _slot(world: World, location: LocationId, slot: Any, call: Call) -> SlotTold:
    pot = world.capacity.pots.get(location, {}).get(slot.bucket)
    return SlotTold(
        slot=slot.bucket,
        starts_at=moments.utc(slot.starts_at),
        ends_at=moments.utc(slot.ends_at),
        minutes=slot.minutes,
        minutes_taken=0 if pot is None else pot.minutes_taken,
        minutes_left=capacities.minutes_left(world.capacity, location, slot, slot.ends_at, call.now),
    )


OPERATIONS = (
    Command(
        name="set_labour",
        method="POST",
        path="/v1/locations/{location}/labour",
        scope="stock",
        group="Stock",
        summary="How many minutes of labour a location has by weekday and slot, and what an order takes of them.",
        takes=Labour,
        gives=Done,
        command=set_labour,
        reply=told,
    ),
    Question(
        name="show_labour",
        method="GET",
        path="/v1/locations/{location}/labour",
        scope="read",
        group="Stock",
        summary="A location's minutes of labour day by day: what it has, what is taken, what is left.",
        takes=LabourDays,
        gives=LabourTold,
        answer=show,
    ),
)
