"""Capacitated facility location where customers need not be served but have a price: a bound, and what it proves.

With a price for serving each customer, every facility by itself is a continuous knapsack: the customers worth most for
the room they take. Which of them to open is one more knapsack, over the capacity that all demand needs. The bound is at
least that of the strong linear program (Geoffrion and McBride, AIIE Transactions 1978; Cornuejols, Sridharan and
Thizy, EJOR 1991); prices climb along the subgradient (Held, Wolfe and Crowder, Mathematical Programming 1974).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

ROUNDS = 400
PATIENCE = 12
"""Rounds without a better bound, then the step is shortened by SHORTER."""
SHORTER = 1.5
STEP_MIN = 1e-4
HOPE = 1.02
"""The optimum is taken to be so much above the best bound, as long as nothing better is known."""
NEAREST = 3
TINY = 1e-12


class Relaxed(NamedTuple):
    """bound; price (customers,); worth (facilities,): what opening costs less what it earns; opened (facilities,)."""

    bound: float
    price: Floats
    worth: Floats
    opened: Floats


def relax(capacity: Floats, fixed: Floats, demand: Floats, cost: Floats) -> Relaxed:
    """The best prices found; capacity, fixed (facilities,), demand (customers,), cost (customers, facilities)."""
    price = np.sort(cost, axis=1)[:, min(NEAREST, cost.shape[1] - 1)].copy()
    best, step, waited = None, 1.0, 0
    for _ in range(ROUNDS):
        found, served = _at(price, capacity, fixed, demand, cost)
        if best is None or found.bound > best.bound:
            waited = 0 if best is None or found.bound > best.bound + 1e-5 * abs(best.bound) else waited + 1
            best = found
        else:
            waited += 1
        if waited > PATIENCE:
            step, waited, price = step / SHORTER, 0, best.price.copy()
        missing = 1.0 - served
        length = float((missing**2).sum())
        if step < STEP_MIN or length < TINY:
            break
        price = price + step * max(best.bound * HOPE - found.bound, TINY) / length * missing
    assert best is not None
    return best


def _at(price: Floats, capacity: Floats, fixed: Floats, demand: Floats, cost: Floats) -> tuple[Relaxed, Floats]:
    """The relaxation at these prices, and how much of each customer it serves (customers,)."""
    gain = price[:, None] - cost
    weight = np.maximum(demand, TINY)
    order = np.argsort(-gain / weight[:, None], axis=0, kind="stable")
    taken, each = weight[order], np.arange(len(fixed))
    before = np.cumsum(taken, axis=0) - taken
    share = np.minimum(np.maximum((capacity - before) / taken, 0.0), 1.0)
    share[taken <= TINY] = 1.0
    gained = gain[order, each]
    share[gained <= 0] = 0.0
    worth = fixed - (gained * share).sum(axis=0)
    opened = _cheapest_room(worth, capacity, float(demand.sum()))
    flows = np.empty_like(cost)
    flows[order, each] = share
    bound = float(price.sum() + worth @ opened)
    return Relaxed(bound, price.copy(), worth, opened), flows @ opened


def _cheapest_room(worth: Floats, capacity: Floats, total: float) -> Floats:
    """How far each facility is open (facilities,) when each costs its worth and all demand needs room."""
    opened = (worth < 0).astype(np.float64)
    missing = total - float(capacity @ opened)
    if missing > 0:
        rest = np.flatnonzero(worth >= 0)
        rest = rest[np.argsort(worth[rest] / np.maximum(capacity[rest], TINY), kind="stable")]
        room = capacity[rest]
        opened[rest] = np.clip((missing - (np.cumsum(room) - room)) / np.maximum(room, TINY), 0.0, 1.0)
    return opened


def undecided(told: Relaxed, capacity: Floats, demand: Floats, objective: float) -> Whole:
    """The facilities that a plan cheaper than `objective` might open; ascending."""
    total, prices = float(demand.sum()), float(told.price.sum())
    left = []
    for one in range(len(capacity)):
        others = np.delete(np.arange(len(capacity)), one)
        opened = _cheapest_room(told.worth[others], capacity[others], total - float(capacity[one]))
        if prices + float(told.worth[one]) + float(told.worth[others] @ opened) <= objective:
            left.append(one)
    return np.array(left, dtype=np.int64)
