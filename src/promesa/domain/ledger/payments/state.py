"""The money of every order: attempts to pay, what came in, what is owed back, and money nobody has claimed."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

import msgspec

from promesa.domain.ledger.payments.words import (
    AuthorisationVoided,
    PaymentAsked,
    PaymentAuthorised,
    PaymentAwaited,
    PaymentCaptured,
    PaymentDeclined,
    PaymentLapsed,
    PaymentSuperseded,
    PaymentUnmatched,
    RefundOwed,
    RefundPaid,
)
from promesa.domain.values.ids import OrderId, PaymentId, RefundId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos

NOTHING = Centavos(0)


class Status(StrEnum):
    """How far an attempt to pay has come; captured and voided never change again."""

    AWAITED = "awaited"
    AUTHORISED = "authorised"
    DECLINED = "declined"
    LAPSED = "lapsed"
    CAPTURED = "captured"
    VOIDED = "voided"


class Payment(msgspec.Struct, gc=False):
    """One attempt to pay an order. `refunded` counts what is owed back of it, paid out or not."""

    order: OrderId
    rail: str
    amount: Centavos
    status: Status = Status.AWAITED
    captured: Centavos = NOTHING
    refunded: Centavos = NOTHING
    handle: str = ""
    reference: str = ""
    url: str = ""
    extra: PaymentAwaited | None = None
    """What an edit made dearer: it has its own amount and its own end."""
    superseded: bool = False
    """The order came to another amount since: whoever pays it all the same has paid towards the order."""


class Account(msgspec.Struct, gc=False):
    """An order's money. `until` is None where nothing is awaited (it is paid at the door); `paid_back` is part of
    `refunded`: what has really gone out."""

    due: Centavos = NOTHING
    rail: str = ""
    until: Instant | None = None
    grace_until: Instant | None = None
    payments: list[PaymentId] = []
    refunds: list[RefundId] = []
    captured: Centavos = NOTHING
    refunded: Centavos = NOTHING
    paid_back: Centavos = NOTHING
    lapsed: bool = False


class RefundState(msgspec.Struct):
    """What was owed, and whether it has gone out."""

    owed: RefundOwed
    paid: bool = False


class Payments(msgspec.Struct):
    """Attempts by id, accounts by order, refunds by id, and money that belongs to no order yet."""

    by_id: dict[PaymentId, Payment] = {}
    by_order: dict[OrderId, Account] = {}
    refunds: dict[RefundId, RefundState] = {}
    unmatched: dict[PaymentId, PaymentUnmatched] = {}


def account_of(payments: Payments, order: OrderId) -> Account:
    """The order's account; an empty one, not remembered, where no money was ever spoken of."""
    return payments.by_order.get(order) or Account()


def refundable(payments: Payments, order: OrderId) -> Centavos:
    """Captured minus refunded (owed or paid): what is still with us, and all that can be given back (R31, R55)."""
    account = account_of(payments, order)
    return Centavos(account.captured - account.refunded)


def _account(payments: Payments, order: OrderId) -> Account:
    if order not in payments.by_order:
        payments.by_order[order] = Account()
    return payments.by_order[order]


def _payment(payments: Payments, order: OrderId, payment: PaymentId, handle: str = "") -> Payment:
    account = _account(payments, order)
    if payment not in payments.by_id:
        payments.by_id[payment] = Payment(order, account.rail, account.due)
        account.payments.append(payment)
    found = payments.by_id[payment]
    assert found.order == order, (payment, order, found.order)
    found.handle = handle or found.handle
    return found


def _fold_awaited(payments: Payments, fact: PaymentAwaited, _: Instant) -> None:
    account = _account(payments, fact.order)
    if fact.edit:
        assert fact.payment not in payments.by_id, fact
        payments.by_id[fact.payment] = Payment(fact.order, fact.rail, fact.amount, extra=fact)
        account.payments.append(fact.payment)
        return
    account.due, account.rail = fact.amount, fact.rail
    account.until, account.grace_until, account.lapsed = fact.until, fact.grace_until, False
    _payment(payments, fact.order, fact.payment)


