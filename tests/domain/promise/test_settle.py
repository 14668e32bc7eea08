"""What becomes of an order: confirmed by a plan that stands, cancelled whole, its promise kept or broken and why."""

from datetime import date
from typing import Any

import pytest

from promesa.domain.ledger.capacity import CapacityTaken, SetCapacity
from promesa.domain.ledger.orders.words import CancelOrder, OrderClosed, ReturnAwaited
from promesa.domain.ledger.payments.words import ReceivePayment
from promesa.domain.ledger.shipments.words import (
    ArrivalOverdue,
    CheckArrival,
    CollectParcel,
    HandOver,
    MarkReady,
    PackParcel,
    PlanParcels,
    RecordScan,
    Scan,
)
from promesa.domain.ledger.stock.words import ReserveStock, Take
from promesa.domain.network.carriers.words import WithdrawService
from promesa.domain.network.locations.words import OpenLocation, PauseLocation, week
from promesa.domain.promise.commit.words import CompleteCheckout, ConfirmOrder, OpenCheckout, SettlePromise
from promesa.domain.promise.words import PromiseBroken, PromiseKept, PromiseMade, PromiseMoved, PromiseWithdrawn
from promesa.domain.values.refusal import Reason, Refused
from tests.domain.promise.house import House, kinds
from tests.regressions.shop import GUADALAJARA, at, open_location, place_order

CONFIRMED = ["ReservationExtended", "PromiseMade", "OrderConfirmed"]


# --- completed ---


def test_a_cart_becomes_its_order_once() -> None:
    house = House()
    house.put(OpenCheckout("c1", place_order("o1", {"A": 1})))
    facts = house.put(CompleteCheckout("c1", "oxxo", "mp-1"))
    assert (facts[0].order, facts[0].rail, facts[0].cart) == ("o1", "oxxo", "c1")
    awaited = facts[-1]
    assert (awaited.payment, awaited.opened) == ("mp-1", True)
    assert house.put(CompleteCheckout("c1", "card")) == []
    assert house.refusal(CompleteCheckout("c2", "card")) == Refused(Reason.UNKNOWN_CART, "c2")


# --- confirmed ---


def waiting(**policy: Any) -> House:
    """An order of three that waits for its money until half past ten."""
    house = House(**policy)
    house.places("o1", {"A": 3}, rail="spei")
    return house


def legs(facts: list[Any]) -> list[tuple[str, str, str]]:
    """(location, service, working day) of the promise."""
    made = next(fact for fact in facts if isinstance(fact, PromiseMade))
    return [(leg.location, leg.service, leg.process_on.isoformat()) for leg in made.legs]


def test_paid_in_time_the_accepted_offer_is_the_promise() -> None:
    house = waiting()
    facts = house.pays("o1")
    assert kinds(facts) == ["PaymentCaptured", *CONFIRMED]
    assert legs(facts) == [("N1", "slow", "2027-03-01")]
    assert not house.world.checkouts.accepted
    assert house.put(ConfirmOrder("o1")) == []


@pytest.mark.parametrize(
    ("change", "promised"),
    [
        ("2027-03-01 16:10", ("N1", "slow", "2027-03-02")),
        (WithdrawService("slow"), ("N1", "fast", "2027-03-01")),
        (PauseLocation("N1"), ("N2", "slow", "2027-03-01")),
    ],
    ids=["the cut-off passed", "the service is gone", "the location is closed"],
)
def test_a_plan_that_no_longer_stands_is_made_anew(change: Any, promised: tuple[str, str, str]) -> None:
    """The fee stays as accepted; the units and the place of the day are where the new plan is."""
    house = House("2027-03-01 15:50")
    house.places("o1", {"A": 3}, rail="spei")
    fee = house.world.orders.by_id["o1"].placed.fee
    house.passes_to(change) if isinstance(change, str) else house.put(change)
    facts = house.pays("o1")
    assert legs(facts) == [promised]
    assert next(fact.fee for fact in facts if isinstance(fact, PromiseMade)) == fee
    assert house.shelf(location=promised[0]) == (10, 3)
    taken = house.world.capacity.taken_by["o1"]
    assert [(one.location, one.bucket) for one in taken] == [(promised[0], promised[2])]


