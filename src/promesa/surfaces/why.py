"""Why an order was promised what it was, what happened to it since, and what would have changed its end.

Everything is read from the log: the order's own entries, the entries that led to them, and what they set in motion at
once. The log is enough, so a store may be asked while another process serves it.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import msgspec

from promesa.domain.ledger.orders.words import CheckoutRefused, OrderCancelled, OrderPlaced
from promesa.domain.ledger.shipments.words import (
    ParcelAtBranch,
    ParcelDelivered,
    ParcelHandedOver,
    ParcelPlanned,
    ParcelReady,
)
from promesa.domain.network.locations import state as locations
from promesa.domain.network.locations.state import Locations
from promesa.domain.promise.chance.dating import AGREED
from promesa.domain.promise.promises import Outcome
from promesa.domain.promise.words import (
    Leg,
    PromiseBroken,
    PromiseKept,
    PromiseMade,
    PromiseMoved,
    PromiseWithdrawn,
)
from promesa.domain.values import moments
from promesa.domain.values.ids import LocationId, ParcelId
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.engine import words
from promesa.engine.codec import Codec
from promesa.engine.log import Entry, Log, Query, QueryItem
from promesa.engine.machine import Machine
from promesa.surfaces import why_facts, why_failures, why_lessons
from promesa.surfaces.why_facts import Manner
from promesa.surfaces.why_told import Money, PlannedLeg, Promised, Refusal, Step, Why

NAMES = ("order", "parcel", "cart", "reservation", "payment")
"""What an id may name, in the order in which it is tried."""
UNKNOWN = "unknown"
ENTRIES_MAX = 2_000
CAUSES_MAX = 50
"""Steps up a chain of causes."""
NEARBY = 16
"""Entries after one of the order's own in which what it set in motion is looked for."""
REFUSALS_MAX = 100_000


class _Told(msgspec.Struct, frozen=True):
    entry: Entry
    fact: Any


def why(machine: Machine[World], order_id: str, *, refusals: bool = True) -> Why:
    """The story of an order, named by its own id or by that of its parcel, cart, reservation or payment.

    `refusals`: also the commands about it that were refused, for which all refusals there ever were are looked through.
    """
    return read(machine.log, machine.model.codec, order_id, machine.world.locations, refusals=refusals)


def read(log: Log, codec: Codec, order_id: str, known: Locations | None = None, *, refusals: bool = True) -> Why:
    """The same from a log alone, where nobody says how the locations are `known`."""
    order, own = _own_entries(log, codec, order_id)
    refused = _refusals(log, order or order_id) if refusals else []
    if not own:
        return _without_entries(order_id, refused)
    placed = _first(own, OrderPlaced)
    zone = placed.zone if placed is not None else moments.MEXICO_CITY
    currency = placed.currency if placed is not None else "MXN"
    told = _with_causes(log, codec, own)
    known = _locations(log, codec) if known is None else known
    promise = _promise(own, zone, currency, known)
    outcome, cause, days = _end(own, promise)
    lines = _timeline(told, Manner(zone, currency, partial(name_of, known), order))
    lessons = why_lessons.lessons(outcome, cause, days, promise)
    remembered = tuple(_refusal(at, step, zone) for at, step in refused)
    failure = why_failures.of([(t.entry.at, t.fact) for t in own])
    return Why(order_id, order, outcome, cause, days, promise, remembered, lines, lessons, failure=failure)


def is_known(story: Why) -> bool:
    """Whether the log has ever heard of what was asked about; a cart that became no order is known."""
    return story.outcome != UNKNOWN


def _without_entries(order_id: str, refused: Sequence[tuple[int, words.StepRefused]]) -> Why:
    remembered = tuple(_refusal(at, step, moments.MEXICO_CITY) for at, step in refused)
    outcome = "refused" if refused else UNKNOWN
    cause = refused[0][1].reason if refused else ""
    return Why(order_id, order_id if refused else "", outcome, cause, None, None, remembered, (), ())


# --- entries ---


