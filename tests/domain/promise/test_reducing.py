"""Units taken out of an order: what is free again, what goes back, which parcels change, and what is refused."""

from typing import Any

from promesa.domain.ledger.orders.state import Stage
from promesa.domain.ledger.payments.words import RefundLine, RefundOwed
from promesa.domain.ledger.shipments.state import live
from promesa.domain.promise.commit.words import Item, PlaceOrder
from promesa.domain.promise.editing.words import ReduceLine
from promesa.domain.promise.promises import Outcome
from promesa.domain.values.refusal import Reason
from promesa.lab import auditor
from tests.regressions import truths
from tests.regressions.shop import GUADALAJARA, Shop


def shop(*items: tuple[str, int, int], discount: int = 0, **policy: Any) -> Shop:
    """o1 is paid and has these lines: (SKU, units, centavos)."""
    here = Shop(flat_fee=99_00, **policy).sells("A", "B").opens("N1").opens("N2").carries("P", 2, 40)
    here.has("N1", A=3, B=2).has("N2", A=3)
    lines = tuple(Item(*item) for item in items)
    here.put(PlaceOrder("o1", "k", "web", lines, "card", GUADALAJARA, discount=discount))
    here.pays("o1")
    return here


def less(units: int, edit: str = "e1", **which: Any) -> ReduceLine:
    return ReduceLine("o1", edit, units, **which)


def parcels(here: Shop) -> list[tuple[str, str, int]]:
    found = live(here.world.shipments, "o1")
    return [(one.planned.location, take.sku, take.units) for one in found for take in one.planned.takes]


def sound(here: Shop) -> None:
    truths.hold(here.world)
    assert auditor.audit(here.machine).violations == ()


def test_units_are_free_again_and_their_price_goes_back() -> None:
    here = shop(("A", 2, 100_00), ("B", 1, 50_00))
    assert here.put(less(1, line=1))
    assert here.put(less(1, line=1)) == [], "said again, nothing more"
    assert here.reason(less(2, line=1)) is Reason.KEY_REUSED
    assert (here.shelf("A"), here.shelf("B")) == ((3, 1, 2), (2, 1, 1))
    assert [fact.amount for fact in here.facts(RefundOwed)] == [100_00]
    placed = here.world.orders.by_id["o1"].placed
    assert (placed.items, placed.fee, placed.total) == (150_00, 99_00, 249_00)
    assert here.messages("o1")[-1] == "o1:order_edited:e1"
    sound(here)


def test_a_parcel_that_is_emptied_disappears_and_its_day_is_free() -> None:
    here = shop(("A", 5, 100_00))
    assert parcels(here) == [("N1", "A", 3), ("N2", "A", 2)]
    here.put(less(2, sku="A"))
    assert parcels(here) == [("N1", "A", 3)]
    assert {taken.location for taken in here.world.capacity.taken_by["o1"]} == {"N1"}
    sound(here)


def test_the_share_of_a_discount_stays_with_each_unit() -> None:
    here = shop(("A", 3, 100_00), discount=1_00)
    here.put(less(1, line=1))
    here.put(less(1, "e2", line=1))
    assert [fact.amount for fact in here.facts(RefundOwed)] == [99_66, 99_67]
    assert here.world.orders.by_id["o1"].placed.total == 100_00 - 33 + 99_00
    sound(here)


def test_what_has_been_packed_stays_and_the_rest_goes_on() -> None:
    here = shop(("A", 5, 100_00))
    here.packs("o1-2")
    assert here.refuses(less(4, line=1)).left == 3
    here.put(less(3, line=1))
    assert parcels(here) == [("N2", "A", 2)]
    assert here.shelf("A") == (3, 0, 3)
    here.hands_over("o1-2")
    here.passes_to("2027-03-03 12:00").delivers("o1-2")
    assert here.stage("o1") is Stage.CLOSED
    sound(here)


def test_the_last_that_was_still_to_come_closes_the_order() -> None:
    here = shop(("A", 5, 100_00))
    here.hands_over("o1-1")
    here.passes_to("2027-03-03 12:00").delivers("o1-1")
    assert here.stage("o1") is Stage.CONFIRMED
    here.put(less(2, line=1))
    assert here.stage("o1") is Stage.CLOSED
    assert here.world.promises.by_order["o1"].outcome is Outcome.KEPT
    sound(here)


def test_what_was_given_back_before_is_not_given_back_again() -> None:
    here = shop(("A", 2, 100_00))
    here.put(RefundLine("o1", "r1", 1, 1, "sorry"))
    assert here.refuses(less(2, line=1)).left == 1
    sound(here)


def test_what_is_refused() -> None:
    here = shop(("A", 1, 100_00), ("A", 1, 80_00))
    assert here.refuses(less(1, sku="A")).reason is Reason.AMBIGUOUS_LINE
    assert here.reason(less(1, line=3)) is Reason.INVALID
    assert here.reason(less(1, sku="B")) is Reason.UNKNOWN_SKU
    assert here.reason(less(2, line=1)) is Reason.BAD_QUANTITY
    assert here.reason(ReduceLine("o9", "e1", 1, 1)) is Reason.UNKNOWN_ORDER
    here.put(less(1, line=2))
    assert here.reason(less(1, "e2", line=1)) is Reason.EMPTY_ORDER, "that is a cancellation"
    here.cancels("o1")
    assert here.reason(less(1, "e3", line=1)) is Reason.ORDER_CLOSED
    sound(here)
