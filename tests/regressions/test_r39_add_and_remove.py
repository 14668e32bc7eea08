"""R39: add an item and change your mind, twenty times: nothing is owed, nothing reserved, nothing paid or refunded."""

from promesa.domain.ledger.orders.state import Stage
from promesa.domain.ledger.payments import rules as money
from promesa.domain.ledger.payments.words import PaymentCaptured, RefundOwed
from promesa.domain.promise.commit.words import Item
from promesa.domain.promise.editing.words import AddToOrder, ReduceLine
from promesa.lab import auditor
from tests.regressions import truths
from tests.regressions.shop import Shop

TIMES = 20


def shop(**policy: object) -> Shop:
    """An order of 1,000.00, fully paid, of four A at 250.00."""
    here = Shop(**policy).sells("A", "B", price=250).opens("N1").carries("P", 2, 0).has("N1", A=9, B=1)
    here.places("o1", {"A": 4})
    here.pays("o1")
    return here


def balance(here: Shop) -> int:
    """Of the order and all that was added to it and lives."""
    names = ("o1", *here.world.orders.additions.get("o1", ()))
    orders = [here.world.orders.by_id[name] for name in names]
    living = [order for order in orders if order.stage is not Stage.CANCELLED]
    return sum(money.balance(here.world.payments, order) for order in living)


def test_r39_add_it_then_change_your_mind() -> None:
    here = shop()
    for time in range(TIMES):
        here.put(AddToOrder("o1", f"o1-b{time}", (Item("B", 1),)))
        assert (balance(here), here.reserved("B")) == (250_00, 1)
        here.cancels(f"o1-b{time}")
        assert (balance(here), here.reserved("B")) == (0, 0)
    assert here.stage("o1") is Stage.CONFIRMED
    assert [fact.order for fact in here.facts(PaymentCaptured)] == ["o1"]
    assert here.facts(RefundOwed) == []
    assert set(here.world.stock.reservations) == {"o1"}
    here.passes_to("2027-03-02 10:00")
    assert balance(here) == 0, "no clock of what was called off does anything later"
    truths.hold(here.world)
    assert auditor.audit(here.log).violations == ()


def test_r39_what_is_taken_out_goes_back_of_captured_money_only() -> None:
    """balance = total - captured + refunded, after each of them."""
    here = shop()
    for time in range(3):
        here.put(ReduceLine("o1", f"e{time}", 1, line=1))
        assert balance(here) == 0
    assert sum(fact.amount for fact in here.facts(RefundOwed)) == 750_00
    assert here.shelf("A") == (9, 1, 8)
    here.places("o2", {"A": 2}, rail="cod")
    here.put(ReduceLine("o2", "e", 1, sku="A"))
    assert [fact.order for fact in here.facts(RefundOwed)] == ["o1"] * 3, "what is paid at the door was never here"
    assert here.world.orders.by_id["o2"].placed.total == 250_00
    truths.hold(here.world)
    assert auditor.audit(here.log).violations == ()
