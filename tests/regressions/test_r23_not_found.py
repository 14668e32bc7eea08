"""R23: the store says "I don't have it": the customer chooses, and nothing is sent elsewhere by itself."""

from typing import Any

import pytest

from promesa.domain.ledger.orders.state import Stage
from promesa.domain.ledger.payments.words import RefundOwed
from promesa.domain.ledger.shipments.words import CollectParcel, MarkReady, ParcelPlanned, ReportMissing
from promesa.domain.network.locations.words import week
from promesa.domain.people.messages.words import MessageWanted
from promesa.domain.promise.choices import Choice, MakeChoice
from promesa.domain.promise.words import PromiseBroken, Quote
from promesa.domain.values.refusal import Reason
from promesa.lab import auditor
from tests.regressions.counter import door_of
from tests.regressions.shop import GUADALAJARA, Shop

DAYS = week(("09:00", "21:00"), ("09:00", "21:00"), ("09:00", "21:00"))


def shop() -> Shop:
    """A paid pickup of one A and one B at S1, of which the store has only B; S2 and a warehouse have both."""
    here = Shop("2027-03-01 10:00").sells("A", price=199).sells("B", price=50)
    here.opens("S1", pickup=True, hours=DAYS, postal_code=GUADALAJARA)
    here.opens("S2", pickup=True, ships=False, hours=DAYS, postal_code=GUADALAJARA)
    here.opens("W").carries("P", 2, 50)
    here.has("S1", A=3, B=3).has("S2", A=3, B=3).has("W", A=9, B=9)
    here.places("o1", {"A": 1, "B": 1}, pickup_location="S1", postal_code=None)
    here.pays("o1")
    here.passes_to("2027-03-01 11:05")
    here.put(ReportMissing("o1-1", "A", 1))
    return here


def told(here: Shop, template: str) -> list[dict[str, str]]:
    return [dict(message.words) for message in here.facts(MessageWanted) if message.template == template]


def answer(here: Shop, choice: Choice, **more: Any) -> None:
    here.put(MakeChoice("o1", choice, **more))


def sound(here: Shop) -> None:
    assert auditor.audit(here.log).violations == ()


def test_r23_the_store_says_i_dont_have_it() -> None:
    here = shop()
    assert [p.location for p in here.facts(ParcelPlanned)] == ["S1", "S1"], "nothing goes to another location"
    assert here.facts(ParcelPlanned)[-1].takes[0].sku == "B"
    assert here.shelf("A", "S1") == (0, 0, 0)
    assert here.reserved("A", "S2") == here.reserved("A", "W") == 0
    with door_of(here) as client:
        rows = {row["location"]: row["available"] for row in client.get("/v1/stock/A").json["shelves"]}
        assert rows["S1"] == 0
        body = {"channel": "web", "pickup_location": "S1", "lines": [{"sku": "A", "units": 1}]}
        assert client.post("/v1/quotes", body).json["reason"] == "not_enough_stock"
    (asked,) = told(here, "choice_wanted")
    assert (asked["sku"], asked["units"], asked["location"], asked["other_store"]) == ("A", "1", "S1", "S2")
    assert asked["ships_by"] == "2027-03-03"
    here.put(MarkReady("o1-2", (("B", 1),)))
    (ready,) = told(here, "ready_for_pickup")
    assert ready["items"] == "1 B"
    assert [fact.cause for fact in here.facts(PromiseBroken)] == ["shortage"]
    sound(here)


def test_the_customer_has_it_shipped() -> None:
    here = shop()
    assert here.refuses(MakeChoice("o1", Choice.SHIP)).about == "postal_code"
    answer(here, Choice.SHIP, postal_code=GUADALAJARA)
    parcel = here.facts(ParcelPlanned)[-1]
    assert (parcel.kind, parcel.location, parcel.takes[0].sku) == ("delivery", "W", "A")
    assert told(here, "choice_made")[0]["choice"] == "ship"
    here.hands_over(parcel.parcel)
    here.passes_to("2027-03-03 12:00").delivers(parcel.parcel)
    assert here.stage("o1") is Stage.CONFIRMED, "B still waits at its counter"
    here.put(MarkReady("o1-2", (("B", 1),)))
    here.put(CollectParcel("o1-2"))
    sound(here)


