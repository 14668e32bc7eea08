"""An order that waits at the counter becomes another one: units, places and the amount asked for go together."""

import pytest

from promesa.domain.ledger.orders.state import Stage
from promesa.domain.ledger.payments.words import (
    PaymentAwaited,
    PaymentCaptured,
    PaymentSuperseded,
    ReceivePayment,
    RecordPaymentAsked,
    RefundOwed,
    VoidAuthorisation,
)
from promesa.domain.promise.commit.words import Item
from promesa.domain.promise.editing.words import ReviseOrder
from promesa.domain.values.refusal import Reason
from promesa.lab import auditor
from tests.regressions import truths
from tests.regressions.shop import MERIDA, Shop


def shop() -> Shop:
    """Four A at 250.00 that wait for cash at the counter."""
    here = Shop(flat_fee=99_00).sells("A", "B", price=250).carries("P", 2, 0)
    here.opens("N1", pickup=True, hours=(("09:00", "20:00"),) * 7)
    here.has("N1", A=9, B=9)
    here.places("o1", {"A": 4}, rail="oxxo")
    here.put(RecordPaymentAsked("o1:1", "h1", "ref1", ""))
    return here


def revised(here: Shop, edit: str = "e1", **units: int) -> list[object]:
    return here.put(ReviseOrder("o1", edit, tuple(Item(sku, n) for sku, n in units.items())))


def well(here: Shop) -> None:
    truths.hold(here.world)
    truths.each_reservation_ended_once(here.machine)
    assert auditor.audit(here.log).violations == ()


def paid(here: Shop, payment: str, amount: int) -> list[object]:
    return here.put(ReceivePayment(payment, amount, here.now, "oxxo"))


def test_lines_units_and_the_amount_change_together() -> None:
    here = shop()
    (first,) = here.facts(PaymentAwaited)
    revised(here, A=1, B=2)
    assert (here.shelf("A"), here.shelf("B")) == ((9, 1, 8), (9, 2, 7))
    again = here.facts(PaymentAwaited)[-1]
    assert (again.payment, again.amount, again.until) == ("o1:2", 849_00, first.until), "it waits no longer than before"
    assert [one.payment for one in here.facts(PaymentSuperseded)] == ["o1:1"]
    assert [one.payment for one in here.wanted(VoidAuthorisation)] == ["o1:1"], "the old voucher is taken back"
    assert revised(here, A=1, B=2) == [], "said again"
    paid(here, "o1:2", 849_00)
    assert here.stage("o1") is Stage.CONFIRMED
    well(here)


@pytest.mark.parametrize("units", [{"A": 2}, {"A": 1, "B": 1}])
def test_the_old_voucher_pays_a_smaller_order_and_the_rest_goes_back(units: dict[str, int]) -> None:
    here = shop()
    revised(here, **units)
    paid(here, "o1:1", 1_099_00)
    assert here.stage("o1") is Stage.CONFIRMED
    assert [(fact.amount, fact.reason) for fact in here.facts(RefundOwed)] == [(500_00, "beyond")]
    assert paid(here, "o1:1", 1_099_00) == [], "told again"
    paid(here, "o1:2", 599_00)
    assert [fact.amount for fact in here.facts(RefundOwed)] == [500_00, 599_00], "paid twice: it goes back"
    well(here)


def test_the_old_voucher_pays_a_part_of_a_larger_order() -> None:
    here = shop()
    revised(here, A=4, B=1)
    paid(here, "o1:1", 1_099_00)
    assert here.stage("o1") is Stage.PLACED
    rest = here.facts(PaymentAwaited)[-1]
    assert (rest.payment, rest.amount) == ("o1:3", 250_00)
    assert auditor.audit(here.log).violations == ()
    paid(here, "o1:3", 250_00)
    assert here.stage("o1") is Stage.CONFIRMED
    assert not here.refused_steps()
    assert sum(fact.amount for fact in here.facts(PaymentCaptured)) == 1_349_00
    well(here)


def test_a_part_alone_goes_back_at_the_end_of_the_window() -> None:
    here = shop()
    revised(here, A=4, B=1)
    paid(here, "o1:1", 1_099_00)
    here.passes_to("2027-03-10 10:00")
    assert here.stage("o1") is Stage.CANCELLED
    assert [fact.amount for fact in here.facts(RefundOwed)] == [1_099_00]
    assert (here.shelf("A"), here.shelf("B")) == ((9, 0, 9), (9, 0, 9))
    well(here)


def test_the_old_voucher_after_the_end_goes_back_whole() -> None:
    here = shop()
    revised(here, A=1)
    here.passes_to("2027-03-10 10:00")
    paid(here, "o1:1", 1_099_00)
    assert [(fact.amount, fact.reason) for fact in here.facts(RefundOwed)] == [(1_099_00, "late")]
    well(here)


def test_it_goes_elsewhere_or_is_fetched() -> None:
    here = shop()
    here.put(ReviseOrder("o1", "e1", postal_code=MERIDA))
    assert here.world.orders.by_id["o1"].placed.zone == "America/Merida"
    here.put(ReviseOrder("o1", "e2", pickup_location="N1"))
    order = here.world.orders.by_id["o1"].placed
    assert (order.postal_code, order.pickup_location, order.fee) == (None, "N1", 0)
    paid(here, here.facts(PaymentAwaited)[-1].payment, 1_000_00)
    assert [parcel.planned.kind for parcel in here.world.shipments.by_id.values()] == ["pickup"]
    well(here)


def test_what_cannot_be_is_refused_whole() -> None:
    here = shop()
    for items, reason in (
        ((Item("A", 10),), Reason.NOT_ENOUGH_STOCK),
        ((Item("x", 1),), Reason.UNKNOWN_SKU),
        ((), Reason.EMPTY_ORDER),
        ((Item("A", 0),), Reason.BAD_QUANTITY),
        ((Item("A", 4),), Reason.NOTHING_CHANGES),
    ):
        assert here.reason(ReviseOrder("o1", "e1", items)) is reason
    revised(here, A=3)
    assert here.reason(ReviseOrder("o1", "e1", (Item("A", 2),))) is Reason.KEY_REUSED
    paid(here, "o1:2", 849_00)
    assert here.reason(ReviseOrder("o1", "e3", (Item("A", 2),))) is Reason.WRONG_STATE
    well(here)
