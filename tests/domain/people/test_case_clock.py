"""The clock of a case against a slow and obvious twin that walks minute by minute."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from promesa.domain.people.cases import clock
from promesa.domain.people.cases.clock import CasePause
from promesa.domain.values import calendars, moments
from promesa.domain.values.moments import HOUR, MINUTE, Instant
from promesa.domain.values.policy import CareDesk

START = moments.of(datetime.fromisoformat("2027-03-17T00:00:00-06:00"))
"""The days around the holiday of 21 March and the change of clocks in Tijuana and New York."""
DESKS = st.builds(
    CareDesk,
    weekdays=st.sampled_from([(0, 1, 2, 3, 4), (0, 1, 2, 3, 4, 5, 6), (5,)]),
    opens_hour=st.integers(0, 9),
    closes_hour=st.integers(10, 24),
    zone=st.sampled_from(["America/Mexico_City", "America/Tijuana", "America/Cancun", "America/New_York"]),
)
MINUTES = st.integers(0, 4 * 24 * 60)


def is_working(desk: CareDesk, at: int) -> bool:
    local = moments.local(Instant(at), desk.zone)
    is_open = calendars.is_open(clock.calendar_of(desk), local.date())
    return is_open and desk.opens_hour <= local.hour < desk.closes_hour


def walked(desk: CareDesk, since: int, until: int) -> int:
    return sum(MINUTE for at in range(since, until, MINUTE) if is_working(desk, at))


@given(DESKS, MINUTES, MINUTES)
def test_worked_is_what_a_walk_counts(desk: CareDesk, first: int, length: int) -> None:
    since = Instant(START + first * MINUTE)
    until = Instant(since + length * MINUTE)
    assert clock.worked(desk, since, until) == walked(desk, since, until)


@given(DESKS, MINUTES, st.integers(1, 40))
def test_after_so_much_work_so_much_was_worked(desk: CareDesk, first: int, hours: int) -> None:
    since = Instant(START + first * MINUTE)
    end = clock.after(desk, since, hours * HOUR)
    assert end is not None
    assert clock.worked(desk, since, end) == hours * HOUR
    assert clock.worked(desk, since, Instant(end - MINUTE)) < hours * HOUR


@given(DESKS, st.lists(st.tuples(MINUTES, MINUTES), max_size=4), st.integers(1, 20))
def test_time_that_stood_still_is_given_back(desk: CareDesk, pairs: list[tuple[int, int]], hours: int) -> None:
    """Due is when the work outside of all pauses comes to the hours; pauses that begin after it change nothing."""
    marks = sorted({mark for pair in pairs for mark in pair})
    marks = marks[: len(marks) // 2 * 2]
    pauses = [
        CasePause(Instant(START + a * MINUTE), Instant(START + b * MINUTE))
        for a, b in zip(marks[::2], marks[1::2], strict=True)
    ]
    end = clock.due(START, hours, pauses, desk)
    assert end is not None
    stood = sum(clock.worked(desk, p.since, min(p.until or end, end)) for p in pauses if p.since < end)
    assert clock.worked(desk, START, end) - stood == hours * HOUR


def test_a_desk_that_never_opens_has_no_deadline() -> None:
    assert clock.after(CareDesk(weekdays=()), START, HOUR) is None
    assert clock.due(START, 1, (), CareDesk(weekdays=())) is None


def test_nothing_to_do_is_due_at_once() -> None:
    assert clock.after(CareDesk(), Instant(START + timedelta(hours=3) // timedelta(microseconds=1)), 0) is not None
