"""Keeping a promise whose plan has failed: another plan by the same date, or a new date told once, or an honest end."""

from collections.abc import Sequence
from datetime import date

from promesa.domain.ledger.orders.state import Orders, Stage, starts_at
from promesa.domain.ledger.shipments.state import ENDED, Parcel, Shipments, Status, live, refused_by
from promesa.domain.ledger.shipments.words import ParcelCancelled
from promesa.domain.ledger.stock import rules
from promesa.domain.ledger.stock.words import ReserveStock
from promesa.domain.promise.commit import place, settle, workdays
from promesa.domain.promise.commit.place import Facts
from promesa.domain.promise.commit.words import ConfirmPromise, SaveFailed, SavePromise
from promesa.domain.promise.promises import Promise, Promises, open_promise
from promesa.domain.promise.quoting import quotes, renewals
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.words import Ask, Leg, Offer, PromiseConfirmed, PromiseMade, PromiseMoved, Want
from promesa.domain.values.ids import LocationId
from promesa.domain.values.moments import Instant, end_of_day, local_date
from promesa.domain.values.refusal import Refused

LOOKED_AT_AGAIN = "looked at again"
MOVES_MAX = 3
"""So many new dates are named by rule; after them a person looks before another is."""


def save(
    parts: Parts, orders: Orders, shipments: Shipments, promises: Promises, ask: SavePromise, now: Instant
) -> Facts:
    """Keep the promise by another plan for what is not packed, or come sooner by it; say each later date once.

    What waits is looked at as of the end of its wait: nobody may pick it before.
    """
    now = starts_at(orders, ask.order, now)
    promise, order = open_promise(promises, ask.order), orders.by_id.get(ask.order)
    if promise is None or order is None or order.stage is not Stage.CONFIRMED:
        return []
    parcels = [parcel for parcel in live(shipments, ask.order) if parcel.status not in ENDED]
    planned = [parcel for parcel in parcels if parcel.status is Status.PLANNED]
    failed = tuple(dict.fromkeys(p.planned.location for p in planned if p.planned.hand_over_by <= now))
    offers = other_plans(parts, orders, shipments, promise, planned, failed, now) if failed else ()
    offer = best(offers, promise)
    eta = _latest_eta(parts, promise, parcels, now)
    if offer is not None and (offer.promised_on <= promise.told_on or eta is None or offer.promised_on < eta):
        rerouted = reroute(parts, orders, shipments, promise, planned, offer, ask.cause, now)
        if rerouted is not None:
            return [*rerouted, *say_if_later(promise, offer.promised_on, ask.cause, now)]
    return say_new_date(promise, eta, ask.cause, now)


def other_plans(
    parts: Parts,
    orders: Orders,
    shipments: Shipments,
    promise: Promise,
    planned: Sequence[Parcel],
    failed: tuple[LocationId, ...],
    now: Instant,
) -> Sequence[Offer]:
    """Plans for the units of planned parcels around the locations that failed or have refused the order; a pickup
    stays where it was chosen."""
    if promise.made.kind != "delivery" or not planned:
        return ()
    placed = orders.by_id[promise.made.order].placed
    wants = tuple(Want(take.sku, take.units) for parcel in planned for take in parcel.planned.takes)
    avoid = (*failed, *refused_by(shipments, placed.order))
    asked = Ask(wants, placed.channel, placed.postal_code, None, placed.reservation, avoid, in_work=True)
    quote = quotes.quote(*parts, asked, now, 0)
    return () if isinstance(quote, Refused) else [offer for offer in quote.offers if offer.kind == "delivery"]


def best(offers: Sequence[Offer], promise: Promise) -> Offer | None:
    """The cheapest that keeps the date last told, else the earliest."""
    in_time = [offer for offer in offers if offer.promised_on <= promise.told_on]
    if in_time:
        return min(in_time, key=lambda offer: (offer.cost, offer.promised_on))
    return min(offers, key=lambda offer: (offer.promised_on, offer.cost), default=None)


