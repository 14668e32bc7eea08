"""Orders that nobody has picked change their plans together: never worse for a customer, cheaper for the house."""

from collections.abc import Mapping, Sequence
from datetime import date

from promesa.domain.ledger import capacity as capacities
from promesa.domain.ledger.shipments.state import Shipments
from promesa.domain.ledger.shipments.words import ParcelCancelled
from promesa.domain.ledger.stock.scarce import ShelvesPriced
from promesa.domain.ledger.stock.words import Take
from promesa.domain.promise.commit import settle
from promesa.domain.promise.commit.place import Facts
from promesa.domain.promise.keeping.rethinking import destinations, present, together
from promesa.domain.promise.keeping.rethinking.destinations import LegChance
from promesa.domain.promise.keeping.rethinking.present import OrderBooks, PresentPlan
from promesa.domain.promise.keeping.rethinking.room import SeatedPlan, WishedPlan
from promesa.domain.promise.rethinks import (
    RETHOUGHT,
    UNDONE,
    Allocation,
    OrderLeftOut,
    OrderReallocated,
    ReallocateOrders,
    Reallocation,
    ReallocationUndone,
    RethinkEnded,
    Rethinks,
    UndoRethink,
)
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.words import Leg
from promesa.domain.values import ids
from promesa.domain.values.ids import LocationId, OrderId
from promesa.domain.values.moments import HOUR, Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.refusal import Reason, Refused

ORDERS_MAX = 1_000
"""So many orders may change in one append: nobody else decides meanwhile."""
SHELVES_MAX = 5_000
"""So many shelves may be priced in one."""
LEFT_OUT_TOLD = SCARCE_TOLD = 20
SURE = 1e-9
"""Two probabilities that were multiplied in another order are the same."""


def reallocate(
    parts: Parts,
    books: OrderBooks,
    rethinks: Rethinks,
    ask: ReallocateOrders,
    now: Instant,
) -> Facts | Refused:
    """Every order of the set that is still worth it moves with its units and its capacity, all in one append.

    An order's new plan must have all its units, no more parcels than now, arrive by the day that counts, as surely as
    was promised (or as it is now, where that is less; never below the policy), with room at its locations; orders
    that change units with each other must be cheaper together. INVALID, ALREADY_EXISTS, TOO_MANY_LINES of the whole.
    """
    unfit = _unfit(rethinks, ask)
    if unfit is not None:
        return unfit
    wishes: list[WishedPlan] = []
    out: list[OrderLeftOut] = []
    for asked in ask.reallocations:
        wish = _wish(parts, books, asked, now)
        if isinstance(wish, Refused):
            out.append(OrderLeftOut(asked.order, wish.reason, wish.about))
        elif wish is not None:
            wishes.append(wish)
    seats, more = together.agree(parts, wishes, now, must_save=True)
    moved = [_reallocated(parts, ask.run, one) for one in seats]
    priced = _priced(parts, ask, now)
    if not moved and not out and not more and not ask.note:
        return priced
    facts = changed(parts, books.shipments, seats, RETHOUGHT)
    return [*facts, *moved, *priced, _ended(ask, moved, [*out, *more])]


def _priced(parts: Parts, ask: ReallocateOrders, now: Instant) -> Facts:
    """The prices of scarce shelves, where the policy heeds them and there were or are any. Plans that no solver
    looked for say nothing of them."""
    policy, before = parts.policy, parts.stock.scarce
    if ask.reallocations and not (ask.looked_at or ask.scarce):
        return []
    if not policy.shelf_price_share or not (ask.scarce or before.prices):
        return []
    until = Instant(now + round(policy.shelf_price_hours * HOUR))
    return [ShelvesPriced(ask.run, tuple(sorted(ask.scarce, key=lambda one: (one.sku, one.location))), until)]


def _unfit(rethinks: Rethinks, ask: ReallocateOrders) -> Refused | None:
    if not ids.is_sound(ask.run):
        return Refused(Reason.INVALID, "run")
    if ask.run in rethinks.by_run:
        return Refused(Reason.ALREADY_EXISTS, ask.run)
    if len(ask.reallocations) > ORDERS_MAX:
        return Refused(Reason.TOO_MANY_LINES, ask.run, ORDERS_MAX)
    if len(ask.scarce) > SHELVES_MAX:
        return Refused(Reason.TOO_MANY_LINES, ask.run, SHELVES_MAX)
    named = {(one.sku, one.location) for one in ask.scarce}
    if len(named) < len(ask.scarce) or any(one.centavos < 0 for one in ask.scarce):
        return Refused(Reason.INVALID, "scarce")
    names = [asked.order for asked in ask.reallocations]
    return Refused(Reason.INVALID, "reallocations") if len(set(names)) < len(names) else None


