"""From which locations, by which services: the cheapest plan, and the cheapest of the fastest plans.

A plan is ranked by everything it costs us: freight, extended zone, handling, and the split for each parcel after the
first; the number ranked is the number charged (R10). Of plans that cost the same the one with fewer parcels wins, then
the one whose locations are cheaper for the whole, then earlier, then first by id; of one location's services that cost
the same the earlier, then the first by id (R09, R24).
"""

from datetime import date
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from promesa.domain.ledger.capacity import Capacity
from promesa.domain.promise.sourcing import cargo_room, workload
from promesa.domain.promise.sourcing.cost_board import CheapestParcel, CostBoard
from promesa.domain.promise.sourcing.origins import NOWHERE, Numbers
from promesa.domain.promise.sourcing.reach_table import ReachTable
from promesa.domain.promise.sourcing.service_columns import FAR
from promesa.domain.promise.sourcing.wants import WantLines
from promesa.domain.values.moments import Instant
from promesa.domain.values.policy import Policy
from promesa.kernels import cover
from promesa.kernels.cover import NEVER

Mask = NDArray[np.bool_]
CHUNKS_MAX = 64
"""More parcels than this from one location are no parcel business."""


class WantColumns(NamedTuple):
    """Units wanted, and grams, volume and price of one unit, by line."""

    units: Numbers
    grams: Numbers
    volumes_cm3: Numbers
    prices: Numbers
    landed: Any
    """As in `WantLines`."""


class LocationChoices(NamedTuple):
    """Locations that have some of what is wanted and may sell it: one row each (or one per parcel of a heavy load).

    numbers [n]: the stock's location numbers; available [n, lines]; arrives [n, K]: ordinals, `FAR` for never;
    process_on: the working day by (number, service) of those whose own day is full; worth [n, lines]: what a unit is
    worth to others in centavos, where any of them is scarce: it ranks plans and is in no cost.
    """

    numbers: Numbers
    available: Numbers
    arrives: Numbers
    process_on: dict[tuple[int, int], date]
    worth: Numbers | None = None


class PlannedParcel(msgspec.Struct, frozen=True, gc=False):
    """One parcel of a plan: location number, service (index into the table's reaches), units by line, what it costs.

    `board`, `found`: where it was found, if on a board, which remembers the rest of its leg.
    """

    number: int
    service: int
    units: tuple[int, ...]
    cost: int
    arrives: int
    board: CostBoard | None = None
    found: CheapestParcel | None = None


class Plan(msgspec.Struct, frozen=True, gc=False):
    """Parcels that together bring everything, their whole cost with the split, and the day of the last arrival."""

    parcels: tuple[PlannedParcel, ...]
    cost: int
    arrives: int


def columns_of(wanted: WantLines) -> WantColumns:
    """The same as columns."""
    return WantColumns(
        np.array(wanted.units, dtype=np.int64),
        np.array(wanted.grams, dtype=np.int64),
        np.array(wanted.volumes_cm3, dtype=np.int64),
        np.array(wanted.prices, dtype=np.int64),
        wanted.landed,
    )


def choices(table: ReachTable, available: Numbers, may_send: Mask, worth: Numbers | None = None) -> LocationChoices:
    """The locations among `may_send` [L] that have something of what is wanted; worth [L, lines]: of a unit there."""
    numbers = np.flatnonzero(may_send & (available > 0).any(axis=1))
    groups = table.columns.group_of[numbers]
    arrives = np.where((groups == NOWHERE)[:, None], FAR, table.arrives[groups])
    return LocationChoices(numbers, available[numbers], arrives, {}, None if worth is None else worth[numbers])


def everything(found: LocationChoices) -> Mask:
    """Every service of every location [n, K]."""
    return np.ones(found.arrives.shape, dtype=bool)


