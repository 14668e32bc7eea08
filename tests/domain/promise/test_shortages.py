"""A shelf with less than it owes: who moves, who ends, in which order, and what each of them is told."""

from typing import Any

import pytest

from promesa.domain.ledger.orders.state import Stage
from promesa.domain.ledger.orders.words import OrderCancelled, OrderClosed
from promesa.domain.ledger.shipments.words import HandOver, PackParcel, ParcelPlanned, PlanParcels, RecordScan, Scan
from promesa.domain.ledger.stock.words import ReservationReleased, ReserveStock, StockReserved, Take
from promesa.domain.promise.commit.words import OfferAccepted, OpenCheckout, ResolveShortage, ShortageEased
from promesa.domain.promise.words import PromiseBroken, PromiseMoved
from tests.domain.promise.house import House, kinds
from tests.domain.promise.test_settle import store
from tests.regressions.shop import place_order

LOOK = ResolveShortage("A", "N1")


def house_with(n2: int = 0) -> House:
    """N1 has 10 of A; N2 as many as said."""
    house = House()
    house.has("N2", A=n2)
    return house


def order(house: House, name: str, units: int = 2, *, paid: bool = True, **about: Any) -> None:
    house.places(name, {"A": units}, rail="cod" if paid else "oxxo", **about)
    if paid:
        house.put(PlanParcels(name))


def eased(facts: list[Any]) -> tuple[str, bool]:
    """(whose reservation left the shelf, whether to another one)."""
    last = facts[-1]
    assert isinstance(last, ShortageEased)
    return last.reservation, last.moved


def resolve_all(house: House) -> list[tuple[str, bool]]:
    """As the story does: until nothing is short."""
    told = []
    while facts := house.put(LOOK):
        told.append(eased(facts))
    return told


def test_a_shelf_that_can_honour_what_it_owes_is_left_alone() -> None:
    house = house_with()
    order(house, "o1")
    house.has("N1", A=2)
    assert house.put(LOOK) == []


def test_carts_go_first_then_the_newest_orders() -> None:
    house = house_with()
    order(house, "o1")
    house.put(OpenCheckout("c1", place_order("x1", {"A": 1})))
    order(house, "o2", paid=False)
    house.put(ReserveStock("r1", (Take("A", "N1", 1),)))
    order(house, "o3")
    house.has("N1", A=0)
    assert resolve_all(house) == [("r1", False), ("c1", False), ("o3", False), ("o2", False), ("o1", False)]
    assert house.shelf() == (0, 0)
    assert not house.world.stock.reservations


@pytest.mark.parametrize(
    ("n2", "told"),
    [
        (0, [("o3", False), ("o2", False)]),
        (2, [("o3", True), ("o2", False)]),
        (4, [("o3", True), ("o2", True)]),
    ],
)
def test_moved_where_there_is_another_shelf_else_ended(n2: int, told: list[tuple[str, bool]]) -> None:
    house = house_with()
    for name in ("o1", "o2", "o3"):
        order(house, name)
    house.has("N2", A=n2)
    house.has("N1", A=2)
    assert resolve_all(house) == told
    assert house.shelf() == (2, 2)
    assert house.world.orders.by_id["o1"].stage is Stage.CONFIRMED


def test_one_that_can_be_moved_is_moved_before_another_is_ended() -> None:
    """The newest is too large for the other shelf; the one before it is not."""
    house = house_with()
    order(house, "o1", 2)
    order(house, "o2", 5)
    house.has("N2", A=3)
    house.has("N1", A=5)
    assert resolve_all(house) == [("o1", True)]
    assert (house.shelf(), house.shelf(location="N2")) == ((5, 5), (3, 2))


def test_a_move_keeps_the_day_if_it_can_and_says_so_if_not() -> None:
    house = house_with()
    order(house, "o1")
    house.has("N2", A=9)
    house.has("N1", A=0)
    facts = house.put(LOOK)
    assert not [fact for fact in facts if isinstance(fact, PromiseMoved)]
    late = house_with()
    order(late, "o1", offer=late.offers({"A": 2})[1])
    late.put(place_order("fill", {"B": 1}, rail="cod"))
    late.has("N2", A=9)
    late.passes_to("2027-03-01 17:00")
    late.has("N1", A=0)
    facts = late.put(LOOK)
    assert [(str(f.was_on), str(f.promised_on)) for f in facts if isinstance(f, PromiseMoved)] == [
        ("2027-03-02", "2027-03-03")
    ]
    assert [fact.location for fact in facts if isinstance(fact, ParcelPlanned)] == ["N2"]


