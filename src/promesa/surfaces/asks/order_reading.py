"""Reading orders: one in full, many page by page, and why one of them was promised what it was."""

from datetime import date
from typing import Any

import msgspec

from promesa.domain.ledger.orders.state import Stage
from promesa.domain.values.ids import OrderId
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.surfaces import fields, why, why_again
from promesa.surfaces.asks import order_views
from promesa.surfaces.asks.order_views import OrderRow, OrderTold
from promesa.surfaces.operations import Call, Errand, Nothing, Question, Room
from promesa.surfaces.speech import why as speech

SCAN_MAX = 2_000
"""Orders looked at for one page: a filter that finds little returns a short page, and a cursor to go on from."""


class ListOrders(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Orders by their last change, the earliest first.

    Start without a cursor and follow `next_cursor` until `more` is false; ask again with the last cursor whenever you
    like, and you get what has changed since. Nothing is missed while orders change between two pages.
    """

    cursor: fields.Cursor = 0
    limit: fields.Page = 100
    placed_on: date | None = None
    stage: Stage | None = None
    channel: fields.Channel | None = None


class OrderPage(msgspec.Struct, frozen=True):
    """A page of orders; `next_cursor` is a position of the log."""

    orders: tuple[OrderRow, ...]
    next_cursor: int
    more: bool


class AskWhy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`replay`: ask the order's question again in the world of its moment; folds the log up to it: slower."""

    replay: bool = False


class WhyTold(msgspec.Struct, frozen=True):
    """The story of an order: as sentences in Spanish and in English, and as data (`story`)."""

    order: str
    outcome: str
    cause: str
    days: int | None
    said_es: str
    said_en: str
    story: Any


def show(world: World, _: Nothing, call: Call) -> OrderTold | Refused:
    order = OrderId(call.path["order"])
    if order not in world.orders.by_id:
        return Refused(Reason.UNKNOWN_ORDER, order)
    return order_views.told(world, order)


def page(room: Room, asked: ListOrders, _: Call) -> OrderPage:
    """Looks at SCAN_MAX orders at most, so that a filter never holds the world for long."""
    room.changes.catch_up(room.machine.seen)
    found = room.changes.after(asked.cursor, SCAN_MAX + 1)
    rows, cursor, looked = room.machine.ask(_rows, found[:SCAN_MAX], asked)
    return OrderPage(tuple(rows), max(cursor, asked.cursor), looked < len(found))


def _rows(world: World, found: list[tuple[int, str]], asked: ListOrders) -> tuple[list[OrderRow], int, int]:
    rows: list[OrderRow] = []
    cursor, looked = 0, 0
    for position, name in found:
        if len(rows) == asked.limit:
            break
        cursor, looked = position, looked + 1
        if _is_wanted(world, OrderId(name), asked):
            rows.append(order_views.row(world, OrderId(name), position))
    return rows, cursor, looked


def _is_wanted(world: World, name: OrderId, asked: ListOrders) -> bool:
    order = world.orders.by_id.get(name)
    if order is None or (asked.stage is not None and order.stage != asked.stage):
        return False
    if asked.channel is not None and order.placed.channel != asked.channel:
        return False
    return asked.placed_on is None or order_views.placed_on(order) == asked.placed_on


def tell_why(room: Room, asked: AskWhy, call: Call) -> WhyTold | Refused:
    """From the order's own entries in the log, its causes and what it set in motion."""
    order = call.path["order"]
    story = why.why(room.machine, order)
    if not why.is_known(story):
        return Refused(Reason.UNKNOWN_ORDER, order)
    if asked.replay:
        story = why_again.again(room.machine.log, room.machine.model, story)
    said = (speech.say(story, "es"), speech.say(story, "en"))
    return WhyTold(story.order, story.outcome, story.cause, story.days, *said, story)


OPERATIONS = (
    Question(
        name="show_order",
        method="GET",
        path="/v1/orders/{order}",
        scope="read",
        group="Orders",
        summary="An order in full: lines, money, promise, payments and parcels.",
        gives=OrderTold,
        answer=show,
    ),
    Errand(
        name="list_orders",
        method="GET",
        path="/v1/orders",
        scope="read",
        group="Orders",
        summary="Orders by their last change; the cursor is a position, so nothing is missed while they move.",
        takes=ListOrders,
        gives=OrderPage,
        run=page,
    ),
    Errand(
        name="why_promise",
        method="GET",
        path="/v1/promises/{order}/why",
        scope="read",
        group="Orders",
        summary="Why an order was promised what it was, what happened to it since, and what would have changed it.",
        takes=AskWhy,
        gives=WhyTold,
        run=tell_why,
    ),
)
