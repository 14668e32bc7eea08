"""Boosted trees that give each row the law of its waiting time: a log-logistic law with a place and a spread.

The wait t of a row x obeys log t = place(x) + spread(x) * e, e standard logistic (an accelerated failure time model:
Kalbfleisch and Prentice, The Statistical Analysis of Failure Time Data, 2nd ed. 2002, section 2.2). Place and log
spread are grown together by gradient boosting (Friedman, Annals of Statistics 2001) with natural-gradient steps (Duan
et al., NGBoost, ICML 2020) on histograms of binned columns (Ke et al., LightGBM, NeurIPS 2017). Rows that still wait
count as what they are: longer than so much (censored). Whatever chance is needed comes in as a generator.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

BINS = 64
ROWS_AT_ONCE = 4_096
STEP_MAX = 2.0
"""No leaf moves place or log spread by more than this times the learning rate."""
PLACE_INFORMATION, SPREAD_INFORMATION = 1.0 / 3.0, (3.0 + np.pi**2) / 9.0
"""Fisher information of the standard logistic law about its place and its log spread, per ended wait."""
STILL_WAITING_SPREAD_INFORMATION = 0.35
"""What an unended wait is taken to tell of the log spread: about a quarter of an ended one."""


class Growth(NamedTuple):
    """How trees are grown."""

    trees: int = 100
    depth: int = 4
    rate: float = 0.08
    spread_rate: float = 0.5
    """Of `rate`: the spread is learnt more slowly than the place."""
    row_share: float = 0.5
    column_share: float = 0.5
    shrinkage: float = 10.0
    leaf_weight_min: float = 60.0


class Forest(NamedTuple):
    """Complete binary trees of one depth, as arrays.

    column: (trees, 2**depth - 1) int16; bound: the same shape, a row goes right unless its value < bound;
    leaf: (trees, 2**depth, 2), what to add to place and log spread; start: (2,).
    """

    column: NDArray[np.int16]
    bound: Floats
    leaf: Floats
    start: Floats


class _Sums(NamedTuple):
    """Gradients and information of a row (or of bins of rows) about place and log spread."""

    place: Floats
    place_information: Floats
    spread: Floats
    spread_information: Floats


def grow(
    rows: Floats, log_wait: Floats, ended: NDArray[np.bool_], weight: Floats, rng: np.random.Generator, how: Growth
) -> Forest:
    """Learn from rows (n, columns), finite; log_wait (n,): log of the wait so far; ended (n,): whether it ended there.

    weight (n,) > 0. At least one wait must have ended.
    """
    assert rows.shape[0] == log_wait.size == ended.size == weight.size, rows.shape
    assert ended.any() and bool(np.isfinite(rows).all()), "nothing to learn from"
    bounds = [_bounds(rows[:, column]) for column in range(rows.shape[1])]
    binned = np.stack([_binned(rows[:, column], bound) for column, bound in enumerate(bounds)])
    start = _start(log_wait[ended], weight[ended])
    law = np.tile(start[:, None], (1, log_wait.size))
    grown = []
    for _ in range(how.trees):
        sums = _gradients(law, log_wait, ended, weight)
        seen = np.flatnonzero(rng.random(log_wait.size) < how.row_share)
        columns = rng.permutation(len(bounds))[: max(1, round(len(bounds) * how.column_share))]
        column, cut, leaf = _tree(binned, seen, columns, sums, how)
        law += leaf[_walk_binned(binned, column, cut, how.depth)].T
        grown.append((column, _bounds_at(bounds, column, cut), leaf))
    return Forest(
        column=np.array([tree[0] for tree in grown], np.int16),
        bound=np.array([tree[1] for tree in grown]),
        leaf=np.array([tree[2] for tree in grown]),
        start=start,
    )


def law_of(forest: Forest, rows: Floats) -> Floats:
    """Place and log spread of each row: (n, columns) -> (n, 2). One row alone costs some 40 microseconds."""
    parts = [_law_of(forest, rows[at : at + ROWS_AT_ONCE]) for at in range(0, rows.shape[0], ROWS_AT_ONCE)]
    return np.concatenate(parts) if parts else np.empty((0, 2))


def _law_of(forest: Forest, rows: Floats) -> Floats:
    trees, inner = forest.column.shape
    nodes = np.zeros((rows.shape[0], trees), np.int64)
    flat_rows, width = rows.ravel(), rows.shape[1]
    row_at = (np.arange(rows.shape[0]) * width)[:, None]
    tree_at = np.arange(trees) * inner
    column, bound = forest.column.ravel(), forest.bound.ravel()
    for _ in range((inner + 1).bit_length() - 1):
        place = nodes + tree_at
        nodes = 2 * nodes + 2 - (flat_rows[row_at + column[place]] < bound[place])
    leaf = forest.leaf.reshape(-1, 2)[nodes - inner + np.arange(trees) * (inner + 1)]
    whole: Floats = forest.start + leaf.sum(axis=1)
    return whole


# --- growing ---


def _bounds(values: Floats) -> Floats:
    return np.unique(np.quantile(values, np.linspace(0.0, 1.0, BINS)[1:-1]))


def _binned(values: Floats, bounds: Floats) -> NDArray[np.uint8]:
    return np.searchsorted(bounds, values, side="right").astype(np.uint8)


def _bounds_at(bounds: Sequence[Floats], column: Whole, cut: Whole) -> Floats:
    """Bin > cut is value >= bounds[cut]; a node that does not cut sends all rows left."""
    return np.array(
        [bounds[c][k] if k < bounds[c].size else np.inf for c, k in zip(column.tolist(), cut.tolist(), strict=True)]
    )


def _start(log_wait: Floats, weight: Floats) -> Floats:
    place = np.average(log_wait, weights=weight)
    deviation = np.sqrt(np.average((log_wait - place) ** 2, weights=weight))
    return np.array([place, np.log(max(0.05, deviation * np.sqrt(3.0) / np.pi))])


def _gradients(law: Floats, log_wait: Floats, ended: NDArray[np.bool_], weight: Floats) -> _Sums:
    """Of the log likelihood: ended z - log s - 2 log(1 + e^z), still waiting -log(1 + e^z), with z = (y - m) / s."""
    spread = np.exp(law[1])
    z = (log_wait - law[0]) / spread
    past = 1.0 / (1.0 + np.exp(-np.clip(z, -40.0, 40.0)))
    by_z = np.where(ended, 1.0 - 2.0 * past, -past)
    return _Sums(
        place=-weight * by_z / spread,
        place_information=weight * np.where(ended, PLACE_INFORMATION, past * (1.0 - past)) / spread**2,
        spread=weight * (-z * by_z - ended),
        spread_information=weight * np.where(ended, SPREAD_INFORMATION, STILL_WAITING_SPREAD_INFORMATION),
    )


def _tree(
    binned: NDArray[np.uint8], seen: Whole, columns: Whole, sums: _Sums, how: Growth
) -> tuple[Whole, Whole, Floats]:
    """One tree grown level by level on the rows `seen`: column and cut of its nodes, values of its leaves."""
    inner = 2**how.depth - 1
    column, cut = np.zeros(inner, np.int64), np.full(inner, BINS, np.int64)
    of_seen = _Sums(*(values[seen] for values in sums))
    seen_bins = binned[:, seen]
    node = np.zeros(seen.size, np.int64)
    for level in range(how.depth):
        best_column, best_cut = _cuts(seen_bins, node, 2**level, columns, of_seen, how)
        column[2**level - 1 : 2 ** (level + 1) - 1] = best_column
        cut[2**level - 1 : 2 ** (level + 1) - 1] = best_cut
        node = 2 * node + (seen_bins[best_column[node], np.arange(seen.size)] > best_cut[node])
    total = _Sums(*(np.bincount(node, values, 2**how.depth).astype(np.float64) for values in of_seen))
    leaf = np.stack(
        [
            total.place / (total.place_information + how.shrinkage),
            how.spread_rate * total.spread / (total.spread_information + how.shrinkage),
        ],
        axis=1,
    )
    return column, cut, how.rate * np.clip(leaf, -STEP_MAX, STEP_MAX)


def _cuts(
    seen_bins: NDArray[np.uint8], node: Whole, nodes: int, columns: Whole, of_seen: _Sums, how: Growth
) -> tuple[Whole, Whole]:
    """The best column and cut of each node of a level; a node that no cut betters keeps the cut `BINS`: none."""
    gain_best = np.full(nodes, 1e-6)
    column_best, cut_best = np.zeros(nodes, np.int64), np.full(nodes, BINS, np.int64)
    for column in columns:
        place = node * BINS + seen_bins[column]
        left = _Sums(*(np.bincount(place, v, nodes * BINS).reshape(nodes, BINS).cumsum(axis=1) for v in of_seen))
        gain = _gain(left, how)
        cut = gain.argmax(axis=1)
        found = gain[np.arange(nodes), cut]
        better = found > gain_best
        gain_best[better], column_best[better], cut_best[better] = found[better], column, cut[better]
    return column_best, cut_best


def _gain(left: _Sums, how: Growth) -> Floats:
    """What a cut after each bin adds to the quadratic gain, (nodes, BINS); -1 where a side would be too light."""
    gain = np.zeros_like(left.place)
    for by, information in ((left.place, left.place_information), (left.spread, left.spread_information)):
        all_by, all_information = by[:, -1:], information[:, -1:]
        gain += by**2 / (information + how.shrinkage)
        gain += (all_by - by) ** 2 / (all_information - information + how.shrinkage)
        gain -= all_by**2 / (all_information + how.shrinkage)
    light = left.spread_information < how.leaf_weight_min
    light |= left.spread_information[:, -1:] - left.spread_information < how.leaf_weight_min
    gain[light] = -1.0
    return gain


def _walk_binned(binned: NDArray[np.uint8], column: Whole, cut: Whole, depth: int) -> Whole:
    """The leaf of each row: numbered from the left."""
    rows = np.arange(binned.shape[1])
    node = np.zeros(binned.shape[1], np.int64)
    for level in range(depth):
        at = node + 2**level - 1
        node = 2 * node + (binned[column[at], rows] > cut[at])
    return node
