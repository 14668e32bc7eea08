"""The story of a promise that slips: saved in silence where it can be, told once where it cannot."""

import pytest

from promesa.domain.people.messages import SendMessage
from promesa.domain.promise.commit.words import SaveFailed
from tests.regressions import truths
from tests.regressions.shop import Shop


def shop(n2: int = 5) -> Shop:
    """N1 is next door and N2 far away; the order is promised for Friday 5 March from N1."""
    here = Shop("2027-03-01 10:00").sells("A").opens("N1").opens("N2", "09")
    here.carries("slow", 4, 40).carries("fast", 1, 90, to=("14",)).has("N1", A=5).has("N2", A=n2)
    here.places("o1", {"A": 2}, rail="cod")
    assert here.world.shipments.by_id["o1-1"].planned.location == "N1"
    return here


def delayed(here: Shop) -> list[tuple[str, str]]:
    told = [message for message in here.wanted(SendMessage) if message.template == "delayed"]
    return [(dict(message.words)["was_on"], dict(message.words)["promised_on"]) for message in told]


def test_not_handed_over_it_leaves_elsewhere_and_nobody_need_know() -> None:
    here = shop()
    here.passes_to("2027-03-01 16:00")
    assert here.story()[-6:] == [
        "HandOverMissed",
        "ParcelCancelled",
        "StockReserved",
        "CapacityReturned",
        "CapacityTaken",
        "ParcelPlanned",
    ]
    assert here.world.shipments.by_id["o1-2"].planned.location == "N2"
    assert delayed(here) == []
    truths.hold(here.world)


def test_with_nowhere_else_the_new_day_is_told_before_anybody_asks() -> None:
    here = shop(n2=0)
    here.passes_to("2027-03-01 16:00")
    assert here.story()[-2:] == ["HandOverMissed", "PromiseMoved"]
    assert delayed(here) == [("2027-03-05", "2027-03-06")]
    assert here.messages()[-1] == "o1:delayed:2027-03-06"


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (["2027-03-04"], []),
        (["2027-03-05", "2027-03-05"], []),
        (["2027-03-08", "2027-03-08"], [("2027-03-05", "2027-03-08")]),
        (["2027-03-08", "2027-03-06"], [("2027-03-05", "2027-03-08")]),
        (["2027-03-08", "2027-03-09"], [("2027-03-05", "2027-03-08"), ("2027-03-08", "2027-03-09")]),
    ],
    ids=["sooner", "the day itself", "later, twice", "later, then sooner", "later and later"],
)
def test_each_later_day_is_told_once(days: list[str], told: list[tuple[str, str]]) -> None:
    here = shop()
    here.hands_over("o1-1")
    for number, day in enumerate(days):
        here.passes_to(f"2027-03-02 1{number}:00")
        here.put_eta("o1-1", day)
    assert delayed(here) == told


def test_silence_ends_with_a_person_and_not_with_an_invented_day() -> None:
    here = shop()
    here.hands_over("o1-1")
    here.passes_to("2027-03-20 12:00")
    assert here.story()[-2:] == ["ArrivalOverdue", "SaveFailed"]
    assert here.facts(SaveFailed) == [SaveFailed("o1", "no news")]
    assert delayed(here) == []
    here.delivers("o1-1")
    assert here.story()[-2:] == ["PromiseBroken", "OrderClosed"]
    assert here.world.promises.by_order["o1"].cause == "carrier"
    truths.hold(here.world)


def test_a_parcel_that_nobody_ever_sends_is_not_promised_again_for_ever() -> None:
    here = shop(n2=0)
    here.passes_to("2027-05-01 12:00")
    assert len(delayed(here)) == 3
    assert here.story()[-2:] == ["ArrivalOverdue", "SaveFailed"]
    truths.hold(here.world)
