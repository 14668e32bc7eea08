"""The law of a leg's time: how likely it is to arrive by each day, worked out from what was learned.

It is made of parts. *Handling*: days from the planned hand-over to the real one, per location and by how much time was
left until the cut-off. *Transit*: days from what the carrier agreed, as of the real hand-over, to the first attempt at
the door, per lane. *Attempts*: the share that fail, and the days that those take. Each part is learned as a slip
against the plan, so calendars, cut-offs and agreed days stay what they are, a faster lane is never worse for being
faster, and a lane without history has the plan with the slip of its parents: lane <- destination area <- service <-
all; location <- all.

On top stands a correction: of promises whose day is over, how many were late against how many the law would have
foreseen, by service, season and weekday of hand-over, each shrunk to the one before. It multiplies the odds of being
late, so the law stays a law. (The law of the day on which a promise is judged, not of that on which it was made: what
the law has learned since by itself must not be put right a second time.) It is conformal in spirit (the forecast is
held to its own past errors: Gibbs and Candes, NeurIPS 2021, Bastani et al., NeurIPS 2022 for groups) and promises no
coverage in finite samples.

Everything here is a function of the edition (see `lanes`), worked out once for it and remembered beside it.
"""

from datetime import date
from itertools import pairwise
from typing import NamedTuple

from promesa.domain.promise.chance import lanes as learning
from promesa.domain.promise.chance.lanes import ANY, ATTEMPT, HANDLING, TRANSIT, Foreseen, Lanes
from promesa.domain.values import seasons
from promesa.domain.values.ids import LocationId
from promesa.domain.values.moments import HOUR
from promesa.kernels import slips
from promesa.kernels.slips import Floats

BANDS = (1 * HOUR, 6 * HOUR)
"""Time until the cut-off when the promise starts: less than the first, less than the second, more."""
UNHURRIED = len(BANDS)
HANDLING_BEFORE, TRANSIT_BEFORE, ATTEMPT_BEFORE = (0.0108, 0.4), (0.02, 0.5), (0.02, 0.3)
"""What is believed where nothing is known: the share with a slip, and of those the share with a day more, and so on.
Together 95 % arrive as planned."""
BELIEF = 20.0
"""A parent counts as much as so many waits."""
HANDLING_DAYS = (0, 1, 2, 3, 5)
"""Slips of hand-over that are told apart; the last stands for all longer ones."""
ATTEMPT_DAYS = (0, 1, 2, 3, 5)
PACE_STEP = 0.5
"""Locations are told apart by their odds of a late hand-over, in steps of this logarithm: so they can share columns."""
PACE_MIN, PACE_MAX = -4, 10
LATE_BELIEF = 5.0
"""A parent's ratio of late promises to foreseen ones counts as much as so many foreseen ones."""
ENOUGH = 30.0
"""A lane, or its destination area, with as many recent parcels is known by itself."""


class LegLaw(NamedTuple):
    """The chance that a leg is later than its plan by more than so many days of delivery, by `slips.place`."""

    waiting: Floats
    is_known: bool
    """From the lane's own parcels or its destination area's, not from its parents' alone."""


class Way(NamedTuple):
    """What the law of a leg depends on.

    pace: how slowly its location hands over (see `Lanes.paces`); lags: days of delivery by which a hand-over that slips
    by each of `HANDLING_DAYS` is later; leaf: service, season and weekday of hand-over.
    """

    service: str
    origin: str
    area: str
    pace: int
    lags: tuple[int, ...]
    leaf: str


def name_of(way: Way, place: int) -> str:
    """A promise's way and the place of its day in the law (see `slips.place`), as one text."""
    said = (way.service, way.origin, way.area, way.pace, *way.lags, place)
    return "\t".join(map(str, (way.leaf, *said)))


def read_name(name: str) -> tuple[Way, int]:
    """What `name_of` said."""
    service, season, weekday, _, origin, area, pace, *lags, place = name.split("\t")
    leaf = f"{service}\t{season}\t{weekday}"
    return Way(service, origin, area, int(pace), tuple(map(int, lags)), leaf), int(place)


def of_leg(lanes: Lanes, way: Way) -> LegLaw:
    """The law, remembered: one for all legs that have the same."""
    found: LegLaw | None = lanes.laws.get(way)
    if found is None:
        known, before = is_known(lanes, way.service, way.origin, way.area), alone(lanes, way)
        key = ("leg", id(before), way.leaf, known)
        found = lanes.laws.get(key)
        if found is None:
            found = lanes.laws[key] = LegLaw(slips.shifted(before, correction(lanes, way.leaf)), known)
        lanes.laws[way] = found
    return found


def alone(lanes: Lanes, way: Way) -> Floats:
    """The law before the correction."""
    door = at_door(lanes, way.service, way.origin, way.area)
    key = ("alone", id(door), way.pace, way.lags)
    found: Floats | None = lanes.laws.get(key)
    if found is None:
        found = lanes.laws[key] = slips.delayed(door, _handing_over(lanes, way.pace), way.lags)
    return found


