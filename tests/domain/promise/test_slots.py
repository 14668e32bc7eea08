"""Delivery slots: offered from the first feasible day on, chosen, taken, and never past their hour."""

import pytest
from msgspec.structs import replace

from promesa.domain.ledger.capacity import CapacityReturned
from promesa.domain.ledger.delivery_slots import ANY_AREA, DaySlots, DeliverySlotsSet, SlotPlacesSet
from promesa.domain.promise.quoting import slotting
from promesa.domain.promise.words import Offer
from promesa.domain.values.calendars import WORKING_WEEK, Calendar
from promesa.domain.values.ids import OrderId, ServiceId
from promesa.domain.values.refusal import Reason, Refused
from tests.domain.promise.shop import MERIDA, Shop, at, day

EVENING = DaySlots("19:00", "20:00", 1)
S1 = ServiceId("S")


def shop(*slots: DaySlots, days: int = 1, closes: int = 120, area: str = ANY_AREA) -> Shop:
    here = Shop()
    here.sells("A")
    here.opens("N1")
    here.carries("S", days, 5_000)
    here.has({("N1", "A"): 99})
    here.tell(DeliverySlotsSet(service=S1, area=area, slots=slots or (EVENING,), closes_minutes=closes))
    return here


def names(offer: Offer) -> list[str]:
    return [slot.slot for slot in offer.slots]


def take(here: Shop, order: str, slot: str | None = None) -> Offer | Refused:
    offer = slotting.chosen(here.parts(), here.offers({"A": 1})[0], slot, here.now)
    if isinstance(offer, Offer):
        here.tell(*slotting.take(here.parts(), OrderId(order), offer))
    return offer


def test_slots_are_offered_on_the_services_days_from_the_first_feasible_one() -> None:
    here = shop(EVENING, DaySlots("09:00", "12:00", 5, (5, 6)))
    (offer,) = here.offers({"A": 1})
    assert names(offer)[:2] == ["2027-03-02 19:00-20:00", "2027-03-03 19:00-20:00"]
    assert names(offer)[-2:] == ["2027-03-06 09:00-12:00", "2027-03-06 19:00-20:00"], "five days, the last a Saturday"


def test_r17_the_horizon_is_counted_from_the_first_feasible_day() -> None:
    here = shop(days=60)
    here.policy = replace(here.policy, horizon_days=200)
    here.carries(
        "S", 60, 5_000, calendar=Calendar(WORKING_WEEK, ("mx",)), counts="working", delivery_weekdays=WORKING_WEEK
    )
    here.tell(DeliverySlotsSet(service=S1, slots=(EVENING,)))
    (offer,) = here.offers({"A": 1})
    assert len(offer.slots) == 5
    assert names(offer)[0][:10] == offer.promised_on.isoformat()


def test_who_names_none_gets_the_first_and_the_promise_is_for_it() -> None:
    here = shop()
    offer = take(here, "o1")
    assert isinstance(offer, Offer)
    assert (offer.slot, offer.promised_on, offer.promised_by) == (
        "2027-03-02 19:00-20:00",
        day("2027-03-02"),
        at("2027-03-02 20:00"),
    )
    (next_one,) = here.offers({"A": 1})
    assert (next_one.promised_on, names(next_one)[0]) == (day("2027-03-03"), "2027-03-03 19:00-20:00")


@pytest.mark.parametrize(
    ("slot", "reason"),
    [
        ("2027-03-02 19:00-20:00", Reason.NO_CAPACITY),
        ("2027-03-02 19:00-21:00", Reason.UNKNOWN_SLOT),
        ("tomorrow", Reason.UNKNOWN_SLOT),
        ("2027-03-01 19:00-20:00", Reason.NO_PROMISE),
        ("2027-02-28 19:00-20:00", Reason.CUTOFF_PASSED),
    ],
    ids=["full", "other hours", "no name", "nothing is there by then", "over"],
)
def test_a_slot_that_cannot_be_had(slot: str, reason: Reason) -> None:
    here = shop()
    take(here, "o1")
    refused = take(here, "o2", slot)
    assert isinstance(refused, Refused)
    assert refused.reason is reason


def test_a_slot_closes_so_long_before_it_starts() -> None:
    here = shop(DaySlots("11:00", "13:00", 9), days=0, closes=60)
    here.now = at("2027-03-01 09:59")
    assert names(here.offers({"A": 1})[0])[0] == "2027-03-01 11:00-13:00"
    here.now = at("2027-03-01 10:00")
    assert names(here.offers({"A": 1})[0])[0] == "2027-03-02 11:00-13:00"


def test_places_are_counted_by_area_and_come_back_once() -> None:
    here = shop()
    take(here, "o1")
    assert here.offers({"A": 1}, MERIDA)[0].promised_on == day("2027-03-02"), "another area has places of its own"
    here.tell(CapacityReturned(OrderId("o1"), "cancelled"))
    assert here.offers({"A": 1})[0].promised_on == day("2027-03-02")
    here.tell(SlotPlacesSet(service=S1, area="14", slot="2027-03-02 19:00-20:00", places=0))
    assert here.offers({"A": 1})[0].promised_on == day("2027-03-03")


def test_a_service_whose_slots_are_full_leaves_the_field_to_another() -> None:
    here = shop(DaySlots("19:00", "20:00", 0))
    assert here.asks({"A": 1}) == Refused(Reason.NO_CAPACITY, "44100")
    here.carries("T", 4, 9_000)
    (offer,) = here.offers({"A": 1})
    assert (offer.legs[0].service, offer.slots, offer.promised_on) == ("T", (), day("2027-03-05"))


def test_a_dearer_service_without_slots_is_the_faster_one_once_the_first_days_are_full() -> None:
    here = shop()
    here.carries("T", 2, 9_000)
    assert [offer.legs[0].service for offer in here.offers({"A": 1})] == ["S"]
    for number in range(3):
        take(here, f"o{number}")
    cheap, fast = here.offers({"A": 1})
    assert (cheap.legs[0].service, cheap.promised_on) == ("S", day("2027-03-05"))
    assert (fast.legs[0].service, fast.promised_on) == ("T", day("2027-03-03"))
