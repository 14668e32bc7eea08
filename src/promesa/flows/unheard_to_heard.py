"""Parcels of which nothing is heard are looked into; when they are heard of again, only what is so now is said."""

from promesa.domain.ledger.shipments.tidings_words import (
    CarrierHeard,
    CarrierUnheard,
    CatchUp,
    CheckTidings,
    HearCarrier,
    ParcelUnheard,
    TidingsWatched,
)
from promesa.domain.ledger.shipments.words import ParcelDoubted, ParcelHandedOver, ParcelScanned
from promesa.domain.people.cases import numbers
from promesa.domain.people.cases import state as cases
from promesa.domain.people.cases.words import CaseKind, CaseOpener, OpenCase
from promesa.domain.people.messages.words import NO_ORDER, OPERATIONS, WantMessage
from promesa.domain.values.moments import MINUTE, Instant, to_iso
from promesa.domain.world import World
from promesa.flows.steps import Do, Later, Steps

CATCH_UP = 15 * MINUTE
"""What a carrier kept to itself comes within so long of its first word, in any order."""


def watch(world: World, fact: ParcelHandedOver, now: Instant) -> Steps:
    """The first parcel of a carrier, or the first after a time in which none was on its way."""
    policy, carrier = world.policies.now, world.tidings.carrier_of.get(fact.parcel)
    if carrier is None or not (policy.unheard_share or policy.unheard_hours):
        return
    if world.tidings.by_carrier[carrier].watched_until <= now:
        yield Do(CheckTidings(carrier))


def look_again(_: World, fact: TidingsWatched, __: Instant) -> Steps:
    yield Later(fact.until, CheckTidings(fact.carrier))


def tell(_: World, fact: CarrierUnheard, __: Instant) -> Steps:
    """Once for each incident, whatever joins it."""
    if fact.first:
        words = (("carrier", fact.carrier), ("parcels", str(fact.parcels)), ("heard_at", to_iso(fact.heard_at)))
        yield Do(WantMessage(f"unheard:{fact.incident}", NO_ORDER, OPERATIONS, "carrier_unheard", words))


def look_into_it(world: World, fact: ParcelUnheard, _: Instant) -> Steps:
    """A person asks the carrier about a parcel that alone is silent; of a whole carrier operations were told."""
    least, placed = world.policies.now.care.at_risk_from, world.orders.by_id[fact.order].placed
    if not fact.alone or least is None or placed.total < least:
        return
    if cases.about(world.cases, placed.customer, fact.order) is None:
        name = numbers.of_risk(fact.order)
        yield Do(OpenCase(name, placed.customer, CaseKind.AT_RISK, CaseOpener.PROMISE, fact.order, fact.parcel))


def look_into_the_doubt(world: World, fact: ParcelDoubted, _: Instant) -> Steps:
    """A word that cannot be true is kept, and a person sees it: nothing of it is told to the customer."""
    customer = world.orders.by_id[fact.order].placed.customer
    if cases.about(world.cases, customer, fact.order) is None:
        name = numbers.of_doubt(fact.order)
        yield Do(OpenCase(name, customer, CaseKind.NOT_ARRIVED, CaseOpener.PROMISE, fact.order, fact.parcel))


def hear(world: World, fact: ParcelScanned, now: Instant) -> Steps:
    """A silent parcel, or a silent carrier, is heard of: what is so is said when all of it was told."""
    soon = Instant(now + CATCH_UP)
    if world.tidings.catching_up.get(fact.parcel) == now:
        yield Later(soon, CatchUp(fact.parcel))
    carrier = world.tidings.carrier_of.get(fact.parcel)
    known = None if carrier is None else world.tidings.by_carrier[carrier]
    if carrier is None or known is None or not known.incident:
        return
    if (known.spoke_at, known.spoke_of) == (now, fact.parcel):
        yield Later(soon, HearCarrier(carrier))


def say_it_is_over(_: World, fact: CarrierHeard, __: Instant) -> Steps:
    words = (("carrier", fact.carrier), ("since", to_iso(fact.since)), ("left", str(fact.left)))
    yield Do(WantMessage(f"heard:{fact.incident}", NO_ORDER, OPERATIONS, "carrier_heard", words))


WHEN = {
    ParcelHandedOver: (watch,),
    TidingsWatched: (look_again,),
    CarrierUnheard: (tell,),
    ParcelUnheard: (look_into_it,),
    ParcelDoubted: (look_into_the_doubt,),
    ParcelScanned: (hear,),
    CarrierHeard: (say_it_is_over,),
}
