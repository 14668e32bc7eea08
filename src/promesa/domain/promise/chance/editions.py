"""A new edition of what was learned: fresh counts join the records, waits under way count for as long as they last."""

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from msgspec.structs import replace

from promesa.domain.ledger.shipments.picks import Picks
from promesa.domain.network.carriers.state import Carriers
from promesa.domain.network.locations.state import Locations
from promesa.domain.network.places import Places
from promesa.domain.promise.chance import answers, dating, laws
from promesa.domain.promise.chance import lanes as learning
from promesa.domain.promise.chance.lanes import HANDLING, TRANSIT, Foreseen, Lanes
from promesa.domain.values import calendars, moments
from promesa.domain.values.calendars import Calendar
from promesa.domain.values.ids import LocationId, ServiceId
from promesa.domain.values.moments import HOUR, MINUTE, Instant
from promesa.kernels import slips

NEWS_LAG = 12 * HOUR
"""Carriers tell of a delivery hours later: a day is over for us so long after its end."""


LEVEL_CASES_MIN, LEVEL_WAYS_MAX = 50, 2_000
"""Fewer open promises say nothing about all; of more ways than these the most frequent speak for the rest."""
LEVEL_MARGIN = 0.05
"""No date is later than it should be with more than so much above the target: no lane pays for the others."""


class Learner(NamedTuple):
    """Lanes, the network that their parcels travel, and what the people at its ends have answered."""

    lanes: Lanes
    locations: Locations
    carriers: Carriers
    places: Places
    picks: Picks


def publish(learner: Learner, at: Instant) -> None:
    """A new edition, if the last one has served its time; called with each fact before it is learned from."""
    lanes = learner.lanes
    if at < lanes.learned_at + lanes.edition_minutes * MINUTE and lanes.version:
        return
    today = moments.local_date(at, moments.MEXICO_CITY)
    if not lanes.version:
        lanes.fading = replace(lanes.fading, day=today.toordinal())
        lanes.outcome_fading = replace(lanes.outcome_fading, day=today.toordinal())
    lanes.version += 1
    lanes.learned_at, lanes.learned_on = at, today.toordinal()
    over = moments.local_date(Instant(at - NEWS_LAG), moments.MEXICO_CITY) - timedelta(days=1)
    is_new_day = over.toordinal() != lanes.over_on
    touched = _join(lanes)
    _note_waits(learner, over, list(lanes.records) if is_new_day else touched)
    lanes.laws.clear()
    lanes.over_on = over.toordinal()
    _judge(lanes)
    _note_paces(lanes, touched)
    answers.note(lanes, learner.locations, learner.picks, at)
    if is_new_day and lanes.late_share is not None:
        lanes.level = _level(lanes, lanes.late_share)


def _join(lanes: Lanes) -> list[str]:
    """Fresh counts into the records; the records that they joined."""
    fresh, lanes.fresh = lanes.fresh, {}
    for key, counted in fresh.items():
        record = lanes.records.get(key)
        if record is None:
            lanes.records[key] = counted
            continue
        for slip, weight in counted.ended.items():
            record.ended[slip] = record.ended.get(slip, 0.0) + weight
        record.never += counted.never
        for day, count in counted.under_way.items():
            record.under_way[day] = record.under_way.get(day, 0) + count
    for key in fresh:
        record = lanes.records[key]
        if 0 in record.under_way.values():
            record.under_way = {day: count for day, count in record.under_way.items() if count}
    return list(fresh)


def _judge(lanes: Lanes) -> None:
    """Promises up to the last day that is over have an outcome."""
    for day in sorted(day for day in lanes.due if day <= lanes.over_on):
        weight = learning.weight_on(lanes.outcome_fading, day)
        for name, due in lanes.due.pop(day).items():
            way, place = laws.read_name(name)
            foreseen = due.cases * float(laws.alone(lanes, way)[place])
            for key in laws.keys_of_leaf(way.leaf):
                outcome = lanes.outcomes.setdefault(key, Foreseen())
                outcome.cases += due.cases * weight
                outcome.late += due.late * weight
                outcome.foreseen += foreseen * weight


def _note_waits(learner: Learner, over: date, touched: list[str]) -> None:
    """What each wait under way is known to have outlasted by the end of the last day that is over."""
    lanes = learner.lanes
    for key in touched:
        record = lanes.records[key]
        record.waited = {}
        if not record.under_way:
            continue
        calendar = _calendar(learner, key)
        for day, count in sorted(record.under_way.items()):
            slip = calendars.open_days(calendar, date.fromordinal(day), over)
            if count > 0 and slip >= -slips.EARLY:
                weight = count * learning.weight_on(lanes.fading, day)
                record.waited[slip] = record.waited.get(slip, 0.0) + weight


def _level(lanes: Lanes, late_share: float) -> float | None:
    """The level at which the promises that are open now would together be late as often as they may."""
    cases: dict[laws.Way, int] = {}
    for due in lanes.due.values():
        for name, promised in due.items():
            way, _ = laws.read_name(name)
            cases[way] = cases.get(way, 0) + promised.cases
    most = sorted((way for way in cases if cases[way] > 0), key=lambda way: (-cases[way], way))[:LEVEL_WAYS_MAX]
    if sum(cases[way] for way in most) < LEVEL_CASES_MIN:
        return lanes.level
    found = [laws.of_leg(lanes, way) for way in most]
    weight = np.array([float(cases[way]) for way in most])
    care = np.array([dating.care(law) for law in found])
    rows = slips.of_those_that_end(np.array([law.waiting for law in found]))
    return slips.level_for(rows, weight, care, late_share, min(late_share + LEVEL_MARGIN, 0.5))


def _calendar(learner: Learner, key: str) -> Calendar:
    """The days in which the slips of a record are counted; every weekday for those of many locations or services."""
    kind, name, *_ = key.split("\t")
    if kind == TRANSIT and name in learner.carriers.services:
        return learner.carriers.services[ServiceId(name)].deliveries
    if kind == HANDLING and name in learner.locations.by_id:
        return learner.locations.by_id[LocationId(name)].working
    return Calendar()


def _note_paces(lanes: Lanes, touched: list[str]) -> None:
    """Who hands over how slowly, as of this edition."""
    prefix = f"{HANDLING}\t"
    names = dict.fromkeys(key.split("\t")[1] for key in touched if key.startswith(prefix))
    for location in (LocationId(name) for name in names if name != learning.ANY):
        paces = tuple(laws.pace_of(lanes, location, band) for band in range(laws.UNHURRIED + 1))
        if lanes.paces.get(location, (0,) * len(paces)) != paces:
            lanes.paces[location] = paces
            lanes.paces_version += 1
