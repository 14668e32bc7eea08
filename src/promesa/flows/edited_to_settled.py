"""An order changed after it was placed: its customer hears of it; what was added to an order ends with it."""

from promesa.domain.ledger.orders.awaited import EditEnd, EditEnded, LapseEdit, TakeEdit
from promesa.domain.ledger.orders.state import open_order
from promesa.domain.ledger.orders.words import CancelOrder, OrderCancelled, OrderClosed, OrderEdited, OrderRevised
from promesa.domain.ledger.payments.words import AuthorisationVoided, PaymentCaptured, PaymentLapsed
from promesa.domain.ledger.shipments.state import STAYING, live
from promesa.domain.people.messages.words import WantMessage
from promesa.domain.promise.commit.words import SettlePromise
from promesa.domain.promise.substitutes import (
    LapseSubstitute,
    SubstituteEnd,
    SubstituteEnded,
    SubstituteProposed,
    TakeSubstitute,
)
from promesa.domain.promise.words import PromiseRedirected
from promesa.domain.values.ids import OrderId
from promesa.domain.values.moments import Instant, to_iso
from promesa.domain.values.money import pesos
from promesa.domain.world import World
from promesa.flows.steps import Do, Later, Steps


def say_what_changed(world: World, fact: OrderEdited, _: Instant) -> Steps:
    now = next((line for line in fact.lines if line.line == fact.was.line), None)
    words = (
        ("sku", fact.was.sku),
        ("units", str(fact.was.units)),
        ("now_sku", fact.was.sku if now is None else now.sku),
        ("now_units", str(0 if now is None else now.units)),
        ("total", pesos(fact.total)),
    )
    yield _tell(world, fact.order, "order_edited", fact.edit, words)


def say_what_it_is_now(world: World, fact: OrderRevised, _: Instant) -> Steps:
    items = ", ".join(f"{line.units} {line.sku}" for line in fact.lines)
    words = (("items", items), ("fee", pesos(fact.fee)), ("total", pesos(fact.total)), ("cause", fact.cause))
    yield _tell(world, fact.order, "order_revised", fact.edit, words)


def settle_what_is_left(_: World, fact: OrderEdited, __: Instant) -> Steps:
    """All that is still to come may have come already."""
    yield Do(SettlePromise(fact.order))


def end_what_belongs_to_it(world: World, fact: OrderCancelled, _: Instant) -> Steps:
    """Whoever cancels an order cancels what they added to it, as far as nothing of that has left."""
    for addition in world.orders.additions.get(fact.order, ()) if fact.by_customer else ():
        still_here = all(parcel.status in STAYING for parcel in live(world.shipments, addition))
        if still_here and open_order(world.orders, addition) is not None:
            yield Do(CancelOrder(addition, fact.reason))


# --- substitutes ---


def ask_the_customer(world: World, fact: SubstituteProposed, _: Instant) -> Steps:
    words = (
        ("sku", fact.was.sku),
        ("units", str(fact.was.units)),
        ("substitute", fact.now.sku),
        ("price", pesos(fact.now.price)),
        ("difference", pesos(fact.difference)),
        ("until", to_iso(fact.until)),
    )
    yield _tell(world, fact.order, "substitute_wanted", fact.edit, words)
    yield Later(fact.until, LapseSubstitute(fact.order, fact.edit))


def take_what_is_paid(world: World, fact: PaymentCaptured, _: Instant) -> Steps:
    extra = world.payments.by_id[fact.payment].extra
    if extra is not None and not fact.surplus:
        yield Do(TakeSubstitute(fact.order, extra.edit))
        yield Do(TakeEdit(fact.order, extra.edit))


def end_what_was_not_paid(world: World, fact: PaymentLapsed | AuthorisationVoided, _: Instant) -> Steps:
    payment = world.payments.by_id.get(fact.payment)
    if payment is not None and payment.extra is not None:
        yield Do(LapseSubstitute(fact.order, payment.extra.edit))
        yield Do(LapseEdit(fact.order, payment.extra.edit))


def end_the_question(world: World, fact: OrderCancelled | OrderClosed, _: Instant) -> Steps:
    found = world.substitutes.open.get(fact.order)
    if found is not None:
        yield Do(LapseSubstitute(fact.order, found.proposed.edit))
    waits = world.orders.awaited.get(fact.order)
    if waits is not None:
        yield Do(LapseEdit(fact.order, waits.edit))


def say_how_it_ended(world: World, fact: SubstituteEnded, _: Instant) -> Steps:
    """A yes is said by the change itself."""
    if fact.ending is not SubstituteEnd.TAKEN:
        yield _tell(world, fact.order, "substitute_ended", fact.edit, (("ending", fact.ending.value),))


def say_that_it_stays(world: World, fact: EditEnded, _: Instant) -> Steps:
    """A change that was done is said by itself."""
    if fact.ending is not EditEnd.TAKEN:
        yield _tell(world, fact.order, "edit_ended", fact.edit, (("ending", fact.ending.value),))


def say_the_new_day(world: World, fact: PromiseRedirected, _: Instant) -> Steps:
    words = (("was_on", fact.was_on.isoformat()), ("promised_on", fact.promised_on.isoformat()))
    yield _tell(world, fact.order, "redirected", fact.promised_on.isoformat(), words)


def _tell(world: World, order: OrderId, template: str, edit: str, words: tuple[tuple[str, str], ...]) -> Do:
    """Once for each edit."""
    customer = world.orders.by_id[order].placed.customer
    return Do(WantMessage(f"{order}:{template}:{edit}", order, customer, template, words))


WHEN = {
    OrderRevised: (say_what_it_is_now,),
    OrderEdited: (say_what_changed, settle_what_is_left),
    OrderCancelled: (end_what_belongs_to_it, end_the_question),
    OrderClosed: (end_the_question,),
    EditEnded: (say_that_it_stays,),
    PromiseRedirected: (say_the_new_day,),
    SubstituteProposed: (ask_the_customer,),
    SubstituteEnded: (say_how_it_ended,),
    PaymentCaptured: (take_what_is_paid,),
    PaymentLapsed: (end_what_was_not_paid,),
    AuthorisationVoided: (end_what_was_not_paid,),
}
