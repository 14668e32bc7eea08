"""What a unit of scarce stock is worth, and below which cost no plan for all orders can be.

With a price on every unit of every shelf the orders fall apart: each takes its cheapest plan (kernels/parcels.py), and
what that costs less the stock at its prices is below every plan that the stock allows. Prices first climb along the
subgradient (Held, Wolfe and Crowder 1974), then come from the linear program over the plans seen so far, which is given
each order's cheapest plan at its own prices until nothing is cheaper (Dantzig and Wolfe, Operations Research 1960).
They are whole centavos, so the bound is added up in whole numbers and has no rounding in it.
"""

from typing import NamedTuple

import numpy as np

from promesa.kernels import parcels, programs
from promesa.kernels.parcels import Book, Pieces, Table, Whole
from promesa.kernels.programs import Columns, Floats, Limits, Rows

PATIENCE = 5
SHORTER = 0.7
HOPE = 1.01
"""The optimum is taken to be so much above the best bound."""
AROUND = (0.5, 0.8, 1.25, 2.0)
"""Plans that are cheapest at such multiples of the prices are known besides: room for whole numbers."""
CLOSE = 2e-4
"""The share of the cost by which the linear program may stay above its bound."""


class World(NamedTuple):
    """The orders' book, their loads and all pieces; `rough` are the orders with more loads than are listed."""

    book: Book
    loads: Table
    pieces: Pieces
    rough: Whole


class Known(NamedTuple):
    """bound; prices (cells,); plans (plans, parcels): pieces, -1 for none; rounds; whether the prices settled."""

    bound: int
    prices: Whole
    plans: Whole
    rounds: int
    settled: bool


def explore(world: World, plans: Whole, climbs: int, rounds: int, limits: Limits) -> Known:
    """The best prices, and the plans seen on the way besides those given."""
    climbed = _climb(world, climbs)
    plans = _together(plans, climbed.plans)
    best, settled, done = climbed, False, climbed.rounds
    for _ in range(rounds):
        prices, objective = _linear(world, plans, limits)
        if prices is None:
            break
        done += 1
        found, chosen = value(world, prices)
        if found > best.bound:
            best = Known(found, prices, plans, done, False)
        plans = _together(plans, chosen)
        settled = objective - found <= CLOSE * abs(objective) + 1
        if settled:
            break
    for share in AROUND:
        _, chosen = value(world, np.rint(best.prices * share).astype(np.int64))
        plans = _together(plans, chosen)
    return Known(best.bound, best.prices, plans, done, settled)


def value(world: World, prices: Whole) -> tuple[int, Whole]:
    """The bound at these prices, and the cheapest plan of each order that has one (plans, parcels)."""
    cost = parcels.priced(world.pieces, prices)
    best = parcels.cheapest(world.book, world.loads, world.pieces, cost)
    total = best.cost
    if len(world.rough):
        total = total.copy()
        total[world.rough] = np.minimum(total[world.rough], parcels.floor(world.book, world.rough, prices))
    assert (total < parcels.NEVER).all(), "an order that no plan can serve"
    bound = int(total.sum()) - int((prices * world.book.stock).sum())
    return bound, best.pieces[best.pieces[:, 0] >= 0]


def _together(plans: Whole, more: Whole) -> Whole:
    """All plans once, in order of their pieces."""
    return np.unique(np.concatenate([plans, more]), axis=0)


# --- climbing ---


def _climb(world: World, climbs: int) -> Known:
    """So many steps along the subgradient, from no price at all."""
    stock = world.book.stock
    prices, step, waited = np.zeros(len(stock)), 1.0, 0
    best: Known | None = None
    seen = []
    top = prices
    for done in range(1, max(1, climbs) + 1):
        whole = np.rint(prices).astype(np.int64)
        bound, chosen = value(world, whole)
        seen.append(chosen)
        waited = 0 if best is None or bound > best.bound + 1e-4 * abs(best.bound) else waited + 1
        if best is None or bound > best.bound:
            best, top = Known(bound, whole, chosen, done, False), prices
        if waited > PATIENCE:
            step, waited, prices = step * SHORTER, 0, top
        over = used(world, chosen) - stock
        over[(prices <= 0) & (over < 0)] = 0
        length = float((over.astype(np.float64) ** 2).sum())
        if not length:
            break
        wished = max(1.0, best.bound * HOPE - bound)
        prices = np.maximum(0.0, prices + step * wished / length * over)
    assert best is not None
    return best._replace(plans=np.unique(np.concatenate(seen), axis=0), rounds=done)


