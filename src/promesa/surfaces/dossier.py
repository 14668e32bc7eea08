"""The dossier of an order: what was promised, said, paid, carried and answered, with the fingerprints of its facts.

Made from the log as it stands, so that whoever doubts a line can find its entry by its position and check its hash;
each fingerprint includes the one before it, so that none can be left out or changed without all later ones changing.
"""

from collections.abc import Iterator
from datetime import date, datetime
from hashlib import sha256

import msgspec

from promesa.domain.people.cases import state as cases
from promesa.domain.people.cases.state import Case
from promesa.domain.values import moments
from promesa.domain.values.ids import CaseId, OrderId
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.engine.log import Entry, Log
from promesa.engine.machine import Machine
from promesa.surfaces import why
from promesa.surfaces.why_told import Money, Why


class SoldLine(msgspec.Struct, frozen=True):
    line: int
    sku: str
    name: str
    units: int
    price: Money
    discount: Money


class Carried(msgspec.Struct, frozen=True):
    """One parcel: from where, by whom, when it left and came, and each scan."""

    parcel: str
    location: str
    service: str
    tracking: str
    planned_for: date
    handed_at: datetime | None
    delivered_at: datetime | None
    scans: tuple[tuple[str, datetime], ...]


class CaseKept(msgspec.Struct, frozen=True):
    """A case and how its own deadlines were kept; None where it was not due, or still runs."""

    case: str
    kind: str
    opener: str
    opened_at: datetime
    messages: int
    answered_at: datetime | None
    resolved_at: datetime | None
    remedy: str
    resolve_by: datetime | None
    in_time: bool | None


class Claimed(msgspec.Struct, frozen=True):
    claim: str
    carrier: str
    kind: str
    amount: Money
    filed_at: datetime
    paid: Money | None


class Fingerprint(msgspec.Struct, frozen=True, array_like=True):
    position: int
    kind: str
    sha256: str


class Dossier(msgspec.Struct, frozen=True):
    """All moments are on the order's wall clock."""

    order: str
    made_at: datetime
    zone: str
    placed_at: datetime
    channel: str
    rail: str
    lines: tuple[SoldLine, ...]
    total: Money
    captured: Money
    owed_back: Money
    paid_back: Money
    story: Why
    parcels: tuple[Carried, ...]
    cases: tuple[CaseKept, ...]
    claims: tuple[Claimed, ...]
    fingerprints: tuple[Fingerprint, ...]
    seal: str
    """The last fingerprint: whoever has it can check all of them."""


def make(machine: Machine[World], name: str) -> Dossier | None:
    """The dossier of the order that the name means (its own, or of its case, parcel, cart, payment); None: unknown."""
    world = machine.world
    case = world.cases.by_id.get(CaseId(name))
    story = why.why(machine, name if case is None or case.opened.order is None else case.opened.order)
    order = world.orders.by_id.get(OrderId(story.order))
    if order is None:
        return None
    placed, zone = order.placed, order.placed.zone
    prints = tuple(_fingerprints(machine.log, story))
    account = world.payments.by_order.get(placed.order)
    captured, owed, paid = (0, 0, 0) if account is None else (account.captured, account.refunded, account.paid_back)
    return Dossier(
        order=placed.order,
        made_at=moments.local(Instant(machine.now()), zone),
        zone=zone,
        placed_at=moments.local(order.placed_at, zone),
        channel=placed.channel,
        rail=placed.rail,
        lines=tuple(_lines(world, placed.order)),
        total=Money(placed.total, placed.currency),
        captured=Money(captured, placed.currency),
        owed_back=Money(owed, placed.currency),
        paid_back=Money(paid, placed.currency),
        story=story,
        parcels=tuple(_parcels(world, placed.order, zone)),
        cases=tuple(_cases(world, placed.order, zone)),
        claims=tuple(_claims(world, placed.order, zone, placed.currency)),
        fingerprints=prints,
        seal=prints[-1].sha256 if prints else "",
    )


def fingerprint(before: str, entry: Entry) -> str:
    """SHA-256 of the fingerprint before and of all that the log has of the entry, in hexadecimal."""
    head = f"{before}|{entry.position}|{entry.at}|{entry.by}|{entry.cause}|{entry.policy}|{entry.kind}|"
    return sha256(head.encode() + bytes(entry.body)).hexdigest()


def _fingerprints(log: Log, story: Why) -> Iterator[Fingerprint]:
    before = ""
    for step in story.timeline:
        entry = next(log.read(after=step.position - 1, limit=1))
        before = fingerprint(before, entry)
        yield Fingerprint(entry.position, entry.kind, before)


def _lines(world: World, order: OrderId) -> Iterator[SoldLine]:
    placed = world.orders.by_id[order].placed
    for line in placed.lines:
        price, discount = Money(line.price, placed.currency), Money(line.discount, placed.currency)
        yield SoldLine(line.line, line.sku, world.catalog.products[line.sku].name, line.units, price, discount)


def _parcels(world: World, order: OrderId, zone: str) -> Iterator[Carried]:
    for name in world.shipments.by_order.get(order, ()):
        parcel = world.shipments.by_id[name]
        yield Carried(
            parcel=name,
            location=parcel.planned.location,
            service=parcel.planned.service,
            tracking=parcel.tracking,
            planned_for=parcel.planned.arrives_on,
            handed_at=_local(parcel.handed_at, zone),
            delivered_at=_local(parcel.delivered_at, zone),
            scans=tuple((scan.value, moments.local(at, zone)) for scan, at in parcel.scans),
        )


def _cases(world: World, order: OrderId, zone: str) -> Iterator[CaseKept]:
    care = world.policies.now.care
    for case in world.cases.by_id.values():
        if case.opened.order != order:
            continue
        due = cases.resolve_due(case, care)
        yield CaseKept(
            case=case.opened.case,
            kind=case.kind,
            opener=case.opened.opener.value,
            opened_at=moments.local(case.opened_at, zone),
            messages=len(case.messages),
            answered_at=_local(case.answered_at, zone),
            resolved_at=_local(case.resolved_at, zone),
            remedy="" if case.remedy is None else case.remedy.value,
            resolve_by=_local(due, zone),
            in_time=_in_time(case, due),
        )


def _in_time(case: Case, due: Instant | None) -> bool | None:
    return None if case.resolved_at is None or due is None else case.resolved_at <= due


def _claims(world: World, order: OrderId, zone: str, currency: str) -> Iterator[Claimed]:
    for claim in world.claims.by_id.values():
        if claim.filed.order == order:
            paid = None if claim.answered is None else Money(claim.answered.paid, currency)
            filed_at = moments.local(claim.filed_at, zone)
            amount = Money(claim.filed.amount, currency)
            yield Claimed(claim.filed.claim, claim.filed.carrier, claim.filed.kind.value, amount, filed_at, paid)


def _local(at: Instant | None, zone: str) -> datetime | None:
    return None if at is None else moments.local(at, zone)
