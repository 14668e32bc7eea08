"""Asking a location's people for a parcel: until when they may answer, and whom to ask next if they say no."""

from typing import NamedTuple

from promesa.domain.ledger.orders.state import Orders, Stage
from promesa.domain.ledger.shipments import picks as tasks
from promesa.domain.ledger.shipments.pick_words import DELIVERY, AskPick, PickAsked
from promesa.domain.ledger.shipments.picks import Picks
from promesa.domain.ledger.shipments.state import Parcel, Shipments, Status, refused_by
from promesa.domain.ledger.shipments.words import ParcelPlanned
from promesa.domain.ledger.stock.words import Take
from promesa.domain.network.locations import collecting, days
from promesa.domain.network.locations import state as locations
from promesa.domain.promise.chance import answers
from promesa.domain.promise.keeping import rerouting
from promesa.domain.promise.promises import Promise, Promises
from promesa.domain.promise.quoting import quotes
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.words import Ask, Offer, Want
from promesa.domain.values.ids import LocationId
from promesa.domain.values.moments import MINUTE, Instant
from promesa.domain.values.refusal import Reason, Refused
from promesa.kernels import asking as kernel

CANDIDATES_MAX = 4
"""So many places are compared when another one is looked for."""


def ask_people(
    parts: Parts,
    orders: Orders,
    shipments: Shipments,
    promises: Promises,
    picks: Picks,
    ask: AskPick,
    now: Instant,
) -> list[PickAsked] | Refused:
    """Once for each parcel that is planned where people are asked, when its order no longer waits."""
    parcel = shipments.by_id.get(ask.parcel)
    if parcel is None:
        return Refused(Reason.UNKNOWN_PARCEL, ask.parcel)
    plan = parcel.planned
    at = locations.find(parts.locations, plan.location)
    order = orders.by_id[plan.order]
    is_open = parcel.status is Status.PLANNED and order.stage is Stage.CONFIRMED and not order.halts
    if at is None or not at.asks or not is_open or ask.parcel in picks.tasks:
        return []
    until = answer_by(parts, orders, shipments, promises.by_order[plan.order], parcel, now)
    return [PickAsked(ask.parcel, plan.order, plan.location, until, plan.kind)]


def answer_by(
    parts: Parts, orders: Orders, shipments: Shipments, promise: Promise, parcel: Parcel, now: Instant
) -> Instant:
    """Until when silence does no harm: the promise's slack, never fixed minutes.

    That is as long as the next best place could still be asked, say yes and keep the date (its cut-off, or its van's,
    less its own minutes to answer where it is asked too); where no other place keeps the date, as long as this one can
    still pack it in time. A pickup has half of the time until it is to be ready. Nobody has less than the policy's
    minutes, counted from opening.
    """
    plan, minutes = parcel.planned, parts.policy.answer_minutes * MINUTE
    at = locations.find(parts.locations, plan.location)
    assert at is not None, plan
    opens = days.next_opening(at, now) if at.hours else now
    least = Instant((now if opens is None else opens) + minutes)
    if plan.kind == "pickup":
        return Instant(max(least, now + (promise.made.promised_by - now) // 2))
    offer = next_best(parts, orders, shipments, promise, plan, plan.takes, (plan.location,), now)
    last = Instant(plan.hand_over_by - minutes)
    if offer is not None and offer.promised_on <= promise.told_on:
        last = min(last, _stands_until(parts, offer, now))
    return max(least, last)


def _stands_until(parts: Parts, offer: Offer, now: Instant) -> Instant:
    """The last moment at which the offer's places could still be asked and make their cut-offs and vans."""
    until = days.FOR_EVER
    for leg in offer.legs:
        at = locations.find(parts.locations, leg.location)
        assert at is not None, leg
        own = parts.policy.answer_minutes * MINUTE if at.asks else 0
        ends = [days.process_until(at, now)[1]]
        van = collecting.of(at, leg.service)
        if van is not None:
            ends.append(Instant(leg.hand_over_by - van.prep_minutes * MINUTE))
        until = min(until, Instant(min(ends) - own))
    return until


def next_best(
    parts: Parts,
    orders: Orders,
    shipments: Shipments,
    promise: Promise,
    plan: ParcelPlanned,
    takes: tuple[Take, ...],
    avoid: tuple[LocationId, ...],
    now: Instant,
) -> Offer | None:
    """The cheapest plan for some units of a parcel, in the way and to where it was to go, around some locations and
    those that have refused the order: the cheapest that keeps the date last told, else the earliest.

    What the order has reserved elsewhere is for its other parcels and counts as taken.
    """
    placed = orders.by_id[plan.order].placed
    wants = tuple(Want(take.sku, take.units) for take in takes)
    asked = Ask(
        wants, placed.channel, placed.postal_code, avoid=(*avoid, *refused_by(shipments, plan.order)), in_work=True
    )
    quote = quotes.quote(*parts, asked, now, 0)
    found = () if isinstance(quote, Refused) else quote.offers
    branch = promise.made.branch if plan.kind != DELIVERY else None
    return rerouting.best([one for one in found if (one.kind, one.branch) == (plan.kind, branch)], promise)


class AskedOffer(NamedTuple):
    """A plan that could be asked for, and how likely everybody in it says yes."""

    offer: Offer
    accept: float


def first_to_ask(
    parts: Parts,
    orders: Orders,
    shipments: Shipments,
    picks: Picks,
    promise: Promise,
    plan: ParcelPlanned,
    takes: tuple[Take, ...],
    parcels_max: int,
    now: Instant,
) -> Offer | None:
    """The plan to ask for first, in the sequence of least expected cost (see `kernels.asking`); a plan that keeps the
    date last told before any that does not. None: no plan of at most so many parcels."""
    found: list[AskedOffer] = []
    avoid: tuple[LocationId, ...] = (plan.location,)
    trial = float(parts.policy.ask_again_cost)
    for _ in range(CANDIDATES_MAX):
        offer = next_best(parts, orders, shipments, promise, plan, takes, avoid, now)
        if offer is None or (found and offer.promised_on > promise.told_on):
            break
        avoid = (*avoid, *dict.fromkeys(leg.location for leg in offer.legs))
        if len(offer.legs) <= parcels_max:
            found.append(AskedOffer(offer, _acceptance(parts, picks, offer, now)))
            if found[-1].accept >= 1.0 or offer.promised_on > promise.told_on:
                break
    if not found:
        return None
    costs = [float(one.offer.cost - _noes(one.offer)) for one in found]
    trials = [trial * (1.0 - one.accept) for one in found]
    in_order, _ = kernel.order(costs, [one.accept for one in found], trials, float("inf"))
    return found[in_order[0]].offer


def _noes(offer: Offer) -> int:
    """What the expected noes of its locations cost in it: the sequence says that anew, by what is known now."""
    return sum(part.amount for leg in offer.legs for part in leg.cost if part.name == answers.PART)


def _acceptance(parts: Parts, picks: Picks, offer: Offer, now: Instant) -> float:
    """A location that is not asked says yes."""
    likely = 1.0
    for leg in offer.legs:
        at = locations.find(parts.locations, leg.location)
        if at is not None and at.asks:
            likely *= tasks.acceptance(picks, leg.location, now, offer.kind)
    return likely
