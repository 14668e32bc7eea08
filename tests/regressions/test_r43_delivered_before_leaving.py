"""R43 · Delivered before leaving."""

from promesa.domain.ledger.orders.state import Stage
from promesa.domain.ledger.shipments.state import Status
from promesa.domain.ledger.shipments.words import ParcelDoubted, RecordScan, Scan
from promesa.domain.people.cases.state import LIVING
from promesa.domain.people.cases.words import CaseKind, CaseOpened
from promesa.domain.people.messages.words import MessageWanted
from promesa.lab import auditor
from tests.regressions.shop import CDMX, Shop, at

PAID = "2027-03-01 15:22:02"


def shop() -> Shop:
    """The location is in Guadalajara; Mexico City is some 460 km away."""
    here = Shop(PAID).sells("A").opens("N1", postal_code="44100").carries("P", 2, 50).has("N1", A=9)
    here.places("o1", {"A": 1}, postal_code=CDMX)
    here.pays("o1")
    return here


def delivered(here: Shop, when: str) -> None:
    here.passes_to(when)
    here.delivers("o1-1")


def told(here: Shop) -> list[str]:
    return [one.template for one in here.facts(MessageWanted) if one.template == "delivered"]


def sound(here: Shop) -> None:
    report = auditor.audit(here.machine)
    assert report.clean, report.violations


def test_r43_delivered_although_it_never_left() -> None:
    here = shop()
    delivered(here, "2027-03-01 15:22:31")
    here.put(RecordScan("o1-1", Scan.DELIVERED, here.now))
    (doubt,) = here.facts(ParcelDoubted)
    assert (doubt.parcel, doubt.scan) == ("o1-1", Scan.DELIVERED)
    assert told(here) == []
    assert here.world.shipments.by_id["o1-1"].status is Status.PLANNED
    (case,) = here.facts(CaseOpened)
    assert (case.order, case.parcel, case.kind) == ("o1", "o1-1", CaseKind.NOT_ARRIVED)
    here.passes_to("2027-03-01 16:00")
    here.hands_over("o1-1")
    delivered(here, "2027-03-03 11:00")
    assert told(here) == ["delivered"]
    assert here.stage("o1") is Stage.CLOSED
    assert here.world.cases.by_id[case.case].stage not in LIVING
    sound(here)


def test_r43_four_hundred_kilometres_in_two_minutes() -> None:
    here = shop()
    here.passes_to("2027-03-01 15:50")
    here.hands_over("o1-1")
    here.put(RecordScan("o1-1", Scan.PICKED_UP, here.now))
    delivered(here, "2027-03-01 15:52")
    (doubt,) = here.facts(ParcelDoubted)
    assert doubt.scanned_at == at("2027-03-01 15:52")
    assert here.world.shipments.by_id["o1-1"].doubts == [(Scan.DELIVERED, doubt.scanned_at)]
    assert (Scan.PICKED_UP, at("2027-03-01 15:50")) in here.world.shipments.by_id["o1-1"].scans, "both are kept"
    assert told(here) == []
    assert len(here.facts(CaseOpened)) == 1
    delivered(here, "2027-03-03 11:00")
    assert told(here) == ["delivered"]
    assert here.world.shipments.by_id["o1-1"].delivered_at == at("2027-03-03 11:00")
    sound(here)


def test_r43_next_door_anything_may_be() -> None:
    here = Shop(PAID).sells("A").opens("N1", postal_code="44100").carries("P", 2, 50).has("N1", A=9)
    here.places("o1", {"A": 1})
    here.pays("o1")
    here.hands_over("o1-1")
    delivered(here, "2027-03-01 15:24")
    assert here.facts(ParcelDoubted) == []
    assert told(here) == ["delivered"]
