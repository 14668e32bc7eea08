"""Which parcels stand on what has stopped."""

from collections.abc import Iterator

from promesa.domain.ledger.shipments.state import Parcel, Shipments, Status, live
from promesa.domain.network import places as gazetteer
from promesa.domain.network.carriers import pauses
from promesa.domain.network.carriers.words import CarriagePaused
from promesa.domain.network.locations import state as locations
from promesa.domain.network.places import Place
from promesa.domain.promise.keeping.contingency.words import AboutContingency, ContingencyKind
from promesa.domain.promise.keeping.rethinking.present import OrderBooks
from promesa.domain.promise.promises import Outcome, Promise
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.values.ids import OrderId

CARRIAGE = (ContingencyKind.CARRIER_OUTAGE, ContingencyKind.HURRICANE, ContingencyKind.BLOCKED_ROAD)
"""Kinds in which services do not run."""
HERE = (Status.PLANNED, Status.PACKED)


def carriage(about: AboutContingency) -> CarriagePaused | None:
    """What does not run, where anything does not."""
    if about.kind not in CARRIAGE:
        return None
    roads = about.locations if about.kind is ContingencyKind.BLOCKED_ROAD else ()
    to = (about.areas, about.until, roads, about.postal_codes)
    return CarriagePaused(about.contingency, about.services, about.origins, *to)


def area_of(parts: Parts, promise: Promise) -> str:
    """The area where it goes; "" where it goes nowhere."""
    place = place_of(parts, promise)
    return "" if place is None else place.area


def place_of(parts: Parts, promise: Promise) -> Place | None:
    """Where it goes: the door's place or that of the carrier's branch."""
    made = promise.made
    branch = None if made.branch is None else parts.carriers.branches.get(made.branch)
    code = made.postal_code if branch is None else branch.postal_code
    return None if code is None else gazetteer.find(parts.places, code)


def is_hit(parts: Parts, about: AboutContingency, promise: Promise, parcel: Parcel) -> bool:
    """Whether the parcel cannot go on as it is: its location does not send, or what brings it does not run.

    What is not due to leave before all works again may wait; what stands at a counter is where it was promised.
    """
    plan, status = parcel.planned, parcel.status
    if about.kind is ContingencyKind.ERP_SILENT:
        return False
    if status in HERE and about.until is not None and plan.hand_over_by > about.until:
        return False
    if plan.location in about.locations and status in HERE and about.kind is not ContingencyKind.BLOCKED_ROAD:
        return True
    stopped, at = carriage(about), locations.find(parts.locations, plan.location)
    if stopped is None or at is None or plan.kind == "pickup" or status not in (*HERE, Status.MOVING):
        return False
    return pauses.covers(stopped, plan.service, place_of(parts, promise), at)


def hit(parts: Parts, shipments: Shipments, about: AboutContingency, promise: Promise) -> list[Parcel]:
    """The promise's parcels that cannot go on."""
    return [one for one in live(shipments, promise.made.order) if is_hit(parts, about, promise, one)]


def affected(parts: Parts, books: OrderBooks, about: AboutContingency) -> tuple[OrderId, ...]:
    """Orders whose open promises have such a parcel, the day last told soonest first."""
    found = list(_affected(parts, books, about))
    return tuple(promise.made.order for promise in sorted(found, key=lambda one: (one.told_on, one.made.order)))


def _affected(parts: Parts, books: OrderBooks, about: AboutContingency) -> Iterator[Promise]:
    for promise in books.promises.by_order.values():
        if promise.outcome is Outcome.OPEN and hit(parts, books.shipments, about, promise):
            yield promise


def exposed(books: OrderBooks, about: AboutContingency) -> int:
    """Open promises with a parcel still at one of the locations: of a silent source they stand."""
    found = 0
    for promise in books.promises.by_order.values():
        if promise.outcome is Outcome.OPEN:
            parcels = live(books.shipments, promise.made.order)
            found += any(one.status in HERE and one.planned.location in about.locations for one in parcels)
    return found
