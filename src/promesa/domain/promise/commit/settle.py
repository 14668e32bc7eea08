"""What becomes of a placed order: confirmed when paid, cancelled whole, its promise settled when it arrives."""

from promesa.domain.ledger import capacity as capacities
from promesa.domain.ledger.orders.state import Orders, Stage
from promesa.domain.ledger.orders.words import CancelOrder, OrderCancelled, OrderClosed, OrderConfirmed
from promesa.domain.ledger.shipments import rules as shipping
from promesa.domain.ledger.shipments.state import Parcel, Shipments, Status, live, of_order
from promesa.domain.ledger.shipments.words import ParcelCancelled, ParcelPlanned, PlanParcels
from promesa.domain.ledger.stock import questions, rules
from promesa.domain.ledger.stock.words import ReservationExtended, ReservationReleased, ReserveStock
from promesa.domain.promise import renewals
from promesa.domain.promise.commit import place
from promesa.domain.promise.commit.place import Facts
from promesa.domain.promise.commit.state import Checkouts
from promesa.domain.promise.commit.words import CompleteCheckout, ConfirmOrder, SettlePromise
from promesa.domain.promise.parts import Parts
from promesa.domain.promise.promises import Promises, open_promise
from promesa.domain.promise.words import (
    Leg,
    Offer,
    PromiseBroken,
    PromiseKept,
    PromiseMade,
    PromiseWithdrawn,
)
from promesa.domain.values.ids import OrderId, ParcelId, ReservationId
from promesa.domain.values.moments import Instant, local_date
from promesa.domain.values.refusal import Reason, Refused


def complete(
    parts: Parts, orders: Orders, checkouts: Checkouts, ask: CompleteCheckout, now: Instant
) -> Facts | Refused:
    """The cart becomes its order; a cart that already did changes nothing, however often it is said (R60)."""
    if ask.cart in orders.by_cart:
        return []
    opened = checkouts.by_cart.get(ask.cart)
    if opened is None:
        return Refused(Reason.UNKNOWN_CART, ask.cart)
    fields = {name: getattr(opened, name) for name in opened.__struct_fields__}
    return place.place(parts, orders, checkouts, type(opened)(**{**fields, "rail": ask.rail}), now)


def confirm(parts: Parts, orders: Orders, checkouts: Checkouts, ask: ConfirmOrder, now: Instant) -> Facts | Refused:
    """The money is certain: the promise starts now, from the accepted offer if it still stands, else from a new plan.

    An order whose units are gone (they were not reserved while it waited) is cancelled by us.
    """
    order = orders.by_id.get(ask.order)
    if order is None:
        return Refused(Reason.UNKNOWN_ORDER, ask.order)
    if order.stage is Stage.CONFIRMED:
        return []
    if order.stage is not Stage.PLACED:
        return Refused(Reason.ORDER_CLOSED, ask.order)
    accepted = checkouts.accepted[ask.order]
    offer = _offer_now(parts, accepted, order.placed.reservation, ask.order, now)
    if isinstance(offer, Refused):
        return _give_up(parts, orders, ask.order, offer.reason)
    held = _reserve_paid(parts, offer, order.placed.reservation)
    if isinstance(held, Refused):
        return _give_up(parts, orders, ask.order, held.reason)
    moved = _retake_places(parts, ask.order, accepted, offer, now)
    return [*held, *moved, place.promise_of(order.placed, offer), OrderConfirmed(ask.order)]


def _offer_now(
    parts: Parts, accepted: Offer, reservation: ReservationId, order: OrderId, now: Instant
) -> Offer | Refused:
    if renewals.legs_still_good(parts, accepted, now):
        return accepted
    return renewals.renew(parts, accepted, now)


def _reserve_paid(parts: Parts, offer: Offer, reservation: ReservationId) -> Facts | Refused:
    takes = place.offer_takes(offer)
    if questions.reserved_by(parts.stock, reservation) == takes:
        return [ReservationExtended(reservation, None, "paid")]
    held = rules.reserve(parts.stock, ReserveStock(reservation, takes, None, "paid"))
    return held if isinstance(held, Refused) else list(held)


def _retake_places(parts: Parts, order: OrderId, accepted: Offer, offer: Offer, now: Instant) -> Facts:
    """The working days moved with the payment: the old places come back, new ones are taken where there are any."""
    days = [(leg.location, leg.process_on) for leg in offer.legs]
    if days == [(leg.location, leg.process_on) for leg in accepted.legs]:
        return []
    taken = place.take_places(parts, order, offer, None, now)
    if isinstance(taken, Refused):
        return []
    return [*capacities.give_back(parts.capacity, order, "payment moved the day"), *taken]


def _give_up(parts: Parts, orders: Orders, order: OrderId, reason: str) -> Facts:
    reservation = orders.by_id[order].placed.reservation
    return [
        *rules.release(parts.stock, reservation, reason),
        *capacities.give_back(parts.capacity, order, reason),
        OrderCancelled(order, reason, by_customer=False),
    ]


