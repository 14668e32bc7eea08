"""Open orders as a busy day leaves them: each sourced as it came, in the cheapest way that was left.

Four distribution centres hold everything, stores some of it and few units; orders come from where people live, want one
to six lines, and may be sent from wherever the date they were promised can still be kept. Freight grows with the zone
(by distance) and the weight, stores cost more to pick than distribution centres. What sells best is scarce, so later
orders were split.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from promesa.kernels import cover
from promesa.kernels.cover import Cover
from promesa.kernels.parcels import Whole
from promesa.kernels.reassign import Lines, Plan, Stock, Ways

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

LOCATIONS, CENTRES, CITIES, SKUS = 200, 4, 32, 8_000
LINES_SHARE = (0.45, 0.25, 0.14, 0.08, 0.05, 0.03)
UNITS_SHARE = (0.86, 0.11, 0.03)
UNITS_AN_ORDER = 2.4
ZONE_KM = (30, 150, 300, 500, 750, 1_000, 1_400)
BASE, BASE_ZONE, STORE_EXTRA = 5_200, 850, 1_100
KILO, KILO_ZONE = 260, 120
"""Centavos: of a parcel, more for each zone, more where a store picks it; of a kilogram, and more for each zone."""
SPLIT_PRICE, PARCELS_MAX, SHORTLIST = 1_500, 4, 10
EARLY_SHARE, NEAR_ZONE = 0.35, 4
"""Such a share of the orders was promised so early that only locations of the first zones keep the date."""
CENTRES_SHARE = 0.45
"""Of the units that are expected to sell so many lie in the distribution centres, and one of each besides."""


class Day(NamedTuple):
    """What `reassign` takes; split_price in centavos."""

    lines: Lines
    ways: Ways
    stock: Stock
    now: Plan
    parcels_max: Whole
    split_price: int


class Land(NamedTuple):
    """share of the people (cities,), zone (cities, locations), store (locations,), grams and popularity (SKUs,)."""

    share: Floats
    zone: Whole
    store: Flags
    grams: Whole
    popular: Floats


class Wish(NamedTuple):
    """An order: skus and units (lines,), and its ways: location, base, per_unit (ways,)."""

    skus: Whole
    units: Whole
    location: Whole
    base: Whole
    per_unit: Whole


def day(orders: int, seed: int) -> Day:
    """So many open orders, sourced one after the other; what cannot be sent at all was never taken."""
    rng = np.random.default_rng(seed)
    land = _land(rng)
    units = _stock(rng, land, orders)
    free = units.copy()
    taken: list[tuple[Wish, Cover]] = []
    while len(taken) < orders:
        wish = _wish(rng, land)
        plan = _sourced(wish, free)
        if plan is None or len(plan.rows) > PARCELS_MAX:
            continue
        for row, load in zip(plan.rows, plan.loads, strict=True):
            free[wish.skus, wish.location[row]] -= np.array(load)
        taken.append((wish, plan))
    return _day(taken, units)


def _land(rng: np.random.Generator) -> Land:
    """Cities strewn over 2,000 by 1,200 kilometres, a few of them large."""
    place = rng.uniform((0, 0), (2_000, 1_200), (CITIES, 2))
    share: Floats = np.arange(1, CITIES + 1, dtype=np.float64) ** -0.8
    share /= share.sum()
    city = np.concatenate([np.arange(CENTRES), rng.choice(CITIES, LOCATIONS - CENTRES, p=share)])
    apart = place[:, None] - place[city]
    zone = np.searchsorted(np.array(ZONE_KM), np.hypot(apart[..., 0], apart[..., 1])).astype(np.int64)
    grams = np.maximum(50, rng.lognormal(6.3, 0.9, SKUS)).astype(np.int64)
    popular: Floats = np.arange(10, SKUS + 10, dtype=np.float64) ** -0.9
    return Land(share, zone, np.arange(LOCATIONS) >= CENTRES, grams, popular / popular.sum())


def _stock(rng: np.random.Generator, land: Land, orders: int) -> Whole:
    """Units (SKUs, locations): a store has some of the assortment and few of each; what sells is scarce everywhere."""
    expected = land.popular * orders * UNITS_AN_ORDER
    units = np.zeros((SKUS, LOCATIONS), dtype=np.int64)
    shelved = np.minimum(0.6, 0.1 + 0.1 * np.log1p(expected))[:, None]
    stores = rng.random((SKUS, LOCATIONS - CENTRES)) < shelved
    units[:, CENTRES:] = stores * (1 + rng.poisson(0.012 * expected[:, None], stores.shape))
    centres = rng.dirichlet(np.full(CENTRES, 2.0), SKUS) * (CENTRES_SHARE * expected)[:, None]
    units[:, :CENTRES] = 1 + rng.poisson(centres)
    return units


def _wish(rng: np.random.Generator, land: Land) -> Wish:
    """Somebody wants something, somewhere, by some day."""
    count = 1 + int(rng.choice(len(LINES_SHARE), p=LINES_SHARE))
    skus = np.unique(rng.choice(SKUS, count, p=land.popular))
    units = 1 + rng.choice(len(UNITS_SHARE), len(skus), p=UNITS_SHARE)
    city = int(rng.choice(CITIES, p=land.share))
    reach = NEAR_ZONE if rng.random() < EARLY_SHARE else len(ZONE_KM)
    location = np.flatnonzero(land.zone[city] <= reach)
    zone = land.zone[city][location]
    kilos = float((land.grams[skus] * units).sum()) / 1_000 / int(units.sum())
    base = BASE + BASE_ZONE * zone + STORE_EXTRA * land.store[location]
    per_unit = np.round((KILO + KILO_ZONE * zone) * kilos).astype(np.int64)
    return Wish(skus, units, location, base, per_unit)


def _sourced(wish: Wish, free: Whole) -> Cover | None:
    """The cheapest plan of what is left, as a promise is sourced."""
    return cover.cheapest(
        free[wish.skus][:, wish.location].T,
        wish.units,
        lambda rows, loads: wish.base[rows] + wish.per_unit[rows] * loads.sum(axis=1),
        wish.base,
        np.argsort(np.argsort(wish.per_unit, kind="stable"), kind="stable"),
        SPLIT_PRICE,
        PARCELS_MAX,
        SHORTLIST,
    )


def _day(taken: list[tuple[Wish, Cover]], units: Whole) -> Day:
    lines = np.repeat(np.arange(len(taken)), [len(wish.skus) for wish, _ in taken])
    ways = np.repeat(np.arange(len(taken)), [len(wish.location) for wish, _ in taken])
    item, location = np.nonzero(units)
    wishes = [wish for wish, _ in taken]
    sku, wanted, where, base, per_unit = (np.concatenate(part) for part in zip(*wishes, strict=True))
    return Day(
        Lines(lines, sku, wanted),
        Ways(ways, where, base, per_unit),
        Stock(item, location, units[item, location]),
        _now(taken, np.searchsorted(lines, np.arange(len(taken)))),
        np.array([len(plan.rows) for _, plan in taken]),
        SPLIT_PRICE,
    )


def _now(taken: list[tuple[Wish, Cover]], first: Whole) -> Plan:
    """Who sends what: first (orders,) row of each order among all lines."""
    sent = [
        (int(first[order]) + line, int(wish.location[row]), load[line])
        for order, (wish, plan) in enumerate(taken)
        for row, load in zip(plan.rows, plan.loads, strict=True)
        for line in range(len(load))
        if load[line]
    ]
    return Plan(*np.array(sent, dtype=np.int64).reshape(-1, 3).T.copy())
