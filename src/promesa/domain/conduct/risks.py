"""Which open promises are at risk and why: what facts say of each, and from which moment on the clock says so too."""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

import msgspec

from promesa.domain.ledger.orders.halts import BY_PERSON
from promesa.domain.ledger.orders.state import Orders
from promesa.domain.ledger.shipments import picks as tasks
from promesa.domain.ledger.shipments.picks import Picks
from promesa.domain.ledger.shipments.state import Parcel, Shipments, Status, arrived_at, live
from promesa.domain.network import places as gazetteer
from promesa.domain.network.carriers import state as carriers
from promesa.domain.network.locations import state as locations
from promesa.domain.promise.choices import Choices
from promesa.domain.promise.promises import Promise, Promises, open_promise
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.values.ids import LocationId, OrderId, ServiceId
from promesa.domain.values.moments import DAY, MINUTE, Instant, end_of_day
from promesa.domain.values.money import Centavos

UNLIKELY = 0.8
"""A promise less likely than this to be kept is looked at when it is due soon."""
SOON = 2 * DAY
ANSWER_AHEAD = 30 * MINUTE
"""So long before a location must have answered it is said to be silent."""
NEVER = Instant(2**62)


class RiskCause(StrEnum):
    """Why a promise is at risk, the gravest first."""

    LOST = "lost"
    """A parcel of it is lost."""
    OVERDUE = "overdue"
    """The day last told is over, and it has not come."""
    CLOSED = "closed"
    """It waits to be packed where nothing is sent: paused, or closed for good."""
    SHUT = "shut"
    """It waits where people say that they are shut."""
    CARRIAGE = "carriage"
    """Its service does not run to its place now."""
    LATE_OUT = "late_out"
    """It should have left."""
    ETA = "eta"
    """Its carrier names a later day than its customer knows."""
    UNHEARD = "unheard"
    """Nothing is heard of a parcel for longer than its lane ever takes."""
    MISSING = "missing"
    """Units were not found, and its customer has to choose."""
    REVIEW = "review"
    """A person has to let it go on."""
    SILENT = "silent"
    """The location has not answered, and must soon."""
    UNPAID = "unpaid"
    """A change of it waits for its payment."""
    UNLIKELY = "unlikely"
    """Due soon, and not likely."""


ORDER_OF = {cause: number for number, cause in enumerate(RiskCause)}


class RiskBooks(NamedTuple):
    """The nouns that risks are read from."""

    parts: Parts
    orders: Orders
    shipments: Shipments
    promises: Promises
    picks: Picks
    choices: Choices


class RiskWatch(msgspec.Struct, frozen=True, gc=False):
    """An open promise as far as risks go: what facts say, and the moments at which the clock says something."""

    order: OrderId
    kind: str
    promised_on: date
    told_on: date
    told_by: Instant
    """The end of the day last told."""
    keep_probability: float
    value: Centavos
    """What its customer pays for it."""
    cost: Centavos
    """What a broken promise costs us, by the policy."""
    location: LocationId
    area: str
    """Where it goes: the state's code, "" for what is fetched."""
    service: ServiceId
    causes: tuple[RiskCause, ...]
    """By facts alone."""
    leaves_by: Instant = NEVER
    """When the first parcel that is still with us must leave."""
    answers_by: Instant = NEVER
    doubted_from: Instant = NEVER
    shut_until: Instant = Instant(0)
    """While the people of a location where it waits say that they are shut."""
    places: tuple[LocationId, ...] = ()
    """Where something of it still is: what becomes of them is heard."""
    has_planned: bool = False
    """Something of it is not packed: another way may be found."""


def watch(books: RiskBooks, order: OrderId, now: Instant) -> RiskWatch | None:
    """The order's promise to be watched; None where none is open, or all of it is where it was promised."""
    promise = open_promise(books.promises, order)
    if promise is None:
        return None
    parcels = live(books.shipments, order)
    waiting = [one for one in parcels if arrived_at(one) is None]
    if parcels and not waiting:
        return None
    made, policy = promise.made, books.parts.policy
    here = [one for one in waiting if one.status in (Status.PLANNED, Status.PACKED)]
    planned = [one for one in here if one.status is Status.PLANNED]
    first = next(iter(_troubled(books, planned, now) or here or waiting), None)
    told_by = end_of_day(promise.told_on, made.zone)
    leg = made.legs[0]
    return RiskWatch(
        order=order,
        kind=made.kind,
        promised_on=made.promised_on,
        told_on=promise.told_on,
        told_by=told_by,
        keep_probability=made.keep_probability,
        value=books.orders.by_id[order].placed.total,
        cost=Centavos(policy.late_price + policy.late_day_cost),
        location=leg.location if first is None else first.planned.location,
        area=_area(books, promise),
        service=leg.service if first is None else first.planned.service,
        causes=tuple(_causes(books, promise, waiting, here, planned)),
        leaves_by=min((one.planned.hand_over_by for one in here), default=NEVER),
        answers_by=min(_answers(books.picks, planned), default=NEVER),
        doubted_from=Instant(told_by - SOON) if made.keep_probability < UNLIKELY else NEVER,
        shut_until=max((tasks.shut_until(books.picks, one.planned.location) for one in planned), default=Instant(0)),
        places=tuple(dict.fromkeys(one.planned.location for one in here)),
        has_planned=bool(planned),
    )


