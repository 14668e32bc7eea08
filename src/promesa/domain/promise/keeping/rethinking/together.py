"""Which of many wishes can be had together: units and room seen at once, and each swap cheaper as a whole."""

from collections.abc import Iterable, Sequence

from promesa.domain.ledger.stock import questions, rules
from promesa.domain.ledger.stock.words import StockReserved, Take
from promesa.domain.promise.keeping.rethinking import room
from promesa.domain.promise.keeping.rethinking.room import FreedCapacity, SeatedPlan, WishedPlan
from promesa.domain.promise.rethinks import OrderLeftOut
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.values.ids import LocationId, OrderId, Sku
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused

Shelf = tuple[Sku, LocationId]
Agreed = tuple[list[SeatedPlan], list[OrderLeftOut]]
"""Who may move, and why the others may not."""


def agree(parts: Parts, wishes: Sequence[WishedPlan], now: Instant, must_save: bool) -> Agreed:
    """The wishes that can be had, with their seats, and why the others cannot.

    What cannot be had is taken out, all that is known of it at once, and the rest is looked at again: each round takes
    at least one out, so it ends.
    """
    left, out = list(wishes), list[OrderLeftOut]()
    while left:
        gone = _short(parts, left)
        seats: list[SeatedPlan] = []
        if not gone:
            seats, gone = _seated(parts, left, now)
        if not gone and must_save:
            gone = _dear(left)
        if not gone:
            return seats, out
        out += gone
        names = {one.order for one in gone}
        left = [wish for wish in left if wish.present.name not in names]
    return [], out


def gains(wish: WishedPlan) -> dict[Shelf, int]:
    """Units that the wish takes more of each shelf than the present plan; less than zero: it gives them back."""
    found: dict[Shelf, int] = {}
    gone = [parcel for number, parcel in enumerate(wish.present.parcels) if number not in wish.kept]
    for take in (take for allocation in wish.anew for take in allocation.takes):
        found[take.sku, take.location] = found.get((take.sku, take.location), 0) + take.units
    for take in (take for parcel in gone for take in parcel.planned.takes):
        found[take.sku, take.location] = found.get((take.sku, take.location), 0) - take.units
    return {shelf: units for shelf, units in found.items() if units}


def _short(parts: Parts, wishes: Sequence[WishedPlan]) -> list[OrderLeftOut]:
    """Of those who want too much of a shelf together, the least worthy, until the rest can be had."""
    total: dict[Shelf, int] = {}
    takers: dict[Shelf, list[tuple[int, OrderId, int]]] = {}
    for wish in wishes:
        for shelf, units in gains(wish).items():
            total[shelf] = total.get(shelf, 0) + units
            if units > 0:
                takers.setdefault(shelf, []).append((wish.saving, wish.present.name, units))
    out: dict[OrderId, OrderLeftOut] = {}
    for shelf, units in total.items():
        over = units - max(0, questions.unreserved(parts.stock, *shelf)) if units > 0 else 0
        for _, name, taken in sorted(takers.get(shelf, ())):
            if over <= 0:
                break
            over -= taken
            out.setdefault(name, OrderLeftOut(name, Reason.NOT_ENOUGH_STOCK, shelf[0]))
    return list(out.values())


def _seated(parts: Parts, wishes: Sequence[WishedPlan], now: Instant) -> Agreed:
    space: FreedCapacity = room.opened(parts, wishes, now)
    seats: list[SeatedPlan] = []
    out: list[OrderLeftOut] = []
    for wish in wishes:
        found = room.seat(parts, space, wish, now)
        if isinstance(found, Refused):
            out.append(OrderLeftOut(wish.present.name, found.reason, found.about))
        else:
            seats.append(found)
    return seats, out


def _dear(wishes: Sequence[WishedPlan]) -> list[OrderLeftOut]:
    """Orders that change units with each other are worth it together or not at all."""
    return [
        OrderLeftOut(wish.present.name, Reason.NOT_CHEAPER, wish.present.name)
        for group in groups(wishes)
        if sum(wish.saving for wish in group) <= 0
        for wish in group
    ]


def groups(wishes: Sequence[WishedPlan]) -> list[list[WishedPlan]]:
    """Wishes joined where one takes what another gives back, in the order in which they came."""
    givers: dict[Shelf, list[int]] = {}
    for number, wish in enumerate(wishes):
        for shelf, units in gains(wish).items():
            if units < 0:
                givers.setdefault(shelf, []).append(number)
    leader = list(range(len(wishes)))
    for number, wish in enumerate(wishes):
        for shelf, units in gains(wish).items():
            if units > 0:
                for giver in givers.get(shelf, ()):
                    _join(leader, number, giver)
    found: dict[int, list[WishedPlan]] = {}
    for number, wish in enumerate(wishes):
        found.setdefault(_leader(leader, number), []).append(wish)
    return list(found.values())


def _leader(leader: list[int], number: int) -> int:
    while leader[number] != number:
        leader[number] = number = leader[leader[number]]
    return number


def _join(leader: list[int], one: int, other: int) -> None:
    first, second = sorted((_leader(leader, one), _leader(leader, other)))
    leader[second] = first


def reservations(parts: Parts, seats: Iterable[SeatedPlan], stage: str) -> list[StockReserved]:
    """What the orders' reservations hold from now on, said so that no shelf owes more than it has at any step: whoever
    can move at once does; where all wait for each other's units, they let go of theirs first."""
    free: dict[Shelf, int] = {}
    waiting = [(seat.wish, gains(seat.wish)) for seat in seats]
    facts: list[StockReserved] = []
    shrunk = False
    while waiting:
        rest = []
        for wish, changes in waiting:
            if all(units <= _free(parts, free, shelf) for shelf, units in changes.items() if units > 0):
                facts.append(StockReserved(wish.present.order.placed.reservation, takes(wish), None, stage))
                for shelf, units in changes.items():
                    if not shrunk or units > 0:
                        free[shelf] = _free(parts, free, shelf) - units
            else:
                rest.append((wish, changes))
        assert len(rest) < len(waiting) or not shrunk, "agreed to more than there is"
        if len(rest) == len(waiting):
            shrunk = True
            for wish, changes in rest:
                lost = tuple(Take(*shelf, -units) for shelf, units in changes.items() if units < 0)
                held = rules.minus(wish.present.takes, lost)
                facts.append(StockReserved(wish.present.order.placed.reservation, held, None, stage))
                for take in lost:
                    shelf = (take.sku, take.location)
                    free[shelf] = _free(parts, free, shelf) + take.units
        waiting = rest
    return facts


def _free(parts: Parts, free: dict[Shelf, int], shelf: Shelf) -> int:
    """Units that the shelf still has for somebody; safety stock is nobody's here, `agree` has seen to it."""
    if shelf not in free:
        sku, location = shelf
        free[shelf] = questions.on_hand(parts.stock, sku, location) - questions.reserved(parts.stock, sku, location)
    return free[shelf]


def takes(wish: WishedPlan) -> tuple[Take, ...]:
    """All units of the wished plan."""
    kept = tuple(take for number in wish.kept for take in wish.present.parcels[number].planned.takes)
    return (*kept, *(take for allocation in wish.anew for take in allocation.takes))
