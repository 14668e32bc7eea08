"""Money of a log, as its providers told of it."""

from collections.abc import Iterator, Mapping, Sequence

from promesa.domain.ledger.orders.awaited import EditEnded
from promesa.domain.ledger.orders.words import CheckoutRefused, OrderEdited, OrderPlaced, OrderRevised
from promesa.domain.ledger.payments import rules as paying
from promesa.domain.ledger.payments import superseding
from promesa.domain.ledger.payments import words as money
from promesa.domain.values.money import Centavos
from promesa.lab.race.past import Past, Told
from promesa.lab.race.words import Reader, Retold, same


def _asked_for(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: money.PaymentAsked = beat[number].fact
    yield money.RecordPaymentAsked(fact.payment, fact.handle, fact.reference, fact.url)


def _set_aside(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: money.PaymentAuthorised = beat[number].fact
    if same(beat, OrderPlaced, "order", fact.order) is None:
        yield money.AuthorisePayment(fact.order, fact.payment, fact.amount, fact.handle)


def _captured(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: money.PaymentCaptured = beat[number].fact
    yield money.ReceivePayment(fact.payment, fact.amount, fact.paid_at, fact.rail, fact.order, handle=fact.handle)


def _unmatched(past: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: money.PaymentUnmatched = beat[number].fact
    is_cart = fact.reference in past.world.checkouts.by_cart
    names = {"cart": fact.reference} if is_cart else {"order": fact.reference or None}
    yield money.ReceivePayment(fact.payment, fact.amount, fact.paid_at, fact.rail, handle=fact.handle, **names)


def _declined(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: money.PaymentDeclined = beat[number].fact
    yield money.DeclinePayment(fact.order, fact.payment, fact.reason)


def _voided(past: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: money.AuthorisationVoided = beat[number].fact
    if same(beat, OrderPlaced, "order", fact.order) or same(beat, CheckoutRefused, "order", fact.order):
        return
    if fact.reason in (paying.LATE, paying.TWICE, paying.AMOUNT_DIFFERS):
        account = past.world.payments.by_order.get(fact.order)
        due = Centavos(0) if account is None else account.due
        yield money.AuthorisePayment(fact.order, fact.payment, due, fact.handle)
    else:
        yield money.VoidPayment(fact.order, fact.payment, fact.reason)


def _owed(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: money.RefundOwed = beat[number].fact
    if any(same(beat, kind, "order", fact.order) is not None for kind in (OrderEdited, OrderRevised, EditEnded)):
        return  # follows from the edit
    if fact.reason in (paying.LATE, paying.TWICE, superseding.BEYOND):
        return  # stands beside the money that came too late
    if fact.line is not None:
        yield money.RefundLine(fact.order, fact.refund, fact.line, fact.units, fact.reason)
    else:
        yield money.Refund(fact.order, fact.refund, fact.amount, fact.reason)


def _paid_back(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    yield money.RecordRefund(beat[number].fact.order, beat[number].fact.refund)


MONEY: Mapping[type, Reader] = {
    money.PaymentAsked: _asked_for,
    money.PaymentAuthorised: _set_aside,
    money.PaymentCaptured: _captured,
    money.PaymentUnmatched: _unmatched,
    money.PaymentDeclined: _declined,
    money.AuthorisationVoided: _voided,
    money.RefundOwed: _owed,
    money.RefundPaid: _paid_back,
}