def test_the_customer_goes_to_another_store() -> None:
    here = shop()
    assert here.reason(MakeChoice("o1", Choice.OTHER_STORE, location="S1")) is Reason.NO_SERVICE
    answer(here, Choice.OTHER_STORE, location="S2")
    parcel = here.facts(ParcelPlanned)[-1]
    assert (parcel.kind, parcel.location) == ("pickup", "S2")
    assert here.shelf("A", "S2") == (3, 1, 2)
    sound(here)


def test_the_customer_leaves_it_out_and_has_its_price_back() -> None:
    here = shop()
    answer(here, Choice.LEAVE_OUT)
    assert [refund.amount for refund in here.facts(RefundOwed)] == [19_900]
    here.put(MarkReady("o1-2", (("B", 1),)))
    here.put(CollectParcel("o1-2"))
    assert here.stage("o1") is Stage.CLOSED
    assert here.reason(MakeChoice("o1", Choice.SHIP, postal_code=GUADALAJARA)) is Reason.WRONG_STATE
    sound(here)


def test_an_order_stays_open_while_its_customer_chooses_and_silence_has_a_stated_end() -> None:
    here = shop()
    here.put(MarkReady("o1-2", (("B", 1),)))
    here.put(CollectParcel("o1-2"))
    assert here.stage("o1") is Stage.CONFIRMED
    here.passes_to("2027-03-03 11:05")
    assert [refund.amount for refund in here.facts(RefundOwed)] == [19_900]
    assert here.stage("o1") is Stage.CLOSED
    sound(here)


def test_an_order_of_which_nothing_is_left_is_cancelled_and_paid_back_whole() -> None:
    here = shop()
    here.put(ReportMissing("o1-2", "B", 1))
    assert [words["sku"] for words in told(here, "choice_wanted")] == ["A", "B"]
    answer(here, Choice.LEAVE_OUT)
    assert here.stage("o1") is Stage.CANCELLED
    assert sum(refund.amount for refund in here.facts(RefundOwed)) == 24_900
    sound(here)


@pytest.mark.parametrize(("sku", "units", "reason"), [("C", 1, Reason.UNKNOWN_SKU), ("B", 2, Reason.BAD_QUANTITY)])
def test_what_cannot_be_missing_is_refused(sku: str, units: int, reason: Reason) -> None:
    assert shop().reason(ReportMissing("o1-2", sku, units)) is reason


def test_a_shelf_that_was_found_empty_twice_is_not_promised_for_a_while() -> None:
    """Each miss lowers what is believed of the shelf, until somebody looks (or weeks pass)."""
    here = Shop().sells("A").opens("S1", pickup=True, hours=DAYS, postal_code=GUADALAJARA).has("S1", A=2)
    sure = here.offers({"A": 1})[0].keep_probability
    for order in ("o1", "o2", "o3"):
        here.has("S1", A=2)
        here.places(order, {"A": 1}, pickup_location="S1", postal_code=None)
        here.pays(order)
        here.put(ReportMissing(f"{order}-1", "A", 1))
        here.has("S1", A=2)
        answer_now = here.quote({"A": 1})
        if not isinstance(answer_now, Quote):
            break
        assert answer_now.offers[0].keep_probability < sure
        sure = answer_now.offers[0].keep_probability
    else:
        pytest.fail("still promised")
    assert here.reason(MakeChoice("o9", Choice.SHIP)) is Reason.UNKNOWN_ORDER
    here.passes_to("2027-06-01 10:00")
    assert isinstance(here.quote({"A": 1}), Quote), "an old miss is forgiven"
