"""When a location works: cut-offs by weekday, zones, holidays, pickups (R15, R16, R18, R24)."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.domain.network.locations import days
from promesa.domain.network.locations.state import Location
from promesa.domain.network.locations.words import week
from promesa.domain.values import calendars, moments
from promesa.domain.values.moments import Instant
from promesa.domain.values.policy import Policy
from tests.domain.network.telling import at

CEDIS = {"cutoffs": week("16:00", "11:00"), "hours": week(("08:00", "19:00"), ("08:00", "13:00"))}


def location(**about: Any) -> Location:
    return Location(**{"location": "n1", "index": 0, **CEDIS, **about})


@pytest.mark.parametrize(
    ("asked", "counts_in"),
    [
        ("2027-01-29T15:59:59.999999", date(2027, 1, 29)),
        ("2027-01-29T16:00:00", date(2027, 1, 30)),
        ("2027-01-30T10:59:59", date(2027, 1, 30)),  # R15
        ("2027-01-30T11:00:00", date(2027, 2, 2)),  # R15: Sunday and the holiday of Monday 1 February
        ("2027-01-31T09:00:00", date(2027, 2, 2)),
        ("2027-02-01T09:00:00", date(2027, 2, 2)),
        ("2027-02-02T00:00:00", date(2027, 2, 2)),
        ("2027-07-07T23:40:00", date(2027, 7, 8)),  # R16: 05:40Z on the 8th, and not the 9th
        ("2027-07-07T15:40:00", date(2027, 7, 7)),
    ],
)
def test_r15_an_order_counts_in_the_day_whose_cutoff_it_meets(asked: str, counts_in: date) -> None:
    assert days.process_day(location(), at(asked)) == counts_in


def test_r16_the_day_is_the_locations_own_and_never_cut_from_utc() -> None:
    asked = at("2027-07-08T05:40:00+00:00")
    all_day = {"cutoffs": week("24:00", "24:00", "24:00")}
    assert days.process_day(location(**all_day), asked) == date(2027, 7, 7)
    assert days.process_day(location(zone="America/Cancun", **all_day), asked) == date(2027, 7, 8)
    assert days.process_until(location(**all_day), asked)[1] == at("2027-07-08T00:00:00")


@pytest.mark.parametrize("month", [1, 7])
def test_r18_the_cutoff_is_hermosillos_for_every_customer_in_winter_and_summer(month: int) -> None:
    hermosillo = location(zone="America/Hermosillo", cutoffs=week("15:00"))
    day = date(2027, month, 8)
    assert day.weekday() in (3, 4)
    before, after = at(f"2027-0{month}-08T21:59:30+00:00"), at(f"2027-0{month}-08T22:00:30+00:00")
    further = calendars.next_open(hermosillo.working, day + timedelta(days=1))
    assert (days.process_day(hermosillo, before), days.process_day(hermosillo, after)) == (day, further)
    for zone, hour in (("America/Mexico_City", 16), ("America/Cancun", 17), ("America/Hermosillo", 15)):
        ends = days.countdown(hermosillo, before, zone)
        assert ends is not None
        wall_clock, seconds = ends
        assert (wall_clock.date(), wall_clock.hour, wall_clock.minute, seconds) == (day, hour, 0, 30)


def test_a_countdown_over_the_weekend_runs_to_the_next_cutoff() -> None:
    ends = days.countdown(location(), at("2027-01-30T11:00:00"), "America/Mexico_City")
    assert ends is not None
    assert ends[0].isoformat() == "2027-02-02T16:00:00-06:00"
    assert ends[1] == (3 * 24 + 5) * 3600


def test_cutoffs_and_hand_over_of_a_day() -> None:
    assert days.cutoff_instant(location(), date(2027, 1, 29)) == at("2027-01-29T16:00")
    assert days.cutoff_instant(location(), date(2027, 1, 31)) is None
    assert days.cutoff_instant(location(), date(2027, 2, 1)) is None
    assert days.hand_over_by(location(), date(2027, 1, 29)) == at("2027-01-29T19:00")
    assert days.hand_over_by(location(hours=()), date(2027, 1, 29)) == at("2027-01-29T16:00")
    assert days.hand_over_by(location(hours=week(("08:00", "12:00"))), date(2027, 1, 29)) == at("2027-01-29T16:00")
    assert days.hand_over_by(location(), date(2027, 1, 31)) == at("2027-02-01T00:00")


def test_handling_counts_working_days() -> None:
    two_days = location(handling_days=2)
    assert days.ready_day(two_days, date(2027, 1, 29)) == date(2027, 2, 2)
    assert days.ready_day(location(), date(2027, 1, 29)) == date(2027, 1, 29)


def test_a_location_that_never_works_counts_no_order() -> None:
    never = location(cutoffs=(), hours=())
    assert days.process_window(never, at("2027-01-29T10:00")) == (None, days.EVER_SINCE, days.FOR_EVER)
    assert days.countdown(never, at("2027-01-29T10:00"), "America/Cancun") is None


# --- R24: what is kept must not flip ---

ZONES = ("America/Mexico_City", "America/Tijuana", "America/Hermosillo", "America/Cancun", "America/Ciudad_Juarez")
clocks = st.sampled_from(("00:30", "02:30", "11:00", "16:00", "23:59", "24:00"))
some_locations = st.builds(
    location,
    zone=st.sampled_from(ZONES),
    cutoffs=st.lists(st.none() | clocks, min_size=7, max_size=7).map(tuple),
    holidays=st.sampled_from(("", "mx", "mx_bank")),
    closures=st.sets(st.dates(date(2027, 1, 1), date(2027, 12, 31)), max_size=5).map(lambda some: tuple(sorted(some))),
)
instants = st.integers(at("2027-01-01T00:00"), at("2027-12-31T00:00")).map(Instant)


def slow_process_day(one: Location, now: Instant) -> date | None:
    """Look at each day from the local one on: is it open, and has its cut-off not come yet?"""
    day = moments.local_date(now, one.zone)
    for _ in range(40):
        cutoff = days.cutoff_instant(one, day)
        if cutoff is not None and now < cutoff:
            return day
        day += timedelta(days=1)
    return None


@given(some_locations, instants)
def test_r15_the_day_is_what_a_walk_over_the_days_finds(one: Location, now: Instant) -> None:
    assert days.process_day(one, now) == slow_process_day(one, now)


@given(some_locations, instants, st.floats(0, 1))
def test_r24_the_day_holds_exactly_within_its_window(one: Location, now: Instant, share: float) -> None:
    day, since, until = days.process_window(one, now)
    assert since <= now < until
    assert (day, until) == days.process_until(one, now)
    if day is None:
        return
    inside = Instant(min(until - 1, since + int((until - since) * share)))
    assert days.process_window(one, inside) == (day, since, until), "one answer, in whatever order it is asked"
    for outside in (Instant(since - 1), until):
        assert days.process_day(one, outside) != day


@given(some_locations, instants, st.integers(0, 10**12))
def test_a_later_order_never_counts_in_an_earlier_day(one: Location, now: Instant, later: int) -> None:
    first, then = days.process_day(one, now), days.process_day(one, Instant(now + later))
    assert (first is None) == (then is None)
    assert first is None or then is None or first <= then


# --- pickups ---

STORE = {"pickup": True, "hours": week(("10:00", "20:00"), ("10:00", "20:00"), ("11:00", "18:00"))}
POLICY = Policy(pickup_ready_hours=2)


@pytest.mark.parametrize(
    ("asked", "ready"),
    [
        ("2027-05-12T12:00", "2027-05-12T14:00"),
        ("2027-05-12T07:00", "2027-05-12T12:00"),
        ("2027-05-12T17:59", "2027-05-12T19:59"),
        ("2027-05-12T18:00", "2027-05-13T10:00"),
        ("2027-05-12T19:30", "2027-05-13T11:30"),
        ("2027-05-12T22:00", "2027-05-13T12:00"),
        ("2027-05-15T19:00", "2027-05-16T12:00"),
    ],
)
def test_a_pickup_is_ready_while_the_store_is_open(asked: str, ready: str) -> None:
    assert days.ready_at(location(**STORE), at(asked), POLICY) == at(ready)


def test_a_store_may_be_faster_or_slower_than_the_policy() -> None:
    assert days.ready_at(location(**STORE, pickup_prep_minutes=0), at("2027-05-12T12:00"), POLICY) == at(
        "2027-05-12T12:00"
    )
    slow = location(**STORE, pickup_prep_minutes=25 * 60)
    assert days.ready_at(slow, at("2027-05-12T12:00"), POLICY) == at("2027-05-14T17:00")


def test_a_store_may_be_open_on_a_holiday_on_which_nothing_is_shipped() -> None:
    holiday = at("2027-02-01T12:00")
    assert days.ready_at(location(**STORE), holiday, POLICY) == at("2027-02-02T12:00")
    open_store = location(**STORE, opens_on_holidays=True)
    assert days.ready_at(open_store, holiday, POLICY) == at("2027-02-01T14:00")
    assert days.process_day(open_store, holiday) == date(2027, 2, 2)
    closed = location(**STORE, opens_on_holidays=True, closures=(date(2027, 2, 1),))
    assert days.ready_at(closed, holiday, POLICY) == at("2027-02-02T12:00")


def test_no_pickup_where_none_is_given() -> None:
    assert days.ready_at(location(), at("2027-05-12T12:00"), POLICY) is None
    assert days.ready_at(location(pickup=True, hours=()), at("2027-05-12T12:00"), POLICY) is None


@given(instants, st.integers(0, 3_000))
def test_a_pickup_takes_its_minutes_of_opening_time(now: Instant, prep_minutes: int) -> None:
    store = location(**STORE, pickup_prep_minutes=prep_minutes)
    ready = days.ready_at(store, now, POLICY)
    assert ready is not None
    day, worked = moments.local_date(now, store.zone), 0
    last = moments.local_date(ready, store.zone)
    while day <= last:
        if calendars.is_open(store.opening, day):
            opens, closes = days.opening_instants(store, day)
            worked += max(0, min(closes, ready) - max(opens, now))
            assert day < last or opens <= ready < closes
        day += timedelta(days=1)
    assert worked == prep_minutes * moments.MINUTE
