"""What can be done for one promise that is at risk, each with its price: asked of the same rules that would do it."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

import msgspec

from promesa.domain.conduct.mandates import kinds
from promesa.domain.conduct.mandates.sight import ActSight, ValuedAct
from promesa.domain.ledger.orders.state import starts_at
from promesa.domain.ledger.shipments.state import Parcel, refused_by
from promesa.domain.promise.keeping import given_plans, rerouting
from promesa.domain.promise.keeping.given_dates import MovePromise
from promesa.domain.promise.keeping.given_plans import GivenParcel, RerouteOrder
from promesa.domain.promise.promises import Promise, open_promise
from promesa.domain.promise.quoting import quotes
from promesa.domain.promise.words import Ask, Want
from promesa.domain.values.ids import LocationId, OrderId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.refusal import Reason, Refused

BY_HAND = "by hand"
"""The cause that a person's rescue is written under."""
SHOWN_MAX = 4
"""Other ways that are shown: the cheapest in time first."""
TRIED_MAX = 10


class RescuePlan(msgspec.Struct, frozen=True):
    """One way to send what is not packed: what it costs us in all, its day, and how likely it is kept."""

    parcels: tuple[GivenParcel, ...]
    cost: Centavos
    arrives_on: date
    keep_probability: float


class Rescue(msgspec.Struct, frozen=True):
    """One thing that may be done. `centavos`: what it takes from us now; `acting` and `leaving`: what we expect to pay
    in all if it is done, and if nothing is."""

    name: str
    """"reroute": another location; "service": the same one by another service; "move": a later date, said now."""
    command: Any
    centavos: Centavos
    acting: Centavos
    leaving: Centavos
    spanish: str
    english: str
    promised_on: date
    plan: RescuePlan | None = None


class Rescues(msgspec.Struct, frozen=True):
    """The plan as it stands (None: there is none that could still be done), what may be done, and why no other way."""

    now: RescuePlan | None
    expected_on: date | None
    options: tuple[Rescue, ...]
    refused: tuple[Refused, ...]


def options(sight: ActSight, order: OrderId, now: Instant, shut: Collection[LocationId] = ()) -> Rescues | Refused:
    """Everything that could be done about the promise as it stands; nothing is written. `shut`: locations whose people
    say that they cannot work: none of them is another way."""
    promise = open_promise(sight.promises, order)
    if order not in sight.orders.by_id:
        return Refused(Reason.UNKNOWN_ORDER, order)
    if promise is None:
        return Refused(Reason.WRONG_STATE, order)
    planned = given_plans.planned_of(sight.shipments, order)
    present = _present(sight, promise, planned, now)
    found = list(_asked(sight, promise, planned, now, shut))
    known = [one for one in found if isinstance(one, Rescue)]
    ways = sorted((one for one in known if one.name != "move"), key=lambda one: (one.acting, one.promised_on))
    moves = [one for one in known if one.name == "move"]
    expected = rerouting.expected_on(sight.parts, sight.shipments, promise, now)
    refused = () if known else tuple(dict.fromkeys(one for one in found if isinstance(one, Refused)))
    return Rescues(present, expected, (*ways[:SHOWN_MAX], *moves), refused)


def _present(sight: ActSight, promise: Promise, planned: Sequence[Parcel], now: Instant) -> RescuePlan | None:
    plan = given_plans.as_given(planned)
    return _plan(sight, promise, plan, now) if plan and promise.made.kind == "delivery" else None


def _plan(sight: ActSight, promise: Promise, plan: Sequence[GivenParcel], now: Instant) -> RescuePlan | None:
    priced = given_plans.priced(sight.parts, promise, plan, now)
    if isinstance(priced, Refused):
        return None
    chance = priced.keep_probability if priced.arrives_on <= promise.told_on else 0.0
    return RescuePlan(tuple(plan), priced.cost, priced.arrives_on, chance)