def plans(
    table: ReachTable,
    found: LocationChoices,
    wanted: WantColumns,
    allowed: Mask,
    policy: Policy,
    cheap: Plan | None = None,
) -> list[Plan]:
    """The cheapest plan and, where there is one that arrives earlier, the cheapest of the fastest; best first.

    allowed [n, K]: which services of which locations may be used; cheap: the cheapest plan with those, where it is
    known. Empty: no plan sends all that is wanted.
    """
    cheap = cheap or _cheapest(table, found, wanted, allowed, policy)
    if cheap is None:
        return []
    if len(cheap.parcels) > policy.parcels_max:
        return [cheap]
    earliest = np.where(allowed, found.arrives, FAR).min(axis=1)
    for day in sorted({day for day in earliest.tolist() if day < cheap.arrives}):
        early = found.available[earliest <= day]
        if cover.parcels_needed(early, wanted.units, policy.parcels_max) > policy.parcels_max:
            continue
        fast = _cheapest(table, found, wanted, allowed & (found.arrives <= day), policy)
        if fast is not None and len(fast.parcels) <= policy.parcels_max:
            return [fast] if fast.cost <= cheap.cost else [cheap, fast]
    return [cheap]


class _Prices(NamedTuple):
    """What light parcels of rows cost by service with handling [n, K] (`NEVER`: not by this one), and the rest."""

    table: ReachTable
    light: Numbers
    wanted: WantColumns
    groups: Numbers
    all_light: bool
    worth: Numbers | None = None

    def least(self, which: Numbers, loads: Numbers) -> Numbers:
        """What parcels [P] with those loads are ranked by: the cheapest service's cost, and what the units are worth
        to others."""
        costs: Numbers = self.by_service(which, loads).min(axis=1)
        return costs if self.worth is None else costs + self.worth_of(which, loads)

    def worth_of(self, which: Numbers, loads: Numbers) -> Numbers:
        """What the units of parcels [P] with those loads are worth to others."""
        none = np.zeros(len(loads), dtype=np.int64)
        return none if self.worth is None else none + (self.worth[which] * loads).sum(axis=1)

    def by_service(self, which: Numbers, loads: Numbers) -> Numbers:
        """Costs of parcels [P] with those loads, by service [P, K]."""
        costs: Numbers = self.light[which]
        if self.all_light:
            return costs
        kilograms = self.table.kilograms(loads @ self.wanted.grams, loads @ self.wanted.volumes_cm3)
        values = loads @ self.wanted.prices
        may_go = (kilograms >= 0) & (values[:, None] <= self.table.value_max)
        if self.wanted.landed is not None:
            at_border = np.where(self.table.abroad[self.groups[which]], self.wanted.landed.of(loads), 0)
            costs = np.where(costs < NEVER, costs + at_border[:, None], NEVER)
        if not self.table.tabled and not self.table.risky:
            return np.where(may_go, costs + self.table.per_kg * kilograms, NEVER)
        extra = self.table.extras_of(self.groups[which], kilograms, values)
        return np.where(may_go, costs + extra, NEVER)


def _cheapest(
    table: ReachTable, found: LocationChoices, wanted: WantColumns, allowed: Mask, policy: Policy
) -> Plan | None:
    """The cheapest plan with the services allowed, or None."""
    usable = np.flatnonzero((allowed & (found.arrives < FAR)).any(axis=1))
    rows, available = _in_parcels(table, found, wanted, allowed, usable)
    if not len(rows):
        return None
    numbers, arrives = found.numbers[rows], found.arrives[rows]
    costs = table.light_prices[table.columns.group_of[numbers]] + table.columns.own_cost[numbers, None]
    weighs = table.weighs(int(wanted.units @ wanted.grams), int(wanted.units @ wanted.volumes_cm3))
    light = np.where(allowed[rows] & (arrives < FAR), costs, NEVER)
    goods = int(wanted.units @ wanted.prices)
    all_light = weighs == table.lightest and not table.insured and wanted.landed is None and goods <= table.value_least
    groups = table.columns.group_of[numbers]
    whole = _Prices(table, light, wanted, groups, all_light).by_service(
        np.arange(len(rows)), np.broadcast_to(wanted.units, available.shape)
    )
    best, floor = whole.min(axis=1), light.min(axis=1)
    worth = None if found.worth is None else found.worth[rows]
    if worth is not None:
        best = best + worth @ wanted.units
    when = np.where(whole == whole.min(axis=1)[:, None], arrives, FAR).min(axis=1)
    order = np.lexsort((table.columns.rank[numbers], when, np.where(best < NEVER, best, NEVER + floor)))
    prices = _Prices(table, light[order], wanted, groups[order], all_light, None if worth is None else worth[order])
    answer = cover.cheapest(
        available[order],
        wanted.units,
        prices.least,
        floor[order],
        _use_up_order(table, whole[order]),
        policy.split_cost,
        policy.parcels_max,
        policy.shortlist,
    )
    if answer is None or answer.total >= NEVER:
        return None
    chosen, loads = np.array(answer.rows), np.array(answer.loads, dtype=np.int64)
    if worth is not None:
        answer = _without_worth(answer, prices.worth_of(chosen, loads).tolist())
    return _plan(found, rows[order[chosen]], answer, prices.by_service(chosen, loads))


