"""The story of a cart: what its units, its money and its day set in motion."""

import pytest

from promesa.domain.ledger.payments.words import AskPayment, ReceivePayment
from promesa.domain.ledger.shipments.words import CheckArrival
from promesa.domain.ledger.stock.words import ExpireReservation, ReservationReleased, ReserveStock
from promesa.domain.promise.commit.words import CloseCheckout
from promesa.domain.values.moments import DAY, HOUR, MINUTE, Instant
from promesa.engine.words import TimerSet
from promesa.flows.cart_to_order import NEWS_LAG_HOURS
from tests.regressions.shop import Shop, at
from tests.regressions.truths import takes_of


def shop(**policy: object) -> Shop:
    return Shop("2027-03-01 10:00", **policy).sells("A").opens("N1").carries("P", 2, 50).has("N1", A=9)


def timers(here: Shop, kind: type) -> list[int]:
    """When commands of a kind were set to be put."""
    return [fact.due for fact in here.facts(TimerSet) if fact.kind == kind.__name__]


def test_a_carts_reservation_ends_by_the_clock_and_the_cart_is_forgotten_later() -> None:
    here = shop()
    here.checks_out("c1", {"A": 1})
    until = Instant(here.now + 10 * MINUTE)
    assert timers(here, ExpireReservation) == [until]
    assert timers(here, CloseCheckout) == [until + DAY]
    here.passes_to(until)
    assert here.facts(ReservationReleased) == [ReservationReleased("c1", "cart_expired")]
    here.passes_to(Instant(until + DAY))
    assert here.story()[-1] == "CheckoutClosed"
    assert here.messages() == []


def test_each_opening_sets_its_own_end_and_only_the_last_one_ends_it() -> None:
    here = shop()
    here.checks_out("c1", {"A": 1})
    here.passes_to("2027-03-01 10:05")
    here.checks_out("c1", {"A": 1})
    assert timers(here, ExpireReservation) == [at("2027-03-01 10:10"), at("2027-03-01 10:15")]
    here.passes_to("2027-03-01 10:14:59")
    assert here.shelf("A") == (9, 1, 8)
    here.passes_to("2027-03-01 10:15")
    assert here.shelf("A") == (9, 0, 9)


def test_whatever_its_stage_a_reservation_that_no_order_owns_ends() -> None:
    here = shop()
    here.put(ReserveStock("m1", takes_of(("A", "N1", 2)), at("2027-03-01 11:00"), "marketplace"))
    here.put(ReserveStock("m2", takes_of(("A", "N1", 2)), None, "display"))
    here.passes_to("2027-03-01 11:00")
    assert set(here.world.stock.reservations) == {"m2"}


@pytest.mark.parametrize("rail", ["card", "cod"])
def test_an_orders_reservation_has_no_timer_of_its_own(rail: str) -> None:
    here = shop()
    here.places("o1", {"A": 1}, rail=rail)
    assert timers(here, ExpireReservation) == []


def test_an_order_that_promises_watches_the_day_it_promised() -> None:
    here = shop()
    here.places("o1", {"A": 1}, rail="cod")
    promised_by = here.world.promises.by_order["o1"].made.promised_by
    assert timers(here, CheckArrival) == [promised_by + NEWS_LAG_HOURS * HOUR]
    here.hands_over("o1-1")
    here.put_eta("o1-1", "2027-03-06")
    moved_by = at("2027-03-06 23:59:59.999999")
    assert timers(here, CheckArrival)[1:] == [moved_by + NEWS_LAG_HOURS * HOUR]
    here.passes_to("2027-03-06 20:00")
    assert "ArrivalOverdue" not in here.story(), "the first day is not watched any more"
    here.passes_to("2027-03-08 20:00")
    assert here.story().count("ArrivalOverdue") == 1


# --- money that is faster than the cart ---


def paid(here: Shop, amount: int, **named: str) -> ReceivePayment:
    return ReceivePayment("mp-1", amount, here.now, "card", **named)


@pytest.mark.parametrize("named", [{"cart": "c1"}, {"order": "o-c1"}], ids=["names the cart", "names the order"])
def test_money_for_an_open_checkout_completes_it(named: dict[str, str]) -> None:
    here = shop()
    here.checks_out("c1", {"A": 1})
    here.put(paid(here, 150_00, **named))
    assert here.story()[-4:] == ["ReservationExtended", "PromiseMade", "OrderConfirmed", "ParcelPlanned"]
    assert here.stages() == {"confirmed": 1}
    assert here.messages() == ["o-c1:confirmed"], "nobody is asked for what they have paid"
    assert not here.wanted(AskPayment)


def test_money_of_another_amount_makes_the_order_and_waits_for_a_person() -> None:
    here = shop()
    here.checks_out("c1", {"A": 1})
    here.put(paid(here, 149_00, cart="c1"))
    assert here.stages() == {"placed": 1}
    assert here.world.payments.unmatched["mp-1"].reason == "amount_differs"
    assert here.messages() == ["o-c1:payment_pending"]


def test_money_for_nobody_we_know_changes_nothing_else() -> None:
    here = shop()
    here.checks_out("c1", {"A": 1})
    for named in ({"cart": "c7"}, {"order": "o7"}, {}):
        here.put(paid(here, 150_00, **named))
    assert set(here.story()) == {"CheckoutOpened", "StockReserved", "PaymentUnmatched"}
    assert list(here.world.payments.unmatched) == ["mp-1"]


def test_a_rail_that_is_not_offered_falls_back_to_the_carts_own() -> None:
    here = shop()
    here.checks_out("c1", {"A": 1}, rail="spei")
    here.put(ReceivePayment("mp-1", 150_00, here.now, "account_money", cart="c1"))
    assert here.world.orders.by_id["o-c1"].placed.rail == "spei"
    assert here.stages() == {"confirmed": 1}
