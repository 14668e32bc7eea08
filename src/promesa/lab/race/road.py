"""What becomes of parcels that never were: hand-overs and transits as those of real parcels of the same days.

A world whose policy sends a parcel that the log does not know needs to be told how it went. It went as one of the real
parcels of its service that were handed over nearest in time did, counted in days against the carrier's agreed day: so a
bad week is bad for all. Which of them is decided by one number per order, the same in every world (common random
numbers). Hand-overs likewise, by the kind of location. Nobody who decides reads this: it is the street, not knowledge.
"""

import bisect
import hashlib
from datetime import date, timedelta
from typing import Any, NamedTuple

from promesa.domain.ledger.orders.words import OrderPlaced
from promesa.domain.ledger.shipments.rules import AT_PICKING
from promesa.domain.ledger.shipments.words import (
    ParcelAtBranch,
    ParcelDelivered,
    ParcelHandedOver,
    ParcelLost,
    ParcelPacked,
    ParcelPlanned,
)
from promesa.domain.ledger.stock.words import StockCounted
from promesa.domain.network import places as gazetteer
from promesa.domain.network.carriers import lanes as carrying
from promesa.domain.network.carriers.state import Reach, find_branch, reaching
from promesa.domain.promise.words import PromiseMade
from promesa.domain.values import calendars, moments
from promesa.domain.values.ids import BranchId, LocationId, OrderId, PostalCode, ServiceId, Sku
from promesa.domain.values.moments import DAY, HOUR, MINUTE, Instant
from promesa.domain.world import World
from promesa.engine.codec import Codec
from promesa.engine.log import Log, Query, QueryItem

NEAREST, NEAREST_PACKED = 80, 24
"""So many real parcels, the nearest in time, are one law; fewer for packing, which depends on the hour."""
LOST_DAYS = 10_000
"""Days late of a parcel that never came."""
BEFORE = 21 * DAY
KINDS = (
    OrderPlaced,
    PromiseMade,
    ParcelPlanned,
    ParcelPacked,
    ParcelHandedOver,
    ParcelDelivered,
    ParcelAtBranch,
    ParcelLost,
    StockCounted,
)


