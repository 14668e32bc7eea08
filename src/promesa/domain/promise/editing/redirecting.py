"""A paid order goes elsewhere, or on another day: quoted anew, priced, its promise moved, before it is picked."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from msgspec.structs import replace

from promesa.domain.ledger.orders.awaited import EditAwaited, EditEnd, EditEnded, LapseEdit, TakeEdit
from promesa.domain.ledger.orders.halts import Halt, OrderHalted, OrderReleased
from promesa.domain.ledger.orders.state import Order, Stage
from promesa.domain.ledger.orders.words import ADDED, REDIRECTED, OrderRevised
from promesa.domain.ledger.payments import rules as paying
from promesa.domain.ledger.payments import superseding
from promesa.domain.ledger.payments.state import Status as Paid
from promesa.domain.ledger.payments.state import refundable
from promesa.domain.ledger.payments.words import Refund
from promesa.domain.ledger.shipments.state import Parcel, Status, live
from promesa.domain.ledger.stock import questions, rules
from promesa.domain.promise.commit.place import Facts
from promesa.domain.promise.editing import joining, lines, redelivering, revising
from promesa.domain.promise.editing.words import ChangeDelivery
from promesa.domain.promise.keeping import rerouting
from promesa.domain.promise.keeping.halting import OpenOrderBooks
from promesa.domain.promise.promises import Promise, open_promise
from promesa.domain.promise.quoting import quotes
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.words import Ask, Offer, PromiseRedirected
from promesa.domain.values import moments
from promesa.domain.values.ids import RefundId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import MAX_CENTAVOS, Centavos
from promesa.domain.values.refusal import Reason, Refused

DAYS_MAX = 30
"""Nobody asks for a day farther away than this."""


class EditPreview(NamedTuple):
    """What a change would make of an order: its offer, from when it is worked on, and what it costs more (or less)."""

    order: Order
    promise: Promise
    parcels: tuple[Parcel, ...]
    offer: Offer
    start: Instant
    fact: OrderRevised
    difference: Centavos
    later: bool
    """It waits for its day."""


def preview(
    parts: Parts, books: OpenOrderBooks, ask: ChangeDelivery, now: Instant, is_paid: bool = False
) -> EditPreview | Refused:
    """The change and its price, before anybody does it.

    ALREADY_PICKED once anything is packed; NO_SERVICE, NO_CAPACITY, NOT_ENOUGH_STOCK as any quote; NO_PROMISE for a day
    on which it cannot be there; NOTHING_CHANGES. `is_paid`: it is the change that waited for its money.
    """
    order = lines.editable(books.orders, books.choices, books.payments, ask.order)
    if isinstance(order, Refused):
        return order
    promise, parcels = open_promise(books.promises, ask.order), tuple(live(books.shipments, ask.order))
    waits = ask.order in books.orders.awaited and not is_paid
    if promise is None or not parcels or promise.made.kind != "delivery" or waits:
        return Refused(Reason.WRONG_STATE, ask.order)
    if any(parcel.status is not Status.PLANNED for parcel in parcels):
        return _next_attempt(parts, order, promise, parcels, ask, now)
    to = ask.postal_code or order.placed.postal_code
    if to == order.placed.postal_code and ask.arrives_on in (None, promise.told_on):
        return Refused(Reason.NOTHING_CHANGES, ask.order)
    asked = Ask(
        revising.wants_of(parts.catalog, order.placed.lines),
        order.placed.channel,
        to,
        None,
        order.placed.reservation,
        in_work=True,
    )
    soonest = max([now, *(one.until for one in order.halts if one.kind is not Halt.DATE)])
    found = _found(parts, asked, ask, soonest)
    if isinstance(found, Refused):
        return found
    offer, start = found
    fee = order.placed.fee if to == order.placed.postal_code else offer.fee
    fact = revising.revised(replace(order.placed, postal_code=to), ask.edit, REDIRECTED, order.placed.lines, offer, fee)
    if not 0 <= fact.total <= MAX_CENTAVOS:
        return Refused(Reason.BAD_AMOUNT, ask.order)
    return EditPreview(
        order, promise, parcels, offer, start, fact, Centavos(fact.total - order.placed.total), start > soonest
    )


def _next_attempt(
    parts: Parts, order: Order, promise: Promise, parcels: tuple[Parcel, ...], ask: ChangeDelivery, now: Instant
) -> EditPreview | Refused:
    """What is on its way stays there; what stood at the door in vain may be wanted on another day, or elsewhere."""
    offer = redelivering.offer(parts, order, promise, parcels, ask, now)
    if isinstance(offer, Refused):
        return offer
    placed = replace(order.placed, postal_code=offer.postal_code)
    fact = revising.revised(placed, ask.edit, REDIRECTED, order.placed.lines, offer, order.placed.fee)
    return EditPreview(order, promise, parcels, offer, now, fact, Centavos(0), False)


def _found(parts: Parts, asked: Ask, ask: ChangeDelivery, now: Instant) -> tuple[Offer, Instant] | Refused:
    """The cheapest delivery by its day; for a day that was asked for, the first start that brings it exactly then."""
    if ask.arrives_on is None:
        quote = quotes.quote(*parts, asked, now, 0)
        if isinstance(quote, Refused):
            return quote
        first = _delivery(quote.offers, None)
        return (first, now) if first is not None else Refused(Reason.NO_SERVICE, str(asked.postal_code))
    for days in range(DAYS_MAX):
        start = now if not days else _morning(now, days)
        quote = quotes.quote(*parts, asked, start, 0)
        if isinstance(quote, Refused):
            return quote
        found = _delivery(quote.offers, ask.arrives_on)
        if found is not None:
            return found, start
        if all(offer.promised_on > ask.arrives_on for offer in quote.offers):
            break
    return Refused(Reason.NO_PROMISE, ask.arrives_on.isoformat())


def _morning(now: Instant, days: int) -> Instant:
    day = moments.local_date(now, moments.MEXICO_CITY) + timedelta(days=days - 1)
    return Instant(moments.end_of_day(day, moments.MEXICO_CITY) + 1)


def _delivery(offers: Sequence[Offer], on: date | None) -> Offer | None:
    fit = [offer for offer in offers if offer.kind == "delivery" and on in (None, offer.promised_on)]
    return min(fit, key=lambda offer: (offer.fee, offer.promised_on), default=None)


def change(parts: Parts, books: OpenOrderBooks, ask: ChangeDelivery, now: Instant) -> Facts | Refused:
    """All of it or a refusal: units, capacity, parcels, fee and promise in one append; dearer, once that is paid.

    QUOTE_CHANGED (with the difference as it is now) where the one that was shown is another.
    """
    known = books.orders.by_id.get(ask.order)
    waits = books.orders.awaited.get(ask.order)
    if known is not None and any(one.edit == ask.edit for one in known.revisions):
        return []
    if waits is not None and waits.edit == ask.edit:
        return []
    found = preview(parts, books, ask, now)
    if isinstance(found, Refused):
        return found
    if ask.difference is not None and ask.difference != found.difference:
        return Refused(Reason.QUOTE_CHANGED, ask.order, found.difference)
    if found.difference > 0:
        name = superseding.next_name(books.payments, ask.order)
        rail = found.order.placed.rail
        awaited = paying.await_payment(parts.policy, ask.order, name, rail, found.difference, now)
        if isinstance(awaited, Refused):
            return awaited
        if awaited:
            wanted = [replace(one, edit=ask.edit) for one in awaited]
            place = (ask.postal_code, ask.arrives_on)
            waiting = EditAwaited(ask.order, ask.edit, REDIRECTED, found.difference, name, (), None, *place)
            return [*wanted, waiting]
    if redelivering.waiting(found.parcels):
        return [found.fact, *redelivering.facts(parts, found.promise, found.parcels, ask, found.offer)]
    done = _done(parts, books, found)
    return Refused(Reason.NOT_ENOUGH_STOCK, ask.order) if done is None else [*done, *_back(books, found, now)]


def _done(parts: Parts, books: OpenOrderBooks, found: EditPreview) -> Facts | None:
    """The order where it goes now, its parcels, and the promise that counts from here on."""
    order, promise, offer = found.order.placed.order, found.promise, found.offer
    moved = rerouting.reroute(
        parts, books.orders, books.shipments, promise, found.parcels, offer, REDIRECTED, found.start
    )
    if moved is None:
        return None
    said = PromiseRedirected(
        order=order,
        was_on=promise.told_on,
        promised_on=offer.promised_on,
        promised_by=offer.promised_by,
        zone=offer.zone,
        fee=found.fact.fee,
        cost=offer.cost,
        keep_probability=offer.keep_probability,
        legs=offer.legs,
        postal_code=offer.postal_code,
        cause=REDIRECTED,
    )
    facts: Facts = [found.fact, *moved, said]
    if found.later:
        return [OrderHalted(order, Halt.DATE, found.start, REDIRECTED), *facts]
    waited = any(one.kind is Halt.DATE for one in found.order.halts)
    return [OrderReleased(order, Halt.DATE, REDIRECTED), *facts] if waited else facts


def _back(books: OpenOrderBooks, found: EditPreview, now: Instant) -> Facts:
    """What it costs less goes back, of money that is with us."""
    name, back = found.order.placed.order, min(-found.difference, refundable(books.payments, found.order.placed.order))
    if back <= 0:
        return []
    asked = Refund(name, RefundId(f"{name}:{found.fact.edit}"), Centavos(back), REDIRECTED)
    owed = paying.refund(books.payments, books.orders, asked, now)
    assert not isinstance(owed, Refused), owed
    return [*owed]


# --- changes that waited for their money ---


def take(parts: Parts, books: OpenOrderBooks, ask: TakeEdit, now: Instant) -> Facts:
    """It is paid: done, or, where it cannot be any more, what was paid goes back."""
    waits = books.orders.awaited.get(ask.order)
    paid = None if waits is None else books.payments.by_id[waits.payment]
    if waits is None or waits.edit != ask.edit or paid is None or paid.status is not Paid.CAPTURED:
        return []
    facts = _taken(parts, books, waits, now)
    if facts is not None:
        return [EditEnded(ask.order, ask.edit, EditEnd.TAKEN), *_released(parts, waits), *facts]
    asked = Refund(ask.order, RefundId(f"{ask.order}:{ask.edit}:back"), paid.captured, waits.cause)
    owed = paying.refund(books.payments, books.orders, asked, now)
    assert not isinstance(owed, Refused), owed
    return [EditEnded(ask.order, ask.edit, EditEnd.GONE), *_released(parts, waits), *owed]


def _taken(parts: Parts, books: OpenOrderBooks, waits: EditAwaited, now: Instant) -> Facts | None:
    order = books.orders.by_id[waits.order]
    free = [one for one in live(books.shipments, waits.order) if one.status is Status.PLANNED]
    if order.stage is not Stage.CONFIRMED or len(free) < len(live(books.shipments, waits.order)):
        return None
    if waits.cause == ADDED:
        takes = () if waits.reservation is None else questions.reserved_by(parts.stock, waits.reservation)
        if not takes:
            return None
        return joining.joined_facts(parts, books, order, waits.edit, waits.lines, takes, now, waits.reservation)
    ask = ChangeDelivery(waits.order, waits.edit, waits.postal_code, waits.arrives_on)
    found = preview(parts, books, ask, now, is_paid=True)
    if isinstance(found, Refused) or found.difference != waits.difference:
        return None
    return _done(parts, books, found)


def _released(parts: Parts, waits: EditAwaited) -> Facts:
    return [] if waits.reservation is None else [*rules.release(parts.stock, waits.reservation, waits.cause)]


def lapse(parts: Parts, books: OpenOrderBooks, ask: LapseEdit, _: Instant) -> Facts:
    """Nobody paid it, or the order is over: everything stays as it is."""
    waits = books.orders.awaited.get(ask.order)
    if waits is None or waits.edit != ask.edit:
        return []
    over = books.orders.by_id[ask.order].stage is not Stage.CONFIRMED
    unpaid = books.payments.by_id[waits.payment].status in (Paid.LAPSED, Paid.VOIDED)
    if not over and not unpaid:
        return []
    ending = EditEnd.LAPSED if unpaid else EditEnd.GONE
    return [EditEnded(ask.order, ask.edit, ending), *_released(parts, waits)]


RULES: Mapping[type, Callable[[Parts, OpenOrderBooks, Any, Instant], Facts | Refused]] = {
    ChangeDelivery: change,
    TakeEdit: take,
    LapseEdit: lapse,
}