def _own_entries(log: Log, codec: Codec, order_id: str) -> tuple[str, list[_Told]]:
    """The order that the id names, and all entries tagged with it, its cart or its reservation, in order."""
    for name in NAMES:
        tagged = _tagged(log, codec, (f"{name}:{order_id}",))
        if not tagged:
            continue
        order = order_id if name == "order" else _order_of(tagged)
        if not order:
            return "", tagged
        tags = {f"order:{order}", f"reservation:{order}"}
        own = tagged if name == "order" else _tagged(log, codec, (f"order:{order}",))
        placed = _first(own, OrderPlaced)
        if placed is not None:
            tags |= {f"reservation:{placed.reservation}", *([f"cart:{placed.cart}"] if placed.cart else [])}
        return order, _tagged(log, codec, tuple(sorted(tags)))
    return "", []


def _tagged(log: Log, codec: Codec, tags: tuple[str, ...]) -> list[_Told]:
    query = Query(tuple(QueryItem(tags=(tag,)) for tag in tags))
    return [_Told(e, codec.decode(e.kind, e.body)) for e in log.read(query, limit=ENTRIES_MAX)]


def _order_of(told: Sequence[_Told]) -> str:
    return next((str(t.fact.order) for t in told if getattr(t.fact, "order", None)), "")


def _first(told: Sequence[_Told], kind: type) -> Any:
    return next((t.fact for t in told if type(t.fact) is kind), None)


def _with_causes(log: Log, codec: Codec, own: Sequence[_Told]) -> list[_Told]:
    """The order's entries, the chain of causes above them, and what they set in motion in the same append."""
    found = {t.entry.position: t for t in own}
    for told in own:
        cause = told.entry.cause
        for _ in range(CAUSES_MAX):
            if cause == 0 or cause in found:
                break
            entry = next(log.read(after=cause - 1, limit=1))
            found[cause] = _Told(entry, codec.decode(entry.kind, entry.body))
            cause = entry.cause
    for entry in _nearby(log, [t.entry.position for t in own]):
        if entry.position not in found and entry.cause in found and not entry.tags:
            found[entry.position] = _Told(entry, codec.decode(entry.kind, entry.body))
    return [found[position] for position in sorted(found)]


def _nearby(log: Log, positions: Sequence[int]) -> Iterator[Entry]:
    """The entries right after each position, each once, in order."""
    upto = 0
    for position in positions:
        start = max(upto, position)
        if position + NEARBY > start:
            yield from log.read(after=start, limit=position + NEARBY - start)
            upto = position + NEARBY


def _timeline(told: Sequence[_Told], manner: Manner) -> tuple[Step, ...]:
    """Entries that say something to a person, in order; engine book-keeping is passed over."""
    depth: dict[int, int] = {}
    steps = []
    for one in told:
        entry = one.entry
        depth[entry.position] = depth[entry.cause] + 1 if entry.cause in depth else 0
        for said in why_facts.each(one.fact, manner):
            at = moments.local(Instant(entry.at), manner.zone)
            steps.append(
                Step(entry.position, at, entry.by, entry.cause, depth[entry.position], type(one.fact).__name__, said)
            )
    return tuple(steps)


def _refusals(log: Log, order: str) -> list[tuple[int, words.StepRefused]]:
    """Refused commands about the order, oldest first, with their moments."""
    query = Query((QueryItem(kinds=(words.StepRefused.__name__,)),))
    needle, found = order.encode(), []
    for entry in log.read(query, limit=REFUSALS_MAX):
        if needle in entry.body:
            step = msgspec.json.decode(entry.body, type=words.StepRefused)
            if step.about == order:
                found.append((entry.at, step))
    return found


def _refusal(at: int, step: words.StepRefused, zone: str) -> Refusal:
    return Refusal(moments.local(Instant(at), zone), step.kind, step.reason, step.about)


# --- the promise ---


def _locations(log: Log, codec: Codec) -> Locations:
    """The locations as they are now: the few facts about them are all that is folded."""
    known = Locations()
    query = Query((QueryItem(kinds=tuple(codec.name(kind) for kind in locations.FOLD)),))
    for entry in log.read(query):
        fact = codec.decode(entry.kind, entry.body)
        locations.FOLD[type(fact)](known, fact, Instant(entry.at))
    return known


