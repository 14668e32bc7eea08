"""R38: two lines of the same SKU are two lines: each with its own price, changed and returned by its own number."""

from typing import Any

from promesa.domain.ledger.orders.state import Stage
from promesa.domain.ledger.payments import rules as money
from promesa.domain.ledger.payments.words import AskPayment, ReceivePayment, RefundLine, RefundOwed
from promesa.domain.ledger.shipments.state import live
from promesa.domain.people.messages.words import MessageWanted
from promesa.domain.promise.commit.words import Item, PlaceOrder
from promesa.domain.promise.editing.words import ReduceLine
from promesa.domain.promise.substitutes import AnswerSubstitute, ProposeSubstitute, SubstituteEnded
from promesa.domain.values.refusal import Reason
from promesa.lab import auditor
from tests.regressions import truths
from tests.regressions.counter import door_of
from tests.regressions.shop import GUADALAJARA, Shop


def shop(**policy: Any) -> Shop:
    """A at 100.00, and A at 80.00 with engraving; C costs 95.00."""
    here = (
        Shop(flat_fee=0, **policy).sells("A").sells("C", price=95).opens("N1").carries("P", 2, 40).has("N1", A=5, C=5)
    )
    lines = (Item("A", 1, 100_00), Item("A", 1, 80_00))
    here.put(PlaceOrder("o1", "k", "web", lines, "card", GUADALAJARA))
    here.pays("o1")
    return here


def sound(here: Shop) -> None:
    truths.hold(here.world)
    assert auditor.audit(here.log).violations == ()


def test_r38_a_sku_alone_is_ambiguous_and_a_line_is_not() -> None:
    here = shop()
    refused = here.refuses(ReduceLine("o1", "e1", 1, sku="A"))
    assert (refused.reason, refused.left) == (Reason.AMBIGUOUS_LINE, 2)
    here.put(ReduceLine("o1", "e1", 1, line=2))
    assert [line.line for line in here.world.orders.by_id["o1"].placed.lines] == [1]
    here.put(RefundLine("o1", "r1", 1, 1, "too small"))
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


def proposed(here: Shop, **about: Any) -> None:
    here.put(ProposeSubstitute("o1", "s1", "C", **{"line": 2, **about}))


def answered(here: Shop, accept: bool = True) -> list[Any]:
    return here.put(AnswerSubstitute("o1", "s1", accept))


def lines(here: Shop) -> list[tuple[int, str, int]]:
    return [(line.line, line.sku, line.price) for line in here.world.orders.by_id["o1"].placed.lines]


def total(here: Shop) -> int:
    return here.world.orders.by_id["o1"].placed.total


def test_r38_the_second_line_becomes_a_substitute_and_the_first_is_returned() -> None:
    """80.00 becomes 95.00: 15.00 are due by the order's own rail, and the line changes when they have come."""
    here = shop()
    assert here.reason(ProposeSubstitute("o1", "s1", "C", sku="A")) is Reason.AMBIGUOUS_LINE
    proposed(here)
    assert here.shelf("C") == (5, 1, 4), "reserved while the customer thinks"
    assert (lines(here), total(here)) == ([(1, "A", 100_00), (2, "A", 80_00)], 180_00)
    (wanted,) = [one for one in here.facts(MessageWanted) if one.template == "substitute_wanted"]
    assert (dict(wanted.words)["substitute"], dict(wanted.words)["difference"]) == ("C", "15.00")
    answered(here)
    assert answered(here) == [], "said again, nothing more"
    (due,) = [one for one in here.wanted(AskPayment) if one.amount == 15_00]
    assert total(here) == 180_00
    here.put(ReceivePayment(due.payment, due.amount, here.now, "card", "o1"))
    assert (lines(here), total(here)) == ([(1, "A", 100_00), (2, "C", 95_00)], 195_00)
    assert (here.reserved("A"), here.reserved("C")) == (1, 1)
    assert money.balance(here.world.payments, here.world.orders.by_id["o1"]) == 0
    (parcel,) = live(here.world.shipments, "o1")
    here.hands_over(parcel.planned.parcel)
    here.passes_to("2027-03-03 12:00").delivers(parcel.planned.parcel)
    here.put(RefundLine("o1", "r1", 1, 1, "too small"))
    assert [fact.amount for fact in here.facts(RefundOwed)] == [100_00]
    sound(here)


