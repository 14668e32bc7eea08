"""A count that finds less than was reserved moves or ends reservations until the shelf can honour what it owes."""

from collections.abc import Iterator

from promesa.domain.ledger.orders.state import Stage, owner_of
from promesa.domain.ledger.orders.words import OrderLine
from promesa.domain.ledger.payments import rules
from promesa.domain.ledger.payments.state import refundable
from promesa.domain.ledger.payments.words import PaymentCaptured, RefundLine
from promesa.domain.ledger.shipments.state import live, of_order
from promesa.domain.ledger.stock import questions
from promesa.domain.ledger.stock.words import StockCounted, StockLoaded
from promesa.domain.network import kits
from promesa.domain.network.kits import Component
from promesa.domain.people.messages.words import WantMessage
from promesa.domain.promise.choices import Choice, ChoiceMade
from promesa.domain.promise.commit.words import ResolveShortage, ShortageEased
from promesa.domain.values.ids import LocationId, OrderId, RefundId, Sku
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.flows.steps import Do, Steps


def look(world: World, fact: StockCounted | ShortageEased, _: Instant) -> Steps:
    if _short(world, fact.sku, fact.location):
        yield Do(ResolveShortage(fact.sku, fact.location))


def look_at_all(world: World, _: StockLoaded, __: Instant) -> Steps:
    for sku, location in questions.short_shelves(world.stock):
        yield Do(ResolveShortage(sku, location))


def _short(world: World, sku: Sku, location: LocationId) -> bool:
    return questions.on_hand(world.stock, sku, location) < questions.reserved(world.stock, sku, location)


def pay_back_what_is_missing(world: World, fact: ShortageEased, _: Instant) -> Steps:
    """An order that goes on without some of its units: their price goes back, and the customer hears of it."""
    order = owner_of(world.orders, fact.reservation)
    if not fact.moved and order is not None:
        yield from _pay_back(world, order)


def pay_back_what_is_left_out(world: World, fact: ChoiceMade, _: Instant) -> Steps:
    if fact.choice is Choice.LEAVE_OUT and live(world.shipments, fact.order):
        yield from _pay_back(world, fact.order)


def _pay_back(world: World, order: OrderId) -> Steps:
    if world.orders.by_id[order].stage is Stage.CANCELLED:
        return
    for line, returned, units in _missing(world, order):
        name = _name(world, order, line, returned)
        if refundable(world.payments, order):
            yield Do(RefundLine(order, RefundId(name), line.line, units, "shortage"))
        words = (("sku", line.sku), ("units", str(units)))
        yield Do(WantMessage(name, order, world.orders.by_id[order].placed.customer, "units_missing", words))


def pay_back_once_captured(world: World, fact: PaymentCaptured, _: Instant) -> Steps:
    """Money that was only set aside while units went missing: their price goes back as soon as it has come."""
    order = world.orders.by_id.get(fact.order)
    if fact.surplus or order is None or order.stage not in (Stage.CONFIRMED, Stage.CLOSED):
        return
    if not of_order(world.shipments, fact.order) or fact.order in world.choices.awaited:
        return
    for line, returned, units in _missing(world, fact.order):
        name = _name(world, fact.order, line, returned)
        yield Do(RefundLine(fact.order, RefundId(name), line.line, units, "shortage"))


def _name(world: World, order: OrderId, line: OrderLine, returned: int) -> str:
    given_up = len(of_order(world.shipments, order)) - len(live(world.shipments, order))
    return f"{order}:missing:{line.line}:{returned}:{given_up}"


def _missing(world: World, order: OrderId) -> Iterator[tuple[OrderLine, int, int]]:
    """(line, units of it given back before, units to give back now): what no parcel of the order brings."""
    brought: dict[Sku, int] = {}
    for parcel in live(world.shipments, order):
        for take in parcel.planned.takes:
            brought[take.sku] = brought.get(take.sku, 0) + take.units
    for line in world.orders.by_id[order].placed.lines:
        returned = rules.units_refunded(world.payments, order, line.line)
        made_of = line.components or (Component(line.sku, 1),)
        comes = min(line.units - returned, kits.whole(made_of, brought))
        for one in made_of:
            brought[one.sku] = brought.get(one.sku, 0) - comes * one.units
        if comes < line.units - returned:
            yield line, returned, line.units - returned - comes


WHEN = {
    StockCounted: (look,),
    ShortageEased: (pay_back_what_is_missing, look),
    ChoiceMade: (pay_back_what_is_left_out,),
    StockLoaded: (look_at_all,),
    PaymentCaptured: (pay_back_once_captured,),
}
