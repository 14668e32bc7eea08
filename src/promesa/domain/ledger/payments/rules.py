"""What is allowed with money: exact amounts, in time or back again, never more given back than came in."""

from collections.abc import Callable, Sequence
from typing import Any

from promesa.domain.ledger.orders.state import Order, Orders, Stage
from promesa.domain.ledger.orders.words import OrderLine
from promesa.domain.ledger.payments import going_back, superseding
from promesa.domain.ledger.payments.state import Payment, Payments, Status, account_of, refundable
from promesa.domain.ledger.payments.words import (
    AuthorisationVoided,
    AuthorisePayment,
    DeclinePayment,
    LapsePayment,
    PaymentAsked,
    PaymentAuthorised,
    PaymentAwaited,
    PaymentCaptured,
    PaymentDeclined,
    PaymentLapsed,
    PaymentUnmatched,
    ReceivePayment,
    RecordPaymentAsked,
    RecordRefund,
    Refund,
    RefundLine,
    RefundOwed,
    RefundPaid,
    VoidPayment,
)
from promesa.domain.values import calendars, moments, money
from promesa.domain.values.ids import CartId, OrderId, PaymentId, RefundId
from promesa.domain.values.moments import HOUR, MINUTE, Instant
from promesa.domain.values.money import MAX_CENTAVOS, Centavos
from promesa.domain.values.policy import Policy
from promesa.domain.values.refusal import Reason, Refused

SKEW_MAX = 5 * MINUTE
"""A provider's clock may run this far ahead of ours."""
CAPTURE_WAIT = HOUR
"""What was authorised in time may take this long past the window to be captured: the customer has done their part."""
UNKNOWN, AMOUNT_DIFFERS = "unknown", "amount_differs"
LATE, TWICE = "late", "twice"


# --- questions ---


def due(payments: Payments, order: Order) -> Centavos:
    """The exact amount that pays the order: what was awaited, or its total where it is paid at the door."""
    account = account_of(payments, order.placed.order)
    return order.placed.total if account.until is None else account.due


def balance(payments: Payments, order: Order) -> Centavos:
    """What the customer still owes: total minus captured plus refunded (R39). Below zero we owe them."""
    return Centavos(order.placed.total - refundable(payments, order.placed.order))


def line_refund(line: OrderLine, returned: int, units: int) -> Centavos:
    """What was paid for the units `returned` .. `returned + units` of a line: price minus their share of its discount.

    The shares are fixed at sale, unit by unit; all units of a line always give price * units - discount (R54).
    """
    shares = money.shares(line.discount, [1] * line.units)[returned : returned + units]
    return Centavos(line.price * units - sum(shares))


def early_money(payments: Payments, order: Order, payment: PaymentId) -> Sequence[PaymentUnmatched]:
    """Money that came before its order did: under its payment's id, or naming it or the cart that it was (R60)."""
    if not payments.unmatched:
        return ()
    names = (order.placed.order, order.placed.cart)
    waiting = (early for early in payments.unmatched.values() if early.reason == UNKNOWN)
    return [early for early in waiting if early.payment == payment or early.reference in names]


def open_attempts(payments: Payments, order: OrderId) -> Sequence[PaymentId]:
    """Attempts that the provider must be told to let go when the order ends: authorised, or open at the provider."""
    return [name for name in account_of(payments, order).payments if _is_open(payments.by_id[name])]


def _is_open(payment: Payment) -> bool:
    if payment.status in (Status.CAPTURED, Status.VOIDED):
        return False
    return payment.status is Status.AUTHORISED or bool(payment.handle)


def ends_at(payments: Payments, order: OrderId) -> Instant | None:
    """The last moment at which money for the order still pays it; None where nothing is awaited."""
    account = account_of(payments, order)
    if account.grace_until is None:
        return None
    authorised = any(payments.by_id[name].status is Status.AUTHORISED for name in account.payments)
    return Instant(account.grace_until + CAPTURE_WAIT) if authorised else account.grace_until


# --- waiting for money ---


def await_payment(
    policy: Policy, order: OrderId, payment: PaymentId, rail: str, amount: Centavos, now: Instant
) -> list[PaymentAwaited] | Refused:
    """Wait for an order's money by a rail's own clock; nothing is awaited at the door, nor for a total of zero."""
    window = policy.rails.get(rail)
    if window is None:
        return Refused(Reason.RAIL_NOT_OFFERED, rail)
    if not 0 <= amount <= MAX_CENTAVOS:
        return Refused(Reason.BAD_AMOUNT, order)
    if window.pays_at_door or amount == 0:
        return []
    until, grace_until = calendars.window_end(window, now)
    return [PaymentAwaited(order, payment, rail, amount, until, grace_until)]


