"""What carriers say of parcels on their way: how long each lane lets pass between two words, and who is silent.

A pause is the time between two words of one parcel, the hand-over being the first, in hours of days on which its
service delivers. Pauses are counted by lane, by service and over all, each the parent of the next, and half as much
after `HALF_LIFE_DAYS`. A lane's longest pause is the shortest step than which it is believed to be longer in no more
than the policy's `unheard_share` of cases. Pauses of a carrier whose words all stayed away teach nothing.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

import msgspec

from promesa.domain.ledger.orders.state import Orders
from promesa.domain.ledger.shipments.state import Shipments
from promesa.domain.ledger.shipments.tidings_words import (
    CarrierHeard,
    CarrierUnheard,
    ParcelCaughtUp,
    ParcelUnheard,
    TidingsWatched,
)
from promesa.domain.ledger.shipments.words import (
    ParcelAtBranch,
    ParcelDelivered,
    ParcelHandedOver,
    ParcelLost,
    ParcelScanned,
)
from promesa.domain.network import places as gazetteer
from promesa.domain.network.carriers.state import Carriers, Service
from promesa.domain.network.locations.state import Locations, find
from promesa.domain.network.places import Places
from promesa.domain.values import calendars, moments
from promesa.domain.values.calendars import Calendar
from promesa.domain.values.ids import CarrierId, OrderId, ParcelId, ServiceId
from promesa.domain.values.moments import DAY, HOUR, MINUTE, Instant
from promesa.domain.values.policy import Policy
from promesa.kernels import beliefs
from promesa.kernels.beliefs import NOTHING, Seen

STEPS_HOURS = (6, 12, 18, 24, 30, 36, 48, 60, 72, 96, 120, 168, 240)
HALF_LIFE_DAYS = 60.0
PARENT_WEIGHT = 30.0
"""A lane is believed to be as its service until so many pauses of its own."""
PAUSES_MIN = 30.0
"""Fewer pauses over all are no rhythm."""
BURST = 10 * MINUTE
"""Words closer together than this are one."""
FEED, ALONE = "feed", "alone"
KEPT_BEFORE = {FEED: 0.9, ALONE: 0.4}
"""What is believed of silent parcels before any has come: where a carrier says nothing at all they mostly travel on."""
KEPT_WEIGHT = 4.0
KEPT_HALF_LIFE_DAYS = 180.0


class OnRoad(msgspec.Struct):
    """A parcel with its carrier, and when something was last heard of it."""

    order: OrderId
    service: ServiceId
    lane: str
    heard_at: Instant


class PauseLaw(msgspec.Struct, array_like=True):
    """Pauses by step, those beyond the last one at the end, weighed from a day on (fractions of days since 1970)."""

    since: float
    counts: list[float]


class CarrierTidings(msgspec.Struct):
    road: dict[ParcelId, OnRoad] = {}
    """The longest silent first."""
    heard_at: Instant = Instant(0)
    watched_until: Instant = Instant(0)
    incident: str = ""
    """Of a carrier that says nothing at all."""
    since: Instant = Instant(0)
    spoke_at: Instant | None = None
    """Its first word since."""
    spoke_of: ParcelId | None = None


class Tidings(msgspec.Struct):
    by_carrier: dict[CarrierId, CarrierTidings] = {}
    carrier_of: dict[ParcelId, CarrierId] = {}
    """Of parcels on the road."""
    laws: dict[str, PauseLaw] = {}
    kept: dict[str, Seen] = {}
    """Silent parcels that were there by their day after all, by whether all of their carrier was silent."""
    doubted: dict[ParcelId, str] = {}
    """Parcels on the road that were silent, and in which way."""
    unheard: dict[ParcelId, None] = {}
    """Those that are silent still."""
    catching_up: dict[ParcelId, Instant] = {}
    """Parcels heard of again at that moment, of which more may be told in the next minutes."""


class TidingsBooks(NamedTuple):
    """The noun, and the network that its parcels travel."""

    tidings: Tidings
    shipments: Shipments
    orders: Orders
    locations: Locations
    places: Places
    carriers: Carriers


# --- questions ---


def is_unheard(tidings: Tidings, parcel: ParcelId) -> bool:
    """Whether nothing was heard of it for too long, as of the last look."""
    return parcel in tidings.unheard


def is_catching_up(tidings: Tidings, parcel: ParcelId) -> bool:
    """Whether what is told of it may be long past: it was silent until minutes ago."""
    return parcel in tidings.catching_up


def kept_share(tidings: Tidings, way: str, at: Instant) -> float:
    """How many parcels that were silent in that way are there by their day; in (0, 1)."""
    return beliefs.share(tidings.kept.get(way, NOTHING), at / DAY, KEPT_HALF_LIFE_DAYS, KEPT_BEFORE[way], KEPT_WEIGHT)


def hours_allowed(tidings: Tidings, policy: Policy, carrier: CarrierId, keys: tuple[str, ...], at: Instant) -> int:
    """How many working hours may pass between two words; 0: nobody watches it, or its rhythm is not known."""
    said = policy.unheard_hours.get(carrier)
    if said is not None:
        return said
    if not policy.unheard_share or _seen(tidings, keys[0], at) < PAUSES_MIN:
        return 0
    longer = [1.0] * len(STEPS_HOURS)
    for key in keys:
        counts = _counts(tidings, key, at)
        total = sum(counts) + PARENT_WEIGHT
        over = [sum(counts[step + 1 :]) for step in range(len(STEPS_HOURS))]
        # over all of them nothing is believed before
        longer = (
            [one / max(sum(counts), 1e-9) for one in over]
            if key == keys[0]
            else [(one + PARENT_WEIGHT * before) / total for one, before in zip(over, longer, strict=True)]
        )
    return next((hours for hours, share in zip(STEPS_HOURS, longer, strict=True) if share <= policy.unheard_share), 0)


def keys_of(one: OnRoad) -> tuple[str, ...]:
    """Over all, its service, its lane: each the parent of the next."""
    return ("*", str(one.service), one.lane)


def keys_of_feed(carrier: CarrierId) -> tuple[str, ...]:
    """The words of one carrier, of whatever parcel."""
    return (f"feed\t{carrier}",)


def working_hours(calendar: Calendar, since: Instant, until: Instant) -> float:
    """Hours between two moments without the days on which nothing is delivered."""
    first, last = (moments.local_date(at, moments.MEXICO_CITY) for at in (since, until))
    hours = (until - since) / HOUR
    days = (last - first).days
    if not days:
        return hours
    is_shut = not calendars.open_days(calendar, last - timedelta(days=1), last)
    shut_before = days - 1 - calendars.open_days(calendar, first, last - timedelta(days=1))
    midnight = moments.end_of_day(last - timedelta(days=1), moments.MEXICO_CITY)
    return max(0.0, hours - 24.0 * shut_before - (until - midnight) / HOUR * is_shut)


def _counts(tidings: Tidings, key: str, at: Instant) -> list[float]:
    law = tidings.laws.get(key)
    if law is None:
        return [0.0] * (len(STEPS_HOURS) + 1)
    weight = _weight(law, at)
    return [one / weight for one in law.counts]


def _weight(law: PauseLaw, at: Instant) -> float:
    """What a pause that ends then counts: later ones more, so that nothing has to be faded."""
    return float(2.0 ** ((at / DAY - law.since) / HALF_LIFE_DAYS))


def _seen(tidings: Tidings, key: str, at: Instant) -> float:
    return sum(_counts(tidings, key, at))


# --- the fold ---


def _handed_over(books: TidingsBooks, fact: ParcelHandedOver, at: Instant) -> None:
    plan = books.shipments.by_id[fact.parcel].planned
    service = books.carriers.services.get(plan.service)
    if service is None or fact.parcel in books.tidings.carrier_of:
        return
    carrier = CarrierId(service.carrier)
    known = books.tidings.by_carrier.setdefault(carrier, CarrierTidings())
    known.road[fact.parcel] = OnRoad(fact.order, plan.service, _lane(books, fact), at)
    books.tidings.carrier_of[fact.parcel] = carrier


def _lane(books: TidingsBooks, fact: ParcelHandedOver) -> str:
    plan = books.shipments.by_id[fact.parcel].planned
    here, code = find(books.locations, plan.location), books.orders.by_id[fact.order].placed.postal_code
    place = None if code is None else gazetteer.find(books.places, code)
    return f"{plan.service}\t{'' if here is None else here.area}\t{'' if place is None else place.area}"


def _scanned(books: TidingsBooks, fact: ParcelScanned, at: Instant) -> None:
    tidings = books.tidings
    carrier = tidings.carrier_of.get(fact.parcel)
    if carrier is None:
        return
    known = tidings.by_carrier[carrier]
    one = known.road.pop(fact.parcel)
    service = books.carriers.services.get(one.service)
    if service is not None and not known.incident:
        if known.heard_at:
            _learn(tidings, keys_of_feed(carrier), service, known.heard_at, at)
        _learn(tidings, keys_of(one), service, one.heard_at, at)
    if known.incident and known.spoke_at is None:
        known.spoke_at, known.spoke_of = at, fact.parcel
    known.heard_at = one.heard_at = at
    known.road[fact.parcel] = one
    if fact.parcel in tidings.unheard:
        del tidings.unheard[fact.parcel]
        tidings.catching_up[fact.parcel] = at


def _learn(tidings: Tidings, keys: tuple[str, ...], service: Service, since: Instant, at: Instant) -> None:
    if at - since < BURST:
        return
    hours = working_hours(service.deliveries, since, at)
    step = next((n for n, most in enumerate(STEPS_HOURS) if hours <= most), len(STEPS_HOURS))
    for key in keys:
        law = tidings.laws.get(key)
        if law is None:
            law = tidings.laws[key] = PauseLaw(at / DAY, [0.0] * (len(STEPS_HOURS) + 1))
        law.counts[step] += _weight(law, at)


def _ended(books: TidingsBooks, fact: ParcelDelivered | ParcelAtBranch | ParcelLost, at: Instant) -> None:
    """It is off the road; where it had been silent, whether it was there by its day is learned."""
    tidings = books.tidings
    carrier = tidings.carrier_of.pop(fact.parcel, None)
    if carrier is None:
        return
    known = tidings.by_carrier[carrier]
    del known.road[fact.parcel]
    tidings.unheard.pop(fact.parcel, None)
    way = tidings.doubted.pop(fact.parcel, None)
    if way is not None:
        planned = books.shipments.by_id[fact.parcel].planned
        is_kept = not isinstance(fact, ParcelLost) and _day(fact) <= planned.arrives_on
        good, bad = (1.0, 0.0) if is_kept else (0.0, 1.0)
        seen = tidings.kept.get(way, NOTHING)
        tidings.kept[way] = beliefs.add(seen, good, bad, at / DAY, KEPT_HALF_LIFE_DAYS)


def _day(fact: ParcelDelivered | ParcelAtBranch) -> Any:
    came = fact.delivered_at if isinstance(fact, ParcelDelivered) else fact.at_branch_at
    return moments.local_date(came, moments.MEXICO_CITY)


def _carrier_unheard(books: TidingsBooks, fact: CarrierUnheard, at: Instant) -> None:
    known = books.tidings.by_carrier[fact.carrier]
    if fact.first:
        known.incident, known.since = fact.incident, at
        known.spoke_at = known.spoke_of = None


def _parcel_unheard(books: TidingsBooks, fact: ParcelUnheard, _: Instant) -> None:
    tidings = books.tidings
    tidings.unheard[fact.parcel] = None
    tidings.catching_up.pop(fact.parcel, None)
    tidings.doubted[fact.parcel] = ALONE if fact.alone else FEED


def _carrier_heard(books: TidingsBooks, fact: CarrierHeard, _: Instant) -> None:
    books.tidings.by_carrier[fact.carrier].incident = ""


def _watched(books: TidingsBooks, fact: TidingsWatched, _: Instant) -> None:
    books.tidings.by_carrier[fact.carrier].watched_until = fact.until


def _caught_up(books: TidingsBooks, fact: ParcelCaughtUp, _: Instant) -> None:
    books.tidings.catching_up.pop(fact.parcel, None)


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    ParcelHandedOver: _handed_over,
    ParcelScanned: _scanned,
    ParcelDelivered: _ended,
    ParcelAtBranch: _ended,
    ParcelLost: _ended,
    CarrierUnheard: _carrier_unheard,
    ParcelUnheard: _parcel_unheard,
    CarrierHeard: _carrier_heard,
    TidingsWatched: _watched,
    ParcelCaughtUp: _caught_up,
}
