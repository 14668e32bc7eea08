"""Silence is looked into: of which parcels something should have been heard, and what that says of their promises."""

from typing import NamedTuple

from promesa.domain.ledger.shipments import tidings as roads
from promesa.domain.ledger.shipments.state import Shipments
from promesa.domain.ledger.shipments.tidings import ALONE, FEED, CarrierTidings, OnRoad, Tidings
from promesa.domain.ledger.shipments.tidings_words import (
    CarrierHeard,
    CarrierUnheard,
    CatchUp,
    CheckTidings,
    HearCarrier,
    ParcelCaughtUp,
    ParcelUnheard,
    TidingsWatched,
)
from promesa.domain.network.carriers.state import Carriers
from promesa.domain.promise.promises import Promises, open_promise
from promesa.domain.values.ids import CarrierId, ParcelId
from promesa.domain.values.moments import DAY, HOUR, Instant, to_iso
from promesa.domain.values.policy import Policy

Facts = list[object]
LOOK_HOURS_MIN = 1
"""Nobody looks more often than this."""


class SilentParcel(NamedTuple):
    """A parcel of which too long nothing was heard, and so many hours are usual at most."""

    parcel: ParcelId
    on: OnRoad
    hours: int


class UnheardBooks(NamedTuple):
    """The nouns that are read."""

    tidings: Tidings
    carriers: Carriers
    promises: Promises
    policy: Policy


def check(books: UnheardBooks, ask: CheckTidings, now: Instant) -> Facts:
    """The parcels of the carrier that have fallen silent, and when to look again; nothing where nobody watches, or
    where it is too early."""
    known, policy = books.tidings.by_carrier.get(ask.carrier), books.policy
    is_off = not (policy.unheard_share or policy.unheard_hours)
    if is_off or known is None or now < known.watched_until or not known.road:
        return []
    silent, due = _silent(books, ask.carrier, known, now)
    until = Instant(max(now + LOOK_HOURS_MIN * HOUR, now + DAY if due is None else due))
    told = _told(books, ask.carrier, known, silent, now) if silent else []
    return [*told, TidingsWatched(ask.carrier, until)]


def _silent(
    books: UnheardBooks, carrier: CarrierId, known: CarrierTidings, now: Instant
) -> tuple[list[SilentParcel], Instant | None]:
    """Parcels whose pause is over, and the first moment at which another's may be."""
    tidings, allowed = books.tidings, dict[str, int]()
    found: list[SilentParcel] = []
    due: Instant | None = None
    for parcel, one in known.road.items():
        if roads.is_unheard(tidings, parcel):
            continue
        if one.lane not in allowed:
            allowed[one.lane] = roads.hours_allowed(tidings, books.policy, carrier, roads.keys_of(one), now)
        hours = allowed[one.lane]
        ends = Instant(one.heard_at + hours * HOUR)
        if hours and ends <= now and _working_hours(books, one, one.heard_at, now) >= hours:
            found.append(SilentParcel(parcel, one, hours))
        elif hours and (due is None or ends < due):
            due = ends
    return found, due


def _working_hours(books: UnheardBooks, one: OnRoad, since: Instant, now: Instant) -> float:
    return roads.working_hours(books.carriers.services[one.service].deliveries, since, now)


def _told(
    books: UnheardBooks, carrier: CarrierId, known: CarrierTidings, silent: list[SilentParcel], now: Instant
) -> Facts:
    """The carrier's incident, where it says nothing at all, and each parcel."""
    if not known.incident and not _is_feed(books, carrier, known, silent, now):
        return [_parcel(books, f"{one.parcel}:{to_iso(one.on.heard_at)}", one, now, alone=True) for one in silent]
    incident = known.incident or f"{carrier}:{to_iso(now)}"
    joined = sum(one in books.tidings.unheard for one in known.road) + len(silent)
    about = CarrierUnheard(incident, carrier, joined, known.heard_at, not known.incident)
    return [about, *(_parcel(books, incident, one, now, alone=False) for one in silent)]


def _parcel(books: UnheardBooks, incident: str, one: SilentParcel, now: Instant, *, alone: bool) -> ParcelUnheard:
    """Its promise is as likely as it was made, times the share of such silent parcels that are there by their day."""
    promise = open_promise(books.promises, one.on.order)
    likely = 0.0 if promise is None else promise.made.keep_probability
    share = roads.kept_share(books.tidings, ALONE if alone else FEED, now)
    return ParcelUnheard(
        one.parcel, one.on.order, incident, one.on.heard_at, one.hours, round(likely * share, 4), alone
    )


def _is_feed(
    books: UnheardBooks, carrier: CarrierId, known: CarrierTidings, silent: list[SilentParcel], now: Instant
) -> bool:
    """Whether the carrier says nothing at all: for longer than it ever does, or of none of its parcels since the one
    that is silent for longest was heard of."""
    first = silent[0].on
    if known.heard_at <= first.heard_at:
        return len(known.road) > 1
    hours = roads.hours_allowed(books.tidings, books.policy, carrier, roads.keys_of_feed(carrier), now)
    return bool(hours) and _working_hours(books, first, known.heard_at, now) >= hours


def hear(tidings: Tidings, ask: HearCarrier) -> list[CarrierHeard]:
    """Once for each incident, when the carrier has spoken."""
    known = tidings.by_carrier.get(ask.carrier)
    if known is None or not known.incident or known.spoke_at is None:
        return []
    left = sum(roads.is_unheard(tidings, parcel) for parcel in known.road)
    return [CarrierHeard(known.incident, ask.carrier, known.since, left)]


def catch_up(tidings: Tidings, shipments: Shipments, ask: CatchUp) -> list[ParcelCaughtUp]:
    """Once for each parcel that was silent and is heard of again."""
    parcel = shipments.by_id.get(ask.parcel)
    if parcel is None or not roads.is_catching_up(tidings, ask.parcel):
        return []
    return [ParcelCaughtUp(ask.parcel, parcel.planned.order)]
