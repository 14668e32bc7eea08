"""Claims on carriers: what the facts of a parcel let us ask back, by when, with which evidence, and what came of it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from enum import StrEnum
from itertools import islice
from typing import Any, NamedTuple

import msgspec

from promesa.domain.ledger.orders.state import Orders
from promesa.domain.ledger.shipments.state import ENDED, Parcel, Shipments, Status, arrived_at
from promesa.domain.ledger.shipments.words import ParcelAtBranch, ParcelDelivered, ParcelHandedOver, Scan
from promesa.domain.network.carriers import state as carriers
from promesa.domain.network.carriers.state import Carriers
from promesa.domain.values import ids, moments
from promesa.domain.values.ids import CarrierId, ClaimId, OrderId, ParcelId
from promesa.domain.values.moments import DAY, Instant
from promesa.domain.values.money import MAX_CENTAVOS, Centavos
from promesa.domain.values.policy import CarePolicy
from promesa.domain.values.refusal import Reason, Refused

EVIDENCE_MAX = 50
WATCHED_FOR = 120 * DAY
"""No carrier takes claims of what it was given longer ago."""


class ClaimKind(StrEnum):
    """What is asked back for."""

    LOST = "lost"
    DAMAGED = "damaged"
    LATE = "late"


class ClaimEvidence(msgspec.Struct, frozen=True, array_like=True):
    """One thing that shows it: what it is ("handed_over", "scan:delivered", "photo"), when, and where it is kept."""

    what: str
    at: Instant
    where: str = ""
    """The name of a sealed photo or paper; "" for what the log says by itself."""


# --- commands ---


class FileClaim(msgspec.Struct, frozen=True):
    """Ask it back from the carrier. `photos`: names of sealed photos or papers, needed where something is damaged."""

    claim: ClaimId
    parcel: ParcelId
    kind: ClaimKind
    amount: Centavos
    photos: tuple[str, ...] = ()


class AnswerClaim(msgspec.Struct, frozen=True):
    """What the carrier said: so much is paid, 0 where it refuses."""

    claim: ClaimId
    paid: Centavos
    reason: str = ""


# --- facts ---


class ClaimFiled(msgspec.Struct, frozen=True):
    claim: ClaimId
    parcel: ParcelId
    order: OrderId
    carrier: CarrierId
    kind: ClaimKind
    amount: Centavos
    until: Instant
    """The carrier takes it until then."""
    evidence: tuple[ClaimEvidence, ...]


class ClaimAnswered(msgspec.Struct, frozen=True):
    claim: ClaimId
    parcel: ParcelId
    order: OrderId
    paid: Centavos
    reason: str = ""


class Claim(msgspec.Struct):
    filed: ClaimFiled
    filed_at: Instant
    answered: ClaimAnswered | None = None
    answered_at: Instant | None = None


class Claims(msgspec.Struct):
    """By name, and by parcel. `watched`: when parcels were handed over that are on the road, late or lost."""

    by_id: dict[ClaimId, Claim] = {}
    by_parcel: dict[ParcelId, tuple[ClaimId, ...]] = {}
    watched: dict[ParcelId, Instant] = {}


class ClaimBooks(NamedTuple):
    """What the fold of claims reads beside them: shipments have folded the fact before."""

    claims: Claims
    orders: Orders
    shipments: Shipments


# --- questions ---


class ClaimDue(msgspec.Struct, frozen=True):
    """A claim that could be filed now: of what, worth what, and until when."""

    parcel: ParcelId
    order: OrderId
    carrier: CarrierId
    kind: ClaimKind
    amount: Centavos
    until: Instant


def shown_by_facts(parcel: Parcel, care: CarePolicy, now: Instant, zone: str) -> ClaimKind | None:
    """Whether the log by itself shows that it was lost or came late; what is damaged only a photo shows.

    Late is later than the day planned by the carrier's own terms, where it left us by its hour.
    """
    handed, planned = parcel.handed_at, parcel.planned
    if handed is None or planned.kind == "pickup":
        return None
    if parcel.status is Status.LOST:
        return ClaimKind.LOST
    day = planned.arrives_on if parcel.eta is None else max(planned.arrives_on, parcel.eta)
    came = arrived_at(parcel)
    if came is None:
        silent = moments.local_date(now, zone) > day + timedelta(days=care.lost_after_days)
        return ClaimKind.LOST if silent and parcel.status not in ENDED else None
    return ClaimKind.LATE if _is_late(parcel, zone) else None


def _is_late(parcel: Parcel, zone: str) -> bool:
    """Came after its planned day though it left us by its hour."""
    handed, came, planned = parcel.handed_at, arrived_at(parcel), parcel.planned
    if handed is None or came is None or handed > planned.hand_over_by:
        return False
    return moments.local_date(came, zone) > planned.arrives_on


def until(handed_at: Instant, carrier: CarrierId, care: CarePolicy) -> Instant:
    """By when that carrier takes a claim of what it was given then."""
    return Instant(handed_at + care.claim_days.get(carrier, care.claim_days[""]) * DAY)


def worth(orders: Orders, parcel: Parcel) -> Centavos:
    """What its customer paid for what is in it, discounts taken off."""
    placed = orders.by_id[parcel.planned.order].placed
    price_of = {line.sku: (line.units * line.price - line.discount) / line.units for line in placed.lines}
    return Centavos(round(sum(take.units * price_of.get(take.sku, 0.0) for take in parcel.planned.takes)))


def due(
    claims: Claims, orders: Orders, shipments: Shipments, network: Carriers, care: CarePolicy, now: Instant
) -> Iterator[ClaimDue]:
    """What the facts show and nobody has claimed, while there is time; handed over first before."""
    found = (due_of(claims, orders, shipments, network, care, name, now) for name in claims.watched)
    return (one for one in found if one is not None)


def due_of(
    claims: Claims,
    orders: Orders,
    shipments: Shipments,
    network: Carriers,
    care: CarePolicy,
    name: ParcelId,
    now: Instant,
) -> ClaimDue | None:
    """The same of one parcel."""
    handed_at, parcel = claims.watched.get(name), shipments.by_id[name]
    if handed_at is None or name in claims.by_parcel:
        return None
    kind = shown_by_facts(parcel, care, now, orders.by_id[parcel.planned.order].placed.zone)
    carrier = _carrier(network, parcel)
    if kind is None or carrier is None or (end := until(handed_at, carrier, care)) < now:
        return None
    return ClaimDue(name, parcel.planned.order, carrier, kind, worth(orders, parcel), end)


def _carrier(network: Carriers, parcel: Parcel) -> CarrierId | None:
    service = carriers.find(network, parcel.planned.service)
    return None if service is None else service.carrier


# --- rules ---


def file(
    claims: Claims,
    orders: Orders,
    shipments: Shipments,
    network: Carriers,
    care: CarePolicy,
    ask: FileClaim,
    now: Instant,
) -> list[ClaimFiled] | Refused:
    """Only what the facts show (or a photo, for what is damaged), in time, once for each parcel."""
    known = claims.by_id.get(ask.claim)
    if known is not None:
        same = (known.filed.parcel, known.filed.kind, known.filed.amount) == (ask.parcel, ask.kind, ask.amount)
        return [] if same else Refused(Reason.KEY_REUSED, ask.claim)
    parcel = shipments.by_id.get(ask.parcel)
    if parcel is None:
        return Refused(Reason.UNKNOWN_PARCEL, ask.parcel)
    fault = _unsound(orders, parcel, ask)
    carrier = _carrier(network, parcel)
    if fault is not None or carrier is None or parcel.handed_at is None:
        return fault or Refused(Reason.NOTHING_TO_CLAIM, ask.parcel)
    if ask.parcel in claims.by_parcel:
        return Refused(Reason.ALREADY_EXISTS, claims.by_parcel[ask.parcel][0])
    shown = shown_by_facts(parcel, care, now, orders.by_id[parcel.planned.order].placed.zone)
    if ask.kind is not shown and not (ask.kind is ClaimKind.DAMAGED and ask.photos):
        return Refused(Reason.NOTHING_TO_CLAIM, ask.parcel)
    end = until(parcel.handed_at, carrier, care)
    if now > end:
        return Refused(Reason.CLAIM_TOO_LATE, ask.parcel)
    shows = _evidence(parcel, ask.photos, now)
    return [ClaimFiled(ask.claim, ask.parcel, parcel.planned.order, carrier, ask.kind, ask.amount, end, shows)]


def _unsound(orders: Orders, parcel: Parcel, ask: FileClaim) -> Refused | None:
    if not ids.is_sound(ask.claim) or len(ask.photos) > EVIDENCE_MAX or not all(map(ids.is_sound, ask.photos)):
        return Refused(Reason.INVALID, "claim")
    most = worth(orders, parcel)
    return None if 0 < ask.amount <= most else Refused(Reason.BAD_AMOUNT, "amount", most)


def _evidence(parcel: Parcel, photos: tuple[str, ...], now: Instant) -> tuple[ClaimEvidence, ...]:
    """What the log knows of the parcel's way, in the order in which it happened, then the photos."""
    assert parcel.handed_at is not None, parcel
    way = [ClaimEvidence("handed_over", parcel.handed_at)]
    way += [ClaimEvidence(f"scan:{scan.value}", at) for scan, at in parcel.scans if scan is not Scan.PICKED_UP]
    if parcel.delivered_at is not None:
        way.append(ClaimEvidence("delivered", parcel.delivered_at))
    way.sort(key=lambda one: one.at)
    return (*way[:EVIDENCE_MAX], *(ClaimEvidence("photo", now, photo) for photo in photos))


