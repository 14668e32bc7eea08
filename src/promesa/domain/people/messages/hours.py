"""When a customer may be written to, on the wall clock where they live."""

from datetime import date, time, timedelta

from promesa.domain.people.messages.topics import Timing
from promesa.domain.people.messages.words import Silence
from promesa.domain.values import moments
from promesa.domain.values.message_policy import MessagePolicy
from promesa.domain.values.moments import Instant

SUNDAY = 6
DAYS_AHEAD = 8


def wait_until(
    policy: MessagePolicy, timing: Timing, area: str, zone: str, now: Instant
) -> tuple[Instant, Silence] | None:
    """None where it may be said now, else from when on, and why not before.

    What answers a customer may be said at any hour: they are awake. Bad news may be said outside of the night,
    everything else in the daytime; and some areas say nothing on Sundays.
    """
    if timing is Timing.ANSWER or (timing is Timing.BAD_NEWS and policy.wakes_at_night):
        return None
    bad = timing is Timing.BAD_NEWS
    since, until = (
        (policy.night_until_hour, policy.night_from_hour) if bad else (policy.day_from_hour, policy.day_until_hour)
    )
    here = moments.local(now, zone)
    rests = not bad and area not in policy.sundays
    if since <= here.hour < until and not (rests and here.weekday() == SUNDAY):
        return None
    reason = Silence.SUNDAY if rests and here.weekday() == SUNDAY else Silence.QUIET_HOURS
    return _next_opening(here.date(), since, rests, zone, now), reason


def _next_opening(today: date, since_hour: int, rests: bool, zone: str, now: Instant) -> Instant:
    for ahead in range(DAYS_AHEAD):
        day = today + timedelta(days=ahead)
        opens = moments.at_local(day, time(since_hour % 24), zone)
        if opens > now and not (rests and day.weekday() == SUNDAY):
            return opens
    raise AssertionError("a week without a day")
