"""R59: when it was paid decides, not when we heard of it; and the units wait for the news."""

from promesa.domain.ledger.payments.state import refundable
from promesa.domain.ledger.payments.words import PaymentCaptured, PaymentLapsed, PayRefund
from promesa.domain.ledger.stock.words import ReservationReleased
from promesa.domain.network.locations.words import week
from promesa.domain.promise.words import PromiseMade
from promesa.domain.values.calendars import WORKING_WEEK, Calendar
from promesa.domain.values.refusal import Reason
from tests.regressions import truths
from tests.regressions.shop import Shop, at, place_order

PAID_AT = at("2027-05-14 22:50:00")
MON_TO_FRI = Calendar(WORKING_WEEK, ("mx",))


def shop() -> Shop:
    """A voucher that ends on Friday at midnight and settles until Monday at noon; the only unit of A."""
    here = Shop("2027-05-12 10:00").sells("A").opens("N1", cutoffs=week("16:00"), holidays="mx")
    here.carries("P", 1, 50, calendar=MON_TO_FRI, pickup_weekdays=WORKING_WEEK, delivery_weekdays=WORKING_WEEK)
    here.has("N1", A=1)
    here.places("o1", {"A": 1}, rail="oxxo")
    here.passes_to("2027-05-15 13:00")
    assert here.reason(place_order("o2", {"A": 1})) is Reason.NOT_ENOUGH_STOCK, "on Saturday the unit is waited for"
    return here


def test_r59_told_on_monday_at_ten_it_is_confirmed() -> None:
    here = shop()
    here.passes_to("2027-05-17 10:00:00")
    for _ in range(3):
        here.put(here.payment("o1", PAID_AT))
    assert here.stages() == {"confirmed": 1}
    made = here.facts(PromiseMade)
    assert [(str(fact.legs[0].process_on), str(fact.promised_on)) for fact in made] == [("2027-05-17", "2027-05-18")]
    assert [fact.paid_at for fact in here.facts(PaymentCaptured)] == [PAID_AT]
    assert "OrderCancelled" not in here.story()
    assert here.story().count("OrderPlaced") == 1
    assert not here.facts(ReservationReleased)
    assert here.shelf("A") == (1, 1, 0)
    assert here.free("N1", "2027-05-12") is None
    taken = [one.bucket for one in here.world.capacity.taken_by["o1"]]
    assert taken == ["2027-05-17"], "its place moved with its day"
    assert here.messages() == ["o1:payment_pending", "o1:confirmed"]
    here.passes_to("2027-05-17 13:00")
    assert not here.facts(PaymentLapsed)
    truths.hold(here.world)


def test_r59_told_a_minute_after_the_grace_it_goes_back_once() -> None:
    """The stated rule: the order ended at noon; money that comes after it is owed back in full, once, and told once."""
    here = shop()
    here.passes_to("2027-05-17 12:01:00")
    assert here.stages() == {"cancelled": 1}
    assert here.shelf("A") == (1, 0, 1)
    for _ in range(3):
        here.put(here.payment("o1", PAID_AT))
    assert [refund.amount for refund in here.wanted(PayRefund)] == [150_00]
    assert refundable(here.world.payments, "o1") == 0
    assert here.messages() == ["o1:payment_pending", "o1:order_lapsed", "o1:payment_returned:o1:1"]
    assert here.stages() == {"cancelled": 1}
    assert [fact.reason for fact in here.facts(ReservationReleased)] == ["payment_lapsed"]
    truths.hold(here.world)
