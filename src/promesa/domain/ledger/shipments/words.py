"""What can be said about parcels: planned, packed, booked, handed over, scanned, delivered or not."""

from datetime import date
from enum import StrEnum

import msgspec

from promesa.domain.ledger.stock.words import Take
from promesa.domain.values.ids import BranchId, CarrierId, LocationId, OrderId, ParcelId, PostalCode, ServiceId, Sku
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos


class Scan(StrEnum):
    """Our words for what carriers report; an unknown word of theirs is never guessed into one of these."""

    PICKED_UP = "picked_up"
    IN_TRANSIT = "in_transit"
    AT_BRANCH = "at_branch"
    OUT_FOR_DELIVERY = "out_for_delivery"
    DELIVERED = "delivered"
    ATTEMPT_FAILED = "attempt_failed"
    RETURNING = "returning"
    LOST = "lost"


# --- facts ---


class ParcelPlanned(msgspec.Struct, frozen=True):
    """The allocation: which location prepares which units, for which service, by when."""

    parcel: ParcelId
    order: OrderId
    kind: str
    """"delivery", "pickup" or "ocurre"."""
    location: LocationId
    service: ServiceId
    takes: tuple[Take, ...]
    hand_over_by: Instant
    arrives_on: date


class ParcelPacked(msgspec.Struct, frozen=True):
    parcel: ParcelId
    order: OrderId


class ParcelUnpacked(msgspec.Struct, frozen=True):
    parcel: ParcelId
    order: OrderId
    reason: str


class ParcelBooked(msgspec.Struct, frozen=True):
    """The carrier gave us a tracking number."""

    parcel: ParcelId
    order: OrderId
    carrier: CarrierId
    tracking: str


class LabelVoided(msgspec.Struct, frozen=True):
    """Nothing leaves under that label any more: it is too old, or another one was made in its place."""

    parcel: ParcelId
    order: OrderId
    tracking: str
    reason: str


class ParcelReady(msgspec.Struct, frozen=True):
    """A pickup parcel waits at its counter."""

    parcel: ParcelId
    order: OrderId
    ready_at: Instant


class ParcelHandedOver(msgspec.Struct, frozen=True):
    parcel: ParcelId
    order: OrderId
    handed_at: Instant


class ParcelScanned(msgspec.Struct, frozen=True):
    parcel: ParcelId
    order: OrderId
    scan: Scan
    scanned_at: Instant


class ParcelDoubted(msgspec.Struct, frozen=True):
    """A scan that cannot be true as told (delivered before it left): kept, without effect, for a person."""

    parcel: ParcelId
    order: OrderId
    scan: Scan
    scanned_at: Instant


class EtaMoved(msgspec.Struct, frozen=True):
    parcel: ParcelId
    order: OrderId
    arrives_on: date
    cause: str


class ParcelAtBranch(msgspec.Struct, frozen=True):
    """It waits for its customer at the carrier's branch ("ocurre")."""

    parcel: ParcelId
    order: OrderId
    at_branch_at: Instant


class ParcelDelivered(msgspec.Struct, frozen=True):
    """The customer has it (a delivery), or came for it (a pickup, a branch)."""

    parcel: ParcelId
    order: OrderId
    delivered_at: Instant
    proof: str = ""
    """What was seen at our counter: a code, or an identification; nothing: nobody said."""


class WrongCodeShown(msgspec.Struct, frozen=True):
    """Somebody asked for a parcel at its counter with a code that is not its own: it stays where it is."""

    parcel: ParcelId
    order: OrderId


class ParcelLost(msgspec.Struct, frozen=True):
    parcel: ParcelId
    order: OrderId
    cause: str


class ParcelCancelled(msgspec.Struct, frozen=True):
    """Will not leave: the order was cancelled, or another parcel was planned in its place."""

    parcel: ParcelId
    order: OrderId
    reason: str


class UnitsPutBack(msgspec.Struct, frozen=True):
    """What was in a cancelled parcel's box stands on its shelves again, where the record had it already."""

    parcel: ParcelId
    order: OrderId


class ParcelsRegrouped(msgspec.Struct, frozen=True):
    """These parcels became those, with the same units."""

    order: OrderId
    parcels: tuple[ParcelId, ...]
    into: tuple[ParcelId, ...]


class HandOverMissed(msgspec.Struct, frozen=True):
    """The parcel should have left its location by now and has not."""

    parcel: ParcelId
    order: OrderId


