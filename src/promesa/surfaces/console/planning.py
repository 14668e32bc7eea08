"""What is coming: demand so far, the places and minutes of the next days, slots, supply, and the peaks of the year."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from promesa.domain.ledger import capacity as capacities
from promesa.domain.ledger.delivery_slots import ANY_AREA
from promesa.domain.values import seasons
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.surfaces.boards.plan_board import DAYS, DayWork, Plan, PlanBoard
from promesa.surfaces.console import inventory, naming, orders, planning_words
from promesa.surfaces.operations import Room
from promesa.surfaces.web.page import STAFF, Asked, Page

DEMAND_DAYS = 28
REGION_DAYS = 7
REGIONS_SHOWN = 12
FULLEST = 12
SLOT_DAYS = 3
SLOTS_SHOWN = 30
SUPPLY_DAYS = 7
PEAKS = ("reyes", "mothers_day", "hot_sale", "buen_fin", "christmas")
"""In the order of `seasons.peaks`."""
PEAKS_SHOWN = 5


class DemandDay(NamedTuple):
    day: date
    orders: int
    centavos: int
    share: float
    """Of the busiest day shown."""
    address: str


class DayOfAll(NamedTuple):
    """A day over all locations that count places or minutes."""

    day: date
    taken: int
    places: int | None
    minutes_taken: int
    minutes: int
    share: float


class FullLocation(NamedTuple):
    """A location and a day that are nearly full."""

    location: str
    name: str
    address: str
    work: DayWork


class ShownPeak(NamedTuple):
    name: str
    first: date
    last: date
    days_until: int
    is_on: bool


class ShownSlot(NamedTuple):
    """A delivery slot of a service in an area."""

    service: str
    area: str
    starts_at: Instant
    ends_at: Instant
    places_left: int
    is_closed: bool


def view(room: Room, asked: Asked) -> Mapping[str, Any]:
    board, plans = orders.board_of(room, asked.now), room.boards.of(PlanBoard)
    plans.settle(room.machine)
    today: date = room.machine.ask(naming.today, asked.now)
    since = today - timedelta(days=DEMAND_DAYS - 1)
    demand = _demand(board.by_day(since.toordinal(), DEMAND_DAYS))
    regions = board.by_region((today - timedelta(days=REGION_DAYS - 1)).toordinal(), today.toordinal())
    most = max((many for _, many, _ in regions), default=1)
    return {
        "demand": demand,
        "demand_total": sum(one.orders for one in demand),
        "demand_money": sum(one.centavos for one in demand),
        "weekly": _weekly(demand),
        "regions": [
            (naming.region(code), many, still, many / most, f"/orders?{urlencode({'region': code})}")
            for code, many, still in regions[:REGIONS_SHOWN]
        ],
        "days": _days(plans.plan)[:DAYS],
        "peaks": peaks(today),
        **room.machine.ask(_look, plans.plan, asked, today),
    }


def _demand(days: list[tuple[int, int, int]]) -> list[DemandDay]:
    most = max((many for _, many, _ in days), default=0) or 1
    told = [(date.fromordinal(day), many, money) for day, many, money in days]
    return [
        DemandDay(day, many, money, many / most, f"/orders?{urlencode({'day': day.isoformat()})}")
        for day, many, money in told
    ]


def _weekly(demand: list[DemandDay]) -> float | None:
    """The last seven whole days against the seven before: a share more, or less; None where there were none."""
    now, before = (sum(one.orders for one in demand[start : start + 7]) for start in (-8, -15))
    return now / before - 1 if before else None


def _days(plan: Plan) -> list[DayOfAll]:
    by_day: dict[date, list[DayWork]] = {}
    for works in plan.values():
        for work in works:
            by_day.setdefault(work.day, []).append(work)
    return [_day(day, works) for day, works in sorted(by_day.items())]


def _day(day: date, works: list[DayWork]) -> DayOfAll:
    limited = [one for one in works if one.places is not None]
    minutes = sum(one.minutes or 0 for one in works)
    minutes_taken = sum(one.minutes_taken for one in works)
    places = sum(one.places or 0 for one in limited)
    shares = [
        sum(one.taken for one in limited) / places if places else 0.0,
        minutes_taken / minutes if minutes else 0.0,
    ]
    return DayOfAll(
        day,
        sum(one.taken for one in works),
        places if len(limited) == len(works) else None,
        minutes_taken,
        minutes,
        min(1.0, max(shares)),
    )


def peaks(today: date) -> list[ShownPeak]:
    """Those that last or are to come, the next first."""
    found = []
    for year in (today.year, today.year + 1):
        for name, (first, last) in zip(PEAKS, seasons.peaks(year), strict=True):
            if last >= today:
                found.append(ShownPeak(name, first, last, (first - today).days, first <= today))
    return found[:PEAKS_SHOWN]


def _look(world: World, plan: Plan, asked: Asked, today: date) -> dict[str, Any]:
    full = [(name, work) for name, works in plan.items() for work in works if work.fullness > 0]
    full.sort(key=lambda pair: (-pair[1].fullness, pair[1].day, pair[0]))
    coming = Counter[date]()
    for one in world.supply.by_id.values():
        coming[max(today, one.expected_on)] += one.announced.units - one.arrived
    return {
        "fullest": [
            FullLocation(name, naming.location(world, name), inventory.location_page(name), work)
            for name, work in full[:FULLEST]
        ],
        "slots": _slots(world, asked.now, today),
        "supply": [(today + timedelta(days=n), coming[today + timedelta(days=n)]) for n in range(SUPPLY_DAYS)],
        "contingencies": sum(one.closed_at is None for one in world.contingencies.by_name.values()),
    }


def _slots(world: World, now: Instant, today: date) -> list[ShownSlot]:
    """Delivery slots of the next days, those with the fewest places first."""
    zone = world.policies.now.zone
    found = []
    for service, areas in world.capacity.slots.said.items():
        for area in areas:
            for further in range(SLOT_DAYS):
                day = today + timedelta(days=further)
                for one in capacities.delivery_slots_on(world.capacity, service, area, zone, day):
                    name = "" if area == ANY_AREA else naming.region(area)
                    closed = now >= one.closes_at
                    found.append(ShownSlot(service, name, one.starts_at, one.ends_at, one.places_left, closed))
    still = [one for one in found if not one.is_closed]
    return sorted(still, key=lambda one: (one.places_left, one.starts_at, one.service, one.area))[:SLOTS_SHOWN]


PAGES = (Page("/planning", "planning", "console/planning.html", STAFF, view, planning_words.WORDS, "planning"),)