def record_asked(payments: Payments, _: Orders, ask: RecordPaymentAsked, __: Instant) -> list[PaymentAsked] | Refused:
    """Remember how the provider calls the payment, and what the customer pays with."""
    known = payments.by_id.get(ask.payment)
    if known is None:
        return Refused(Reason.UNKNOWN_PAYMENT, ask.payment)
    if (known.handle, known.reference, known.url) == (ask.handle, ask.reference, ask.url):
        return []
    return [PaymentAsked(known.order, ask.payment, ask.handle, ask.reference, ask.url)]


def lapse(payments: Payments, orders: Orders, ask: LapsePayment, now: Instant) -> list[PaymentLapsed]:
    """The wait is over: only if its latest end has really come and no money is with us; else nothing (R06, R58)."""
    if ask.payment is not None:
        return _lapse_extra(payments, ask.payment, now)
    account, order = account_of(payments, ask.order), orders.by_id.get(ask.order)
    end = ends_at(payments, ask.order)
    if end is None or now < end or account.lapsed:
        return []
    if order is None or order.stage is not Stage.PLACED or refundable(payments, ask.order) >= order.placed.total:
        return []
    return [PaymentLapsed(ask.order, account.payments[-1], account.rail)]


def extra_ends_at(payment: Payment) -> Instant | None:
    """The last moment at which what an edit made dearer may still come; None of any other payment."""
    if payment.extra is None:
        return None
    wait = CAPTURE_WAIT if payment.status is Status.AUTHORISED else 0
    return Instant(payment.extra.grace_until + wait)


def _lapse_extra(payments: Payments, name: PaymentId, now: Instant) -> list[PaymentLapsed]:
    payment = payments.by_id.get(name)
    end = None if payment is None else extra_ends_at(payment)
    if payment is None or end is None or now < end:
        return []
    open_still = payment.status in (Status.AWAITED, Status.DECLINED, Status.AUTHORISED)
    return [PaymentLapsed(payment.order, name, payment.rail)] if open_still else []


def _extra_is_late(order: Order, payment: Payment, paid_at: Instant, now: Instant) -> bool:
    """Whether it is too late for what an edit made dearer."""
    end = extra_ends_at(payment)
    assert payment.extra is not None
    assert end is not None
    in_time = paid_at <= payment.extra.until or payment.status is Status.AUTHORISED
    open_still = payment.status in (Status.AWAITED, Status.DECLINED, Status.AUTHORISED)
    return not (order.stage is Stage.CONFIRMED and in_time and open_still and now <= end)


# --- money comes ---


def receive(payments: Payments, orders: Orders, ask: ReceivePayment, now: Instant) -> superseding.Received | Refused:
    """Money was paid. The same payment told again changes nothing (R60).

    In time and exact, it pays the order; the story then confirms it. Too late, for an order that has ended, or for one
    that is paid already, it is captured and owed back in full, once (R35, R59). Money of another amount, or for an
    order we do not know, is never dropped: it stays unmatched until a person, or the order, claims it.
    """
    if not 0 < ask.amount <= MAX_CENTAVOS:
        return Refused(Reason.BAD_AMOUNT, ask.payment)
    known = payments.by_id.get(ask.payment)
    if known is not None and known.status is Status.CAPTURED:
        return [] if known.captured == ask.amount else Refused(Reason.AMOUNT_DIFFERS, ask.payment, known.captured)
    if ask.paid_at > now + SKEW_MAX:
        return Refused(Reason.CLOCK_SKEW, moments.to_iso(ask.paid_at))
    order = _order_of(payments, orders, ask.payment, ask.order, ask.cart)
    if order is None:
        return _unmatched(payments, ask, ask.order or ask.cart or "", UNKNOWN)
    own = known is not None and (known.extra is not None or known.superseded)
    wanted = known.amount if known is not None and own else due(payments, order)
    if ask.amount != wanted:
        return _unmatched(payments, ask, order.placed.order, AMOUNT_DIFFERS)
    if known is not None and known.superseded and superseding.counts(payments, order, ask.paid_at):
        return superseding.received(payments, order, ask, now)
    return _capture(ask, order.placed.order, surplus(payments, order, known, ask.paid_at, now))


