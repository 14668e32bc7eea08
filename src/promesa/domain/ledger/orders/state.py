"""The orders we know, what each asked for and how far it has come; and the checkouts that are not orders yet."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

import msgspec

from promesa.domain.ledger.orders.awaited import EditAwaited, EditEnded
from promesa.domain.ledger.orders.halts import OrderHalted, OrderReleased
from promesa.domain.ledger.orders.words import (
    UNPAID,
    CheckoutRefused,
    OrderCancelled,
    OrderClosed,
    OrderConfirmed,
    OrderEdited,
    OrderPlaced,
    OrderRevised,
    ReturnAwaited,
)
from promesa.domain.values.ids import CartId, CustomerId, OrderId, ReservationId
from promesa.domain.values.moments import Instant


class Stage(StrEnum):
    """How far an order has come. Cancelled and closed are terminal (R35)."""

    PLACED = "placed"
    CONFIRMED = "confirmed"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Order(msgspec.Struct, gc=False):
    """What was placed, its lines and sums as they are since its last edit; when, and the stage it is in."""

    placed: OrderPlaced
    placed_at: Instant
    stage: Stage = Stage.PLACED
    confirmed_at: Instant | None = None
    cancelled_reason: str = ""
    return_reason: str | None = None
    """Why its customer wants to give back what had already left; None: they do not."""
    edits: tuple[OrderEdited, ...] = ()
    halts: tuple[OrderHalted, ...] = ()
    """What it waits for: nobody picks it before all of them have ended."""
    revisions: tuple[OrderRevised, ...] = ()
    """Each time the whole of it became another one, oldest first."""


class Orders(msgspec.Struct):
    """Orders by id, and which order each cart became."""

    by_id: dict[OrderId, Order] = {}
    by_cart: dict[CartId, OrderId] = {}
    by_customer: dict[CustomerId, list[OrderId]] = {}
    """Oldest first."""
    awaited: dict[OrderId, EditAwaited] = {}
    """Changes of paid orders that wait for their own payment: one at a time."""
    additions: dict[OrderId, tuple[OrderId, ...]] = {}
    """The orders that belong to an order, oldest first."""


def open_order(orders: Orders, order: OrderId) -> Order | None:
    """The order where it is neither cancelled nor closed."""
    found = orders.by_id.get(order)
    return found if found is not None and found.stage in (Stage.PLACED, Stage.CONFIRMED) else None


def halted_until(order: Order) -> Instant | None:
    """When the last of its halts ends, as far as is known; None where it does not wait."""
    return max([one.until for one in order.halts], default=None)


def starts_at(orders: Orders, name: OrderId, now: Instant) -> Instant:
    """From when the order can be worked on: now, or the end of what it waits for."""
    order = orders.by_id.get(name)
    until = None if order is None else halted_until(order)
    return now if until is None else max(now, until)


def owner_of(orders: Orders, reservation: ReservationId) -> OrderId | None:
    """The order that a reservation was taken over by, whatever has become of it; None while it is a cart's.

    A reservation goes by the name of its cart or, where there was no cart, of its order.
    """
    by_cart = orders.by_cart.get(CartId(reservation))
    if by_cart is not None:
        return by_cart
    same_name = orders.by_id.get(OrderId(reservation))
    return OrderId(reservation) if same_name is not None and same_name.placed.reservation == reservation else None


def _fold_placed(orders: Orders, fact: OrderPlaced, at: Instant) -> None:
    assert fact.order not in orders.by_id, fact.order
    orders.by_id[fact.order] = Order(fact, at)
    orders.by_customer.setdefault(fact.customer, []).append(fact.order)
    if fact.cart is not None:
        orders.by_cart[fact.cart] = fact.order
    if fact.part_of is not None:
        orders.additions[fact.part_of] = (*orders.additions.get(fact.part_of, ()), fact.order)


def _fold_edited(orders: Orders, fact: OrderEdited, _: Instant) -> None:
    order = orders.by_id[fact.order]
    assert order.stage is Stage.CONFIRMED, (fact, order.stage)
    order.placed = msgspec.structs.replace(
        order.placed, lines=fact.lines, items=fact.items, discount=fact.discount, total=fact.total
    )
    order.edits = (*order.edits, fact)


def _fold_revised(orders: Orders, fact: OrderRevised, _: Instant) -> None:
    order = orders.by_id[fact.order]
    assert order.stage is (Stage.PLACED if fact.cause == UNPAID else Stage.CONFIRMED), (fact, order.stage)
    order.placed = msgspec.structs.replace(
        order.placed,
        lines=fact.lines,
        items=fact.items,
        discount=fact.discount,
        fee=fact.fee,
        total=fact.total,
        zone=fact.zone,
        postal_code=fact.postal_code,
        pickup_location=fact.pickup_location,
    )
    order.revisions = (*order.revisions, fact)


def _fold_awaited(orders: Orders, fact: EditAwaited, _: Instant) -> None:
    assert fact.order not in orders.awaited, fact
    orders.awaited[fact.order] = fact


def _fold_ended(orders: Orders, fact: EditEnded, _: Instant) -> None:
    del orders.awaited[fact.order]


def _fold_halted(orders: Orders, fact: OrderHalted, _: Instant) -> None:
    order = orders.by_id[fact.order]
    order.halts = (*(one for one in order.halts if one.kind is not fact.kind), fact)


def _fold_released(orders: Orders, fact: OrderReleased, _: Instant) -> None:
    order = orders.by_id[fact.order]
    order.halts = tuple(one for one in order.halts if one.kind is not fact.kind)


def _fold_confirmed(orders: Orders, fact: OrderConfirmed, at: Instant) -> None:
    order = orders.by_id[fact.order]
    assert order.stage is Stage.PLACED, (fact, order.stage)
    order.stage, order.confirmed_at = Stage.CONFIRMED, at


def _fold_cancelled(orders: Orders, fact: OrderCancelled, _: Instant) -> None:
    order = orders.by_id[fact.order]
    assert order.stage in (Stage.PLACED, Stage.CONFIRMED), (fact, order.stage)
    order.stage, order.cancelled_reason, order.halts = Stage.CANCELLED, fact.reason, ()


def _fold_return(orders: Orders, fact: ReturnAwaited, _: Instant) -> None:
    order = orders.by_id[fact.order]
    assert order.stage is Stage.CONFIRMED, (fact, order.stage)
    assert order.return_reason is None, fact
    order.return_reason = fact.reason


def _fold_closed(orders: Orders, fact: OrderClosed, _: Instant) -> None:
    order = orders.by_id[fact.order]
    assert order.stage is Stage.CONFIRMED, (fact, order.stage)
    order.stage = Stage.CLOSED


def _fold_refused(_: Orders, __: CheckoutRefused, ___: Instant) -> None:
    """Recorded: no order was made."""


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    OrderPlaced: _fold_placed,
    OrderConfirmed: _fold_confirmed,
    OrderEdited: _fold_edited,
    OrderRevised: _fold_revised,
    OrderHalted: _fold_halted,
    EditAwaited: _fold_awaited,
    EditEnded: _fold_ended,
    OrderReleased: _fold_released,
    OrderCancelled: _fold_cancelled,
    ReturnAwaited: _fold_return,
    OrderClosed: _fold_closed,
    CheckoutRefused: _fold_refused,
}
