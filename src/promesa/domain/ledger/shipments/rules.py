"""What is allowed with parcels: pack what is reserved, hand over what is packed, believe a scan only if it can be."""

from collections.abc import Container

from promesa.domain.ledger.orders.state import Orders, Stage
from promesa.domain.ledger.shipments import trips
from promesa.domain.ledger.shipments.state import STAYING, Parcel, Shipments, Status, live
from promesa.domain.ledger.shipments.trips import Distance
from promesa.domain.ledger.shipments.words import (
    DAMAGED,
    NOT_FOUND,
    CheckHandOver,
    CheckLabel,
    CollectParcel,
    EtaMoved,
    HandOver,
    HandOverMissed,
    LabelVoided,
    MarkReady,
    PackParcel,
    ParcelAtBranch,
    ParcelBooked,
    ParcelDelivered,
    ParcelDoubted,
    ParcelHandedOver,
    ParcelLost,
    ParcelPacked,
    ParcelReady,
    ParcelScanned,
    ParcelUnpacked,
    PutUnitsBack,
    RecordBooking,
    RecordScan,
    ReportMissing,
    Scan,
    UnitsPutBack,
    UnpackParcel,
)
from promesa.domain.ledger.stock import questions
from promesa.domain.ledger.stock.state import Stock
from promesa.domain.ledger.stock.words import (
    ReservationConsumed,
    StockCounted,
    StockMissing,
    StockPicked,
    StockUnpicked,
)
from promesa.domain.values.ids import OrderId, ParcelId
from promesa.domain.values.moments import MINUTE, Instant
from promesa.domain.values.refusal import Reason, Refused

Facts = list[object]
EXPIRED, REPLACED = "expired", "replaced"
"""Why a label is void."""
SKEW_MAX = 5 * MINUTE
AT_PICKING = "picking"
"""The source of a count that somebody made because units for a parcel were not there."""


def pack(orders: Orders, shipments: Shipments, ask: PackParcel) -> Facts | Refused:
    """Units leave their shelves into the parcel; packing twice is packing once."""
    parcel = _confirmed(orders, shipments, ask.parcel)
    if isinstance(parcel, Refused):
        return parcel
    if parcel.status in (Status.PACKED, Status.READY, Status.MOVING, Status.AT_BRANCH, Status.DELIVERED):
        return []
    if parcel.status is not Status.PLANNED:
        return Refused(Reason.WRONG_STATE, ask.parcel)
    plan = parcel.planned
    reservation = orders.by_id[plan.order].placed.reservation
    return [StockPicked(reservation, plan.parcel, plan.takes), ParcelPacked(plan.parcel, plan.order)]


def unpack(orders: Orders, shipments: Shipments, ask: UnpackParcel) -> Facts | Refused:
    """Undo a packing: the units are on their shelves and still reserved for the order (R08)."""
    parcel = shipments.by_id.get(ask.parcel)
    if parcel is None:
        return Refused(Reason.UNKNOWN_PARCEL, ask.parcel)
    if parcel.status is Status.PLANNED:
        return []
    if parcel.status is Status.CANCELLED:
        return Refused(Reason.WRONG_STATE, ask.parcel)
    if parcel.status not in (Status.PACKED, Status.READY):
        return Refused(Reason.ALREADY_SHIPPED, ask.parcel)
    return unpack_facts(orders, parcel, ask.reason)


def unpack_facts(orders: Orders, parcel: Parcel, reason: str) -> Facts:
    """What putting a packed parcel's units back says."""
    plan = parcel.planned
    reservation = orders.by_id[plan.order].placed.reservation
    return [StockUnpicked(reservation, plan.parcel, plan.takes), ParcelUnpacked(plan.parcel, plan.order, reason)]


def report_missing(
    orders: Orders, shipments: Shipments, stock: Stock, ask: ReportMissing, now: Instant
) -> Facts | Refused:
    """The shelf has what was found and no more, at once and on every surface (R23); who is owed more is seen to.

    Units that were not found say that the record was wrong; damaged ones only that there are fewer.
    """
    parcel = _confirmed(orders, shipments, ask.parcel)
    if isinstance(parcel, Refused):
        return parcel
    if parcel.status is not Status.PLANNED or ask.reason not in (NOT_FOUND, DAMAGED):
        return Refused(Reason.WRONG_STATE if ask.reason in (NOT_FOUND, DAMAGED) else Reason.INVALID, ask.parcel)
    location = parcel.planned.location
    wanted = sum(take.units for take in parcel.planned.takes if take.sku == ask.sku)
    if not wanted:
        return Refused(Reason.UNKNOWN_SKU, ask.sku)
    if not 0 < ask.units <= wanted:
        return Refused(Reason.BAD_QUANTITY, ask.sku, wanted)
    on_hand = questions.on_hand(stock, ask.sku, location)
    if ask.reason == DAMAGED:
        return [StockCounted(ask.sku, location, on_hand - ask.units, -ask.units, AT_PICKING, counted_at=now)]
    found = wanted - ask.units
    return [
        StockMissing(ask.sku, location, ask.units, ask.parcel, ask.reason),
        StockCounted(ask.sku, location, found, found - on_hand, AT_PICKING, counted_at=now),
    ]


