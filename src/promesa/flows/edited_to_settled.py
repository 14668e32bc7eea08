"""An order changed after it was placed: its customer hears of it; what was added to an order ends with it."""

from promesa.domain.ledger.orders.state import open_order
from promesa.domain.ledger.orders.words import CancelOrder, OrderCancelled, OrderEdited
from promesa.domain.ledger.shipments.state import STAYING, live
from promesa.domain.people.messages import SendMessage
from promesa.domain.promise.commit.words import SettlePromise
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import pesos
from promesa.domain.world import World
from promesa.flows.steps import Do, Steps, Tell


def say_what_changed(world: World, fact: OrderEdited, _: Instant) -> Steps:
    now = next((line for line in fact.lines if line.line == fact.was.line), None)
    words = (
        ("sku", fact.was.sku),
        ("units", str(fact.was.units)),
        ("now_sku", fact.was.sku if now is None else now.sku),
        ("now_units", str(0 if now is None else now.units)),
        ("total", pesos(fact.total)),
    )
    customer = world.orders.by_id[fact.order].placed.customer
    yield Tell(SendMessage(f"{fact.order}:order_edited:{fact.edit}", fact.order, customer, "order_edited", words))


def settle_what_is_left(_: World, fact: OrderEdited, __: Instant) -> Steps:
    """All that is still to come may have come already."""
    yield Do(SettlePromise(fact.order))


def end_what_belongs_to_it(world: World, fact: OrderCancelled, _: Instant) -> Steps:
    """Whoever cancels an order cancels what they added to it, as far as nothing of that has left."""
    for addition in world.orders.additions.get(fact.order, ()) if fact.by_customer else ():
        still_here = all(parcel.status in STAYING for parcel in live(world.shipments, addition))
        if still_here and open_order(world.orders, addition) is not None:
            yield Do(CancelOrder(addition, fact.reason))


WHEN = {
    OrderEdited: (say_what_changed, settle_what_is_left),
    OrderCancelled: (end_what_belongs_to_it,),
}
