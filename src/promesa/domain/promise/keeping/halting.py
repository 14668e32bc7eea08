"""Halting an order and letting it go on: while it waits nothing is picked, and its date is one that the wait allows."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from promesa.domain.ledger.orders.halts import (
    BY_PERSON,
    OVER,
    EndHalt,
    Halt,
    HaltOrder,
    OrderHalted,
    OrderReleased,
    ReleaseOrder,
)
from promesa.domain.ledger.orders.state import Order, Orders, Stage, halted_until
from promesa.domain.ledger.payments.state import Payments
from promesa.domain.ledger.shipments.state import Parcel, Shipments, Status, live
from promesa.domain.promise.choices import Choices
from promesa.domain.promise.commit.place import Facts
from promesa.domain.promise.commit.words import SaveFailed
from promesa.domain.promise.keeping import rerouting
from promesa.domain.promise.promises import HALTED, Promise, Promises, open_promise
from promesa.domain.promise.quoting import renewals
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.substitutes import Substitutes
from promesa.domain.promise.words import Offer
from promesa.domain.values.moments import DAY, HOUR, Instant
from promesa.domain.values.refusal import Reason, Refused


class OpenOrderBooks(NamedTuple):
    """What is known of an order that is worked on."""

    orders: Orders
    payments: Payments
    shipments: Shipments
    promises: Promises
    choices: Choices
    substitutes: Substitutes


def halt(parts: Parts, books: OpenOrderBooks, ask: HaltOrder, now: Instant) -> Facts | Refused:
    """The order waits; what is planned of it is planned anew from the wait's end, and a later date is told at once.

    ALREADY_PICKED once any of it is packed; INVALID for an end that is past or beyond what is ever promised.
    """
    order = books.orders.by_id.get(ask.order)
    if order is None:
        return Refused(Reason.UNKNOWN_ORDER, ask.order)
    if order.stage not in (Stage.PLACED, Stage.CONFIRMED):
        return Refused(Reason.ORDER_CLOSED, ask.order)
    parcels = live(books.shipments, ask.order)
    if any(parcel.status is not Status.PLANNED for parcel in parcels):
        return Refused(Reason.ALREADY_PICKED, ask.order)
    until = ask.until
    if until is None and ask.kind in BY_PERSON:
        until = Instant(now + round(parts.policy.review_hours * HOUR))
    if until is None or not now < until <= now + parts.policy.horizon_days * DAY:
        return Refused(Reason.INVALID, "until")
    known = next((one for one in order.halts if one.kind is ask.kind), None)
    if (
        known is not None
        and (known.reason, known.owner) == (ask.reason, ask.owner)
        and ask.until in (None, known.until)
    ):
        return []
    halted = OrderHalted(ask.order, ask.kind, until, ask.reason, ask.owner, known is not None)
    others = [one.until for one in order.halts if one.kind is not ask.kind]
    return [halted, *from_then_on(parts, books, order, max([until, *others]), now)]


def release(_: Parts, books: OpenOrderBooks, ask: ReleaseOrder, __: Instant) -> Facts | Refused:
    """By a person's word; what does not wait for that changes nothing."""
    order = books.orders.by_id.get(ask.order)
    if order is None:
        return Refused(Reason.UNKNOWN_ORDER, ask.order)
    waits = any(one.kind is ask.kind for one in order.halts)
    return [OrderReleased(ask.order, ask.kind, ask.reason)] if waits else []


def end(parts: Parts, books: OpenOrderBooks, ask: EndHalt, now: Instant) -> Facts:
    """The clock lets an order go on; never one that somebody has to look at: that waits on, with an honest date."""
    order = books.orders.by_id.get(ask.order)
    found = None if order is None else next((one for one in order.halts if one.kind is ask.kind), None)
    if order is None or found is None or now < found.until:
        return []
    if found.kind not in BY_PERSON:
        return [OrderReleased(ask.order, ask.kind, OVER)]
    until = Instant(now + round(parts.policy.review_hours * HOUR))
    longer = replace(found, until=until, extended=True)
    return [longer, *from_then_on(parts, books, order, until, now)]


def from_then_on(parts: Parts, books: OpenOrderBooks, order: Order, start: Instant, now: Instant) -> Facts:
    """What is planned, planned anew as of a later moment: from the same places if they still can, else by any plan; the
    later date is told, and a person looks where none can be named."""
    name = order.placed.order
    promise, parcels = open_promise(books.promises, name), live(books.shipments, name)
    if promise is None or not parcels:
        return []
    offer = _later(parts, books, promise, parcels, start)
    moved = (
        None
        if offer is None
        else rerouting.reroute(parts, books.orders, books.shipments, promise, parcels, offer, HALTED, start)
    )
    if offer is None or moved is None:
        return [SaveFailed(name, HALTED)]
    return [*moved, *rerouting.say_if_later(promise, offer.promised_on, HALTED, now)]


def _later(
    parts: Parts, books: OpenOrderBooks, promise: Promise, parcels: Sequence[Parcel], start: Instant
) -> Offer | None:
    """The parcels as they are, from then on; else the best plan for a delivery's units."""
    legs = tuple(rerouting.as_leg(parcel) for parcel in parcels)
    made = replace(rerouting.as_offer(promise.made), legs=legs)
    renewed = renewals.renew(parts, made, start)
    if not isinstance(renewed, Refused):
        return renewed
    return rerouting.best(
        rerouting.other_plans(parts, books.orders, books.shipments, promise, parcels, (), start), promise
    )


def may_add(order: Order, now: Instant) -> bool:
    """Whether the order is in its cool-down, in which more of it is no other shipment."""
    until = halted_until(order)
    return until is not None and now < until and any(one.kind is Halt.COOL_DOWN for one in order.halts)


RULES: Mapping[type, Callable[[Parts, OpenOrderBooks, Any, Instant], Facts | Refused]] = {
    HaltOrder: halt,
    ReleaseOrder: release,
    EndHalt: end,
}
