"""What each order of a race could cost at the very least: every location that might send all of it, at its best price.

Read when the order is placed, in the world that was, and generous wherever something is not known: no location is full,
nobody says no, a parcel is handed over on the first day. So no sourcing can send the order for less.
"""

from typing import NamedTuple

import numpy as np

from promesa.domain import world as worlds
from promesa.domain.network import places as gazetteer
from promesa.domain.network.carriers import lanes as carrying
from promesa.domain.promise.sourcing import barring, branch_ways, wants
from promesa.domain.promise.sourcing.origins import NOWHERE
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.sourcing.reach_table import Arrival, ReachTable
from promesa.domain.promise.sourcing.tables import tables_of
from promesa.domain.promise.sourcing.wants import WantLines
from promesa.domain.promise.words import Offer
from promesa.domain.values.ids import BranchId, LocationId, OrderId, Sku
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Refused
from promesa.domain.world import World
from promesa.lab.race.words import Wish

SURE = 1e-9


class LeastWay(NamedTuple):
    """All of the order in one parcel from there, by part in centavos (None: too heavy for one), and what its lightest
    parcel from there costs: freight and handling."""

    location: LocationId
    whole: dict[str, int] | None
    light: tuple[int, int]


class Kilograms(NamedTuple):
    """What a kilogram above the first grams of a parcel costs at least, in centavos, and how heavy the order is."""

    centavos: int
    first_grams: int
    grams: int


class LeastWays(NamedTuple):
    """An order's units, what it costs at least from each location, and what is paid for weight and for parting it."""

    order: OrderId
    units: dict[Sku, int]
    ways: tuple[LeastWay, ...]
    kilograms: Kilograms
    split: int
    parcels_max: int

    @property
    def heavy(self) -> bool:
        """Whether one location might send several parcels of it, because one would be too heavy."""
        return any(way.whole is None for way in self.ways)


class LeastOf(NamedTuple):
    """Whatever the date, and by the day that was promised, as surely as was promised."""

    any_day: LeastWays
    by_promise: LeastWays


def of(world: World, order: OrderId, wish: Wish, now: Instant) -> LeastOf | None:
    """The ways of an order that somebody brings; None: it is collected at a counter, or its place is not known."""
    parts = worlds.parts(world)
    wanted = wants.read(parts.catalog, parts.policy, wish.ask, now)
    table = None if wish.kind == "pickup" else _table(parts, wish, now)
    if table is None or isinstance(wanted, Refused):
        return None
    any_day, by_promise = (_least(parts, table, order, wish, wanted, in_time) for in_time in (False, True))
    return LeastOf(any_day, by_promise)


def _least(parts: Parts, table: ReachTable, order: OrderId, wish: Wish, wanted: WantLines, in_time: bool) -> LeastWays:
    weight = (*wants.weight(wanted, wanted.units), wants.value(wanted, wanted.units))
    brings = {number: _services(table, number, wish, in_time) for number in _senders(parts, table, wish, wanted)}
    ways = tuple(_way(table, number, services, weight) for number, services in brings.items() if services)
    used = sorted({k for services in brings.values() for k in services})
    per_kg = min((int(table.per_kg[k]) for k in used), default=0)
    kilograms = Kilograms(per_kg, table.first_grams_max, weight[0])
    units = dict(zip(wanted.skus, wanted.units, strict=True))
    return LeastWays(order, units, ways, kilograms, int(parts.policy.split_cost), parts.policy.parcels_max)


def _table(parts: Parts, wish: Wish, now: Instant) -> ReachTable | None:
    code = wish.ask.postal_code
    place = None if code is None else gazetteer.find(parts.places, code)
    if place is None:
        return None
    tables = tables_of(parts, now)
    if wish.branch is None:
        return tables.boards(parts, place, now).table
    way = branch_ways.way_to(parts, place, BranchId(wish.branch))
    return None if way is None else tables.boards(parts, way.place, now, way.reaches).table


def _senders(parts: Parts, table: ReachTable, wish: Wish, wanted: WantLines) -> list[int]:
    """Numbers of the locations that may send anything of it."""
    columns, rules = table.columns, barring.of(parts.locations, parts.catalog)
    may_send = columns.sellers(wish.ask.channel) & columns.ships & (columns.group_of != NOWHERE)
    if rules is None:
        return [int(number) for number in np.flatnonzero(may_send)]
    shut = [barring.names(rules, sku, wish.ask.channel) for sku in wanted.skus]
    return [
        int(number) for number in np.flatnonzero(may_send) if not all(columns.names[number] in some for some in shut)
    ]


def _services(table: ReachTable, number: int, wish: Wish, in_time: bool) -> list[int]:
    """Those that bring a parcel from there: ever, or by the promised day, or as surely by it as was promised."""
    day = table.columns.process_on(number)
    if day is None:
        return []
    return [
        k
        for k in range(len(table.reaches))
        if (arrival := table.arrival(number, k, day)) is not None
        and (not in_time or _keeps(table, number, k, arrival, wish.taken))
    ]


def _keeps(table: ReachTable, number: int, k: int, arrival: Arrival, taken: Offer) -> bool:
    """Whether a parcel handed over on the first day is there by the promised one, or as surely as was promised."""
    sure = taken.keep_probability - SURE
    return arrival.arrives_on <= taken.promised_on or table.chance_by(number, k, arrival, taken.promised_on) >= sure


def _way(table: ReachTable, number: int, services: list[int], weight: tuple[int, int, int]) -> LeastWay:
    at = table.columns.known[number]
    assert at is not None
    handling, prices = int(at.handling_centavos), table.price_of_parcel(number, *weight)
    light = min(int(table.light_prices[table.columns.group_of_number[number], k]) for k in services)
    carried = [(price, k) for k in services if (price := prices[k]) is not None]
    if not carried:
        return LeastWay(at.location, None, (light, handling))
    freight = carrying.freight(table.reaches[min(carried)[1]], at.area, *weight)
    assert freight is not None
    whole = {name: int(amount) for name, amount in freight}
    return LeastWay(at.location, {**whole, "handling": handling}, (light, handling))
