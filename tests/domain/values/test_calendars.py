"""Working days against a slow obvious twin, and the ends of payment windows (R06, R58, R59)."""

from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from dateutil.easter import easter
from hypothesis import given
from hypothesis import strategies as st

from promesa.domain.values import calendars, moments
from promesa.domain.values.calendars import BANKS, EVERY_DAY, Calendar
from promesa.domain.values.policy import RAILS, RailWindow

A_DAY = timedelta(days=1)
days = st.dates(date(2019, 1, 1), date(2031, 12, 31))
some_calendars = st.builds(
    Calendar,
    st.sets(st.integers(0, 6), min_size=1).map(lambda chosen: tuple(sorted(chosen))),
    st.sets(st.sampled_from(sorted(calendars.HOLIDAYS))).map(lambda chosen: tuple(sorted(chosen))),
    st.sets(days, max_size=8).map(lambda chosen: tuple(sorted(chosen))),
)


@cache
def holidays_of(table: str, year: int) -> frozenset[date]:
    return calendars.HOLIDAYS[table](year)


def slowly_open(calendar: Calendar, day: date) -> bool:
    holiday = any(day in holidays_of(table, day.year) for table in calendar.holidays)
    return day.weekday() in calendar.weekdays and not holiday and day not in calendar.closures


def slowly_added(calendar: Calendar, day: date, count: int) -> date:
    """Walk day by day: onto an open day first, then over `count` more."""
    while not slowly_open(calendar, day):
        day += A_DAY
    for _ in range(count):
        day += A_DAY
        while not slowly_open(calendar, day):
            day += A_DAY
    return day


@given(some_calendars, days)
def test_open_days_are_what_a_walk_finds(calendar: Calendar, day: date) -> None:
    assert calendars.is_open(calendar, day) == slowly_open(calendar, day)
    assert calendars.next_open(calendar, day) == slowly_added(calendar, day, 0)
    last = calendars.last_open(calendar, day)
    assert last is not None
    assert last <= day
    assert slowly_open(calendar, last)
    assert not any(slowly_open(calendar, last + A_DAY * step) for step in range(1, (day - last).days + 1))


@given(some_calendars, days, st.integers(0, 90))
def test_adding_working_days_is_walking_them(calendar: Calendar, day: date, count: int) -> None:
    assert calendars.add_working_days(calendar, day, count) == slowly_added(calendar, day, count)


@given(some_calendars, days, st.integers(0, 30), st.integers(0, 30))
def test_days_add_up(calendar: Calendar, day: date, first: int, then: int) -> None:
    there = calendars.add_working_days(calendar, day, first)
    assert there is not None
    assert calendars.add_working_days(calendar, there, then) == calendars.add_working_days(calendar, day, first + then)


@given(some_calendars, some_calendars, days)
def test_two_calendars_meet_where_both_are_open(one: Calendar, other: Calendar, day: date) -> None:
    both = slowly_open(one, day) and slowly_open(other, day)
    assert calendars.is_open(calendars.meet(one, other), day) == both
    assert calendars.meet(one, other) == calendars.meet(other, one)


def test_a_calendar_without_weekdays_never_opens() -> None:
    never = calendars.meet(Calendar((5,)), Calendar((0, 1, 2, 3, 4)))
    assert not calendars.is_open(never, date(2027, 1, 2))
    assert calendars.next_open(never, date(2027, 1, 2)) is None
    assert calendars.last_open(never, date(2027, 1, 2)) is None
    assert calendars.add_working_days(never, date(2027, 1, 2), 3) is None


def test_no_day_is_named_beyond_the_tables() -> None:
    assert calendars.next_open(Calendar(), date(2100, 12, 31)) == date(2100, 12, 31)
    assert calendars.add_working_days(Calendar(), date(2100, 12, 31), 1) is None


def test_public_holidays_of_mexico_are_those_of_the_law() -> None:
    assert sorted(calendars.days_off("mx", 2027)) == [
        date(2027, 1, 1),
        date(2027, 2, 1),
        date(2027, 3, 15),
        date(2027, 5, 1),
        date(2027, 9, 16),
        date(2027, 11, 15),
        date(2027, 12, 25),
    ]
    assert date(2030, 10, 1) in calendars.days_off("mx", 2030), "the day the federal government changes"


def test_banks_close_on_more_days_than_the_law_names() -> None:
    more = calendars.days_off("mx_bank", 2027) - calendars.days_off("mx", 2027)
    assert sorted(more) == [date(2027, 3, 25), date(2027, 3, 26), date(2027, 11, 2), date(2027, 12, 12)]
    assert calendars.bank_day(date(2027, 3, 25)) == date(2027, 3, 29)
    assert calendars.bank_day(date(2026, 11, 2)) == date(2026, 11, 3)


