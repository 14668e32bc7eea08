"""A plan that failed: another plan by the day last told, or a new day, or a person who looks."""

from datetime import date
from typing import Any

import pytest

from promesa.domain.ledger.capacity import SetCapacity
from promesa.domain.ledger.shipments.words import (
    EtaMoved,
    HandOver,
    PackParcel,
    ParcelPlanned,
    PlanParcels,
    RecordScan,
    Scan,
)
from promesa.domain.network.carriers.words import WithdrawService
from promesa.domain.network.locations.words import SetClosures
from promesa.domain.promise.commit.words import SaveFailed, SavePromise
from promesa.domain.promise.keeping import rerouting
from promesa.domain.promise.words import PromiseMoved
from tests.domain.promise.house import House, kinds
from tests.domain.promise.test_settle import store

SAVE = SavePromise("o1", "not handed over")
FRIDAY, SATURDAY, TUESDAY = date(2027, 3, 5), date(2027, 3, 6), date(2027, 3, 9)
REROUTED = ["ParcelCancelled", "StockReserved", "CapacityReturned", "CapacityTaken", "ParcelPlanned"]


def confirmed(units: int = 3, house: House | None = None, **about: Any) -> House:
    """Three of A from N1 by the slow service, promised for Friday 5 March."""
    house = house or House()
    house.places("o1", {"A": units}, rail="cod", **about)
    house.put(PlanParcels("o1"))
    return house


def moved(facts: list[Any]) -> list[tuple[date, date]]:
    return [(fact.was_on, fact.promised_on) for fact in facts if isinstance(fact, PromiseMoved)]


def test_not_handed_over_it_leaves_from_elsewhere_in_time() -> None:
    """The day after, N2 by the fast service still keeps Friday; units, place and parcel go there in one decision."""
    house = confirmed()
    house.passes_to("2027-03-02 09:00")
    facts = house.put(SAVE)
    assert kinds(facts) == REROUTED
    planned = next(fact for fact in facts if isinstance(fact, ParcelPlanned))
    assert (planned.parcel, planned.location, planned.arrives_on <= FRIDAY) == ("o1-2", "N2", True)
    assert (house.shelf(), house.shelf(location="N2")) == ((10, 0), (10, 3))
    assert [one.location for one in house.world.capacity.taken_by["o1"]] == ["N2"]
    assert house.put(SAVE) == [], "the new plan has not failed"


def test_of_the_plans_in_time_the_cheapest() -> None:
    house = confirmed()
    house.carries("dear", 2, 900)
    house.passes_to("2027-03-02 09:00")
    planned = next(fact for fact in house.put(SAVE) if isinstance(fact, ParcelPlanned))
    assert planned.service == "fast"


def test_with_no_plan_in_time_the_new_day_is_said_once() -> None:
    house = confirmed()
    house.put(WithdrawService("fast"))
    house.passes_to("2027-03-02 17:00")
    facts = house.put(SAVE)
    assert kinds(facts) == ["PromiseMoved"]
    assert moved(facts) == [(FRIDAY, date(2027, 3, 7))]
    assert moved(house.put(SAVE)) == []
    assert house.world.promises.by_order["o1"].made.promised_on == FRIDAY, "the first promise is the one that counts"


def test_late_either_way_it_leaves_from_where_it_comes_sooner() -> None:
    """N1 is closed for a week: N2's day is told, which is later than Friday and sooner than waiting."""
    house = confirmed()
    house.put(WithdrawService("fast"))
    house.put(SetClosures("N1", tuple(date(2027, 3, day) for day in range(2, 9))))
    house.passes_to("2027-03-02 17:00")
    facts = house.put(SAVE)
    assert kinds(facts) == [*REROUTED, "PromiseMoved"]
    assert moved(facts) == [(FRIDAY, date(2027, 3, 7))]
    assert house.shelf(location="N2") == (10, 3)


