"""Another plan that somebody names for what is not packed: checked in full against the world as it is, then taken."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from promesa.domain.ledger.orders.state import Order, Orders, Stage
from promesa.domain.ledger.shipments.state import ENDED, Parcel, Shipments, Status, live, of_order, refused_by
from promesa.domain.ledger.stock.words import Take
from promesa.domain.network.locations import state as locations
from promesa.domain.promise.commit.place import Facts
from promesa.domain.promise.keeping import rerouting
from promesa.domain.promise.promises import Promise, Promises, open_promise
from promesa.domain.promise.quoting import offers, renewals
from promesa.domain.promise.sourcing import barring
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.words import Leg, Offer
from promesa.domain.values import moments
from promesa.domain.values.ids import LocationId, OrderId, ServiceId, Sku
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.refusal import Reason, Refused

REROUTE = "rerouted as given"
UNITS_MAX = 1_000_000


class GivenParcel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One parcel of the plan: from where, by which service, with which units."""

    location: LocationId
    service: ServiceId
    takes: tuple[Take, ...]


class RerouteOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Send what is not packed of a delivery by this plan instead; no promised day may pass because of it."""

    order: OrderId
    parcels: tuple[GivenParcel, ...]
    cause: str = REROUTE
    extra_max: Centavos | None = None
    """What it was shown to cost more than the plan that stands, at most; None: it may cost what it costs."""


class PricedPlan(NamedTuple):
    """What a plan costs us, as of now, how likely it keeps its days, and its last day."""

    cost: Centavos
    keep_probability: float
    arrives_on: date
    legs: tuple[Leg, ...]


def planned_of(shipments: Shipments, order: OrderId) -> list[Parcel]:
    """The order's parcels of which nothing is done yet: what another plan may speak of."""
    return [parcel for parcel in live(shipments, order) if parcel.status is Status.PLANNED]


def as_given(parcels: Iterable[Parcel]) -> tuple[GivenParcel, ...]:
    """The plan that parcels stand for, in the words of a given one."""
    return tuple(GivenParcel(one.planned.location, one.planned.service, one.planned.takes) for one in parcels)


def same_plan(one: Sequence[GivenParcel], other: Sequence[GivenParcel]) -> bool:
    """Whether both send the same units from the same locations by the same services."""
    return Counter(map(_content, one)) == Counter(map(_content, other))


def _content(parcel: GivenParcel) -> tuple[str, str, tuple[tuple[str, int], ...]]:
    return parcel.location, parcel.service, tuple(sorted(_units((parcel,)).items()))


def priced(parts: Parts, promise: Promise, plan: Sequence[GivenParcel], now: Instant) -> PricedPlan | Refused:
    """The plan as of now, each parcel by the service it names; the refusals of `renewals.replan`."""
    legs = renewals.replan(parts, tuple(_as_leg(one) for one in plan), promise.made.postal_code, now)
    if isinstance(legs, Refused):
        return legs
    for leg, one in zip(legs, plan, strict=True):
        if leg.service != one.service:
            return Refused(Reason.NO_SERVICE, one.location)
    cost = Centavos(sum(part.amount for leg in legs for part in leg.cost))
    return PricedPlan(cost, offers.together(legs), max(leg.arrives_on for leg in legs), legs)


def reroute_as_given(
    parts: Parts, orders: Orders, shipments: Shipments, promises: Promises, ask: RerouteOrder, now: Instant
) -> Facts | Refused:
    """All of the plan, or a refusal: the same units, from shelves that have them, by the day that was last told.

    The plan that is there already changes nothing.
    """
    order, promise = orders.by_id.get(ask.order), open_promise(promises, ask.order)
    if order is None:
        return Refused(Reason.UNKNOWN_ORDER, ask.order)
    if promise is None or order.stage is not Stage.CONFIRMED or promise.made.kind != "delivery":
        return Refused(Reason.WRONG_STATE, ask.order)
    planned = planned_of(shipments, ask.order)
    if not planned:
        return Refused(Reason.ALREADY_SHIPPED, ask.order)
    if same_plan(as_given(planned), ask.parcels):
        return []
    staying = [one for one in live(shipments, ask.order) if one.status not in ENDED and one not in planned]
    had = {one.planned.location for one in of_order(shipments, ask.order)}
    unfit = _unfit(parts, order, planned, len(staying), ask)
    unfit = unfit or _barred(parts, order, had, ask) or _refused(shipments, ask)
    if unfit is not None:
        return unfit
    plan = priced(parts, promise, ask.parcels, now)
    if isinstance(plan, Refused):
        return plan
    if plan.arrives_on > promise.told_on:
        return Refused(Reason.NO_PROMISE, ask.order)
    if ask.extra_max is not None and _extra(parts, promise, planned, plan, now) > ask.extra_max:
        return Refused(Reason.QUOTE_CHANGED, ask.order)
    offer = _offer(promise, plan)
    facts = rerouting.reroute(parts, orders, shipments, promise, planned, offer, ask.cause, now)
    return Refused(Reason.NOT_ENOUGH_STOCK, ask.order) if facts is None else facts