def surplus(payments: Payments, order: Order, known: Payment | None, paid_at: Instant, now: Instant) -> str:
    """Why money for the order goes straight back ("twice", "late"), or "" where it pays the order."""
    account = account_of(payments, order.placed.order)
    if order.stage is Stage.CANCELLED:
        return LATE
    if known is not None and known.extra is not None:
        return LATE if _extra_is_late(order, known, paid_at, now) else ""
    if account.captured > 0 and not superseding.is_partly_paid(payments, order):
        return TWICE
    if account.until is None:
        return ""
    in_time = paid_at <= account.until or (known is not None and known.status is Status.AUTHORISED)
    ended = known is not None and known.status in (Status.VOIDED, Status.LAPSED)
    return "" if _is_waiting(payments, order, now) and in_time and not ended else LATE


def _is_waiting(payments: Payments, order: Order, now: Instant) -> bool:
    end = ends_at(payments, order.placed.order)
    lapsed = account_of(payments, order.placed.order).lapsed
    return order.stage is Stage.PLACED and not lapsed and end is not None and now <= end


def _capture(ask: ReceivePayment, order: OrderId, why_back: str) -> superseding.Received:
    captured = PaymentCaptured(order, ask.payment, ask.rail, ask.amount, ask.paid_at, ask.handle, why_back)
    if not why_back:
        return [captured]
    return [captured, RefundOwed(order, RefundId(f"{ask.payment}:returned"), ask.payment, ask.amount, why_back)]


def _unmatched(payments: Payments, ask: ReceivePayment, reference: str, reason: str) -> superseding.Received:
    fact = PaymentUnmatched(ask.payment, ask.amount, ask.paid_at, ask.rail, reference, reason, ask.handle)
    before = payments.unmatched.get(ask.payment)
    same = before is not None and (before.amount, before.reference) == (fact.amount, fact.reference)
    return [] if same else [fact]


def _order_of(
    payments: Payments, orders: Orders, payment: PaymentId, order: OrderId | None, cart: CartId | None
) -> Order | None:
    """The payment's own order; else the one that was named; else the one that the cart became."""
    known = payments.by_id.get(payment)
    name = known.order if known is not None else order
    if name is None and cart is not None:
        name = orders.by_cart.get(cart)
    return None if name is None else orders.by_id.get(name)


# --- cards: set aside, refused, let go ---


def authorise(
    payments: Payments, orders: Orders, ask: AuthorisePayment, now: Instant
) -> list[PaymentAuthorised | AuthorisationVoided] | Refused:
    """The issuer set the amount aside. Where the order no longer waits for exactly that, it is let go at once (R35)."""
    known = payments.by_id.get(ask.payment)
    if known is not None and known.status in (Status.AUTHORISED, Status.CAPTURED, Status.VOIDED):
        return []
    order = _order_of(payments, orders, ask.payment, ask.order, None)
    if order is None:
        return Refused(Reason.UNKNOWN_ORDER, ask.order or ask.payment)
    name = order.placed.order
    why_not = _why_not_authorised(payments, order, ask, now)
    if why_not:
        return [AuthorisationVoided(name, ask.payment, why_not, ask.handle)]
    return [PaymentAuthorised(name, ask.payment, ask.amount, ask.handle)]


def _why_not_authorised(payments: Payments, order: Order, ask: AuthorisePayment, now: Instant) -> str:
    account = account_of(payments, order.placed.order)
    known = payments.by_id.get(ask.payment)
    if known is not None and known.extra is not None:
        late = _extra_is_late(order, known, now, now)
        return LATE if late else "" if ask.amount == known.amount else AMOUNT_DIFFERS
    others = (payments.by_id[name] for name in account.payments if name != ask.payment)
    if not _is_waiting(payments, order, now):
        return LATE
    twice = account.captured > 0 and not superseding.is_partly_paid(payments, order)
    if twice or any(p.status is Status.AUTHORISED for p in others):
        return TWICE
    return "" if ask.amount == account.due else AMOUNT_DIFFERS


def decline(payments: Payments, orders: Orders, ask: DeclinePayment, _: Instant) -> list[PaymentDeclined] | Refused:
    """The provider said no: the reservation stays until its own end, so that the customer may try again (R05)."""
    known = payments.by_id.get(ask.payment)
    if known is not None and known.status not in (Status.AWAITED, Status.AUTHORISED):
        return []
    order = _order_of(payments, orders, ask.payment, ask.order, None)
    if order is None:
        return Refused(Reason.UNKNOWN_PAYMENT, ask.payment)
    return [PaymentDeclined(order.placed.order, ask.payment, ask.reason)]


