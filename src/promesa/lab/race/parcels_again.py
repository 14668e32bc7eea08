"""News of parcels of a log, as locations and carriers told of them."""

from collections.abc import Iterator, Mapping, Sequence

from promesa.domain.ledger.shipments import words as parcels
from promesa.domain.ledger.shipments.pick_words import AcceptPick, PickAccepted, PickRejected, PickShort, RejectPick
from promesa.lab.race.past import Past, Told
from promesa.lab.race.words import OfParcel, Reader, Retold, same


def _packed(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    yield OfParcel(beat[number].fact.parcel, parcels.PackParcel)


def _unpacked(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: parcels.ParcelUnpacked = beat[number].fact
    if same(beat, parcels.ParcelCancelled, "parcel", fact.parcel) is None:
        yield OfParcel(fact.parcel, lambda one: parcels.UnpackParcel(one, fact.reason))


def _booked(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: parcels.ParcelBooked = beat[number].fact
    yield OfParcel(fact.parcel, lambda one: parcels.RecordBooking(one, fact.carrier, fact.tracking))


def _handed(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: parcels.ParcelHandedOver = beat[number].fact
    yield OfParcel(fact.parcel, lambda one: parcels.HandOver(one, fact.handed_at))


def _ready(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    yield OfParcel(beat[number].fact.parcel, parcels.MarkReady)


def _scanned(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: parcels.ParcelScanned = beat[number].fact
    eta = None
    for told in beat[number + 1 :]:
        if type(told.fact) is parcels.ParcelScanned:
            break
        if type(told.fact) is parcels.EtaMoved and told.fact.parcel == fact.parcel:
            eta = told.fact.arrives_on
    yield OfParcel(fact.parcel, lambda one: parcels.RecordScan(one, fact.scan, fact.scanned_at, eta))


def _doubted(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: parcels.ParcelDoubted = beat[number].fact
    yield OfParcel(fact.parcel, lambda one: parcels.RecordScan(one, fact.scan, fact.scanned_at))


def _delivered(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    """At a counter: at a door it follows from a scan."""
    fact: parcels.ParcelDelivered = beat[number].fact
    scans = (t.fact for t in beat if type(t.fact) is parcels.ParcelScanned)
    if not any((one.parcel, one.scan) == (fact.parcel, parcels.Scan.DELIVERED) for one in scans):
        yield OfParcel(fact.parcel, parcels.CollectParcel)


def _put_back(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    yield OfParcel(beat[number].fact.parcel, parcels.PutUnitsBack)


def _accepted(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    yield OfParcel(beat[number].fact.parcel, AcceptPick)


def _rejected(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: PickRejected | PickShort = beat[number].fact
    units = tuple((take.sku, take.units) for take in fact.takes)
    yield OfParcel(fact.parcel, lambda one: RejectPick(one, fact.reason, units))


PARCELS: Mapping[type, Reader] = {
    PickAccepted: _accepted,
    PickRejected: _rejected,
    PickShort: _rejected,
    parcels.ParcelPacked: _packed,
    parcels.ParcelUnpacked: _unpacked,
    parcels.UnitsPutBack: _put_back,
    parcels.ParcelBooked: _booked,
    parcels.ParcelHandedOver: _handed,
    parcels.ParcelReady: _ready,
    parcels.ParcelScanned: _scanned,
    parcels.ParcelDoubted: _doubted,
    parcels.ParcelDelivered: _delivered,
}
