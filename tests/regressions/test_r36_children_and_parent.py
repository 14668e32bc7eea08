"""R36: nobody works on a part of an order that is not confirmed, and its parts end together."""

from promesa.domain.ledger.orders.state import Stage
from promesa.domain.ledger.orders.words import OrderCancelled
from promesa.domain.ledger.payments.words import DeclinePayment
from promesa.domain.ledger.shipments.words import HandOver, PackParcel, ParcelPlanned
from promesa.domain.values.policy import RailWindow
from promesa.domain.values.refusal import Reason
from tests.regressions import truths
from tests.regressions.shop import Shop

PARTS = ("o1-1", "o1-2")


def shop() -> Shop:
    """A paid article at one location, its gift at another; whoever pays by card has three minutes."""
    here = Shop("2027-03-01 10:00", rails={"card": RailWindow(minutes=3)}, flat_fee=0)
    return here.sells("A", price=500).sells("GIFT", price=0).opens("N1").opens("N2").carries("P", 2)


def refused(here: Shop) -> None:
    for part in PARTS:
        for command in (PackParcel(part), HandOver(part)):
            assert here.reason(command) is Reason.UNKNOWN_PARCEL, "there is nothing to work on"


def test_r36_the_gift_does_not_leave_without_the_order() -> None:
    here = shop().has("N1", A=1).has("N2", GIFT=1)
    here.places("o1", {"A": 1, "GIFT": 1})
    assert here.shelf("A") == (1, 1, 0)
    assert here.shelf("GIFT", "N2") == (1, 1, 0)
    here.passes_to("2027-03-01 10:02")
    refused(here)
    here.put(DeclinePayment("o1", "o1:1", "insufficient_funds"))
    here.passes_to("2027-03-01 10:03")
    assert here.stage("o1") is Stage.CANCELLED
    assert here.shelf("A") == (1, 0, 1)
    assert here.shelf("GIFT", "N2") == (1, 0, 1)
    here.passes_to("2027-03-01 10:04")
    refused(here)
    assert not here.facts(ParcelPlanned)
    assert len(here.facts(OrderCancelled)) == 1
    assert [name for name in here.messages() if not name.endswith("payment_pending")] == ["o1:order_lapsed"]
    truths.hold(here.world)


def test_r36_paid_both_parts_are_worked_on() -> None:
    here = shop().has("N1", A=1).has("N2", GIFT=1)
    here.places("o1", {"A": 1, "GIFT": 1})
    here.pays("o1")
    for part in PARTS:
        here.packs(part)
    truths.hold(here.world)
