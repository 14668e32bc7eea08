"""A new edition of what was learned: fresh counts join the records, waits under way count for as long as they last."""

from datetime import date, timedelta
from typing import NamedTuple

from msgspec.structs import replace

from promesa.domain.network.carriers.state import Carriers
from promesa.domain.network.locations.state import Locations
from promesa.domain.network.places import Places
from promesa.domain.promise import lanes as learning
from promesa.domain.promise import laws
from promesa.domain.promise.lanes import HANDLING, TRANSIT, Foreseen, Lanes
from promesa.domain.values import calendars, moments
from promesa.domain.values.calendars import Calendar
from promesa.domain.values.ids import LocationId, ServiceId
from promesa.domain.values.moments import HOUR, MINUTE, Instant
from promesa.kernels import slips

NEWS_LAG = 12 * HOUR
"""Carriers tell of a delivery hours later: a day is over for us so long after its end."""


class Learner(NamedTuple):
    """Lanes, and the network that their parcels travel."""

    lanes: Lanes
    locations: Locations
    carriers: Carriers
    places: Places


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
    touched = _join(lanes)
    over = moments.local_date(Instant(at - NEWS_LAG), moments.MEXICO_CITY) - timedelta(days=1)
    _judge(lanes, over.toordinal())
    _note_waits(learner, over)
    lanes.laws.clear()
    _note_paces(lanes, touched)


def _join(lanes: Lanes) -> list[LocationId]:
    """Fresh counts into the records; the locations that handed something over."""
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
    for record in lanes.records.values():
        if 0 in record.under_way.values():
            record.under_way = {day: count for day, count in record.under_way.items() if count}
    prefix = f"{HANDLING}\t"
    locations = (key.split("\t")[1] for key in fresh if key.startswith(prefix))
    return [LocationId(name) for name in dict.fromkeys(locations) if name != learning.ANY]


def _judge(lanes: Lanes, over: int) -> None:
    """Promises up to the last day that is over have an outcome."""
    for day in sorted(day for day in lanes.due if day <= over):
        weight = learning.weight_on(lanes.outcome_fading, day)
        for leaf, judged in lanes.due.pop(day).items():
            for key in laws.keys_of_leaf(leaf):
                outcome = lanes.outcomes.setdefault(key, Foreseen())
                outcome.cases += judged.cases * weight
                outcome.late += judged.late * weight
                outcome.foreseen += judged.foreseen * weight


def _note_waits(learner: Learner, over: date) -> None:
    """What each wait under way is known to have outlasted by the end of the last day that is over."""
    lanes = learner.lanes
    for key, record in lanes.records.items():
        if not record.under_way:
            record.waited = {}
            continue
        calendar = _calendar(learner, key)
        record.waited = {}
        for day, count in sorted(record.under_way.items()):
            slip = calendars.open_days(calendar, date.fromordinal(day), over)
            if count > 0 and slip >= -slips.EARLY:
                weight = count * learning.weight_on(lanes.fading, day)
                record.waited[slip] = record.waited.get(slip, 0.0) + weight


def _calendar(learner: Learner, key: str) -> Calendar:
    """The days in which the slips of a record are counted; every weekday for those of many locations or services."""
    kind, name, *_ = key.split("\t")
    if kind == TRANSIT and name in learner.carriers.services:
        return learner.carriers.services[ServiceId(name)].deliveries
    if kind == HANDLING and name in learner.locations.by_id:
        return learner.locations.by_id[LocationId(name)].working
    return Calendar()


def _note_paces(lanes: Lanes, touched: list[LocationId]) -> None:
    """Who hands over how slowly, as of this edition."""
    for location in touched:
        paces = tuple(laws.pace_of(lanes, location, band) for band in range(laws.UNHURRIED + 1))
        if lanes.paces.get(location, (0,) * len(paces)) != paces:
            lanes.paces[location] = paces
            lanes.paces_version += 1
