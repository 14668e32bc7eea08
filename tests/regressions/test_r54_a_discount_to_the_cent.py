"""R54: the shares of a discount are fixed at sale, so returns give back what was paid, to the centavo, in any order."""

from itertools import permutations

import pytest

from promesa.domain.ledger.payments.words import PayRefund, RefundLine, RefundOwed
from promesa.domain.promise.commit.words import Item, PlaceOrder
from tests.regressions import truths
from tests.regressions.shop import GUADALAJARA, Shop

SHARES, REFUNDS = [33_33, 33_33, 33_34], {1: 66_67, 2: 66_67, 3: 66_66}


@pytest.mark.parametrize("returned", list(permutations(REFUNDS)), ids=lambda lines: "".join(map(str, lines)))
def test_r54_an_order_discount_shared_out_to_the_cent(returned: tuple[int, ...]) -> None:
    """Three lines of 100.00 less 100.00: refunds of 66.67, 66.67 and 66.66 by line, 200.00 every time."""
    here = Shop().sells("A").opens("N1").carries("P", 2).has("N1", A=3)
    items = (Item("A", 1), Item("A", 1), Item("A", 1))
    here.put(PlaceOrder("o1", "k1", "web", items, "card", GUADALAJARA, discount=100_00))
    here.pays("o1")
    placed = here.world.orders.by_id["o1"].placed
    assert ([line.discount for line in placed.lines], placed.total) == (SHARES, 200_00)
    here.hands_over("o1-1")
    here.delivers("o1-1")
    for line in returned:
        for _ in range(2):
            here.put(RefundLine("o1", f"r{line}", line, 1, "returned"))
    owed = here.facts(RefundOwed)
    assert {fact.line: fact.amount for fact in owed} == REFUNDS
    assert [fact.line for fact in owed] == list(returned)
    assert sum(refund.amount for refund in here.wanted(PayRefund)) == 200_00
    assert here.refuses(RefundLine("o1", "r4", 1, 1, "again")).left == 0
    assert here.world.payments.by_order["o1"].refunded == 200_00
    assert here.messages("o1")[-1] == "o1-1:delivered"
    truths.hold(here.world)
