"""A parcel is planned where people are asked: they answer, or time does; who keeps saying no is paused."""

from promesa.domain.ledger.shipments import picks
from promesa.domain.ledger.shipments.pick_words import (
    SHUT,
    AskPick,
    LapsePick,
    PickAsked,
    PickLapsed,
    PickRejected,
    PickShort,
)
from promesa.domain.ledger.shipments.words import ParcelPlanned
from promesa.domain.network.locations import days
from promesa.domain.network.locations import state as locations
from promesa.domain.network.locations.words import PauseLocation
from promesa.domain.people.messages.words import NO_ORDER, OPERATIONS, WantMessage
from promesa.domain.values import moments
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.flows.steps import Do, Later, Steps

UNUSUAL = "says no far more often than usual"


def ask(world: World, fact: ParcelPlanned, _: Instant) -> Steps:
    at = locations.find(world.locations, fact.location)
    if at is not None and at.asks and fact.parcel not in world.picks.tasks:
        yield Do(AskPick(fact.parcel))


def wait(world: World, fact: PickAsked, now: Instant) -> Steps:
    if picks.open_task(world.picks, fact.parcel) is not None:
        yield Later(max(now, fact.answer_by), LapsePick(fact.parcel))


def suggest_a_pause(world: World, fact: PickRejected | PickShort, _: Instant) -> Steps:
    """A store that says it is shut: a person decides, one word is enough."""
    at = locations.find(world.locations, fact.location)
    if fact.reason in SHUT and at is not None and locations.is_active(at):
        words = (("location", fact.location), ("reason", fact.reason.value), ("parcel", fact.parcel))
        name = f"pause_suggested:{fact.parcel}"
        yield Do(WantMessage(name, NO_ORDER, OPERATIONS, "pause_suggested", words))


def pause_who_has_changed(world: World, fact: PickRejected | PickShort | PickLapsed, now: Instant) -> Steps:
    """Until it opens again the next day."""
    at, alarm = locations.find(world.locations, fact.location), world.policies.now.pause_alarm
    if at is None or not alarm or not locations.is_active(at):
        return
    if picks.is_unusual(world.picks, fact.location, alarm):
        tomorrow = Instant(moments.end_of_day(moments.local_date(now, at.zone), at.zone) + 1)
        opens = days.next_opening(at, tomorrow) if at.hours else tomorrow
        yield Do(PauseLocation(fact.location, UNUSUAL, tomorrow if opens is None else opens))


WHEN = {
    ParcelPlanned: (ask,),
    PickAsked: (wait,),
    PickRejected: (suggest_a_pause, pause_who_has_changed),
    PickShort: (suggest_a_pause, pause_who_has_changed),
    PickLapsed: (pause_who_has_changed,),
}
