"""Keeping a promise whose plan has failed: another plan by the same date, or a new date told once, or an honest end."""

from datetime import date

from promesa.domain.ledger import capacity as capacities
from promesa.domain.ledger.orders.state import Orders, Stage, open_order
from promesa.domain.ledger.orders.words import OrderCancelled
from promesa.domain.ledger.shipments.state import ENDED, Parcel, Shipments, Status, live
from promesa.domain.ledger.shipments.words import ParcelCancelled
from promesa.domain.ledger.stock import questions, rules
from promesa.domain.ledger.stock.words import ReservationReleased, ReserveStock
from promesa.domain.promise import quotes, renewals
from promesa.domain.promise.commit import place, settle
from promesa.domain.promise.commit.place import Facts
from promesa.domain.promise.commit.state import Checkouts
from promesa.domain.promise.commit.words import OfferAccepted, ResolveShortage, SaveFailed, SavePromise, ShortageEased
from promesa.domain.promise.parts import Parts
from promesa.domain.promise.promises import Promise, Promises, open_promise
from promesa.domain.promise.words import Ask, Offer, PromiseBroken, PromiseMoved, Want
from promesa.domain.values.ids import OrderId
from promesa.domain.values.moments import Instant, end_of_day
from promesa.domain.values.refusal import Refused


def save(
    parts: Parts, orders: Orders, shipments: Shipments, promises: Promises, ask: SavePromise, now: Instant
) -> Facts | Refused:
    """Keep the promise by another plan if nothing of it is packed; else say the new date, once per date."""
    promise = open_promise(promises, ask.order)
    order = orders.by_id.get(ask.order)
    if promise is None or order is None or order.stage is not Stage.CONFIRMED:
        return []
    parcels = [parcel for parcel in live(shipments, ask.order) if parcel.status not in ENDED]
    if parcels and all(parcel.status is Status.PLANNED for parcel in parcels) and promise.made.kind == "delivery":
        offer = _other_plan(parts, orders, promise, parcels, now)
        if offer is not None:
            return _reroute(parts, orders, shipments, promise, parcels, offer, ask.cause, now)
    return _say_new_date(promise, _latest_eta(parts, promise, parcels, now), ask.cause)


def _other_plan(parts: Parts, orders: Orders, promise: Promise, parcels: list[Parcel], now: Instant) -> Offer | None:
    """A plan around the locations that failed, no later than the date last told."""
    placed = orders.by_id[promise.made.order].placed
    failed = tuple(dict.fromkeys(p.planned.location for p in parcels if p.planned.hand_over_by <= now))
    wants = tuple(Want(take.sku, take.units) for parcel in parcels for take in parcel.planned.takes)
    asked = Ask(wants, placed.channel, placed.postal_code, None, placed.reservation, failed)
    quote = quotes.quote(*parts, asked, now, 0)
    if isinstance(quote, Refused):
        return None
    in_time = [o for o in quote.offers if o.kind == "delivery" and o.promised_on <= promise.told_on]
    return min(in_time, key=lambda offer: (offer.cost, offer.promised_on)) if in_time else None


def _reroute(
    parts: Parts,
    orders: Orders,
    shipments: Shipments,
    promise: Promise,
    parcels: list[Parcel],
    offer: Offer,
    cause: str,
    now: Instant,
) -> Facts:
    """Old parcels go, the reservation moves to the new shelves, new parcels are planned: one append."""
    order = promise.made.order
    reservation = orders.by_id[order].placed.reservation
    held = rules.reserve(parts.stock, ReserveStock(reservation, place.offer_takes(offer), None, "rerouted"))
    if isinstance(held, Refused):
        return _say_new_date(promise, None, cause)
    gone: Facts = [ParcelCancelled(parcel.planned.parcel, order, cause) for parcel in parcels]
    taken = place.take_places(parts, order, offer, None, now)
    places: Facts = [] if isinstance(taken, Refused) else [*capacities.give_back(parts.capacity, order, cause), *taken]
    return [*gone, *held, *places, *settle.parcels_for(shipments, promise.made, offer.legs)]


def _latest_eta(parts: Parts, promise: Promise, parcels: list[Parcel], now: Instant) -> date | None:
    """The day on which the last parcel is now expected: the carrier's word, or the plan made anew."""
    expected: list[date] = []
    for parcel in parcels:
        if parcel.status is Status.MOVING and parcel.eta is not None:
            expected.append(parcel.eta)
    waiting = [parcel for parcel in parcels if parcel.status in (Status.PLANNED, Status.PACKED)]
    if waiting:
        renewed = renewals.renew(parts, _as_offer(promise), now)
        if isinstance(renewed, Refused):
            return None
        expected.append(renewed.promised_on)
    return max(expected) if expected else None


