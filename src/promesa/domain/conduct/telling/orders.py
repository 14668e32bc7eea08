"""What may be said of an order: its money, its date, its end, and what changed in it."""

from collections.abc import Callable, Mapping

from promesa.domain.conduct.telling import parts as p
from promesa.domain.conduct.telling.parts import Answer, MessageAsked, MessageParts
from promesa.domain.ledger.orders.state import Stage
from promesa.domain.ledger.payments import rules, superseding
from promesa.domain.ledger.payments.state import Payment, Status, account_of
from promesa.domain.ledger.payments.words import RefundOwed
from promesa.domain.ledger.shipments.state import STAYING, live
from promesa.domain.people.templates.words import TemplateGround
from promesa.domain.values import moments
from promesa.domain.values.money import Centavos, pesos
from promesa.domain.values.refusal import Refused

LAPSED = "payment_lapsed"
CANCELLED = "order_cancelled"
RETURNED = (rules.LATE, rules.TWICE, superseding.BEYOND)


def payment_pending(parts: MessageParts, asked: MessageAsked) -> Answer:
    """Only while it is awaited: not once it was paid, and not after its window."""
    account = account_of(parts.payments, asked.id)
    waiting = [parts.payments.by_id[one] for one in account.payments if _awaited(parts.payments.by_id[one])]
    found = next((one for one in waiting if asked.words.get("amount", pesos(one.amount)) == pesos(one.amount)), None)
    if found is None or (found.extra is None and asked.order.stage is not Stage.PLACED):
        return p.no(asked, "no such payment is awaited")
    until = account.until if found.extra is None else found.extra.until
    if until is None or until < asked.now:
        return p.no(asked, "its window is over")
    amount = p.ground(asked, "PaymentAwaited", found.amount)
    rail, end = p.ground(asked, "PaymentAwaited", found.rail), p.ground(asked, "PaymentAwaited", int(until))
    return p.said(asked, "payment_pending", amount=amount, rail=rail, until=end)


def _awaited(payment: Payment) -> bool:
    return payment.status is Status.AWAITED


def payment_received(parts: MessageParts, asked: MessageAsked) -> Answer:
    """While we still have it, and the order goes on."""
    account = account_of(parts.payments, asked.id)
    if account.captured <= 0 or account.refunded or asked.order.stage not in (Stage.PLACED, Stage.CONFIRMED):
        return p.no(asked, "no payment is with us")
    return p.said(asked, "payment_received", amount=p.ground(asked, "PaymentCaptured", account.captured))


def confirmed(parts: MessageParts, asked: MessageAsked) -> Answer:
    promise = p.standing(parts, asked)
    if isinstance(promise, Refused):
        return promise
    on = p.told_on(asked, promise)
    if promise.made.kind == "pickup":
        where = p.place(parts, asked, promise.made.legs[0].location, "PromiseMade")
        return p.said(asked, "confirmed_pickup", promised_on=on, location=where)
    return p.said(asked, "confirmed_branch" if promise.made.kind == "ocurre" else "confirmed", promised_on=on)


def date_confirmed(parts: MessageParts, asked: MessageAsked) -> Answer:
    promise = p.standing(parts, asked)
    if isinstance(promise, Refused):
        return promise
    if promise.confirmed_at is None or promise.moves:
        return p.no(asked, "the date did not stand")
    on = p.ground(asked, "PromiseConfirmed", promise.told_on, promise.confirmed_at)
    return p.said(asked, "date_confirmed", promised_on=on)


def delayed(parts: MessageParts, asked: MessageAsked) -> Answer:
    """The newest date only, where it is later than the one before; what has left is not offered to be changed."""
    promise = p.standing(parts, asked)
    if isinstance(promise, Refused):
        return promise
    was, now = p.before_that(asked, promise), p.told_on(asked, promise)
    if not promise.moves or promise.told_on <= was.value:  # type: ignore[operator]  # both are dates
        return p.no(asked, "the date is not later")
    left = any(one.status not in STAYING for one in live(parts.shipments, asked.id))
    end = "_pickup" if promise.made.kind == "pickup" else "_moving" if left else ""
    return p.said(asked, f"delayed{end}", was_on=was, promised_on=now)


def date_still_stands(parts: MessageParts, asked: MessageAsked) -> Answer:
    """Nobody is told of a date that is over."""
    promise = p.standing(parts, asked)
    if isinstance(promise, Refused):
        return promise
    if promise.told_on < moments.local_date(asked.now, promise.made.zone):
        return p.no(asked, "that date is over")
    if asked.wanted.template == "delay_apology" and not promise.moves:
        return p.no(asked, "nothing is late")
    return p.said(asked, asked.wanted.template, promised_on=p.told_on(asked, promise))


def cancelled(parts: MessageParts, asked: MessageAsked) -> Answer:
    """With what goes back; never while money of theirs is with us and nothing is owed."""
    if asked.order.stage is not Stage.CANCELLED or asked.order.cancelled_reason == LAPSED:
        return p.no(asked, asked.order.stage.value)
    account = account_of(parts.payments, asked.id)
    if account.captured > account.refunded:
        return p.unbacked(asked, "refund")
    why = p.ground(asked, "OrderCancelled", asked.order.cancelled_reason)
    owed = sum(one.amount for one in _refunds(parts, asked) if one.reason == CANCELLED)
    if not owed:
        return p.said(asked, "order_cancelled_unpaid", why=why)
    return p.said(asked, "order_cancelled", why=why, refund=p.ground(asked, "RefundOwed", owed))


