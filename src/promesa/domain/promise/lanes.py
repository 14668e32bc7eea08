"""What deliveries have taught us: how long each lane takes, and how often its date is kept.

A lane is (service, origin area, destination area). Each delivery counts for its lane, for its destination area and for
its service as a whole, so a lane of which little is known borrows from those. Counter pickups have a lane of their own
per location. Areas are remembered here as they were when the parcel was planned.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any

import msgspec

from promesa.domain.ledger.shipments.words import (
    ParcelCancelled,
    ParcelDelivered,
    ParcelLost,
    ParcelPlanned,
    ParcelReady,
)
from promesa.domain.network.locations.words import AboutLocation, LocationChanged, LocationOpened, LocationsLoaded
from promesa.domain.network.places import PlacesLoaded
from promesa.domain.promise.words import PromiseBroken, PromiseKept, PromiseMade, PromiseWithdrawn
from promesa.domain.values import moments
from promesa.domain.values.ids import LocationId, OrderId, ParcelId, PostalCode
from promesa.domain.values.moments import Instant
from promesa.kernels import waits

ANY = "*"
LONGEST_WAIT_DAYS = 365
"""Waits are counted up to here; a parcel that was lost counts as one of these."""
DELIVERIES_MIN = 30
"""A lane with fewer deliveries is not asked alone: its destination area is, then the service."""
KEPT_BEFORE = 0.95
"""What we believe of a service of which nothing is known yet, with the weight of `BELIEF_WEIGHT` parcels."""
BELIEF_WEIGHT = 20.0
PICKUP = "pickup"


class Lane(msgspec.Struct, array_like=True):
    """What was seen of one lane: parcels by days from the promise's start to the door, and how many kept their date."""

    waits: list[int] = []
    seen: int = 0
    kept: int = 0


class PromiseStart(msgspec.Struct, frozen=True, array_like=True):
    """Where an order goes and the civil date, in its place's zone, on which its promise began."""

    area: str
    started_on: date
    zone: str


class OpenParcel(msgspec.Struct, frozen=True, array_like=True):
    """A parcel whose end will be counted: its lane, when its promise began and when it should arrive."""

    service: str
    origin: str
    start: PromiseStart
    arrives_on: date
    hand_over_by: Instant


class Lanes(msgspec.Struct, dict=True):
    """All lanes seen so far, and what is needed to count the parcels that are under way.

    `version` grows with everything that is counted.
    """

    by_key: dict[str, Lane] = {}
    """Service, origin area and destination area with tabs between; "*" for any."""
    orders: dict[OrderId, PromiseStart] = {}
    parcels: dict[ParcelId, OpenParcel] = {}
    area_of_place: dict[PostalCode, str] = {}
    area_of_location: dict[LocationId, str] = {}
    version: int = 0

    @cached_property
    def answers(self) -> dict[tuple[str, float], tuple[int, int]]:
        """Quantiles worked out so far with the number of waits behind them: no part of the state."""
        return {}

    @cached_property
    def memo(self) -> dict[str, Any]:
        """What sourcing has worked out from the lanes and the network: no part of the state, never written down."""
        return {}


def learned_days(lanes: Lanes, service: str, origin: str, destination: str, confidence: float) -> int | None:
    """Calendar days from a promise's start within which `confidence` of its parcels arrived, or None: too few.

    From the lane if it has at least `DELIVERIES_MIN` deliveries, else from its destination area, else from the service.
    """
    known = _known(lanes, service, origin, destination)
    return None if known is None else _quantile(lanes, known, confidence)


def keep_probability(lanes: Lanes, service: str, origin: str, destination: str) -> float:
    """How likely a parcel arrives on the day that the carrier's agreed transit names.

    The mean of a Beta belief: the lane's own parcels, on what is believed of its destination area, on what is believed
    of the service, on `KEPT_BEFORE`.
    """
    share = KEPT_BEFORE
    for key in (_key(service, ANY, ANY), _key(service, ANY, destination), _key(service, origin, destination)):
        lane = lanes.by_key.get(key)
        if lane is not None:
            share = waits.believed_share(lane.kept, lane.seen, share, BELIEF_WEIGHT)
    return share


def keep_probability_within(lanes: Lanes, service: str, origin: str, destination: str, days: int) -> float:
    """How likely a parcel of a learned service arrives within so many calendar days of its promise's start.

    The share of earlier parcels that did; where there are too few, what is believed of the service.
    """
    known = _known(lanes, service, origin, destination)
    if known is None:
        return keep_probability(lanes, service, origin, destination)
    return waits.share_within(lanes.by_key[known].waits, days)


def pickup_probability(lanes: Lanes, location: LocationId) -> float:
    """How likely a pickup is ready at the location by the moment promised."""
    return keep_probability(lanes, PICKUP, location, ANY)


