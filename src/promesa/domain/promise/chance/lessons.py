"""What each fact teaches: a parcel's hand-over, its first attempt at the door, its arrival, its silence.

A parcel is counted against the plan that it was given, at once and for all its parents; what is under way counts as
such from the next edition on. Promises that were foreseen are counted as late from the beginning, and as in time when
they have arrived by their day: so on the day after, the silent ones are late, which is what they are.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from msgspec.structs import replace

from promesa.domain.ledger.shipments.words import (
    ParcelCancelled,
    ParcelDelivered,
    ParcelHandedOver,
    ParcelLost,
    ParcelPlanned,
    ParcelReady,
    ParcelScanned,
    Scan,
)
from promesa.domain.network import places as gazetteer
from promesa.domain.network.carriers import lanes as carrying
from promesa.domain.network.carriers import state as carriers
from promesa.domain.network.carriers.state import Reach
from promesa.domain.network.locations import days
from promesa.domain.network.locations.state import Location, find
from promesa.domain.promise.chance import editions, laws, slipping
from promesa.domain.promise.chance import lanes as learning
from promesa.domain.promise.chance.editions import Learner
from promesa.domain.promise.chance.lanes import (
    ATTEMPT,
    PICKUP,
    TRANSIT,
    Counter,
    DuePromises,
    Lanes,
    OpenParcel,
    PromiseStart,
    Record,
)
from promesa.domain.promise.words import PromiseBroken, PromiseKept, PromiseMade, PromiseWithdrawn
from promesa.domain.values import calendars, moments
from promesa.domain.values.moments import Instant


def _promised(learner: Learner, fact: PromiseMade, at: Instant) -> None:
    editions.publish(learner, at)
    learner.lanes.orders[fact.order] = PromiseStart(fact.postal_code, fact.zone)


def _settled(learner: Learner, fact: PromiseKept | PromiseBroken | PromiseWithdrawn, _: Instant) -> None:
    learner.lanes.orders.pop(fact.order, None)


def _planned(learner: Learner, fact: ParcelPlanned, at: Instant) -> None:
    editions.publish(learner, at)
    lanes, location = learner.lanes, find(learner.locations, fact.location)
    start = lanes.orders.get(fact.order)
    if start is None or location is None:
        return
    if fact.kind == PICKUP:
        lanes.parcels[fact.parcel] = _at_counter(fact, start)
        return
    if fact.kind != "delivery":
        return  # what waits at a carrier's branch teaches nothing of the way to a door
    reach = _reach(learner, str(fact.service), start)
    if reach is None:
        return
    parcel = _on_its_way(lanes, fact, start, location, reach, at)
    lanes.parcels[fact.parcel] = parcel
    _foresee(lanes, parcel, 1)
    _wait(lanes, learning.keys_of_handling(parcel.location, parcel.band), parcel.hand_over_on, 1)


def _at_counter(fact: ParcelPlanned, start: PromiseStart) -> OpenParcel:
    day = fact.arrives_on
    return OpenParcel(fact.location, PICKUP, "", "", start, 0, day, fact.hand_over_by, day, "")


def _on_its_way(
    lanes: Lanes, fact: ParcelPlanned, start: PromiseStart, location: Location, reach: Reach, at: Instant
) -> OpenParcel:
    """The parcel with all that its chance of being late depends on."""
    service = str(fact.service)
    hand_over_on = moments.local_date(Instant(fact.hand_over_by - 1), location.zone)
    band = laws.band_of(days.process_until(location, at)[1] - at)
    leaf = laws.leaf_of(service, hand_over_on)
    plan = slipping.plan(reach, location.working, location.area, hand_over_on)
    name = ""
    if plan is not None:
        pace = lanes.paces.get(location.location, slipping.NO_PACES)[band]
        way = laws.Way(service, location.area, reach.area, pace, plan.lags, leaf)
        name = laws.name_of(way, slipping.place(reach, plan, fact.arrives_on))
    return OpenParcel(
        location=fact.location,
        service=service,
        origin=location.area,
        area=reach.area,
        start=start,
        band=band,
        hand_over_on=hand_over_on,
        hand_over_by=fact.hand_over_by,
        arrives_on=fact.arrives_on,
        name=name,
    )


def _reach(learner: Learner, service: str, start: PromiseStart) -> Reach | None:
    """How the service reaches the place now; None where it does not any more."""
    place = None if start.postal_code is None else gazetteer.find(learner.places, start.postal_code)
    if place is None:
        return None
    return next((one for one in carriers.reaching(learner.carriers, place) if one.service.service == service), None)


def _handed_over(learner: Learner, fact: ParcelHandedOver, at: Instant) -> None:
    editions.publish(learner, at)
    lanes, parcel = learner.lanes, learner.lanes.parcels.get(fact.parcel)
    location = None if parcel is None else find(learner.locations, parcel.location)
    if parcel is None or location is None or parcel.agreed_on is not None:
        return
    keys = learning.keys_of_handling(parcel.location, parcel.band)
    reach = _reach(learner, parcel.service, parcel.start)
    _wait(lanes, keys, parcel.hand_over_on, -1)
    agreed_on = None
    if reach is not None:
        handed_on = moments.local_date(fact.handed_at, location.zone)
        meeting = calendars.meet(location.working, reach.service.pickups)
        slip = max(0, calendars.open_days(meeting, parcel.hand_over_on, handed_on))
        _end(lanes, keys, parcel.hand_over_on, slip)
        agreed_on = carrying.arrival(reach, location.area, handed_on)
    if agreed_on is None:
        del lanes.parcels[fact.parcel]
        _foresee(lanes, parcel, -1)
        return
    lanes.parcels[fact.parcel] = replace(parcel, agreed_on=agreed_on)
    _wait(lanes, _lane(parcel, TRANSIT), agreed_on, 1)


def _scanned(learner: Learner, fact: ParcelScanned, at: Instant) -> None:
    """A door that nobody opened ends the transit."""
    if fact.scan is not Scan.ATTEMPT_FAILED:
        return
    editions.publish(learner, at)
    parcel = learner.lanes.parcels.get(fact.parcel)
    if parcel is not None and parcel.agreed_on is not None and parcel.attempted_on is None:
        attempted_on = moments.local_date(fact.scanned_at, parcel.start.zone)
        _arrive(learner, parcel, attempted_on)
        learner.lanes.parcels[fact.parcel] = replace(parcel, attempted_on=attempted_on)


def _ready(learner: Learner, fact: ParcelReady, _: Instant) -> None:
    lanes, parcel = learner.lanes, learner.lanes.parcels.get(fact.parcel)
    if parcel is not None and parcel.service == PICKUP:
        del lanes.parcels[fact.parcel]
        counter = lanes.counters.setdefault(parcel.location, Counter())
        counter.seen += 1
        counter.kept += fact.ready_at <= parcel.hand_over_by


def _delivered(learner: Learner, fact: ParcelDelivered, at: Instant) -> None:
    editions.publish(learner, at)
    parcel = learner.lanes.parcels.pop(fact.parcel, None)
    if parcel is None or parcel.agreed_on is None:
        return
    arrived_on = moments.local_date(fact.delivered_at, parcel.start.zone)
    if arrived_on <= parcel.arrives_on:
        _judge(learner.lanes, parcel, 0, -1)
    if parcel.attempted_on is None:
        _arrive(learner, parcel, arrived_on)
        again = 0
    else:
        again = max(1, slipping.slip(_deliveries(learner, parcel), parcel.attempted_on, arrived_on))
    _end(learner.lanes, _lane(parcel, ATTEMPT)[:-1], arrived_on, again)


def _arrive(learner: Learner, parcel: OpenParcel, day: date) -> None:
    """At the door for the first time."""
    assert parcel.agreed_on is not None
    keys = _lane(parcel, TRANSIT)
    _wait(learner.lanes, keys, parcel.agreed_on, -1)
    _end(learner.lanes, keys, parcel.agreed_on, slipping.slip(_deliveries(learner, parcel), parcel.agreed_on, day))


def _deliveries(learner: Learner, parcel: OpenParcel) -> calendars.Calendar:
    reach = _reach(learner, parcel.service, parcel.start)
    if reach is not None:
        return reach.deliveries
    return learner.carriers.services[parcel.service].deliveries  # type: ignore[index]


def _lost(learner: Learner, fact: ParcelLost, at: Instant) -> None:
    editions.publish(learner, at)
    lanes, parcel = learner.lanes, learner.lanes.parcels.pop(fact.parcel, None)
    if parcel is None or parcel.agreed_on is None or parcel.attempted_on is not None:
        return
    weight = learning.weight_on(lanes.fading, parcel.agreed_on.toordinal())
    _wait(lanes, _lane(parcel, TRANSIT), parcel.agreed_on, -1)
    for key in _lane(parcel, TRANSIT):
        lanes.fresh.setdefault(key, Record()).never += weight


def _cancelled(learner: Learner, fact: ParcelCancelled, at: Instant) -> None:
    """It never left: nothing is known of how long it would have taken, but past its day it was late."""
    lanes, parcel = learner.lanes, learner.lanes.parcels.get(fact.parcel)
    if parcel is not None and parcel.service != PICKUP:
        _wait(lanes, learning.keys_of_handling(parcel.location, parcel.band), parcel.hand_over_on, -1)
        if moments.local_date(at, parcel.start.zone) <= parcel.arrives_on:
            _foresee(lanes, parcel, -1)
    lanes.parcels.pop(fact.parcel, None)


# --- counting ---


def _lane(parcel: OpenParcel, kind: str) -> tuple[str, ...]:
    return learning.keys_of_transit(kind, parcel.service, parcel.origin, parcel.area)


def _wait(lanes: Lanes, keys: tuple[str, ...], planned_on: date, change: int) -> None:
    """One more or one less under way; not counted for all together, whose days differ."""
    day = planned_on.toordinal()
    for key in keys[1:]:
        under_way = lanes.fresh.setdefault(key, Record()).under_way
        under_way[day] = under_way.get(day, 0) + change


def _end(lanes: Lanes, keys: tuple[str, ...], planned_on: date, slip: int) -> None:
    weight = learning.weight_on(lanes.fading, planned_on.toordinal())
    for key in keys:
        ended = lanes.fresh.setdefault(key, Record()).ended
        ended[slip] = ended.get(slip, 0.0) + weight


def _foresee(lanes: Lanes, parcel: OpenParcel, change: int) -> None:
    """A promise joins those that will be judged, or leaves them; late as long as it has not arrived."""
    _judge(lanes, parcel, change, change)


def _judge(lanes: Lanes, parcel: OpenParcel, cases: int, late: int) -> None:
    if parcel.name:
        due = lanes.due.setdefault(parcel.arrives_on.toordinal(), {}).setdefault(parcel.name, DuePromises())
        due.cases += cases
        due.late += late


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    PromiseMade: _promised,
    PromiseKept: _settled,
    PromiseBroken: _settled,
    PromiseWithdrawn: _settled,
    ParcelPlanned: _planned,
    ParcelReady: _ready,
    ParcelHandedOver: _handed_over,
    ParcelScanned: _scanned,
    ParcelDelivered: _delivered,
    ParcelLost: _lost,
    ParcelCancelled: _cancelled,
}
"""Of a `Learner`: lanes with the network that the nouns have folded already."""