def cancel(
    parts: Parts, orders: Orders, shipments: Shipments, promises: Promises, ask: CancelOrder, now: Instant
) -> Facts | Refused:
    """The whole order ends, if nothing of it has left: units, places and parcels go back in the same append (R34)."""
    order = orders.by_id.get(ask.order)
    if order is None:
        return Refused(Reason.UNKNOWN_ORDER, ask.order)
    if order.stage is Stage.CANCELLED:
        return []
    if order.stage is Stage.CLOSED:
        return Refused(Reason.ORDER_CLOSED, ask.order)
    parcels = live(shipments, ask.order)
    if any(parcel.status not in (Status.PLANNED, Status.PACKED, Status.READY) for parcel in parcels):
        return Refused(Reason.ALREADY_SHIPPED, ask.order)
    facts: Facts = []
    for parcel in parcels:
        if parcel.status is not Status.PLANNED:
            facts += shipping.unpack_facts(orders, parcel, ask.reason)
        facts.append(ParcelCancelled(parcel.planned.parcel, ask.order, ask.reason))
    facts += _release_all(parts, order.placed.reservation, facts, ask.reason)
    facts += capacities.give_back(parts.capacity, ask.order, ask.reason)
    if open_promise(promises, ask.order) is not None:
        withdrawn = PromiseWithdrawn(ask.order, ask.reason)
        facts.append(withdrawn if ask.by_customer else PromiseBroken(ask.order, ask.reason))
    return [*facts, OrderCancelled(ask.order, ask.reason, ask.by_customer)]


def _release_all(parts: Parts, reservation: ReservationId, before: Facts, reason: str) -> Facts:
    """The reservation ends; if packing had consumed it, unpacking (in `before`) has opened it again."""
    if any(hasattr(fact, "takes") for fact in before):
        return [ReservationReleased(reservation, reason)]
    return list(rules.release(parts.stock, reservation, reason))


def plan_parcels(orders: Orders, shipments: Shipments, promises: Promises, ask: PlanParcels) -> Facts | Refused:
    """The promise's legs become parcels: the allocation."""
    order = orders.by_id.get(ask.order)
    if order is None:
        return Refused(Reason.UNKNOWN_ORDER, ask.order)
    if order.stage is not Stage.CONFIRMED:
        return Refused(Reason.ORDER_NOT_CONFIRMED, ask.order)
    if live(shipments, ask.order):
        return []
    made = promises.by_order[ask.order].made
    return parcels_for(shipments, made, made.legs)


def parcels_for(shipments: Shipments, made: PromiseMade, legs: tuple[Leg, ...]) -> Facts:
    """One planned parcel for each leg, numbered after those that the order already had."""
    first = len(of_order(shipments, made.order)) + 1
    return [
        ParcelPlanned(
            parcel=ParcelId(f"{made.order}-{number}"),
            order=made.order,
            kind=made.kind,
            location=leg.location,
            service=leg.service,
            takes=leg.takes,
            hand_over_by=leg.hand_over_by,
            arrives_on=leg.arrives_on,
        )
        for number, leg in enumerate(legs, start=first)
    ]


def settle(orders: Orders, shipments: Shipments, promises: Promises, ask: SettlePromise, now: Instant) -> Facts:
    """Once every live parcel has ended: kept or broken, by how many days, and why; then the order closes."""
    parcels = live(shipments, ask.order)
    promise = open_promise(promises, ask.order)
    facts: Facts = []
    if promise is not None:
        facts += _outcome(promise.made, parcels)
    ended = all(parcel.status in (Status.DELIVERED, Status.LOST) for parcel in parcels)
    if parcels and ended and orders.by_id[ask.order].stage is Stage.CONFIRMED:
        facts.append(OrderClosed(ask.order))
    return facts


def _outcome(made: PromiseMade, parcels: list[Parcel]) -> Facts:
    """A pickup is kept when it is ready in time, a delivery when its last parcel arrives by the promised day."""
    if any(parcel.status is Status.LOST for parcel in parcels):
        return [PromiseBroken(made.order, "lost")]
    arrivals = [parcel.ready_at if made.kind == "pickup" else parcel.delivered_at for parcel in parcels]
    known = [arrival for arrival in arrivals if arrival is not None]
    if not parcels or len(known) < len(parcels):
        return []
    last = max(known)
    arrived_on = local_date(last, made.zone)
    days = (made.promised_on - arrived_on).days
    late = last > made.promised_by if made.kind == "pickup" else days < 0
    if not late:
        return [PromiseKept(made.order, arrived_on, days)]
    return [PromiseBroken(made.order, _cause(parcels), max(1, -days), arrived_on)]


def _cause(parcels: list[Parcel]) -> str:
    """Whose delay it was: the location's, if a parcel left after its hour; else the carrier's."""
    late_out = any(p.handed_at is not None and p.handed_at > p.planned.hand_over_by for p in parcels)
    pickup = any(p.planned.kind == "pickup" for p in parcels)
    return "location" if late_out or pickup else "carrier"
