"""A promise is made only where somebody has the minutes to prepare it: slots, vans, counters, splits."""

from datetime import date, timedelta

import pytest

from promesa.domain.ledger import capacity as capacities
from promesa.domain.ledger.capacity import CapacityReturned, CapacitySet, CapacityTaken
from promesa.domain.ledger.labour import LabourSet, WorkSlot
from promesa.domain.network.locations.words import week
from promesa.domain.promise.sourcing import workload
from promesa.domain.values.ids import LocationId, OrderId
from promesa.domain.values.moments import MINUTE, Instant
from promesa.domain.values.policy import Policy
from promesa.domain.values.refusal import Reason, Refused
from tests.domain.promise.shop import Shop, at, day

MORNING, AFTERNOON = "09:00-13:00", "13:00-16:00"


def labour(shop: Shop, name: str, *slots: tuple[str, int], order: int = 10, line: int = 0, unit: int = 0) -> None:
    """Every day the same slots: (hours, minutes); what a parcel takes in minutes."""
    told = [WorkSlot(number, *hours.split("-"), minutes) for number in range(7) for hours, minutes in slots]
    seconds = {"order_seconds": order * 60, "line_seconds": line * 60, "unit_seconds": unit * 60}
    shop.tell(LabourSet(location=LocationId(name), slots=tuple(told), **seconds))


def shop_of_one(*slots: tuple[str, int], now: str = "2027-03-01 08:00", **work: int) -> Shop:
    shop = Shop()
    shop.now = at(now)
    shop.sells("A", "B")
    shop.opens("N1")
    labour(shop, "N1", *slots, **work)
    shop.carries("P", 2, 9_000)
    shop.has({("N1", "A"): 99, ("N1", "B"): 99})
    return shop


def place(shop: Shop, order: str, wants: dict[str, int], **about: object) -> list[CapacityTaken] | Refused:
    """Take what the first offer needs, as placing an order does."""
    offer = shop.offers(wants, **about)[0]
    taken = workload.take(shop.parts(), OrderId(order), offer.legs, shop.now)
    if not isinstance(taken, Refused):
        shop.tell(*taken)
    return taken


def said(taken: list[CapacityTaken] | Refused) -> list[tuple[str, int]]:
    assert not isinstance(taken, Refused), taken
    return [(one.bucket, one.minutes) for one in taken]


def test_an_order_takes_its_minutes_in_the_first_slots_that_have_any() -> None:
    shop = shop_of_one((MORNING, 25), (AFTERNOON, 15))
    assert said(place(shop, "o1", {"A": 1})) == [("2027-03-01 09:00-13:00", 10)]
    assert said(place(shop, "o2", {"A": 1})) == [("2027-03-01 09:00-13:00", 10)]
    assert said(place(shop, "o3", {"A": 1})) == [("2027-03-01 09:00-13:00", 5), ("2027-03-01 13:00-16:00", 5)]
    assert said(place(shop, "o4", {"A": 1})) == [("2027-03-01 13:00-16:00", 10)]
    assert shop.offers({"A": 1})[0].promised_on == day("2027-03-04"), "the day is full: a day later"
    assert said(place(shop, "o5", {"A": 1})) == [("2027-03-02 09:00-13:00", 10)]
    shop.tell(CapacityReturned(OrderId("o2"), "cancelled"))
    assert shop.offers({"A": 1})[0].promised_on == day("2027-03-03")


@pytest.mark.parametrize(
    ("wants", "minutes"), [({"A": 1}, 4), ({"A": 5}, 6), ({"A": 1, "B": 1}, 5), ({"A": 3, "B": 4}, 8)]
)
def test_what_a_parcel_takes(wants: dict[str, int], minutes: int) -> None:
    shop = shop_of_one((MORNING, 240))
    told = tuple(WorkSlot(number, "09:00", "13:00", 240) for number in range(7))
    shop.tell(LabourSet(location=LocationId("N1"), slots=told, order_seconds=150, line_seconds=40, unit_seconds=30))
    assert sum(one.minutes for one in place(shop, "o1", wants)) == minutes


