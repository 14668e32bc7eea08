"""Every parcel that could carry some of an order, and the cheapest way to make up each order of them.

A *piece* is one location sending one load (so many units of each line) of one order. The loads of an order are numbered
in mixed radix, line by line, so that what a load leaves missing of the whole is the number of the whole less its own:
the cheapest plan of two pieces is the cheapest pieces read forwards plus the same read backwards, and of more a
recursion over loads. Exact for orders of at most LOADS_MAX loads; beyond those only whole orders are pieces.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

LOADS_MAX = 1_024
CHUNK = 2_000_000
"""So many numbers are compared at once while loads are listed."""
NEVER = 1 << 50
"""Dearer than any plan: a load that no location can send."""


class Book(NamedTuple):
    """What the orders need and where it is, numbered densely and sorted.

    line_start (n + 1,): the lines of order o are [line_start[o]:line_start[o + 1]]; item, units (L,);
    way_start (n + 1,): the ways of order o likewise; location, base, per_unit (W,);
    cell (items, locations): the number of a shelf, -1 where it holds nothing; stock (cells,): its units;
    parcels_max (n,); split_price: of each parcel after the first.
    """

    line_start: Whole
    item: Whole
    units: Whole
    way_start: Whole
    location: Whole
    base: Whole
    per_unit: Whole
    cell: Whole
    stock: Whole
    parcels_max: Whole
    split_price: int


class Pieces(NamedTuple):
    """All pieces by order, load and location; piece p takes taken[k] of cell[k] for line[k], k in use[p]:use[p + 1].

    order, load, way, cost (P,); use (P + 1,); cell, line, taken (U,).
    """

    order: Whole
    load: Whole
    way: Whole
    cost: Whole
    use: Whole
    cell: Whole
    line: Whole
    taken: Whole


class Shape(NamedTuple):
    """Orders that want the same units line by line: order (m,), loads (S, lines), first (m,) of its loads; parts: of
    each load, those that are less than it but not nothing."""

    order: Whole
    loads: Whole
    first: Whole
    parts: list[Whole]


class Table(NamedTuple):
    """Where each order's loads stand among all: first (n + 1,); groups of like orders; whole (n,): the last load."""

    first: Whole
    shapes: list[Shape]
    whole: Whole


def loads_of(units: tuple[int, ...]) -> Whole:
    """All loads of an order by number (loads, lines): 0 is nothing, the last is everything."""
    radix = [one + 1 for one in units]
    return np.array(np.unravel_index(np.arange(int(np.prod(radix))), radix), dtype=np.int64).T


def table(book: Book) -> Table:
    """The loads of every order: all of them where it may be split and they are few, else nothing and everything."""
    count = np.diff(book.line_start)
    n = len(count)
    size = np.full(n, 2, dtype=np.int64)
    radix = np.multiply.reduceat(book.units.astype(np.float64) + 1, book.line_start[:-1]) if n else np.zeros(0)
    many = (book.parcels_max > 1) & (radix <= LOADS_MAX) & (radix > 2)
    size[many] = radix[many].astype(np.int64)
    first = np.concatenate([[0], np.cumsum(size)])
    groups: dict[tuple[int, ...], list[int]] = {}
    units, starts = book.units.tolist(), book.line_start.tolist()
    for order in np.flatnonzero(many).tolist():
        groups.setdefault(tuple(units[starts[order] : starts[order + 1]]), []).append(order)
    shapes = []
    for wanted in sorted(groups):
        orders = np.array(groups[wanted], dtype=np.int64)
        several = int(book.parcels_max[orders].max()) > 2
        shapes.append(Shape(orders, loads_of(wanted), first[orders], _parts(loads_of(wanted), several)))
    return Table(first, shapes, first[1:] - 1)


def _parts(loads: Whole, several: bool) -> list[Whole]:
    """Of each load its parts; of the last alone where no plan has several pieces before its last."""
    size = len(loads)
    parts = [np.zeros(0, dtype=np.int64)] * size
    for load in range(1, size) if several else [size - 1]:
        less = np.flatnonzero((loads[:load] <= loads[load]).all(axis=1))
        parts[load] = less[less > 0]
    return parts


# --- listing the pieces ---


def pieces(book: Book, loads: Table) -> Pieces:
    """Every piece that its location could send if it were alone."""
    split = np.zeros(len(loads.whole), dtype=np.bool_)
    parts = []
    for shape in loads.shapes:
        split[shape.order] = True
        parts += _of_shape(book, shape)
    parts.append(_wholes(book, loads, np.flatnonzero(~split)))
    order, load, way = (np.concatenate([part[k] for part in parts]) for k in range(3))
    flat = [np.concatenate([part[k] for part in parts]) for k in (3, 4, 5)]
    sizes = np.concatenate([part[6] for part in parts])
    return _sorted(book, order, load, way, sizes, flat)


