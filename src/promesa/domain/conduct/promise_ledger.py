"""The ledger of promises: every date that we named, what it stood on, and how it ended, one row each.

A promise has a row for the first date and one for each date told later (a re-promise). The first is what counts.
"""

from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from promesa.domain.ledger.orders.state import Orders
from promesa.domain.ledger.shipments.state import Shipments, of_order
from promesa.domain.network.carriers import state as carriers
from promesa.domain.network.carriers.state import Carriers
from promesa.domain.network.locations import state as locations
from promesa.domain.network.locations.state import Locations
from promesa.domain.network.places import Places
from promesa.domain.promise import failures
from promesa.domain.promise.failures import Failure
from promesa.domain.promise.promises import Outcome, Promise
from promesa.domain.promise.words import Leg, PromiseMade
from promesa.domain.values import moments
from promesa.domain.values.moments import Instant

MOVED = "moved"
"""A date that another one has replaced, of a promise that has not ended."""
ANYWHERE = "*"


class PromiseRow(msgspec.Struct, frozen=True, kw_only=True):
    """One date that was named. Days of slack: from the day of arrival to the day promised, below zero late.

    Location, service, carrier and lane are those of the leg that was to arrive last. Money in centavos.
    """

    order: str
    number: int
    """0 the first date, 1 the date told after it, and so on."""
    kind: str
    channel: str
    made_at: Instant
    made_on: date
    month: str
    weekday: int
    """1 Monday to 7 Sunday."""
    hour: int
    zone: str
    promised_on: date
    outcome: str
    """"kept", "broken", "withdrawn", "moved" or "open"."""
    arrived_on: date | None
    slack_days: int | None
    failure: str
    """A word of `failures.Failure`, or "" where nothing failed."""
    said: str
    """The reason in the words of the fact."""
    moves: int
    keep_probability: float | None
    """As foreseen; None of a re-promise, which foresees nothing."""
    promised_days: int
    actual_days: int | None
    location: str
    service: str
    carrier: str
    origin: str
    destination: str
    lane: str
    legs: int
    policy: int
    model: int
    """The edition of what was learned that the promise was made from."""
    basis: str
    """"learned", "agreed" or "cautious": what its date stands on."""
    fingerprint: str
    fee: int
    cost: int
    cost_parts: dict[str, int]
    time_parts: dict[str, float]
    signs: tuple[str, ...]


class LedgerParts(msgspec.Struct, frozen=True):
    """The parts of the world that the ledger is read from."""

    orders: Orders
    shipments: Shipments
    carriers: Carriers
    locations: Locations
    places: Places


class LedgerFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Rows wanted; what is None or "" filters nothing. Days are the local days on which the dates were named."""

    since: date | None = None
    until: date | None = None
    outcome: str = ""
    failure: str = ""
    carrier: str = ""
    service: str = ""
    lane: str = ""
    location: str = ""
    channel: str = ""
    firsts_only: bool = False


def rows(parts: LedgerParts, promises: Iterable[Promise], wanted: LedgerFilter) -> Iterator[PromiseRow]:
    """The rows of these promises that the filter lets through, in the order given."""
    for promise in promises:
        if _may_be_wanted(promise, wanted):
            for row in of(parts, promise):
                if passes(row, wanted):
                    yield row


def of(parts: LedgerParts, promise: Promise) -> list[PromiseRow]:
    """The rows of one promise: the first date, then each one told later."""
    first = _first(parts, promise)
    later = [_later(first, promise, number) for number in range(1, len(promise.told) + 1)]
    return [first, *later]


def passes(row: PromiseRow, wanted: LedgerFilter) -> bool:
    """Whether the filter lets the row through."""
    if wanted.firsts_only and row.number:
        return False
    if wanted.since is not None and row.made_on < wanted.since:
        return False
    if wanted.until is not None and row.made_on > wanted.until:
        return False
    named = ("outcome", "failure", "carrier", "service", "lane", "location", "channel")
    return all(not getattr(wanted, name) or getattr(wanted, name) == getattr(row, name) for name in named)


def _may_be_wanted(promise: Promise, wanted: LedgerFilter) -> bool:
    """Quick: no row of a promise that was made after the last day wanted."""
    return wanted.until is None or moments.local_date(promise.made_at, promise.made.zone) <= wanted.until


def deciding_leg(made: PromiseMade) -> Leg:
    """The leg that decides the date: the one that was to arrive last, the first of those."""
    return max(made.legs, key=lambda leg: leg.arrives_on)


def _first(parts: LedgerParts, promise: Promise) -> PromiseRow:
    made, leg = promise.made, deciding_leg(promise.made)
    order = parts.orders.by_id.get(made.order)
    local = moments.local(promise.made_at, made.zone)
    service = carriers.find(parts.carriers, leg.service)
    origin, destination = _origin(parts, leg), _destination(parts, promise)
    failure = failures.of(promise, of_order(parts.shipments, made.order))
    arrived_on = promise.arrived_on
    return PromiseRow(
        order=made.order,
        number=0,
        kind=made.kind,
        channel="" if order is None else order.placed.channel,
        made_at=promise.made_at,
        made_on=local.date(),
        month=f"{local:%Y-%m}",
        weekday=local.isoweekday(),
        hour=local.hour,
        zone=made.zone,
        promised_on=made.promised_on,
        outcome=_outcome(promise),
        arrived_on=arrived_on,
        slack_days=_slack(made.promised_on, arrived_on, promise.outcome),
        failure="" if failure is None else failure.value,
        said=promise.cause,
        moves=promise.moves,
        keep_probability=made.keep_probability,
        promised_days=(made.promised_on - local.date()).days,
        actual_days=None if arrived_on is None else (arrived_on - local.date()).days,
        location=leg.location,
        service=leg.service,
        carrier="" if service is None else service.carrier,
        origin=origin,
        destination=destination,
        lane=lane_name(leg.service, origin, destination),
        legs=len(made.legs),
        policy=made.policy,
        model=made.model,
        basis=made.basis,
        fingerprint=made.fingerprint,
        fee=made.fee,
        cost=made.cost,
        cost_parts=_cost_parts(made.legs),
        time_parts=_time_parts(leg),
        signs=promise.signs,
    )


def _later(first: PromiseRow, promise: Promise, number: int) -> PromiseRow:
    """A re-promise: its own date and moment, and how that date ended; the rest is as it was promised first."""
    move = promise.told[number - 1]
    local = moments.local(move.at, first.zone)
    arrived_on, outcome = promise.arrived_on, promise.outcome.value
    if promise.outcome in (Outcome.KEPT, Outcome.BROKEN) and arrived_on is not None:
        outcome = (Outcome.KEPT if arrived_on <= move.promised_on else Outcome.BROKEN).value
    elif promise.outcome is Outcome.OPEN and number < len(promise.told):
        outcome = MOVED
    return msgspec.structs.replace(
        first,
        number=number,
        made_at=move.at,
        made_on=local.date(),
        month=f"{local:%Y-%m}",
        weekday=local.isoweekday(),
        hour=local.hour,
        promised_on=move.promised_on,
        outcome=outcome,
        slack_days=_slack(move.promised_on, arrived_on, outcome),
        failure=first.failure if outcome == Outcome.BROKEN else "",
        said=move.cause,
        keep_probability=None,
        promised_days=(move.promised_on - local.date()).days,
        actual_days=None if arrived_on is None else (arrived_on - local.date()).days,
    )


def _slack(promised_on: date, arrived_on: date | None, outcome: str) -> int | None:
    """Whole days; what came on its day but after its hour (a pickup) is a day late."""
    if arrived_on is None:
        return None
    days = (promised_on - arrived_on).days
    return min(-1, days) if outcome == Outcome.BROKEN else days


def _outcome(promise: Promise) -> str:
    if promise.outcome is Outcome.OPEN and promise.told:
        return MOVED
    return promise.outcome.value


def lane_name(service: str, origin: str, destination: str) -> str:
    """A lane as it is named: service, from which area, to which area."""
    return f"{service} {origin}>{destination}"


def _origin(parts: LedgerParts, leg: Leg) -> str:
    found = locations.find(parts.locations, leg.location)
    return found.area if found is not None and found.area else ANYWHERE


def _destination(parts: LedgerParts, promise: Promise) -> str:
    code = promise.made.postal_code
    place = None if code is None else parts.places.by_code.get(code)
    return ANYWHERE if place is None else place.area


def _cost_parts(legs: Iterable[Leg]) -> dict[str, int]:
    parts: dict[str, int] = {}
    for leg in legs:
        for part in leg.cost:
            parts[part.name] = parts.get(part.name, 0) + part.amount
    return parts


def _time_parts(leg: Leg) -> dict[str, float]:
    """The parts of the time that the leg was promised by, in days; none where it was not said."""
    return {part.name: part.days for part in leg.time}


FAILURES = tuple(failure.value for failure in Failure)
"""Every word that a failure can be."""
