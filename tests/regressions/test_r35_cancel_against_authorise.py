"""R35: a cancellation and the bank's authorisation race: what was cancelled is never charged, nor revived by money."""

import random

import pytest

from promesa.domain.ledger.orders.state import Stage
from promesa.domain.ledger.orders.words import CancelOrder, OrderCancelled
from promesa.domain.ledger.payments.state import Status, refundable
from promesa.domain.ledger.payments.words import (
    AuthorisePayment,
    CapturePayment,
    PaymentAuthorised,
    PayRefund,
    ReceivePayment,
    RecordPaymentAsked,
    VoidAuthorisation,
)
from promesa.domain.ledger.shipments.words import ParcelPlanned
from promesa.domain.values.moments import MINUTE
from tests.regressions import truths
from tests.regressions.shop import Shop

TRIALS, TOTAL = 300, 1_500_00


def shop() -> Shop:
    """One payment for two parcels: each article lies at a location of its own."""
    here = Shop("2027-03-01 10:00", flat_fee=0).sells("A", price=900).sells("B", price=600).opens("N1").opens("N2")
    return here.carries("P", 2).has("N1", A=TRIALS).has("N2", B=TRIALS)


def placed(here: Shop, order: str) -> None:
    here.places(order, {"A": 1, "B": 1})
    here.put(RecordPaymentAsked(f"{order}:1", f"mp-{order}", "", ""))


def authorised(order: str) -> AuthorisePayment:
    return AuthorisePayment(order, f"{order}:1", TOTAL, f"mp-{order}")


def check(here: Shop, orders: list[str]) -> None:
    for order in orders:
        assert here.stage(order) is Stage.CANCELLED
        assert refundable(here.world.payments, order) == 0, "the net charge is nothing"
        assert here.world.payments.by_id[f"{order}:1"].status is not Status.CAPTURED
    assert sorted(fact.order for fact in here.facts(OrderCancelled)) == sorted(orders), "said once each"
    assert not here.facts(ParcelPlanned), "nobody has anything to pick"
    assert not here.wanted(PayRefund), "nothing moved, so nothing comes back"
    assert here.shelf("A") == (TRIALS, 0, TRIALS)
    assert here.shelf("B", "N2") == (TRIALS, 0, TRIALS)
    truths.hold(here.world)


def test_r35_within_300_ms_in_either_order() -> None:
    here, dice = shop(), random.Random(35)
    orders = [f"o{n}" for n in range(TRIALS)]
    before = set()
    for order in orders:
        placed(here, order)
        began = here.now
        said = [(dice.randrange(300_001), n) for n in range(2)]
        commands = (CancelOrder(order, "changed my mind"), authorised(order))
        for after, n in sorted(said):
            here.passes_to(began + after)
            before.update(fact.order for fact in here.submit(commands[n]).facts if isinstance(fact, PaymentAuthorised))
    assert TRIALS // 4 < len(before) < 3 * TRIALS // 4, "both orders happen"
    let_go = {effect.order for effect in here.wanted(VoidAuthorisation)}
    assert let_go == set(orders), "every authorisation is let go without anybody's help"
    assert {effect.order for effect in here.wanted(CapturePayment)} == before
    here.passes_to(here.now + 2 * 60 * MINUTE)
    check(here, orders)


def test_r35_ten_minutes_after_the_cancellation() -> None:
    here = shop()
    placed(here, "o1")
    here.cancels("o1")
    here.passes_to(here.now + 10 * MINUTE)
    here.submit(authorised("o1"))
    assert "o1" in {effect.order for effect in here.wanted(VoidAuthorisation)}
    check(here, ["o1"])


@pytest.mark.parametrize("first", ["cancel", "money"])
def test_r35_money_that_did_move_goes_back(first: str) -> None:
    """The capture was under way when the order ended: paid back whole, once, and the order stays cancelled."""
    here = shop()
    placed(here, "o1")
    paid = ReceivePayment("o1:1", TOTAL, here.now, "card", "o1", handle="mp-o1")
    acts = [lambda: here.cancels("o1"), lambda: here.put(paid)]
    for act in acts if first == "cancel" else acts[::-1]:
        act()
    here.put(paid)
    assert here.stage("o1") is Stage.CANCELLED
    assert refundable(here.world.payments, "o1") == 0
    assert [effect.amount for effect in here.wanted(PayRefund)] == [TOTAL]
    assert len(here.facts(OrderCancelled)) == 1
    truths.hold(here.world)