def _extra(parts: Parts, promise: Promise, planned: Sequence[Parcel], plan: PricedPlan, now: Instant) -> int:
    """What the plan costs more than the one that stands, all of it where that one can no longer be done."""
    old = priced(parts, promise, as_given(planned), now)
    return plan.cost if isinstance(old, Refused) else max(0, plan.cost - old.cost)


def _unfit(parts: Parts, order: Order, planned: Sequence[Parcel], staying: int, ask: RerouteOrder) -> Refused | None:
    """Why the plan is no plan for these units, or None."""
    takes = [take for one in ask.parcels for take in one.takes]
    if any(not 0 < take.units <= UNITS_MAX for take in takes):
        return Refused(Reason.BAD_QUANTITY, ask.order)
    wanted = _units(as_given(planned))
    if any(not one.takes for one in ask.parcels) or _units(ask.parcels) != wanted:
        return Refused(Reason.PARCEL_INCOMPLETE, ask.order)
    if len(ask.parcels) > max(len(planned), parts.policy.parcels_max - staying):
        return Refused(Reason.TOO_MANY_LINES, f"{len(ask.parcels)}")
    for one in ask.parcels:
        at = locations.find(parts.locations, one.location)
        if at is None:
            return Refused(Reason.UNKNOWN_LOCATION, one.location)
        if any(take.location != one.location for take in one.takes):
            return Refused(Reason.INVALID, one.location)
        if not at.ships or not locations.may_sell(at, order.placed.channel):
            return Refused(Reason.NO_SERVICE, one.location)
    return None


def _barred(parts: Parts, order: Order, had: set[LocationId], ask: RerouteOrder) -> Refused | None:
    """Pools and brands count for a location that had nothing of the order; what one had it may have again."""
    rules = barring.of(parts.locations, parts.catalog)
    for take in (take for one in ask.parcels for take in one.takes if take.location not in had):
        if rules is not None and take.location in barring.names(rules, take.sku, order.placed.channel):
            return Refused(Reason.NO_SERVICE, take.location)
    return None


def _refused(shipments: Shipments, ask: RerouteOrder) -> Refused | None:
    """Who has refused the order is not asked for it again."""
    refused = refused_by(shipments, ask.order)
    no = next((one.location for one in ask.parcels if one.location in refused), None)
    return None if no is None else Refused(Reason.NO_SERVICE, no)


def _units(parcels: Iterable[GivenParcel]) -> Counter[Sku]:
    total: Counter[Sku] = Counter()
    for one in parcels:
        for take in one.takes:
            total[take.sku] += take.units
    return total


def _as_leg(parcel: GivenParcel) -> Leg:
    """To be planned from: its days, its cost and its chance are worked out by whoever plans it."""
    day = date.min
    return Leg(
        location=parcel.location,
        service=parcel.service,
        takes=parcel.takes,
        hand_over_by=Instant(0),
        process_on=day,
        arrives_on=day,
        cost=(),
        keep_probability=1.0,
    )


def _offer(promise: Promise, plan: PricedPlan) -> Offer:
    """The plan under the promise's own words: its fee and its day stay what they are."""
    made = promise.made
    return Offer(
        kind=made.kind,
        legs=plan.legs,
        promised_by=moments.end_of_day(plan.arrives_on, made.zone),
        promised_on=plan.arrives_on,
        zone=made.zone,
        fee=made.fee,
        cost=plan.cost,
        keep_probability=plan.keep_probability,
        policy=made.policy,
        fingerprint=made.fingerprint,
        postal_code=made.postal_code,
    )
