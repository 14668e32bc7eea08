"""R38: two lines of the same SKU are two lines: each with its own price, changed and returned by its own number."""

from promesa.domain.ledger.payments.words import RefundLine, RefundOwed
from promesa.domain.promise.commit.words import Item, PlaceOrder
from promesa.domain.promise.editing.words import ReduceLine
from promesa.domain.values.refusal import Reason
from promesa.lab import auditor
from tests.regressions import truths
from tests.regressions.counter import door_of
from tests.regressions.shop import GUADALAJARA, Shop


def shop() -> Shop:
    """A at 100.00, and A at 80.00 with engraving; C costs 95.00."""
    here = Shop(flat_fee=0).sells("A").sells("C", price=95).opens("N1").carries("P", 2, 40).has("N1", A=5, C=5)
    lines = (Item("A", 1, 100_00), Item("A", 1, 80_00))  # type: ignore[arg-type]
    here.put(PlaceOrder("o1", "k", "web", lines, "card", GUADALAJARA))  # type: ignore[arg-type]
    here.pays("o1")
    return here


def sound(here: Shop) -> None:
    truths.hold(here.world)
    assert auditor.audit(here.log).violations == ()


def test_r38_a_sku_alone_is_ambiguous_and_a_line_is_not() -> None:
    here = shop()
    refused = here.refuses(ReduceLine("o1", "e1", 1, sku="A"))  # type: ignore[arg-type]
    assert (refused.reason, refused.left) == (Reason.AMBIGUOUS_LINE, 2)
    here.put(ReduceLine("o1", "e1", 1, line=2))  # type: ignore[arg-type]
    assert [line.line for line in here.world.orders.by_id["o1"].placed.lines] == [1]  # type: ignore[index]
    here.put(RefundLine("o1", "r1", 1, 1, "too small"))  # type: ignore[arg-type]
    assert [fact.amount for fact in here.facts(RefundOwed)] == [80_00, 100_00]
    sound(here)


def test_r38_over_the_api() -> None:
    here = shop()
    with door_of(here) as client:
        no = client.post("/v1/orders/o1/reduce", {"edit": "e1", "units": 1, "sku": "A"})
        assert (no.status, no.json["reason"]) == (422, "ambiguous_line")
        assert "renglones" in no.json["detail_es"]
        assert client.post("/v1/orders/o1/reduce", {"edit": "e1", "units": 1}).json["reason"] == "invalid"
        assert client.post("/v1/orders/o1/reduce", {"edit": "e1", "units": 1, "line": 2}).json["changed"]
        told = client.get("/v1/orders/o1").json
        assert ([line["line"] for line in told["lines"]], told["total_centavos"]) == ([1], 100_00)
        assert told["money"]["balance_centavos"] == 0