def test_a_slot_that_ends_after_the_hand_over_is_of_no_use_that_day() -> None:
    shop = shop_of_one((MORNING, 10), ("14:00-17:00", 500))
    assert said(place(shop, "o1", {"A": 1})) == [("2027-03-01 09:00-13:00", 10)]
    assert shop.offers({"A": 1})[0].promised_on == day("2027-03-04")
    assert said(place(shop, "o2", {"A": 1})) == [("2027-03-01 14:00-17:00", 10)], "done today, gone tomorrow"


def test_minutes_that_passed_without_work_are_gone() -> None:
    shop = shop_of_one((MORNING, 240), now="2027-03-01 12:45")
    assert said(place(shop, "o1", {"A": 1})) == [("2027-03-01 09:00-13:00", 10)]
    assert shop.offers({"A": 1})[0].legs[0].process_on == day("2027-03-02"), "five minutes are left of it"
    shop.now = at("2027-03-01 12:55")
    assert shop.offers({"A": 1})[0].legs[0].process_on == day("2027-03-02")
    pot = shop.capacity.pots[LocationId("N1")]["2027-03-01 09:00-13:00"]
    assert (pot.minutes_taken, pot.passed) == (10, 225)


def test_zero_minutes_are_closed_and_an_order_too_large_for_any_day_is_refused() -> None:
    shop = shop_of_one((MORNING, 0))
    assert shop.asks({"A": 1}) == Refused(Reason.NO_CAPACITY, "44100")
    shop = shop_of_one((MORNING, 60), unit=1, now="2027-03-01 08:00")
    assert [shop.offers({"A": units})[0].promised_on for units in (50, 51)] == [day("2027-03-03"), day("2027-03-04")]
    shop.policy = Policy(horizon_days=2)
    labour(shop, "N1", (MORNING, 30), unit=1)
    assert len(shop.offers({"A": 80})) == 1
    assert shop.asks({"A": 81}) == Refused(Reason.NO_CAPACITY, "44100")


def test_holidays_and_closures_have_no_minutes_and_a_date_may_have_its_own() -> None:
    shop = Shop()
    shop.now = at("2027-03-01 08:00")
    shop.sells("A")
    shop.opens("N1", closures=(date(2027, 3, 2),))
    labour(shop, "N1", (MORNING, 10))
    location = shop.locations.by_id[LocationId("N1")]
    slots = capacities.slots_on
    assert [slot.minutes for slot in slots(shop.capacity, location, day("2027-03-01"))] == [10]
    assert slots(shop.capacity, location, day("2027-03-02")) == ()
    shop.tell(
        CapacitySet(location.location, "2027-03-01 09:00-13:00", None, minutes=77),
        CapacitySet(location.location, "2027-03-02 18:00-22:00", None, minutes=30),
    )
    assert [slot.minutes for slot in slots(shop.capacity, location, day("2027-03-01"))] == [77]
    assert [slot.bucket for slot in slots(shop.capacity, location, day("2027-03-02"))] == ["2027-03-02 18:00-22:00"]
    shop.tell(CapacitySet(location.location, "2027-03-02 18:00-22:00", None))
    assert slots(shop.capacity, location, day("2027-03-02")) == ()


def test_a_plan_of_two_locations_takes_minutes_at_both() -> None:
    shop = Shop()
    shop.now = at("2027-03-01 08:00")
    shop.sells("A", "B")
    for name in ("N1", "N2"):
        shop.opens(name)
        labour(shop, name, (MORNING, 15))
    shop.carries("P", 2, 9_000)
    shop.has({("N1", "A"): 9, ("N2", "B"): 9})
    taken = place(shop, "o1", {"A": 1, "B": 1})
    assert {one.location: one.minutes for one in taken} == {"N1": 10, "N2": 10}
    assert shop.offers({"A": 1, "B": 1})[0].promised_on == day("2027-03-04")


