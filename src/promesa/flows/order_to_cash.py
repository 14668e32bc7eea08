"""An order waits for its money: with the money it goes on, without it it ends, and what came too late goes back."""

from promesa.domain.ledger.orders.state import Stage
from promesa.domain.ledger.orders.words import CancelOrder, OrderCancelled
from promesa.domain.ledger.payments import rules, superseding
from promesa.domain.ledger.payments.state import Status, refundable
from promesa.domain.ledger.payments.words import (
    AskPayment,
    AuthorisationVoided,
    CapturePayment,
    LapsePayment,
    PaymentAsked,
    PaymentAuthorised,
    PaymentAwaited,
    PaymentCaptured,
    PaymentDeclined,
    PaymentLapsed,
    PaymentSuperseded,
    PayRefund,
    ReceivePayment,
    Refund,
    RefundOwed,
    RefundPaid,
    VoidAuthorisation,
    VoidPayment,
)
from promesa.domain.people.messages.words import WantMessage
from promesa.domain.promise.commit.words import ConfirmOrder
from promesa.domain.values.ids import OrderId, RefundId
from promesa.domain.values.moments import Instant, to_iso
from promesa.domain.values.money import pesos
from promesa.domain.world import World
from promesa.flows.steps import Do, Later, Steps, Tell

SUPERSEDED = "superseded"
"""Why a payment is let go: the order comes to another amount."""
LAPSED = "payment_lapsed"
"""The reason of an order that ended because nobody paid it."""


# --- waiting ---


def ask_for_it(world: World, fact: PaymentAwaited, now: Instant) -> Steps:
    """One end timer whatever the rail and the door (R58); what the shop opened or the customer paid is not asked."""
    yield Later(fact.grace_until, LapsePayment(fact.order, fact.payment if fact.edit else None))
    early = rules.early_money(world.payments, world.orders.by_id[fact.order], fact.payment)
    if any(money.amount == fact.amount for money in early):
        return
    if not fact.opened:
        yield Tell(AskPayment(fact.order, fact.payment, fact.rail, fact.amount, fact.until, now))
    words = (("amount", pesos(fact.amount)), ("rail", fact.rail), ("until", to_iso(fact.until)))
    attempts = len(world.payments.by_order[fact.order].payments)
    yield _tell(world, fact.order, "payment_pending", "" if attempts == 1 else f":{attempts}", *words)


def claim_what_came_early(world: World, fact: PaymentAwaited, _: Instant) -> Steps:
    """A webhook may be faster than the cart (R60)."""
    for early in rules.early_money(world.payments, world.orders.by_id[fact.order], fact.payment):
        yield Do(
            ReceivePayment(early.payment, early.amount, early.paid_at, early.rail, fact.order, handle=early.handle)
        )


def close_what_nobody_needs(world: World, fact: PaymentAsked, _: Instant) -> Steps:
    """The provider opened it after the order had ended, or had come to another amount."""
    payment = world.payments.by_id[fact.payment]
    waited = payment.status in (Status.AWAITED, Status.LAPSED)
    if waited and world.orders.by_id[fact.order].stage is Stage.CANCELLED:
        yield Do(VoidPayment(fact.order, fact.payment, "order_cancelled"))
    elif waited and payment.superseded:
        yield Do(VoidPayment(fact.order, fact.payment, SUPERSEDED))


def close_what_was_superseded(world: World, fact: PaymentSuperseded, _: Instant) -> Steps:
    """The provider is told to take no more by it; one that it has not opened yet is closed when it has."""
    payment = world.payments.by_id[fact.payment]
    if payment.handle and payment.status in (Status.AWAITED, Status.DECLINED):
        yield Do(VoidPayment(fact.order, fact.payment, SUPERSEDED))


# --- money ---


def capture(world: World, fact: PaymentAuthorised, _: Instant) -> Steps:
    handle = world.payments.by_id[fact.payment].handle
    yield Tell(CapturePayment(fact.order, fact.payment, fact.amount, handle))
    extra_end = rules.extra_ends_at(world.payments.by_id[fact.payment])
    end = rules.ends_at(world.payments, fact.order)
    if extra_end is not None:
        yield Later(extra_end, LapsePayment(fact.order, fact.payment))
    elif end is not None:
        yield Later(end, LapsePayment(fact.order))


