"""How far an order is, in the words of a list."""

from typing import NamedTuple

from promesa.domain.ledger.orders.state import Order, Stage
from promesa.domain.ledger.shipments.state import Parcel, Status, live
from promesa.domain.network.carriers import state as carriers
from promesa.domain.promise.promises import Promise
from promesa.domain.values import moments
from promesa.domain.values.ids import OrderId
from promesa.domain.world import World

UNPAID, WAITING, PREPARING, PACKED, READY, MOVING, DELIVERED = (
    *("unpaid", "waiting", "preparing", "packed", "ready", "moving", "delivered"),
)
CLOSED, CANCELLED = "closed", "cancelled"
STATES = (UNPAID, WAITING, PREPARING, PACKED, READY, MOVING, DELIVERED, CLOSED, CANCELLED)
OPEN_STATES = STATES[:7]
OF_PARCEL = {
    Status.PLANNED: PREPARING,
    Status.PACKED: PACKED,
    Status.READY: READY,
    Status.AT_BRANCH: READY,
    Status.MOVING: MOVING,
    Status.LOST: MOVING,
    Status.DELIVERED: DELIVERED,
}
PLACES_MAX = 3
"""Locations and carriers by which one order is found."""


class OrderSign(NamedTuple):
    """What the board knows of an order; `placed_at` in microseconds. What is at risk, another board knows."""

    state: int
    placed_at: int
    day: int
    """The civil day of the order in its own zone, as an ordinal."""
    total: int
    units: int
    region: str
    channel: str
    locations: tuple[str, ...]
    carriers: tuple[str, ...]


def sign(world: World, name: OrderId) -> OrderSign | None:
    """The order as it is now; None where there is no such order."""
    order = world.orders.by_id.get(name)
    if order is None:
        return None
    parcels = live(world.shipments, name)
    promise = world.promises.by_order.get(name)
    placed = order.placed
    return OrderSign(
        STATES.index(_state(order, parcels)),
        order.placed_at,
        moments.local_date(order.placed_at, placed.zone).toordinal(),
        placed.total,
        sum(line.units for line in placed.lines),
        _region(world, order),
        placed.channel,
        *_where(world, parcels, promise),
    )


def _state(order: Order, parcels: list[Parcel]) -> str:
    """That of the parcel that has come least far."""
    if order.stage is Stage.CANCELLED:
        return CANCELLED
    if order.stage is Stage.CLOSED:
        return CLOSED
    if order.stage is Stage.PLACED:
        return UNPAID
    if order.halts:
        return WAITING
    return STATES[min((STATES.index(OF_PARCEL[parcel.status]) for parcel in parcels), default=2)]


def _region(world: World, order: Order) -> str:
    """Where it is to arrive: the area of its postal code, or of the counter where it is picked up."""
    placed = order.placed
    if placed.pickup_location is not None:
        found = world.locations.by_id.get(placed.pickup_location)
        return "" if found is None else found.area
    place = None if placed.postal_code is None else world.places.by_code.get(placed.postal_code)
    return "" if place is None else place.area


def _where(world: World, parcels: list[Parcel], promise: Promise | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Locations and carriers of its parcels; of its plan where there is none yet."""
    if parcels:
        pairs = [(parcel.planned.location, parcel.planned.service) for parcel in parcels]
    else:
        pairs = [] if promise is None else [(leg.location, leg.service) for leg in promise.made.legs]
    named = (carriers.find(world.carriers, service) for _, service in pairs)
    locations = dict.fromkeys(str(location) for location, _ in pairs)
    return tuple(locations)[:PLACES_MAX], tuple(dict.fromkeys(one.carrier for one in named if one))[:PLACES_MAX]
