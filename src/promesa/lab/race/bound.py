"""A cost below which no sourcing could have sent a stretch's orders, even one that had known all of them beforehand.

Every order is sent whole from one location, or parted at a price that no parting can have; all orders choose at once,
with every unit that a shelf had at any moment of the stretch there from its first second. What the linear program of
that costs is below every plan; with its prices rounded to centavos the sum is made again in whole numbers, so that the
bound holds exactly (Dantzig and Wolfe 1960; as in kernels/scarcity.py).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
import numpy as np

from promesa.domain.ledger.shipments.state import live
from promesa.domain.ledger.stock import questions
from promesa.domain.ledger.stock import words as shelves
from promesa.domain.values.ids import LocationId, OrderId, Sku
from promesa.domain.world import World
from promesa.kernels import programs
from promesa.kernels.programs import Columns, Floats, Rows, Whole
from promesa.lab.race.figures import OrderFigures
from promesa.lab.race.least_ways import LeastOf, LeastWays
from promesa.lab.race.words import rows_of

Shelf = tuple[Sku, LocationId]


class Bound(msgspec.Struct, frozen=True):
    """No sourcing sends these orders for less than `centavos`; `by_order`: each one's share, by part of the cost."""

    name: str
    centavos: int
    by_order: dict[OrderId, dict[str, float]]


class EveryUnit:
    """Owns what each shelf had at any moment of a stretch: what lay there first, and all that came."""

    def __init__(self, world: World) -> None:
        self._first = world.stock.shelves.on_hand[: world.stock.shelves.size].copy()
        self._came: Counter[Shelf] = Counter()

    def hear(self, world: World, fact: Any) -> None:
        """A fact that is about to be folded: whatever makes a shelf fuller."""
        if isinstance(fact, shelves.StockCounted):
            self._came[fact.sku, fact.location] += max(0, fact.difference)
        elif isinstance(fact, shelves.StockAdjusted):
            self._came[fact.sku, fact.location] += max(0, fact.units)
        elif isinstance(fact, shelves.StockUnpicked):
            for take in fact.takes:
                self._came[take.sku, take.location] += take.units
        elif isinstance(fact, shelves.StockLoaded):
            for sku, at, units in rows_of(fact):
                self._came[sku, at] += max(0, units - questions.on_hand(world.stock, sku, at))

    def of(self, world: World, sku: Sku, location: LocationId) -> int:
        """All units that there ever were."""
        row = world.stock.shelves.row(sku, location)
        first = int(self._first[row]) if 0 <= row < len(self._first) else 0
        return first + self._came[sku, location]


ANYWHERE, ALONE, TOGETHER = "each order from anywhere", "each order alone with the stock", "all orders together"
"""As if every shelf had everything; as if nobody else wanted its units; and no unit for two orders. What lies between
the last two is all that a price of scarce units could ever save."""
IN_TIME = ", by the promised day"


def of_race(
    world: World,
    sent: Mapping[OrderId, OrderFigures],
    least: Mapping[OrderId, LeastOf | None],
    every_unit: EveryUnit,
) -> tuple[Bound, ...]:
    """Of the orders that a world sent. What is collected at a counter costs what it costs there; an order that was
    sent with other units than it was asked with counts for nothing."""
    names = [order for order, one in sent.items() if one.cost]
    found = {order: least[order] for order in names}
    fixed = {order: _as_sent(sent[order]) for order, one in found.items() if one is None}
    whole = [one for order, one in found.items() if one is not None and _units(world, order) == one.any_day.units]
    changed = {order: dict[str, float]() for order, one in found.items() if one is not None and one not in whole}
    bounds = []
    for in_time in (False, True):
        ways = [one.by_promise if in_time else one.any_day for one in whole]
        shelves_of = {(sku, way.location) for one in ways for way in one.ways for sku in one.units}
        units = {shelf: every_unit.of(world, *shelf) for shelf in shelves_of}
        for name, there in ((ANYWHERE, None), (ALONE, units), (TOGETHER, units)):
            one = of(name + IN_TIME * in_time, ways, there, together=name == TOGETHER)
            total = one.centavos + round(sum(sum(parts.values()) for parts in fixed.values()))
            bounds.append(msgspec.structs.replace(one, centavos=total, by_order={**one.by_order, **fixed, **changed}))
    return tuple(bounds)


def _as_sent(figures: OrderFigures) -> dict[str, float]:
    return {part: float(amount) for part, amount in figures.cost.items()}


def _units(world: World, order: OrderId) -> dict[Sku, int]:
    found: Counter[Sku] = Counter()
    for parcel in live(world.shipments, order):
        for take in parcel.planned.takes:
            found[take.sku] += take.units
    return dict(found)


class _Plan(NamedTuple):
    order: int
    location: LocationId | None
    cost: dict[str, int]
    centavos: int


def of(name: str, orders: Sequence[LeastWays], units: Mapping[Shelf, int] | None, *, together: bool = False) -> Bound:
    """The bound of all orders, each alone or together; `units`: None: as if every shelf had everything."""
    assert units is not None or not together, "who has everything gives to all"
    plans = [plan for number, one in enumerate(orders) for plan in _plans(number, one, units)]
    if units is None or not together:
        cheapest = [min((p for p in plans if p.order == n), key=lambda p: p.centavos) for n in range(len(orders))]
        by_order = {orders[p.order].order: {part: float(v) for part, v in p.cost.items()} for p in cheapest}
        return Bound(name, sum(p.centavos for p in cheapest), by_order)
    return _together(name, orders, plans, units)


