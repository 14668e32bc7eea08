"""Which few rows of supply cover what is wanted for the least money.

Rows are sources (of a parcel each), columns are lines. The price of a parcel is any function of its row and its load,
so weight steps and several carriers are priced as they will be charged; a plan costs the sum of its parcels and
`extra` for each parcel after the first.

Exact over the sets of at most `parcels_max` rows among those compared; inside a set each line is filled from the row
with the lowest `fill` on, which is the cheapest way where a parcel's price is a sum for it and for each of its units.
Ties: the lowest total, then fewer parcels, then the rows that come first.
"""

from collections.abc import Callable
from functools import lru_cache
from itertools import combinations
from math import comb
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Price = Callable[[Numbers, Numbers], Numbers]
"""(rows [P], loads [P, lines]) -> cost of each of the P parcels; `NEVER` or more where there is no such parcel."""

SETS_OF_MAX = 16
NUMBERS_MAX = 4_000_000
"""So many loads (parcels x lines over all sets of a size) are compared at most."""

NEVER = 1 << 40
"""Dearer than any parcel: a load that this row cannot send."""


class Cover(NamedTuple):
    """A plan: the rows used, ascending, what each sends of each line, what each costs and the whole."""

    rows: tuple[int, ...]
    loads: tuple[tuple[int, ...], ...]
    costs: tuple[int, ...]
    total: int


def covers(available: Numbers, wanted: Numbers) -> bool:
    """Whether all rows [rows, lines] together have what is wanted [lines]."""
    return bool((available.sum(axis=0) >= wanted).all())


def parcels_needed(available: Numbers, wanted: Numbers, parcels_max: int) -> int:
    """Fewer parcels than this cannot send all that is wanted; `parcels_max` + 1: not even so many can (it may be that
    more than this are needed)."""
    most = min(parcels_max, len(available))
    sent = np.sort(np.minimum(available, wanted).sum(axis=1))[::-1][:most]
    by_line = -np.partition(-available, most - 1, axis=0)[:most] if most else available[:0]
    by_line = -np.sort(-by_line, axis=0)
    enough = (np.cumsum(sent) >= wanted.sum()) & (np.cumsum(by_line, axis=0) >= wanted).all(axis=1)
    return int(np.argmax(enough)) + 1 if enough.any() else parcels_max + 1


def cheapest(
    available: Numbers,
    wanted: Numbers,
    price: Price,
    floor: Numbers,
    fill: Numbers,
    extra: int,
    parcels_max: int,
    shortlist: int,
) -> Cover | None:
    """The cheapest plan that sends all that is wanted; None where all rows together do not have it.

    available: units [rows, lines], wanted: [lines], floor: the least that any parcel of each row may cost [rows],
    fill: in which order rows of one plan are used up, all different [rows].
    More than `shortlist` rows: the most promising are compared, and always those that a greedy plan over all rows
    needs, so shortening the list may cost money but never the plan. More than `parcels_max` parcels only where the
    compared rows cannot do with fewer: then it is the greedy plan.
    """
    if not covers(available, wanted):
        return None
    best = _single(available, wanted, price)
    cheapest_floors = np.sort(floor)[:parcels_max].tolist()
    if best is not None and not _may_gain(cheapest_floors, 2, extra, best):
        return best
    spread = _greedy(available, wanted, price, extra)
    if spread is None:
        return best
    rows = _shortlisted(available, wanted, floor, spread.rows, shortlist)
    for parcels in range(max(2, parcels_needed(available, wanted, parcels_max)), parcels_max + 1):
        if best is None or _may_gain(cheapest_floors, parcels, extra, best):
            best = _better(best, _of_size(available, wanted, price, floor, fill, extra, rows, parcels, best))
    if len(spread.rows) <= parcels_max or best is None:
        best = _better(best, spread)
    return best


def _may_gain(cheapest_floors: list[int], parcels: int, extra: int, best: Cover) -> bool:
    """Whether so many parcels, or more, might be cheaper than the best plan so far."""
    floors = cheapest_floors[:parcels]
    return len(floors) == parcels and sum(floors) + extra * (parcels - 1) < best.total


def _better(one: Cover | None, other: Cover | None) -> Cover | None:
    if one is None or other is None:
        return one or other
    return min(one, other, key=lambda plan: (plan.total, len(plan.rows), plan.rows))


def _single(available: Numbers, wanted: Numbers, price: Price) -> Cover | None:
    rows = np.flatnonzero((available >= wanted).all(axis=1))
    if not len(rows):
        return None
    costs = price(rows, np.broadcast_to(wanted, (len(rows), len(wanted))))
    first = int(np.argmin(costs))
    if costs[first] >= NEVER:
        return None
    total = int(costs[first])
    return Cover((int(rows[first]),), (tuple(wanted.tolist()),), (total,), total)


