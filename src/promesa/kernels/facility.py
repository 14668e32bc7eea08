"""Which facilities to open and who serves whom: capacitated facility location, where a customer may be shared.

Costs are of the whole of a customer's demand; a facility costs its `fixed` once anything leaves it, and sends no more
than its capacity. A small case is one mixed-integer program in the strong formulation (no share before its facility is
open; Aikens, EJOR 1985). A large one is first priced by relaxing "each customer is served" (kernels/relaxed.py); the
program over the most promising facilities then gives a plan, the relaxation proves which other facilities no better
plan can open, and the program over those left proves the rest.
"""

from typing import NamedTuple

import numpy as np

from promesa.kernels import programs, relaxed
from promesa.kernels.programs import UNLIMITED, Columns, Ended, Flags, Floats, Limits, Rows, Solved, Whole

SMALL = 6_000
"""With no more pairs of customer and facility than this, one program is quickest."""
CORE_MIN, CORE_SPARE = 20, 12
"""So many facilities are compared for a first plan, at least, and beyond those that the relaxation opens."""
NEAR = 1.2
"""A large program says "no share before its facility is open" only of pairs that cost up to so many times what the
relaxation charges the customer: others hardly ever take part, and are held back by the capacity."""
ROOM = 1e-9
"""The share of all demand by which capacity may fall short: the error of adding it up."""


class Case(NamedTuple):
    """capacity, fixed (facilities,), demand (customers,), cost (customers, facilities); all finite, none negative."""

    capacity: Floats
    fixed: Floats
    demand: Floats
    cost: Floats


class Opened(NamedTuple):
    """opened, ascending; customer, facility, share (flows,) of its demand; no plan costs less than `bound`."""

    ended: Ended
    objective: float
    bound: float
    opened: Whole
    customer: Whole
    facility: Whole
    share: Floats
    nodes: int


def solve(case: Case, limits: Limits = UNLIMITED) -> Opened:
    """The cheapest plan; out of limits the cheapest that was found, with a bound; too little capacity is INFEASIBLE."""
    _check(case)
    if not fits(case):
        none = np.zeros(0, dtype=np.int64)
        return Opened(Ended.INFEASIBLE, programs.INFINITE, programs.INFINITE, none, none, none, np.zeros(0), 0)
    if case.cost.size <= SMALL:
        every = np.arange(len(case.fixed))
        return _told(case, every, _program(case, every, case.cost >= 0, limits), -programs.INFINITE)
    return _large(case, limits)


def fits(case: Case) -> bool:
    """Whether all facilities together can send what is wanted."""
    demand = float(case.demand.sum())
    return float(case.capacity.sum()) >= demand * (1.0 - ROOM)


def _check(case: Case) -> None:
    customers, facilities = case.cost.shape
    assert case.capacity.shape == case.fixed.shape == (facilities,), "a capacity and a fixed cost for each facility"
    assert case.demand.shape == (customers,), "a demand for each customer"
    for part in case:
        assert bool(np.isfinite(part).all()) and bool((part >= 0).all()), "figures are finite and not negative"


# --- large cases ---


def _large(case: Case, limits: Limits) -> Opened:
    told = relaxed.relax(*case)
    near = case.cost <= told.price[:, None] * NEAR
    core = _core(case, told)
    first = _told(case, core, _program(case, core, near, limits), told.bound)
    left = relaxed.undecided(told, case.capacity, case.demand, first.objective)
    left = np.union1d(left, first.opened)
    if first.ended is Ended.PROVEN and np.isin(left, core).all():
        return first
    spare = limits._replace(nodes=max(1, limits.nodes - first.nodes))
    last = _told(case, left, _program(case, left, near, spare), told.bound)
    best = min(first, last, key=lambda one: one.objective)
    return best._replace(ended=last.ended, bound=min(last.bound, best.objective), nodes=first.nodes + last.nodes)


def _core(case: Case, told: relaxed.Relaxed) -> Whole:
    """The facilities that look best at the prices of the relaxation, with room for all demand; ascending."""
    order = np.argsort(told.worth, kind="stable")
    enough = int(np.searchsorted(np.cumsum(case.capacity[order]), case.demand.sum() * (1.0 - ROOM))) + 1
    count = max(CORE_MIN, CORE_SPARE + max(enough, int(told.opened.sum())))
    return np.sort(order[:count])


# --- the program ---


