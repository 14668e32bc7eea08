"""Working days: weekdays without holidays and closures, for shops, carriers and banks."""

from datetime import date

import msgspec

from promesa.domain.values.moments import Instant
from promesa.domain.values.policy import RailWindow

WORKING_WEEK = (0, 1, 2, 3, 4)
"""Monday to Friday; Monday is 0, as in `date.weekday`."""
CARRIER_WEEK = (0, 1, 2, 3, 4, 5)
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


class Calendar(msgspec.Struct, frozen=True, array_like=True):
    """The days on which somebody works; hashable, so that what follows from it is computed once.

    weekdays: sorted, Monday is 0; holidays: names of tables below, all of which are days off; closures: sorted dates.
    """

    weekdays: tuple[int, ...] = WORKING_WEEK
    holidays: tuple[str, ...] = ("mx",)
    closures: tuple[date, ...] = ()


def is_open(calendar: Calendar, day: date) -> bool:
    """Whether somebody works on that day."""
    raise NotImplementedError


def next_open(calendar: Calendar, day: date) -> date | None:
    """The first open day on or after `day`; None for a calendar that never opens."""
    raise NotImplementedError


def add_working_days(calendar: Calendar, day: date, days: int) -> date | None:
    """`days` open days after the first open day on or after `day` (0: that day itself); None if it never opens."""
    raise NotImplementedError


def meet(one: Calendar, other: Calendar) -> Calendar:
    """The calendar of the days on which both work (R17)."""
    raise NotImplementedError


def bank_day(day: date) -> date:
    """The first day on or after `day` on which Mexican banks work."""
    raise NotImplementedError


def window_end(rail: RailWindow, chosen_at: Instant) -> tuple[Instant, Instant]:
    """(until, grace_until) of a payment chosen then: the last instant to pay, the last to hear of it (R58, R59)."""
    raise NotImplementedError