def void(payments: Payments, _: Orders, ask: VoidPayment, __: Instant) -> list[AuthorisationVoided] | Refused:
    """Let go what has not moved yet; captured money is refunded instead."""
    known = payments.by_id.get(ask.payment)
    if known is None or known.order != ask.order:
        return Refused(Reason.UNKNOWN_PAYMENT, ask.payment)
    if known.status is Status.CAPTURED:
        return Refused(Reason.WRONG_STATE, ask.payment)
    if known.status is Status.VOIDED:
        return []
    return [AuthorisationVoided(ask.order, ask.payment, ask.reason, known.handle)]


# --- money goes back ---


def refund(payments: Payments, orders: Orders, ask: Refund, _: Instant) -> list[RefundOwed] | Refused:
    """Owe an amount back; the refund's id is its identity, and what is owed never passes what was captured (R31)."""
    before = payments.refunds.get(ask.refund)
    if before is not None:
        same = before.owed.order == ask.order and going_back.asked_back(payments, ask.order, ask.refund) == ask.amount
        return [] if same else Refused(Reason.KEY_REUSED, ask.refund)
    if ask.order not in orders.by_id:
        return Refused(Reason.UNKNOWN_ORDER, ask.order)
    return _owe(payments, ask.order, ask.refund, ask.amount, ask.reason)


def refund_line(payments: Payments, orders: Orders, ask: RefundLine, _: Instant) -> list[RefundOwed] | Refused:
    """Owe back what was paid for units of one line, nothing for a gift; the same id again owes nothing more (R54)."""
    before = payments.refunds.get(ask.refund)
    if before is not None:
        same = (before.owed.order, before.owed.line, before.owed.units) == (ask.order, ask.line, ask.units)
        return [] if same else Refused(Reason.KEY_REUSED, ask.refund)
    order = orders.by_id.get(ask.order)
    if order is None:
        return Refused(Reason.UNKNOWN_ORDER, ask.order)
    line = next((line for line in order.placed.lines if line.line == ask.line), None)
    if line is None:
        return Refused(Reason.INVALID, f"{ask.order} {ask.line}")
    returned = units_refunded(payments, ask.order, ask.line)
    if not 0 < ask.units <= line.units - returned:
        return Refused(Reason.BAD_QUANTITY, line.sku, line.units - returned)
    amount = line_refund(line, returned, ask.units)
    if amount == 0:
        return []
    return _owe(payments, ask.order, ask.refund, amount, ask.reason, ask.line, ask.units)


def units_refunded(payments: Payments, order: OrderId, line: int) -> int:
    """Units of the line whose price is owed back or has gone back."""
    owed = (payments.refunds[name].owed for name in account_of(payments, order).refunds)
    return sum(fact.units for fact in owed if fact.line == line)


def record_refund(payments: Payments, _: Orders, ask: RecordRefund, __: Instant) -> list[RefundPaid] | Refused:
    """The provider sent the money back; told again, nothing more."""
    known = payments.refunds.get(ask.refund)
    if known is None or known.owed.order != ask.order:
        return Refused(Reason.UNKNOWN_PAYMENT, ask.refund)
    return [] if known.paid else [RefundPaid(ask.order, ask.refund, known.owed.amount)]


def _owe(
    payments: Payments,
    order: OrderId,
    refund: RefundId,
    amount: Centavos,
    reason: str,
    line: int | None = None,
    units: int = 0,
) -> list[RefundOwed] | Refused:
    if not 0 < amount <= MAX_CENTAVOS:
        return Refused(Reason.BAD_AMOUNT, refund)
    left = refundable(payments, order)
    if amount > left:
        return Refused(Reason.REFUND_TOO_LARGE, money.pesos(left), left)
    parts = going_back.holders(payments, order, amount)
    return [
        RefundOwed(
            order, refund if not n else RefundId(f"{refund}{going_back.PART}{n}"), payment, some, reason, line, u
        )
        for n, ((payment, some), u) in enumerate(zip(parts, (units, *[0] * len(parts)), strict=False))
    ]


RULES: dict[type, Callable[[Payments, Orders, Any, Instant], Any]] = {
    ReceivePayment: receive,
    RecordPaymentAsked: record_asked,
    AuthorisePayment: authorise,
    DeclinePayment: decline,
    LapsePayment: lapse,
    VoidPayment: void,
    Refund: refund,
    RefundLine: refund_line,
    RecordRefund: record_refund,
}
"""Every command about money and its rule: (payments, orders, command, now) -> facts or a refusal."""
