"""What a location has to do now, stage by stage, read from the world: to answer, to pick, to hand over, to give."""

import heapq
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import islice

import msgspec

from promesa.domain.ledger.orders.state import Stage
from promesa.domain.ledger.shipments import counter
from promesa.domain.ledger.shipments.picks import TaskStatus
from promesa.domain.ledger.shipments.state import Parcel, Status, staying_at
from promesa.domain.ledger.stock.words import Take
from promesa.domain.network import shelf_places
from promesa.domain.network.locations.state import Location
from promesa.domain.network.shelf_places import WalkKey
from promesa.domain.values import moments
from promesa.domain.values.ids import LocationId, ParcelId
from promesa.domain.values.moments import Instant
from promesa.domain.world import World

LOOKED_AT_MAX = 5_000
"""Parcels of a location that are sorted for a page, those planned first; a warehouse with more is not run by phones."""
SHOWN_MAX = 40
"""Parcels of one stage that stand on a page, soonest first: nobody walks for more at once."""
PICKUP = "pickup"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class FloorStage(StrEnum):
    """How far a parcel has come on its floor."""

    ASKED = "asked"
    TO_PICK = "to_pick"
    HALTED = "halted"
    AT_DOCK = "at_dock"
    AT_COUNTER = "at_counter"
    TO_PUT_BACK = "to_put_back"


class FloorLine(msgspec.Struct, frozen=True):
    """Units of one SKU of one parcel, and where they stand."""

    sku: str
    name: str
    units: int
    place: str
    key: WalkKey


class FloorParcel(msgspec.Struct, frozen=True):
    """One parcel as its floor sees it. `by`: until when this stage should be done; `letter`: its box while picking."""

    parcel: str
    order: str
    is_pickup: bool
    stage: FloorStage
    by: Instant | None
    is_late: bool
    has_lapsed: bool
    service: str
    carrier: str
    guide: str
    lines: tuple[FloorLine, ...]
    units: int
    tries_left: int
    ready_at: Instant | None
    letter: str = ""


class Step(msgspec.Struct, frozen=True):
    """One stop of the walk: a line, and the box that it goes into."""

    line: FloorLine
    parcel: FloorParcel


class Floor(msgspec.Struct, frozen=True):
    """A location's work. `counts`: parcels by stage, also those that are not shown."""

    location: str
    name: str
    zone: str
    status: str
    paused_until: Instant | None
    pause_reason: str
    counts: dict[str, int]
    stages: dict[str, tuple[FloorParcel, ...]]

    def at(self, stage: FloorStage) -> tuple[FloorParcel, ...]:
        return self.stages.get(stage.value, ())


def of(world: World, at: Location, now: Instant) -> Floor:
    """The whole of it; quick where a location has some thousands of parcels."""
    by_stage: dict[FloorStage, list[tuple[Instant, Parcel]]] = {}
    for parcel in islice(staying_at(world.shipments, at.location), LOOKED_AT_MAX):
        stage = stage_of(world, parcel)
        by_stage.setdefault(stage, []).append((_due(world, parcel, stage), parcel))
    empty = [(since, world.shipments.by_id[name]) for name, since in _boxes(world, at.location).items()]
    if empty:
        by_stage[FloorStage.TO_PUT_BACK] = empty
    stages = {}
    for stage, found in by_stage.items():
        first = heapq.nsmallest(SHOWN_MAX, found, key=lambda one: (one[0], one[1].planned.parcel))
        stages[stage.value] = tuple(told(world, parcel, stage, now) for _, parcel in first)
    if FloorStage.TO_PICK in stages:
        stages["to_pick"] = tuple(_lettered(stages["to_pick"]))
    counts = {stage.value: len(found) for stage, found in by_stage.items()}
    return Floor(at.location, at.name, at.zone, at.status, at.paused_until, at.pause_reason, counts, stages)


def _boxes(world: World, location: LocationId) -> dict[ParcelId, Instant]:
    """Boxes to be emptied, and since when."""
    return world.shipments.to_put_back.get(location, {})


def stage_of(world: World, parcel: Parcel) -> FloorStage:
    if parcel.status is Status.READY:
        return FloorStage.AT_COUNTER
    if parcel.status is Status.PACKED:
        return FloorStage.AT_COUNTER if parcel.planned.kind == PICKUP else FloorStage.AT_DOCK
    order = world.orders.by_id[parcel.planned.order]
    if order.halts or order.stage is Stage.PLACED:
        return FloorStage.HALTED
    task = world.picks.tasks.get(parcel.planned.parcel)
    return FloorStage.ASKED if task is not None and task.status is TaskStatus.ASKED else FloorStage.TO_PICK


def _due(world: World, parcel: Parcel, stage: FloorStage) -> Instant:
    if stage is FloorStage.ASKED:
        return world.picks.tasks[parcel.planned.parcel].asked.answer_by
    return parcel.planned.hand_over_by


def told(world: World, parcel: Parcel, stage: FloorStage, now: Instant) -> FloorParcel:
    """One parcel with all that its card shows."""
    plan, by = parcel.planned, _due(world, parcel, stage)
    task, service = world.picks.tasks.get(plan.parcel), world.carriers.services.get(plan.service)
    waits = stage is FloorStage.AT_COUNTER and parcel.status is Status.READY
    return FloorParcel(
        parcel=plan.parcel,
        order=plan.order,
        is_pickup=plan.kind == PICKUP,
        stage=stage,
        by=None if waits else by,
        is_late=not waits and by < now,
        has_lapsed=task is not None and task.status is TaskStatus.LAPSED,
        service=plan.service,
        carrier="" if service is None else service.carrier,
        guide=parcel.tracking,
        lines=tuple(_line(world, plan.location, take) for take in plan.takes),
        units=sum(take.units for take in plan.takes),
        tries_left=counter.tries_left(parcel, now),
        ready_at=parcel.ready_at if waits else None,
    )


def _line(world: World, location: LocationId, take: Take) -> FloorLine:
    product = world.catalog.products.get(take.sku)
    name = take.sku if product is None else product.name or take.sku
    place = shelf_places.place_of(world.shelf_places, location, take.sku)
    key = shelf_places.walk_key(world.shelf_places, world.catalog, location, take.sku)
    return FloorLine(take.sku, name, take.units, place, key)


def _lettered(parcels: Iterable[FloorParcel]) -> Iterator[FloorParcel]:
    """A box is known by a letter, then by two."""
    for number, parcel in enumerate(parcels):
        rounds, letter = divmod(number, len(LETTERS))
        name = LETTERS[letter] if not rounds else LETTERS[rounds - 1] + LETTERS[letter]
        yield msgspec.structs.replace(parcel, letter=name)


def walk(parcels: Iterable[FloorParcel]) -> list[Step]:
    """Every line of them, in the order of the way past the shelves."""
    steps = [Step(line, parcel) for parcel in parcels for line in parcel.lines]
    return shelf_places.walk(steps, lambda step: step.line.key)


def clock(at: Instant | None, zone: str) -> str:
    """The location's own wall clock, not the house's."""
    return "" if at is None else f"{moments.local(at, zone):%H:%M}"