def _as_offer(promise: Promise) -> Offer:
    made = promise.made
    return Offer(
        kind=made.kind,
        legs=made.legs,
        promised_by=made.promised_by,
        promised_on=made.promised_on,
        zone=made.zone,
        fee=made.fee,
        cost=made.cost,
        keep_probability=made.keep_probability,
        policy=made.policy,
        fingerprint=made.fingerprint,
        postal_code=made.postal_code,
    )


def _say_new_date(promise: Promise, new: date | None, cause: str) -> Facts:
    if new is None:
        return [SaveFailed(promise.made.order, cause)]
    if new <= promise.told_on:
        return []
    made = promise.made
    return [PromiseMoved(made.order, promise.told_on, new, end_of_day(new, made.zone), cause)]


def resolve_shortage(
    parts: Parts,
    orders: Orders,
    checkouts: Checkouts,
    shipments: Shipments,
    promises: Promises,
    ask: ResolveShortage,
    now: Instant,
) -> Facts:
    """While a shelf holds less than is reserved there: move the reservation that can best be moved, or end it.

    Carts that have not paid go first, then the newest orders; an order is moved to other shelves by its promised
    date, then by a later date, and only then cancelled by us. One reservation at a time: the story asks again.
    """
    if questions.on_hand(parts.stock, ask.sku, ask.location) >= questions.reserved(parts.stock, ask.sku, ask.location):
        return []
    owners = {
        order.placed.reservation: order_id for order_id, order in orders.by_id.items() if open_order(orders, order_id)
    }
    victims = [reservation for reservation, _ in questions.reservations_at(parts.stock, ask.sku, ask.location)]
    assert victims, "reserved by nobody"
    carts = [reservation for reservation in victims if reservation not in owners]
    if carts:
        eased = ShortageEased(ask.sku, ask.location, carts[-1], moved=False)
        return [ReservationReleased(carts[-1], "shortage"), eased]
    for reservation in reversed(victims):
        moved = _move(parts, orders, checkouts, shipments, promises, owners[reservation], ask, now)
        if moved is not None:
            return [*moved, ShortageEased(ask.sku, ask.location, reservation, moved=True)]
    last = victims[-1]
    return [
        *_end(parts, orders, shipments, promises, owners[last]),
        ShortageEased(ask.sku, ask.location, last, moved=False),
    ]


def _move(
    parts: Parts,
    orders: Orders,
    checkouts: Checkouts,
    shipments: Shipments,
    promises: Promises,
    order: OrderId,
    ask: ResolveShortage,
    now: Instant,
) -> Facts | None:
    """The order's units on other shelves, if nothing of it is packed; None where there is no other plan."""
    placed = orders.by_id[order].placed
    parcels = [parcel for parcel in live(shipments, order) if parcel.status not in ENDED]
    if placed.pickup_location is not None or any(parcel.status is not Status.PLANNED for parcel in parcels):
        return None
    held = questions.reserved_by(parts.stock, placed.reservation)
    wants = tuple(Want(take.sku, take.units) for take in held)
    asked = Ask(wants, placed.channel, placed.postal_code, None, placed.reservation, (ask.location,))
    quote = quotes.quote(*parts, asked, now, 0)
    if isinstance(quote, Refused):
        return None
    offer = min(quote.offers, key=lambda o: (o.promised_on, o.cost))
    promise = open_promise(promises, order)
    if promise is not None:
        moved = _reroute(parts, orders, shipments, promise, parcels, offer, "shortage", now)
        return [*moved, *_say_new_date(promise, offer.promised_on, "shortage")]
    stage = parts.stock.reservations[placed.reservation]
    ask_again = ReserveStock(placed.reservation, place.offer_takes(offer), stage.until, stage.stage)
    reserved = rules.reserve(parts.stock, ask_again)
    return None if isinstance(reserved, Refused) else [*reserved, OfferAccepted(order, offer)]


def _end(parts: Parts, orders: Orders, shipments: Shipments, promises: Promises, order: OrderId) -> Facts:
    """No shelf has the units: what is not packed is cancelled by us, and the promise is broken and says why."""
    placed = orders.by_id[order].placed
    facts: Facts = [
        ParcelCancelled(parcel.planned.parcel, order, "shortage")
        for parcel in live(shipments, order)
        if parcel.status is Status.PLANNED
    ]
    facts += rules.release(parts.stock, placed.reservation, "shortage")
    if any(p.status not in (Status.PLANNED, *ENDED) for p in live(shipments, order)):
        return facts
    facts += capacities.give_back(parts.capacity, order, "shortage")
    if open_promise(promises, order) is not None:
        facts.append(PromiseBroken(order, "shortage"))
    return [*facts, OrderCancelled(order, "shortage", by_customer=False)]
