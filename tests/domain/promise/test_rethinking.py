"""Second thoughts: orders not picked yet change their plans together, never for the worse, and may go back."""

from typing import Any

import pytest

from promesa.domain.ledger.capacity import SetCapacity
from promesa.domain.ledger.orders.words import CancelOrder
from promesa.domain.ledger.shipments.pick_words import PickAccepted, PickAsked
from promesa.domain.ledger.shipments.state import Status
from promesa.domain.ledger.shipments.words import PackParcel, PlanParcels
from promesa.domain.ledger.stock.words import Take
from promesa.domain.promise.rethinks import (
    Allocation,
    OrderReallocated,
    ReallocateOrders,
    Reallocation,
    RethinkEnded,
    UndoRethink,
)
from promesa.domain.values.refusal import Reason
from tests.domain.promise.house import House, kinds

MOVED = [
    "ParcelCancelled", "ParcelCancelled", "StockReserved", "CapacityReturned", "CapacityTaken", "ParcelPlanned",
    "OrderReallocated", "RethinkEnded",
]  # fmt: skip


def split(*orders: str, house: House | None = None) -> House:
    """A only at N1, B only at N2: an order of both leaves in two parcels."""
    house = house or House(units=0)
    for order in orders:
        house.has("N1", A=house.shelf("A", "N1")[1] + 1)
        house.has("N2", B=house.shelf("B", "N2")[1] + 1)
        house.places(order, {"A": 1, "B": 1}, rail="cod")
        house.put(PlanParcels(order))
    return house


def from_one(location: str, service: str, **units: int) -> tuple[Allocation, ...]:
    takes = tuple(Take(sku, location, n) for sku, n in units.items())
    return (Allocation(location, service, takes),)


def rethink(run: str = "r1", **orders: tuple[Allocation, ...]) -> ReallocateOrders:
    return ReallocateOrders(run=run, reallocations=tuple(Reallocation(o, plan) for o, plan in orders.items()))


def found(facts: list[Any], kind: type) -> Any:
    return next(fact for fact in facts if type(fact) is kind)


def planned(house: House, order: str) -> list[tuple[str, dict[str, int]]]:
    parcels = [house.world.shipments.by_id[name] for name in house.world.shipments.by_order[order]]
    return [
        (parcel.planned.location, {take.sku: take.units for take in parcel.planned.takes})
        for parcel in parcels
        if parcel.status is Status.PLANNED
    ]


def why_left_out(facts: list[Any]) -> dict[str, str]:
    return {one.order: one.reason for one in found(facts, RethinkEnded).left_out}


AB_FROM_N1 = from_one("N1", "slow", A=1, B=1)


def test_two_parcels_become_one_when_the_units_are_there() -> None:
    house = split("o1")
    assert [location for location, _ in planned(house, "o1")] == ["N1", "N2"]
    house.has("N1", B=1)
    facts = house.put(rethink(o1=AB_FROM_N1))
    assert kinds(facts) == MOVED
    assert planned(house, "o1") == [("N1", {"A": 1, "B": 1})]
    assert (house.shelf("B", "N1"), house.shelf("B", "N2")) == ((1, 1), (1, 0))
    fact = found(facts, OrderReallocated)
    assert (len(fact.was), len(fact.legs)) == (2, 1)
    assert (fact.cost_before, fact.cost) == (4_000 + 4_000 + 1_500, 4_000)
    ended = found(facts, RethinkEnded)
    assert (ended.orders, ended.parcels_saved, ended.saved) == (1, 1, 5_500)
    assert house.world.rethinks.saved == 5_500


def test_the_units_of_one_serve_another() -> None:
    """o1 has the A of N1 and the B of N2, o2 the A of N2 and the B of N1: they change, and both leave in one."""
    house = House(units=0)
    house.has("N1", A=1)
    house.has("N2", B=1)
    house.places("o1", {"A": 1, "B": 1}, rail="cod")
    house.has("N1", B=1)
    house.has("N2", A=1)
    house.places("o2", {"A": 1, "B": 1}, rail="cod")
    for order in ("o1", "o2"):
        house.put(PlanParcels(order))
    # o1: A at N1, B at N2; o2: B at N1, A at N2. Nothing is free anywhere.
    assert len(planned(house, "o1")) == len(planned(house, "o2")) == 2
    facts = house.put(rethink(o1=AB_FROM_N1, o2=from_one("N2", "slow", A=1, B=1)))
    assert found(facts, RethinkEnded).orders == 2
    assert planned(house, "o1") == [("N1", {"A": 1, "B": 1})]
    assert planned(house, "o2") == [("N2", {"A": 1, "B": 1})]
    alone = house.put(rethink("r2", o1=from_one("N2", "slow", A=1, B=1)))
    assert why_left_out(alone) == {"o1": "not_enough_stock"}


def test_nobody_moves_to_units_that_are_not_there() -> None:
    house = split("o1")
    assert why_left_out(house.put(rethink(o1=AB_FROM_N1))) == {"o1": "not_enough_stock"}
    assert len(planned(house, "o1")) == 2


def test_no_promise_comes_later() -> None:
    """The other location's own service comes two days after the promised day."""
    house = split("o1")
    house.has("N1", B=1)
    house.carries("late", 9, 1)
    assert why_left_out(house.put(rethink(o1=from_one("N1", "late", A=1, B=1)))) == {"o1": "no_promise"}


