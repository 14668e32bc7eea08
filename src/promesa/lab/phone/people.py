"""Whose phone one may take: customers of the demo whose orders are at different points of their way."""

from collections.abc import Sequence
from itertools import islice

import msgspec

from promesa.domain.ledger.orders.state import Order, Stage
from promesa.domain.ledger.shipments.state import live
from promesa.domain.values.ids import CustomerId, OrderId
from promesa.domain.world import World

NAMES = (
    *("Ana", "Luis", "Sofía", "Jorge", "Mariana", "Raúl", "Fernanda", "Diego", "Lucía", "Andrés", "Paola", "Héctor"),
    *("Elena", "Tomás", "Renata", "Iván", "Carmen", "Óscar", "Daniela", "Hugo", "Valeria", "Mateo", "Regina"),
)
LOOKED_AT = 1_500
ORDER_OF = ("moving", "planned", "packed", "ready", "at_branch", "placed", "delivered", "cancelled")
EACH_MAX = 2


class Holder(msgspec.Struct, frozen=True):
    """One customer with a name that nobody bears, and the order that makes them worth a chat; `state`: its point."""

    customer: CustomerId
    name: str
    order: OrderId
    state: str


def holders(world: World) -> Sequence[Holder]:
    """Two of each point of an order's way, newest orders first."""
    found: dict[str, list[Holder]] = {}
    taken: set[CustomerId] = set()
    for order in islice(reversed(world.orders.by_id.values()), LOOKED_AT):
        state, customer = _state(world, order), order.placed.customer
        known = found.setdefault(state, [])
        if state in ORDER_OF and customer not in taken and len(known) < EACH_MAX:
            known.append(Holder(customer, name_of(customer), order.placed.order, state))
            taken.add(customer)
    return [holder for state in ORDER_OF for holder in found.get(state, ())]


def name_of(customer: CustomerId) -> str:
    number = customer.rpartition("-")[2]
    return NAMES[int(number) % len(NAMES)] if number.isdecimal() else customer


def _state(world: World, order: Order) -> str:
    if order.stage is Stage.PLACED:
        return "placed"
    if order.stage is Stage.CANCELLED:
        return "cancelled"
    parcels = live(world.shipments, order.placed.order)
    return parcels[0].status.value if parcels else ""
