"""What the log tells, as rows for lists, search and reports: each fact sets some columns of some rows.

Rows are derived, never decided upon: they can be thrown away and made again from the log.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from promesa.domain.conduct.promise_ledger import deciding_leg
from promesa.domain.ledger.orders.words import (
    OrderCancelled,
    OrderClosed,
    OrderConfirmed,
    OrderEdited,
    OrderPlaced,
    OrderRevised,
)
from promesa.domain.ledger.payments.words import (
    PaymentAwaited,
    PaymentCaptured,
    PaymentLapsed,
    PaymentSuperseded,
    RefundOwed,
)
from promesa.domain.ledger.shipments.words import (
    ParcelBooked,
    ParcelCancelled,
    ParcelDelivered,
    ParcelHandedOver,
    ParcelLost,
    ParcelPacked,
    ParcelPlanned,
    ParcelReady,
)
from promesa.domain.promise.words import (
    PromiseBroken,
    PromiseKept,
    PromiseMade,
    PromiseMoved,
    PromiseRedirected,
    PromiseWithdrawn,
)
from promesa.domain.values import moments
from promesa.domain.values.moments import Instant, local_date, to_iso

Row = tuple[str, str, dict[str, Any]]
"""(table, key, columns to set)."""

TABLES: Mapping[str, Mapping[str, str]] = {
    "orders": {
        "order_id": "text",
        "customer_id": "text",
        "channel": "text",
        "stage": "text",
        "placed_at": "text",
        "placed_on": "text",
        "confirmed_at": "text",
        "ended_at": "text",
        "cancelled_reason": "text",
        "units": "integer",
        "items_centavos": "integer",
        "discount_centavos": "integer",
        "fee_centavos": "integer",
        "interest_centavos": "integer",
        "total_centavos": "integer",
        "currency": "text",
        "rail": "text",
        "postal_code": "text",
        "pickup_location": "text",
    },
    "promises": {
        "order_id": "text",
        "kind": "text",
        "outcome": "text",
        "made_at": "text",
        "promised_on": "text",
        "told_on": "text",
        "arrived_on": "text",
        "days": "integer",
        "cause": "text",
        "failure": "text",
        "made_hour": "integer",
        "made_month": "text",
        "location": "text",
        "service": "text",
        "postal_code": "text",
        "legs": "integer",
        "basis": "text",
        "model": "integer",
        "keep_probability": "real",
        "fee_centavos": "integer",
        "cost_centavos": "integer",
        "policy": "integer",
        "fingerprint": "text",
        "platform_promised_on": "text",
    },
    "promise_moves": {
        "move_id": "text",
        "order_id": "text",
        "moved_at": "text",
        "was_on": "text",
        "promised_on": "text",
        "cause": "text",
    },
    "parcels": {
        "parcel_id": "text",
        "order_id": "text",
        "kind": "text",
        "location": "text",
        "service": "text",
        "status": "text",
        "tracking": "text",
        "units": "integer",
        "hand_over_by": "text",
        "arrives_on": "text",
        "ready_at": "text",
        "handed_at": "text",
        "delivered_at": "text",
    },
    "payments": {
        "payment_id": "text",
        "order_id": "text",
        "rail": "text",
        "status": "text",
        "amount_centavos": "integer",
        "until": "text",
        "paid_at": "text",
        "refunded_centavos": "integer",
    },
}
"""Table -> column -> type; the first column is the key."""


def _placed(fact: OrderPlaced, at: Instant) -> Iterator[Row]:
    columns = {
        "customer_id": fact.customer,
        "channel": fact.channel,
        "stage": "placed",
        "placed_at": to_iso(at),
        "placed_on": local_date(at, fact.zone).isoformat(),
        "units": sum(line.units for line in fact.lines),
        "items_centavos": fact.items,
        "discount_centavos": fact.discount,
        "fee_centavos": fact.fee,
        "interest_centavos": fact.interest,
        "total_centavos": fact.total,
        "currency": fact.currency,
        "rail": fact.rail,
        "postal_code": fact.postal_code,
        "pickup_location": fact.pickup_location,
    }
    yield "orders", fact.order, columns


def _edited(fact: OrderEdited, _: Instant) -> Iterator[Row]:
    columns = {
        "units": sum(line.units for line in fact.lines),
        "items_centavos": fact.items,
        "discount_centavos": fact.discount,
        "total_centavos": fact.total,
    }
    yield "orders", fact.order, columns


def _revised(fact: OrderRevised, _: Instant) -> Iterator[Row]:
    columns = {
        "units": sum(line.units for line in fact.lines),
        "items_centavos": fact.items,
        "discount_centavos": fact.discount,
        "fee_centavos": fact.fee,
        "total_centavos": fact.total,
        "postal_code": fact.postal_code,
        "pickup_location": fact.pickup_location,
    }
    yield "orders", fact.order, columns


def _cancelled(fact: OrderCancelled, at: Instant) -> Iterator[Row]:
    yield "orders", fact.order, {"stage": "cancelled", "ended_at": to_iso(at), "cancelled_reason": fact.reason}


def _made(fact: PromiseMade, at: Instant) -> Iterator[Row]:
    told = fact.promised_on.isoformat()
    platform, local, leg = fact.platform_promised_on, moments.local(at, fact.zone), deciding_leg(fact)
    columns = {
        "made_hour": local.hour,
        "made_month": f"{local:%Y-%m}",
        "location": leg.location,
        "service": leg.service,
        "postal_code": fact.postal_code,
        "legs": len(fact.legs),
        "basis": fact.basis,
        "model": fact.model,
        "kind": fact.kind,
        "outcome": "open",
        "made_at": to_iso(at),
        "promised_on": told,
        "told_on": told,
        "keep_probability": fact.keep_probability,
        "fee_centavos": fact.fee,
        "cost_centavos": fact.cost,
        "policy": fact.policy,
        "fingerprint": fact.fingerprint,
        "platform_promised_on": platform.isoformat() if platform else None,
    }
    yield "promises", fact.order, columns


def _kept(fact: PromiseKept, _: Instant) -> Iterator[Row]:
    arrived = fact.arrived_on.isoformat()
    yield "promises", fact.order, {"outcome": "kept", "arrived_on": arrived, "days": fact.slack_days}


def _broken(fact: PromiseBroken, _: Instant) -> Iterator[Row]:
    arrived = fact.arrived_on.isoformat() if fact.arrived_on else None
    days = -fact.late_days if fact.late_days is not None else None
    columns = {"outcome": "broken", "arrived_on": arrived, "days": days, "cause": fact.cause, "failure": fact.failure}
    yield "promises", fact.order, columns


def _redirected(fact: PromiseRedirected, _: Instant) -> Iterator[Row]:
    told = fact.promised_on.isoformat()
    yield "promises", fact.order, {"promised_on": told, "told_on": told}


def _moved(fact: PromiseMoved, at: Instant) -> Iterator[Row]:
    """The date last told, and a row for this one: its id names the order and the day."""
    told = fact.promised_on.isoformat()
    yield "promises", fact.order, {"told_on": told}
    columns = {
        "order_id": fact.order,
        "moved_at": to_iso(at),
        "was_on": fact.was_on.isoformat(),
        "promised_on": told,
        "cause": fact.cause,
    }
    yield "promise_moves", f"{fact.order}:{told}", columns


def _planned(fact: ParcelPlanned, _: Instant) -> Iterator[Row]:
    columns = {
        "order_id": fact.order,
        "kind": fact.kind,
        "location": fact.location,
        "service": fact.service,
        "status": "planned",
        "units": sum(take.units for take in fact.takes),
        "hand_over_by": to_iso(fact.hand_over_by),
        "arrives_on": fact.arrives_on.isoformat(),
    }
    yield "parcels", fact.parcel, columns


def _awaited(fact: PaymentAwaited, _: Instant) -> Iterator[Row]:
    columns = {
        "order_id": fact.order,
        "rail": fact.rail,
        "status": "awaited",
        "amount_centavos": fact.amount,
        "until": to_iso(fact.until),
    }
    yield "payments", fact.payment, columns


def _captured(fact: PaymentCaptured, _: Instant) -> Iterator[Row]:
    columns = {
        "order_id": fact.order,
        "rail": fact.rail,
        "status": "captured",
        "amount_centavos": fact.amount,
        "paid_at": to_iso(fact.paid_at),
    }
    yield "payments", fact.payment, columns


ROWS: Mapping[type, Callable[[Any, Instant], Iterator[Row]]] = {
    OrderPlaced: _placed,
    OrderConfirmed: lambda f, at: iter([("orders", f.order, {"stage": "confirmed", "confirmed_at": to_iso(at)})]),
    OrderEdited: _edited,
    OrderRevised: _revised,
    OrderCancelled: _cancelled,
    OrderClosed: lambda f, at: iter([("orders", f.order, {"stage": "closed", "ended_at": to_iso(at)})]),
    PromiseMade: _made,
    PromiseMoved: _moved,
    PromiseRedirected: _redirected,
    PromiseKept: _kept,
    PromiseBroken: _broken,
    PromiseWithdrawn: lambda f, _: iter([("promises", f.order, {"outcome": "withdrawn", "cause": f.cause})]),
    ParcelPlanned: _planned,
    ParcelPacked: lambda f, _: iter([("parcels", f.parcel, {"status": "packed"})]),
    ParcelBooked: lambda f, _: iter([("parcels", f.parcel, {"tracking": f.tracking})]),
    ParcelReady: lambda f, _: iter([("parcels", f.parcel, {"status": "ready", "ready_at": to_iso(f.ready_at)})]),
    ParcelHandedOver: lambda f, _: iter(
        [("parcels", f.parcel, {"status": "moving", "handed_at": to_iso(f.handed_at)})]
    ),
    ParcelDelivered: lambda f, _: iter(
        [("parcels", f.parcel, {"status": "delivered", "delivered_at": to_iso(f.delivered_at)})]
    ),
    ParcelLost: lambda f, _: iter([("parcels", f.parcel, {"status": "lost"})]),
    ParcelCancelled: lambda f, _: iter([("parcels", f.parcel, {"status": "cancelled"})]),
    PaymentAwaited: _awaited,
    PaymentCaptured: _captured,
    PaymentSuperseded: lambda f, _: iter([("payments", f.payment, {"status": "superseded"})]),
    PaymentLapsed: lambda f, _: iter([("payments", f.payment, {"status": "lapsed"})]),
    RefundOwed: lambda f, _: iter([("payments", f.payment, {"status": "refunded", "refunded_centavos": f.amount})]),
}
"""Fact type -> the rows it sets; facts that no list shows are not here."""
