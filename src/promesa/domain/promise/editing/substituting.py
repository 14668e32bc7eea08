"""A line becomes another SKU with its customer's yes: units are reserved meanwhile, a difference is due or waived."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from promesa.domain.ledger.orders.state import Order, Stage
from promesa.domain.ledger.orders.words import SUBSTITUTED, OrderLine
from promesa.domain.ledger.payments import rules as paying
from promesa.domain.ledger.payments import superseding
from promesa.domain.ledger.payments.state import Status
from promesa.domain.ledger.payments.words import Refund
from promesa.domain.ledger.shipments.state import Parcel
from promesa.domain.ledger.stock import questions, rules
from promesa.domain.ledger.stock.words import ReserveStock, Take
from promesa.domain.network import catalog as catalogs
from promesa.domain.promise.commit.place import Facts
from promesa.domain.promise.editing import lines
from promesa.domain.promise.keeping.halting import OpenOrderBooks
from promesa.domain.promise.sourcing import barring
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.substitutes import (
    AnswerSubstitute,
    LapseSubstitute,
    Proposal,
    ProposeSubstitute,
    SubstituteAccepted,
    SubstituteEnd,
    SubstituteEnded,
    SubstituteProposed,
    TakeSubstitute,
    waiting,
)
from promesa.domain.values.ids import ChannelId, RefundId, ReservationId, Sku
from promesa.domain.values.moments import HOUR, Instant
from promesa.domain.values.money import MAX_CENTAVOS, Centavos
from promesa.domain.values.refusal import Reason, Refused

SUBSTITUTE = "substitute"
"""The stage of units that wait for their customer's yes."""


def propose(parts: Parts, books: OpenOrderBooks, ask: ProposeSubstitute, now: Instant) -> Facts | Refused:
    """Reserve the substitute where the line's units are packed, and ask the customer; the order is as it was.

    WRONG_STATE while another proposal waits; ALREADY_PICKED for a line that is packed; NOT_ENOUGH_STOCK, NO_SERVICE
    where those locations have no such units or may not send them.
    """
    order = lines.editable(books.orders, books.choices, books.payments, ask.order)
    if isinstance(order, Refused):
        return order
    known = books.substitutes.open.get(ask.order)
    if known is not None:
        same = (known.proposed.edit, known.proposed.now.sku) == (ask.edit, ask.substitute)
        return [] if same else Refused(Reason.WRONG_STATE, ask.order)
    if any(one.edit == ask.edit for one in order.edits):
        return Refused(Reason.KEY_REUSED, ask.edit)
    was = lines.named(order.placed, ask.line, ask.sku)
    if isinstance(was, Refused):
        return was
    now_line = _line(parts, was, ask, order.placed.channel, now)
    if isinstance(now_line, Refused):
        return now_line
    if paying.units_refunded(books.payments, ask.order, was.line):
        return Refused(Reason.WRONG_STATE, ask.order)
    gone = lines.planned_takes(books.shipments, ask.order, was.sku, was.units)
    if isinstance(gone, Refused):
        return gone
    return _proposed(parts, order, ask, was, now_line, gone, now)


def _line(
    parts: Parts, was: OrderLine, ask: ProposeSubstitute, channel: ChannelId, now: Instant
) -> OrderLine | Refused:
    """The line as it would be; where the policy waives the difference it is never dearer than it was."""
    product = catalogs.find(parts.catalog, ask.substitute)
    if product is None:
        return Refused(Reason.UNKNOWN_SKU, ask.substitute)
    if ask.substitute == was.sku:
        return Refused(Reason.NOTHING_CHANGES, was.sku)
    kit = next((sku for sku in (was.sku, ask.substitute) if sku in parts.catalog.kits), None)
    if was.components or kit is not None:
        return Refused(Reason.IS_A_KIT, kit or was.sku)
    price, source = catalogs.price_of(parts.catalog, product, ask.price, channel, now)
    if not 0 <= price * was.units <= MAX_CENTAVOS:
        return Refused(Reason.BAD_AMOUNT, ask.substitute)
    if parts.policy.waives_substitutes and was.price < price:
        price, source = was.price, catalogs.WAIVED
    discount = Centavos(min(was.discount, price * was.units))
    return replace(was, sku=ask.substitute, price=price, discount=discount, price_from=source)


def _proposed(
    parts: Parts,
    order: Order,
    ask: ProposeSubstitute,
    was: OrderLine,
    line: OrderLine,
    gone: Sequence[tuple[Parcel, Take]],
    now: Instant,
) -> Facts | Refused:
    takes = _instead(gone, line.sku)
    sending = barring.of(parts.locations, parts.catalog)
    for take in takes:
        if sending is not None and take.location in barring.names(sending, take.sku, order.placed.channel):
            return Refused(Reason.NO_SERVICE, take.location)
    reservation = ReservationId(f"{ask.order}:{ask.edit}:{SUBSTITUTE}")
    if reservation in parts.stock.reservations:
        return Refused(Reason.ALREADY_EXISTS, reservation)
    leaves = min(parcel.planned.hand_over_by for parcel, _ in gone)
    until = Instant(now + round(parts.policy.choice_hours * HOUR))
    until = min(until, leaves) if leaves > now else until
    reserved = rules.reserve(parts.stock, ReserveStock(reservation, takes, until, SUBSTITUTE))
    if isinstance(reserved, Refused):
        return reserved
    difference = Centavos(_worth(line) - _worth(was))
    return [*reserved, SubstituteProposed(ask.order, ask.edit, was, line, difference, reservation, until)]