def _without_worth(answer: cover.Cover, worth: list[int]) -> cover.Cover:
    """What it costs: what the units are worth to others has only ranked it."""
    costs = tuple(cost - own for cost, own in zip(answer.costs, worth, strict=True))
    return answer._replace(costs=costs, total=answer.total - sum(worth))


def _use_up_order(table: ReachTable, whole: Numbers) -> Numbers:
    """In which order locations of one plan are used up: where a kilogram is cheapest first, of equals as they come."""
    per_kg = table.per_kg[whole.argmin(axis=1)]
    order = np.empty(len(whole), dtype=np.int64)
    order[np.argsort(per_kg, kind="stable")] = np.arange(len(whole))
    return order


def _plan(found: LocationChoices, rows: Numbers, answer: cover.Cover, prices: Numbers) -> Plan:
    """The cover as a plan: for each parcel its cheapest service, of equals the earlier, of equals the first by id."""
    parcels = []
    for row, load, cost, by_service in zip(rows.tolist(), answer.loads, answer.costs, prices.tolist(), strict=True):
        arrives, service = min((int(found.arrives[row, k]), k) for k, price in enumerate(by_service) if price == cost)
        parcels.append(PlannedParcel(int(found.numbers[row]), service, load, cost, arrives))
    return Plan(tuple(parcels), answer.total, max(parcel.arrives for parcel in parcels))


def _in_parcels(
    table: ReachTable, found: LocationChoices, wanted: WantColumns, allowed: Mask, usable: Numbers
) -> tuple[Numbers, Numbers]:
    """Rows of choices and what each can send; a location whose load is too heavy or too dear for one parcel has several
    rows."""
    available = np.minimum(found.available[usable], wanted.units)
    sends = allowed[usable] & (found.arrives[usable] < FAR)
    limits = np.where(sends, table.max_grams, -1).max(axis=1)
    worth = np.where(sends, table.value_max, -1).max(axis=1)
    heavy = (available @ wanted.grams > limits) | (available @ wanted.prices > worth)
    if not heavy.any():
        return usable, found.available[usable]
    rows: list[int] = []
    parcels: list[Numbers] = []
    columns = zip(usable.tolist(), available, limits.tolist(), worth.tolist(), heavy.tolist(), strict=True)
    for row, units, limit, most, too_much in columns:
        loads = chunks(units, wanted, limit, most) if too_much else [units]
        rows += [row] * len(loads)
        parcels += loads
    return np.array(rows, dtype=np.int64), np.array(parcels, dtype=np.int64).reshape(len(rows), len(wanted.units))


