"""A parcel is planned where people are asked: they answer, or time does; who keeps saying no is paused."""

from promesa.domain.ledger.shipments import picks
from promesa.domain.ledger.shipments.pick_words import AskPick, LapsePick, PickAsked
from promesa.domain.ledger.shipments.words import ParcelPlanned
from promesa.domain.network.locations import state as locations
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.flows.steps import Do, Later, Steps


def ask(world: World, fact: ParcelPlanned, _: Instant) -> Steps:
    at = locations.find(world.locations, fact.location)
    if at is not None and at.asks and fact.parcel not in world.picks.tasks:
        yield Do(AskPick(fact.parcel))


def wait(world: World, fact: PickAsked, now: Instant) -> Steps:
    if picks.open_task(world.picks, fact.parcel) is not None:
        yield Later(max(now, fact.answer_by), LapsePick(fact.parcel))


WHEN = {
    ParcelPlanned: (ask,),
    PickAsked: (wait,),
}
