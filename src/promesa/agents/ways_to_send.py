"""Every way to send an order that nobody has picked: from where, by the cheapest service that keeps its day."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from promesa.domain.ledger import capacity as capacities
from promesa.domain.ledger.capacity import Work
from promesa.domain.ledger.stock import questions
from promesa.domain.ledger.stock.words import Take
from promesa.domain.network.locations import collecting
from promesa.domain.network.locations import state as locations
from promesa.domain.network.locations.state import Location
from promesa.domain.promise.keeping.rethinking import destinations, present, room
from promesa.domain.promise.keeping.rethinking.present import PresentPlan
from promesa.domain.promise.sourcing import landed, workload
from promesa.domain.promise.sourcing.origins import NOWHERE
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.sourcing.reach_table import Arrival, ReachTable
from promesa.domain.values import moments
from promesa.domain.values.ids import LocationId, OrderId, ServiceId, Sku
from promesa.domain.values.moments import Instant

Shelf = tuple[Sku, LocationId]
SURE = 1e-9
WAYS_MAX = 8
"""So many ways are found for an order: from where most of its lines are, then from where it is cheapest."""
TRIED_MAX = 16
"""So many locations are looked at for them."""


class Way(NamedTuple):
    """What a parcel costs from a location: whatever is in it, and for each unit on average; of the whole order exact.
    Centavos."""

    base: int
    per_unit: int


class PlanSeen(NamedTuple):
    """An order as it is planned now, and every way to send it."""

    order: OrderId
    units: dict[Sku, int]
    takes: tuple[Take, ...]
    parcels: int
    ways: dict[LocationId, Way]
    may_stay: bool
    """Whether no service would bring it cheaper from where it is planned."""


class Chosen(NamedTuple):
    """The cheapest service that brings a load in time: which, and what it costs light and loaded, with handling."""

    service: int
    light: int
    loaded: int


class WayBoard:
    """What was worked out for a moment, kept while all orders are looked at; a class because it owns it.

    The world may go on between two slices: what is proposed from an old figure is caught by the rule.
    """

    def __init__(self, now: Instant) -> None:
        self.now = now
        self._tables: dict[int, ReachTable] = {}
        """Kept, so that no other table gets the number of one that was looked at."""
        self._prices: dict[tuple[int, int, object], list[int | None]] = {}
        self._times: dict[tuple[int, int, int, date, date], tuple[Arrival, float] | None] = {}
        self._minutes: dict[tuple[LocationId, date, Instant], int] = {}

    def prices(self, table: ReachTable, number: int, load: tuple[int, int, int]) -> list[int | None]:
        """What the load costs by service, without handling."""
        self._tables[id(table)] = table
        grams, volume, value = load
        weighs = None if table.insured else table.weighs(grams, volume)
        key = (id(table), table.columns.group_of_number[number], load if weighs is None else weighs)
        found = self._prices.get(key)
        if found is None:
            found = self._prices[key] = table.price_of_parcel(number, grams, volume, value)
        return found

    def time(self, table: ReachTable, number: int, k: int, day: date, due_on: date) -> tuple[Arrival, float] | None:
        """The days of a parcel that counts in that day, and how likely it is there in time; None: it comes later."""
        key = (id(table), table.columns.group_of_number[number], k, day, due_on)
        if key not in self._times:
            arrival = table.arrival(number, k, day)
            late = arrival is None or arrival.arrives_on > due_on
            self._times[key] = (
                None if arrival is None or late else (arrival, table.chance_by(number, k, arrival, due_on))
            )
        return self._times[key]

    def minutes(self, parts: Parts, at: Location, since: date, by: Instant) -> int:
        """Minutes of labour that there are for one more parcel."""
        key = (at.location, since, by)
        found = self._minutes.get(key)
        if found is None:
            work = Work(since, by, 0, self.now)
            found = self._minutes[key] = capacities.minutes_for(parts.capacity, at, work, self.now)
        return found


def see(board: WayBoard, parts: Parts, plan: PresentPlan, pool: dict[Shelf, int]) -> PlanSeen:
    """The order with the ways to send it from where some of its units are; `pool`: units of all such orders."""
    units: dict[Sku, int] = {}
    for take in plan.takes:
        units[take.sku] = units.get(take.sku, 0) + take.units
    takes = [Take(sku, plan.parcels[0].planned.location, n) for sku, n in units.items()]
    load, total = destinations.load(parts, takes), sum(units.values())
    ways: dict[LocationId, Way] = {}
    own = {take.location for take in plan.takes}
    for tried, location in enumerate(_cheapest_first(parts, plan, _holders(parts, units, pool))):
        if location not in own and (tried >= TRIED_MAX or len(ways) >= WAYS_MAX):
            continue
        way = _choose(board, parts, plan, location, load, takes)
        if way is not None:
            per_unit = (way.loaded - way.light) // total
            ways[location] = Way(way.loaded - per_unit * total, per_unit)
    may_stay = _as_now(plan, ways)
    return PlanSeen(plan.name, units, plan.takes, len(own), ways, may_stay)


def _as_now(plan: PresentPlan, ways: dict[LocationId, Way]) -> bool:
    """Wherever it is sent from now, it may be: at what that costs. Of equals what is planned stays; whether all of it
    is at least as cheap as any other service from there."""
    units: dict[LocationId, int] = {}
    costs: dict[LocationId, int] = {}
    for parcel, leg in zip(plan.parcels, plan.legs, strict=True):
        place = parcel.planned.location
        units[place] = units.get(place, 0) + sum(take.units for take in parcel.planned.takes)
        costs[place] = costs.get(place, 0) + sum(part.amount for part in leg.leg.cost)
    for place, way in ways.items():
        if place not in units:
            ways[place] = Way(way.base + 1, way.per_unit)
    may_stay = len(units) == len(plan.parcels)
    for place, cost in costs.items():
        known = ways.get(place)
        per_unit = 0 if known is None else known.per_unit
        if known is None or known.base + per_unit * units[place] >= cost:
            ways[place] = Way(max(0, cost - per_unit * units[place]), per_unit)
        else:
            may_stay = False
    return may_stay


def _cheapest_first(parts: Parts, plan: PresentPlan, lines_at: dict[LocationId, int]) -> list[LocationId]:
    """Where most of its lines are, and of those where the lightest parcel costs least."""
    table, numbers = plan.to.boards.table, parts.stock.shelves.location_numbers
    ranked = []
    for location, lines in lines_at.items():
        number = numbers[location]
        group = table.columns.group_of_number[number]
        if group != NOWHERE:
            least = int(table.light_prices[group].min(initial=1 << 40)) + int(table.columns.own_cost[number])
            ranked.append((-lines, least, location))
    return [location for _, _, location in sorted(ranked)]


def _holders(parts: Parts, units: dict[Sku, int], pool: dict[Shelf, int]) -> dict[LocationId, int]:
    """Locations that have some of it, free or for one of these orders, with how many of its lines they have."""
    shelves, found = parts.stock.shelves, dict[LocationId, int]()
    for sku in units:
        rows = questions.rows_of(parts.stock, sku)
        free = questions.available_rows(parts.stock, rows).tolist()
        for number, left in zip(shelves.location_of[rows].tolist(), free, strict=True):
            location = shelves.locations[number]
            if left or (sku, location) in pool:
                found[location] = found.get(location, 0) + 1
    return found


def _choose(
    board: WayBoard,
    parts: Parts,
    plan: PresentPlan,
    location: LocationId,
    load: tuple[int, int, int],
    takes: Sequence[Take],
) -> Chosen | None:
    """The cheapest service that brings the load from the location in time, surely enough, with room to prepare it."""
    table = plan.to.boards.table
    at = locations.find(parts.locations, location)
    number = parts.stock.shelves.location_numbers.get(location, -1)
    there = [Take(take.sku, location, take.units) for take in takes]
    if at is None or not room.may_send(parts, plan, at, there):
        return None
    if number < 0 or table.columns.group_of[number] == NOWHERE or landed.is_abroad(table, number):
        return None
    day = _day(board, parts, plan, at)
    if day is None:
        return None
    prices, light = board.prices(table, number, load), board.prices(table, number, (0, 0, 0))
    ranked = sorted((price, k) for k, price in enumerate(prices) if price is not None)
    least = least_chance(parts, plan)
    for price, k in ranked:
        found = board.time(table, number, k, day, plan.due_on)
        if found is None or found[1] < least or not _is_ready(board, parts, plan, at, table, k, found[0], day, takes):
            continue
        base = light[k]
        assert base is not None, "a parcel of nothing is never too heavy"
        own = int(table.columns.own_cost[number])
        return Chosen(k, base + own, price + own)
    return None


def least_chance(parts: Parts, plan: PresentPlan) -> float:
    """As surely as was promised, or as it is now where that is less; never below the policy."""
    now, promised = present.chance(plan.legs), plan.promise.made.keep_probability
    return max(parts.policy.keep_probability_min, min(promised, now)) - SURE


def _day(board: WayBoard, parts: Parts, plan: PresentPlan, at: Location) -> date | None:
    """The working day in which the order counts there, or would from now on; None: it is full, or never works."""
    counts_on = plan.counts_on.get(at.location)
    if counts_on is not None and counts_on >= moments.local_date(board.now, at.zone):
        return counts_on
    number = parts.stock.shelves.location_numbers[at.location]
    own = plan.to.boards.table.columns.process_on(number)
    if own is None or not workload.is_limited(parts.capacity, at):
        return own
    return own if workload.has_place(parts.capacity, at, own) else None


def _is_ready(
    board: WayBoard,
    parts: Parts,
    plan: PresentPlan,
    at: Location,
    table: ReachTable,
    k: int,
    arrival: Arrival,
    day: date,
    takes: Sequence[Take],
) -> bool:
    """Whether it can be prepared before the service takes it; what it has there already is its own."""
    service = table.reaches[k].service.service
    if plan.to.slot is not None and service != plan.to.slot.service:
        return False
    by = collecting.hand_over_by(at, service, arrival.hand_over_on)
    if by <= board.now:
        return False
    known = capacities.labour_of(parts.capacity, at.location)
    if known is None:
        return True
    own = sum(one.minutes for one in capacities.taken_by(parts.capacity, plan.name) if one.location == at.location)
    since = min(day, moments.local_date(board.now, at.zone)) if at.location in plan.counts_on else day
    return workload.minutes_of(known, takes) <= board.minutes(parts, at, since, by) + own


def by_service(
    board: WayBoard, parts: Parts, plan: PresentPlan, takes: Sequence[Take]
) -> list[tuple[LocationId, ServiceId, tuple[Take, ...]]] | None:
    """Those units as parcels, each by its cheapest service in time; None: that is the plan already, or it cannot be."""
    loads: dict[LocationId, list[Take]] = {}
    for take in takes:
        loads.setdefault(take.location, []).append(take)
    legs: list[tuple[LocationId, ServiceId, tuple[Take, ...]]] = []
    for location, own in loads.items():
        chosen = _choose(board, parts, plan, location, destinations.load(parts, own), own)
        standing = _standing(plan, location, own)
        if standing is not None and (chosen is None or chosen.loaded >= standing[1]):
            legs.append((location, standing[0], tuple(own)))
        elif chosen is None:
            return None
        else:
            legs.append((location, plan.to.boards.table.reaches[chosen.service].service.service, tuple(own)))
    now = {(p.planned.location, p.planned.service, frozenset(p.planned.takes)) for p in plan.parcels}
    return None if now == {(place, service, frozenset(own)) for place, service, own in legs} else legs


def _standing(plan: PresentPlan, location: LocationId, takes: Sequence[Take]) -> tuple[ServiceId, int] | None:
    """The service and the cost of the parcel with just these units that is planned already."""
    for parcel, leg in zip(plan.parcels, plan.legs, strict=True):
        if parcel.planned.location == location and set(parcel.planned.takes) == set(takes):
            return parcel.planned.service, sum(part.amount for part in leg.leg.cost)
    return None
