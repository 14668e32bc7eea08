"""R42 · Late and repeated scans, two parcels."""

from promesa.domain.ledger.orders.state import Stage
from promesa.domain.ledger.shipments.state import Status
from promesa.domain.ledger.shipments.words import ParcelDelivered, ParcelScanned, RecordBooking, RecordScan, Scan
from promesa.domain.people.messages.words import MessageWanted
from promesa.lab import auditor
from tests.regressions.shop import Shop, at


def test_r42_late_and_repeated_scans_of_two_parcels() -> None:
    here = Shop("2027-03-01 08:00").sells("A", "B").carries("P", 2, 50)
    here.opens("N1").has("N1", A=1)
    here.opens("N2").has("N2", B=1)
    here.places("o1", {"A": 1, "B": 1})
    here.pays("o1")
    for parcel, label in (("o1-1", "T1"), ("o1-2", "T2")):
        here.packs(parcel)
        here.put(RecordBooking(parcel, "c", label))
    here.passes_to("2027-03-01 09:00")
    here.hands_over("o1-1")
    here.passes_to("2027-03-01 14:05")
    here.delivers("o1-1")
    here.passes_to("2027-03-01 15:00")
    here.hands_over("o1-2")
    here.passes_to("2027-03-01 15:30")
    here.put(RecordScan("o1-1", Scan.PICKED_UP, at("2027-03-01 09:10")))
    for _ in range(3):
        assert here.put(RecordScan("o1-1", Scan.DELIVERED, at("2027-03-01 14:05"))) == []
    here.put(RecordScan("o1-2", Scan.IN_TRANSIT, here.now))

    one, two = (here.world.shipments.by_id[parcel] for parcel in ("o1-1", "o1-2"))
    assert (one.status, one.delivered_at) == (Status.DELIVERED, at("2027-03-01 14:05"))
    assert two.status is Status.MOVING
    assert (one.tracking, two.tracking) == ("T1", "T2")
    assert here.stage("o1") is Stage.CONFIRMED, "the order is partly delivered"
    assert [scan for scan, _ in one.scans] == [Scan.PICKED_UP, Scan.DELIVERED], "by the time of each event"
    assert len(here.facts(ParcelDelivered)) == 1
    known = [(fact.parcel, fact.scan, fact.scanned_at) for fact in here.facts(ParcelScanned)]
    assert len(known) == len(set(known))
    said = [message.message for message in here.facts(MessageWanted) if message.template == "delivered"]
    assert said == ["o1-1:delivered"]
    report = auditor.audit(here.machine)
    assert report.clean, report.violations