def test_with_no_plan_left_it_is_given_up_by_us() -> None:
    house = waiting(reserve_at="payment")
    for location in ("N1", "N2"):
        house.put(ReserveStock(f"r-{location}", (Take("A", location, 9),)))
    facts = house.pays("o1")
    assert kinds(facts) == ["PaymentCaptured", "CapacityReturned", "OrderCancelled"]
    assert (facts[-1].reason, facts[-1].by_customer) == ("not_enough_stock", False)


def test_units_taken_at_payment_come_from_wherever_they_are() -> None:
    """The accepted shelf is empty by now, another one is not: the money is here, so it is sold."""
    house = waiting(reserve_at="payment")
    house.put(ReserveStock("r1", (Take("A", "N1", 9),)))
    facts = house.pays("o1")
    assert kinds(facts) == [
        "PaymentCaptured",
        "StockReserved",
        "CapacityReturned",
        "CapacityTaken",
        "PromiseMade",
        "OrderConfirmed",
    ]
    assert legs(facts) == [("N2", "slow", "2027-03-01")]


def test_nobody_confirms_what_is_not_paid() -> None:
    house = waiting()
    assert house.refusal(ConfirmOrder("o1")) == Refused(Reason.WRONG_STATE, "o1")
    assert house.refusal(ConfirmOrder("o7")) == Refused(Reason.UNKNOWN_ORDER, "o7")
    house.put(CancelOrder("o1", "x"))
    assert house.refusal(ConfirmOrder("o1")) == Refused(Reason.ORDER_CLOSED, "o1")


def test_a_slot_is_kept_when_the_day_moves() -> None:
    house = House("2027-03-01 15:50")
    house.put(SetCapacity("N1", "19-20", 1))
    unsaid = house.offers({"A": 1})[0]
    house.places("o1", {"A": 1}, rail="spei", slot="19-20", offer=unsaid)
    house.passes_to("2027-03-01 16:10")
    moved = [fact for fact in house.pays("o1") if isinstance(fact, CapacityTaken)]
    assert sorted(fact.bucket for fact in moved) == ["19-20", "2027-03-02"]


# --- cancelled ---


def confirmed(**about: Any) -> House:
    house = House()
    house.places("o1", {"A": 3}, rail="cod", **about)
    house.put(PlanParcels("o1"))
    return house


CANCEL = CancelOrder("o1", "changed my mind")
ENDS = ["ParcelCancelled", "ReservationReleased", "CapacityReturned", "PromiseWithdrawn", "OrderCancelled"]


@pytest.mark.parametrize(
    ("acts", "outcome"),
    [
        ((), ENDS),
        ((PackParcel("o1-1"),), ["StockUnpicked", "ParcelUnpacked", *ENDS]),
        ((HandOver("o1-1"), RecordScan("o1-1", Scan.LOST, at("2027-03-01 10:00"))), Reason.ALREADY_SHIPPED),
    ],
    ids=["planned", "packed", "lost"],
)
def test_cancelling_gives_everything_back_or_nothing(acts: tuple[Any, ...], outcome: Any) -> None:
    house = confirmed()
    for act in acts:
        house.put(act)
    if isinstance(outcome, Reason):
        assert house.refusal(CANCEL) == Refused(outcome, "o1")
        return
    assert kinds(house.put(CANCEL)) == outcome
    assert house.shelf() == (10, 0)
    assert house.put(CANCEL) == [], "once"
    assert house.refusal(place_order("o1", {"A": 1})).reason is Reason.ALREADY_EXISTS


