"""Other systems' ways to choose locations, one after another without comparing costs: what a policy is raced against.

Each is the documented rule of a real system. Who has units, who reaches the place, which days have places and by when a
parcel arrives is as in the long way: only the choice among locations differs. From the chosen locations the cheapest
services go and, for an earlier date, the fastest. None of these systems limits the number of parcels; nor is it here.

- `nearest`: the nearest location that has everything; where none has, as `priority_distance`. (HotWax: routing rule
  sorted by proximity, "allocate partial" off, then on; Shopify: rank by distance.)
- `priority_distance`: from the nearest on, each location sends all it has of what is still wanted. (Magento MSI:
  `DistanceBasedAlgorithm`, which "iterates over all the sources one by one".)
- `list_order`: each line from the first location of the list that has it whole (Medusa: `reserveInventoryStep` takes
  the first of the locations with enough); where none has, what each has in the order of the list (Vendure: allocation
  by the list; Saleor: `PRIORITIZE_SORTING_ORDER`). The list is by the locations' ids.
- `highest_stock`: each line from the location with the most units of it on, each sending what it has. (Saleor:
  `PRIORITIZE_HIGH_STOCK`.)
- `fewest_splits`: of the `CANDIDATES` nearest locations singles, then pairs, then triples...; of the smallest sets that
  have everything the one nearest on average; after `SETS_MAX` sets it gives up and does as `priority_distance`.
  (Salesforce Order Management: "Find Routes with Fewest Splits", 10,000 combinations, then "Rank by Average Distance".)
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import combinations, islice

import numpy as np

from promesa.domain.network import places as gazetteer
from promesa.domain.network.locations.state import Location
from promesa.domain.network.places import Place, Places
from promesa.domain.promise.sourcing import long_way
from promesa.domain.promise.sourcing.long_way import LocationChoices, Mask, Plan, PlannedParcel, WantColumns
from promesa.domain.promise.sourcing.origins import Numbers
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.sourcing.reach_table import ReachTable
from promesa.domain.promise.sourcing.service_columns import FAR
from promesa.domain.values.place import distance_km

CANDIDATES, SETS_MAX = 20, 10_000
SAME_STATE_KM, ELSEWHERE_KM = 5_000, 20_000
"""How far away a location counts whose position, or the place's, is not known."""

Loads = dict[int, Numbers]
"""What each chosen row sends: units by line."""
Way = Callable[[Numbers, Numbers, Numbers], Loads]
"""(units available [rows, lines], rows in the order of the list; wanted [lines]; kilometres [rows]) -> loads."""


def plans(
    parts: Parts, table: ReachTable, place: Place, found: LocationChoices, wanted: WantColumns, allowed: Mask
) -> list[Plan]:
    """The plan of the policy's way by the cheapest services and, where it arrives earlier, by the fastest; empty: what
    is left of the locations does not have everything, or cannot send it."""
    usable = np.flatnonzero((allowed & (found.arrives < FAR)).any(axis=1))
    usable = usable[np.argsort(table.columns.rank[found.numbers[usable]])]
    km = np.array([_km(parts.places, table.columns.known[int(n)], place) for n in found.numbers[usable]])
    split = parts.policy.split_cost
    while len(usable) and bool((found.available[usable].sum(axis=0) >= wanted.units).all()):
        loads = WAYS[parts.policy.sourcing](found.available[usable], wanted.units, km)
        senders = {
            int(usable[row]): _parcels(table, found, wanted, allowed, int(usable[row]), loads[row]) for row in loads
        }
        unable = [row for row, parcels in senders.items() if not parcels]
        if not unable:
            return _cheap_and_fast([one for parcels in senders.values() for one in parcels], split)
        stays = ~np.isin(usable, unable)
        usable, km = usable[stays], km[stays]
    return []


# --- the ways ---


def _nearest(available: Numbers, wanted: Numbers, km: Numbers) -> Loads:
    order = np.argsort(km, kind="stable")
    whole = order[(available[order] >= wanted).all(axis=1)]
    return {int(whole[0]): wanted.copy()} if len(whole) else _one_by_one(available, wanted, order)


def _priority_distance(available: Numbers, wanted: Numbers, km: Numbers) -> Loads:
    return _one_by_one(available, wanted, np.argsort(km, kind="stable"))


def _list_order(available: Numbers, wanted: Numbers, _: Numbers) -> Loads:
    def first_with(column: Numbers, units: int) -> Numbers:
        whole = np.flatnonzero(column >= units)
        return whole[:1] if len(whole) else np.arange(len(column))

    return _line_by_line(available, wanted, first_with)


def _highest_stock(available: Numbers, wanted: Numbers, _: Numbers) -> Loads:
    return _line_by_line(available, wanted, lambda column, units: np.argsort(-column, kind="stable"))


