"""Parcels and how far each has come."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec

from promesa.domain.ledger.shipments.pick_words import PickLapsed, PickRejected, PickShort
from promesa.domain.ledger.shipments.tidings_words import ParcelUnheard
from promesa.domain.ledger.shipments.words import (
    ArrivalOverdue,
    EtaMoved,
    HandOverMissed,
    LabelVoided,
    ParcelAtBranch,
    ParcelBooked,
    ParcelCancelled,
    ParcelDelivered,
    ParcelDoubted,
    ParcelHandedOver,
    ParcelLost,
    ParcelPacked,
    ParcelPlanned,
    ParcelReady,
    ParcelScanned,
    ParcelsRegrouped,
    ParcelUnpacked,
    RedeliveryAsked,
    Scan,
    UnitsPutBack,
    WordNotUnderstood,
    WrongCodeShown,
)
from promesa.domain.values.ids import LocationId, OrderId, ParcelId
from promesa.domain.values.moments import Instant


class Status(StrEnum):
    PLANNED = "planned"
    PACKED = "packed"
    READY = "ready"
    MOVING = "moving"
    AT_BRANCH = "at_branch"
    DELIVERED = "delivered"
    LOST = "lost"
    CANCELLED = "cancelled"


ENDED = (Status.DELIVERED, Status.LOST, Status.CANCELLED)
STAYING = (Status.PLANNED, Status.PACKED, Status.READY)
"""Still with us: it may be undone."""


class Parcel(msgspec.Struct):
    """The plan (frozen) and what has happened since."""

    planned: ParcelPlanned
    status: Status = Status.PLANNED
    tracking: str = ""
    voided: list[str] = []
    """Labels that it had and that are void."""
    eta: date | None = None
    ready_at: Instant | None = None
    """The first time: it may have been unpacked since."""
    handed_at: Instant | None = None
    delivered_at: Instant | None = None
    at_branch_at: Instant | None = None
    scans: list[tuple[Scan, Instant]] = []
    doubts: list[tuple[Scan, Instant]] = []
    """Scans that could not be true when they were told."""
    became: tuple[ParcelId, ...] = ()
    """The parcels that its units were regrouped into."""
    doubt: float | None = None
    """While nothing is heard of it for too long: how likely its promise is kept, as last judged."""
    unpacked_at: Instant | None = None
    attempts_answered: int = 0
    """Failed attempts after which its customer has said when or where the next one shall be."""
    wrong_codes: tuple[Instant, ...] = ()
    """When codes were shown for it that are not its own."""


class Shipments(msgspec.Struct):
    by_id: dict[ParcelId, Parcel] = {}
    by_order: dict[OrderId, list[ParcelId]] = {}
    by_tracking: dict[str, ParcelId] = {}
    words_not_understood: int = 0
    refused_by: dict[OrderId, tuple[LocationId, ...]] = {}
    """Locations that said no to an order, or did not answer in time: none of them is asked for it again."""
    staying: dict[LocationId, dict[ParcelId, None]] = {}
    """The parcels that each location still has, to pack or packed, in the order in which they were planned."""
    to_put_back: dict[LocationId, dict[ParcelId, Instant]] = {}
    """Parcels that were cancelled with their units in the box, and since when: on record these are on their shelves."""


def of_order(shipments: Shipments, order: OrderId) -> list[Parcel]:
    """Every parcel of the order, in the order of planning, cancelled ones too."""
    return [shipments.by_id[parcel] for parcel in shipments.by_order.get(order, ())]


def arrived_at(parcel: Parcel) -> Instant | None:
    """When it was where it was promised: ready at our counter, waiting at the carrier's branch, or at the door."""
    kind = parcel.planned.kind
    if kind == "pickup":
        return parcel.ready_at
    return parcel.at_branch_at if kind == "ocurre" else parcel.delivered_at


def live(shipments: Shipments, order: OrderId) -> list[Parcel]:
    """The order's parcels that were not cancelled."""
    return [parcel for parcel in of_order(shipments, order) if parcel.status is not Status.CANCELLED]


def refused_by(shipments: Shipments, order: OrderId) -> tuple[LocationId, ...]:
    """Locations that the order is not planned at again."""
    return shipments.refused_by.get(order, ())


def staying_at(shipments: Shipments, location: LocationId) -> Iterator[Parcel]:
    """What a location still has to do: parcels that nobody has taken from there and that were not cancelled."""
    return (shipments.by_id[parcel] for parcel in shipments.staying.get(location, ()))


def _planned(shipments: Shipments, fact: ParcelPlanned, _: Instant) -> None:
    assert fact.parcel not in shipments.by_id, fact
    shipments.staying.setdefault(fact.location, {})[fact.parcel] = None
    shipments.by_id[fact.parcel] = Parcel(fact, eta=fact.arrives_on)
    shipments.by_order.setdefault(fact.order, []).append(fact.parcel)


def _packed(shipments: Shipments, fact: ParcelPacked, _: Instant) -> None:
    parcel = shipments.by_id[fact.parcel]
    assert parcel.status is Status.PLANNED, (fact, parcel.status)
    parcel.status = Status.PACKED


def _unpacked(shipments: Shipments, fact: ParcelUnpacked, at: Instant) -> None:
    parcel = shipments.by_id[fact.parcel]
    parcel.unpacked_at = at
    assert parcel.status in (Status.PACKED, Status.READY), (fact, parcel.status)
    parcel.status = Status.PLANNED


def _booked(shipments: Shipments, fact: ParcelBooked, _: Instant) -> None:
    shipments.by_id[fact.parcel].tracking = fact.tracking
    shipments.by_tracking[fact.tracking] = fact.parcel


