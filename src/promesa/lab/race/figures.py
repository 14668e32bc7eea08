"""What an order came to in one world of the race: centavos by part, parcels, kilometres, days, minutes of work.

Everything is priced by one yardstick, whatever the world's own policy: the carriers' rates for the parcels that there
really are in the end, and the split as the log's policy prices it. A parcel that was cancelled costs nothing.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date

import msgspec

from promesa.domain import world as worlds
from promesa.domain.ledger import labour
from promesa.domain.ledger.orders.state import Order, Stage
from promesa.domain.ledger.shipments.state import Parcel, live
from promesa.domain.ledger.shipments.words import ParcelPlanned
from promesa.domain.network import places as gazetteer
from promesa.domain.network.carriers import lanes as carrying
from promesa.domain.network.carriers import risks
from promesa.domain.network.carriers.state import Reach, reaching
from promesa.domain.network.locations.state import Location
from promesa.domain.promise.chance import answers
from promesa.domain.promise.chance.lanes import PICKUP
from promesa.domain.promise.commit.settle import NOT_OUR_FAULT
from promesa.domain.promise.promises import Outcome, Promise
from promesa.domain.promise.sourcing import branch_ways
from promesa.domain.promise.words import PromiseMade
from promesa.domain.values import moments
from promesa.domain.values.ids import BranchId, LocationId, OrderId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.place import distance_km
from promesa.domain.world import World

SPLIT = "split"
NOT_PRICED = "not_priced"


class OrderFigures(msgspec.Struct, frozen=True):
    """One order in one world; `cost`: by part, in centavos; `late`: None where nothing arrived yet."""

    order: OrderId
    day: date
    hour: int
    cost: dict[str, int]
    parcels: int
    km: float
    promised_days: int | None
    late: bool | None
    cancelled_by_us: bool
    moved: int

    @property
    def pesos(self) -> Centavos:
        """All parts together, in centavos."""
        return Centavos(sum(self.cost.values()))


class Workload(msgspec.Struct):
    """What a location was given to do: parcels and minutes by the day on which they are due out."""

    parcels: int = 0
    minutes: int = 0
    by_day: dict[date, int] = {}

    @property
    def peak_minutes(self) -> int:
        return max(self.by_day.values(), default=0)


def of_orders(world: World, orders: Iterable[OrderId], split: Centavos) -> dict[OrderId, OrderFigures]:
    """The figures of those orders that the world has; `split`: what each parcel after the first costs besides."""
    return {order: _of(world, order, split) for order in orders if order in world.orders.by_id}


def _of(world: World, order: OrderId, split: Centavos) -> OrderFigures:
    known, promise = world.orders.by_id[order], world.promises.by_order.get(order)
    placed = known.placed
    parcels = live(world.shipments, order)
    cost: Counter[str] = Counter()
    for parcel in parcels:
        cost.update(_cost(world, parcel.planned, None if promise is None else promise.made))
    delivered = [parcel for parcel in parcels if parcel.planned.kind != PICKUP]
    if len(delivered) > 1:
        cost[SPLIT] += split * (len(delivered) - 1)
    asked = moments.local(known.placed_at, placed.zone)
    late = None if promise is None or promise.arrived_on is None else promise.arrived_on > promise.made.promised_on
    return OrderFigures(
        order=order,
        day=asked.date(),
        hour=asked.hour,
        cost=dict(cost),
        parcels=len(delivered),
        km=sum(_km(world, parcel) for parcel in delivered),
        promised_days=None if promise is None else (promise.made.promised_on - asked.date()).days,
        late=late,
        cancelled_by_us=_is_our_fault(known, promise),
        moved=0 if promise is None else promise.moves,
    )


def _cost(world: World, plan: ParcelPlanned, made: PromiseMade | None) -> dict[str, int]:
    """The parcel's parts without the split: as its leg was priced, else by the rates of its way."""
    for leg in () if made is None else made.legs:
        if (leg.location, leg.service, leg.takes) == (plan.location, plan.service, plan.takes):
            parts: Counter[str] = Counter()
            for part in leg.cost:
                if part.name not in (SPLIT, answers.PART):
                    parts[part.name] += part.amount
            return dict(parts)
    at, products = world.locations.by_id[plan.location], world.catalog.products
    handling = {"handling": int(at.handling_centavos)} if at.handling_centavos else {}
    if plan.kind == PICKUP:
        return handling
    grams = sum(products[take.sku].grams * take.units for take in plan.takes)
    volume = sum(products[take.sku].volume_cm3 * take.units for take in plan.takes)
    value = sum(products[take.sku].price * take.units for take in plan.takes)
    reach = _reach(world, plan, None if made is None else made.branch)
    freight = None if reach is None else carrying.freight(reach, at.area, grams, volume, value)
    if freight is None:
        return {NOT_PRICED: 0, **handling}
    priced = {name: int(amount) for name, amount in freight}
    lost = 0 if reach is None else _lost(reach, at, plan, value)
    return {**priced, **({"risk": lost} if lost else {}), **handling}


