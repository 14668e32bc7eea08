"""R55: integer centavos from end to end, so every view shows the same digits and the ledger ends at zero."""

from promesa.domain.ledger.payments import rules as money
from promesa.domain.ledger.payments.state import refundable
from promesa.domain.ledger.payments.words import AskPayment, PaymentCaptured, PayRefund, RecordRefund, Refund
from promesa.domain.people.messages.words import MessageWanted
from promesa.domain.promise.commit.words import Item, PlaceOrder
from promesa.domain.values.refusal import Reason
from tests.regressions import truths
from tests.regressions.counter import door_of
from tests.regressions.shop import GUADALAJARA, Shop

X_TOTAL, Y_TOTAL = 1_234_567_891, 1_080_00


def shop() -> Shop:
    """X of 12,345,678.91 and Y of 1,000.00 with 80.00 of interest."""
    here = Shop(flat_fee=0).sells("A").opens("N1").carries("P", 2).has("N1", A=10)
    here.put(PlaceOrder("x", "k1", "web", (Item("A", 1, X_TOTAL),), "card", GUADALAJARA))
    here.put(PlaceOrder("y", "k2", "web", (Item("A", 1, 1_000_00),), "card", GUADALAJARA, interest=80_00))
    return here


def test_r55_one_amount_everywhere_interest_included() -> None:
    here = shop()
    asked = {effect.order: effect.amount for effect in here.wanted(AskPayment)}
    assert asked == {"x": X_TOTAL, "y": Y_TOTAL}
    said = {m.order: dict(m.words)["amount"] for m in here.facts(MessageWanted) if m.template == "payment_pending"}
    assert said == {"x": "12,345,678.91", "y": "1,080.00"}
    for order in ("x", "y"):
        here.pays(order)
    assert {fact.order: fact.amount for fact in here.facts(PaymentCaptured)} == asked
    with door_of(here) as client:
        listed = {row["order"]: row["total_centavos"] for row in client.get("/v1/orders").json["orders"]}
        shown = {order: client.get(f"/v1/orders/{order}").json for order in asked}
        assert listed == {order: told["total_centavos"] for order, told in shown.items()} == asked
        assert {order: told["money"]["captured_centavos"] for order, told in shown.items()} == asked
        assert shown["y"]["interest_centavos"] == 80_00
        assert {order: told["money"]["refundable_centavos"] for order, told in shown.items()} == asked
        more = client.post("/v1/orders/y/refunds", {"refund": "r0", "amount_centavos": Y_TOTAL + 1, "reason": "all"})
        assert more.json["reason"] == "refund_too_large"
    assert here.reason(Refund("y", "r0", Y_TOTAL + 1, "all")) is Reason.REFUND_TOO_LARGE
    here.put(Refund("y", "r1", Y_TOTAL, "all"))
    here.put(RecordRefund("y", "r1"))
    y = here.world.orders.by_id["y"]
    assert (refundable(here.world.payments, "y"), here.world.payments.by_order["y"].paid_back) == (0, Y_TOTAL)
    assert money.balance(here.world.payments, y) == Y_TOTAL, "nothing of it is with us any more"
    assert here.wanted(PayRefund) == [PayRefund("y", "r1", "y:1", Y_TOTAL, "", whole=True)]
    truths.hold(here.world)