def _fewest_splits(available: Numbers, wanted: Numbers, km: Numbers) -> Loads:
    near = np.argsort(km, kind="stable")[:CANDIDATES]
    tried = 0
    for size in range(1, len(near) + 1):
        sets = np.array(list(islice(combinations(range(len(near)), size), SETS_MAX - tried)), dtype=np.int64)
        if not len(sets):
            break
        tried += len(sets)
        whole = sets[(np.minimum(available[near[sets]], wanted).sum(axis=1) >= wanted).all(axis=1)]
        if len(whole):
            chosen = whole[int(km[near[whole]].mean(axis=1).argmin())]
            return _one_by_one(available, wanted, near[chosen])
    return _priority_distance(available, wanted, km)


WAYS: Mapping[str, Way] = {
    "nearest": _nearest,
    "priority_distance": _priority_distance,
    "list_order": _list_order,
    "highest_stock": _highest_stock,
    "fewest_splits": _fewest_splits,
}


def _one_by_one(available: Numbers, wanted: Numbers, order: Numbers) -> Loads:
    """Rows in that order, each with all it has of what is still wanted."""
    left, loads = wanted.copy(), Loads()
    for row in order.tolist():
        load = np.minimum(available[row], left)
        if load.any():
            loads[row] = load
            left = left - load
        if not left.any():
            break
    return loads


def _line_by_line(available: Numbers, wanted: Numbers, order_of: Callable[[Numbers, int], Numbers]) -> Loads:
    """Each line by itself from rows in an order of its own; what one row sends of several lines is one parcel."""
    loads: Loads = {}
    for line, units in enumerate(wanted.tolist()):
        left = units
        for row in order_of(available[:, line], units).tolist():
            sent = min(int(available[row, line]), left)
            if sent:
                loads.setdefault(row, np.zeros_like(wanted))[line] = sent
                left -= sent
            if not left:
                break
    return loads


# --- from the chosen locations ---


def _parcels(
    table: ReachTable, found: LocationChoices, wanted: WantColumns, allowed: Mask, row: int, load: Numbers
) -> list[list[PlannedParcel]]:
    """The row's parcels, each by all services that bring it; empty where one is brought by none."""
    sends = allowed[row] & (found.arrives[row] < FAR)
    limit, most = int(np.where(sends, table.max_grams, -1).max()), int(np.where(sends, table.value_max, -1).max())
    fits = int(load @ wanted.grams) <= limit and int(load @ wanted.prices) <= most
    loads = [load] if fits else long_way.chunks(load, wanted, limit, most)
    if not np.array_equal(sum(loads, np.zeros_like(load)), load):
        return []
    parcels = [_by_services(table, found, wanted, allowed, row, one) for one in loads]
    return parcels if all(parcels) else []


def _by_services(
    table: ReachTable, found: LocationChoices, wanted: WantColumns, allowed: Mask, row: int, load: Numbers
) -> list[PlannedParcel]:
    number, units = int(found.numbers[row]), tuple(load.tolist())
    grams, volume = int(load @ wanted.grams), int(load @ wanted.volumes_cm3)
    prices = table.price_of_parcel(number, grams, volume, int(load @ wanted.prices))
    added = int(table.columns.own_cost[number])
    if wanted.landed is not None and table.abroad[table.columns.group_of[number]]:
        added += int(wanted.landed.of(load[None])[0])
    return [
        PlannedParcel(number, k, units, price + added, arrives)
        for k, (price, arrives) in enumerate(zip(prices, found.arrives[row].tolist(), strict=True))
        if price is not None and arrives < FAR and allowed[row, k]
    ]


def _cheap_and_fast(parcels: list[list[PlannedParcel]], split: int) -> list[Plan]:
    cheap = _plan([min(ways, key=lambda one: (one.cost, one.arrives, one.service)) for ways in parcels], split)
    latest = max(min(one.arrives for one in ways) for ways in parcels)
    in_time = [[one for one in ways if one.arrives <= latest] for ways in parcels]
    fast = _plan([min(ways, key=lambda one: (one.cost, one.arrives, one.service)) for ways in in_time], split)
    return [cheap, fast] if fast.arrives < cheap.arrives else [cheap]


def _plan(parcels: list[PlannedParcel], split: int) -> Plan:
    cost = sum(one.cost for one in parcels) + split * (len(parcels) - 1)
    return Plan(tuple(parcels), cost, max(one.arrives for one in parcels))


# --- how far ---


def _km(places: Places, at: Location | None, place: Place) -> float:
    assert at is not None, "a location that nobody knows sends nothing"
    here = None if at.postal_code is None else gazetteer.find(places, at.postal_code)
    lat, lon = (at.lat, at.lon) if here is None or at.lat is not None else (here.lat, here.lon)
    if lat is None or lon is None or place.lat is None or place.lon is None:
        return SAME_STATE_KM if at.area == place.area else ELSEWHERE_KM
    return _apart(lat, lon, place.lat, place.lon)


@lru_cache(maxsize=65_536)
def _apart(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    return distance_km(lat, lon, other_lat, other_lon)