def test_what_the_customer_cancels_on_its_way_comes_back_on_arrival() -> None:
    house = confirmed()
    house.put(HandOver("o1-1"))
    ours = CancelOrder("o1", "fraud", by_customer=False)
    assert house.refusal(ours) == Refused(Reason.ALREADY_SHIPPED, "o1")
    assert house.put(CANCEL) == [ReturnAwaited("o1", "changed my mind")]
    assert house.put(CANCEL) == [], "once"
    house.put(RecordScan("o1-1", Scan.DELIVERED, house.now))
    assert house.refusal(CANCEL) == Refused(Reason.ALREADY_SHIPPED, "o1")


@pytest.mark.parametrize(
    ("reason", "by_customer", "end"),
    [
        ("changed my mind", True, PromiseWithdrawn),
        ("fraud", False, PromiseBroken),
        ("payment_declined", False, PromiseWithdrawn),
        ("payment_lapsed", False, PromiseWithdrawn),
    ],
)
def test_whose_fault_it_was(reason: str, by_customer: bool, end: type) -> None:
    facts = confirmed().put(CancelOrder("o1", reason, by_customer))
    assert end.__name__ in kinds(facts)


def test_what_is_over_is_over() -> None:
    house = confirmed()
    house.put(HandOver("o1-1"))
    house.put(RecordScan("o1-1", Scan.DELIVERED, house.now))
    house.put(SettlePromise("o1"))
    assert house.refusal(CANCEL) == Refused(Reason.ORDER_CLOSED, "o1")
    assert house.refusal(CancelOrder("o7", "x")) == Refused(Reason.UNKNOWN_ORDER, "o7")


# --- parcels ---


def test_each_leg_becomes_a_parcel() -> None:
    house = House(units=2)
    house.places("o1", {"A": 3, "B": 1}, rail="cod")
    parcels = house.put(PlanParcels("o1"))
    assert sorted((parcel.parcel, parcel.location) for parcel in parcels) in (
        [("o1-1", "N1"), ("o1-2", "N2")],
        [("o1-1", "N2"), ("o1-2", "N1")],
    )
    assert sum(take.units for parcel in parcels for take in parcel.takes) == 4
    assert house.put(PlanParcels("o1")) == []


def test_parcels_need_a_confirmed_order() -> None:
    assert waiting().refusal(PlanParcels("o1")) == Refused(Reason.ORDER_NOT_CONFIRMED, "o1")
    assert House().refusal(PlanParcels("o1")) == Refused(Reason.UNKNOWN_ORDER, "o1")


# --- kept or broken ---

PROMISED = date(2027, 3, 5)


@pytest.mark.parametrize(
    ("arrives", "outcome"),
    [
        ("2027-03-03 12:00", PromiseKept("o1", date(2027, 3, 3), 2)),
        ("2027-03-05 23:59", PromiseKept("o1", PROMISED, 0)),
        ("2027-03-06 00:00", PromiseBroken("o1", "carrier", 1, date(2027, 3, 6), "carrier_late")),
        ("2027-03-15 12:00", PromiseBroken("o1", "carrier", 10, date(2027, 3, 15), "carrier_late")),
    ],
    ids=["early", "on its last minute", "a minute late", "ten days late"],
)
def test_a_delivery_is_kept_by_its_civil_day(arrives: str, outcome: object) -> None:
    house = confirmed()
    assert house.world.promises.by_order["o1"].made.promised_on == PROMISED
    house.put(HandOver("o1-1"))
    assert house.put(SettlePromise("o1")) == []
    house.passes_to(arrives)
    house.put(RecordScan("o1-1", Scan.DELIVERED, house.now))
    assert house.put(SettlePromise("o1")) == [outcome, OrderClosed("o1")]
    assert house.put(SettlePromise("o1")) == []


def test_left_late_it_is_the_locations_delay() -> None:
    house = confirmed()
    house.passes_to("2027-03-02 09:00")
    house.put(HandOver("o1-1"))
    house.passes_to("2027-03-08 12:00")
    house.put(RecordScan("o1-1", Scan.DELIVERED, house.now))
    assert house.put(SettlePromise("o1"))[0] == PromiseBroken("o1", "location", 3, date(2027, 3, 8), "handed_over_late")


