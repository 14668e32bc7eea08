"""Which location sends what of every open order, thought over: all orders at once, none of them worse off.

Orders take stock from each other, so the cheapest way to send one may strand another (Xu, Allgor and Graves, Benefits
of reevaluating real-time order fulfillment decisions, M&SOM 2009). Here every order chooses among its plans in one
program: prices of scarce stock and a bound by column generation (kernels/scarcity.py), then whole plans by branch and
bound over the plans found on the way, beginning with the present one. Answers depend on nothing but the figures:
neither on the order of rows nor on the speed of the machine, unless `seconds` was reached.
"""

from typing import NamedTuple

import numpy as np

from promesa.kernels import parcels, programs, scarcity
from promesa.kernels.parcels import Book, Pieces, Whole
from promesa.kernels.programs import Ended
from promesa.kernels.scarcity import Known, World


class Lines(NamedTuple):
    """order (0 to n - 1), item, units, all (L,): what each order still has to send; a line is one item of one order."""

    order: Whole
    item: Whole
    units: Whole


class Ways(NamedTuple):
    """order, location, base, per_unit, all (W,): a parcel of this order from there costs base and per_unit for each of
    its units, in centavos; no other location may send it."""

    order: Whole
    location: Whole
    base: Whole
    per_unit: Whole


class Stock(NamedTuple):
    """item, location, units, all (S,): what is free, and what these orders have reserved now."""

    item: Whole
    location: Whole
    units: Whole


class Plan(NamedTuple):
    """line (the row in Lines), location, units, all (A,): who sends what; what one order has from one location is one
    parcel."""

    line: Whole
    location: Whole
    units: Whole


class Prices(NamedTuple):
    """item, location, centavos, all (C,): what one unit more would save; only where it would."""

    item: Whole
    location: Whole
    centavos: Whole


class Limits(NamedTuple):
    """climbs and rounds of looking for prices, nodes of branch and bound, and the gap that counts as proven.

    seconds: of each program; a net for a day when all goes wrong, and the only limit that is not a count.
    """

    climbs: int = 25
    rounds: int = 10
    nodes: int = 20
    gap: float = 0.01
    seconds: float = 60.0


class Answer(NamedTuple):
    """The plan and its cost; bound: no plan costs less; gap: (cost - bound) / cost; parcels; rounds of pricing.

    ended: PROVEN within the gap asked for; LIMIT: the best that was found within the limits, at worst the present plan;
    INFEASIBLE: the present plan is not one that these ways, this stock and parcels_max allow, and is given back.
    """

    plan: Plan
    cost: int
    cost_before: int
    bound: int
    gap: float
    parcels: int
    parcels_before: int
    rounds: int
    ended: Ended
    prices: Prices


UNHURRIED = Limits()
CLOSE = 5e-4
"""Branch and bound stops so near to the best choice among the plans that are known."""


def reassign(
    lines: Lines,
    ways: Ways,
    stock: Stock,
    now: Plan,
    parcels_max: Whole,
    split_price: int,
    limits: Limits = UNHURRIED,
) -> Answer:
    """The cheapest plan that sends all lines whole; parcels_max (n,), split_price for an order's further parcels.

    All prices are at least 0 and all units at least 1 (of stock: 0); no (order, item), (order, location) or (item,
    location) twice.
    """
    _check(lines, ways, stock, now, parcels_max, split_price)
    names = _names(lines, ways, stock)
    book = _book(lines, ways, stock, parcels_max, split_price, names)
    present = _present(book, now, names)
    if present is None:
        return _unfit(lines, ways, now)
    loads = parcels.table(book)
    pieces = parcels.pieces(book, loads)
    pieces, plans = _with_present(book, pieces, present)
    world = World(book, loads, pieces, parcels.rough(book))
    net = programs.Limits(limits.nodes, limits.seconds, CLOSE)
    known = scarcity.explore(world, plans, limits.climbs, limits.rounds, net)
    chosen = _chosen(world, known, plans, net)
    return _answer(world, names, known, plans, chosen, limits)


