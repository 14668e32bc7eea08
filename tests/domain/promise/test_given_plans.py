"""A plan or a day that somebody names: taken whole or refused, and never worse than what was promised."""

from datetime import date, timedelta
from typing import Any

import pytest

from promesa.domain.ledger.shipments.words import HandOver, PackParcel, PlanParcels
from promesa.domain.ledger.stock.words import Take
from promesa.domain.network.carriers.words import WithdrawService
from promesa.domain.network.locations.sending import SendingRule, SetSendingRules
from promesa.domain.network.locations.words import PauseLocation
from promesa.domain.promise.keeping.given_dates import MovePromise
from promesa.domain.promise.keeping.given_plans import GivenParcel, RerouteOrder
from promesa.domain.values.refusal import Reason
from tests.domain.promise.house import House, kinds
from tests.regressions.shop import open_location

FRIDAY = date(2027, 3, 5)
REROUTED = ["ParcelCancelled", "StockReserved", "CapacityReturned", "CapacityTaken", "ParcelPlanned"]


def parcel(location: str = "N2", service: str = "slow", **units: int) -> GivenParcel:
    takes = tuple(Take(sku, location, n) for sku, n in (units or {"A": 3}).items())
    return GivenParcel(location, service, takes)


def reroute(*parcels: GivenParcel, order: str = "o1") -> RerouteOrder:
    return RerouteOrder(order, parcels)


@pytest.fixture
def house() -> House:
    """Three of A from N1 by the slow service, promised for Friday 5 March."""
    house = House()
    house.places("o1", {"A": 3}, rail="cod")
    house.put(PlanParcels("o1"))
    return house


def test_the_plan_is_taken_whole_and_given_back_whole(house: House) -> None:
    assert kinds(house.put(reroute(parcel("N2")))) == REROUTED
    assert (house.shelf(), house.shelf(location="N2")) == ((10, 0), (10, 3))
    assert house.put(reroute(parcel("N2"))) == [], "it is there already"
    assert kinds(house.put(reroute(parcel("N1")))) == REROUTED
    assert (house.shelf(), house.shelf(location="N2")) == ((10, 3), (10, 0))


def test_it_may_be_split(house: House) -> None:
    facts = house.put(reroute(parcel("N1", A=1), parcel("N2", A=2)))
    assert kinds(facts).count("ParcelPlanned") == 2
    assert (house.shelf(), house.shelf(location="N2")) == ((10, 1), (10, 2))


def barred(house: House) -> None:
    house.put(SetSendingRules((SendingRule(rule="own", says="never", pools=("",)),)))


@pytest.mark.parametrize(
    ("parcels", "reason"),
    [
        ((), Reason.PARCEL_INCOMPLETE),
        ((parcel(A=2),), Reason.PARCEL_INCOMPLETE),
        ((parcel(A=4),), Reason.PARCEL_INCOMPLETE),
        ((parcel(B=3),), Reason.PARCEL_INCOMPLETE),
        ((parcel(A=3), GivenParcel("N1", "slow", ())), Reason.PARCEL_INCOMPLETE),
        ((parcel(A=4), parcel(A=-1)), Reason.BAD_QUANTITY),
        ((parcel("N9"),), Reason.UNKNOWN_LOCATION),
        ((GivenParcel("N2", "slow", (Take("A", "N1", 3),)),), Reason.INVALID),
        ((parcel(service="nobody"),), Reason.NO_SERVICE),
        ((parcel("N3"),), Reason.NOT_ENOUGH_STOCK),
    ],
)
def test_what_is_no_plan_is_refused(house: House, parcels: tuple[GivenParcel, ...], reason: Reason) -> None:
    if any(one.location == "N3" for one in parcels):
        house.put(open_location("N3"))
        house.has("N3", A=1)
    assert house.refusal(reroute(*parcels)).reason is reason


@pytest.mark.parametrize("closes", [lambda h: h.put(PauseLocation("N2", "x")), barred], ids=["paused", "barred"])
def test_not_from_where_nothing_may_be_sent(house: House, closes: Any) -> None:
    closes(house)
    assert house.refusal(reroute(parcel("N2"))).reason is Reason.NO_SERVICE


def test_never_later_than_the_day_last_told(house: House) -> None:
    house.passes_to("2027-03-02 17:00")
    assert house.refusal(reroute(parcel("N2"))).reason is Reason.NO_PROMISE


def test_what_is_packed_is_not_planned_again(house: House) -> None:
    house.put(PackParcel("o1-1"))
    assert house.refusal(reroute(parcel("N2"))).reason is Reason.ALREADY_SHIPPED
    assert house.refusal(reroute(parcel("N2"), order="o9")).reason is Reason.UNKNOWN_ORDER


# --- another day ---


def to(day: date) -> MovePromise:
    return MovePromise("o1", day, "agent")


def test_a_day_is_moved_only_where_the_one_told_cannot_be_kept(house: House) -> None:
    assert house.refusal(to(FRIDAY + timedelta(days=2))).reason is Reason.WRONG_STATE
    house.put(WithdrawService("fast"))
    house.passes_to("2027-03-02 17:00")
    assert house.refusal(to(FRIDAY)).reason is Reason.INVALID
    assert house.refusal(to(FRIDAY + timedelta(days=1))).reason is Reason.NO_PROMISE, "it would be broken again"
    assert house.refusal(to(FRIDAY + timedelta(days=40))).reason is Reason.INVALID
    (moved,) = house.put(to(FRIDAY + timedelta(days=2)))
    assert (moved.was_on, moved.promised_on) == (FRIDAY, FRIDAY + timedelta(days=2))
    assert house.refusal(to(FRIDAY + timedelta(days=3))).reason is Reason.WRONG_STATE, "that one can be kept"


def test_what_moves_is_expected_when_its_carrier_says(house: House) -> None:
    house.put(HandOver("o1-1"))
    assert house.refusal(to(FRIDAY + timedelta(days=1))).reason is Reason.WRONG_STATE
