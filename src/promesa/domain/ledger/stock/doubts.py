"""What counting is worth at every shelf of every location at once: `counting.worth` on arrays, for who looks at all."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from promesa.domain.ledger.stock import findings
from promesa.domain.ledger.stock.counting import UNITS_AT_STAKE
from promesa.domain.ledger.stock.findings import DEPTHS, EVERYWHERE, FOUND_BEFORE, Findings
from promesa.domain.ledger.stock.state import Shelves, Stock
from promesa.domain.values.ids import LocationId, Sku
from promesa.domain.values.moments import DAY, Instant
from promesa.kernels import beliefs
from promesa.kernels.beliefs import NOTHING, Seen

Floats = NDArray[np.float64]
UNITS_MAX = 2 * UNITS_AT_STAKE - 1
"""From so many units on, all that are at stake lie as deep as can be told apart."""


class ShelfWorth(NamedTuple):
    """A shelf that somebody should look at: units on record and owed, units that could be promised, how many of those
    next to be promised we believe are not there, and their price in centavos."""

    sku: Sku
    location: LocationId
    on_hand: int
    reserved: int
    units: int
    missing: float
    stake: int


class ShelfLook(NamedTuple):
    """What is read: taken at one moment under the world's lock, and read afterwards at leisure."""

    shelves: Shelves
    size: int
    found: Findings
    now: Instant


def look(stock: Stock, now: Instant) -> ShelfLook:
    """A copy of what is small; the columns themselves (a figure may change while it is read)."""
    found = Findings(dict(stock.findings.by_depth), dict(stock.findings.by_shelf))
    return ShelfLook(stock.shelves, stock.shelves.size, found, now)


def worth_most(looked: ShelfLook, prices: NDArray[np.int64], limit: int) -> list[ShelfWorth]:
    """The shelves whose count is worth most, by `prices` of SKU numbers in centavos (0: nobody sells it)."""
    shelves, size = looked.shelves, looked.size
    available = shelves.available[:size]
    rows = np.flatnonzero((available > 0) & (prices[shelves.sku_of[:size]] > 0))
    missing = _missing(looked, rows)
    stakes = np.rint(missing * prices[shelves.sku_of[rows]])
    best = np.lexsort((rows, -stakes))[:limit]
    return [
        ShelfWorth(
            shelves.skus[shelves.sku_of[row]],
            shelves.locations[shelves.location_of[row]],
            int(shelves.on_hand[row]),
            int(shelves.reserved[row]),
            int(available[row]),
            float(missing[at]),
            int(stakes[at]),
        )
        for at, row in zip(best.tolist(), rows[best].tolist(), strict=True)
    ]