def test_what_is_packed_stays_and_what_is_not_moves() -> None:
    """Two parcels, one packed: the other one is planned anew, and the place of the first is kept."""
    house = House(units=2)
    confirmed(3, house)
    parcels = house.world.shipments.by_id
    two_units = next(name for name, parcel in parcels.items() if parcel.planned.takes[0].units == 2)
    one_unit = next(name for name in parcels if name != two_units)
    house.put(PackParcel(two_units))
    stays, fails = parcels[two_units].planned.location, parcels[one_unit].planned.location
    house.has(stays, A=3)
    house.passes_to("2027-03-02 09:00")
    facts = house.put(SAVE)
    planned = [fact for fact in facts if isinstance(fact, ParcelPlanned)]
    assert [(fact.location, fact.takes[0].units) for fact in planned] == [(stays, 1)]
    assert house.shelf(location=fails) == (2, 0)
    assert str(parcels[two_units].status) == "packed"
    assert {one.location for one in house.world.capacity.taken_by["o1"]} == {stays}


def test_a_pickup_stays_where_it_was_chosen() -> None:
    house = House()
    house.put(store())
    house.has("S1", A=5)
    confirmed(1, house, pickup_location="S1", postal_code=None)
    house.passes_to("2027-03-02 09:00")
    facts = house.put(SAVE)
    assert kinds(facts) == ["PromiseMoved"]
    assert moved(facts) == [(date(2027, 3, 1), date(2027, 3, 2))]


# --- the carrier's word ---


def left(eta: date | None = None) -> House:
    house = confirmed()
    house.put(HandOver("o1-1"))
    if eta is not None:
        house.fold(EtaMoved("o1-1", "o1", eta, "carrier"))
    return house


@pytest.mark.parametrize(
    ("eta", "now", "said"),
    [
        (None, "2027-03-02 12:00", []),
        (SATURDAY, "2027-03-02 12:00", [(FRIDAY, SATURDAY)]),
        (TUESDAY, "2027-03-06 12:00", [(FRIDAY, TUESDAY)]),
        (date(2027, 3, 3), "2027-03-02 12:00", []),
    ],
    ids=["as planned", "a day later", "told when it was late", "earlier"],
)
def test_the_carriers_day_is_told_when_it_is_later(eta: date | None, now: str, said: list[tuple[date, date]]) -> None:
    house = left(eta)
    house.passes_to(now)
    assert moved(house.put(SAVE)) == said
    assert house.put(SAVE) == [], "once for each day"


def test_silence_after_the_day_is_for_a_person() -> None:
    """Nobody says where it is and its day is over: no day is invented."""
    house = left()
    house.passes_to("2027-03-06 18:00")
    assert house.put(SavePromise("o1", "no news")) == [SaveFailed("o1", "no news")]


def test_after_enough_new_days_a_person_looks() -> None:
    house = left()
    for n in range(rerouting.MOVES_MAX):
        house.fold(EtaMoved("o1-1", "o1", date(2027, 3, 6 + n), "carrier"))
        assert kinds(house.put(SAVE)) == ["PromiseMoved"]
    house.fold(EtaMoved("o1-1", "o1", date(2027, 3, 20), "carrier"))
    assert kinds(house.put(SAVE)) == ["SaveFailed"]


def test_there_is_nothing_to_save_where_nothing_is_promised() -> None:
    house = left()
    house.places("o2", {"A": 1}, rail="oxxo")
    house.put(RecordScan("o1-1", Scan.LOST, house.now))
    for order in ("o2", "o7"):
        assert house.put(SavePromise(order, "x")) == []


def test_a_slot_is_not_lost_on_the_way() -> None:
    house = House()
    house.put(SetCapacity("N1", "19-20", 1))
    confirmed(1, house, slot="19-20")
    house.passes_to("2027-03-02 09:00")
    house.put(SAVE)
    taken = {(one.location, one.bucket) for one in house.world.capacity.taken_by["o1"]}
    assert taken == {("N1", "19-20"), ("N2", "2027-03-02")}
