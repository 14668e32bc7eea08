"""R37: an item added to a paid order has its own reservation, promise, parcel and date, or nothing happens at all."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from promesa.domain.ledger.orders.state import Stage
from promesa.domain.ledger.orders.words import CancelOrder
from promesa.domain.ledger.payments.words import PaymentAwaited, PaymentCaptured, RefundOwed
from promesa.domain.ledger.shipments.state import live
from promesa.domain.promise.commit.words import Item
from promesa.domain.promise.editing.words import AddToOrder
from promesa.domain.promise.promises import Outcome
from promesa.domain.values.refusal import Reason
from promesa.lab import auditor
from tests.regressions import truths
from tests.regressions.counter import door_of
from tests.regressions.shop import Shop, place_order


def shop() -> Shop:
    """o1 is paid: one A from N1; the last B is at N2, a state away."""
    here = Shop("2027-07-07 10:00").sells("A", price=1_000).sells("B", price=250).opens("N1").opens("N2", "09")
    here.carries("P", 2, 0).has("N1", A=5).has("N2", B=1)
    here.places("o1", {"A": 1})
    here.pays("o1")
    return here


def more(addition: str = "o1b", order: str = "o1", sku: str = "B", units: int = 1, **about: Any) -> AddToOrder:
    return AddToOrder(order, addition, (Item(sku, units),), **about)


def parcels(here: Shop, order: str) -> list[tuple[str, str]]:
    found = live(here.world.shipments, order)
    return [(one.planned.location, take.sku) for one in found for take in one.planned.takes]


def sound(here: Shop) -> None:
    truths.hold(here.world)
    assert auditor.audit(here.log).violations == ()


def test_r37_an_added_item_gets_its_own_hold_and_route() -> None:
    here = shop()
    before = here.world.promises.by_order["o1"].made
    assert here.put(more())
    assert here.shelf("B", "N2") == (1, 1, 0), "reserved at once"
    assert here.put(more()) == [], "said again, nothing more"
    assert here.reason(more(units=2)) is Reason.KEY_REUSED
    here.passes_to("2027-07-07 10:05").pays("o1b")
    assert parcels(here, "o1b") == [("N2", "B")]
    assert parcels(here, "o1") == [("N1", "A")]
    assert here.world.promises.by_order["o1"].made == before
    assert here.world.promises.by_order["o1b"].made.legs[0].location == "N2"
    with door_of(here) as client:
        told = client.get("/v1/orders/o1").json
        assert (told["additions"], told["total_centavos"]) == (["o1b"], 1_000_00)
        assert client.get("/v1/orders/o1b").json["part_of"] == "o1"
    here.hands_over("o1-1")
    here.passes_to("2027-07-09 12:00").delivers("o1-1")
    assert here.stage("o1") is Stage.CLOSED
    assert here.world.promises.by_order["o1"].outcome is Outcome.KEPT
    sound(here)


@pytest.mark.parametrize("buyer_first", [True, False])
def test_r37_the_last_unit_goes_to_one_of_them(buyer_first: bool) -> None:
    """Whole or nothing: whoever comes second has no order, no reservation and nothing to pay."""
    here = shop()
    if buyer_first:
        here.places("o2", {"B": 1})
        assert here.reason(more()) is Reason.NOT_ENOUGH_STOCK
        assert "o1b" not in here.world.orders.by_id
        assert [fact.order for fact in here.facts(PaymentAwaited)] == ["o1", "o2"]
    else:
        here.put(more())
        refused = here.submit(_order("o2"))
        assert refused.refusal is not None
        assert refused.refusal.reason is Reason.NOT_ENOUGH_STOCK
    assert here.shelf("B", "N2") == (1, 1, 0)
    assert here.shelf("B", "N1") == (0, 0, 0), "never from N1"
    sound(here)


def test_r37_at_the_same_time() -> None:
    here = shop()
    with ThreadPoolExecutor(2) as two:
        answers = list(two.map(here.submit, [more(), _order("o2")]))
    assert sorted(answer.refusal is None for answer in answers) == [False, True]
    assert here.shelf("B", "N2") == (1, 1, 0)
    sound(here)


def test_r37_a_refused_addition_lets_its_authorisation_go() -> None:
    here = shop()
    here.places("o2", {"B": 1})
    said = [type(fact).__name__ for fact in here.put(more(authorised="auth-1"))]
    assert said == ["CheckoutRefused", "AuthorisationVoided"]
    assert [fact.order for fact in here.facts(PaymentCaptured)] == ["o1"]


def test_an_addition_that_nobody_pays_lapses_alone() -> None:
    here = shop()
    here.put(more())
    here.passes_to("2027-07-07 12:00")
    assert (here.stage("o1b"), here.stage("o1")) == (Stage.CANCELLED, Stage.CONFIRMED)
    assert here.shelf("B", "N2") == (1, 0, 1)
    sound(here)


def test_who_cancels_the_order_cancels_what_was_added() -> None:
    here = shop()
    here.put(more())
    here.pays("o1b")
    here.cancels("o1")
    assert (here.stage("o1b"), here.stage("o1")) == (Stage.CANCELLED, Stage.CANCELLED)
    assert sum(fact.amount for fact in here.facts(RefundOwed)) == 1_250_00
    sound(here)


def test_what_cannot_be_added_to() -> None:
    here = shop()
    assert here.reason(more(order="o9")) is Reason.UNKNOWN_ORDER
    here.places("o3", {"A": 1})
    assert here.reason(more(order="o3")) is Reason.ORDER_NOT_CONFIRMED
    here.put(CancelOrder("o1", "no"))
    assert here.reason(more()) is Reason.ORDER_CLOSED
    assert here.reason(more("o3", "o1")) is Reason.ORDER_CLOSED


def test_over_the_api_and_to_an_addition() -> None:
    """What is added to an addition belongs to the first order too."""
    here = shop()
    with door_of(here) as client:
        body = {"addition": "o1b", "lines": [{"sku": "B", "units": 1}], "rail": "cod"}
        assert client.post("/v1/orders/o1/additions", body).status == 201
        again = {"addition": "o1c", "lines": [{"sku": "A", "units": 1}], "rail": "cod"}
        assert client.post("/v1/orders/o1b/additions", again).status == 201
        assert client.get("/v1/orders/o1").json["additions"] == ["o1b", "o1c"]
        full = {"addition": "o1d", "lines": [{"sku": "B", "units": 1}]}
        assert client.post("/v1/orders/o1/additions", full).json["reason"] == "not_enough_stock"
    sound(here)


def _order(name: str) -> Any:
    return place_order(name, {"B": 1})