def _area(books: RiskBooks, promise: Promise) -> str:
    code = promise.made.postal_code
    place = None if code is None else gazetteer.find(books.parts.places, code)
    return "" if place is None else place.area


def _causes(
    books: RiskBooks,
    promise: Promise,
    waiting: Sequence[Parcel],
    here: Sequence[Parcel],
    planned: Sequence[Parcel],
) -> Iterator[RiskCause]:
    order = promise.made.order
    if any(one.status is Status.LOST for one in waiting):
        yield RiskCause.LOST
    if any(_is_closed(books, one.planned.location) for one in planned):
        yield RiskCause.CLOSED
    if here and books.parts.carriers.pauses and _is_stopped(books, promise, here):
        yield RiskCause.CARRIAGE
    if any(one.eta is not None and one.eta > promise.told_on for one in waiting if one not in here):
        yield RiskCause.ETA
    if any(one.doubt is not None for one in waiting if one not in here):
        yield RiskCause.UNHEARD
    if order in books.choices.awaited:
        yield RiskCause.MISSING
    if any(halt.kind in BY_PERSON for halt in books.orders.by_id[order].halts):
        yield RiskCause.REVIEW
    if order in books.orders.awaited:
        yield RiskCause.UNPAID


def _is_closed(books: RiskBooks, location: LocationId) -> bool:
    at = locations.find(books.parts.locations, location)
    return at is None or not locations.is_active(at)


def _troubled(books: RiskBooks, planned: Sequence[Parcel], now: Instant) -> list[Parcel]:
    """Those that wait where nobody works."""
    return [
        one
        for one in planned
        if _is_closed(books, one.planned.location) or tasks.is_shut(books.picks, one.planned.location, now)
    ]


def _is_stopped(books: RiskBooks, promise: Promise, here: Sequence[Parcel]) -> bool:
    code = promise.made.postal_code
    place = None if code is None else gazetteer.find(books.parts.places, code)
    if place is None or promise.made.kind == "pickup":
        return False
    at = books.parts.locations
    return any(
        carriers.is_paused(books.parts.carriers, one.planned.service, place, locations.find(at, one.planned.location))
        for one in here
    )


def _answers(picks: Picks, planned: Sequence[Parcel]) -> Iterator[Instant]:
    for one in planned:
        task = tasks.open_task(picks, one.planned.parcel)
        if task is not None:
            yield task.asked.answer_by


# --- what the clock says ---


def causes(one: RiskWatch, now: Instant) -> tuple[RiskCause, ...]:
    """Everything that is wrong with it now, the gravest first; none: it is not at risk."""
    found = list(one.causes)
    if now < one.shut_until:
        found.append(RiskCause.SHUT)
    if now > one.told_by:
        found.append(RiskCause.OVERDUE)
    if now > one.leaves_by:
        found.append(RiskCause.LATE_OUT)
    if now > one.answers_by - ANSWER_AHEAD:
        found.append(RiskCause.SILENT)
    if now > one.doubted_from:
        found.append(RiskCause.UNLIKELY)
    return tuple(sorted(found, key=ORDER_OF.__getitem__))


def changes_at(one: RiskWatch, now: Instant) -> Instant:
    """The next moment at which the clock says something new of it."""
    moments = (one.told_by, one.leaves_by, one.answers_by - ANSWER_AHEAD, one.doubted_from, one.shut_until - 1)
    return Instant(min((at + 1 for at in moments if at >= now), default=NEVER))


def act_by(one: RiskWatch, now: Instant) -> Instant:
    """Until when something can still be done about it: the van, while it has not left, else the day last told."""
    return one.leaves_by if now <= one.leaves_by < NEVER else one.told_by
