"""Which day to name: from the chance of still waiting at the end of each day to the day that costs least.

Naming day d costs a day of waiting for each day up to it, `late_price` if the wait is longer, and `late_day_price` for
each day by which it is longer: a newsvendor with a fixed charge (Arrow, Harris and Marschak, Econometrica 1951). One
price for all rows is what makes the mean day smallest at a given share of late ones: at the optimum every row buys the
same chance for its last day (Everett, Operations Research 1963); one quantile for all rows is not that optimum.
All take waiting (n, days): the chance of still waiting at the end of day 0, 1, ..., not increasing.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

PRICE_MIN, PRICE_MAX = 0.1, 1e5
"""A late end costs between so many days of waiting."""
HALVINGS = 28


def decide(waiting: Floats, late_price: Floats | float, late_day_price: float = 0.0) -> Whole:
    """The cheapest day of each row, (n,); the first of equals. Prices in days of waiting; late_price (n,) or one."""
    assert waiting.ndim == 2 and waiting.shape[1] > 0, waiting.shape
    price = np.broadcast_to(np.asarray(late_price, dtype=np.float64), waiting.shape[:1])[:, None]
    cost = np.arange(waiting.shape[1]) + price * waiting
    if late_day_price:
        beyond = np.cumsum(waiting[:, ::-1], axis=1)[:, ::-1]
        cost = cost + late_day_price * beyond
    day: Whole = cost.argmin(axis=1)
    return day


def late_chance(waiting: Floats, day: Whole) -> Floats:
    """The chance that each row's wait is longer than its day, (n,)."""
    return waiting[np.arange(day.size), day]


def quantile(waiting: Floats, late_share: float) -> Whole:
    """The first day of each row with a chance of at most late_share to wait longer, else the last: (n,)."""
    late = waiting > late_share
    day: Whole = np.minimum(late.sum(axis=1), waiting.shape[1] - 1)
    return day


def price_for(waiting: Floats, late_share: float, price_min: Floats | float = PRICE_MIN) -> float:
    """The smallest price at which the rows are late with a mean chance of at most late_share; PRICE_MAX if none.

    price_min (n,) or one: what a row pays at the least, whatever the common price.
    """
    low, high = np.log(PRICE_MIN), np.log(PRICE_MAX)
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        day = decide(waiting, np.maximum(np.exp(middle), price_min))
        if late_chance(waiting, day).mean() > late_share:
            low = middle
        else:
            high = middle
    return float(np.exp(high))


def guarded_prices(
    waiting: Floats, group: Whole, groups: int, late_share: float, late_share_max: float, rows_min: int
) -> Floats:
    """A price for each group (groups,), so that all rows are late with late_share on average and no group of at least
    rows_min rows with more than late_share_max.

    group (n,): of each row. A smaller group pays what is common.
    """
    floor = np.full(groups, PRICE_MIN)
    for one in np.flatnonzero(np.bincount(group, minlength=groups) >= rows_min):
        floor[one] = price_for(waiting[group == one], late_share_max)
    common = price_for(waiting, late_share, floor[group])
    price: Floats = np.maximum(common, floor)
    return price