def at_door(lanes: Lanes, service: str, origin: str, area: str) -> Floats:
    """From the agreed day to the customer's hands, failed attempts included."""
    key = ("door", service, origin, area)
    found: Floats | None = lanes.laws.get(key)
    if found is None:
        first = _learned(lanes, learning.keys_of_transit(TRANSIT, service, origin, area), TRANSIT_BEFORE)
        again = _learned(lanes, learning.keys_of_transit(ATTEMPT, service, origin, area)[:-1], ATTEMPT_BEFORE)
        both = ("both", id(first), id(again))
        found = lanes.laws.get(both)
        if found is None:
            found = lanes.laws[both] = slips.delayed(first, _chances(again, ATTEMPT_DAYS), ATTEMPT_DAYS)
        lanes.laws[key] = found
    return found


def handing_over(lanes: Lanes, location: LocationId, band: int) -> Floats:
    """From the planned hand-over to the real one, in days on which the location and the carrier meet."""
    return _learned(lanes, learning.keys_of_handling(location, band), HANDLING_BEFORE)


def pace_of(lanes: Lanes, location: LocationId, band: int) -> int:
    """Steps by which the odds of a late hand-over there differ from all locations'."""
    own, everyone = handing_over(lanes, location, band), _everyone(lanes)
    late, usual = float(own[slips.EARLY]), float(everyone[slips.EARLY])
    steps = round(slips.log_odds_of(late / usual, usual) / PACE_STEP)
    return min(max(steps, PACE_MIN), PACE_MAX)


def band_of(left: int) -> int:
    """Which band so many microseconds until the cut-off are."""
    return next((band for band, most in enumerate(BANDS) if left < most), UNHURRIED)


def leaf_of(service: str, hand_over_on: date) -> str:
    """Where a promise is counted among the foreseen: service, season and weekday of hand-over."""
    return f"{service}\t{seasons.season(hand_over_on)}\t{hand_over_on.weekday()}"


def keys_of_leaf(leaf: str) -> tuple[str, ...]:
    """All, the service, its season, its season's weekday: each the parent of the next."""
    service, season, _ = leaf.split("\t")
    return (ANY, service, f"{service}\t{season}", leaf)


def correction(lanes: Lanes, leaf: str) -> float:
    """By how much (a logarithm) the odds of being late differ from what the law alone foresaw."""
    key = ("correction", leaf)
    found: float | None = lanes.laws.get(key)
    if found is None:
        found = lanes.laws[key] = _correction(lanes, leaf)
    return found


def is_known(lanes: Lanes, service: str, origin: str, area: str) -> bool:
    """Whether the lane or its destination area has enough recent parcels."""
    now = learning.weight_on(lanes.fading, lanes.learned_on)
    for key in learning.keys_of_transit(TRANSIT, service, origin, area)[-2:]:
        record = lanes.records.get(key)
        if record is not None and (sum(record.ended.values()) + record.never) / now >= ENOUGH:
            return True
    return False


def _learned(lanes: Lanes, keys: tuple[str, ...], before: tuple[float, float]) -> Floats:
    """The law of the last key, each learned on top of the one before it."""
    law: Floats | None = lanes.laws.get(keys[-1])
    if law is None:
        law = slips.geometric(*before) if len(keys) == 1 else _learned(lanes, keys[:-1], before)
        record = lanes.records.get(keys[-1])
        if record is not None:
            scale = 1.0 / learning.weight_on(lanes.fading, lanes.learned_on)
            law = slips.learned(law, record.ended, record.waited, record.never, BELIEF, scale)
        lanes.laws[keys[-1]] = law
    return law


def _everyone(lanes: Lanes) -> Floats:
    return _learned(lanes, (f"{HANDLING}\t{ANY}",), HANDLING_BEFORE)


def _handing_over(lanes: Lanes, pace: int) -> tuple[float, ...]:
    """The chance of each of `HANDLING_DAYS` for a location of that pace."""
    key = (HANDLING, pace)
    found: tuple[float, ...] | None = lanes.laws.get(key)
    if found is None:
        law = slips.shifted(_everyone(lanes), pace * PACE_STEP)
        found = lanes.laws[key] = _chances(law, HANDLING_DAYS)
    return found


def _chances(waiting: Floats, days: tuple[int, ...]) -> tuple[float, ...]:
    """The chance of each of those slips, none of them below the first; the last is of all longer ones."""
    later = [1.0, *(float(waiting[slips.place(day)]) for day in days[:-1]), 0.0]
    return tuple(before - after for before, after in pairwise(later))


def _correction(lanes: Lanes, leaf: str) -> float:
    scale = 1.0 / learning.weight_on(lanes.outcome_fading, lanes.learned_on)
    ratio, chance = 1.0, 0.0
    for key in keys_of_leaf(leaf):
        counted = lanes.outcomes.get(key)
        if counted is not None:
            ratio = _ratio(counted, scale, ratio)
            chance = counted.foreseen / counted.cases if counted.cases > 0.0 else chance
    return slips.log_odds_of(ratio, chance) if chance else 0.0


def _ratio(counted: Foreseen, scale: float, before: float) -> float:
    """Late over foreseen to be late."""
    late, foreseen = max(counted.late, 0.0) * scale, max(counted.foreseen, 0.0) * scale
    return (late + LATE_BELIEF * before) / (foreseen + LATE_BELIEF)