Part = tuple[Whole, Whole, Whole, Whole, Whole, Whole, Whole]
"""order, load, way, then cell, line, units of all uses, then how many uses each piece has."""


def pairs(start: Whole, rows: Whole) -> tuple[Whole, Whole]:
    """The members of each row's range, one after the other: (row index, member)."""
    sizes = start[rows + 1] - start[rows]
    index = np.repeat(np.arange(len(rows)), sizes)
    before = np.repeat(np.cumsum(sizes) - sizes, sizes)
    return index, np.arange(len(index)) - before + np.repeat(start[rows], sizes)


def _wholes(book: Book, loads: Table, orders: Whole) -> Part:
    """The locations that have all of an order."""
    index, way = pairs(book.way_start, orders)
    owner = orders[index]
    which, line = pairs(book.line_start, owner)
    cell = book.cell[book.item[line], book.location[way[which]]]
    has = (cell >= 0) & (book.stock[cell] >= book.units[line])
    lines = np.diff(book.line_start)[owner]
    ends = np.cumsum(lines)
    all_of = np.add.reduceat(has, ends - lines) == lines if len(owner) else np.zeros(0, dtype=np.bool_)
    keep = all_of[which]
    owner, way = owner[all_of], way[all_of]
    return owner, loads.whole[owner], way, cell[keep], line[keep], book.units[line[keep]], lines[all_of]