def _wish(parts: Parts, books: OrderBooks, asked: Reallocation, now: Instant) -> WishedPlan | Refused | None:
    """What is asked for one order, if that order alone could have it; None: it is its plan already."""
    found = present.read(parts, books, asked.order, now)
    if isinstance(found, Refused):
        return found
    chance_now, promised = present.chance(found.legs), found.promise.made.keep_probability
    least = max(parts.policy.keep_probability_min, min(promised, chance_now)) - SURE
    return wish_for(parts, found, asked.allocations, len(found.parcels), least, {})


def wish_for(
    parts: Parts,
    found: PresentPlan,
    allocations: Sequence[Allocation],
    parcels_max: int,
    chance_min: float,
    days: Mapping[LocationId, date],
) -> WishedPlan | Refused | None:
    """The wish for that plan of an order; None: it is its plan already.

    BAD_QUANTITY: not the order's own units; MORE_PARCELS; NO_SERVICE: somewhere nobody could send it from.
    """
    if len(allocations) > parcels_max:
        return Refused(Reason.MORE_PARCELS, found.name)
    if not _are_whole(found, allocations):
        return Refused(Reason.BAD_QUANTITY, found.name)
    left = list(range(len(found.parcels)))
    kept: list[int] = []
    anew: list[Allocation] = []
    for allocation in allocations:
        same = next((number for number in left if _is_same(found, number, allocation)), None)
        if same is None:
            anew.append(allocation)
        else:
            left.remove(same)
            kept.append(same)
    if not left:
        return None
    cost = _cost(parts, found, kept, anew)
    if isinstance(cost, Refused):
        return cost
    return WishedPlan(found, tuple(kept), tuple(anew), found.cost - cost, parcels_max, chance_min, days)


def _are_whole(found: PresentPlan, allocations: Sequence[Allocation]) -> bool:
    wanted: dict[str, int] = {}
    for take in found.takes:
        wanted[take.sku] = wanted.get(take.sku, 0) + take.units
    for allocation in allocations:
        for take in allocation.takes:
            if take.location != allocation.location or take.units < 1:
                return False
            wanted[take.sku] = wanted.get(take.sku, 0) - take.units
    return bool(allocations) and all(allocation.takes for allocation in allocations) and not any(wanted.values())


def _is_same(found: PresentPlan, number: int, allocation: Allocation) -> bool:
    plan = found.parcels[number].planned
    same = (plan.location, plan.service) == (allocation.location, allocation.service)
    return same and _units(plan.takes) == _units(allocation.takes)


def _units(takes: Sequence[Take]) -> dict[str, int]:
    found: dict[str, int] = {}
    for take in takes:
        found[take.sku] = found.get(take.sku, 0) + take.units
    return found


def _cost(parts: Parts, found: PresentPlan, kept: Sequence[int], anew: Sequence[Allocation]) -> int | Refused:
    """What the plan would cost, its split with it: parcels cost the same whatever their day."""
    total = parts.policy.split_cost * (len(kept) + len(anew) - 1)
    for number in kept:
        total += sum(part.amount for part in found.legs[number].leg.cost)
    for allocation in anew:
        priced = destinations.costs(parts, found.to, allocation.location, allocation.service, allocation.takes)
        if priced is None:
            return Refused(Reason.NO_SERVICE, allocation.location)
        total += sum(part.amount for part in priced)
    return total


# --- what changes ---


def changed(parts: Parts, shipments: Shipments, seats: Sequence[SeatedPlan], reason: str) -> Facts:
    """Old parcels go, reservations and capacity move, new parcels are planned: one append for all of them."""
    facts: Facts = [
        ParcelCancelled(parcel.planned.parcel, seat.wish.present.name, reason)
        for seat in seats
        for number, parcel in enumerate(seat.wish.present.parcels)
        if number not in seat.wish.kept
    ]
    facts += together.reservations(parts, seats, reason)
    for seat in seats:
        facts += capacities.give_back(parts.capacity, seat.wish.present.name, reason)
    for seat in seats:
        slot = seat.wish.present.to.slot
        facts += [*seat.taken, *([slot] if slot is not None else [])]
    for seat in seats:
        anew = tuple(one.leg for one in seat.legs[len(seat.wish.kept) :])
        found = seat.wish.present
        facts += settle.parcels_for(shipments, found.name, found.promise.made.kind, anew)
    return facts


