"""R60: one cart, one payment, one order: whoever tells of it, in whatever order, however often."""

from itertools import permutations

import pytest

from promesa.domain.ledger.orders.words import OrderPlaced
from promesa.domain.ledger.payments.state import Status, refundable
from promesa.domain.ledger.payments.words import AskPayment, PaymentCaptured, PaymentUnmatched, ReceivePayment
from promesa.domain.promise.commit.words import CompleteCheckout
from promesa.domain.values.refusal import Reason
from tests.regressions import truths
from tests.regressions.counter import door_of
from tests.regressions.shop import Shop

TOTAL = 850_00


def shop() -> Shop:
    """A cart of 850.00 at the bank page, its payment `mp-1` already open at the provider."""
    here = Shop("2027-03-01 10:00", flat_fee=0).sells("A", price=850).opens("N1").carries("P", 2).has("N1", A=3)
    here.checks_out("c1", {"A": 1}, order="o1")
    here.passes_to("2027-03-01 10:02")
    return here


def webhook(here: Shop, reference: str = "cart") -> ReceivePayment:
    named = {"cart": "c1"} if reference == "cart" else {"order": "o1"}
    return ReceivePayment("mp-1", TOTAL, here.now, "card", **named)


def check(here: Shop) -> None:
    assert here.stages() == {"confirmed": 1}
    assert [fact.order for fact in here.facts(OrderPlaced)] == ["o1"]
    assert [(fact.payment, fact.amount, fact.surplus) for fact in here.facts(PaymentCaptured)] == [("mp-1", TOTAL, "")]
    payments = here.world.payments.by_id
    assert {name: (payment.status, payment.captured) for name, payment in payments.items()} == {
        "mp-1": (Status.CAPTURED, TOTAL)
    }
    assert refundable(here.world.payments, "o1") == TOTAL
    assert not here.world.payments.unmatched
    assert not here.wanted(AskPayment), "the shop has asked for it itself"
    assert [name for name in here.messages() if name.endswith("confirmed")] == ["o1:confirmed"]
    assert not here.refused_steps()
    assert not here.world.checkouts.by_cart
    assert here.shelf("A") == (3, 1, 2)
    truths.hold(here.world)


CALLS = ("hook", "hook", "hook", "return page")


@pytest.mark.parametrize("calls", sorted(set(permutations(CALLS))), ids=lambda calls: "-".join(c[0] for c in calls))
@pytest.mark.parametrize("reference", ["cart", "order"])
def test_r60_the_same_payment_told_five_times(calls: tuple[str, ...], reference: str) -> None:
    """Three webhooks and the return page in every order, and the webhook again two days later."""
    here = shop()
    paid = webhook(here, reference)
    for call in calls:
        here.put(CompleteCheckout("c1", "card", "mp-1") if call == "return page" else paid)
    check(here)
    here.passes_to("2027-03-03 10:02")
    here.put(paid)
    check_money_once(here)
    first = calls.index("return page")
    assert len(here.facts(PaymentUnmatched)) == (1 if first else 0)


def check_money_once(here: Shop) -> None:
    assert len(here.facts(PaymentCaptured)) == 1
    assert len([name for name in here.messages() if name.endswith("confirmed")]) == 1


def test_r60_the_return_page_knows_the_order_every_time() -> None:
    """Over HTTP: every call gets the same order, and no webhook is dropped."""
    here = shop()
    here.put(webhook(here))
    with door_of(here) as client:
        told = [client.post("/v1/checkouts/c1/complete", {"rail": "card", "payment": "mp-1"}) for _ in range(3)]
        assert {(answer.status, answer.json["order"]) for answer in told} == {(told[0].status, "o1")}
        assert told[0].status < 300
    check(here)


def test_r60_money_for_a_cart_whose_units_went_back_still_makes_its_order() -> None:
    """The bank page took longer than the cart's minutes; units are left, so the order is made and confirmed."""
    here = shop()
    here.passes_to("2027-03-01 10:30")
    assert here.shelf("A") == (3, 0, 3)
    here.put(webhook(here))
    check(here)


def test_r60_money_for_a_cart_that_cannot_be_sold_any_more_waits_for_a_person() -> None:
    """It is not dropped and makes no half order: the money stays unmatched, and the refused step can be seen."""
    here = shop()
    here.passes_to("2027-03-01 10:30")
    here.places("other", {"A": 3}, rail="cod")
    here.put(webhook(here))
    assert here.stages() == {"confirmed": 1}
    assert list(here.world.payments.unmatched) == ["mp-1"]
    assert [(step.kind, step.reason) for step in here.refused_steps()] == [
        ("CompleteCheckout", str(Reason.NOT_ENOUGH_STOCK))
    ]
    truths.hold(here.world)


def test_r60_a_cart_nobody_came_back_to_is_forgotten_after_a_day() -> None:
    here = shop()
    here.passes_to("2027-03-02 10:09")
    assert "c1" in here.world.checkouts.by_cart
    here.passes_to("2027-03-02 10:10")
    assert not here.world.checkouts.by_cart
    assert not here.world.checkouts.cart_of
    here.put(webhook(here))
    assert list(here.world.payments.unmatched) == ["mp-1"]