def _missing(looked: ShelfLook, rows: NDArray[np.int64]) -> Floats:
    """Of the units next to be promised at each row, those that are believed not to be there."""
    at, seen = _sightings(looked, rows)
    by_location = _by_location(looked)
    units = np.minimum(looked.shelves.available[rows], UNITS_MAX)
    locations = looked.shelves.location_of[rows]
    missing: Floats = _sums(1.0 - by_location)[locations, units - 1]
    if len(at):
        own = _leaning(seen, by_location[locations[at]], float(looked.now // DAY))
        missing[at] = _sums(1.0 - own)[np.arange(len(at)), units[at] - 1]
    return missing


def _sums(doubts: Floats) -> Floats:
    """From doubts by depth, (n, depths), the doubted units of a record of 1 .. UNITS_MAX units, (n, UNITS_MAX)."""
    depth_of = np.searchsorted(DEPTHS, np.arange(1, UNITS_AT_STAKE + 1), side="right")
    by_unit = doubts[:, depth_of]
    found = []
    for units in range(1, UNITS_MAX + 1):
        nexts = np.arange(max(1, units - UNITS_AT_STAKE + 1), units + 1)
        found.append(by_unit[:, np.minimum(nexts, UNITS_AT_STAKE) - 1].sum(axis=1))
    return np.stack(found, axis=1)


def _by_location(looked: ShelfLook) -> Floats:
    """What is believed at each location and depth, as `findings.chance` has it: (locations, depths)."""
    day, found = float(looked.now // DAY), looked.found.by_depth
    half_life = findings.LOCATION_HALF_LIFE_DAYS
    table = np.empty((len(looked.shelves.locations), len(FOUND_BEFORE)))
    for depth, before in enumerate(FOUND_BEFORE):
        everywhere = found.get(f"{EVERYWHERE}\t{depth}", NOTHING)
        wide = beliefs.share(everywhere, day, half_life, before, findings.EVERYWHERE_WEIGHT)
        for number, location in enumerate(looked.shelves.locations):
            here = found.get(f"{location}\t{depth}", NOTHING)
            table[number, depth] = beliefs.share(here, day, half_life, wide, findings.LOCATION_WEIGHT)
    return table


def _leaning(seen: Floats, believed: Floats, day: float) -> Floats:
    """What is believed of shelves with sightings of their own (good, bad, day), leaning on their locations'."""
    left = 0.5 ** ((np.maximum(day, seen[:, 2]) - seen[:, 2]) / findings.SHELF_HALF_LIFE_DAYS)
    good, looks = (seen[:, 0] * left)[:, None], ((seen[:, 0] + seen[:, 1]) * left)[:, None]
    weight = findings.SHELF_WEIGHT
    leaning: Floats = (good + believed * weight) / (looks + weight)
    return leaning


def _sightings(looked: ShelfLook, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], Floats]:
    """Where among the rows those with sightings of their own stand, and (good, bad, day) of each."""
    place = np.full(looked.size, -1, dtype=np.int64)
    place[rows] = np.arange(len(rows))
    seen: list[Seen] = []
    at: list[int] = []
    for key, one in looked.found.by_shelf.items():
        location, _, sku = key.partition("\t")
        row = _row(looked.shelves, Sku(sku), LocationId(location))
        if 0 <= row < looked.size and place[row] >= 0:
            seen.append(one)
            at.append(int(place[row]))
    return np.array(at, dtype=np.int64), np.array(seen, dtype=float).reshape(-1, 3)


def _row(shelves: Shelves, sku: Sku, location: LocationId) -> int:
    """The shelf's row, or -1; reads only, for the shelves may be changing meanwhile."""
    item, place = shelves.sku_numbers.get(sku), shelves.location_numbers.get(location)
    if item is None or place is None or item >= len(shelves.rows_by_sku):
        return -1
    rows = shelves.rows_by_sku[item]
    hit = np.flatnonzero(shelves.location_of[rows] == place)
    return int(rows[hit[0]]) if len(hit) else -1


class FindingShare(NamedTuple):
    """What hands found at a location (or one of its shelves), older hands counting less: units there, units missing."""

    location: LocationId
    sku: Sku | None
    there: float
    missing: float


def found_by_location(looked: ShelfLook) -> list[FindingShare]:
    """Every location where hands reached for units, those that miss the largest share first."""
    day = float(looked.now // DAY)
    sums: dict[str, list[float]] = {}
    for key, seen in looked.found.by_depth.items():
        location, _, _ = key.partition("\t")
        if location != EVERYWHERE:
            good, bad = _faded(seen, day, findings.LOCATION_HALF_LIFE_DAYS)
            both = sums.setdefault(location, [0.0, 0.0])
            both[0] += good
            both[1] += bad
    told = [FindingShare(LocationId(name), None, good, bad) for name, (good, bad) in sums.items()]
    return sorted(told, key=lambda one: (-one.missing / max(one.there + one.missing, 1e-9), one.location))


def found_missing(looked: ShelfLook, limit: int) -> list[FindingShare]:
    """Shelves where hands missed most, those first."""
    day, told = float(looked.now // DAY), list[FindingShare]()
    for key, seen in looked.found.by_shelf.items():
        if seen.bad > 0:
            location, _, sku = key.partition("\t")
            told.append(FindingShare(LocationId(location), Sku(sku), *_faded(seen, day, findings.SHELF_HALF_LIFE_DAYS)))
    return sorted(told, key=lambda one: (-one.missing, one.location, str(one.sku)))[:limit]


def _faded(seen: Seen, day: float, half_life: float) -> tuple[float, float]:
    left = float(0.5 ** (max(0.0, day - seen.at) / half_life))
    return seen.good * left, seen.bad * left
