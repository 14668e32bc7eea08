"""The ledger of promises: each one made, whether it moved, and how it ended."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec

from promesa.domain.ledger.orders.words import ADDED, REDIRECTED
from promesa.domain.ledger.shipments.regrouping import REGROUPED
from promesa.domain.ledger.shipments.words import HandOverMissed, ParcelCancelled, ParcelUnpacked
from promesa.domain.promise.choices import ChoiceAwaited, ChoiceMade
from promesa.domain.promise.rethinks import RETHOUGHT, UNDONE
from promesa.domain.promise.words import (
    PromiseBroken,
    PromiseConfirmed,
    PromiseKept,
    PromiseMade,
    PromiseMoved,
    PromiseRedirected,
    PromiseWithdrawn,
)
from promesa.domain.values.ids import OrderId
from promesa.domain.values.moments import Instant

CHANCE_STEPS = 50
EDITED = "edited"
"""Why a parcel gave way: its order is another one now."""
HALTED = "halted"
"""Why a parcel gave way, and a date moved: the order waits."""
HAND_OVER_MISSED, SHORT_PICK = "hand_over_missed", "short_pick"


class Outcome(StrEnum):
    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


class Move(msgspec.Struct, frozen=True, array_like=True):
    """A later date that was told, when, and why."""

    at: Instant
    promised_on: date
    cause: str


class Promise(msgspec.Struct):
    """What was promised first (it is what counts), the date last told, and the end."""

    made: PromiseMade
    made_at: Instant
    told_on: date
    outcome: Outcome = Outcome.OPEN
    cause: str = ""
    failure: str = ""
    """What failed of a broken one, as the fact says it."""
    arrived_on: date | None = None
    moves: int = 0
    told: tuple[Move, ...] = ()
    """Each date told after the first."""
    signs: tuple[str, ...] = ()
    """What went wrong with its parcels while it was open, in the words of the facts, oldest first."""
    confirmed_at: Instant | None = None
    """When a date that was given with little knowledge was found to stand."""


class ChanceBin(msgspec.Struct, array_like=True):
    """Ended promises foreseen alike: how many, how many were kept, the sums of their chances and squared errors."""

    promises: int = 0
    kept: int = 0
    foreseen: float = 0.0
    squared_error: float = 0.0


class Promises(msgspec.Struct):
    by_order: dict[OrderId, Promise] = {}
    made: int = 0
    kept: int = 0
    broken: int = 0
    withdrawn: int = 0
    by_chance: dict[int, ChanceBin] = {}
    """Kept and broken promises by their chance, in steps of a `CHANCE_STEPS`th."""


def open_promise(promises: Promises, order: OrderId) -> Promise | None:
    """The order's promise while it has no outcome."""
    found = promises.by_order.get(order)
    return found if found is not None and found.outcome is Outcome.OPEN else None


def _made(promises: Promises, fact: PromiseMade, at: Instant) -> None:
    assert fact.order not in promises.by_order, fact
    promises.by_order[fact.order] = Promise(fact, at, fact.promised_on)
    promises.made += 1


def _confirmed(promises: Promises, fact: PromiseConfirmed, at: Instant) -> None:
    promises.by_order[fact.order].confirmed_at = at


def _moved(promises: Promises, fact: PromiseMoved, at: Instant) -> None:
    promise = promises.by_order[fact.order]
    promise.told_on, promise.moves = fact.promised_on, promise.moves + 1
    promise.told = (*promise.told, Move(at, fact.promised_on, fact.cause))


def _redirected(promises: Promises, fact: PromiseRedirected, _: Instant) -> None:
    """What its customer wanted instead is what counts; what was told before it was about another thing."""
    promise = promises.by_order[fact.order]
    promise.made = msgspec.structs.replace(
        promise.made,
        promised_on=fact.promised_on,
        promised_by=fact.promised_by,
        zone=fact.zone,
        fee=fact.fee,
        cost=fact.cost,
        keep_probability=fact.keep_probability,
        legs=fact.legs,
        postal_code=fact.postal_code,
        earliest_on=None,
        slot="",
    )
    promise.told_on, promise.told = fact.promised_on, ()


def _cancelled(promises: Promises, fact: ParcelCancelled | ParcelUnpacked, _: Instant) -> None:
    """A parcel that gave way to a better plan is no sign of anything."""
    if fact.reason not in (RETHOUGHT, UNDONE, REGROUPED, EDITED, HALTED, ADDED, REDIRECTED):
        _sign(promises, fact.order, fact.reason)


def _short(promises: Promises, fact: ChoiceAwaited, _: Instant) -> None:
    _sign(promises, fact.order, SHORT_PICK)


def _fetched(promises: Promises, fact: ChoiceMade, _: Instant) -> None:
    """Where its customer has chosen to fetch it: labels are made for that branch, and notices name it."""
    promise = promises.by_order[fact.order]
    if fact.branch is not None:
        promise.made = msgspec.structs.replace(promise.made, branch=fact.branch)


def _missed(promises: Promises, fact: HandOverMissed, _: Instant) -> None:
    _sign(promises, fact.order, HAND_OVER_MISSED)


def _sign(promises: Promises, order: OrderId, said: str) -> None:
    promise = open_promise(promises, order)
    if promise is not None and said not in promise.signs:
        promise.signs = (*promise.signs, said)


def _end(promises: Promises, order: OrderId, outcome: Outcome, cause: str) -> Promise:
    promise = promises.by_order[order]
    assert promise.outcome is Outcome.OPEN, (order, promise.outcome, outcome)
    promise.outcome, promise.cause = outcome, cause
    return promise


def _kept(promises: Promises, fact: PromiseKept, _: Instant) -> None:
    promise = _end(promises, fact.order, Outcome.KEPT, "")
    promise.arrived_on = fact.arrived_on
    promises.kept += 1
    _count(promises, promise, kept=True)


def _broken(promises: Promises, fact: PromiseBroken, _: Instant) -> None:
    promise = _end(promises, fact.order, Outcome.BROKEN, fact.cause)
    promise.arrived_on, promise.failure = fact.arrived_on, fact.failure
    promises.broken += 1
    _count(promises, promise, kept=False)


def _count(promises: Promises, promise: Promise, kept: bool) -> None:
    chance = promise.made.keep_probability
    alike = promises.by_chance.setdefault(min(CHANCE_STEPS - 1, int(chance * CHANCE_STEPS)), ChanceBin())
    alike.promises += 1
    alike.kept += kept
    alike.foreseen += chance
    alike.squared_error += (chance - kept) ** 2


def _withdrawn(promises: Promises, fact: PromiseWithdrawn, _: Instant) -> None:
    _end(promises, fact.order, Outcome.WITHDRAWN, fact.cause)
    promises.withdrawn += 1


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    PromiseMade: _made,
    PromiseConfirmed: _confirmed,
    PromiseMoved: _moved,
    PromiseRedirected: _redirected,
    PromiseKept: _kept,
    PromiseBroken: _broken,
    PromiseWithdrawn: _withdrawn,
    ParcelCancelled: _cancelled,
    ParcelUnpacked: _cancelled,
    HandOverMissed: _missed,
    ChoiceAwaited: _short,
    ChoiceMade: _fetched,
}