class Slips(NamedTuple):
    """Real outcomes in the order of their moments: days against what was agreed, or a span."""

    at: list[int]
    days: list[int]

    def draw(self, at: int, number: float, nearest: int = NEAREST) -> int:
        """That of the real parcel at that quantile among the nearest in time; none known: as agreed, at once."""
        if not self.at:
            return 0
        middle = bisect.bisect_left(self.at, at)
        first = max(0, min(middle - nearest // 2, len(self.at) - nearest))
        near = sorted(self.days[first : first + nearest])
        return near[min(int(number * len(near)), len(near) - 1)]


class Road:
    """Owns what was seen of real parcels in and around the stretch."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.transits: dict[ServiceId, Slips] = {}
        self.hand_overs: dict[str, Slips] = {}
        self.packed: dict[str, Slips] = {}
        """Microseconds from packing to the hour of the hand-over, by kind of location, at the moments of planning."""

        self.short: dict[str, Slips] = {}
        """1 for a parcel of which something was not found, else 0, by kind of location, at the moments of planning."""

    def number(self, order: OrderId, what: str) -> float:
        """In [0, 1), the same for the same order in every world."""
        digest = hashlib.blake2b(f"{self.seed}:{what}:{order}".encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big") / 2**64

    def handed_at(self, world: World, plan: ParcelPlanned, now: Instant) -> Instant:
        """When the carrier takes it: a little before its hour, some days later if the visit fails."""
        kind = world.locations.by_id[plan.location].kind
        slips = self.hand_overs.get(kind, Slips([], []))
        late = max(0, slips.draw(plan.hand_over_by, self.number(plan.order, "hand-over")))
        return Instant(max(plan.hand_over_by - 10 * MINUTE + late * DAY, now + 20 * MINUTE))

    def packed_at(self, world: World, plan: ParcelPlanned, now: Instant, handed_at: Instant) -> Instant:
        """When the location has packed it: some time before it is handed over."""
        kind = world.locations.by_id[plan.location].kind
        number = self.number(plan.order, "packing")
        before = self.packed.get(kind, Slips([], [])).draw(now, number, NEAREST_PACKED)
        return Instant(max(now, min(plan.hand_over_by - before, handed_at - 10 * MINUTE)))

    def is_short(self, world: World, plan: ParcelPlanned, now: Instant) -> bool:
        """Whether something of it is not where it should be."""
        kind = world.locations.by_id[plan.location].kind
        return self.short.get(kind, Slips([], [])).draw(now, self.number(plan.order, "short")) > 0

    def arrives_at(self, world: World, plan: ParcelPlanned, branch: BranchId | None, at: Instant) -> Instant | None:
        """When it is at the door or the branch, of a parcel handed over then; None: never."""
        location = world.locations.by_id[plan.location]
        placed = world.orders.by_id[plan.order].placed
        reach = reach_of(world, plan.service, placed.postal_code, branch)
        agreed = agreed_on(world, plan, reach, at)
        days = self.transits.get(plan.service, Slips([], [])).draw(at, self.number(plan.order, "transit"))
        if days >= LOST_DAYS:
            return None
        day = max(agreed + timedelta(days=days), moments.local_date(at, location.zone))
        deliveries = reach.deliveries if reach is not None else world.carriers.services[plan.service].deliveries
        day = calendars.next_open(deliveries, day) or day
        hour = 10 + 9 * self.number(plan.order, "door")
        door = Instant(moments.end_of_day(day - timedelta(days=1), placed.zone) + 1 + int(hour * HOUR))
        return Instant(max(door, at + HOUR))


def reach_of(world: World, service: ServiceId, code: PostalCode | None, branch: BranchId | None) -> Reach | None:
    """How the service comes to the order's place, or to its branch."""
    about = None if branch is None else find_branch(world.carriers, branch)
    there = code if about is None else about.postal_code
    place = None if there is None else gazetteer.find(world.places, there)
    if place is None:
        return None
    return next((reach for reach in reaching(world.carriers, place) if reach.service.service == service), None)


def agreed_on(world: World, plan: ParcelPlanned, reach: Reach | None, at: Instant) -> date:
    """The carrier's own day for a parcel handed over then; the planned one where it names none."""
    location = world.locations.by_id[plan.location]
    agreed = None
    if reach is not None:
        agreed = carrying.arrival(reach, location.area, moments.local_date(at, location.zone))
    return agreed or plan.arrives_on


def observe(log: Log, codec: Codec, world: World, since: Instant, until: Instant, seed: int) -> Road:
    """Read once what happened to real parcels from some days before the stretch to its end; `world` knows the network.

    Memory: a few numbers for each parcel.
    """
    seen = _Seen(world)
    query = Query((QueryItem(kinds=tuple(codec.name(kind) for kind in KINDS)),))
    for entry in log.read(query):
        if entry.at > until:
            break
        seen.hear(codec.decode(entry.kind, entry.body), Instant(entry.at), since - BEFORE)
    road = Road(seed)
    road.transits = {service: _slips(found) for service, found in seen.transits.items()}
    road.packed = {kind: _slips(found) for kind, found in seen.packed.items()}
    road.short = {kind: _slips(found) for kind, found in seen.short.items()}
    road.hand_overs = {kind: _slips(found) for kind, found in seen.hand_overs.items()}
    return road


def _slips(found: list[tuple[int, int]]) -> Slips:
    ordered = sorted(found)
    return Slips([at for at, _ in ordered], [days for _, days in ordered])


class _Seen:
    """Parcels on their way while the log is read."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._codes: dict[OrderId, PostalCode | None] = {}
        self._branches: dict[OrderId, BranchId] = {}
        self._plans: dict[str, ParcelPlanned] = {}
        self._handed: dict[str, Instant] = {}
        self.transits: dict[ServiceId, list[tuple[int, int]]] = {}
        self.hand_overs: dict[str, list[tuple[int, int]]] = {}
        self.packed: dict[str, list[tuple[int, int]]] = {}
        self._planned_at: dict[str, Instant] = {}
        self.short: dict[str, list[tuple[int, int]]] = {}
        self._waiting: dict[tuple[Sku, LocationId], dict[str, None]] = {}
        """Parcels that are to be picked from a shelf."""
        self._were_short: set[str] = set()

    def hear(self, fact: Any, at: Instant, since: int) -> None:
        if isinstance(fact, OrderPlaced):
            self._codes[fact.order] = fact.postal_code
        elif isinstance(fact, PromiseMade):
            if fact.branch is not None:
                self._branches[fact.order] = fact.branch
        elif isinstance(fact, ParcelPlanned):
            self._plans[fact.parcel] = fact
            self._planned_at[fact.parcel] = at
            for take in fact.takes:
                self._waiting.setdefault((take.sku, take.location), {})[fact.parcel] = None
        elif isinstance(fact, StockCounted):
            if fact.source == AT_PICKING and fact.difference < 0:
                self._were_short.update(list(self._waiting.get((fact.sku, fact.location), ()))[:1])
        elif isinstance(fact, ParcelPacked):
            self._packed(fact, at, since)
        elif isinstance(fact, ParcelHandedOver):
            self._left(fact, since)
        else:
            self._came(fact, since)

    def _packed(self, fact: ParcelPacked, at: Instant, since: int) -> None:
        planned_at, plan = self._planned_at.pop(fact.parcel, None), self._plans.get(fact.parcel)
        location = None if plan is None else self._world.locations.by_id.get(plan.location)
        for take in () if plan is None else plan.takes:
            self._waiting.get((take.sku, take.location), {}).pop(fact.parcel, None)
        if plan is not None and location is not None and planned_at is not None and planned_at >= since:
            self.packed.setdefault(location.kind, []).append((planned_at, plan.hand_over_by - at))
            self.short.setdefault(location.kind, []).append((planned_at, int(plan.parcel in self._were_short)))

    def _left(self, fact: ParcelHandedOver, since: int) -> None:
        plan = self._plans.get(fact.parcel)
        location = None if plan is None else self._world.locations.by_id.get(plan.location)
        if plan is None or location is None:
            return
        self._handed[fact.parcel] = fact.handed_at
        if fact.handed_at >= since and plan.kind != "pickup":
            late = moments.local_date(fact.handed_at, location.zone) - moments.local_date(
                plan.hand_over_by, location.zone
            )
            self.hand_overs.setdefault(location.kind, []).append((fact.handed_at, max(0, late.days)))

    def _came(self, fact: Any, since: int) -> None:
        plan, handed_at = self._plans.get(fact.parcel), self._handed.pop(fact.parcel, None)
        if plan is None or handed_at is None or handed_at < since or plan.location not in self._world.locations.by_id:
            return
        branch = self._branches.get(plan.order)
        reach = reach_of(self._world, plan.service, self._codes.get(plan.order), branch)
        if isinstance(fact, ParcelLost):
            days = LOST_DAYS
        else:
            came_at = fact.at_branch_at if isinstance(fact, ParcelAtBranch) else fact.delivered_at
            zone = self._world.locations.by_id[plan.location].zone
            days = (moments.local_date(came_at, zone) - agreed_on(self._world, plan, reach, handed_at)).days
        self.transits.setdefault(plan.service, []).append((handed_at, days))
