"""An order that waits: its customer may still add to it, who looks at it is reminded, then its picks are asked."""

from promesa.domain.ledger.orders.halts import BY_PERSON, EndHalt, Halt, OrderHalted, OrderReleased
from promesa.domain.ledger.orders.state import Stage
from promesa.domain.ledger.shipments.pick_words import AskPick
from promesa.domain.ledger.shipments.state import Status, live
from promesa.domain.people.messages.words import OPERATIONS, WantMessage
from promesa.domain.values.moments import Instant, to_iso
from promesa.domain.world import World
from promesa.flows.steps import Do, Later, Steps


def mind_the_end(_: World, fact: OrderHalted, __: Instant) -> Steps:
    yield Later(fact.until, EndHalt(fact.order, fact.kind))


def ask_for_more(world: World, fact: OrderHalted, _: Instant) -> Steps:
    """Anything else? Once, while it still leaves with the rest."""
    if fact.kind is Halt.COOL_DOWN and not fact.extended:
        customer = world.orders.by_id[fact.order].placed.customer
        words = (("until", to_iso(fact.until)),)
        yield Do(WantMessage(f"{fact.order}:anything_else", fact.order, customer, "anything_else", words))


def remind_who_looks(_: World, fact: OrderHalted, __: Instant) -> Steps:
    """Who has to look had their time, and the customer was told another date."""
    if fact.kind in BY_PERSON and fact.extended:
        words = (("order", fact.order), ("reason", fact.reason), ("owner", fact.owner), ("until", to_iso(fact.until)))
        name = f"{fact.order}:review_overdue:{fact.until}"
        yield Do(WantMessage(name, fact.order, OPERATIONS, "review_overdue", words))


def ask_the_people(world: World, fact: OrderReleased, _: Instant) -> Steps:
    order = world.orders.by_id[fact.order]
    if order.stage is Stage.CONFIRMED and not order.halts:
        for parcel in live(world.shipments, fact.order):
            if parcel.status is Status.PLANNED:
                yield Do(AskPick(parcel.planned.parcel))


WHEN = {
    OrderHalted: (mind_the_end, ask_for_more, remind_who_looks),
    OrderReleased: (ask_the_people,),
}