class ArrivalOverdue(msgspec.Struct, frozen=True):
    """The promised day is over and nobody said that the order arrived."""

    order: OrderId


class RedeliveryAsked(msgspec.Struct, frozen=True):
    """After an attempt in vain its customer wants the next one on another day, or at another door (`postal_code`),
    which its carrier's terms allow for `cost`; somebody tells the carrier."""

    parcel: ParcelId
    order: OrderId
    edit: str
    arrives_on: date
    postal_code: PostalCode | None = None
    cost: Centavos = Centavos(0)


class WordNotUnderstood(msgspec.Struct, frozen=True):
    """A partner used a word that we do not know: a person will see it; nothing was guessed.

    `parcel` and `scanned_at`: where it was said of where a parcel is, what it will mean once somebody teaches it."""

    partner: str
    word: str
    about: str
    parcel: ParcelId | None = None
    scanned_at: Instant | None = None


# --- commands ---


class PlanParcels(msgspec.Struct, frozen=True):
    """Turn a confirmed order's promise into parcels."""

    order: OrderId


class RegroupParcels(msgspec.Struct, frozen=True):
    """Put parcels of one location together, or part them; `groups`: the units by SKU of each new one (none: one
    parcel with all of them)."""

    order: OrderId
    parcels: tuple[ParcelId, ...]
    groups: tuple[tuple[tuple[Sku, int], ...], ...] = ()


class PackParcel(msgspec.Struct, frozen=True):
    parcel: ParcelId


class UnpackParcel(msgspec.Struct, frozen=True):
    parcel: ParcelId
    reason: str


NOT_FOUND, DAMAGED = "not_found", "damaged"
"""Why units are missing: whoever looked found no more of them; or they are there and nobody would want them."""


class ReportMissing(msgspec.Struct, frozen=True):
    """Whoever was to pack the parcel could not: so many of its units are not there, or not fit to be given."""

    parcel: ParcelId
    sku: Sku
    units: int
    reason: str = NOT_FOUND


class PutUnitsBack(msgspec.Struct, frozen=True):
    """Somebody has emptied the box of a cancelled parcel."""

    parcel: ParcelId


class RecordBooking(msgspec.Struct, frozen=True):
    parcel: ParcelId
    carrier: CarrierId
    tracking: str


class MarkReady(msgspec.Struct, frozen=True):
    """The parcel waits at its counter. `in_hand`: units by SKU that were picked, where whoever presses says so; then a
    parcel that is not packed yet is packed by it, if all of it is in hand (R21)."""

    parcel: ParcelId
    in_hand: tuple[tuple[Sku, int], ...] | None = None


class HandOver(msgspec.Struct, frozen=True):
    """The carrier took the parcel at `handed_at` (default: now). `tracking`: the label that whoever gave it read off
    the box; another than the parcel's is refused, so that nobody gives the wrong box."""

    parcel: ParcelId
    handed_at: Instant | None = None
    tracking: str = ""


class RecordScan(msgspec.Struct, frozen=True):
    """A carrier's event; `eta` is the date it now names, where it names one."""

    parcel: ParcelId
    scan: Scan
    scanned_at: Instant
    eta: date | None = None


class CollectParcel(msgspec.Struct, frozen=True):
    """The customer came to the counter."""

    parcel: ParcelId


class CheckLabel(msgspec.Struct, frozen=True):
    """Sent by the clock when a label becomes void."""

    parcel: ParcelId
    tracking: str


class CheckHandOver(msgspec.Struct, frozen=True):
    """Sent by the clock when a parcel should have left."""

    parcel: ParcelId


class CheckArrival(msgspec.Struct, frozen=True):
    """Sent by the clock when a promise ends: silence is an event too."""

    order: OrderId


class RecordUnknownWord(msgspec.Struct, frozen=True):
    """`parcel` and `scanned_at`: of which parcel and moment, where a carrier said it of where a parcel is."""

    partner: str
    word: str
    about: str
    parcel: ParcelId | None = None
    scanned_at: Instant | None = None


# --- effects ---


class BookParcel(msgspec.Struct, frozen=True):
    """Ask the carrier for a label and a pickup."""

    parcel: ParcelId
    order: OrderId
    service: ServiceId
    location: LocationId
    hand_over_by: Instant
    branch: BranchId | None = None
    """The carrier's branch that it goes to, instead of a door."""


class CancelBooking(msgspec.Struct, frozen=True):
    parcel: ParcelId
    order: OrderId
    tracking: str