def _promise(own: Sequence[_Told], zone: str, currency: str, known: Locations) -> Promised | None:
    found = next((t for t in own if type(t.fact) is PromiseMade), None)
    if found is None:
        return None
    made: PromiseMade = found.fact
    moves = [t.fact for t in own if type(t.fact) is PromiseMoved]
    return Promised(
        made_at=moments.local(Instant(found.entry.at), zone),
        position=found.entry.position,
        kind=made.kind,
        promised_on=made.promised_on,
        told_on=moves[-1].promised_on if moves else made.promised_on,
        moves=len(moves),
        keep_probability=made.keep_probability,
        policy=made.policy,
        fee=Money(made.fee, currency),
        cost=Money(made.cost, currency),
        fingerprint=made.fingerprint,
        platform_promised_on=made.platform_promised_on,
        legs=_legs(own, made, zone, currency, known),
        basis=made.basis if made.model or made.basis != AGREED else "",
        model=made.model,
        earliest_on=made.earliest_on,
        confirm_by=None if made.confirm_by is None else moments.local(made.confirm_by, zone),
        branch=made.branch,
    )


def _legs(
    own: Sequence[_Told], made: PromiseMade, zone: str, currency: str, known: Locations
) -> tuple[PlannedLeg, ...]:
    """Each leg with the first parcel that was planned from it."""
    plans = [t.fact for t in own if type(t.fact) is ParcelPlanned]
    handed = {t.fact.parcel: t.fact.handed_at for t in own if type(t.fact) is ParcelHandedOver}
    arrived = {t.fact.parcel: t.fact.ready_at for t in own if type(t.fact) is ParcelReady}
    arrived |= {t.fact.parcel: t.fact.delivered_at for t in own if type(t.fact) is ParcelDelivered}
    arrived |= {t.fact.parcel: t.fact.at_branch_at for t in own if type(t.fact) is ParcelAtBranch}
    legs = []
    for number, leg in enumerate(made.legs):
        parcel = plans[number].parcel if number < len(plans) else ParcelId("")
        legs.append(_leg(leg, parcel, handed.get(parcel), arrived.get(parcel), zone, currency, known))
    return tuple(legs)


def _leg(
    leg: Leg,
    parcel: str,
    handed_at: Instant | None,
    delivered_at: Instant | None,
    zone: str,
    currency: str,
    known: Locations,
) -> PlannedLeg:
    return PlannedLeg(
        location=leg.location,
        location_name=name_of(known, leg.location),
        service=leg.service,
        units=sum(take.units for take in leg.takes),
        skus=tuple(take.sku for take in leg.takes),
        process_on=leg.process_on,
        hand_over_by=moments.local(leg.hand_over_by, zone),
        arrives_on=leg.arrives_on,
        keep_probability=leg.keep_probability,
        cost=tuple((part.name, Money(part.amount, currency)) for part in leg.cost),
        time=tuple((part.name, part.days) for part in leg.time),
        parcel=parcel,
        handed_at=None if handed_at is None else moments.local(handed_at, zone),
        delivered_at=None if delivered_at is None else moments.local(delivered_at, zone),
    )


def name_of(known: Locations, location: LocationId) -> str:
    """The location's name, its id where it has none."""
    found = locations.find(known, location)
    return found.name if found is not None and found.name else location


def _end(own: Sequence[_Told], promise: Promised | None) -> tuple[str, str, int | None]:
    """Outcome, cause and days to spare (below zero: late)."""
    for told in reversed(own):
        fact = told.fact
        if type(fact) is PromiseKept:
            return Outcome.KEPT.value, "", fact.slack_days
        if type(fact) is PromiseBroken:
            return Outcome.BROKEN.value, fact.cause, None if fact.late_days is None else -fact.late_days
        if type(fact) is PromiseWithdrawn:
            return Outcome.WITHDRAWN.value, fact.cause, None
        if type(fact) is CheckoutRefused:
            return "refused", fact.reason, None
        if type(fact) is OrderCancelled and promise is None:
            return "cancelled", fact.reason, None
    return ("none" if promise is None else Outcome.OPEN.value), "", None