def put_back(shipments: Shipments, ask: PutUnitsBack) -> Facts | Refused:
    """A cancelled parcel's box was emptied; said twice, it changes nothing."""
    parcel = shipments.by_id.get(ask.parcel)
    if parcel is None:
        return Refused(Reason.UNKNOWN_PARCEL, ask.parcel)
    if parcel.status is not Status.CANCELLED:
        return Refused(Reason.WRONG_STATE, ask.parcel)
    waits = ask.parcel in shipments.to_put_back.get(parcel.planned.location, {})
    return [UnitsPutBack(ask.parcel, parcel.planned.order)] if waits else []


def book(shipments: Shipments, ask: RecordBooking) -> Facts | Refused:
    """A carrier's label, once: another one makes the one before void, so a parcel has one at most."""
    parcel = shipments.by_id.get(ask.parcel)
    if parcel is None:
        return Refused(Reason.UNKNOWN_PARCEL, ask.parcel)
    if ask.tracking == parcel.tracking or ask.tracking in parcel.voided:
        return []
    order = parcel.planned.order
    gone: Facts = [LabelVoided(ask.parcel, order, parcel.tracking, REPLACED)] if parcel.tracking else []
    return [*gone, ParcelBooked(ask.parcel, order, ask.carrier, ask.tracking)]


def check_label(shipments: Shipments, ask: CheckLabel) -> Facts:
    """At the end of a label's life: void, if the parcel has not left under it."""
    parcel = shipments.by_id.get(ask.parcel)
    if parcel is None or parcel.tracking != ask.tracking or parcel.status not in (Status.PLANNED, Status.PACKED):
        return []
    return [LabelVoided(ask.parcel, parcel.planned.order, ask.tracking, EXPIRED)]


def mark_ready(orders: Orders, shipments: Shipments, ask: MarkReady, now: Instant) -> Facts | Refused:
    """A pickup parcel waits at its counter: only when every unit of it is in hand (R21)."""
    parcel = _confirmed(orders, shipments, ask.parcel)
    if isinstance(parcel, Refused):
        return parcel
    if parcel.planned.kind != "pickup":
        return Refused(Reason.WRONG_STATE, ask.parcel)
    if parcel.status in (Status.READY, Status.DELIVERED):
        return []
    ready = ParcelReady(ask.parcel, parcel.planned.order, now)
    if parcel.status is Status.PACKED:
        return [ready]
    if parcel.status is not Status.PLANNED or ask.in_hand is None:
        return Refused(Reason.WRONG_STATE, ask.parcel)
    in_hand = dict(ask.in_hand)
    for take in parcel.planned.takes:
        if in_hand.get(take.sku, 0) < take.units:
            return Refused(Reason.PARCEL_INCOMPLETE, take.sku, in_hand.get(take.sku, 0))
    packing = pack(orders, shipments, PackParcel(ask.parcel))
    return packing if isinstance(packing, Refused) else [*packing, ready]


def hand_over(
    orders: Orders, shipments: Shipments, stock: Stock, ask: HandOver, now: Instant, choosing: Container[OrderId] = ()
) -> Facts | Refused:
    """The carrier took it; a parcel that was never marked packed is packed by leaving.

    `choosing`: orders whose customers may still have more units reserved.
    """
    parcel = _confirmed(orders, shipments, ask.parcel)
    if isinstance(parcel, Refused):
        return parcel
    handed_at = now if ask.handed_at is None else ask.handed_at
    if handed_at > now + SKEW_MAX:
        return Refused(Reason.CLOCK_SKEW, ask.parcel)
    if parcel.status in (Status.MOVING, Status.AT_BRANCH, Status.DELIVERED):
        return []
    if parcel.planned.kind == "pickup" or parcel.status not in (Status.PLANNED, Status.PACKED):
        return Refused(Reason.WRONG_STATE, ask.parcel)
    if ask.tracking and ask.tracking != parcel.tracking:
        return Refused(Reason.WRONG_LABEL, ask.tracking)
    plan = parcel.planned
    packing = pack(orders, shipments, PackParcel(ask.parcel))
    assert isinstance(packing, list), packing
    return [
        *packing,
        ParcelHandedOver(plan.parcel, plan.order, handed_at),
        *_consumed(orders, shipments, stock, parcel, choosing),
    ]


