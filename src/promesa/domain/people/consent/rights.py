"""By when a request about one's data must be answered and done: read from the calendar, never kept.

Source: LFPDPPP of 2010, articles 32 and 25: 20 business days to answer, 15 more to carry out; the terms of the law of
2025 were not verified.
"""

from datetime import date, timedelta

import msgspec

from promesa.domain.people.consent.state import Consents, RightRequest
from promesa.domain.values import calendars, moments
from promesa.domain.values.calendars import Calendar
from promesa.domain.values.moments import Instant

ANSWER_DAYS, EXECUTE_DAYS = 20, 15
BLOCK_DAYS = 30
"""A granted cancellation blocks at once; what is blocked is erased after so many days."""
BUSINESS_DAYS = Calendar()


class RightDeadline(msgspec.Struct, frozen=True):
    """`answer_by`, `execute_by`: the last day of each; None where there is nothing left to do."""

    request: str
    right: str
    answer_by: date | None
    execute_by: date | None
    late: bool


def _after(start: Instant, days: int, zone: str) -> date:
    """So many business days after the day of `start`, which itself does not count."""
    found = calendars.add_working_days(BUSINESS_DAYS, moments.local_date(start, zone) + timedelta(days=1), days - 1)
    assert found is not None
    return found


def deadline(request: RightRequest, zone: str, now: Instant) -> RightDeadline:
    """What is still owed on a request, and whether it is late."""
    today = moments.local_date(now, zone)
    answer_by = _after(request.asked_at, ANSWER_DAYS, zone) if request.granted is None else None
    execute_by = None
    if request.granted and request.answered_at is not None and request.executed_at is None:
        execute_by = _after(request.answered_at, EXECUTE_DAYS, zone)
    owed = answer_by or execute_by
    name, right = request.asked.request, request.asked.right.value
    return RightDeadline(name, right, answer_by, execute_by, owed is not None and today > owed)


def erase_at(answered_at: Instant) -> Instant:
    """When what a granted cancellation has blocked is erased."""
    return Instant(answered_at + BLOCK_DAYS * moments.DAY)


def owed(consents: Consents, zone: str, now: Instant) -> list[RightDeadline]:
    """Every request that somebody still owes something on, the most urgent first."""
    found = [deadline(request, zone, now) for request in consents.requests.values()]
    return sorted(
        (one for one in found if one.answer_by or one.execute_by),
        key=lambda one: (one.answer_by or one.execute_by or date.max, one.request),
    )
