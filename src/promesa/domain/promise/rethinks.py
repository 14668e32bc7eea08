"""What can be said about second thoughts: other plans for orders not picked yet, what they saved, and their undoing."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import msgspec

from promesa.domain.ledger.orders.words import OrderCancelled
from promesa.domain.ledger.shipments.words import ParcelCancelled, ParcelPacked
from promesa.domain.ledger.stock.scarce import ScarceShelf
from promesa.domain.ledger.stock.words import Take
from promesa.domain.promise.words import Leg
from promesa.domain.values.ids import LocationId, OrderId, ServiceId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos

RETHOUGHT, UNDONE = "rethought", "rethink undone"
"""The reasons of parcels that gave way to others, and the stages of reservations that moved with them."""
RUNS_KEPT = 2_000
"""Totals of so many rethinks are remembered; the log has all of them."""


class Allocation(msgspec.Struct, frozen=True, array_like=True):
    """Which location sends which units of an order, in one parcel by which service."""

    location: LocationId
    service: ServiceId
    takes: tuple[Take, ...]


class Reallocation(msgspec.Struct, frozen=True, array_like=True):
    """The whole of an order that is not picked yet, allocated anew."""

    order: OrderId
    allocations: tuple[Allocation, ...]


class OrderLeftOut(msgspec.Struct, frozen=True, array_like=True):
    """An order of a rethink that stays as it is, and why: a word of the refusals and what it is about."""

    order: OrderId
    reason: str
    about: str = ""


# --- commands ---


class ReallocateOrders(msgspec.Struct, frozen=True, kw_only=True):
    """Better plans for orders that are not picked yet, all seen together: units may change places between them.

    Each order all or nothing; one whose plan is worse for its customer, or that saves nothing, stays as it is. What
    the solver says of its own answer is kept beside what really changed: how many orders it looked at, the least that
    all their plans can cost (`bound`), how far it is from that at most (`gap`, a share), and why it stopped early.
    """

    run: str
    reallocations: tuple[Reallocation, ...]
    looked_at: int = 0
    bound: Centavos | None = None
    gap: float | None = None
    note: str = ""
    scarce: tuple[ScarceShelf, ...] = ()
    """What one unit more of each shelf that runs short would have saved."""


class UndoRethink(msgspec.Struct, frozen=True):
    """Back to the plans from before a rethink, of one order or of all that can still go back."""

    run: str
    order: OrderId | None = None


# --- facts ---


class OrderReallocated(msgspec.Struct, frozen=True, kw_only=True):
    """An order that nobody had picked is sent otherwise; both plans are priced as of this moment.

    `due_on`: the day by which both must arrive; the probabilities are of arriving by then.
    """

    order: OrderId
    run: str
    was: tuple[Leg, ...]
    legs: tuple[Leg, ...]
    cost_before: Centavos
    cost: Centavos
    km_before: int
    km: int
    due_on: date
    keep_probability_before: float
    keep_probability: float


class RethinkEnded(msgspec.Struct, frozen=True, kw_only=True):
    """What one rethink came to. A saving is positive where it is cheaper, fewer or nearer."""

    run: str
    looked_at: int
    orders: int
    """So many were reallocated."""
    saved: Centavos
    parcels_saved: int
    km_saved: int
    bound: Centavos | None = None
    gap: float | None = None
    note: str = ""
    """Why the solver stopped before it was sure, where it did."""
    left_out: tuple[OrderLeftOut, ...] = ()
    """The first of those that stayed as they were."""
    scarce: tuple[ScarceShelf, ...] = ()
    """The shelves of which one unit more would have saved most, the dearest first."""


class ReallocationUndone(msgspec.Struct, frozen=True, kw_only=True):
    """The order is sent again from where it was before the rethink."""

    order: OrderId
    run: str
    legs: tuple[Leg, ...]


# --- state ---


class Rethink(msgspec.Struct):
    """The totals of one rethink, and how many of its orders went back."""

    at: Instant
    ended: RethinkEnded
    undone: int = 0


class Rethinks(msgspec.Struct):
    """Rethinks by name, and the reallocations that may still be undone by order."""

    by_run: dict[str, Rethink] = {}
    standing: dict[OrderId, OrderReallocated] = {}
    orders: int = 0
    undone: int = 0
    saved: Centavos = Centavos(0)
    parcels_saved: int = 0
    km_saved: int = 0


def _reallocated(rethinks: Rethinks, fact: OrderReallocated, _: Instant) -> None:
    rethinks.standing[fact.order] = fact
    _count(rethinks, fact, 1)


def _count(rethinks: Rethinks, fact: OrderReallocated, sign: int) -> None:
    rethinks.saved = Centavos(rethinks.saved + sign * (fact.cost_before - fact.cost))
    rethinks.parcels_saved += sign * (len(fact.was) - len(fact.legs))
    rethinks.km_saved += sign * (fact.km_before - fact.km)
    rethinks.orders += sign


def _ended(rethinks: Rethinks, fact: RethinkEnded, at: Instant) -> None:
    rethinks.by_run[fact.run] = Rethink(at, fact)
    while len(rethinks.by_run) > RUNS_KEPT:
        del rethinks.by_run[next(iter(rethinks.by_run))]


def _undone(rethinks: Rethinks, fact: ReallocationUndone, _: Instant) -> None:
    _count(rethinks, rethinks.standing.pop(fact.order), -1)
    rethinks.undone += 1
    known = rethinks.by_run.get(fact.run)
    if known is not None:
        known.undone += 1


def _past_undoing(rethinks: Rethinks, fact: ParcelPacked | OrderCancelled, _: Instant) -> None:
    rethinks.standing.pop(fact.order, None)


def _replanned(rethinks: Rethinks, fact: ParcelCancelled, _: Instant) -> None:
    """Planned otherwise for another reason: what a rethink did is no more what stands."""
    if fact.reason not in (RETHOUGHT, UNDONE):
        rethinks.standing.pop(fact.order, None)


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    OrderReallocated: _reallocated,
    RethinkEnded: _ended,
    ReallocationUndone: _undone,
    ParcelPacked: _past_undoing,
    OrderCancelled: _past_undoing,
    ParcelCancelled: _replanned,
}