def _consumed(
    orders: Orders, shipments: Shipments, stock: Stock, leaving: Parcel, choosing: Container[OrderId]
) -> Facts:
    """The reservation's closing event, when the last parcel leaves that could still be undone: each ends once (R07)."""
    order = leaving.planned.order
    if order in choosing:
        return []
    reservation = orders.by_id[order].placed.reservation
    staying = [p for p in live(shipments, order) if p.status in STAYING and p is not leaving]
    return [ReservationConsumed(reservation)] if reservation in stock.reservations and not staying else []


def collect(
    orders: Orders,
    shipments: Shipments,
    stock: Stock,
    ask: CollectParcel,
    now: Instant,
    choosing: Container[OrderId] = (),
) -> Facts | Refused:
    """The customer took a ready parcel from the counter. `choosing`: as for `hand_over`."""
    parcel = shipments.by_id.get(ask.parcel)
    if parcel is None:
        return Refused(Reason.UNKNOWN_PARCEL, ask.parcel)
    if parcel.status is Status.DELIVERED:
        return []
    if parcel.status is not Status.READY:
        return Refused(Reason.WRONG_STATE, ask.parcel)
    delivered = ParcelDelivered(ask.parcel, parcel.planned.order, now)
    return [delivered, *_consumed(orders, shipments, stock, parcel, choosing)]


def scan(shipments: Shipments, ask: RecordScan, now: Instant, distance: Distance | None = None) -> Facts | Refused:
    """A carrier's event. Repeated and late ones change nothing; what cannot be true is kept as doubtful (R42, R43):
    delivered before it left, or sooner than anything travels that far."""
    parcel = shipments.by_id.get(ask.parcel)
    if parcel is None:
        return Refused(Reason.UNKNOWN_PARCEL, ask.parcel)
    if ask.scanned_at > now + SKEW_MAX:
        return Refused(Reason.CLOCK_SKEW, ask.parcel)
    if (ask.scan, ask.scanned_at) in parcel.scans:
        return []
    plan = parcel.planned
    is_out = parcel.handed_at is not None and not trips.is_too_fast(parcel, ask.scanned_at, distance)
    if ask.scan is Scan.DELIVERED and not is_out:
        if (ask.scan, ask.scanned_at) in parcel.doubts:
            return []
        return [ParcelDoubted(plan.parcel, plan.order, ask.scan, ask.scanned_at)]
    facts: Facts = [ParcelScanned(plan.parcel, plan.order, ask.scan, ask.scanned_at)]
    if parcel.status not in (Status.MOVING, Status.AT_BRANCH):
        return facts
    if plan.kind == "ocurre" and parcel.status is Status.MOVING and ask.scan in (Scan.AT_BRANCH, Scan.DELIVERED):
        facts.append(ParcelAtBranch(plan.parcel, plan.order, ask.scanned_at))
    if ask.scan is Scan.DELIVERED:
        return [*facts, ParcelDelivered(plan.parcel, plan.order, ask.scanned_at)]
    if ask.scan is Scan.LOST:
        return [*facts, ParcelLost(plan.parcel, plan.order, "carrier")]
    if ask.eta is not None and ask.eta != parcel.eta:
        facts.append(EtaMoved(plan.parcel, plan.order, ask.eta, "carrier"))
    return facts


def check_hand_over(shipments: Shipments, ask: CheckHandOver) -> Facts:
    """At the hour when it should have left: say so if it has not."""
    parcel = shipments.by_id.get(ask.parcel)
    if parcel is None or parcel.status not in (Status.PLANNED, Status.PACKED):
        return []
    return [HandOverMissed(ask.parcel, parcel.planned.order)]


def _confirmed(orders: Orders, shipments: Shipments, parcel_id: ParcelId) -> Parcel | Refused:
    """The parcel, if its order may be worked on: permission comes from the order each time, it is not copied (R36)."""
    parcel = shipments.by_id.get(parcel_id)
    if parcel is None:
        return Refused(Reason.UNKNOWN_PARCEL, parcel_id)
    if orders.by_id[parcel.planned.order].stage is Stage.PLACED:
        return Refused(Reason.ORDER_NOT_CONFIRMED, parcel.planned.order)
    if parcel.status is Status.PLANNED and orders.by_id[parcel.planned.order].halts:
        return Refused(Reason.ORDER_HALTED, parcel.planned.order)
    return parcel
