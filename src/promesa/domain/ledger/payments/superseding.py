"""An order that came to another amount while it waited: the new request, and money that comes by an older one."""

from promesa.domain.ledger.orders.state import Order, Stage
from promesa.domain.ledger.payments.state import Payments, Status, account_of, refundable
from promesa.domain.ledger.payments.words import (
    PaymentAwaited,
    PaymentCaptured,
    PaymentSuperseded,
    PaymentUnmatched,
    ReceivePayment,
    RefundOwed,
)
from promesa.domain.values.ids import OrderId, PaymentId, RefundId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos

BEYOND = "beyond"
"""Why a part of what was paid goes back: the order comes to less than the voucher said."""
Received = list[PaymentCaptured | RefundOwed | PaymentUnmatched | PaymentSuperseded | PaymentAwaited]


def is_partly_paid(payments: Payments, order: Order) -> bool:
    """Some of the money of an order that still waits is with us already."""
    return order.stage is Stage.PLACED and 0 < refundable(payments, order.placed.order) < order.placed.total


def attempts(payments: Payments, order: OrderId) -> list[PaymentId]:
    """What the customer may still pay by, but for what was superseded before."""
    names = account_of(payments, order).payments
    still = (Status.AWAITED, Status.DECLINED)
    return [one for one in names if payments.by_id[one].status in still and not payments.by_id[one].superseded]


def anew(payments: Payments, order: OrderId, rail: str, amount: Centavos) -> list[PaymentSuperseded | PaymentAwaited]:
    """Another amount is waited for, as long as before: nothing is reserved longer because an order was changed."""
    account = account_of(payments, order)
    assert account.until is not None, order
    assert account.grace_until is not None, order
    gone = [PaymentSuperseded(order, name) for name in attempts(payments, order)]
    awaited = PaymentAwaited(order, next_name(payments, order), rail, amount, account.until, account.grace_until)
    return [*gone, awaited]


def next_name(payments: Payments, order: OrderId) -> PaymentId:
    """ "o1:1" for the first attempt of order o1; never a name that some payment has already."""
    attempt = 1
    while (name := PaymentId(f"{order}:{attempt}")) in payments.by_id:
        attempt += 1
    return name


def counts(payments: Payments, order: Order, paid_at: Instant) -> bool:
    """Whether money by an older request still pays the order: it waits, nothing or a part is with us, and in time."""
    account = account_of(payments, order.placed.order)
    in_time = account.until is not None and paid_at <= account.until and not account.lapsed
    return order.stage is Stage.PLACED and in_time and refundable(payments, order.placed.order) < order.placed.total


def received(payments: Payments, order: Order, ask: ReceivePayment, now: Instant) -> Received:
    """More than is due: the rest goes back. Less: the rest is asked for. In either case what was asked for is not."""
    name = order.placed.order
    left = Centavos(order.placed.total - refundable(payments, name) - ask.amount)
    captured = PaymentCaptured(name, ask.payment, ask.rail, ask.amount, ask.paid_at, ask.handle)
    if left > 0:
        return [captured, *anew(payments, name, order.placed.rail, left)]
    gone = [PaymentSuperseded(name, attempt) for attempt in attempts(payments, name)]
    beyond = Centavos(-left)
    back = [RefundOwed(name, RefundId(f"{ask.payment}:{BEYOND}"), ask.payment, beyond, BEYOND)] if beyond else []
    return [captured, *back, *gone]