def _fold_asked(payments: Payments, fact: PaymentAsked, _: Instant) -> None:
    payment = _payment(payments, fact.order, fact.payment, fact.handle)
    payment.reference, payment.url = fact.reference, fact.url


def _fold_authorised(payments: Payments, fact: PaymentAuthorised, _: Instant) -> None:
    payment = _payment(payments, fact.order, fact.payment, fact.handle)
    assert payment.status not in (Status.CAPTURED, Status.VOIDED), (fact, payment.status)
    payment.status, payment.amount = Status.AUTHORISED, fact.amount


def _fold_captured(payments: Payments, fact: PaymentCaptured, _: Instant) -> None:
    payment = _payment(payments, fact.order, fact.payment, fact.handle)
    assert payment.status is not Status.CAPTURED, fact
    payment.status, payment.rail = Status.CAPTURED, fact.rail
    payment.amount = payment.captured = fact.amount
    account = payments.by_order[fact.order]
    account.captured = Centavos(account.captured + fact.amount)
    payments.unmatched.pop(fact.payment, None)


def _fold_declined(payments: Payments, fact: PaymentDeclined, _: Instant) -> None:
    _payment(payments, fact.order, fact.payment).status = Status.DECLINED


def _fold_lapsed(payments: Payments, fact: PaymentLapsed, _: Instant) -> None:
    account = payments.by_order[fact.order]
    alone = payments.by_id[fact.payment].extra is not None
    account.lapsed = account.lapsed or not alone
    for name in (fact.payment,) if alone else account.payments:
        payment = payments.by_id[name]
        if payment.status in (Status.AWAITED, Status.DECLINED):
            payment.status = Status.LAPSED


def _fold_superseded(payments: Payments, fact: PaymentSuperseded, _: Instant) -> None:
    payments.by_id[fact.payment].superseded = True


def _fold_unmatched(payments: Payments, fact: PaymentUnmatched, _: Instant) -> None:
    payments.unmatched[fact.payment] = fact


def _fold_voided(payments: Payments, fact: AuthorisationVoided, _: Instant) -> None:
    payment = _payment(payments, fact.order, fact.payment, fact.handle)
    assert payment.status is not Status.CAPTURED, fact
    payment.status = Status.VOIDED


def _fold_owed(payments: Payments, fact: RefundOwed, _: Instant) -> None:
    assert fact.refund not in payments.refunds, fact.refund
    account, payment = payments.by_order[fact.order], payments.by_id[fact.payment]
    payments.refunds[fact.refund] = RefundState(fact)
    account.refunds.append(fact.refund)
    payment.refunded = Centavos(payment.refunded + fact.amount)
    account.refunded = Centavos(account.refunded + fact.amount)
    assert payment.refunded <= payment.captured, fact


def _fold_paid_back(payments: Payments, fact: RefundPaid, _: Instant) -> None:
    refund, account = payments.refunds[fact.refund], payments.by_order[fact.order]
    assert not refund.paid, fact
    refund.paid = True
    account.paid_back = Centavos(account.paid_back + fact.amount)


FOLD: dict[type, Callable[[Payments, Any, Instant], None]] = {
    PaymentAwaited: _fold_awaited,
    PaymentAsked: _fold_asked,
    PaymentAuthorised: _fold_authorised,
    PaymentCaptured: _fold_captured,
    PaymentDeclined: _fold_declined,
    PaymentLapsed: _fold_lapsed,
    PaymentSuperseded: _fold_superseded,
    PaymentUnmatched: _fold_unmatched,
    AuthorisationVoided: _fold_voided,
    RefundOwed: _fold_owed,
    RefundPaid: _fold_paid_back,
}
