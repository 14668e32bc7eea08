"""A pickup's units were not on the shelf: its customer is asked what becomes of them, and it is done as answered."""

from promesa.domain.ledger.orders.state import open_order
from promesa.domain.ledger.orders.words import CancelOrder
from promesa.domain.ledger.shipments.state import live
from promesa.domain.people.messages.words import WantMessage
from promesa.domain.promise.choices import Choice, ChoiceAwaited, ChoiceMade, LapseChoice
from promesa.domain.promise.commit.words import SettlePromise
from promesa.domain.promise.keeping import choosing
from promesa.domain.promise.words import Quote
from promesa.domain.values.moments import Instant, to_iso
from promesa.domain.world import World, parts
from promesa.flows.steps import Do, Later, Steps


def ask_the_customer(world: World, fact: ChoiceAwaited, now: Instant) -> Steps:
    """With what can really be had instead; units that go missing later are a question of their own."""
    order = world.orders.by_id[fact.order]
    gone = fact.takes[-1]
    words = [("sku", gone.sku), ("units", str(gone.units)), ("location", gone.location), ("until", to_iso(fact.until))]
    quote = choosing.options(parts(world), world.shipments, order, fact, now)
    for offer in quote.offers if isinstance(quote, Quote) else ():
        if offer.kind == "pickup":
            words += [("other_store", offer.legs[0].location), ("other_store_on", offer.promised_on.isoformat())]
        elif offer.kind == "delivery":
            words.append(("ships_by", offer.promised_on.isoformat()))
        elif offer.branch is not None and offer.branch == fact.branch:
            words += [("branch", offer.branch), ("branch_on", offer.promised_on.isoformat())]
    name = f"{fact.order}:choice:{fact.until}:{len(fact.takes)}"
    yield Do(WantMessage(name, fact.order, order.placed.customer, "choice_wanted", tuple(words)))
    yield Later(fact.until, LapseChoice(fact.order))


def end_what_is_empty(world: World, fact: ChoiceMade, _: Instant) -> Steps:
    """An order of which nothing is left is cancelled by us; one whose rest has been fetched is over."""
    if fact.choice is Choice.LEAVE_OUT and open_order(world.orders, fact.order) is not None:
        if live(world.shipments, fact.order):
            yield Do(SettlePromise(fact.order))
        else:
            yield Do(CancelOrder(fact.order, choosing.SHORTAGE, by_customer=False))


def say_what_was_done(world: World, fact: ChoiceMade, _: Instant) -> Steps:
    if fact.choice is not Choice.LEAVE_OUT:
        order = world.orders.by_id[fact.order]
        parcel = live(world.shipments, fact.order)[-1].planned
        words = (("choice", str(fact.choice)), ("location", parcel.location), ("on", parcel.arrives_on.isoformat()))
        name = f"{fact.order}:chosen:{parcel.parcel}"
        yield Do(WantMessage(name, fact.order, order.placed.customer, "choice_made", words))


WHEN = {
    ChoiceAwaited: (ask_the_customer,),
    ChoiceMade: (end_what_is_empty, say_what_was_done),
}