def _label_voided(shipments: Shipments, fact: LabelVoided, _: Instant) -> None:
    parcel = shipments.by_id[fact.parcel]
    assert parcel.tracking == fact.tracking, (fact, parcel.tracking)
    parcel.tracking = ""
    parcel.voided.append(fact.tracking)


def _ready(shipments: Shipments, fact: ParcelReady, _: Instant) -> None:
    parcel = shipments.by_id[fact.parcel]
    assert parcel.status is Status.PACKED, (fact, parcel.status)
    parcel.status = Status.READY
    parcel.ready_at = fact.ready_at if parcel.ready_at is None else parcel.ready_at


def _handed_over(shipments: Shipments, fact: ParcelHandedOver, _: Instant) -> None:
    parcel = shipments.by_id[fact.parcel]
    assert parcel.status is Status.PACKED, (fact, parcel.status)
    parcel.status, parcel.handed_at = Status.MOVING, fact.handed_at
    _leaves(shipments, parcel)


def _scanned(shipments: Shipments, fact: ParcelScanned, _: Instant) -> None:
    parcel = shipments.by_id[fact.parcel]
    parcel.doubt = None
    parcel.scans.append((fact.scan, fact.scanned_at))
    parcel.scans.sort(key=lambda scan: scan[1])


def _unheard(shipments: Shipments, fact: ParcelUnheard, _: Instant) -> None:
    shipments.by_id[fact.parcel].doubt = fact.keep_probability


def _redelivery(shipments: Shipments, fact: RedeliveryAsked, _: Instant) -> None:
    parcel = shipments.by_id[fact.parcel]
    parcel.attempts_answered = sum(scan is Scan.ATTEMPT_FAILED for scan, _ in parcel.scans)


def _eta_moved(shipments: Shipments, fact: EtaMoved, _: Instant) -> None:
    shipments.by_id[fact.parcel].eta = fact.arrives_on


def _delivered(shipments: Shipments, fact: ParcelDelivered, _: Instant) -> None:
    parcel = shipments.by_id[fact.parcel]
    assert parcel.status in (Status.MOVING, Status.READY, Status.AT_BRANCH), (fact, parcel.status)
    parcel.status, parcel.delivered_at = Status.DELIVERED, fact.delivered_at
    _leaves(shipments, parcel)


def _at_branch(shipments: Shipments, fact: ParcelAtBranch, _: Instant) -> None:
    parcel = shipments.by_id[fact.parcel]
    assert parcel.status is Status.MOVING, (fact, parcel.status)
    parcel.status, parcel.at_branch_at = Status.AT_BRANCH, fact.at_branch_at


def _lost(shipments: Shipments, fact: ParcelLost, _: Instant) -> None:
    parcel = shipments.by_id[fact.parcel]
    parcel.status = Status.LOST
    _leaves(shipments, parcel)


def _cancelled(shipments: Shipments, fact: ParcelCancelled, at: Instant) -> None:
    parcel = shipments.by_id[fact.parcel]
    assert parcel.status in (Status.PLANNED, Status.PACKED, Status.READY), (fact, parcel.status)
    parcel.status = Status.CANCELLED
    _leaves(shipments, parcel)
    if parcel.unpacked_at == at:
        shipments.to_put_back.setdefault(parcel.planned.location, {})[fact.parcel] = at


def _leaves(shipments: Shipments, parcel: Parcel) -> None:
    plan = parcel.planned
    shipments.staying[plan.location].pop(plan.parcel, None)


def _wrong_code(shipments: Shipments, fact: WrongCodeShown, at: Instant) -> None:
    parcel = shipments.by_id[fact.parcel]
    parcel.wrong_codes = (*parcel.wrong_codes, at)


def _put_back(shipments: Shipments, fact: UnitsPutBack, _: Instant) -> None:
    shipments.to_put_back[shipments.by_id[fact.parcel].planned.location].pop(fact.parcel)


def _regrouped(shipments: Shipments, fact: ParcelsRegrouped, _: Instant) -> None:
    for parcel in fact.parcels:
        shipments.by_id[parcel].became = fact.into


def _not_understood(shipments: Shipments, _: WordNotUnderstood, __: Instant) -> None:
    shipments.words_not_understood += 1


def _doubted(shipments: Shipments, fact: ParcelDoubted, _: Instant) -> None:
    shipments.by_id[fact.parcel].doubts.append((fact.scan, fact.scanned_at))


def _refused(shipments: Shipments, fact: PickRejected | PickShort | PickLapsed, _: Instant) -> None:
    if not isinstance(fact, PickLapsed) or fact.moved:
        before = shipments.refused_by.get(fact.order, ())
        shipments.refused_by[fact.order] = tuple(dict.fromkeys((*before, fact.location)))


def _noted(_: Shipments, __: HandOverMissed | ArrivalOverdue, ___: Instant) -> None:
    """Recorded for people and stories; the parcel is where it was."""


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    ParcelPlanned: _planned,
    ParcelPacked: _packed,
    ParcelUnpacked: _unpacked,
    ParcelBooked: _booked,
    LabelVoided: _label_voided,
    ParcelReady: _ready,
    ParcelHandedOver: _handed_over,
    ParcelScanned: _scanned,
    ParcelDoubted: _doubted,
    ParcelUnheard: _unheard,
    RedeliveryAsked: _redelivery,
    EtaMoved: _eta_moved,
    ParcelAtBranch: _at_branch,
    ParcelDelivered: _delivered,
    WrongCodeShown: _wrong_code,
    ParcelLost: _lost,
    ParcelCancelled: _cancelled,
    UnitsPutBack: _put_back,
    ParcelsRegrouped: _regrouped,
    HandOverMissed: _noted,
    ArrivalOverdue: _noted,
    WordNotUnderstood: _not_understood,
    PickRejected: _refused,
    PickShort: _refused,
    PickLapsed: _refused,
}
