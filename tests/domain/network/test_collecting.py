"""A carrier's van: the earlier of the location's cut-off and the van less preparation decides when an order leaves."""

from typing import Any

import pytest

from promesa.domain.network.locations import collecting
from promesa.domain.network.locations.words import CollectionSet, week
from promesa.domain.values.ids import LocationId, ServiceId
from promesa.domain.values.refusal import Reason, Refused
from tests.domain.promise.shop import Shop, at, day

NEVER = (None,) * 7


def shop(now: str, hours: tuple[str | None, ...] = week("17:00", "13:00"), prep: int = 60, **about: Any) -> Shop:
    """Cut-off 18:00 from Monday to Saturday; the van comes as said; one day on the road."""
    found = Shop()
    found.now = at(now)
    found.sells("A")
    found.opens("N1", **{"cutoffs": week("18:00", "18:00"), **about})
    found.carries("P", 1, 9_000)
    found.has({("N1", "A"): 99})
    found.tell(CollectionSet(LocationId("N1"), ServiceId("P"), hours, prep))
    return found


@pytest.mark.parametrize(
    ("now", "cutoffs", "leaves", "comes"),
    [
        ("2027-03-01 15:59:59", week("18:00", "18:00"), "2027-03-01 17:00", "2027-03-02"),
        ("2027-03-01 16:00", week("18:00", "18:00"), "2027-03-02 17:00", "2027-03-03"),
        ("2027-03-01 14:00", week("14:00", "14:00"), "2027-03-02 17:00", "2027-03-03"),
        ("2027-03-01 13:59:59", week("14:00", "14:00"), "2027-03-01 17:00", "2027-03-02"),
        ("2027-03-06 11:59:59", week("18:00", "18:00"), "2027-03-06 13:00", "2027-03-07"),
        ("2027-03-06 12:00", week("18:00", "18:00"), "2027-03-08 17:00", "2027-03-09"),
        ("2027-03-07 09:00", week("18:00", "18:00"), "2027-03-08 17:00", "2027-03-09"),
    ],
)
def test_the_effective_cut_off(now: str, cutoffs: tuple[str | None, ...], leaves: str, comes: str) -> None:
    (offer,) = shop(now, cutoffs=cutoffs).offers({"A": 1})
    assert (offer.legs[0].hand_over_by, offer.promised_on) == (at(leaves), day(comes))


def test_the_answer_follows_each_van_as_time_goes_on_and_back() -> None:
    here = shop("2027-03-01 10:00")
    hours = ("10:00", "15:59:59", "16:00", "18:01", "15:00", "16:30")
    found = []
    for clock in hours:
        here.now = at(f"2027-03-01 {clock}")
        found.append(here.offers({"A": 1})[0].promised_on.day)
    assert found == [2, 2, 3, 3, 2, 3]


def test_a_quote_ends_when_the_van_can_no_longer_be_reached() -> None:
    here = shop("2027-03-01 15:50")
    answer = here.asks({"A": 1})
    assert not isinstance(answer, Refused)
    assert answer.expires_at == at("2027-03-01 16:00")


def test_where_the_carrier_does_not_collect_nothing_is_sent_by_it() -> None:
    assert shop("2027-03-01 10:00", NEVER).asks({"A": 1}) == Refused(Reason.NO_SERVICE, "44100")


def test_another_location_with_the_same_hours_but_no_van_keeps_its_own_days() -> None:
    here = shop("2027-03-01 17:00")
    here.sells("B")
    here.opens("N2", cutoffs=week("18:00", "18:00"))
    here.has({("N2", "B"): 9})
    assert here.offers({"B": 1})[0].promised_on == day("2027-03-02")
    assert here.offers({"A": 1})[0].promised_on == day("2027-03-03")


def test_what_is_said_of_a_location_later_keeps_its_vans_and_no_hours_forget_one() -> None:
    here = shop("2027-03-01 17:30")
    here.opens("N1", cutoffs=week("18:00", "18:00"), kind="dc")
    assert here.offers({"A": 1})[0].promised_on == day("2027-03-03")
    here.tell(CollectionSet(LocationId("N1"), ServiceId("P")))
    assert collecting.of(here.locations.by_id[LocationId("N1")], ServiceId("P")) is None
    assert here.offers({"A": 1})[0].promised_on == day("2027-03-02")