def answer(claims: Claims, ask: AnswerClaim, _: Instant) -> list[ClaimAnswered] | Refused:
    """What the carrier pays, once."""
    claim = claims.by_id.get(ask.claim)
    if claim is None:
        return Refused(Reason.UNKNOWN_CLAIM, ask.claim)
    if not 0 <= ask.paid <= MAX_CENTAVOS or (ask.reason and not ids.is_sound(ask.reason)):
        return Refused(Reason.BAD_AMOUNT, "paid")
    if claim.answered is not None:
        return [] if claim.answered.paid == ask.paid else Refused(Reason.KEY_REUSED, ask.claim)
    return [ClaimAnswered(ask.claim, claim.filed.parcel, claim.filed.order, ask.paid, ask.reason)]


# --- the fold ---


def _handed_over(books: ClaimBooks, fact: ParcelHandedOver, at: Instant) -> None:
    watched = books.claims.watched
    if books.shipments.by_id[fact.parcel].planned.kind != "pickup":
        watched[fact.parcel] = fact.handed_at
    for name in [name for name, handed_at in islice(watched.items(), 4) if handed_at < at - WATCHED_FOR]:
        del watched[name]


def _arrived(books: ClaimBooks, fact: ParcelDelivered | ParcelAtBranch, _: Instant) -> None:
    """Who came in time, or left us late, owes nothing."""
    parcel = books.shipments.by_id[fact.parcel]
    if not _is_late(parcel, books.orders.by_id[fact.order].placed.zone):
        books.claims.watched.pop(fact.parcel, None)


def _filed(books: ClaimBooks, fact: ClaimFiled, at: Instant) -> None:
    claims = books.claims
    assert fact.claim not in claims.by_id, fact
    claims.by_id[fact.claim] = Claim(fact, at)
    claims.by_parcel[fact.parcel] = (*claims.by_parcel.get(fact.parcel, ()), fact.claim)


def _answered(books: ClaimBooks, fact: ClaimAnswered, at: Instant) -> None:
    claim = books.claims.by_id[fact.claim]
    assert claim.answered is None, fact
    claim.answered, claim.answered_at = fact, at


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    ParcelHandedOver: _handed_over,
    ParcelDelivered: _arrived,
    ParcelAtBranch: _arrived,
    ClaimFiled: _filed,
    ClaimAnswered: _answered,
}