def _program(case: Case, among: Whole, near: Flags, limits: Limits) -> Solved:
    """The strong formulation over some of the facilities: a column each, then one for each pair, customer by customer.

    Rows: each customer is served; each facility sends no more than its capacity; what is open has room for all; none of
    the pairs in `near` (customers, all facilities) has more than its facility is open.
    """
    capacity, cost, near = case.capacity[among], case.cost[:, among], near[:, among]
    customers, facilities = cost.shape
    pairs, linked = customers * facilities, int(near.sum())
    total = float(case.demand.sum())
    wanted = np.ones(customers)
    below = np.full(facilities + linked, -programs.INFINITE)
    room = min(total, float(capacity.sum()))
    lower = np.concatenate([wanted, below[:facilities], [room], below[facilities:]])
    upper = np.concatenate([wanted, np.zeros(facilities), [programs.INFINITE], np.zeros(linked)])
    link = np.full(near.shape, -1, dtype=np.int64)
    link[near] = customers + facilities + 1 + np.arange(linked)
    opening = _openings(case.fixed[among], capacity, link)
    shares = _shares(cost, case.demand, link)
    columns = Columns(
        np.concatenate([opening.cost, shares.cost]),
        np.zeros(facilities + pairs),
        np.ones(facilities + pairs),
        np.concatenate([opening.integer, shares.integer]),
        np.concatenate([opening.start[:-1], shares.start + len(opening.row)]),
        np.concatenate([opening.row, shares.row]),
        np.concatenate([opening.value, shares.value]),
    )
    return programs.solve(Rows(lower, upper), columns, limits)


def _openings(fixed: Floats, capacity: Floats, link: Whole) -> Columns:
    """A column for each facility; link: the row of each pair, -1 for none."""
    customers, facilities = link.shape
    rows = np.vstack([customers + np.arange(facilities), np.full(facilities, customers + facilities), link])
    values = np.vstack([-capacity, capacity, np.full(link.shape, -1.0)])
    ones = np.ones(facilities)
    return _columns(fixed, ones > 0, rows.T, values.T)


def _shares(cost: Floats, demand: Floats, link: Whole) -> Columns:
    """A column for each pair, customer by customer; link: its row, -1 for none."""
    customers, facilities = cost.shape
    rows = np.empty((customers * facilities, 3), dtype=np.int64)
    rows[:, 0] = np.repeat(np.arange(customers), facilities)
    rows[:, 1] = customers + np.tile(np.arange(facilities), customers)
    rows[:, 2] = link.ravel()
    values = np.ones(rows.shape)
    values[:, 1] = np.repeat(demand, facilities)
    return _columns(cost.ravel(), np.zeros(cost.size, dtype=np.bool_), rows, values)


def _columns(cost: Floats, integer: Flags, rows: Whole, values: Floats) -> Columns:
    """Columns between 0 and 1 of the entries (columns, entries) whose row is not -1."""
    some = rows >= 0
    start = np.concatenate([[0], np.cumsum(some.sum(axis=1))])
    return Columns(cost, np.zeros(len(cost)), np.ones(len(cost)), integer, start, rows[some], values[some])


# --- the plan ---


def _told(case: Case, among: Whole, solved: Solved, bound: float) -> Opened:
    """What is open is taken from the program, who serves whom is worked out anew: exact to the last digit."""
    if len(solved.values):
        open_rows = among[solved.values[: len(among)] > 0.5]
    else:
        open_rows = among
    if case.capacity[open_rows].sum() < case.demand.sum() * (1.0 - ROOM):
        open_rows = np.arange(len(case.fixed))
    share = served(case, open_rows)
    used = share.sum(axis=0) > 0
    open_rows, share = open_rows[used], share[:, used]
    customer, column = np.nonzero(share)
    facility = open_rows[column]
    flows = share[customer, column]
    objective = float(case.fixed[open_rows].sum() + (case.cost[customer, facility] * flows).sum())
    ended = Ended.PROVEN if solved.ended is Ended.PROVEN else Ended.LIMIT
    certified = min(max(bound, solved.bound if np.isfinite(solved.bound) else bound), objective)
    return Opened(ended, objective, certified, open_rows, customer, facility, flows, solved.nodes)


def served(case: Case, among: Whole) -> Floats:
    """The cheapest shares (customers, among) when just these are open, with room for all: a transportation problem."""
    customers, facilities = len(case.demand), len(among)
    capacity = case.capacity[among]
    short = max(1.0, float(case.demand.sum()) / max(float(capacity.sum()), 1e-300))
    wanted = np.ones(customers)
    lower = np.concatenate([wanted, np.full(facilities, -programs.INFINITE)])
    upper = np.concatenate([wanted, capacity * short])
    columns = _shares(case.cost[:, among], case.demand, np.full((customers, facilities), -1))
    solved = programs.solve(Rows(lower, upper), columns)
    assert solved.ended is Ended.PROVEN, solved.ended
    share = np.clip(solved.values.reshape(customers, facilities), 0.0, 1.0)
    share[share < 1e-9] = 0.0
    settled: Flags = share.max(axis=1) > 1.0 - 1e-9
    share[settled] = (share[settled] > 0.5).astype(np.float64)
    whole: Floats = share / share.sum(axis=1, keepdims=True)
    return whole
