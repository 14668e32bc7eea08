"""R05: a reservation never counts against its owner, and trying again never makes a second one."""

from promesa.domain.ledger.payments.words import AuthorisePayment, CapturePayment, DeclinePayment
from promesa.domain.ledger.shipments.words import ParcelPlanned
from promesa.domain.ledger.stock.words import ReservationReleased, StockReserved
from promesa.domain.values.refusal import Reason
from tests.regressions import truths
from tests.regressions.shop import Shop, place_order


def shop() -> Shop:
    return Shop("2027-03-01 10:00").sells("A").opens("N1").carries("P", 2, 50).has("N1", A=1)


def test_r05_not_blocked_by_your_own_reservation() -> None:
    """The card is declined at minute 2; at minute 3 its owner pays with another card and nobody else gets the unit."""
    here = shop()
    here.checks_out("c1", {"A": 1}, order="o1")
    here.passes_to("2027-03-01 10:01")
    here.completes("c1")
    here.passes_to("2027-03-01 10:02")
    here.put(DeclinePayment("o1", "o1:1", "insufficient_funds"))
    here.passes_to("2027-03-01 10:03")
    assert here.reason(place_order("o2", {"A": 1})) is Reason.NOT_ENOUGH_STOCK
    here.put(AuthorisePayment("o1", "o1:2", 150_00))
    here.pays("o1", payment="o1:2")
    assert here.reason(place_order("o3", {"A": 1})) is Reason.NOT_ENOUGH_STOCK
    assert here.stages() == {"confirmed": 1}
    assert here.shelf("A") == (1, 1, 0)
    assert [take.units for fact in here.facts(ParcelPlanned) for take in fact.takes] == [1]
    assert len(here.facts(StockReserved)) == 1
    assert not here.facts(ReservationReleased)
    assert here.wanted(CapturePayment) == [CapturePayment("o1", "o1:2", 150_00)]
    assert here.messages() == ["o1:payment_pending", "o1:confirmed"]
    truths.hold(here.world)


def test_r05_opening_the_checkout_again_keeps_the_unit_and_moves_its_end() -> None:
    """The same cart again, before anything was ordered: the same units, one reservation, ten minutes from now."""
    here = shop()
    here.checks_out("c1", {"A": 1})
    here.passes_to("2027-03-01 10:09")
    here.checks_out("c1", {"A": 1})
    here.passes_to("2027-03-01 10:18:59")
    assert here.reason(place_order("o2", {"A": 1})) is Reason.NOT_ENOUGH_STOCK
    here.passes_to("2027-03-01 10:19")
    assert [fact.reason for fact in here.facts(ReservationReleased)] == ["cart_expired"]
    here.places("o2", {"A": 1})
    assert here.story().count("StockReserved") == 2
    truths.hold(here.world)
    truths.each_reservation_ended_once(here.machine)


def test_r05_opening_it_again_with_other_units_changes_the_one_reservation() -> None:
    here = Shop().sells("A", "B").opens("N1").carries("P", 2).has("N1", A=2, B=1)
    here.checks_out("c1", {"A": 2})
    here.checks_out("c1", {"A": 1, "B": 1})
    assert (here.shelf("A"), here.shelf("B")) == ((2, 1, 1), (1, 1, 0))
    truths.hold(here.world)