def _check(lines: Lines, ways: Ways, stock: Stock, now: Plan, parcels_max: Whole, split_price: int) -> None:
    for table in (lines, ways, stock, now):
        assert len({len(column) for column in table}) == 1, "columns of one table have one length"
    for table in (ways, stock, now):
        assert all(bool((column >= 0).all()) for column in table), "no figure is negative"
    assert bool((lines.units > 0).all()) and bool((now.units > 0).all()) and split_price >= 0
    orders = np.bincount(lines.order, minlength=len(parcels_max))
    assert len(orders) == len(parcels_max) and bool((orders > 0).all()), "every order has a line"


# --- dense numbers for the caller's ---


class Names(NamedTuple):
    """The caller's item and location of each dense one; the caller's row of each sorted line and way."""

    item: Whole
    location: Whole
    line: Whole
    way: Whole


def _names(lines: Lines, ways: Ways, stock: Stock) -> Names:
    """Items that are wanted and locations that may send, ascending."""
    del stock
    by_line, by_way = np.lexsort((lines.item, lines.order)), np.lexsort((ways.location, ways.order))
    return Names(np.unique(lines.item), np.unique(ways.location), by_line, by_way)


def _dense(names: Whole, said: Whole) -> Whole:
    """The place of each in `names`, -1 where it is not there."""
    if not len(names):
        return np.full(len(said), -1, dtype=np.int64)
    place = np.minimum(np.searchsorted(names, said), len(names) - 1)
    return np.where(names[place] == said, place, -1)


def _book(lines: Lines, ways: Ways, stock: Stock, parcels_max: Whole, split_price: int, names: Names) -> Book:
    orders = np.arange(len(parcels_max) + 1)
    item, location = _dense(names.item, stock.item), _dense(names.location, stock.location)
    held = np.flatnonzero((item >= 0) & (location >= 0) & (stock.units > 0))
    held = held[np.lexsort((location[held], item[held]))]
    cell = np.full((len(names.item), len(names.location)), -1, dtype=np.int64)
    cell[item[held], location[held]] = np.arange(len(held))
    return Book(
        np.searchsorted(lines.order[names.line], orders),
        _dense(names.item, lines.item[names.line]),
        lines.units[names.line],
        np.searchsorted(ways.order[names.way], orders),
        _dense(names.location, ways.location[names.way]),
        ways.base[names.way],
        ways.per_unit[names.way],
        cell,
        stock.units[held],
        parcels_max,
        split_price,
    )


# --- the present plan ---


class Present(NamedTuple):
    """The present plan as sorted lines, ways and units, by order and way, and which parcel each row is of, all (A,)."""

    line: Whole
    way: Whole
    units: Whole
    parcel: Whole


def _present(book: Book, now: Plan, names: Names) -> Present | None:
    """The present plan in dense numbers; None where it is not whole or not allowed."""
    row = np.empty(len(names.line), dtype=np.int64)
    row[names.line] = np.arange(len(names.line))
    line, location = row[now.line], _dense(names.location, now.location)
    order = np.searchsorted(book.line_start, line, side="right") - 1
    owner = np.repeat(np.arange(len(book.parcels_max)), np.diff(book.way_start))
    wide = len(names.location) + 1
    way = _dense(owner * wide + book.location, np.where(location < 0, -1, order * wide + location))
    cell = book.cell[book.item[line], location]
    if bool((way < 0).any()) or bool((cell < 0).any()):
        return None
    rank = np.lexsort((line, way))
    line, way, units, cell = line[rank], way[rank], now.units[rank], cell[rank]
    parcel = np.cumsum(np.diff(way, prepend=-1) != 0) - 1
    sent = np.bincount(line, units, len(book.units))
    taken = np.bincount(cell, units, len(book.stock))
    count = np.bincount(owner[way[np.flatnonzero(np.diff(way, prepend=-1))]], minlength=len(book.parcels_max))
    if bool((sent != book.units).any()) or bool((taken > book.stock).any()) or bool((count > book.parcels_max).any()):
        return None
    return Present(line, way, units, parcel)