def _shortlisted(
    available: Numbers, wanted: Numbers, floor: Numbers, needed: tuple[int, ...], shortlist: int
) -> Numbers:
    """Rows that cover most for their money, and all of `needed` if they are no more than as many again; ascending."""
    covered = np.minimum(available, wanted) @ (1.0 / wanted)
    score = floor / np.maximum(covered, 1e-9)
    score[covered == 0] = np.inf
    order = np.argsort(score, kind="stable")
    order = order[: min(shortlist, int(np.count_nonzero(covered)))]
    if len(needed) > max(shortlist, SETS_OF_MAX):
        return np.sort(order)
    return np.union1d(order, np.array(needed, dtype=np.int64))


def _of_size(
    available: Numbers,
    wanted: Numbers,
    price: Price,
    floor: Numbers,
    fill: Numbers,
    extra: int,
    rows: Numbers,
    parcels: int,
    best: Cover | None,
) -> Cover | None:
    """The cheapest plan of exactly so many parcels among the rows that is cheaper than `best`."""
    if parcels > len(rows):
        return None
    sets = rows[_sets(_comparable(len(rows), parcels, len(wanted)), parcels)]
    bound = floor[sets].sum(axis=1) + extra * (parcels - 1)
    if best is not None:
        sets = sets[bound < best.total]
    sets = sets[(available[sets].sum(axis=1) >= wanted).all(axis=1)]
    if not len(sets):
        return None
    sets = np.take_along_axis(sets, np.argsort(fill[sets], axis=1), axis=1)
    loads = _filled(available[sets], wanted)
    whole = (loads.sum(axis=2) > 0).all(axis=1)
    sets, loads = sets[whole], loads[whole]
    if not len(sets):
        return None
    costs = price(sets.reshape(-1), loads.reshape(-1, len(wanted))).reshape(len(sets), parcels)
    totals = costs.sum(axis=1) + extra * (parcels - 1)
    first = int(np.argmin(totals))
    if costs[first].max() >= NEVER:
        return None
    return _cover(sets[first], loads[first], costs[first], int(totals[first]))


def _comparable(rows: int, parcels: int, lines: int) -> int:
    """So many of the rows that their sets can be held in memory."""
    while comb(rows, parcels) * parcels * lines > NUMBERS_MAX and rows > parcels:
        rows -= 1
    return rows


@lru_cache(maxsize=256)
def _sets(rows: int, parcels: int) -> Numbers:
    """All sets of so many of the first `rows` numbers, in lexical order [sets, parcels]."""
    return np.array(list(combinations(range(rows), parcels)), dtype=np.int64)


def _filled(available: Numbers, wanted: Numbers) -> Numbers:
    """How each set's rows share each line, first rows first; all three [sets, parcels, lines]."""
    before = np.cumsum(available, axis=1) - available
    return np.minimum(np.maximum(wanted - before, 0), available)


def _greedy(available: Numbers, wanted: Numbers, price: Price, extra: int) -> Cover | None:
    """A plan that surely covers: again and again the row with the cheapest unit of what is still missing."""
    missing = wanted.copy()
    open_rows = np.ones(len(available), dtype=bool)
    loads: dict[int, Numbers] = {}
    while missing.any():
        rows = np.flatnonzero(open_rows)
        offered = np.minimum(available[rows], missing)
        units = offered.sum(axis=1)
        rows, offered, units = rows[units > 0], offered[units > 0], units[units > 0]
        if not len(rows):
            return None
        costs = price(rows, offered)
        share = offered @ (1.0 / wanted)
        pick = int(np.argmin((costs + extra) / share))
        if costs[pick] >= NEVER:
            return None
        row = int(rows[pick])
        loads[row] = offered[pick]
        open_rows[row] = False
        missing = missing - offered[pick]
    chosen = np.array(sorted(loads), dtype=np.int64)
    sent = np.array([loads[row] for row in chosen.tolist()], dtype=np.int64)
    costs = price(chosen, sent)
    return _cover(chosen, sent, costs, int(costs.sum()) + extra * (len(chosen) - 1))


def _cover(rows: Numbers, loads: Numbers, costs: Numbers, total: int) -> Cover:
    order = np.argsort(rows)
    rows, loads, costs = rows[order], loads[order], costs[order]
    return Cover(tuple(rows.tolist()), tuple(tuple(load) for load in loads.tolist()), tuple(costs.tolist()), total)