def test_a_part_may_be_ready_sooner_than_the_whole() -> None:
    """N1 could send all of it, but not before Thursday; by Tuesday it has minutes for the one unit that N2 lacks."""
    shop = Shop()
    shop.now = at("2027-03-01 08:00")
    shop.sells("A")
    shop.opens("N1")
    shop.opens("N2")
    labour(shop, "N1", (MORNING, 8), order=5, unit=3)
    shop.carries("P", 2, 3_000)
    shop.has({("N1", "A"): 5, ("N2", "A"): 4})
    cheap, fast = shop.offers({"A": 5})
    assert (cheap.promised_on, len(cheap.legs)) == (day("2027-03-05"), 1)
    assert (fast.promised_on, {leg.location: leg.takes[0].units for leg in fast.legs}) == (
        day("2027-03-03"),
        {"N1": 1, "N2": 4},
    )


def test_several_parcels_of_one_location_have_their_minutes_each() -> None:
    """Ten kilograms each, and no service takes more than fifteen: two parcels of one location."""
    shop = Shop()
    shop.now = at("2027-03-01 08:00")
    shop.sells("A", grams=10_000)
    shop.opens("N1")
    labour(shop, "N1", (MORNING, 15))
    shop.carries("P", 2, 9_000, max_grams=15_000)
    shop.has({("N1", "A"): 9})
    assert shop.offers({"A": 1})[0].promised_on == day("2027-03-03")
    taken = place(shop, "o1", {"A": 2})
    assert said(taken) == [("2027-03-01 09:00-13:00", 15), ("2027-03-02 09:00-13:00", 5)], "both leave on Tuesday"
    labour(shop, "N1", (MORNING, 40))
    assert said(place(shop, "o2", {"A": 2})) == [("2027-03-01 09:00-13:00", 20)]


def ready_at(shop: Shop, asked: dict[str, object]) -> Instant:
    return shop.offers({"A": 1}, **asked)[0].legs[0].hand_over_by


def counter(minutes: int, now: str) -> Shop:
    shop = Shop()
    shop.now = at(now)
    shop.sells("A")
    shop.opens("N1", pickup=True, pickup_prep_minutes=30, hours=week(*(("09:00", "20:00"),) * 3))
    labour(shop, "N1", ("09:00-13:00", minutes), ("13:00-20:00", 7 * 60))
    shop.has({("N1", "A"): 99})
    return shop


def test_a_pickup_is_ready_when_somebody_has_had_the_minutes_for_it() -> None:
    shop = counter(24, "2027-03-01 10:00")
    asked = {"to": None, "pickup_location": LocationId("N1")}
    assert ready_at(shop, asked) == at("2027-03-01 11:40"), "six minutes passed, ten are done"
    assert said(place(shop, "o1", {"A": 1}, **asked)) == [("2027-03-01 09:00-13:00", 10)]
    assert ready_at(shop, asked) == at("2027-03-01 13:02"), "eight minutes, then two more"
    assert said(place(shop, "o2", {"A": 1}, **asked)) == [("2027-03-01 09:00-13:00", 8), ("2027-03-01 13:00-20:00", 2)]
    assert ready_at(shop, asked) == at("2027-03-01 13:12")


def test_the_minutes_of_a_moment_never_come_back() -> None:
    """Whatever is taken and given back in a slot, it is never asked to do more than what is left of it."""
    shop = shop_of_one((MORNING, 240), now="2027-03-01 09:00")
    location = shop.locations.by_id[LocationId("N1")]
    (slot,) = capacities.slots_on(shop.capacity, location, day("2027-03-01"))
    for number in range(24):
        shop.now = Instant(slot.starts_at + number * 10 * MINUTE)
        if number % 3 == 2:
            shop.tell(*capacities.give_back(shop.capacity, OrderId(f"o{number - 1}"), "x"))
        left = capacities.minutes_left(shop.capacity, location.location, slot, slot.ends_at, shop.now)
        assert left <= 240 - number * 10
        work = capacities.Work(day("2027-03-01"), slot.ends_at, 15, shop.now)
        taken = capacities.take_work(shop.capacity, OrderId(f"o{number}"), location, (work,), shop.now)
        assert isinstance(taken, Refused) is (left < 15)
        if not isinstance(taken, Refused):
            shop.tell(*taken)
    assert timedelta(microseconds=slot.ends_at - slot.starts_at) == timedelta(hours=4)