def _lost(reach: Reach, at: Location, plan: ParcelPlanned, value: int) -> int:
    """What is expected to be lost of it on that way, leaving at that hour."""
    hour = moments.local(Instant(plan.hand_over_by - 1), at.zone).hour
    return risks.loss(risks.spoken(reach.risks, at.area, hour), value)


def _reach(world: World, plan: ParcelPlanned, branch: BranchId | None) -> Reach | None:
    """How the parcel's service comes to the order's place, or to its branch."""
    placed = world.orders.by_id[plan.order].placed
    place = None if placed.postal_code is None else gazetteer.find(world.places, placed.postal_code)
    if place is None:
        return None
    if branch is None:
        reaches = reaching(world.carriers, place)
    else:
        way = branch_ways.way_to(worlds.parts(world), place, branch)
        reaches = () if way is None else way.reaches
    return next((reach for reach in reaches if reach.service.service == plan.service), None)


def _is_our_fault(order: Order, promise: Promise | None) -> bool:
    """Cancelled, and neither by the customer nor for want of money."""
    if order.stage is not Stage.CANCELLED or order.cancelled_reason in NOT_OUR_FAULT:
        return False
    return promise is None or promise.outcome is Outcome.BROKEN


def _km(world: World, parcel: Parcel) -> float:
    """In a straight line from the location to the order's place; 0 where either is not known."""
    at = world.locations.by_id[parcel.planned.location]
    code = world.orders.by_id[parcel.planned.order].placed.postal_code
    place = None if code is None else gazetteer.find(world.places, code)
    here = None if at.postal_code is None else gazetteer.find(world.places, at.postal_code)
    lat, lon = (at.lat, at.lon) if here is None or at.lat is not None else (here.lat, here.lon)
    if place is None or lat is None or lon is None or place.lat is None or place.lon is None:
        return 0.0
    return distance_km(lat, lon, place.lat, place.lon)


def workloads(world: World, orders: Iterable[OrderId]) -> dict[LocationId, Workload]:
    """What each location was given to do for those orders; a location that never said its minutes has none."""
    found: dict[LocationId, Workload] = {}
    for order in orders:
        for parcel in live(world.shipments, order):
            plan = parcel.planned
            known = world.capacity.labour.get(plan.location)
            lines, units = len({take.sku for take in plan.takes}), sum(take.units for take in plan.takes)
            minutes = 0 if known is None else labour.work_minutes(known, lines, units)
            work = found.setdefault(plan.location, Workload())
            work.parcels += 1
            work.minutes += minutes
            day = moments.local_date(plan.hand_over_by, world.locations.by_id[plan.location].zone)
            work.by_day[day] = work.by_day.get(day, 0) + minutes
    return found