def test_an_unpaid_order_waits_on_with_another_offer() -> None:
    house = house_with()
    order(house, "o1", paid=False)
    until = house.world.stock.reservations["o1"].until
    house.has("N2", A=9)
    house.has("N1", A=0)
    facts = house.put(LOOK)
    assert kinds(facts) == ["StockReserved", "CapacityReturned", "CapacityTaken", "OfferAccepted", "ShortageEased"]
    reserved = next(fact for fact in facts if isinstance(fact, StockReserved))
    accepted = next(fact for fact in facts if isinstance(fact, OfferAccepted))
    assert (reserved.until, reserved.stage) == (until, "oxxo")
    assert [leg.location for leg in accepted.offer.legs] == ["N2"]
    house.pays("o1")
    assert house.world.promises.by_order["o1"].made.legs == accepted.offer.legs


def test_ended_by_us_and_said_why() -> None:
    house = house_with()
    order(house, "o1")
    house.has("N1", A=1)
    facts = house.put(LOOK)
    assert facts[:-1] == [
        *facts[:1],
        ReservationReleased("o1", "shortage"),
        facts[2],
        PromiseBroken("o1", "shortage", failure="short_pick"),
        OrderCancelled("o1", "shortage", by_customer=False),
    ]
    assert kinds(facts)[0] == "ParcelCancelled"
    assert kinds(facts)[2] == "CapacityReturned"


def test_a_pickup_is_not_sent_elsewhere_its_customer_chooses() -> None:
    house = house_with(9)
    house.put(store())
    house.has("S1", A=1)
    order(house, "o1", 1, pickup_location="S1", postal_code=None)
    house.has("S1", A=0)
    facts = house.put(ResolveShortage("A", "S1"))
    assert eased(facts) == ("o1", True)
    assert "ChoiceAwaited" in kinds(facts)
    assert house.shelf(location="N2") == (9, 0)


# --- where some of it has been packed or has left ---


def split(house: House) -> tuple[str, str]:
    """One order in two parcels: A from N1 and B from N2; (the parcel of A, the other one)."""
    house.has("N1", B=0)
    house.has("N2", A=0)
    house.places("o1", {"A": 2, "B": 1}, rail="cod")
    planned = house.put(PlanParcels("o1"))
    of_a = next(parcel.parcel for parcel in planned if parcel.takes[0].sku == "A")
    return of_a, next(parcel.parcel for parcel in planned if parcel.parcel != of_a)


@pytest.mark.parametrize(
    ("acts", "facts", "stage"),
    [
        ([PackParcel], ["ParcelCancelled", "StockReserved", "PromiseBroken"], Stage.CONFIRMED),
        ([HandOver], ["ParcelCancelled", "ReservationReleased", "PromiseBroken"], Stage.CONFIRMED),
        (
            [HandOver, "delivered"],
            ["ParcelCancelled", "ReservationReleased", "PromiseBroken", "OrderClosed"],
            Stage.CLOSED,
        ),
    ],
    ids=["packed", "gone", "there"],
)
def test_what_is_packed_or_gone_goes_on_without_the_rest(acts: list[Any], facts: list[str], stage: Stage) -> None:
    house = house_with()
    of_a, other = split(house)
    for act in acts:
        house.put(RecordScan(other, Scan.DELIVERED, house.now) if act == "delivered" else act(other))
    house.has("N1", A=0)
    told = house.put(LOOK)
    assert kinds(told) == [*facts, "ShortageEased"]
    assert told[0].parcel == of_a
    assert house.world.orders.by_id["o1"].stage is stage
    assert house.shelf() == (0, 0)
    assert (OrderClosed("o1") in told) is (stage is Stage.CLOSED)


def test_what_is_not_packed_moves_though_the_rest_has_left() -> None:
    house = house_with()
    _, other = split(house)
    house.put(HandOver(other))
    house.has("N2", A=9)
    house.has("N1", A=0)
    facts = house.put(LOOK)
    assert eased(facts) == ("o1", True)
    assert [(fact.location, fact.takes[0].sku) for fact in facts if isinstance(fact, ParcelPlanned)] == [("N2", "A")]
    assert house.shelf(location="N2") == (9, 2)


def test_packed_units_have_left_their_shelf() -> None:
    house = house_with()
    order(house, "o1")
    house.put(PackParcel("o1-1"))
    house.has("N1", A=0)
    assert house.put(LOOK) == []