def _reallocated(parts: Parts, run: str, seat: SeatedPlan) -> OrderReallocated:
    found = seat.wish.present
    was, legs = _legs(parts, found.legs), _legs(parts, seat.legs)
    return OrderReallocated(
        order=found.name,
        run=run,
        was=was,
        legs=legs,
        cost_before=Centavos(found.cost),
        cost=Centavos(found.cost - seat.wish.saving),
        km_before=_km(parts, found, [leg.location for leg in was]),
        km=_km(parts, found, [leg.location for leg in legs]),
        due_on=found.due_on,
        keep_probability_before=present.chance(found.legs),
        keep_probability=present.chance(seat.legs),
    )


def _legs(parts: Parts, legs: Sequence[LegChance]) -> tuple[Leg, ...]:
    return tuple(one.leg for one in destinations.with_splits(parts, legs))


def _km(parts: Parts, found: PresentPlan, locations: Sequence[LocationId]) -> int:
    """Kilometres of all parcels, as the crow flies."""
    return round(sum(destinations.km(parts, found.to, location) for location in locations))


def _ended(ask: ReallocateOrders, moved: Sequence[OrderReallocated], out: Sequence[OrderLeftOut]) -> RethinkEnded:
    return RethinkEnded(
        run=ask.run,
        looked_at=max(ask.looked_at, len(ask.reallocations)),
        orders=len(moved),
        saved=Centavos(sum(one.cost_before - one.cost for one in moved)),
        parcels_saved=sum(len(one.was) - len(one.legs) for one in moved),
        km_saved=sum(one.km_before - one.km for one in moved),
        bound=ask.bound,
        gap=ask.gap,
        note=ask.note,
        left_out=tuple(out[:LEFT_OUT_TOLD]),
        scarce=tuple(sorted(ask.scarce, key=lambda one: (-one.centavos, one.sku, one.location))[:SCARCE_TOLD]),
    )


# --- back again ---


def undo(
    parts: Parts,
    books: OrderBooks,
    rethinks: Rethinks,
    ask: UndoRethink,
    now: Instant,
) -> Facts | Refused:
    """Orders of a rethink go back to where they were, if nobody has begun and the shelves still have it.

    Each by its first plan's own services, on the first day that they can, but never too late. UNKNOWN_RUN; of one
    order its own no; of all of them WRONG_STATE where none can go back.
    """
    if ask.run not in rethinks.by_run:
        return Refused(Reason.UNKNOWN_RUN, ask.run)
    standing = [fact for fact in rethinks.standing.values() if fact.run == ask.run and ask.order in (None, fact.order)]
    wishes: list[WishedPlan] = []
    out: list[OrderLeftOut] = []
    for fact in standing:
        wish = _wish_back(parts, books, fact, now)
        if isinstance(wish, WishedPlan):
            wishes.append(wish)
        elif wish is not None:
            out.append(OrderLeftOut(fact.order, wish.reason, wish.about))
    seats, more = together.agree(parts, wishes, now, must_save=False)
    if not seats:
        why = [*out, *more]
        return Refused(Reason(why[0].reason), why[0].about) if why else _nothing_stands(ask.run, ask.order)
    undone = [_undone(parts, ask.run, one) for one in seats]
    return [*changed(parts, books.shipments, seats, UNDONE), *undone]


def _nothing_stands(run: str, order: OrderId | None) -> Refused:
    return Refused(Reason.WRONG_STATE, run if order is None else order)


def _wish_back(parts: Parts, books: OrderBooks, fact: OrderReallocated, now: Instant) -> WishedPlan | Refused | None:
    found = present.read(parts, books, fact.order, now)
    if isinstance(found, Refused):
        return found
    allocations = [Allocation(leg.location, leg.service, leg.takes) for leg in fact.was]
    days = {leg.location: leg.process_on for leg in fact.was}
    least = min(parts.policy.keep_probability_min, fact.keep_probability_before) - SURE
    return wish_for(parts, found, allocations, len(fact.was), least, days)


def _undone(parts: Parts, run: str, seat: SeatedPlan) -> ReallocationUndone:
    return ReallocationUndone(order=seat.wish.present.name, run=run, legs=_legs(parts, seat.legs))
