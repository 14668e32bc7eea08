"""Pick tasks and what became of them, and how likely each location is to say yes, learned from its answers."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

import msgspec

from promesa.domain.ledger.shipments.pick_words import (
    DELIVERY,
    SHUT,
    PickAccepted,
    PickAsked,
    PickLapsed,
    PickRejected,
    PickShort,
)
from promesa.domain.ledger.shipments.words import ParcelCancelled, ParcelPacked, ParcelUnpacked
from promesa.domain.network.locations.words import LocationPaused, LocationResumed
from promesa.domain.values.ids import LocationId, ParcelId
from promesa.domain.values.moments import DAY, HOUR, Instant
from promesa.kernels import beliefs, drifts
from promesa.kernels.beliefs import NOTHING, Seen

HALF_LIFE_DAYS = 30.0
"""An answer so many days ago counts half."""
CHAIN_BEFORE, CHAIN_WEIGHT = 0.9, 20.0
"""What is believed of a chain before anybody answered, and how many answers it takes to outweigh that."""
LOCATION_WEIGHT = 8.0
"""A location is believed to be as its chain until so many answers of its own."""
USUAL_WEIGHT = 40.0
"""What is usual for a location moves this slowly, so that a bad week does not become the measure of itself."""

SHUT_FOR = 12 * HOUR
"""So long a location's word that it is shut counts, where nothing was done about it."""


class TaskStatus(StrEnum):
    """How a pick task ends; asked: it has not yet."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class PickTask(msgspec.Struct):
    """What was asked, and the answer."""

    asked: PickAsked
    asked_at: Instant
    status: TaskStatus = TaskStatus.ASKED
    reason: str = ""
    ended_at: Instant | None = None


class AskedLocation(msgspec.Struct):
    """What is open at a location, how it has answered, and the evidence that it has changed for the worse."""

    open: dict[ParcelId, None] = {}
    to_pack: dict[ParcelId, None] = {}
    """Accepted, and still on the shelves."""
    accepted: int = 0
    rejected: int = 0
    lapsed: int = 0
    short: int = 0
    withdrawn: int = 0
    by_reason: dict[str, int] = {}
    answers: dict[str, Seen] = {}
    """By kind of parcel."""
    worse: tuple[float, ...] = (0.0,) * len(drifts.WORSE)
    shut_at: Instant | None = None
    """When its people last said that it is shut; None: never, or it was paused, resumed or worked since."""


class Picks(msgspec.Struct):
    tasks: dict[ParcelId, PickTask] = {}
    by_location: dict[LocationId, AskedLocation] = {}
    chain: dict[str, Seen] = {}
    """The answers of all locations, by kind of parcel."""


# --- questions ---


def open_task(picks: Picks, parcel: ParcelId) -> PickTask | None:
    """The parcel's task while it waits for an answer."""
    task = picks.tasks.get(parcel)
    return task if task is not None and task.status is TaskStatus.ASKED else None


def acceptance(
    picks: Picks, location: LocationId, at: Instant, kind: str = DELIVERY, weight: float = LOCATION_WEIGHT
) -> float:
    """How likely the location says yes to a parcel of the kind: its own answers, shrunk to the chain's; in (0, 1)."""
    chain = chain_acceptance(picks, at, kind)
    known = picks.by_location.get(location)
    return chain if known is None else _share(known.answers.get(kind, NOTHING), at, chain, weight)


def is_shut(picks: Picks, location: LocationId, now: Instant) -> bool:
    """Whether its people have said so of late, and nobody has paused it."""
    return now < shut_until(picks, location)


def shut_until(picks: Picks, location: LocationId) -> Instant:
    """Until when they are believed, if nobody pauses it; 0 where they say no such thing."""
    known = picks.by_location.get(location)
    return Instant(0) if known is None or known.shut_at is None else Instant(known.shut_at + SHUT_FOR)


def shut(picks: Picks, now: Instant) -> list[LocationId]:
    """All of those."""
    return [location for location in picks.by_location if is_shut(picks, location, now)]


def chain_acceptance(picks: Picks, at: Instant, kind: str = DELIVERY) -> float:
    """The same of a location of which nothing is known."""
    return _share(picks.chain.get(kind, NOTHING), at, CHAIN_BEFORE, CHAIN_WEIGHT)


def _share(seen: Seen, at: Instant, before: float, weight: float) -> float:
    """Where nothing was seen exactly what was believed before, so that a world from a snapshot is the same world."""
    if not seen.good + seen.bad:
        return before
    return beliefs.share(seen, at / DAY, HALF_LIFE_DAYS, before, weight)


def is_unusual(picks: Picks, location: LocationId, false_alarm: float) -> bool:
    """Whether it says no, or nothing, far more often than is usual for it; `false_alarm`: so many answers or more, on
    average, come before this is so of a location that is as usual."""
    known = picks.by_location.get(location)
    return known is not None and drifts.evidence(known.worse) >= false_alarm


# --- the fold ---


def _asked(picks: Picks, fact: PickAsked, at: Instant) -> None:
    assert fact.parcel not in picks.tasks, fact
    picks.tasks[fact.parcel] = PickTask(fact, at)
    _at(picks, fact.location).open[fact.parcel] = None