def lapsed(_: MessageParts, asked: MessageAsked) -> Answer:
    if asked.order.stage is not Stage.CANCELLED or asked.order.cancelled_reason != LAPSED:
        return p.no(asked, asked.order.stage.value)
    return p.said(asked, "order_lapsed")


def payment_returned(parts: MessageParts, asked: MessageAsked) -> Answer:
    """Money that came too late, twice, or was more than the order costs by now."""
    owed = next((one for one in _refunds(parts, asked) if _is_it(asked, one)), None)
    if owed is None:
        return p.unbacked(asked, "amount")
    if owed.reason == superseding.BEYOND:
        return p.said(asked, "payment_beyond", amount=_money(asked, owed))
    why = p.ground(asked, "RefundOwed", owed.reason)
    return p.said(asked, "payment_returned", amount=_money(asked, owed), why=why)


def refund_paid(parts: MessageParts, asked: MessageAsked) -> Answer:
    """Only what has really gone out."""
    paid = [parts.payments.refunds[one] for one in account_of(parts.payments, asked.id).refunds]
    amount = asked.words.get("amount", "")
    found = next((one.owed for one in paid if one.paid and amount in ("", pesos(one.owed.amount))), None)
    if found is None:
        return p.unbacked(asked, "amount")
    return p.said(asked, "refund_paid", amount=p.ground(asked, "RefundPaid", found.amount))


def _refunds(parts: MessageParts, asked: MessageAsked) -> list[RefundOwed]:
    return [parts.payments.refunds[one].owed for one in account_of(parts.payments, asked.id).refunds]


def _is_it(asked: MessageAsked, owed: RefundOwed) -> bool:
    """The refund that the words mean."""
    same = asked.words.get("reason", owed.reason) == owed.reason
    return same and owed.reason in RETURNED and asked.words.get("amount", "") in ("", pesos(owed.amount))


def _money(asked: MessageAsked, owed: RefundOwed) -> TemplateGround:
    return p.ground(asked, "RefundOwed", owed.amount)


def edited(parts: MessageParts, asked: MessageAsked) -> Answer:
    """The newest change only: the total of an older one is not so any more."""
    if asked.order.stage is not Stage.CONFIRMED or not asked.order.edits:
        return p.no(asked, asked.order.stage.value)
    edit = asked.order.edits[-1]
    if asked.edit and edit.edit != asked.edit:
        return p.no(asked, "it has changed again")
    now = next((line for line in edit.lines if line.line == edit.was.line), None)
    total = p.ground(asked, "OrderEdited", Centavos(asked.order.placed.total))
    was = p.item(parts, asked, edit.was.sku, "OrderEdited")
    if now is not None and now.sku != edit.was.sku:
        instead = p.item(parts, asked, now.sku, "OrderEdited")
        return p.said(asked, "order_substituted", item=was, now_item=instead, total=total)
    left = p.ground(asked, "OrderEdited", 0 if now is None else now.units)
    before = p.ground(asked, "OrderEdited", edit.was.units)
    return p.said(asked, "order_edited", item=was, units=before, now_units=left, total=total)


def revised(parts: MessageParts, asked: MessageAsked) -> Answer:
    """As the customer made it anew; the newest only."""
    if asked.order.stage not in (Stage.PLACED, Stage.CONFIRMED) or not asked.order.revisions:
        return p.no(asked, asked.order.stage.value)
    newest = asked.order.revisions[-1]
    if asked.edit and newest.edit != asked.edit:
        return p.no(asked, "it has changed again")
    listed = ", ".join(f"{line.units} × {p.name_of(parts, line.sku)}" for line in newest.lines)
    fact = "OrderRevised"
    fee, total = p.ground(asked, fact, newest.fee), p.ground(asked, fact, newest.total)
    return p.said(asked, "order_revised", items=p.ground(asked, fact, listed), fee=fee, total=total)


def living(_: MessageParts, asked: MessageAsked) -> Answer:
    """Says nothing but that we see to it; not of an order that is over."""
    if asked.order.stage not in (Stage.PLACED, Stage.CONFIRMED):
        return p.no(asked, asked.order.stage.value)
    return p.said(asked, asked.wanted.template)


TELLS: Mapping[str, Callable[[MessageParts, MessageAsked], Answer]] = {
    "payment_pending": payment_pending,
    "payment_received": payment_received,
    "confirmed": confirmed,
    "date_confirmed": date_confirmed,
    "delayed": delayed,
    "delay_apology": date_still_stands,
    "thanks_for_waiting": date_still_stands,
    "order_cancelled": cancelled,
    "order_lapsed": lapsed,
    "payment_returned": payment_returned,
    "refund_paid": refund_paid,
    "order_edited": edited,
    "order_revised": revised,
    "we_are_looking_into_it": living,
}
