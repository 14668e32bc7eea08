"""When and what people buy: the week, the months, the peaks of the Mexican year."""

import random
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from promesa.lab.retailer import catalogue
from promesa.lab.retailer.catalogue import Article

_WEEK = (1.02, 0.98, 1.0, 1.0, 1.05, 1.02, 1.08)
_MONTHS = (0.85, 0.88, 0.90, 0.94, 1.06, 0.96, 0.94, 1.0, 0.90, 0.95, 1.10, 1.35)
_HOURS = (2.0, 1.0, 0.5, 0.3, 0.3, 0.5, 1.2, 2.2, 3.2, 4.5, 5.5, 6.0, 6.2, 6.0, 5.6, 5.2, 5.0, 5.2, 5.8, 6.6, 7.4, 7.8)
_LATE_HOURS = (6.5, 4.2)
_HOURS_OF_A_DAY = tuple(accumulate((*_HOURS, *_LATE_HOURS)))


class Peak(NamedTuple):
    """Days on which everybody buys, and how many times an ordinary day's orders each of them brings."""

    name: str
    first: date
    last: date
    times: float


@lru_cache(maxsize=32)
def peaks(year: int, hot_sale: float) -> tuple[Peak, ...]:
    """The peaks of a calendar year; where two meet, the greater counts."""
    return (
        Peak("Reyes", date(year, 1, 2), date(year, 1, 5), 1.8),
        Peak("San Valentín", date(year, 2, 9), date(year, 2, 13), 1.3),
        Peak("10 de mayo", date(year, 5, 4), date(year, 5, 9), 1.7),
        Peak("Hot Sale", *_hot_sale(year), hot_sale),
        Peak("Buen Fin", *_buen_fin(year), 1.0 + (hot_sale - 1.0) / 2.0),
        Peak("Navidad", date(year, 12, 8), date(year, 12, 22), 1.6),
    )


def _hot_sale(year: int) -> tuple[date, date]:
    """The week from the last Monday of May."""
    last = date(year, 5, 31)
    monday = last - timedelta(days=last.weekday())
    return monday, monday + timedelta(days=6)


def _buen_fin(year: int) -> tuple[date, date]:
    """From the Thursday before the third Monday of November to that Monday."""
    first = date(year, 11, 1)
    monday = first + timedelta(days=(7 - first.weekday()) % 7 + 14)
    return monday - timedelta(days=4), monday


def rush(day: date, hot_sale: float) -> float:
    """How many times an ordinary day's orders: 1 outside the peaks."""
    return max((peak.times for peak in peaks(day.year, hot_sale) if peak.first <= day <= peak.last), default=1.0)


def orders_on(day: date, ordinary: float, hot_sale: float) -> float:
    """Orders expected on a day."""
    return ordinary * _WEEK[day.weekday()] * _MONTHS[day.month - 1] * rush(day, hot_sale)


def minute_of_day(dice: random.Random) -> int:
    """When in the day somebody buys, on the shop's own clock."""
    hour = bisect_left(_HOURS_OF_A_DAY, dice.random() * _HOURS_OF_A_DAY[-1])
    return min(hour, 23) * 60 + dice.randrange(60)


class Shelf(NamedTuple):
    """What may be drawn in a month, and how often each."""

    articles: Sequence[Article]
    upto: list[float]

    def draw(self, dice: random.Random) -> Article:
        return self.articles[bisect_left(self.upto, dice.random() * self.upto[-1])]


@lru_cache(maxsize=12)
def shelf_of(month: int) -> Shelf:
    """The catalogue as a month pulls at it."""
    seasons = {department.key: department.seasons[month - 1] for department in catalogue.DEPARTMENTS}
    articles = catalogue.articles()
    return Shelf(articles, list(accumulate(one.pull * seasons[one.department] for one in articles)))


def share_of_year(article: Article) -> float:
    """Which part of all units sold in a year are of this SKU."""
    return article.pull / _pulls()


@lru_cache(maxsize=1)
def _pulls() -> float:
    return sum(one.pull for one in catalogue.articles())
