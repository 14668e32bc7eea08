"""The plain baselines: quantiles of days by lane and for the whole country."""

import numpy as np
from numpy.typing import NDArray

from promesa.lab.backtest.orders import Orders

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

LANE, LANE_ROLLING, CONSTANT = "lane_table", "lane_table_rolling", "constant"
DELIVERIES_MIN = 30
"""A lane with fewer is not asked: the customer's state is, then the country."""
REFIT_DAYS = 7
DAYS_AT_FIRST = 31
"""What is promised while nothing is known."""


def promised(orders: Orders, first: int, last: int, late: float) -> dict[str, Whole]:
    """Days by method for every order; only those bought on the days first to last mean something.

    The lane table and the constant are learnt once, from what was delivered before the first day; the rolling table
    again every week.
    """
    rolling = np.full(orders.times.bought.size, DAYS_AT_FIRST)
    for day in range(first, last + 1, REFIT_DAYS):
        of_week = (orders.times.bought_day >= day) & (orders.times.bought_day < day + REFIT_DAYS)
        rolling[of_week] = _lane_table(orders, day, late)[of_week]
    constant = np.full(orders.times.bought.size, _quantile(_known(orders, first), 1.0 - late))
    return {LANE: _lane_table(orders, first, late), LANE_ROLLING: rolling, CONSTANT: constant}


def rolling_constant(orders: Orders, which: Whole, late: float) -> Whole:
    """The country's quantile as it was known on the morning of each order's day: (which,)."""
    days = orders.times.bought_day[which]
    by_day = {day: _quantile(_known(orders, day), 1.0 - late) for day in np.unique(days).tolist()}
    return np.array([by_day[day] for day in days.tolist()], np.int64)


def _known(orders: Orders, day: int) -> Whole:
    """Days of all orders that were delivered before the day."""
    over = orders.times.delivered_day < day
    return orders.times.delivered_day[over] - orders.times.bought_day[over]


def _lane_table(orders: Orders, day: int, late: float) -> Whole:
    times, places = orders.times, orders.places
    over = np.flatnonzero(times.delivered_day < day)
    waits = times.delivered_day[over] - times.bought_day[over]
    country = np.full(times.bought.size, _quantile(waits, 1.0 - late))
    by_state = _by_key(places.state, over, waits, late, country, 1)
    return _by_key(places.lane, over, waits, late, by_state, DELIVERIES_MIN)


def _by_key(key: Whole, over: Whole, waits: Whole, late: float, otherwise: Whole, least: int) -> Whole:
    """Each key's quantile where it has enough waits."""
    if over.size == 0:
        return otherwise
    found = np.full(int(key.max()) + 1, -1)
    order = np.argsort(key[over], kind="stable")
    keys, starts = np.unique(key[over][order], return_index=True)
    for one, own in zip(keys.tolist(), np.split(waits[order], starts[1:]), strict=True):
        if own.size >= least:
            found[one] = _quantile(own, 1.0 - late)
    return np.where(found[key] >= 0, found[key], otherwise)


def _quantile(waits: Whole, share: float) -> int:
    """The smallest number of days that covers the share."""
    if waits.size == 0:
        return DAYS_AT_FIRST
    return int(np.quantile(waits, share, method="inverted_cdf"))
