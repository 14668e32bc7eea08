"""The story of a promise that slips: saved in silence where it can be, told once where it cannot."""

from datetime import date

import pytest

from promesa.domain.conduct.policies import SetPolicy
from promesa.domain.network.locations.words import SetClosures
from promesa.domain.people.messages.words import MessageWanted
from promesa.domain.promise.commit.words import SaveFailed
from promesa.domain.values.ids import OrderId
from promesa.domain.values.policy import Policy
from tests.regressions import truths
from tests.regressions.shop import Shop, at


def shop(n2: int = 5) -> Shop:
    """N1 is next door and N2 far away; the order is promised for Friday 5 March from N1."""
    here = Shop("2027-03-01 10:00").sells("A").opens("N1").opens("N2", "09")
    here.carries("slow", 4, 40).carries("fast", 1, 90, to=("14",)).has("N1", A=5).has("N2", A=n2)
    here.places("o1", {"A": 2}, rail="cod")
    assert here.world.shipments.by_id["o1-1"].planned.location == "N1"
    return here


def delayed(here: Shop) -> list[tuple[str, str]]:
    told = [message for message in here.facts(MessageWanted) if message.template == "delayed"]
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


def guessing() -> Shop:
    """Almost nothing is known of the service, and what it might take is spread wide."""
    here = Shop("2027-03-01 10:00").sells("A").opens("N1").carries("slow", 4, 40).has("N1", A=5)
    here.put(SetPolicy(Policy(late_share=0.02, guess_days_max=0)))
    here.places("o1", {"A": 2}, rail="cod")
    return here


def test_a_date_that_was_a_guess_is_confirmed_within_the_hour_that_was_named() -> None:
    here = guessing()
    made = here.world.promises.by_order[OrderId("o1")].made
    assert made.basis == "cautious"
    assert made.confirm_by == at("2027-03-01 11:00")
    here.passes_to("2027-03-01 10:59:59")
    assert "PromiseConfirmed" not in here.story()
    here.passes_to("2027-03-01 11:00")
    assert here.story()[-1] == "PromiseConfirmed"
    assert here.messages()[-1] == "o1:date_confirmed"
    truths.hold(here.world)


def test_or_another_date_is_told_by_then() -> None:
    here = guessing()
    here.put(SetClosures("N1", (date(2027, 3, 1), date(2027, 3, 2))))
    here.passes_to("2027-03-01 11:00")
    assert here.story()[-1] == "PromiseMoved"
    assert here.world.promises.by_order[OrderId("o1")].told[-1].cause == "looked at again"
