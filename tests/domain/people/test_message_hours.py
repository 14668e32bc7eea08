"""When a customer may be written to: the table reads like the clock on their wall."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.domain.people.messages import hours
from promesa.domain.people.messages.topics import Timing
from promesa.domain.people.messages.words import Silence
from promesa.domain.values import moments
from promesa.domain.values.message_policy import MessagePolicy
from promesa.domain.values.moments import DAY, HOUR, Instant, from_iso

POLICY = MessagePolicy()
CITY, TIJUANA, CANCUN = "America/Mexico_City", "America/Tijuana", "America/Cancun"
NOW = None
# 2027-07-09 is a Friday. In Mexico City it is UTC-6, in Tijuana UTC-7, in Cancún UTC-5.
TABLE = [
    # what             area          zone     said at (there)     may be said (there)
    ("daytime", "operations", CITY, "2027-07-09 08:59:59", "2027-07-09 09:00"),
    ("daytime", "operations", CITY, "2027-07-09 09:00:00", NOW),
    ("daytime", "operations", CITY, "2027-07-09 19:59:59", NOW),
    ("daytime", "operations", CITY, "2027-07-09 20:00:00", "2027-07-10 09:00"),
    ("daytime", "operations", CITY, "2027-07-10 23:30:00", "2027-07-11 09:00"),
    ("daytime", "marketing", CITY, "2027-07-10 23:30:00", "2027-07-12 09:00"),
    ("daytime", "marketing", CITY, "2027-07-11 12:00:00", "2027-07-12 09:00"),
    ("daytime", "operations", CITY, "2027-07-11 12:00:00", NOW),
    ("daytime", "operations", TIJUANA, "2027-07-09 08:30:00", "2027-07-09 09:00"),
    ("daytime", "operations", CANCUN, "2027-07-09 19:30:00", NOW),
    ("bad_news", "operations", CITY, "2027-07-09 21:30:00", NOW),
    ("bad_news", "operations", CITY, "2027-07-09 22:00:00", "2027-07-10 07:00"),
    ("bad_news", "operations", CITY, "2027-07-10 06:59:59", "2027-07-10 07:00"),
    ("bad_news", "operations", CITY, "2027-07-11 07:00:00", NOW),
    ("answer", "operations", CITY, "2027-07-11 03:00:00", NOW),
]


def there(text: str, zone: str) -> Instant:
    """The instant of a wall clock in a zone."""
    day, _, clock = text.partition(" ")
    hour, minute, second = (*map(int, clock.split(":")), 0)[:3]
    start = moments.end_of_day(date.fromordinal(date.fromisoformat(day).toordinal() - 1), zone) + 1
    return Instant(start + (hour * 3_600 + minute * 60 + second) * 1_000_000)


@pytest.mark.parametrize(("timing", "area", "zone", "said", "may"), TABLE, ids=[" ".join(map(str, r)) for r in TABLE])
def test_when_it_may_be_said(timing: str, area: str, zone: str, said: str, may: str | None) -> None:
    found = hours.wait_until(POLICY, Timing(timing), area, zone, there(said, zone))
    assert (found is None) == (may is None)
    if found is not None and may is not None:
        assert found[0] == there(may, zone)
        sunday = area == "marketing" and said.startswith("2027-07-11")
        assert found[1] is (Silence.SUNDAY if sunday else Silence.QUIET_HOURS)


def test_the_same_instant_is_day_in_one_city_and_not_yet_in_another() -> None:
    now = from_iso("2027-07-09T14:30:00Z")
    assert hours.wait_until(POLICY, Timing.DAYTIME, "operations", CANCUN, now) is None
    assert hours.wait_until(POLICY, Timing.DAYTIME, "operations", TIJUANA, now) is not None


def test_who_wants_to_be_woken_is() -> None:
    policy = MessagePolicy(wakes_at_night=True)
    assert hours.wait_until(policy, Timing.BAD_NEWS, "operations", CITY, from_iso("2027-07-09T09:00:00Z")) is None


@given(
    st.integers(min_value=from_iso("2026-01-01T00:00:00Z"), max_value=from_iso("2028-01-01T00:00:00Z")),
    st.sampled_from((CITY, TIJUANA, CANCUN, "America/Hermosillo")),
    st.sampled_from(("operations", "service", "marketing")),
    st.sampled_from((Timing.DAYTIME, Timing.BAD_NEWS)),
)
def test_whatever_waits_may_be_said_when_its_wait_is_over(at: int, zone: str, area: str, timing: Timing) -> None:
    """And it never waits longer than over a Sunday."""
    found = hours.wait_until(POLICY, timing, area, zone, Instant(at))
    if found is not None:
        until, _ = found
        assert at < until <= at + 2 * DAY + HOUR
        assert hours.wait_until(POLICY, timing, area, zone, until) is None
        assert hours.wait_until(POLICY, timing, area, zone, Instant(until - 1)) is not None
