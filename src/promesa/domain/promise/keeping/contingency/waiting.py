"""A plan that waits until all works again: the same parcel from the same place, by the first day on which it can."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from msgspec.structs import replace

from promesa.domain.ledger import cargo as cargos
from promesa.domain.ledger.shipments.state import Parcel, Shipments, of_order
from promesa.domain.ledger.shipments.words import ParcelCancelled, ParcelPlanned
from promesa.domain.network.carriers import state as carriers
from promesa.domain.network.carriers.state import Service
from promesa.domain.network.locations import collecting, days
from promesa.domain.network.locations import state as locations
from promesa.domain.network.locations.state import Location
from promesa.domain.promise.sourcing import cargo_room
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.values import calendars
from promesa.domain.values.ids import ParcelId
from promesa.domain.values.moments import DAY, Instant, local_date

WAIT_DAYS_MAX = 7
"""Nobody is asked to wait longer for what could be cancelled: then the money goes back."""
UNKNOWN_DAYS = 3
"""How long what is under way is expected to stand still where nobody knows."""


class LaterPlan(NamedTuple):
    """When it would leave and come."""

    hand_over_by: Instant
    arrives_on: date


def wait(
    parts: Parts, parcel: Parcel, until: Instant | None, now: Instant, before: Sequence[tuple[Parcel, LaterPlan]] = ()
) -> LaterPlan | None:
    """The parcel's own plan put off until then, or until a van may take it; None where that is not known, or too long.

    `before`: what the same append puts off besides.
    """
    plan = parcel.planned
    at = locations.find(parts.locations, plan.location)
    service = carriers.find(parts.carriers, plan.service)
    if until is None or until > now + WAIT_DAYS_MAX * DAY or at is None or service is None:
        return None
    ready_on = days.process_day(at, until)
    if ready_on is None:
        return None
    both = calendars.meet(at.working, service.pickups)
    leaves_on = collecting.collected_on(at, plan.service, service.pickups, ready_on + _days(at.handling_days), until)
    while leaves_on is not None and not _van_takes(parts, at, parcel, leaves_on, before):
        leaves_on = collecting.collected_on(at, plan.service, service.pickups, leaves_on + _days(1), until)
        if leaves_on is not None and leaves_on > ready_on + _days(WAIT_DAYS_MAX):
            return None
    if leaves_on is None or not both.weekdays:
        return None
    took = calendars.open_days(service.deliveries, local_date(plan.hand_over_by, at.zone), plan.arrives_on)
    arrives_on = _later(service, leaves_on, took)
    return None if arrives_on is None else LaterPlan(collecting.hand_over_by(at, plan.service, leaves_on), arrives_on)


def _van_takes(
    parts: Parts, at: Location, parcel: Parcel, day: date, before: Sequence[tuple[Parcel, LaterPlan]]
) -> bool:
    if not parts.capacity.cargo.caps:
        return True
    by = collecting.hand_over_by(at, parcel.planned.service, day)
    key = cargos.key_of(parts.carriers, at, parcel.planned.service, by)
    free = None if key is None else cargos.left(parts.capacity.cargo, key)
    own = sum(
        cargo_room.worth(parts, other.planned.takes)
        for other, later in before
        if cargos.key_of(
            parts.carriers, parts.locations.by_id[other.planned.location], other.planned.service, later.hand_over_by
        )
        == key
    )
    return free is None or own + cargo_room.worth(parts, parcel.planned.takes) <= free


def waits(parts: Parts, parcels: Sequence[Parcel], until: Instant | None, now: Instant) -> list[LaterPlan | None]:
    """`wait` for each of one order's parcels."""
    found: list[LaterPlan | None] = []
    for parcel in parcels:
        known = [(one, later) for one, later in zip(parcels, found, strict=False) if later is not None]
        found.append(wait(parts, parcel, until, now, known))
    return found


def counter(parts: Parts, parcel: Parcel, until: Instant | None, now: Instant) -> LaterPlan | None:
    """The same of what is fetched at a counter: ready some hours after it opens again."""
    at = locations.find(parts.locations, parcel.planned.location)
    if until is None or until > now + WAIT_DAYS_MAX * DAY or at is None:
        return None
    ready_at = days.ready_at(at, until, parts.policy)
    return None if ready_at is None else LaterPlan(ready_at, local_date(ready_at, at.zone))


def under_way(parts: Parts, parcel: Parcel, until: Instant | None, zone: str, now: Instant) -> date | None:
    """When a parcel that is with its carrier comes, if the carrier stands still until then."""
    service = carriers.find(parts.carriers, parcel.planned.service)
    if service is None or parcel.eta is None:
        return None
    today = local_date(now, zone)
    runs_on = today + _days(UNKNOWN_DAYS) if until is None else local_date(until, zone)
    left = calendars.open_days(service.deliveries, today, max(today, parcel.eta))
    new = _later(service, runs_on, left)
    return None if new is None else max(parcel.eta, new)


def facts(shipments: Shipments, parcel: Parcel, later: LaterPlan, cause: str, further: int) -> list[object]:
    """The parcel as planned anew; `further`: how many the same append has planned before it."""
    plan = parcel.planned
    number = len(of_order(shipments, plan.order)) + 1 + further
    planned: ParcelPlanned = replace(
        plan,
        parcel=ParcelId(f"{plan.order}-{number}"),
        hand_over_by=later.hand_over_by,
        arrives_on=later.arrives_on,
    )
    return [ParcelCancelled(plan.parcel, plan.order, cause), planned]


def _later(service: Service, since: date, open_days: int) -> date | None:
    """So many days of delivery after a day."""
    found = calendars.next_open(service.deliveries, since + _days(1)) if open_days else since
    return (
        found if found is None or not open_days else calendars.step_open_days(service.deliveries, found, open_days - 1)
    )


def _days(count: int) -> timedelta:
    return timedelta(days=count)
