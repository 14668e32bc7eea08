"""The fewest rows of supply that have all that is wanted, and of those the cheapest: exact at any size.

Rows that another makes useless are left out first. Then one more row at a time is allowed: sets grow by a row that has
some of the line that fewest rows have, and those are dropped that the best rows left could not complete. All sets of a
size are looked at together; where they become too many, branch and bound over the covering program goes on (Beasley,
EJOR 1987).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from promesa.kernels import programs
from promesa.kernels.programs import UNLIMITED, Columns, Ended, Flags, Floats, Limits, Rows, Whole

SETS_MAX = 60_000
"""So many sets of one size are looked at together at most."""


class Fewest(NamedTuple):
    """rows, ascending; no plan has less than at_least of them; ended: PROVEN, or LIMIT: the best that was found."""

    rows: tuple[int, ...]
    at_least: int
    ended: Ended


def rows(available: Whole, wanted: Whole, cost: Whole, limits: Limits = UNLIMITED) -> Fewest | None:
    """The fewest rows that together have what is wanted, and of those the least cost; None where all have not.

    available: units [rows, lines], wanted: [lines], at least 1 of each, cost: of using each row, not negative [rows].
    """
    offered = np.minimum(available, wanted)
    if bool((offered.sum(axis=0) < wanted).any()):
        return None
    alone = np.flatnonzero((offered == wanted).all(axis=1))
    if len(alone):
        return Fewest((int(alone[np.argmin(cost[alone])]),), 1, Ended.PROVEN)
    useful = _useful(offered, wanted, cost)
    begin = _greedy(offered[useful], wanted, cost[useful])
    grown = _grown(offered[useful], wanted, cost[useful], int(begin.sum()))
    if grown is not None:
        return Fewest(tuple(useful[grown].tolist()), len(grown), Ended.PROVEN)
    found, at_least, ended = _program(offered[useful], wanted, cost[useful], begin, limits)
    return Fewest(tuple(useful[found].tolist()), at_least, ended)


# --- growing sets ---


class Sets(NamedTuple):
    """rows (sets, so far): of each set; missing (sets, lines): what it lacks."""

    rows: Whole
    missing: Whole


def _grown(offered: Whole, wanted: Whole, cost: Whole, most: int) -> Whole | None:
    """The fewest rows, and of those the cheapest; None where there are too many sets to look at. `most` are enough."""
    steps = np.arange(1, int(wanted.max()) + 1)
    stairs = _stairs(offered, steps).T
    for count in range(2, most + 1):
        sets = Sets(np.zeros((1, 0), dtype=np.int64), wanted[None, :].copy())
        for left in range(count, 0, -1):
            gain = _stairs(sets.missing, steps) @ stairs
            np.put_along_axis(gain, sets.rows, 0.0, axis=1)
            if left == 1:
                best = _complete(sets, gain, cost)
                break
            sets = _longer(_promising(sets, gain, left), offered)
            if len(sets.rows) > SETS_MAX:
                return None
        if best is not None:
            return best
    return None


def _stairs(units: Whole, steps: Whole) -> NDArray[np.float32]:
    """Units as stairs (n, lines x steps): the product of two is the sum over lines of the lesser of both."""
    high = units[:, :, None] >= steps
    return high.reshape(len(units), units.shape[1] * len(steps)).astype(np.float32)


def _promising(sets: Sets, gain: NDArray[np.float32], left: int) -> Sets:
    """Those that the best `left` rows might complete."""
    least = gain.shape[1] - left
    best = np.partition(gain, least, axis=1)[:, least:] if least > 0 else gain
    keep = best.sum(axis=1) >= sets.missing.sum(axis=1)
    return Sets(*(part[keep] for part in sets))


def _longer(sets: Sets, offered: Whole) -> Sets:
    """Each set with each row that has some of the missing line that fewest rows have; every set of rows once."""
    holders = (offered > 0).sum(axis=0)
    scarcest = np.where(sets.missing > 0, holders, len(offered) + 1).argmin(axis=1)
    which, row = np.nonzero(offered[:, scarcest].T > 0)
    new = ~(sets.rows[which] == row[:, None]).any(axis=1)
    which, row = which[new], row[new]
    together = np.sort(np.column_stack([sets.rows[which], row]), axis=1)
    _, once = np.unique(together, axis=0, return_index=True)
    which, row = which[once], row[once]
    missing = np.maximum(sets.missing[which] - offered[row], 0)
    return Sets(together[once], missing)


def _complete(sets: Sets, gain: NDArray[np.float32], cost: Whole) -> Whole | None:
    """The cheapest set with the cheapest row that has all it lacks; None where no row has."""
    if not len(sets.rows):
        return None
    has_all = gain >= sets.missing.sum(axis=1)[:, None]
    total = np.where(has_all, cost[sets.rows].sum(axis=1)[:, None] + cost, np.iinfo(np.int64).max)
    which, row = divmod(int(total.argmin()), total.shape[1])
    return np.sort(np.append(sets.rows[which], row)) if has_all[which, row] else None


# --- rows at the start ---


def _useful(offered: Whole, wanted: Whole, cost: Whole) -> Whole:
    """The rows that no other row replaces: one that has every line of it in full and costs no more; ascending."""
    some, full = offered > 0, offered == wanted
    lacking = some.astype(np.int64) @ (~full).astype(np.int64).T
    first = np.arange(len(cost))
    cheaper = (cost[None, :] < cost[:, None]) | ((cost[None, :] == cost[:, None]) & (first[None, :] < first[:, None]))
    replaced = (lacking == 0) & cheaper
    np.fill_diagonal(replaced, False)
    return np.flatnonzero(some.any(axis=1) & ~replaced.any(axis=1))


def _greedy(offered: Whole, wanted: Whole, cost: Whole) -> Flags:
    """A cover to begin with: again and again the row with most of what is missing, the cheapest of equals [rows]."""
    used = np.zeros(len(cost), dtype=np.bool_)
    missing = wanted.copy()
    while missing.any():
        gain = np.minimum(offered, missing).sum(axis=1)
        gain[used] = 0
        best = np.flatnonzero(gain == gain.max())
        row = int(best[np.argmin(cost[best])])
        used[row] = True
        missing = np.maximum(missing - offered[row], 0)
    return used


def _program(offered: Whole, wanted: Whole, cost: Whole, begin: Flags, limits: Limits) -> tuple[Whole, int, Ended]:
    """Rows, how many there must be at least, and how it ended."""
    most = int(begin.sum())
    fixed = 1 + int(np.sort(cost)[::-1][:most].sum())
    price: Floats = (fixed + cost).astype(np.float64)
    row, line = np.nonzero(offered)
    start = np.searchsorted(row, np.arange(len(cost) + 1))
    ones = np.ones(len(cost))
    columns = Columns(price, 0 * ones, ones, ones > 0, start, line, offered[row, line].astype(np.float64))
    lower = wanted.astype(np.float64)
    asked = Rows(lower, np.full(len(lower), programs.INFINITE))
    solved = programs.solve(asked, columns, limits, begin.astype(np.float64))
    found = np.flatnonzero(solved.values > 0.5) if len(solved.values) else np.flatnonzero(begin)
    if bool((offered[found].sum(axis=0) < wanted).any()) or price[found].sum() > price[begin].sum():
        found = np.flatnonzero(begin)
    ended = Ended.PROVEN if solved.ended is Ended.PROVEN else Ended.LIMIT
    bound = solved.bound if np.isfinite(solved.bound) else 0.0
    at_least = len(found) if ended is Ended.PROVEN else max(2, int(np.ceil(bound / price.max() - 1e-9)))
    return found, min(at_least, len(found)), ended
