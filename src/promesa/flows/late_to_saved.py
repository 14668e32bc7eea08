"""A promise that will not be kept as planned is saved by another plan, or its new date is told before anybody asks."""

from promesa.domain.ledger.shipments import tidings
from promesa.domain.ledger.shipments.state import Status
from promesa.domain.ledger.shipments.tidings_words import ParcelCaughtUp
from promesa.domain.ledger.shipments.words import ArrivalOverdue, EtaMoved, HandOverMissed
from promesa.domain.people.messages.words import WantMessage
from promesa.domain.promise.commit.words import ConfirmPromise, SavePromise
from promesa.domain.promise.promises import open_promise
from promesa.domain.promise.words import PromiseConfirmed, PromiseMade, PromiseMoved
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.flows.steps import Do, Later, Steps


def leave_another_way(_: World, fact: HandOverMissed, __: Instant) -> Steps:
    yield Do(SavePromise(fact.order, "not handed over"))


def mind_the_slip(world: World, fact: EtaMoved, _: Instant) -> Steps:
    promise = open_promise(world.promises, fact.order)
    if tidings.is_catching_up(world.tidings, fact.parcel):
        return
    if promise is not None and fact.arrives_on > promise.told_on:
        yield Do(SavePromise(fact.order, fact.cause))


def mind_what_was_told_late(world: World, fact: ParcelCaughtUp, _: Instant) -> Steps:
    """Of a parcel that was silent the newest day counts, not each that was told meanwhile."""
    parcel, promise = world.shipments.by_id[fact.parcel], open_promise(world.promises, fact.order)
    is_later = promise is not None and parcel.eta is not None and parcel.eta > promise.told_on
    if parcel.status is Status.MOVING and is_later:
        yield Do(SavePromise(fact.order, "carrier"))


def break_the_silence(_: World, fact: ArrivalOverdue, __: Instant) -> Steps:
    yield Do(SavePromise(fact.order, "no news"))


def look_again(_: World, fact: PromiseMade, __: Instant) -> Steps:
    """A day that was given with little knowledge was said to be confirmed by then."""
    if fact.confirm_by is not None:
        yield Later(fact.confirm_by, ConfirmPromise(fact.order))


def say_that_it_stands(world: World, fact: PromiseConfirmed, _: Instant) -> Steps:
    customer = world.orders.by_id[fact.order].placed.customer
    words = (("promised_on", fact.promised_on.isoformat()),)
    yield Do(WantMessage(f"{fact.order}:date_confirmed", fact.order, customer, "date_confirmed", words))


def say_the_new_date(world: World, fact: PromiseMoved, _: Instant) -> Steps:
    customer = world.orders.by_id[fact.order].placed.customer
    day = fact.promised_on.isoformat()
    words = (("was_on", fact.was_on.isoformat()), ("promised_on", day))
    yield Do(WantMessage(f"{fact.order}:delayed:{day}", fact.order, customer, "delayed", words))


WHEN = {
    HandOverMissed: (leave_another_way,),
    EtaMoved: (mind_the_slip,),
    ParcelCaughtUp: (mind_what_was_told_late,),
    ArrivalOverdue: (break_the_silence,),
    PromiseMade: (look_again,),
    PromiseConfirmed: (say_that_it_stands,),
    PromiseMoved: (say_the_new_date,),
}
