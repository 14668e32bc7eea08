"""How an order is shown: the same digits and the same civil dates in the answer, the detail and the list."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from promesa.domain.ledger.orders.state import Order
from promesa.domain.ledger.orders.words import OrderConfirmed, OrderPlaced
from promesa.domain.ledger.payments import rules as money
from promesa.domain.ledger.payments.state import account_of
from promesa.domain.ledger.payments.words import PaymentAwaited
from promesa.domain.ledger.shipments import regrouping
from promesa.domain.ledger.shipments.state import Parcel, live, of_order
from promesa.domain.network.kits import Component
from promesa.domain.promise.commit.words import OfferAccepted
from promesa.domain.promise.promises import Promise
from promesa.domain.promise.words import Offer, PromiseMade
from promesa.domain.values import moments
from promesa.domain.values.ids import OrderId
from promesa.domain.values.moments import Instant
from promesa.domain.world import World


class LineTold(msgspec.Struct, frozen=True):
    line: int
    sku: str
    units: int
    price_centavos: int
    discount_centavos: int
    components: tuple[Component, ...] = ()
    """[sku, units] of one unit, where it is a kit."""
    price_from: str = ""
    """"stated", "waived", "markdown:NAME", or nothing: the catalog."""


class PromiseTold(msgspec.Struct, frozen=True, omit_defaults=True):
    """A civil date in a named zone; `told_on` where the customer was told another one since."""

    kind: str
    promised_on: date
    promised_by: datetime
    zone: str
    keep_probability: float
    outcome: str | None = None
    told_on: date | None = None
    arrived_on: date | None = None
    cause: str | None = None


class PaymentTold(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is asked of the customer, and until when they may pay."""

    payment: str
    rail: str
    amount_centavos: int
    pay_until: datetime
    reference: str = ""
    url: str = ""


class MoneyTold(msgspec.Struct, frozen=True):
    captured_centavos: int
    refunded_centavos: int
    refundable_centavos: int
    balance_centavos: int


class ParcelTold(msgspec.Struct, frozen=True, omit_defaults=True):
    parcel: str
    status: str
    kind: str
    location: str
    service: str
    units: int
    hand_over_by: datetime
    tracking: str = ""
    eta: date | None = None
    ready_at: datetime | None = None
    handed_at: datetime | None = None
    delivered_at: datetime | None = None
    fee_share_centavos: int = 0
    """Its part of the one fee that the customer paid, by its units."""


class OrderAccepted(msgspec.Struct, frozen=True):
    """An order as it was accepted. Money is in whole centavos: total = items - discount + fee + interest."""

    order: str
    stage: str
    currency: str
    items_centavos: int
    discount_centavos: int
    fee_centavos: int
    interest_centavos: int
    total_centavos: int
    lines: tuple[LineTold, ...]
    promise: PromiseTold
    payment: PaymentTold | None


class OrderRow(msgspec.Struct, frozen=True):
    """One order of a list."""

    order: str
    stage: str
    channel: str
    customer: str
    placed_at: datetime
    placed_on: date
    currency: str
    total_centavos: int
    units: int
    promise: PromiseTold | None
    changed_at_position: int = 0


class WaitTold(msgspec.Struct, frozen=True):
    kind: str
    until: datetime
    reason: str
    owner: str


class ChangeTold(msgspec.Struct, frozen=True):
    """`cause`: "added" or "redirected"."""

    edit: str
    cause: str
    due_centavos: int
    payment: str


class OrderTold(msgspec.Struct, frozen=True):
    """Everything we know about an order, but for personal data."""

    order: str
    stage: str
    channel: str
    customer: str
    cart: str | None
    placed_at: datetime
    placed_on: date
    zone: str
    postal_code: str | None
    pickup_location: str | None
    cancelled_reason: str | None
    return_reason: str | None
    """Why its customer wants to give back what had already left."""
    currency: str
    items_centavos: int
    discount_centavos: int
    fee_centavos: int
    interest_centavos: int
    total_centavos: int
    rail: str
    lines: tuple[LineTold, ...]
    promise: PromiseTold | None
    payments: tuple[PaymentTold, ...]
    money: MoneyTold
    parcels: tuple[ParcelTold, ...]
    part_of: str | None = None
    waits: tuple[WaitTold, ...] = ()
    """Why nobody picks it yet, and until when."""
    change: ChangeTold | None = None
    """A change that waits for its payment."""
    """The order that it was added to."""
    additions: tuple[str, ...] = ()
    """Orders that were added to it, each with its own promise, parcels and payment."""


def accepted(facts: Sequence[Any]) -> OrderAccepted:
    """The answer to a placed order, from the facts of its decision alone."""
    by_kind = {type(fact): fact for fact in facts}
    placed: OrderPlaced = by_kind[OrderPlaced]
    made: PromiseMade | Offer = by_kind[PromiseMade] if PromiseMade in by_kind else by_kind[OfferAccepted].offer
    return OrderAccepted(
        order=placed.order,
        stage="confirmed" if OrderConfirmed in by_kind else "placed",
        currency=placed.currency,
        items_centavos=placed.items,
        discount_centavos=placed.discount,
        fee_centavos=placed.fee,
        interest_centavos=placed.interest,
        total_centavos=placed.total,
        lines=_lines(placed),
        promise=offered(made),
        payment=_awaited(by_kind.get(PaymentAwaited)),
    )