def _instead(gone: Sequence[tuple[Parcel, Take]], sku: Sku) -> tuple[Take, ...]:
    """As many units of the substitute, where the others are."""
    return tuple(replace(take, sku=sku) for _, take in gone)


def _worth(line: OrderLine) -> int:
    return line.price * line.units - line.discount


# --- the answer ---


def answer(parts: Parts, books: OpenOrderBooks, ask: AnswerSubstitute, now: Instant) -> Facts | Refused:
    """A no ends it; a yes changes the line at once, or once the difference is paid by the order's own rail."""
    order = lines.editable(books.orders, books.choices, books.payments, ask.order)
    if isinstance(order, Refused):
        return order
    found = waiting(books.substitutes, ask.order, ask.edit)
    if found is None:
        taken = any(one.edit == ask.edit and one.cause == SUBSTITUTED for one in order.edits)
        return [] if taken and ask.accept else Refused(Reason.WRONG_STATE, ask.order)
    if found.payment is not None:
        return [] if ask.accept else Refused(Reason.WRONG_STATE, ask.order)
    if not ask.accept:
        return _over(parts, found, SubstituteEnd.DECLINED)
    if found.proposed.difference > 0:
        name = superseding.next_name(books.payments, ask.order)
        awaited = paying.await_payment(parts.policy, ask.order, name, order.placed.rail, found.proposed.difference, now)
        if isinstance(awaited, Refused):
            return awaited
        if awaited:
            wanted = [replace(one, edit=ask.edit) for one in awaited]
            held = rules.extend(parts.stock, found.proposed.reservation, wanted[0].grace_until, order.placed.rail)
            if isinstance(held, Refused):
                return held
            return [*held, *wanted, SubstituteAccepted(ask.order, ask.edit, name)]
    return _taken(parts, books, order, found, now)


def take(parts: Parts, books: OpenOrderBooks, ask: TakeSubstitute, now: Instant) -> Facts:
    """The difference is with us: the line changes or, where it cannot any more, the difference goes back."""
    found = waiting(books.substitutes, ask.order, ask.edit)
    paid = None if found is None or found.payment is None else books.payments.by_id[found.payment]
    if found is None or paid is None or paid.status is not Status.CAPTURED:
        return []
    order = books.orders.by_id[ask.order]
    facts = Refused(Reason.ORDER_CLOSED) if order.stage is not Stage.CONFIRMED else None
    taken = facts or _taken(parts, books, order, found, now)
    if not isinstance(taken, Refused):
        return taken
    back = Refund(ask.order, RefundId(f"{ask.order}:{ask.edit}:back"), paid.captured, SUBSTITUTE)
    owed = paying.refund(books.payments, books.orders, back, now)
    assert not isinstance(owed, Refused), owed
    return [*_over(parts, found, SubstituteEnd.GONE), *owed]


def lapse(parts: Parts, books: OpenOrderBooks, ask: LapseSubstitute, now: Instant) -> Facts:
    """Nobody answered or paid in time, or the order is over: everything stays as it was."""
    found, order = waiting(books.substitutes, ask.order, ask.edit), books.orders.by_id.get(ask.order)
    if found is None or order is None:
        return []
    if order.stage is not Stage.CONFIRMED:
        return _over(parts, found, SubstituteEnd.GONE)
    if found.payment is not None:
        lapsed = books.payments.by_id[found.payment].status in (Status.LAPSED, Status.VOIDED)
        return _over(parts, found, SubstituteEnd.LAPSED) if lapsed else []
    return _over(parts, found, SubstituteEnd.LAPSED) if now >= found.proposed.until else []


def _over(parts: Parts, found: Proposal, ending: SubstituteEnd) -> Facts:
    proposed = found.proposed
    released = rules.release(parts.stock, proposed.reservation, f"{SUBSTITUTE}_{ending.value}")
    return [*released, SubstituteEnded(proposed.order, proposed.edit, ending)]


def _taken(parts: Parts, books: OpenOrderBooks, order: Order, found: Proposal, now: Instant) -> Facts | Refused:
    """The substitute's units in the place of the line's, from whatever shelves its parcels are planned at now."""
    proposed = found.proposed
    if proposed.was not in order.placed.lines:
        return Refused(Reason.WRONG_STATE, proposed.order)
    gone = lines.planned_takes(books.shipments, proposed.order, proposed.was.sku, proposed.was.units)
    if isinstance(gone, Refused):
        return gone
    more = _instead(gone, proposed.now.sku)
    own = rules.add_up(questions.reserved_by(parts.stock, proposed.reservation))
    for (sku, location), units in rules.add_up(more).items():
        if units > questions.unreserved(parts.stock, sku, location) + own.get((sku, location), 0):
            return Refused(Reason.NOT_ENOUGH_STOCK, sku)
    repacked = lines.repacked(parts, books.shipments, order, gone, more, now)
    if isinstance(repacked, Refused):
        return repacked
    fact = lines.edited(order.placed, proposed.edit, SUBSTITUTED, proposed.was, (proposed.now,), SUBSTITUTE)
    back = lines.give_back(books.payments, books.orders, fact, Centavos(order.placed.total - fact.total), now)
    if isinstance(back, Refused):
        return back
    return [*_over(parts, found, SubstituteEnd.TAKEN), fact, *repacked, *back]


RULES: Mapping[type, Callable[[Parts, OpenOrderBooks, Any, Instant], Facts | Refused]] = {
    ProposeSubstitute: propose,
    AnswerSubstitute: answer,
    TakeSubstitute: take,
    LapseSubstitute: lapse,
}