def _asked(
    sight: ActSight, promise: Promise, planned: Sequence[Parcel], now: Instant, shut: Collection[LocationId]
) -> Iterator[Rescue | Refused | None]:
    order = promise.made.order
    if planned and promise.made.kind == "delivery":
        here = {one.planned.location for one in planned}
        for plan in _ways(sight, promise, planned, now):
            if any(one.location in shut for one in plan):
                continue
            name = "service" if {one.location for one in plan} <= here else "reroute"
            yield _valued(sight, promise, name, "reroute", RerouteOrder(order, plan, BY_HAND), now)
    expected = rerouting.expected_on(sight.parts, sight.shipments, promise, now)
    if expected is not None and expected > promise.told_on:
        yield _valued(sight, promise, "move", "re_promise", MovePromise(order, expected, BY_HAND), now)


def _ways(
    sight: ActSight, promise: Promise, planned: Sequence[Parcel], now: Instant
) -> Iterator[tuple[GivenParcel, ...]]:
    """Whole from each other location that has it, and what a quote would part: none twice, none as it stands."""
    starts, seen = starts_at(sight.orders, promise.made.order, now), [given_plans.as_given(planned)]
    for plan in (*_whole(sight, promise, planned, starts), *_parted(sight, promise, planned, starts)):
        if len(seen) <= TRIED_MAX and not any(given_plans.same_plan(plan, one) for one in seen):
            seen.append(plan)
            yield plan


def _whole(
    sight: ActSight, promise: Promise, planned: Sequence[Parcel], now: Instant
) -> Iterator[tuple[GivenParcel, ...]]:
    """In one parcel, those in time by their price, then the rest by their day."""
    placed = sight.orders.by_id[promise.made.order].placed
    takes = [take for parcel in planned for take in parcel.planned.takes]
    wants = tuple(Want(take.sku, take.units) for take in takes)
    avoid = refused_by(sight.shipments, placed.order)
    ask = Ask(wants, placed.channel, placed.postal_code, None, placed.reservation, avoid, in_work=True)
    found = quotes.other_locations(sight.parts, ask, now)
    others = () if found is None else found.whole
    in_time = sorted((one for one in others if one.day <= promise.told_on), key=lambda one: one.cost)
    for one in in_time[: 2 * TRIED_MAX]:
        location, service = one.who
        moved = tuple(msgspec.structs.replace(take, location=location) for take in takes)
        yield (GivenParcel(location, service, moved),)


def _parted(
    sight: ActSight, promise: Promise, planned: Sequence[Parcel], now: Instant
) -> Iterator[tuple[GivenParcel, ...]]:
    failed = tuple(dict.fromkeys(one.planned.location for one in planned))
    for offer in rerouting.other_plans(sight.parts, sight.orders, sight.shipments, promise, planned, failed, now):
        if offer.promised_on <= promise.told_on:
            yield tuple(GivenParcel(leg.location, leg.service, leg.takes) for leg in offer.legs)


def _valued(sight: ActSight, promise: Promise, name: str, kind: str, ask: Any, now: Instant) -> Rescue | Refused | None:
    """As an agent's act would be priced; None where nothing would change."""
    facts = sight.decide(ask)
    if isinstance(facts, Refused) or not facts:
        return facts or None
    valued = kinds.KINDS[kind].value(sight, ask, facts, now)
    if isinstance(valued, Refused):
        return valued
    return _told(sight, promise, name, ask, valued, now)


def _told(sight: ActSight, promise: Promise, name: str, ask: Any, valued: ValuedAct, now: Instant) -> Rescue:
    plan = _plan(sight, promise, ask.parcels, now) if isinstance(ask, RerouteOrder) else None
    day = ask.promised_on if isinstance(ask, MovePromise) else (promise.told_on if plan is None else plan.arrives_on)
    spanish, english = valued.sentence
    command = msgspec.structs.replace(ask, extra_max=valued.pesos) if isinstance(ask, RerouteOrder) else ask
    return Rescue(name, command, valued.pesos, valued.acting, valued.leaving, spanish, english, day, plan)
