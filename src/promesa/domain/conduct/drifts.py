"""Alarms of lanes that drift: promises end late more often, or less often, than was foreseen for them.

Each ended promise is a case for its lane, for its service into that area, and for its service as a whole. What was
foreseen is the promise's own chance, so a lane that is known to be slow is no alarm; one that is slower than we say is.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import msgspec

from promesa.domain.conduct import promise_ledger
from promesa.domain.conduct.promise_ledger import ANYWHERE
from promesa.domain.network.locations import state as locations
from promesa.domain.network.locations.state import Locations
from promesa.domain.network.places import Places
from promesa.domain.promise.words import PromiseBroken, PromiseKept, PromiseMade, PromiseWithdrawn
from promesa.domain.values.ids import OrderId
from promesa.domain.values.moments import Instant
from promesa.kernels import drifts as kernel

CASES_TO_FALSE_ALARM = 20_000
"""Where chances are true, a lane has so many promises or more, on average, before an alarm is raised of it."""
CALM_EVIDENCE = 200.0
"""How sure we are, against odds of `CALM_ODDS`, before an alarm is said to be over."""
CALM_ODDS = 3.0
MEMORY = 0.99
"""What a promise weighs in the recent figures against the one after it: the last hundred count most."""
WORSE, BETTER = "worse", "better"


class LaneWatch(msgspec.Struct, array_like=True):
    """What has been gathered about one lane since it last was as foreseen."""

    worse: tuple[float, ...] = (0.0,) * len(kernel.WORSE)
    better: tuple[float, ...] = (0.0,) * len(kernel.BETTER)
    calm: float = 0.0
    drifted: str = ""
    """"worse" or "better" while its alarm lasts."""
    since: Instant = Instant(0)
    """When the alarm was raised, or the last one ended."""
    promises: int = 0
    weight: float = 0.0
    foreseen: float = 0.0
    late: float = 0.0
    """Recent promises, those foreseen late and those late, the newest counting most."""


class Drifts(msgspec.Struct):
    """All lanes that are watched, and the open promises that will be cases for them."""

    by_lane: dict[str, LaneWatch] = {}
    open: dict[OrderId, tuple[float, tuple[str, ...]]] = {}
    """Order -> the chance to be late, and the lanes."""
    crossed: list[str] = []
    """Lanes about which there is something to say that was not said yet."""


class WatchedLanes(NamedTuple):
    """The drifts with what names a lane."""

    drifts: Drifts
    places: Places
    locations: Locations


# --- words ---


class JudgeLane(msgspec.Struct, frozen=True):
    """Say whether the lane has drifted, or has settled."""

    lane: str


class LaneDrifted(msgspec.Struct, frozen=True):
    """Promises of the lane end late "worse" or "better" than foreseen; shares are of the recent ones."""

    lane: str
    direction: str
    foreseen_late_share: float
    late_share: float
    promises: int
    """Of the lane, seen so far."""
    evidence: float


class LaneSettled(msgspec.Struct, frozen=True):
    """The alarm is over: promises of the lane end as foreseen again."""

    lane: str
    direction: str
    foreseen_late_share: float
    late_share: float
    promises: int


# --- questions ---


def verdict(watch: LaneWatch) -> str:
    """ "worse" or "better" where an alarm is due, "settled" where one is over, else ""."""
    if watch.drifted:
        return "settled" if watch.calm >= CALM_EVIDENCE else ""
    # Two sides, each with twice the bar: together they raise no more false alarms than one side would.
    if kernel.evidence(watch.worse) >= 2 * CASES_TO_FALSE_ALARM:
        return WORSE
    return BETTER if kernel.evidence(watch.better) >= 2 * CASES_TO_FALSE_ALARM else ""


def drifted(drifts: Drifts) -> list[tuple[str, LaneWatch]]:
    """Lanes whose alarm lasts, by name."""
    return sorted((lane, watch) for lane, watch in drifts.by_lane.items() if watch.drifted)


def shares(watch: LaneWatch) -> tuple[float, float]:
    """The share of recent promises foreseen late, and that of those late; 0 where there are none."""
    weight = watch.weight or 1.0
    return watch.foreseen / weight, watch.late / weight


# --- the rule ---


def judge(drifts: Drifts, ask: JudgeLane, _: Instant) -> list[LaneDrifted | LaneSettled]:
    """What the evidence says, if it says anything new."""
    watch = drifts.by_lane.get(ask.lane)
    said = "" if watch is None else verdict(watch)
    if watch is None or not said:
        return []
    foreseen, late = (round(share, 4) for share in shares(watch))
    if said == "settled":
        return [LaneSettled(ask.lane, watch.drifted, foreseen, late, watch.promises)]
    evidence = kernel.evidence(watch.worse if said == WORSE else watch.better)
    return [LaneDrifted(ask.lane, said, foreseen, late, watch.promises, round(evidence, 1))]


# --- the fold ---


def _made(watched: WatchedLanes, fact: PromiseMade, _: Instant) -> None:
    leg = promise_ledger.deciding_leg(fact)
    found = locations.find(watched.locations, leg.location)
    origin = found.area if found is not None and found.area else ANYWHERE
    place = None if fact.postal_code is None else watched.places.by_code.get(fact.postal_code)
    destination = ANYWHERE if place is None else place.area
    pairs = ((origin, destination), (ANYWHERE, destination), (ANYWHERE, ANYWHERE))
    lanes = dict.fromkeys(promise_ledger.lane_name(leg.service, start, end) for start, end in pairs)
    watched.drifts.open[fact.order] = (1.0 - fact.keep_probability, tuple(lanes))


def _kept(watched: WatchedLanes, fact: PromiseKept, _: Instant) -> None:
    _count(watched.drifts, fact.order, late=False)


def _broken(watched: WatchedLanes, fact: PromiseBroken, _: Instant) -> None:
    _count(watched.drifts, fact.order, late=True)


def _withdrawn(watched: WatchedLanes, fact: PromiseWithdrawn, _: Instant) -> None:
    watched.drifts.open.pop(fact.order, None)


def _count(drifts: Drifts, order: OrderId, late: bool) -> None:
    chance, lanes = drifts.open.pop(order, (0.0, ()))
    for lane in lanes:
        watch = drifts.by_lane.setdefault(lane, LaneWatch())
        _gather(watch, chance, late)
        if lane not in drifts.crossed and verdict(watch):
            drifts.crossed.append(lane)


def _gather(watch: LaneWatch, chance: float, late: bool) -> None:
    watch.promises += 1
    watch.weight = MEMORY * watch.weight + 1.0
    watch.foreseen = MEMORY * watch.foreseen + chance
    watch.late = MEMORY * watch.late + late
    if watch.drifted:
        odds = CALM_ODDS if watch.drifted == WORSE else 1 / CALM_ODDS
        watch.calm = kernel.calmed(watch.calm, chance, late, odds)
    else:
        watch.worse = kernel.gathered(watch.worse, chance, late, kernel.WORSE)
        watch.better = kernel.gathered(watch.better, chance, late, kernel.BETTER)


def _drifted(watched: WatchedLanes, fact: LaneDrifted, at: Instant) -> None:
    _begin(watched.drifts, fact.lane, fact.direction, at)


def _settled(watched: WatchedLanes, fact: LaneSettled, at: Instant) -> None:
    _begin(watched.drifts, fact.lane, "", at)


def _begin(drifts: Drifts, lane: str, direction: str, at: Instant) -> None:
    """Evidence is gathered anew from here."""
    drifts.crossed.remove(lane)
    watch, fresh = drifts.by_lane[lane], LaneWatch()
    watch.worse, watch.better, watch.calm, watch.drifted = fresh.worse, fresh.better, 0.0, direction
    watch.since = at


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    PromiseMade: _made,
    PromiseKept: _kept,
    PromiseBroken: _broken,
    PromiseWithdrawn: _withdrawn,
    LaneDrifted: _drifted,
    LaneSettled: _settled,
}
RULES: Mapping[type, Callable[[Any, Any, Instant], Any]] = {JudgeLane: judge}
