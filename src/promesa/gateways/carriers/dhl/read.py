"""DHL's words into ours: what it says of a parcel on its way, and its answer to a booking.

Sources (read November 2026): developer.dhl.com, "Shipment Tracking - Unified - Push" 1.2.5 and its 101 guide, the
schema of "Shipment Tracking - Unified" 1.5 (`shipments[]` with `status`, `events[]`, `estimatedTimeOfDelivery` and
`returnFlag`; `statusCode` is one of five words); "MyDHL API" 3.3, POST /shipments.

- The five words say little: that a parcel is lost is nowhere among them, so nothing is ever read as lost.
- A push carries the whole history. All of it is read, oldest first: what we have heard before changes nothing.
"""

import hmac
from collections.abc import Callable
from datetime import date, datetime

import msgspec

from promesa.domain.ledger.shipments.words import RecordBooking, RecordScan, RecordUnknownWord, Scan
from promesa.domain.values import moments
from promesa.domain.values.ids import CarrierId, ParcelId
from promesa.domain.values.moments import Instant

PARTNER = "dhl"
SCANS: dict[str, Scan | None] = {
    "pre-transit": None,
    "transit": Scan.IN_TRANSIT,
    "delivered": Scan.DELIVERED,
    "failure": Scan.ATTEMPT_FAILED,
}
"""None: a known word that says nothing of where the parcel is. DHL's own fifth word, "unknown", is one to ask about."""

ParcelOf = Callable[[str], ParcelId | None]
"""Our parcel of a tracking number, or None for one that is not ours."""


class Garbled(Exception):
    """What came is not what DHL's manual promises: nothing is read from it."""


class Status(msgspec.Struct, frozen=True, rename="camel"):
    """The state of a shipment, or one line of its history."""

    timestamp: str = ""
    status_code: str = ""
    status: str = ""
    description: str = ""


class Shipment(msgspec.Struct, frozen=True, rename="camel"):
    """What we read of a shipment; `id` is its tracking number."""

    id: str
    service: str = ""
    status: Status | None = None
    estimated_time_of_delivery: str | None = None
    return_flag: bool = False
    events: tuple[Status, ...] = ()


class Push(msgspec.Struct, frozen=True):
    shipments: tuple[Shipment, ...]


class Package(msgspec.Struct, frozen=True, rename="camel"):
    tracking_number: str


class Booked(msgspec.Struct, frozen=True, rename="camel"):
    """The answer to POST /shipments; `shipment_tracking_number` is the waybill that pushes speak of."""

    shipment_tracking_number: str
    packages: tuple[Package, ...] = ()


_PUSH = msgspec.json.Decoder(Push)
_BOOKED = msgspec.json.Decoder(Booked)


def authentic(token: str, expected: str) -> bool:
    """Whether the header that was agreed on at subscription carries the agreed token."""
    return bool(expected) and hmac.compare_digest(token.encode(), expected.encode())


def push(raw: bytes, parcel_of: ParcelOf, zone: str) -> list[object]:
    """The commands that a push means; `zone`: of timestamps that name none, as the carrier's account has it.

    A parcel that is not ours, and every word that is not in `SCANS`, is recorded for a person and never guessed.
    Raises Garbled.
    """
    try:
        told = _PUSH.decode(raw)
    except msgspec.MsgspecError as error:
        raise Garbled(f"push: {error}") from error
    return [command for shipment in told.shipments for command in _shipment(shipment, parcel_of, zone)]


def booked(raw: bytes, parcel: ParcelId) -> RecordBooking:
    """The waybill that our parcel travels under; raises Garbled."""
    try:
        answer = _BOOKED.decode(raw)
    except msgspec.MsgspecError as error:
        raise Garbled(f"booking of {parcel}: {error}") from error
    return RecordBooking(parcel, CarrierId(PARTNER), answer.shipment_tracking_number)


def _shipment(told: Shipment, parcel_of: ParcelOf, zone: str) -> list[object]:
    parcel = parcel_of(told.id)
    if parcel is None:
        return [RecordUnknownWord(PARTNER, f"tracking {told.id}", told.id)]
    told_lines = (*told.events, *((told.status,) if told.status else ()))
    history = {(line.timestamp, line.status_code): line for line in told_lines}
    lines = [history[moment] for moment in sorted(history)]
    commands = [_line(line, parcel, told, zone, line is lines[-1]) for line in lines]
    return [command for command in commands if command is not None]


def _line(line: Status, parcel: ParcelId, told: Shipment, zone: str, newest: bool) -> object | None:
    if line.status_code not in SCANS:
        word = f"{line.status_code}: {line.description}"[:200]
        return RecordUnknownWord(PARTNER, word, told.id, parcel, _instant_or_none(line.timestamp, zone))
    scan = SCANS[line.status_code]
    if scan is None:
        return None
    if newest and told.return_flag and scan is not Scan.DELIVERED:
        scan = Scan.RETURNING
    try:
        scanned_at = _instant(line.timestamp, zone)
        eta = _day(told.estimated_time_of_delivery, zone) if newest else None
    except ValueError:
        return RecordUnknownWord(PARTNER, f"timestamp {line.timestamp}"[:200], told.id)
    return RecordScan(parcel, scan, scanned_at, eta)


def _instant(text: str, zone: str) -> Instant:
    moment = datetime.fromisoformat(text)
    return moments.of(moment if moment.tzinfo else moment.replace(tzinfo=moments.zone(zone)))


def _instant_or_none(text: str, zone: str) -> Instant | None:
    try:
        return _instant(text, zone)
    except ValueError:
        return None


def _day(text: str | None, zone: str) -> date | None:
    return moments.local_date(_instant(text, zone), zone) if text else None