def used(world: World, plans: Whole) -> Whole:
    """How many units of each shelf these plans take together (cells,)."""
    chosen = plans[plans >= 0]
    _, member = parcels.pairs(world.pieces.use, chosen)
    weights = world.pieces.taken[member].astype(np.float64)
    return np.rint(np.bincount(world.pieces.cell[member], weights, len(world.book.stock))).astype(np.int64)


# --- the linear program ---


class Choice(NamedTuple):
    """The program over plans: a row for each order, then for each of `cells` that may run short; a column a plan."""

    rows: Rows
    columns: Columns
    cells: Whole
    cost: Whole
    order: Whole


def cost_of(world: World, plans: Whole, cost: Whole) -> Whole:
    """What each plan costs when its pieces cost `cost` (P,): its parcels, and each after the first besides."""
    some = plans >= 0
    total: Whole = np.where(some, cost[plans], 0).sum(axis=1) + world.book.split_price * (some.sum(axis=1) - 1)
    return total


def choice(world: World, plans: Whole, *, whole: bool) -> Choice:
    """One plan for each order, and no shelf giving more than it has."""
    orders, cells = len(world.book.parcels_max), len(world.book.stock)
    order = world.pieces.order[plans[:, 0]]
    column, cell, taken = _uses(world, plans)
    short = _short(world, order[column], cell, taken)
    row_of = np.full(cells, -1, dtype=np.int64)
    row_of[short] = orders + np.arange(len(short))
    keep = row_of[cell] >= 0
    columns = np.concatenate([np.arange(len(plans)), column[keep]])
    rows = np.concatenate([order, row_of[cell[keep]]])
    values = np.concatenate([np.ones(len(plans)), taken[keep].astype(np.float64)])
    rank = np.argsort(columns, kind="stable")
    start = np.concatenate([[0], np.cumsum(np.bincount(columns, minlength=len(plans)))])
    cost = cost_of(world, plans, world.pieces.cost)
    lower = np.concatenate([np.ones(orders), np.full(len(short), -programs.INFINITE)])
    upper = np.concatenate([np.ones(orders), world.book.stock[short].astype(np.float64)])
    ones = np.ones(len(plans))
    entries = Columns(cost.astype(np.float64), 0 * ones, ones, (ones > 0) & whole, start, rows[rank], values[rank])
    return Choice(Rows(lower, upper), entries, short, cost, order)


def _uses(world: World, plans: Whole) -> tuple[Whole, Whole, Whole]:
    """Which plan takes how much of which shelf, each pair once: (plan, cell, units)."""
    plan, place = np.nonzero(plans >= 0)
    index, member = parcels.pairs(world.pieces.use, plans[plan, place])
    cells = len(world.book.stock)
    key, which = np.unique(plan[index] * cells + world.pieces.cell[member], return_inverse=True)
    taken = np.rint(np.bincount(which, world.pieces.taken[member], len(key))).astype(np.int64)
    return key // cells, key % cells, taken


def _short(world: World, order: Whole, cell: Whole, taken: Whole) -> Whole:
    """The shelves that would run short if every order took the most that one of its plans takes there; ascending."""
    cells = len(world.book.stock)
    key, which = np.unique(order * cells + cell, return_inverse=True)
    most = np.zeros(len(key), dtype=np.int64)
    np.maximum.at(most, which, taken)
    wanted = np.bincount(key % cells, most, cells)
    return np.flatnonzero(wanted > world.book.stock)


def _linear(world: World, plans: Whole, limits: Limits) -> tuple[Whole | None, float]:
    """Whole prices (cells,) from the linear program over these plans, and its objective; None out of limits."""
    asked = choice(world, plans, whole=False)
    solved = programs.solve(asked.rows, asked.columns, limits)
    if not len(solved.prices) or solved.ended is not programs.Ended.PROVEN:
        return None, 0.0
    prices = np.zeros(len(world.book.stock), dtype=np.int64)
    worth: Floats = -solved.prices[len(world.book.parcels_max) :]
    prices[asked.cells] = np.rint(np.maximum(worth, 0.0)).astype(np.int64)
    return prices, solved.objective