def chunks(units: Numbers, wanted: WantColumns, limit_grams: int, value_max: int) -> list[Numbers]:
    """The units of each line packed, line by line, into parcels within the limits; at most `CHUNKS_MAX` parcels."""
    parcels: list[Numbers] = []
    load, free, worth = np.zeros_like(units), limit_grams, value_max
    columns = zip(units.tolist(), wanted.grams.tolist(), wanted.prices.tolist(), strict=True)
    for line, (left, weight, price) in enumerate(columns):
        while left and weight <= limit_grams and price <= value_max and len(parcels) < CHUNKS_MAX:
            fits = left if weight == 0 else min(left, free // weight)
            fits = fits if price == 0 else min(fits, worth // price)
            load[line] += fits
            left, free, worth = left - fits, free - fits * weight, worth - fits * price
            if left:
                parcels.append(load)
                load, free, worth = np.zeros_like(units), limit_grams, value_max
    return [*parcels, load] if load.any() and len(parcels) < CHUNKS_MAX else parcels


# --- what may not be chosen ---


def with_places(
    table: ReachTable,
    capacity: Capacity,
    found: LocationChoices,
    wanted: WantColumns,
    horizon_days: int,
    now: Instant,
) -> LocationChoices:
    """The same choices, each moved to its location's first working day that still has a place, and minutes enough for
    all that it could be asked for; where that is worth more than any van takes, as much of it as one does."""
    arrives, moved, available = found.arrives.copy(), dict(found.process_on), found.available
    if capacity.cargo.caps:
        available = _within_caps(table, capacity, found, wanted)
        found = found._replace(available=available)
    for row, number in enumerate(found.numbers.tolist()):
        at = table.columns.known[number]
        own = table.columns.process_on(number)
        if at is None or own is None or not (capacity.cargo.caps or workload.is_limited(capacity, at)):
            continue
        most = _most(table, found, wanted, row)
        for k in np.flatnonzero(found.arrives[row] < FAR).tolist():
            places = workload.open_days(capacity, at, own, horizon_days)
            arrival = workload.first_arrival(capacity, table, number, k, places, most, now)
            arrives[row, k] = FAR if arrival is None else arrival.arrives_on.toordinal()
            if arrival is not None and arrival.process_on != own:
                moved[number, k] = arrival.process_on
    return LocationChoices(found.numbers, available, arrives, moved, found.worth)


def _within_caps(table: ReachTable, capacity: Capacity, found: LocationChoices, wanted: WantColumns) -> Numbers:
    """What each row may send at once [n, lines], line by line."""
    available = found.available.copy()
    for row, number in enumerate(found.numbers.tolist()):
        at, load = table.columns.known[number], np.minimum(available[row], wanted.units)
        reached = [table.reaches[k].service for k in np.flatnonzero(found.arrives[row] < FAR).tolist()]
        most = None if at is None else cargo_room.most(capacity.cargo, at, reached)
        if most is not None and int(load @ wanted.prices) > most:
            first = chunks(load, wanted, 1 << 40, most)
            available[row] = first[0] if first else np.zeros_like(load)
    return available


def _most(table: ReachTable, found: LocationChoices, wanted: WantColumns, row: int) -> list[workload.ParcelLoad]:
    """The parcels of all that a location could be asked for."""
    load = np.minimum(found.available[row], wanted.units)
    limit = int(np.where(found.arrives[row] < FAR, table.max_grams, -1).max(initial=-1))
    most = int(np.where(found.arrives[row] < FAR, table.value_max, -1).max(initial=-1))
    fits = int(load @ wanted.grams) <= limit and int(load @ wanted.prices) <= most
    parcels = [load] if fits else chunks(load, wanted, limit, most)
    return [
        workload.ParcelLoad(int((parcel > 0).sum()), int(parcel.sum()), int(parcel @ wanted.prices))
        for parcel in parcels
    ]


def likely_enough(table: ReachTable, found: LocationChoices, least: float) -> Mask:
    """Which services of which locations keep their date with at least that probability [n, K]."""
    allowed = np.ones(found.arrives.shape, dtype=bool)
    answers: dict[tuple[int, int, date], bool] = {}
    for row, (number, days) in enumerate(zip(found.numbers.tolist(), found.arrives.tolist(), strict=True)):
        process_on = found.process_on.get(number) or table.columns.process_on(number)
        for service, day in enumerate(days):
            if day < FAR and process_on is not None:
                key = (table.columns.group_of_number[number], service, process_on)
                if key not in answers:
                    answers[key] = table.keep_probability(number, service, process_on) >= least
                allowed[row, service] = answers[key]
    return allowed