def test_carriers_rest_on_good_friday_and_brazil_has_its_own_days() -> None:
    assert calendars.days_off("mx_carriers", 2027) - calendars.days_off("mx", 2027) == {date(2027, 3, 26)}
    assert date(2017, 9, 7) in calendars.days_off("br", 2017)
    with pytest.raises(KeyError):
        calendars.days_off("atlantis", 2027)


@given(st.integers(1900, 2100))
def test_easter_is_where_the_church_has_it(year: int) -> None:
    assert calendars.easter(year) == easter(year)


# --- payment windows ---

OXXO = RAILS["oxxo"]


def at(text: str, zone: str = "America/Mexico_City") -> moments.Instant:
    return moments.of(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)))


def test_r58_the_voucher_ends_in_mexican_time_wherever_the_customer_is() -> None:
    made = at("2027-05-10T21:30:00")
    assert moments.to_iso(made) == "2027-05-11T03:30:00Z"
    until, grace_until = calendars.window_end(OXXO, made)
    assert moments.to_iso(until) == "2027-05-13T05:59:59Z"
    assert moments.local(until, "America/Mexico_City").isoformat() == "2027-05-12T23:59:59-06:00"
    assert moments.local(until, "America/Tijuana").isoformat() == "2027-05-12T22:59:59-07:00"
    assert grace_until == at("2027-05-13T12:00:00")


@pytest.mark.parametrize(
    ("made", "until", "grace_until"),
    [
        ("2027-05-12T09:00:00", "2027-05-14T23:59:59", "2027-05-17T12:00:00"),  # R59: over the weekend
        ("2027-05-12T23:59:59", "2027-05-14T23:59:59", "2027-05-17T12:00:00"),
        ("2027-05-13T00:00:00", "2027-05-15T23:59:59", "2027-05-17T12:00:00"),
        ("2027-03-22T10:00:00", "2027-03-24T23:59:59", "2027-03-29T12:00:00"),  # Holy Week: Thursday, Friday, weekend
        ("2026-10-30T10:00:00", "2026-11-01T23:59:59", "2026-11-03T12:00:00"),  # 2 November
        ("2026-12-29T10:00:00", "2026-12-31T23:59:59", "2027-01-04T12:00:00"),
    ],
)
def test_r59_news_is_awaited_until_noon_of_the_next_bank_day(made: str, until: str, grace_until: str) -> None:
    assert calendars.window_end(OXXO, at(made)) == (at(until), at(grace_until))


def test_r06_minutes_are_counted_from_the_choice() -> None:
    until, grace_until = calendars.window_end(RAILS["spei"], at("2027-05-10T12:09:50"))
    assert until == grace_until == at("2027-05-10T12:39:50")


def test_grace_minutes_come_first_and_the_bank_day_after_them() -> None:
    plain = RailWindow(minutes=30, grace_minutes=15)
    assert calendars.window_end(plain, at("2027-05-10T12:00:00"))[1] == at("2027-05-10T12:45:00")
    banked = RailWindow(days=1, grace_minutes=24 * 60, settles_on_bank_days=True, settles_at_hour=9)
    assert calendars.window_end(banked, at("2027-05-12T12:00:00"))[1] == at("2027-05-17T09:00:00")


def test_a_window_over_a_change_of_clocks_ends_on_the_wall_clock() -> None:
    tijuana = RailWindow(days=1, zone="America/Tijuana")
    until, _ = calendars.window_end(tijuana, at("2027-03-13T12:00:00", "America/Tijuana"))
    assert moments.local(until, "America/Tijuana").isoformat() == "2027-03-14T23:59:59-07:00"


@given(st.integers(0, 20 * 365 * 24 * 3600), st.integers(1, 10))
def test_every_voucher_outlives_its_last_day_and_its_grace_ends_on_a_bank_day(seconds: int, window_days: int) -> None:
    made = moments.Instant(at("2020-01-01T00:00:00") + seconds * moments.SECOND)
    until, grace_until = calendars.window_end(RailWindow(days=window_days, settles_on_bank_days=True), made)
    last_day = moments.local_date(made, moments.MEXICO_CITY) + timedelta(days=window_days)
    assert moments.local(until, moments.MEXICO_CITY).replace(tzinfo=None).isoformat() == f"{last_day}T23:59:59"
    assert made < until < grace_until
    assert calendars.is_open(BANKS, moments.local_date(grace_until, moments.MEXICO_CITY))


def test_paying_at_the_door_has_no_window() -> None:
    with pytest.raises(AssertionError):
        calendars.window_end(RAILS["cod"], at("2027-05-10T12:00:00"))


def test_the_whole_week_is_seven_days() -> None:
    assert all(calendars.is_open(Calendar(EVERY_DAY, ()), date(2027, 1, 1) + A_DAY * step) for step in range(366))