def test_lost_is_broken() -> None:
    house = confirmed()
    house.put(HandOver("o1-1"))
    house.put(RecordScan("o1-1", Scan.LOST, house.now))
    assert house.put(SettlePromise("o1")) == [PromiseBroken("o1", "lost", failure="lost"), OrderClosed("o1")]


def test_of_two_parcels_the_last_one_counts() -> None:
    house = House(units=2)
    house.places("o1", {"A": 3}, rail="cod")
    house.put(PlanParcels("o1"))
    for parcel, day in (("o1-1", "03"), ("o1-2", "09")):
        house.put(HandOver(parcel))
        assert house.put(SettlePromise("o1")) == []
        house.passes_to(f"2027-03-{day} 12:00")
        house.put(RecordScan(parcel, Scan.DELIVERED, house.now))
    assert kinds(house.put(SettlePromise("o1"))) == ["PromiseBroken", "OrderClosed"]


def store() -> OpenLocation:
    hours = week(("09:00", "21:00"), ("09:00", "21:00"), ("09:00", "21:00"))
    return open_location("S1", pickup=True, hours=hours, postal_code=GUADALAJARA)


@pytest.mark.parametrize(
    ("ready", "outcome"),
    [
        ("2027-03-01 11:00", PromiseKept("o1", date(2027, 3, 1), 0)),
        ("2027-03-01 23:00", PromiseKept("o1", date(2027, 3, 1), 0)),
        ("2027-03-02 09:00", PromiseBroken("o1", "location", 1, date(2027, 3, 2), "handed_over_late")),
    ],
)
def test_a_pickup_is_kept_when_it_is_ready(ready: str, outcome: object) -> None:
    """Its order closes only when somebody has come for it."""
    house = House()
    house.put(store())
    house.has("S1", A=2)
    house.places("o1", {"A": 1}, rail="cod", pickup_location="S1", postal_code=None)
    house.put(PlanParcels("o1"))
    house.passes_to(ready)
    house.put(PackParcel("o1-1"))
    house.put(MarkReady("o1-1"))
    assert house.put(SettlePromise("o1")) == [outcome]
    house.put(CollectParcel("o1-1"))
    assert house.put(SettlePromise("o1")) == [OrderClosed("o1")]


# --- silence ---


@pytest.mark.parametrize(
    ("now", "moved_to", "overdue"),
    [
        ("2027-03-05 23:59", None, False),
        ("2027-03-06 00:00", None, True),
        ("2027-03-06 18:00", date(2027, 3, 8), False),
        ("2027-03-09 00:00", date(2027, 3, 8), True),
    ],
    ids=["on the day", "after it", "a timer of the day that was", "after the new day"],
)
def test_the_day_last_told_decides_when_it_is_overdue(now: str, moved_to: date | None, overdue: bool) -> None:
    house = confirmed()
    house.put(HandOver("o1-1"))
    if moved_to is not None:
        house.fold(PromiseMoved("o1", PROMISED, moved_to, house.now, "x"))
    house.passes_to(now)
    assert house.put(CheckArrival("o1")) == ([ArrivalOverdue("o1")] if overdue else [])


def test_nothing_is_overdue_that_is_there_or_was_never_promised() -> None:
    house = confirmed()
    house.put(HandOver("o1-1"))
    house.put(RecordScan("o1-1", Scan.DELIVERED, house.now))
    house.places("o2", {"A": 1}, rail="oxxo")
    house.passes_to("2027-04-01 12:00")
    for order in ("o1", "o2", "o7"):
        assert house.put(CheckArrival(order)) == []


def test_money_for_what_was_given_up_is_told_apart() -> None:
    """After the order was given up, the same payment told again is no new money."""
    house = waiting(reserve_at="payment")
    for location in ("N1", "N2"):
        house.put(ReserveStock(f"r-{location}", (Take("A", location, 10),)))
    house.pays("o1")
    placed = house.world.orders.by_id["o1"].placed
    again = ReceivePayment("o1:1", placed.total, house.now, "spei", "o1")
    assert house.put(again) == []