def confirm(world: World, fact: PaymentCaptured, _: Instant) -> Steps:
    """What was paid at the door, or authorised before the order was placed, is confirmed already."""
    order = world.orders.by_id[fact.order]
    in_part = superseding.is_partly_paid(world.payments, order)
    if not fact.surplus and order.stage is Stage.PLACED and not in_part:
        yield Do(ConfirmOrder(fact.order))


def end_without_money(world: World, fact: PaymentDeclined, _: Instant) -> Steps:
    """A waiting order keeps waiting (R05); one that was confirmed on an authorisation alone has lost its ground."""
    confirmed = world.orders.by_id[fact.order].stage is Stage.CONFIRMED
    extra = world.payments.by_id[fact.payment].extra is not None
    if confirmed and not extra and not refundable(world.payments, fact.order):
        yield Do(CancelOrder(fact.order, "payment_declined", by_customer=False))


def let_it_go(world: World, fact: PaymentLapsed, _: Instant) -> Steps:
    """What an edit made dearer was not paid: the edit is off, its order is not."""
    payment = world.payments.by_id[fact.payment]
    if payment.extra is not None:
        yield Do(VoidPayment(fact.order, fact.payment, LAPSED))
        return
    yield Do(CancelOrder(fact.order, LAPSED, by_customer=False))
    yield _tell(world, fact.order, "order_lapsed")


def tell_the_provider(world: World, fact: AuthorisationVoided, _: Instant) -> Steps:
    """Also where a checkout was refused with an authorisation in hand: that fact stands beside it (R02)."""
    handle = world.payments.by_id[fact.payment].handle
    yield Tell(VoidAuthorisation(fact.order, fact.payment, handle))


# --- money back ---


def pay_back(world: World, fact: RefundOwed, _: Instant) -> Steps:
    payment = world.payments.by_id[fact.payment]
    whole = fact.amount == payment.captured
    yield Tell(PayRefund(fact.order, fact.refund, fact.payment, fact.amount, payment.handle, whole))


def say_it_came_too_late(world: World, fact: RefundOwed, _: Instant) -> Steps:
    if fact.reason in (rules.LATE, rules.TWICE, superseding.BEYOND):
        words = (("amount", pesos(fact.amount)), ("reason", fact.reason))
        yield _tell(world, fact.order, "payment_returned", f":{fact.payment}", *words)


def say_it_went_out(world: World, fact: RefundPaid, _: Instant) -> Steps:
    """Only now can the customer look for it at their bank."""
    yield _tell(world, fact.order, "refund_paid", f":{fact.refund}", ("amount", pesos(fact.amount)))


def settle_up(world: World, fact: OrderCancelled, _: Instant) -> Steps:
    """Whatever has not moved is let go, whatever has is given back (R35)."""
    for payment in rules.open_attempts(world.payments, fact.order):
        yield Do(VoidPayment(fact.order, payment, "order_cancelled"))
    left = refundable(world.payments, fact.order)
    if left:
        yield Do(Refund(fact.order, RefundId(f"{fact.order}:cancelled"), left, "order_cancelled"))


def say_we_cancelled(world: World, fact: OrderCancelled, _: Instant) -> Steps:
    """A customer who cancelled knows it; one whose payment lapsed is told so in `let_it_go`."""
    if not fact.by_customer and fact.reason != LAPSED:
        back = refundable(world.payments, fact.order)
        yield _tell(world, fact.order, "order_cancelled", "", ("reason", fact.reason), ("refund", pesos(back)))


def _tell(world: World, order: OrderId, template: str, which: str = "", *words: tuple[str, str]) -> Do:
    """One message for one state of one order (and of one payment, where there may be several)."""
    customer = world.orders.by_id[order].placed.customer
    return Do(WantMessage(f"{order}:{template}{which}", order, customer, template, words))


WHEN = {
    PaymentAwaited: (ask_for_it, claim_what_came_early),
    PaymentSuperseded: (close_what_was_superseded,),
    PaymentAsked: (close_what_nobody_needs,),
    PaymentAuthorised: (capture,),
    PaymentCaptured: (confirm,),
    PaymentDeclined: (end_without_money,),
    PaymentLapsed: (let_it_go,),
    AuthorisationVoided: (tell_the_provider,),
    RefundOwed: (pay_back, say_it_came_too_late),
    RefundPaid: (say_it_went_out,),
    OrderCancelled: (say_we_cancelled, settle_up),
}