def test_no_split_is_added() -> None:
    house = House()
    house.places("o1", {"A": 2}, rail="cod")
    house.put(PlanParcels("o1"))
    both = (*from_one("N1", "slow", A=1), *from_one("N2", "slow", A=1))
    assert why_left_out(house.put(rethink(o1=both))) == {"o1": "more_parcels"}


def test_nothing_moves_that_saves_nothing() -> None:
    house = House()
    house.places("o1", {"A": 1}, rail="cod")
    house.put(PlanParcels("o1"))
    assert why_left_out(house.put(rethink(o1=from_one("N1", "fast", A=1)))) == {"o1": "not_cheaper"}
    assert house.put(rethink("r2", o1=from_one("N1", "slow", A=1))) == [], "it is its plan already"


@pytest.mark.parametrize(
    ("plan", "why"),
    [
        (from_one("N1", "slow", A=1), "bad_quantity"),
        (from_one("N1", "slow", A=1, B=2), "bad_quantity"),
        ((), "bad_quantity"),
        (from_one("N9", "slow", A=1, B=1), "no_service"),
        (from_one("N1", "fast-to-nowhere", A=1, B=1), "no_service"),
    ],
)
def test_what_cannot_be(plan: tuple[Allocation, ...], why: str) -> None:
    house = split("o1")
    assert why_left_out(house.put(rethink(o1=plan))) == {"o1": why}


def test_what_is_being_picked_stays() -> None:
    house = split("o1")
    house.has("N1", B=1)
    house.put(PackParcel("o1-1"))
    assert why_left_out(house.put(rethink(o1=AB_FROM_N1))) == {"o1": "already_picked"}
    house = split("o2")
    house.put(CancelOrder("o2", "no"))
    assert why_left_out(house.put(rethink(o2=AB_FROM_N1, o9=AB_FROM_N1))) == {
        "o2": "order_closed",
        "o9": "unknown_order",
    }


def test_the_day_must_have_a_place() -> None:
    """N1 is full for the days that keep the date; a day that the order has there already is its own."""
    house = split("o1")
    house.has("N2", A=1)
    for day in range(1, 6):
        house.put(SetCapacity("N2", f"2027-03-0{day}", places=0))
    facts = house.put(rethink(o1=from_one("N2", "slow", A=1, B=1)))
    assert found(facts, RethinkEnded).orders == 1, "it counts there already"
    house = split("o1")
    house.has("N1", B=1)
    for day in range(1, 6):
        house.put(SetCapacity("N1", f"2027-03-0{day}", places=1))
    assert found(house.put(rethink(o1=AB_FROM_N1)), RethinkEnded).orders == 1
    assert [taken.location for taken in house.world.capacity.taken_by["o1"]] == ["N1"]


def test_the_same_run_is_one_run() -> None:
    house = split("o1")
    house.has("N1", B=1)
    house.put(rethink(o1=AB_FROM_N1))
    assert house.refusal(rethink(o1=AB_FROM_N1)).reason is Reason.ALREADY_EXISTS
    assert house.refusal(rethink(" ", o1=AB_FROM_N1)).reason is Reason.INVALID


# --- back again ---


def test_until_somebody_picks_it_goes_back() -> None:
    house = split("o1")
    before = house.shelf("B", "N2"), house.shelf("A", "N1"), sorted(planned(house, "o1"))
    house.has("N1", B=1)
    house.put(rethink(o1=AB_FROM_N1))
    facts = house.put(UndoRethink("r1"))
    assert kinds(facts)[-1] == "ReallocationUndone"
    assert (house.shelf("B", "N2"), house.shelf("A", "N1"), sorted(planned(house, "o1"))) == before
    assert (house.world.rethinks.saved, house.world.rethinks.undone) == (0, 1)
    assert house.refusal(UndoRethink("r1")).reason is Reason.WRONG_STATE, "nothing of it stands any more"
    assert house.refusal(UndoRethink("r9")).reason is Reason.UNKNOWN_RUN


def test_what_is_packed_or_sold_meanwhile_does_not_go_back() -> None:
    house = split("o1")
    house.has("N1", B=1)
    house.put(rethink(o1=AB_FROM_N1))
    house.places("o2", {"B": 1}, rail="cod")
    assert house.refusal(UndoRethink("r1", "o1")).reason is Reason.NOT_ENOUGH_STOCK
    house = split("o1")
    house.has("N1", B=1)
    house.put(rethink(o1=AB_FROM_N1))
    house.put(PackParcel("o1-3"))
    assert house.refusal(UndoRethink("r1", "o1")).reason is Reason.WRONG_STATE


@pytest.mark.parametrize(
    ("lead_hours", "now", "why"),
    [(None, "2027-03-01 10:30", True), (5.0, "2027-03-01 10:30", False), (5.0, "2027-03-01 15:30", True)],
)
def test_whoever_said_yes_may_be_at_the_shelf(lead_hours: float | None, now: str, why: bool) -> None:
    """N1 hands over at four today: five hours before that it goes to the shelf, with nothing said at once."""
    house = House(units=0, pick_lead_hours=lead_hours)
    split("o1", house=house)
    hand_over_by = min(parcel.planned.hand_over_by for parcel in house.world.shipments.by_id.values())
    house.fold(PickAsked("o1-1", "o1", "N1", hand_over_by), PickAccepted("o1-1", "o1", "N1"))
    house.has("N1", B=1)
    house.passes_to(now)
    facts = house.put(rethink(o1=AB_FROM_N1))
    assert (why_left_out(facts) == {"o1": "already_picked"}) is why
