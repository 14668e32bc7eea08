"""Money that goes back: told apart by its key, exact to the centavo, never more than came."""

from itertools import permutations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.domain.ledger.orders.words import OrderLine, OrderPlaced
from promesa.domain.ledger.payments import rules
from promesa.domain.ledger.payments.words import RecordRefund, Refund, RefundLine, RefundOwed
from promesa.domain.values import money
from promesa.domain.values.ids import OrderId, RefundId, Sku
from promesa.domain.values.money import Centavos
from promesa.domain.values.refusal import Reason, Refused
from tests.domain.ledger.till import O1, P1, TOTAL, Till, paid_till, placed


def test_equal_refunds_are_told_apart_by_their_key() -> None:
    till = paid_till()
    three_hundred = Centavos(300_00)
    for key in ("k1", "k2", "k3"):
        assert till.ask(Refund(O1, RefundId(key), three_hundred, "return")) == [
            RefundOwed(O1, RefundId(key), P1, three_hundred, "return")
        ]
    refused = till.ask(Refund(O1, RefundId("k4"), three_hundred, "return"))
    assert refused == Refused(Reason.REFUND_TOO_LARGE, "100.00", 100_00)
    negative = till.ask(Refund(O1, RefundId("k5"), Centavos(-50_00), "return"))
    assert negative == Refused(Reason.BAD_AMOUNT, "k5")
    assert till.ask(Refund(O1, RefundId("k1"), three_hundred, "return")) == []
    assert till.ask(Refund(O1, RefundId("k1"), Centavos(1), "return")) == Refused(Reason.KEY_REUSED, "k1")
    assert till.payments.by_order[O1].refunded == 900_00


def test_a_refund_of_an_order_that_nobody_placed() -> None:
    asked = Refund(OrderId("o9"), RefundId("k1"), Centavos(100), "return")
    assert paid_till().ask(asked) == Refused(Reason.UNKNOWN_ORDER, "o9")


def thirds() -> OrderPlaced:
    discounts = money.shares(Centavos(100_00), [1, 1, 1])
    lines = tuple(OrderLine(n, Sku(f"S{n}"), 1, Centavos(100_00), d) for n, d in enumerate(discounts, 1))
    return placed(200_00, lines)


@pytest.mark.parametrize("order_of_return", list(permutations((1, 2, 3))))
def test_a_shared_discount_comes_back_to_the_centavo(order_of_return: tuple[int, ...]) -> None:
    till, back = paid_till(thirds()), {}
    for line in order_of_return:
        (owed,) = till.ask(RefundLine(O1, RefundId(f"r{line}"), line, 1, "return"))
        assert isinstance(owed, RefundOwed)
        back[line] = owed.amount
    assert back == {1: 66_67, 2: 66_67, 3: 66_66}
    assert till.with_us == 0


@given(
    st.integers(0, 10**7),
    st.lists(st.integers(1, 9), min_size=1, max_size=6),
    st.integers(0, 100),
)
def test_the_units_of_a_line_give_back_what_was_paid_for_it(price: int, returns: list[int], percent: int) -> None:
    units = sum(returns)
    line = OrderLine(1, Sku("A"), units, Centavos(price), Centavos(price * units * percent // 100))
    amounts = [rules.line_refund(line, sum(returns[:n]), more) for n, more in enumerate(returns)]
    assert min(amounts) >= 0
    assert sum(amounts) == line.price * units - line.discount


def test_units_of_a_line_are_counted() -> None:
    line = OrderLine(1, Sku("A"), 3, Centavos(100_00), Centavos(100_00))
    till = paid_till(placed(200_00, (line,)))
    asks = [RefundLine(O1, RefundId(f"r{n}"), 1, n, "return") for n in (2, 1)]
    amounts = [owed.amount for ask in asks for owed in till.ask(ask)]
    assert amounts == [133_34, 66_66]
    assert till.ask(RefundLine(O1, RefundId("r9"), 1, 1, "return")) == Refused(Reason.BAD_QUANTITY, "A", 0)
    assert till.ask(asks[0]) == []
    assert till.ask(msgspec.structs.replace(asks[0], units=1)) == Refused(Reason.KEY_REUSED, "r2")
    assert till.ask(RefundLine(O1, RefundId("r9"), 7, 1, "return")) == Refused(Reason.INVALID, "o1 7")
    assert till.ask(RefundLine(OrderId("x"), RefundId("r9"), 1, 1, "")) == Refused(Reason.UNKNOWN_ORDER, "x")


def test_interest_is_captured_and_refundable() -> None:
    till = paid_till(placed(1_080_00, interest=80_00))
    order = till.orders.by_id[O1]
    assert (till.with_us, rules.balance(till.payments, order)) == (1_080_00, 0)
    till.ask(Refund(O1, RefundId("all"), Centavos(1_080_00), "return"))
    assert till.with_us == 0
    assert till.ask(RecordRefund(O1, RefundId("all"))) != []
    assert till.ask(RecordRefund(O1, RefundId("all"))) == []
    assert till.payments.by_order[O1].paid_back == 1_080_00
    assert till.ask(RecordRefund(O1, RefundId("other"))) == Refused(Reason.UNKNOWN_PAYMENT, "other")


def test_no_refund_without_captured_money() -> None:
    till = Till(placed())
    assert rules.balance(till.payments, till.orders.by_id[O1]) == TOTAL
    refused = till.ask(Refund(O1, RefundId("k1"), Centavos(1), "return"))
    assert refused == Refused(Reason.REFUND_TOO_LARGE, "0.00", 0)


def test_a_gift_returned_owes_nothing() -> None:
    lines = (OrderLine(1, Sku("A"), 1, TOTAL), OrderLine(2, Sku("GIFT"), 1, Centavos(0)))
    till = paid_till(placed(TOTAL, lines))
    assert till.ask(RefundLine(O1, RefundId("g"), 2, 1, "return")) == []