def _known(lanes: Lanes, service: str, origin: str, destination: str) -> str | None:
    """The narrowest lane with enough deliveries."""
    for key in (_key(service, origin, destination), _key(service, ANY, destination), _key(service, ANY, ANY)):
        lane = lanes.by_key.get(key)
        if lane is not None and lane.seen >= DELIVERIES_MIN:
            return key
    return None


def _quantile(lanes: Lanes, key: str, confidence: float) -> int:
    lane = lanes.by_key[key]
    answer = lanes.answers.get((key, confidence))
    if answer is None or answer[0] != lane.seen:
        answer = (lane.seen, waits.quantile(lane.waits, confidence))
        lanes.answers[key, confidence] = answer
    return answer[1]


def _key(service: str, origin: str, destination: str) -> str:
    return f"{service}\t{origin}\t{destination}"


# --- the fold ---


def _promised(lanes: Lanes, fact: PromiseMade, at: Instant) -> None:
    if fact.postal_code is not None:
        area = lanes.area_of_place.get(fact.postal_code, ANY)
        lanes.orders[fact.order] = PromiseStart(area, moments.local_date(at, fact.zone), fact.zone)
    else:
        lanes.orders[fact.order] = PromiseStart(ANY, moments.local_date(at, fact.zone), fact.zone)


def _settled(lanes: Lanes, fact: PromiseKept | PromiseBroken | PromiseWithdrawn, _: Instant) -> None:
    lanes.orders.pop(fact.order, None)


def _planned(lanes: Lanes, fact: ParcelPlanned, _: Instant) -> None:
    start = lanes.orders.get(fact.order)
    if start is None:
        return
    service, origin = str(fact.service), lanes.area_of_location.get(fact.location, ANY)
    if fact.kind == PICKUP:
        service, origin = PICKUP, str(fact.location)
    lanes.parcels[fact.parcel] = OpenParcel(service, origin, start, fact.arrives_on, fact.hand_over_by)


def _ready(lanes: Lanes, fact: ParcelReady, _: Instant) -> None:
    parcel = lanes.parcels.get(fact.parcel)
    if parcel is not None and parcel.service == PICKUP:
        del lanes.parcels[fact.parcel]
        _count(lanes, parcel, 0, fact.ready_at <= parcel.hand_over_by)


def _delivered(lanes: Lanes, fact: ParcelDelivered, _: Instant) -> None:
    parcel = lanes.parcels.pop(fact.parcel, None)
    if parcel is not None and parcel.service != PICKUP:
        arrived_on = moments.local_date(fact.delivered_at, parcel.start.zone)
        _count(lanes, parcel, (arrived_on - parcel.start.started_on).days, arrived_on <= parcel.arrives_on)


def _lost(lanes: Lanes, fact: ParcelLost, _: Instant) -> None:
    parcel = lanes.parcels.pop(fact.parcel, None)
    if parcel is not None:
        _count(lanes, parcel, LONGEST_WAIT_DAYS, False)


def _cancelled(lanes: Lanes, fact: ParcelCancelled, _: Instant) -> None:
    lanes.parcels.pop(fact.parcel, None)


def _count(lanes: Lanes, parcel: OpenParcel, wait_days: int, kept: bool) -> None:
    days = min(max(wait_days, 0), LONGEST_WAIT_DAYS)
    area = parcel.start.area
    keys = dict.fromkeys(
        (_key(parcel.service, parcel.origin, area), _key(parcel.service, ANY, area), _key(parcel.service, ANY, ANY))
    )
    for key in keys:
        lane = lanes.by_key.setdefault(key, Lane())
        if days >= len(lane.waits):
            lane.waits.extend([0] * (days + 1 - len(lane.waits)))
        lane.waits[days] += 1
        lane.seen += 1
        lane.kept += kept
    lanes.version += 1


def _places_loaded(lanes: Lanes, fact: PlacesLoaded, _: Instant) -> None:
    lanes.area_of_place.update(zip(fact.postal_codes, fact.areas, strict=True))


def _location_told(lanes: Lanes, fact: LocationOpened | LocationChanged, _: Instant) -> None:
    _remember(lanes, (fact,))


def _locations_loaded(lanes: Lanes, fact: LocationsLoaded, _: Instant) -> None:
    _remember(lanes, fact.locations)


def _remember(lanes: Lanes, locations: Iterable[AboutLocation]) -> None:
    lanes.area_of_location.update((about.location, about.area) for about in locations)


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    PromiseMade: _promised,
    PromiseKept: _settled,
    PromiseBroken: _settled,
    PromiseWithdrawn: _settled,
    ParcelPlanned: _planned,
    ParcelReady: _ready,
    ParcelDelivered: _delivered,
    ParcelLost: _lost,
    ParcelCancelled: _cancelled,
    PlacesLoaded: _places_loaded,
    LocationOpened: _location_told,
    LocationChanged: _location_told,
    LocationsLoaded: _locations_loaded,
}
