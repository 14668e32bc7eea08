"""R06: a reservation has one end, set by its latest stage; an older timer finds nothing to do."""

from promesa.domain.ledger.orders.words import OrderCancelled
from promesa.domain.ledger.payments.words import AuthorisePayment, PaymentLapsed
from promesa.domain.ledger.stock.words import ReservationReleased
from promesa.domain.values.refusal import Reason
from promesa.engine.machine import entries_of
from tests.regressions import truths
from tests.regressions.shop import Shop, at, place_order


def test_r06_reservation_length_follows_the_payment_rail() -> None:
    """SPEI chosen at 12:09:50 keeps the unit until 12:39:50 and not until 12:10, when the cart's minutes are over."""
    here = Shop("2027-03-01 12:00:00").sells("A").opens("N1").carries("P", 2).has("N1", A=1)
    here.checks_out("c1", {"A": 1}, order="o1")
    here.passes_to("2027-03-01 12:09:50")
    here.completes("c1", "spei")
    for moment in ("12:10:01", "12:39:49"):
        here.passes_to(f"2027-03-01 {moment}")
        assert here.reason(place_order("o2", {"A": 1})) is Reason.NOT_ENOUGH_STOCK, moment
    here.passes_to("2027-03-01 12:39:51")
    here.places("o2", {"A": 1})
    ended = [(entry.at, fact) for entry, fact in entries_of(here.machine) if isinstance(fact, OrderCancelled)]
    assert ended == [(at("2027-03-01 12:39:50"), OrderCancelled("o1", "payment_lapsed", by_customer=False))]
    assert here.facts(PaymentLapsed) == [PaymentLapsed("o1", "o1:1", "spei")]
    assert here.facts(ReservationReleased) == [ReservationReleased("c1", "payment_lapsed")]
    assert here.messages("o1") == ["o1:payment_pending", "o1:order_lapsed"]
    here.passes_to("2027-03-03 12:00")
    assert len(here.facts(PaymentLapsed)) == 2, "o2 by its own clock, o1 no second time"
    truths.hold(here.world)


def test_r06_an_authorised_order_outlives_its_carts_timer() -> None:
    """The cart's own hour ends between the authorisation and its capture: that timer is not the order's."""
    here = Shop("2027-03-01 12:00", cart_minutes=60).sells("A").opens("N1").carries("P", 2).has("N1", A=1)
    here.checks_out("c1", {"A": 1}, order="o1")
    here.passes_to("2027-03-01 12:01")
    here.completes("c1", "card")
    here.passes_to("2027-03-01 12:10")
    here.put(AuthorisePayment("o1", "o1:1", 100_00))
    here.passes_to("2027-03-01 13:05")
    assert here.shelf("A") == (1, 1, 0)
    here.pays("o1")
    assert here.stages() == {"confirmed": 1}
    truths.hold(here.world)