def _of_shape(book: Book, shape: Shape) -> list[Part]:
    """The loads of each order of one shape that each of its locations can send."""
    size, lines = shape.loads.shape
    ways = int(np.diff(book.way_start)[shape.order].max(initial=1))
    step = max(1, CHUNK // max(1, ways * size * lines))
    return [_chunk(book, shape, at, at + step) for at in range(0, len(shape.order), step)]


def _chunk(book: Book, shape: Shape, begin: int, end: int) -> Part:
    lines = shape.loads.shape[1]
    orders, first = shape.order[begin:end], shape.first[begin:end]
    index, way = pairs(book.way_start, orders)
    line = book.line_start[orders][index][:, None] + np.arange(lines)
    cell = book.cell[book.item[line], book.location[way][:, None]]
    free = np.where(cell >= 0, book.stock[cell], 0)
    can: Flags = np.all(free[:, None, :] >= shape.loads, axis=2)
    can[:, 0] = False
    row, load = np.nonzero(can)
    taken = shape.loads[load]
    used = taken > 0
    return (
        orders[index[row]],
        first[index[row]] + load,
        way[row],
        cell[row][used],
        line[row][used],
        taken[used],
        used.sum(axis=1),
    )


def _sorted(book: Book, order: Whole, load: Whole, way: Whole, sizes: Whole, flat: list[Whole]) -> Pieces:
    rank = np.lexsort((way, load))
    starts = np.concatenate([[0], np.cumsum(sizes)])
    _, member = pairs(starts, rank)
    cell, line, taken = (part[member] for part in flat)
    use = np.concatenate([[0], np.cumsum(sizes[rank])])
    order, load, way = order[rank], load[rank], way[rank]
    sent = np.add.reduceat(taken, use[:-1]) if len(order) else taken
    return Pieces(order, load, way, book.base[way] + book.per_unit[way] * sent, use, cell, line, taken)


# --- the cheapest plan of every order ---


def rough(book: Book) -> Whole:
    """The orders that may be split and have more loads than are listed; ascending."""
    if not len(book.parcels_max):
        return np.zeros(0, dtype=np.int64)
    radix = np.multiply.reduceat(book.units.astype(np.float64) + 1, book.line_start[:-1])
    return np.flatnonzero((book.parcels_max > 1) & (radix > LOADS_MAX))


def floor(book: Book, orders: Whole, prices: Whole) -> Whole:
    """Below which no plan of these orders can be: each unit from where it is cheapest, in the cheapest parcel."""
    index, way = pairs(book.way_start, orders)
    which, line = pairs(book.line_start, orders[index])
    cell = book.cell[book.item[line], book.location[way[which]]]
    unit = np.where(cell >= 0, book.per_unit[way[which]] + prices[cell], NEVER)
    cheapest_unit = np.full(len(book.item), NEVER, dtype=np.int64)
    np.minimum.at(cheapest_unit, line, unit)
    owner, own = pairs(book.line_start, orders)
    total = np.zeros(len(orders), dtype=np.int64)
    np.add.at(total, owner, cheapest_unit[own] * book.units[own])
    base = np.full(len(orders), NEVER, dtype=np.int64)
    np.minimum.at(base, index, book.base[way])
    return total + base


class Best(NamedTuple):
    """cost (n,) of each order's cheapest plan, NEVER where there is none; pieces (n, parcels) of it, -1 for none."""

    cost: Whole
    pieces: Whole


def priced(known: Pieces, prices: Whole) -> Whole:
    """What each piece costs when its units cost `prices` (cells,) besides, (P,)."""
    if not len(known.cost):
        return known.cost
    return known.cost + np.add.reduceat(prices[known.cell] * known.taken, known.use[:-1])


def cheapest(book: Book, loads: Table, known: Pieces, cost: Whole) -> Best:
    """The cheapest plan of every order of at most its parcels_max pieces, if pieces cost `cost` (P,)."""
    n = len(loads.whole)
    parcels = max(1, int(book.parcels_max.max(initial=1)))
    least, which = _least(known, cost, int(loads.first[-1]))
    total = least[loads.whole]
    chosen = np.full((n, parcels), -1, dtype=np.int64)
    chosen[:, 0] = np.where(total < NEVER, which[loads.whole], -1)
    for shape in loads.shapes:
        _join(book, shape, least, which, total, chosen)
    return Best(total, chosen)


def _least(known: Pieces, cost: Whole, size: int) -> tuple[Whole, Whole]:
    """The cheapest piece of every load: its cost and its number."""
    least, which = np.full(size, NEVER, dtype=np.int64), np.full(size, -1, dtype=np.int64)
    listed = int(np.searchsorted(known.load < 0, True))
    load, cost = known.load[:listed], cost[:listed]
    if not listed:
        return least, which
    begins = np.flatnonzero(np.diff(load, prepend=-1))
    low = np.minimum.reduceat(cost, begins)
    sizes = np.diff(begins, append=len(cost))
    hit = np.flatnonzero(cost == np.repeat(low, sizes))
    first = hit[np.flatnonzero(np.diff(load[hit], prepend=-1))]
    least[load[begins]], which[load[begins]] = low, first
    return least, which


def _join(book: Book, shape: Shape, least: Whole, which: Whole, total: Whole, chosen: Whole) -> None:
    """Plans of two pieces and more for orders of one shape: into total and chosen where they are cheaper."""
    size = len(shape.loads)
    at = shape.first[:, None] + np.arange(size)
    single = least[at]
    most = book.parcels_max[shape.order]
    so_far, steps = single, []
    highest = int(min(most.max(), shape.loads[-1].sum()))
    for parcels in range(2, highest + 1):
        joined, first = _one_more(shape.parts, single, so_far, only_whole=parcels == highest)
        joined = joined + book.split_price
        steps.append(first)
        better = np.flatnonzero((joined[:, -1] < total[shape.order]) & (most >= parcels) & (joined[:, -1] < NEVER))
        total[shape.order[better]] = joined[better, -1]
        _trace(shape, better, steps, which, chosen)
        so_far = joined


def _one_more(every: list[Whole], single: Whole, so_far: Whole, only_whole: bool) -> tuple[Whole, Whole]:
    """The cheapest of one piece and those before it for every load, and the load of that piece: both (m, S)."""
    size = len(every)
    joined = np.full(single.shape, NEVER, dtype=np.int64)
    first = np.zeros(single.shape, dtype=np.int64)
    rows = np.arange(len(single))
    for load in [size - 1] if only_whole else range(1, size):
        parts = every[load]
        if not len(parts):
            continue
        sums = single[:, parts] + so_far[:, load - parts]
        pick = sums.argmin(axis=1)
        joined[:, load] = np.minimum(sums[rows, pick], NEVER)
        first[:, load] = parts[pick]
    return joined, first


def _trace(shape: Shape, rows: Whole, steps: list[Whole], which: Whole, chosen: Whole) -> None:
    """The pieces of the plans just found, from the last step back to the first."""
    left = np.full(len(rows), len(shape.loads) - 1, dtype=np.int64)
    orders = shape.order[rows]
    chosen[orders] = -1
    for column, first in enumerate(reversed(steps)):
        load = first[rows, left]
        chosen[orders, column] = which[shape.first[rows] + load]
        left = left - load
    chosen[orders, len(steps)] = which[shape.first[rows] + left]