def _plans(number: int, one: LeastWays, units: Mapping[Shelf, int] | None) -> list[_Plan]:
    """Whole from where the shelves allow it for this order alone, and parted at the least that it could cost."""
    found = [
        _Plan(number, way.location, way.whole, sum(way.whole.values()))
        for way in one.ways
        if way.whole is not None
        and (units is None or all(units.get((sku, way.location), 0) >= n for sku, n in one.units.items()))
    ]
    parted = _parted(one, units)
    if parted is None and not found:
        parted = {}
    return found if parted is None else [*found, _Plan(number, None, parted, sum(parted.values()))]


def _parted(one: LeastWays, units: Mapping[Shelf, int] | None) -> dict[str, int] | None:
    """The least that several parcels cost: light ones from two locations that have all of it together, or from the
    cheapest that have any; kilograms at the lowest price. None: that is impossible, or never the cheapest."""
    has = [
        [n if units is None else min(n, units.get((sku, way.location), 0)) for sku, n in one.units.items()]
        for way in one.ways
    ]
    able = [row for row, some in enumerate(has) if any(some)]
    if sum(one.units.values()) < 2 or not able:
        return None
    light = np.array([sum(one.ways[row].light) for row in able], dtype=np.int64)
    held, wanted = np.array([has[row] for row in able], dtype=np.int64), np.array(list(one.units.values()))
    ranked = np.argsort(light, kind="stable")
    found = []
    pair = _pair(light, held, wanted)
    if pair is not None:
        found.append(_cost_of(one, [able[row] for row in pair]))
    for parcels in range(2 if one.heavy else 3, min(one.parcels_max, int(wanted.sum())) + 1):
        rows = [able[ranked[0]]] * parcels if one.heavy else [able[row] for row in ranked[:parcels]]
        if len(rows) == parcels:
            found.append(_cost_of(one, rows))
    return min(found, key=lambda cost: sum(cost.values()), default=None)


def _pair(light: Whole, held: Whole, wanted: Whole) -> tuple[int, int] | None:
    """The two rows that are cheapest together and have all of it."""
    enough = (held[:, None, :] + held[None, :, :] >= wanted).all(axis=2) & ~np.eye(len(light), dtype=bool)
    if not enough.any():
        return None
    cost = np.where(enough, light[:, None] + light[None, :], np.iinfo(np.int64).max)
    first, second = divmod(int(cost.argmin()), len(light))
    return first, second


def _cost_of(one: LeastWays, rows: Sequence[int]) -> dict[str, int]:
    freight, handling = (sum(one.ways[row].light[part] for row in rows) for part in (0, 1))
    kilograms, parcels = one.kilograms, len(rows)
    over = max(0, -((parcels * kilograms.first_grams - kilograms.grams) // 1_000))
    return {"freight": freight + over * kilograms.centavos, "handling": handling, "split": one.split * (parcels - 1)}


def _together(name: str, orders: Sequence[LeastWays], plans: Sequence[_Plan], units: Mapping[Shelf, int]) -> Bound:
    """The linear program over plans, and the bound at its prices of shelves."""
    uses = [
        {} if plan.location is None else {(sku, plan.location): n for sku, n in orders[plan.order].units.items()}
        for plan in plans
    ]
    wanted: Counter[Shelf] = Counter()
    for use in uses:
        wanted.update(use)
    short = sorted(shelf for shelf, n in wanted.items() if n > units.get(shelf, 0))
    row_of = {shelf: len(orders) + row for row, shelf in enumerate(short)}
    stock = np.array([units.get(shelf, 0) for shelf in short], dtype=np.int64)
    entries = [
        [(plan.order, 1), *((row_of[shelf], n) for shelf, n in use.items() if shelf in row_of)]
        for plan, use in zip(plans, uses, strict=True)
    ]
    cost = np.array([plan.centavos for plan in plans], dtype=np.int64)
    solved = programs.solve(_rows(len(orders), stock), _columns(cost, entries))
    assert len(solved.values), solved.ended
    prices = np.rint(np.maximum(0.0, -solved.prices[len(orders) :])).astype(np.int64)
    at_prices = cost + np.array([sum(int(prices[row - len(orders)]) * n for row, n in some[1:]) for some in entries])
    least = np.full(len(orders), np.iinfo(np.int64).max)
    np.minimum.at(least, [plan.order for plan in plans], at_prices)
    return Bound(name, int(least.sum()) - int((prices * stock).sum()), _shares(orders, plans, solved.values))


def _rows(orders: int, stock: Whole) -> Rows:
    ones = np.ones(orders)
    lower = np.concatenate([ones, np.full(len(stock), -programs.INFINITE)])
    return Rows(lower, np.concatenate([ones, stock.astype(np.float64)]))


def _columns(cost: Whole, entries: Sequence[Sequence[tuple[int, int]]]) -> Columns:
    start = np.concatenate([[0], np.cumsum([len(some) for some in entries])]).astype(np.int64)
    flat = [entry for some in entries for entry in sorted(some)]
    row, value = (np.array(column) for column in zip(*flat, strict=True))
    ones = np.ones(len(cost))
    return Columns(cost.astype(np.float64), 0 * ones, ones, ones < 0, start, row, value.astype(np.float64))


def _shares(orders: Sequence[LeastWays], plans: Sequence[_Plan], chosen: Floats) -> dict[OrderId, dict[str, float]]:
    """Each order's part of the program's cost, as it divides it among its plans."""
    found: dict[OrderId, dict[str, float]] = {one.order: {} for one in orders}
    for plan, share in zip(plans, chosen.tolist(), strict=True):
        if share > 0:
            own = found[orders[plan.order].order]
            for part, amount in plan.cost.items():
                own[part] = own.get(part, 0.0) + share * amount
    return found
