"""A location is paused: what is not packed there leaves from elsewhere, operations hear of it, it resumes in time."""

from collections.abc import Iterator

from promesa.domain.ledger.shipments import waiting
from promesa.domain.ledger.shipments.pick_words import LeaveLocation
from promesa.domain.ledger.shipments.state import Parcel
from promesa.domain.ledger.stock import questions
from promesa.domain.network.locations import state as locations
from promesa.domain.network.locations.words import EndPause, LocationClosed, LocationPaused, LocationResumed
from promesa.domain.people.messages.words import NO_ORDER, OPERATIONS, WantMessage
from promesa.domain.promise.commit.words import SavePromise
from promesa.domain.values.ids import LocationId
from promesa.domain.values.moments import SECOND, Instant, to_iso
from promesa.domain.world import World
from promesa.flows.steps import Do, Later, Steps

AT_ONCE = 50
"""Parcels that leave a location together; more of them follow in steps, so that no turn lasts long."""
STEP = 2 * SECOND
RESUMED = "resumed"


def tell(world: World, fact: LocationPaused, now: Instant) -> Steps:
    """With what nobody else has: the only holder is never paused in silence."""
    others = [at.location for at in locations.active(world.locations)]
    to_pack = list(_planned_at(world, fact.location))
    words = [
        ("location", fact.location),
        ("reason", fact.reason),
        ("until", "" if fact.until is None else to_iso(fact.until)),
        ("only_here", str(questions.only_at(world.stock, fact.location, others))),
        ("deliveries", str(sum(parcel.planned.kind != "pickup" for parcel in to_pack))),
        ("pickups", str(sum(parcel.planned.kind == "pickup" for parcel in to_pack))),
    ]
    name = f"location_paused:{fact.location}:{now}" + (f":{fact.contingency}" if fact.contingency else "")
    yield Do(WantMessage(name, NO_ORDER, OPERATIONS, "location_paused", tuple(words)))
    if fact.until is not None:
        yield Later(max(now, fact.until), EndPause(fact.location, fact.until))


def move_out(world: World, fact: LocationPaused | LocationClosed, now: Instant) -> Steps:
    """Those that are due soonest first; what is not due before the location is back may wait for it. A contingency
    sees to its own."""
    if isinstance(fact, LocationPaused) and fact.contingency:
        return
    until = fact.until if isinstance(fact, LocationPaused) else None
    plans = [one.planned for one in _planned_at(world, fact.location) if one.planned.kind != "pickup"]
    due = [plan for plan in plans if until is None or plan.hand_over_by <= until]
    for number, plan in enumerate(sorted(due, key=lambda plan: (plan.hand_over_by, plan.parcel))):
        if number < AT_ONCE:
            yield Do(LeaveLocation(plan.parcel))
        else:
            yield Later(Instant(now + number // AT_ONCE * STEP), LeaveLocation(plan.parcel))


def look_again(world: World, fact: LocationResumed, now: Instant) -> Steps:
    """What should have left meanwhile and is still here is planned anew."""
    late = [one.planned.order for one in _planned_at(world, fact.location) if one.planned.hand_over_by <= now]
    for number, order in enumerate(dict.fromkeys(late)):
        if number < AT_ONCE:
            yield Do(SavePromise(order, RESUMED))
        else:
            yield Later(Instant(now + number // AT_ONCE * STEP), SavePromise(order, RESUMED))


def _planned_at(world: World, location: LocationId) -> Iterator[Parcel]:
    return waiting.planned_at(world.stock, world.orders, world.shipments, location)


WHEN = {
    LocationPaused: (tell, move_out),
    LocationClosed: (move_out,),
    LocationResumed: (look_again,),
}