def _accepted(picks: Picks, fact: PickAccepted, at: Instant) -> None:
    _accept(picks, fact.parcel, at)


def _accept(picks: Picks, parcel: ParcelId, at: Instant) -> None:
    location = _end(picks, parcel, TaskStatus.ACCEPTED, at)
    known = _at(picks, location)
    known.accepted += 1
    known.shut_at = None
    known.to_pack[parcel] = None
    _learn(picks, parcel, at, yes=True)


def _rejected(picks: Picks, fact: PickRejected, at: Instant) -> None:
    _end(picks, fact.parcel, TaskStatus.REJECTED, at, fact.reason.value)
    known = _at(picks, fact.location)
    known.rejected += 1
    _refused(picks, fact, at)


def _short(picks: Picks, fact: PickShort, at: Instant) -> None:
    known = _at(picks, fact.location)
    known.short += 1
    _refused(picks, fact, at)


def _refused(picks: Picks, fact: PickRejected | PickShort, at: Instant) -> None:
    known = _at(picks, fact.location)
    reason = fact.reason.value
    known.by_reason[reason] = known.by_reason.get(reason, 0) + 1
    if fact.reason in SHUT:
        known.shut_at = at
    _learn(picks, fact.parcel, at, yes=False)
    task = picks.tasks.get(fact.parcel)
    if task is not None and fact.rest is not None:
        asked = msgspec.structs.replace(task.asked, parcel=fact.rest)
        picks.tasks[fact.rest] = PickTask(asked, at, TaskStatus.ACCEPTED, ended_at=at)
        known.to_pack[fact.rest] = None


def _lapsed(picks: Picks, fact: PickLapsed, at: Instant) -> None:
    _end(picks, fact.parcel, TaskStatus.LAPSED, at)
    _at(picks, fact.location).lapsed += 1
    _learn(picks, fact.parcel, at, yes=False)


def _packed(picks: Picks, fact: ParcelPacked, at: Instant) -> None:
    """Whoever packs it has accepted it."""
    if open_task(picks, fact.parcel) is not None:
        _accept(picks, fact.parcel, at)
    _leaves_the_list(picks, fact.parcel)


def _unpacked(picks: Picks, fact: ParcelUnpacked, _: Instant) -> None:
    task = picks.tasks.get(fact.parcel)
    if task is not None and task.status is TaskStatus.ACCEPTED:
        _at(picks, task.asked.location).to_pack[fact.parcel] = None


def _leaves_the_list(picks: Picks, parcel: ParcelId) -> None:
    task = picks.tasks.get(parcel)
    if task is not None:
        _at(picks, task.asked.location).to_pack.pop(parcel, None)


def _cancelled(picks: Picks, fact: ParcelCancelled, at: Instant) -> None:
    if open_task(picks, fact.parcel) is not None:
        _at(picks, _end(picks, fact.parcel, TaskStatus.WITHDRAWN, at)).withdrawn += 1
    _leaves_the_list(picks, fact.parcel)


def _paused(picks: Picks, fact: LocationPaused, _: Instant) -> None:
    """Evidence is gathered anew from here."""
    known = picks.by_location.get(fact.location)
    if known is not None:
        known.worse, known.shut_at = AskedLocation().worse, None


def _resumed(picks: Picks, fact: LocationResumed, _: Instant) -> None:
    known = picks.by_location.get(fact.location)
    if known is not None:
        known.shut_at = None


def _end(picks: Picks, parcel: ParcelId, answer: TaskStatus, at: Instant, reason: str = "") -> LocationId:
    task = picks.tasks[parcel]
    assert task.status is TaskStatus.ASKED, (parcel, task.status, answer)
    task.status, task.reason, task.ended_at = answer, reason, at
    del _at(picks, task.asked.location).open[parcel]
    return task.asked.location


def _at(picks: Picks, location: LocationId) -> AskedLocation:
    known = picks.by_location.get(location)
    if known is None:
        known = picks.by_location[location] = AskedLocation()
    return known


def _learn(picks: Picks, parcel: ParcelId, at: Instant, *, yes: bool) -> None:
    """Whoever is never asked teaches nothing of how it answers."""
    task = picks.tasks.get(parcel)
    if task is None:
        return
    kind, location = task.asked.kind, task.asked.location
    known = _at(picks, location)
    usual = acceptance(picks, location, at, kind, USUAL_WEIGHT)
    known.worse = drifts.gathered(known.worse, 1.0 - usual, not yes, drifts.WORSE)
    good, bad = (1.0, 0.0) if yes else (0.0, 1.0)
    known.answers[kind] = beliefs.add(known.answers.get(kind, NOTHING), good, bad, at / DAY, HALF_LIFE_DAYS)
    picks.chain[kind] = beliefs.add(picks.chain.get(kind, NOTHING), good, bad, at / DAY, HALF_LIFE_DAYS)


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    PickAsked: _asked,
    PickAccepted: _accepted,
    PickRejected: _rejected,
    PickShort: _short,
    PickLapsed: _lapsed,
    ParcelPacked: _packed,
    ParcelUnpacked: _unpacked,
    ParcelCancelled: _cancelled,
    LocationPaused: _paused,
    LocationResumed: _resumed,
}