def _with_present(book: Book, known: Pieces, present: Present) -> tuple[Pieces, Whole]:
    """The pieces and, after them, those of the present plan; and that plan (n, parcels)."""
    begins = np.flatnonzero(np.diff(present.way, prepend=-1))
    way = present.way[begins]
    sent = np.add.reduceat(present.units, begins) if len(begins) else present.units
    order = np.searchsorted(book.way_start, way, side="right") - 1
    none = np.full(len(way), -1, dtype=np.int64)
    cell = book.cell[book.item[present.line], book.location[present.way]]
    ends = np.append(begins[1:], len(present.way))
    more = Pieces(
        np.concatenate([known.order, order]),
        np.concatenate([known.load, none]),
        np.concatenate([known.way, way]),
        np.concatenate([known.cost, book.base[way] + book.per_unit[way] * sent]),
        np.concatenate([known.use, known.use[-1] + ends]),
        np.concatenate([known.cell, cell]),
        np.concatenate([known.line, present.line]),
        np.concatenate([known.taken, present.units]),
    )
    orders = len(book.parcels_max)
    plans = np.full((orders, max(1, int(book.parcels_max.max(initial=1)))), -1, dtype=np.int64)
    first = np.searchsorted(order, np.arange(orders))
    plans[order, np.arange(len(order)) - first[order]] = len(known.order) + np.arange(len(order))
    return more, plans


def _unfit(lines: Lines, ways: Ways, now: Plan) -> Answer:
    """The present plan as it was given; what can be priced of it is its cost."""
    wide = int(ways.location.max(initial=0)) + int(now.location.max(initial=0)) + 2
    order = lines.order[now.line]
    rank = np.lexsort((ways.location, ways.order))
    way = _dense((ways.order * wide + ways.location)[rank], order * wide + now.location)
    parcel, first = np.unique(order * wide + now.location, return_index=True)
    base = np.append(ways.base[rank], 0)[way[first]]
    cost = int(base.sum() + (np.append(ways.per_unit[rank], 0)[way] * now.units).sum())
    none = np.zeros(0, dtype=np.int64)
    count = len(parcel)
    return Answer(now, cost, cost, 0, float(cost > 0), count, count, 0, Ended.INFEASIBLE, Prices(none, none, none))


# --- whole plans ---


def _chosen(world: World, known: Known, present: Whole, limits: programs.Limits) -> Whole:
    """The best choice of known plans, one for each order (n, parcels); the present plan where none is better."""
    asked = scarcity.choice(world, known.plans, whole=True)
    begin = (known.plans[:, None, :] == present[asked.order][:, None, :]).all(axis=(1, 2)).astype(np.float64)
    solved = programs.solve(asked.rows, asked.columns, limits, begin)
    if not len(solved.values):
        return present
    picked = np.flatnonzero(solved.values > 0.5)
    picked = picked[np.argsort(asked.order[picked], kind="stable")]
    orders = np.arange(len(present))
    if not np.array_equal(asked.order[picked], orders):
        return present
    plans = known.plans[picked]
    fits = bool((scarcity.used(world, plans) <= world.book.stock).all())
    cheaper = asked.cost[picked].sum() < scarcity.cost_of(world, present, world.pieces.cost).sum()
    return plans if fits and cheaper else present


# --- the answer ---


def _answer(world: World, names: Names, known: Known, before: Whole, after: Whole, limits: Limits) -> Answer:
    cost_before = int(scarcity.cost_of(world, before, world.pieces.cost).sum())
    cost = int(scarcity.cost_of(world, after, world.pieces.cost).sum())
    bound = min(known.bound, cost)
    gap = (cost - bound) / cost if cost else 0.0
    return Answer(
        _plan(world, names, after),
        cost,
        cost_before,
        bound,
        gap,
        int((after >= 0).sum()),
        int((before >= 0).sum()),
        known.rounds,
        Ended.PROVEN if gap <= limits.gap else Ended.LIMIT,
        _prices(world, names, known.prices),
    )


def _plan(world: World, names: Names, plans: Whole) -> Plan:
    """Rows by the caller's line, then location."""
    chosen = plans[plans >= 0]
    index, member = parcels.pairs(world.pieces.use, chosen)
    line = names.line[world.pieces.line[member]]
    location = names.location[world.book.location[world.pieces.way[chosen[index]]]]
    units = world.pieces.taken[member]
    rank = np.lexsort((location, line))
    return Plan(line[rank], location[rank], units[rank])


def _prices(world: World, names: Names, prices: Whole) -> Prices:
    item, location = np.nonzero(world.book.cell >= 0)
    centavos = prices[world.book.cell[item, location]]
    dear = centavos > 0
    return Prices(names.item[item[dear]], names.location[location[dear]], centavos[dear])
