"""What would have changed how a promise ended, worked out from what is known of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from promesa.domain.promise.promises import Outcome
from promesa.surfaces.why_told import Lesson, PlannedLeg, Promised


def lessons(outcome: str, cause: str, days: int | None, promise: Promised | None) -> tuple[Lesson, ...]:
    """What decided the end and what would have changed it; `days` to spare, below zero: late."""
    if promise is None:
        return ()
    if outcome == Outcome.KEPT:
        return (*_kept(days or 0), *_beside_the_platform(promise))
    if outcome == Outcome.BROKEN and days is not None:
        return (*_late(promise, -days), *_beside_the_platform(promise))
    if outcome == Outcome.OPEN:
        return tuple(_awaited(leg) for leg in promise.legs if leg.delivered_at is None)
    return (Lesson("ended_before_arrival", {"cause": cause}),)


def _kept(days: int) -> Iterator[Lesson]:
    yield Lesson("days_to_spare", {"days": days}) if days else Lesson("on_the_last_day")


def _late(promise: Promised, late_days: int) -> Iterator[Lesson]:
    """The parcel that came last, whose delay it was, and the date that would have been true."""
    arrived = [leg for leg in promise.legs if leg.delivered_at is not None]
    if arrived:
        yield from _last_parcel(max(arrived, key=_delivered_at), promise)
    later = promise.promised_on + timedelta(days=late_days)
    yield Lesson("a_later_date", {"days": late_days, "promised_on": later})


def _delivered_at(leg: PlannedLeg) -> datetime:
    assert leg.delivered_at is not None
    return leg.delivered_at


def _last_parcel(leg: PlannedLeg, promise: Promised) -> Iterator[Lesson]:
    if leg.handed_at is None or leg.delivered_at is None:
        return
    words = {"parcel": leg.parcel, "location": leg.location_name}
    delay = leg.handed_at - leg.hand_over_by
    if delay > timedelta():
        hours = max(1, round(delay / timedelta(hours=1)))
        yield Lesson("left_late", {**words, "hours": hours, "hand_over_by": leg.hand_over_by})
        instead_on = (leg.delivered_at - delay).date()
        name = "kept_had_it_left" if instead_on <= promise.promised_on else "late_even_had_it_left"
        yield Lesson(name, {"arrived_on": instead_on})
        return
    road_days = (leg.delivered_at.date() - leg.handed_at.date()).days
    spare_days = (promise.promised_on - leg.handed_at.date()).days
    yield Lesson("slow_on_the_road", {**words, "service": leg.service, "days": road_days, "spare_days": spare_days})


def _beside_the_platform(promise: Promised) -> Iterator[Lesson]:
    """How the other system's date would have ended."""
    platform_on = promise.platform_promised_on
    arrivals = [leg.delivered_at for leg in promise.legs]
    if platform_on is None or any(arrival is None for arrival in arrivals):
        return
    arrived_on = max(arrival.date() for arrival in arrivals if arrival is not None)
    name = "platform_kept" if arrived_on <= platform_on else "platform_broken"
    yield Lesson(name, {"promised_on": platform_on})


def _awaited(leg: PlannedLeg) -> Lesson:
    words = {"parcel": leg.parcel, "location": leg.location_name}
    if leg.handed_at is None:
        return Lesson("waits_to_leave", {**words, "hand_over_by": leg.hand_over_by})
    return Lesson("under_way", {**words, "handed_at": leg.handed_at, "arrives_on": leg.arrives_on})