def offered(made: Offer | PromiseMade) -> PromiseTold:
    """What was promised, before anything happened to it."""
    by = moments.utc(made.promised_by)
    return PromiseTold(made.kind, made.promised_on, by, made.zone, made.keep_probability)


def _awaited(fact: PaymentAwaited | None) -> PaymentTold | None:
    if fact is None:
        return None
    return PaymentTold(fact.payment, fact.rail, fact.amount, moments.utc(fact.until))


def row(world: World, name: OrderId, changed_at: int = 0) -> OrderRow:
    """An order in a list. The order must exist."""
    order = world.orders.by_id[name]
    placed = order.placed
    return OrderRow(
        placed.order,
        str(order.stage),
        placed.channel,
        placed.customer,
        moments.utc(order.placed_at),
        placed_on(order),
        placed.currency,
        placed.total,
        sum(line.units for line in placed.lines),
        _promise(world, name),
        changed_at,
    )


def placed_on(order: Order) -> date:
    """The civil day of the order in its own zone (R16)."""
    return moments.local_date(order.placed_at, order.placed.zone)


def told(world: World, name: OrderId) -> OrderTold:
    """An order in full. The order must exist."""
    order = world.orders.by_id[name]
    placed = order.placed
    return OrderTold(
        order=placed.order,
        stage=str(order.stage),
        channel=placed.channel,
        customer=placed.customer,
        cart=placed.cart,
        placed_at=moments.utc(order.placed_at),
        placed_on=placed_on(order),
        zone=placed.zone,
        postal_code=placed.postal_code,
        pickup_location=placed.pickup_location,
        cancelled_reason=order.cancelled_reason or None,
        return_reason=order.return_reason,
        currency=placed.currency,
        items_centavos=placed.items,
        discount_centavos=placed.discount,
        fee_centavos=placed.fee,
        interest_centavos=placed.interest,
        total_centavos=placed.total,
        rail=placed.rail,
        lines=_lines(placed),
        promise=_promise(world, name),
        payments=_payments(world, name),
        money=_money(world, order),
        parcels=_parcels(world, order),
        part_of=placed.part_of,
        waits=tuple(WaitTold(str(one.kind), moments.utc(one.until), one.reason, one.owner) for one in order.halts),
        change=_change(world, name),
        additions=world.orders.additions.get(name, ()),
    )


def _change(world: World, name: OrderId) -> ChangeTold | None:
    waits = world.orders.awaited.get(name)
    return None if waits is None else ChangeTold(waits.edit, waits.cause, waits.difference, waits.payment)


def _lines(placed: OrderPlaced) -> tuple[LineTold, ...]:
    return tuple(
        LineTold(line.line, line.sku, line.units, line.price, line.discount, line.components, line.price_from)
        for line in placed.lines
    )


def _promise(world: World, name: OrderId) -> PromiseTold | None:
    promise = world.promises.by_order.get(name)
    if promise is not None:
        return _kept_or_not(promise)
    waiting = world.checkouts.accepted.get(name)
    return None if waiting is None else offered(waiting)


def _kept_or_not(promise: Promise) -> PromiseTold:
    made = promise.made
    return PromiseTold(
        made.kind,
        made.promised_on,
        moments.utc(made.promised_by),
        made.zone,
        made.keep_probability,
        str(promise.outcome),
        promise.told_on if promise.told_on != made.promised_on else None,
        promise.arrived_on,
        promise.cause or None,
    )


def _payments(world: World, name: OrderId) -> tuple[PaymentTold, ...]:
    account = account_of(world.payments, name)
    until = account.until
    told = []
    for payment in account.payments:
        known = world.payments.by_id[payment]
        end = until if known.extra is None else known.extra.until
        if end is not None:
            told.append(PaymentTold(payment, known.rail, known.amount, moments.utc(end), known.reference, known.url))
    return tuple(told)


def _money(world: World, order: Order) -> MoneyTold:
    name = order.placed.order
    account = account_of(world.payments, name)
    left = account.captured - account.refunded
    return MoneyTold(account.captured, account.refunded, left, money.balance(world.payments, order))


def _parcels(world: World, order: Order) -> tuple[ParcelTold, ...]:
    """All that were ever planned; those that live share the fee."""
    name = order.placed.order
    living = live(world.shipments, name)
    fees = regrouping.fee_shares(order.placed.fee, living)
    share_of = {parcel.planned.parcel: fee for parcel, fee in zip(living, fees, strict=True)}
    found = of_order(world.shipments, name)
    return tuple(_parcel(parcel, share_of.get(parcel.planned.parcel, 0)) for parcel in found)


def _parcel(parcel: Parcel, fee_share: int) -> ParcelTold:
    plan = parcel.planned
    return ParcelTold(
        plan.parcel,
        str(parcel.status),
        plan.kind,
        plan.location,
        plan.service,
        sum(take.units for take in plan.takes),
        moments.utc(plan.hand_over_by),
        parcel.tracking,
        parcel.eta,
        _moment(parcel.ready_at),
        _moment(parcel.handed_at),
        _moment(parcel.delivered_at),
        fee_share,
    )


def _moment(instant: Instant | None) -> datetime | None:
    return None if instant is None else moments.utc(instant)
