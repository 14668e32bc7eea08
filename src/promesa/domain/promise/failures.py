"""Why a promise failed, in the closed set of words that operations can act on, worked out from the facts by rule."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from msgspec.structs import replace

from promesa.domain.ledger.shipments.state import Parcel, Status, arrived_at
from promesa.domain.ledger.shipments.words import Scan
from promesa.domain.promise.promises import HAND_OVER_MISSED, Outcome, Promise
from promesa.domain.promise.words import PromiseBroken
from promesa.domain.values.moments import Instant


class Failure(StrEnum):
    """Who can do something about it: stores, their floor, their dock, the carrier, the customer's data, the rest."""

    STORE_REJECTED = "store_rejected"
    SHORT_PICK = "short_pick"
    HANDED_OVER_LATE = "handed_over_late"
    CARRIER_LATE = "carrier_late"
    FAILED_ATTEMPT = "failed_attempt"
    ADDRESS = "address"
    LOST = "lost"
    CUSTOMS = "customs"
    PAYMENT_LATE = "payment_late"
    CAPACITY = "capacity"
    UNKNOWN = "unknown"


SAYS: tuple[tuple[Failure, tuple[str, ...]], ...] = (
    (Failure.LOST, ("lost", "extrav")),
    (Failure.CUSTOMS, ("customs", "aduana")),
    (Failure.ADDRESS, ("address", "domicilio", "dirección")),
    (Failure.PAYMENT_LATE, ("payment_lapsed", "payment_declined", "payment late")),
    (Failure.STORE_REJECTED, ("reject", "rechaz")),
    (Failure.SHORT_PICK, ("shortage", "short_pick", "not_found", "not found", "not_enough_stock", "no encontrad")),
    (Failure.CAPACITY, ("capacity", "no_capacity", "slot_full", "saturad")),
    (Failure.FAILED_ATTEMPT, ("attempt",)),
    (Failure.HANDED_OVER_LATE, (HAND_OVER_MISSED, "not handed over")),
    (Failure.CARRIER_LATE, ("carrier", "no news")),
)
"""Words that reasons are made of, ours and those that stores and carriers write; the first that fits names it."""


class Arrival(NamedTuple):
    """One parcel that was to keep the promise: when it left and came, against its hour and its day."""

    left_late: bool
    came_late: bool
    planned_late: bool
    """Already its plan came after the promised day: it stood in for one that failed."""
    attempt_in_time: bool
    """The carrier stood at the door by the promised day, in vain."""
    scans: tuple[str, ...]


def of(promise: Promise, parcels: Sequence[Parcel]) -> Failure | None:
    """The failure of a broken promise (or of one withdrawn for want of money); None of any other.

    parcels: all of the order, cancelled ones too.
    """
    said = said_by(promise.cause)
    if promise.outcome is Outcome.WITHDRAWN:
        return said if said is Failure.PAYMENT_LATE else None
    if promise.outcome is not Outcome.BROKEN:
        return None
    if promise.failure:
        return Failure(promise.failure)
    return decide(promise.made.kind, promise.cause, promise.signs, [_arrival(promise, p) for p in _live(parcels)])


def named(promise: Promise, parcels: Sequence[Parcel], broken: PromiseBroken) -> PromiseBroken:
    """The fact of an open promise's end, with what failed; parcels: all of the order, cancelled ones too."""
    arrivals = [_arrival(promise, parcel) for parcel in _live(parcels)]
    return replace(broken, failure=decide(promise.made.kind, broken.cause, promise.signs, arrivals).value)


def decide(kind: str, cause: str, signs: Sequence[str], arrivals: Sequence[Arrival]) -> Failure:
    """The rule alone: what the end was said to be, what went wrong before, and how each parcel came."""
    scans = [scan for arrival in arrivals for scan in arrival.scans]
    for certain in (Failure.LOST, Failure.CUSTOMS, Failure.ADDRESS):
        if any(said_by(word) is certain for word in (cause, *scans)):
            return certain
    earlier = [found for found in map(said_by, signs) if found is not None]
    late = [arrival for arrival in arrivals if arrival.came_late]
    if not late:
        return said_by(cause) or (earlier[0] if earlier else Failure.UNKNOWN)
    if any(arrival.attempt_in_time for arrival in late):
        return Failure.FAILED_ATTEMPT
    if any(arrival.planned_late for arrival in late):
        return earlier[0] if earlier else Failure.HANDED_OVER_LATE
    if kind == "pickup" or any(arrival.left_late for arrival in late):
        return _of_the_floor(earlier)
    return Failure.CARRIER_LATE


def _of_the_floor(earlier: Sequence[Failure]) -> Failure:
    """Left late, and why if somebody said so."""
    inside = (Failure.STORE_REJECTED, Failure.SHORT_PICK, Failure.CAPACITY)
    return next((found for found in earlier if found in inside), Failure.HANDED_OVER_LATE)


def said_by(reason: str) -> Failure | None:
    """The failure that a reason speaks of, if any."""
    lower = reason.casefold()
    return next((failure for failure, words in SAYS if any(word in lower for word in words)), None)


def _live(parcels: Sequence[Parcel]) -> list[Parcel]:
    return [parcel for parcel in parcels if parcel.status is not Status.CANCELLED]


def _arrival(promise: Promise, parcel: Parcel) -> Arrival:
    made, planned = promise.made, parcel.planned
    came = arrived_at(parcel)
    return Arrival(
        left_late=parcel.handed_at is not None and parcel.handed_at > planned.hand_over_by,
        came_late=came is not None and came > made.promised_by,
        planned_late=planned.arrives_on > made.promised_on,
        attempt_in_time=_attempted(parcel, made.promised_by),
        scans=tuple(scan.value for scan, _ in parcel.scans),
    )


def _attempted(parcel: Parcel, by: Instant) -> bool:
    return any(scan is Scan.ATTEMPT_FAILED and at <= by for scan, at in parcel.scans)
