"""What is known of an order at its purchase, as a row of numbers: nothing that happened later enters it."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from promesa.kernels import decays
from promesa.lab.backtest import workdays
from promesa.lab.backtest.orders import Orders
from promesa.lab.backtest.workdays import Workdays

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

HANDLING_FLOOR, TRANSIT_FLOOR = 0.25, 0.5
"""Working days added before a logarithm is taken, so that the very quick do not weigh most."""
SLOW_TRANSIT, SLOW_HANDLING = np.log(1.6), np.log(2.0)
"""A transit so far above its lane's (a handling so far above the country's) is one of the slow tail."""
SLOW_SHARE_BEFORE = 0.1


class _Lessons(NamedTuple):
    """When something was learnt, and what: handling and transit of each order in logs of working days."""

    bought: Floats
    handed: Floats
    handling: Floats
    delivered: Floats
    transit: Floats


def rows(orders: Orders, calendar: Workdays) -> Floats:
    """(n, features), finite: the order, its goods, the working days ahead, and the past of its seller and its lane."""
    told = np.concatenate([_of_order(orders), _of_week(orders, calendar), _of_past(orders, calendar)], axis=1)
    assert bool(np.isfinite(told).all()), "a feature is not a number"
    return told


def _of_order(orders: Orders) -> Floats:
    places, goods = orders.places, orders.goods
    columns = (
        np.log1p(places.distance_km),
        places.customer_at[:, 0],
        places.customer_at[:, 1],
        places.seller_at[:, 0],
        places.seller_at[:, 1],
        places.same_state,
        places.same_city,
        np.log1p(goods.freight),
        goods.freight / np.maximum(goods.price, 1.0),
        np.log1p(goods.price),
        np.log1p(goods.grams),
        np.log1p(goods.volume_cm3),
        goods.items,
        goods.sellers,
        goods.boleto,
        goods.instalments,
    )
    return np.stack(columns, axis=1).astype(np.float64)


def _of_week(orders: Orders, calendar: Workdays) -> Floats:
    """Hour and weekday (Monday is 0), and how much work the next three days hold."""
    times = orders.times
    ahead = workdays.upto(calendar, times.bought_day + 4) - workdays.upto(calendar, times.bought_day + 1)
    hour = 24.0 * (times.bought - times.bought_day)
    return np.stack([hour, (times.bought_day + 3) % 7, ahead], axis=1).astype(np.float64)


def _of_past(orders: Orders, calendar: Workdays) -> Floats:
    lessons = _lessons(orders, calendar)
    handling = _handling(orders, lessons)
    transit = _transit(orders, lessons)
    return np.stack([*handling, *transit], axis=1)


def _lessons(orders: Orders, calendar: Workdays) -> _Lessons:
    times = orders.times
    bought, handed = workdays.at(calendar, times.bought), workdays.at(calendar, times.handed)
    delivered = workdays.at(calendar, times.delivered)
    handling = np.where(np.isfinite(handed), handed, bought) - bought
    moved = np.where(np.isfinite(delivered), delivered, bought) - np.where(np.isfinite(handed), handed, bought)
    return _Lessons(
        bought=times.bought,
        handed=times.handed,
        handling=np.log(HANDLING_FLOOR + np.maximum(handling, 0.0)),
        delivered=times.delivered,
        transit=np.log(TRANSIT_FLOOR + np.maximum(moved, 0.0)),
    )


def _handling(orders: Orders, lessons: _Lessons) -> tuple[Floats, ...]:
    """Of sellers, products and categories against the country, and what the seller has still to hand over."""
    goods, none = orders.goods, np.zeros(lessons.bought.size)
    one, log = np.zeros(none.size, np.int64), lessons.handling

    def of(key: Whole, value: Floats, half_life: float, prior: Floats, belief: float) -> tuple[Floats, Floats]:
        return decays.means(lessons.handed, key, value, lessons.bought, key, half_life, prior, belief)

    country, _ = of(one, log, 60.0, none, 1.0)
    seller, seller_seen = of(goods.seller, log, 30.0, country, 4.0)
    lately, lately_seen = of(goods.seller, log, 7.0, seller, 1.0)
    category, _ = of(goods.category, log, 60.0, country, 10.0)
    product, product_seen = of(goods.product, log, 45.0, seller, 3.0)
    slow = (log - country > SLOW_HANDLING).astype(np.float64)
    all_slow, _ = of(one, slow, 90.0, np.full(none.size, SLOW_SHARE_BEFORE), 5.0)
    seller_slow, _ = of(goods.seller, slow, 60.0, all_slow, 5.0)
    product_slow, _ = of(goods.product, slow, 90.0, seller_slow, 3.0)
    open_orders = decays.under_way(lessons.bought, lessons.handed, goods.seller, lessons.bought, goods.seller)
    return (
        *(seller - country, np.log1p(seller_seen), lately - seller, np.log1p(lately_seen), category - country),
        *(product - seller, np.log1p(product_seen), seller_slow, product_slow),
        *(np.log1p(open_orders), open_orders / (1.0 + seller_seen)),
    )


def _transit(orders: Orders, lessons: _Lessons) -> tuple[Floats, ...]:
    """Of states, lanes, areas and zips, each against what is wider; and freight against the lane's."""
    places, goods, none = orders.places, orders.goods, np.zeros(lessons.bought.size)
    one = np.zeros(none.size, np.int64)

    def of(key: Whole, value: Floats, half_life: float, prior: Floats, belief: float) -> Floats:
        return decays.means(lessons.delivered, key, value, lessons.bought, key, half_life, prior, belief)[0]

    country = of(one, lessons.transit, 120.0, none, 1.0)
    state = of(places.state, lessons.transit, 120.0, country, 20.0)
    lane = of(places.lane, lessons.transit, 120.0, state, 20.0)
    beyond = lessons.transit - lane
    area = of(places.area, beyond, 120.0, none, 15.0)
    zip_prefix = of(places.zip_prefix, beyond - area, 200.0, none, 6.0)
    seller = of(goods.seller, beyond, 60.0, none, 10.0)
    slow = (beyond > SLOW_TRANSIT).astype(np.float64)
    all_slow = of(one, slow, 90.0, np.full(none.size, SLOW_SHARE_BEFORE), 5.0)
    area_slow = of(places.area, slow, 180.0, all_slow, 20.0)
    seller_slow = of(goods.seller, slow, 120.0, all_slow, 15.0)
    return (
        *(state - country, lane - country, area, zip_prefix, seller, area_slow, seller_slow),
        _freight_beyond(orders, lessons.bought),
    )


def _freight_beyond(orders: Orders, bought: Floats) -> Floats:
    """Log freight per item against what the lane's orders paid until the day before: the dear service is quicker."""
    freight, lane = np.log1p(orders.goods.freight / orders.goods.items), orders.places.lane
    believed, _ = decays.means(bought + 1.0, lane, freight, bought, lane, 120.0, np.full(bought.size, 2.8), 5.0)
    return freight - believed