def test_r38_money_of_two_payments_goes_back_whole() -> None:
    here = shop()
    proposed(here)
    answered(here)
    here.put(ReceivePayment("o1:2", 15_00, here.now, "card", "o1"))
    here.cancels("o1")
    assert sorted(fact.amount for fact in here.facts(RefundOwed)) == [15_00, 180_00]
    sound(here)


def test_r38_a_difference_that_policy_waives() -> None:
    here = shop(waives_substitutes=True)
    proposed(here)
    answered(here)
    assert (lines(here)[1], total(here)) == ((2, "C", 80_00), 180_00)
    assert here.facts(RefundOwed) == []
    sound(here)


def test_r38_a_cheaper_substitute_gives_the_difference_back() -> None:
    here = shop()
    proposed(here, price=60_00)
    answered(here)
    assert (total(here), [fact.amount for fact in here.facts(RefundOwed)]) == (160_00, [20_00])
    assert answered(here) == []
    sound(here)


def test_r38_no_and_silence_leave_everything_as_it_was() -> None:
    for silent in (False, True):
        here = shop()
        proposed(here)
        if silent:
            here.passes_to("2027-03-01 16:00")
        else:
            answered(here, accept=False)
        assert here.shelf("C") == (5, 0, 5)
        assert (lines(here), total(here)) == ([(1, "A", 100_00), (2, "A", 80_00)], 180_00)
        assert [fact.ending for fact in here.facts(SubstituteEnded)] == ["lapsed" if silent else "declined"]
        assert here.reason(AnswerSubstitute("o1", "s1", True)) is Reason.WRONG_STATE
        sound(here)


def test_r38_a_difference_that_nobody_pays() -> None:
    """The order is not in question: its promise and its parcel stay, the substitute's units are free again."""
    here = shop()
    proposed(here)
    answered(here)
    here.passes_to("2027-03-01 11:00")
    assert here.stage("o1") is Stage.CONFIRMED
    assert [fact.ending for fact in here.facts(SubstituteEnded)] == ["lapsed"]
    assert here.shelf("C") == (5, 0, 5)
    here.put(ReceivePayment("o1:2", 15_00, here.now, "card", "o1"))
    assert [(fact.amount, fact.reason) for fact in here.facts(RefundOwed)] == [(15_00, "late")]
    sound(here)


def test_r38_a_difference_that_came_when_the_line_was_packed_goes_back() -> None:
    here = shop()
    proposed(here)
    answered(here)
    here.packs("o1-1")
    here.put(ReceivePayment("o1:2", 15_00, here.now, "card", "o1"))
    assert [fact.ending for fact in here.facts(SubstituteEnded)] == ["gone"]
    assert [fact.amount for fact in here.facts(RefundOwed)] == [15_00]
    assert (here.reserved("C"), total(here)) == (0, 180_00)
    sound(here)


def test_r38_cancelled_while_the_customer_thinks() -> None:
    here = shop()
    proposed(here)
    here.cancels("o1")
    assert here.shelf("C") == (5, 0, 5)
    assert here.world.substitutes.open == {}
    sound(here)


def test_r38_what_cannot_be_proposed() -> None:
    here = shop()

    def why(substitute: str = "C", edit: str = "s1", line: int = 2) -> Reason:
        return here.reason(ProposeSubstitute("o1", edit, substitute, line))

    assert why("Z") is Reason.UNKNOWN_SKU
    assert why("A") is Reason.NOTHING_CHANGES
    assert why(line=7) is Reason.INVALID
    proposed(here)
    assert why(edit="s2") is Reason.WRONG_STATE
    answered(here, accept=False)
    here.has("N1", C=0)
    assert why(edit="s3") is Reason.NOT_ENOUGH_STOCK
    here.packs("o1-1")
    assert why(edit="s4") is Reason.ALREADY_PICKED


def test_r38_a_substitute_over_the_api() -> None:
    here = shop(waives_substitutes=True)
    with door_of(here) as client:
        body = {"edit": "s1", "line": 2, "substitute": "C"}
        assert client.post("/v1/orders/o1/substitutes", body).json["changed"]
        assert client.post("/v1/orders/o1/substitute-answer", {"edit": "s1", "accept": True}).json["changed"]
        assert [line["sku"] for line in client.get("/v1/orders/o1").json["lines"]] == ["A", "C"]