def reroute(
    parts: Parts,
    orders: Orders,
    shipments: Shipments,
    promise: Promise,
    planned: Sequence[Parcel],
    offer: Offer,
    cause: str,
    now: Instant,
) -> Facts | None:
    """Planned parcels go, the reservation moves to the new shelves, new parcels are planned: one append.

    What is packed or has left stays as it is. None where the new shelves cannot give the units after all.
    """
    order = promise.made.order
    reservation = orders.by_id[order].placed.reservation
    reserved = rules.reserve(parts.stock, ReserveStock(reservation, place.offer_takes(offer), None, "rerouted"))
    if isinstance(reserved, Refused):
        return None
    gone = [ParcelCancelled(parcel.planned.parcel, order, cause) for parcel in planned]
    staying = {parcel.planned.location for parcel in live(shipments, order) if parcel not in planned}
    places = workdays.move(parts, order, offer.legs, staying, cause, now)
    return [*gone, *reserved, *places, *settle.parcels_for(shipments, order, promise.made.kind, offer.legs)]


def say_new_date(promise: Promise, new: date | None, cause: str, now: Instant) -> Facts:
    """The day on which the rest is now expected, if it is later than the one last told; a person looks where there is
    none, or where enough new dates have been named."""
    made = promise.made
    is_over = local_date(now, made.zone) > promise.told_on
    if new is not None and new <= promise.told_on and not is_over:
        return []
    if new is None or new < local_date(now, made.zone) or promise.moves >= MOVES_MAX:
        return [SaveFailed(made.order, cause)]
    return [PromiseMoved(made.order, promise.told_on, new, end_of_day(new, made.zone), cause)]


def confirm_date(
    parts: Parts, orders: Orders, shipments: Shipments, promises: Promises, ask: ConfirmPromise, now: Instant
) -> Facts:
    """A day that was given with little knowledge, planned anew as of now: it stands, or a later one is told."""
    promise, order = open_promise(promises, ask.order), orders.by_id.get(ask.order)
    if promise is None or order is None or order.stage is not Stage.CONFIRMED or promise.confirmed_at is not None:
        return []
    parcels = [parcel for parcel in live(shipments, ask.order) if parcel.status not in ENDED]
    new = _latest_eta(parts, promise, parcels, now)
    if new is not None and new <= promise.told_on:
        return [PromiseConfirmed(ask.order, promise.told_on)]
    return say_new_date(promise, new, LOOKED_AT_AGAIN, now)


def say_if_later(promise: Promise, new: date, cause: str, now: Instant) -> Facts:
    """The day of another plan; where it keeps the day last told there is nothing to say."""
    return say_new_date(promise, new, cause, now) if new > promise.told_on else []


def expected_on(parts: Parts, shipments: Shipments, promise: Promise, now: Instant) -> date | None:
    """The day on which all of it is now expected; None where no day can be named."""
    parcels = [parcel for parcel in live(shipments, promise.made.order) if parcel.status not in ENDED]
    return _latest_eta(parts, promise, parcels, now)


def _latest_eta(parts: Parts, promise: Promise, parcels: list[Parcel], now: Instant) -> date | None:
    """The day on which the last parcel is now expected: the carrier's word, or what is still here planned anew."""
    expected = [parcel.eta for parcel in parcels if parcel.status is Status.MOVING and parcel.eta is not None]
    waiting = [parcel for parcel in parcels if parcel.status in (Status.PLANNED, Status.PACKED)]
    if waiting:
        renewed = _renewed_on(parts, promise, waiting, now)
        if renewed is None:
            return None
        expected.append(renewed)
    return max(expected, default=None)


def _renewed_on(parts: Parts, promise: Promise, waiting: list[Parcel], now: Instant) -> date | None:
    made = promise.made
    if made.kind == "delivery":
        legs = renewals.replan(parts, tuple(as_leg(parcel) for parcel in waiting), made.postal_code, now)
        return None if isinstance(legs, Refused) else max(leg.arrives_on for leg in legs)
    renewed = renewals.renew(parts, as_offer(made), now)
    return None if isinstance(renewed, Refused) else renewed.promised_on


def as_leg(parcel: Parcel) -> Leg:
    """The parcel as the leg it would be planned from again; its days, its cost and its chance are worked out anew."""
    plan = parcel.planned
    return Leg(
        location=plan.location,
        service=plan.service,
        takes=plan.takes,
        hand_over_by=plan.hand_over_by,
        process_on=plan.arrives_on,
        arrives_on=plan.arrives_on,
        cost=(),
        keep_probability=1.0,
    )


def as_offer(made: PromiseMade) -> Offer:
    """A promise as the offer that its plan is renewed from: the day that was named, not how it was arrived at."""
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
        branch=made.branch,
    )
