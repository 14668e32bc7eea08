"""Slips on the calendar: from days to slips against a leg's plan, and from slips back to days."""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from promesa.domain.network.carriers import lanes as carrying
from promesa.domain.network.carriers.state import Reach
from promesa.domain.promise.chance import laws
from promesa.domain.values import calendars
from promesa.domain.values.calendars import Calendar
from promesa.kernels import slips
from promesa.kernels.slips import Floats

NO_PACES = (0,) * (laws.UNHURRIED + 1)


class LegPlan(NamedTuple):
    """What was agreed: the day of hand-over, the day of delivery, and days of delivery lost by a late hand-over."""

    hand_over_on: date
    agreed_on: date
    lags: tuple[int, ...]
    """By each of `laws.HANDLING_DAYS`."""


def plan(reach: Reach, working: Calendar, origin_area: str, hand_over_on: date) -> LegPlan | None:
    """The plan of a parcel handed over that day, from a location of those working days; None: there are none."""
    agreed_on = carrying.arrival(reach, origin_area, hand_over_on)
    if agreed_on is None:
        return None
    meeting = calendars.meet(working, reach.service.pickups)
    later = [agreed_on]
    for days in laws.HANDLING_DAYS[1:]:
        handed_on = calendars.add_working_days(meeting, hand_over_on, days)
        arrives_on = None if handed_on is None else carrying.arrival(reach, origin_area, handed_on)
        later.append(later[-1] if arrives_on is None else arrives_on)
    lags = tuple(calendars.open_days(reach.deliveries, agreed_on, day) for day in later)
    return LegPlan(hand_over_on, agreed_on, lags)


@lru_cache(maxsize=65_536)
def slip(deliveries: Calendar, planned_on: date, day: date) -> int:
    """Days of delivery from the planned one; a late day without deliveries counts as the next one."""
    days = calendars.open_days(deliveries, planned_on, day)
    return max(1, days) if day > planned_on else days


def late_chance(waiting: Floats, reach: Reach, leg: LegPlan, promised_on: date) -> float:
    """The chance that the leg is later than that day."""
    return float(waiting[place(reach, leg, promised_on)])


def place(reach: Reach, leg: LegPlan, promised_on: date) -> int:
    """Where that day stands in a law."""
    return slips.place(calendars.open_days(reach.deliveries, leg.agreed_on, promised_on))
