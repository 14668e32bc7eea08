"""The weeks of the year in which more is sold and carried than at any other time, as Mexican retailers know them.

Hot Sale and Buen Fin move from year to year and are announced by their chambers (AMVO, Concanaco); here they are the
weeks in which they fell in every year since 2019, with the days in which the parcels are still on the road.
"""

from datetime import date, timedelta
from functools import lru_cache

ORDINARY, PEAK = "ordinary", "peak"
_A_DAY = timedelta(days=1)


@lru_cache(maxsize=4_096)
def season(day: date) -> str:
    """Whether the day lies in a peak."""
    return PEAK if any(first <= day <= last for first, last in peaks(day.year)) else ORDINARY


@lru_cache(maxsize=256)
def peaks(year: int) -> tuple[tuple[date, date], ...]:
    """(first, last) day of each peak of the year: Reyes, 10 de mayo, Hot Sale, Buen Fin, Navidad."""
    last_of_may = _last_weekday(date(year, 5, 31), 0)
    third_monday = date(year, 11, 15) + _A_DAY * ((0 - date(year, 11, 15).weekday()) % 7)
    return (
        (date(year, 1, 1), date(year, 1, 6)),
        (date(year, 5, 4), date(year, 5, 10)),
        (last_of_may, last_of_may + 14 * _A_DAY),
        (third_monday - 4 * _A_DAY, third_monday + 10 * _A_DAY),
        (date(year, 12, 10), date(year, 12, 31)),
    )


def _last_weekday(day: date, weekday: int) -> date:
    return day - _A_DAY * ((day.weekday() - weekday) % 7)
