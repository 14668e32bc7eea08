"""What is no longer so is not said: of orders that are over, parcels that are elsewhere, questions that are closed."""

import pytest

from promesa.domain.people.messages.words import Silence, WantMessage
from promesa.domain.values.ids import CustomerId, OrderId
from tests.regressions.shop import Shop


def at_night() -> Shop:
    """An order whose parcel left at half past nine in the evening: that it is on its way waits for the morning."""
    shop = Shop("2027-03-01 21:30").sells("A").opens("N1").carries("P", 2, 80).has("N1", A=9)
    shop.places("o1", {"A": 1})
    shop.pays("o1")
    shop.packs("o1-1")
    shop.hands_over("o1-1")
    return shop


def silence(shop: Shop, message: str) -> Silence | None:
    return shop.world.messages.by_name[message].silence


def test_what_waits_is_said_in_the_morning_where_it_is_still_so() -> None:
    shop = at_night()
    assert silence(shop, "o1-1:on_its_way") is Silence.QUIET_HOURS
    shop.passes_to("2027-03-02 09:00")
    assert silence(shop, "o1-1:on_its_way") is None
    assert shop.world.messages.by_name["o1-1:on_its_way"].attempts


def test_nobody_hears_that_a_parcel_is_on_its_way_which_they_hold() -> None:
    shop = at_night()
    shop.delivers("o1-1")
    shop.passes_to("2027-03-02 09:00")
    assert silence(shop, "o1-1:on_its_way") is Silence.OVERTAKEN
    assert shop.world.messages.by_name["o1-1:delivered"].attempts


@pytest.mark.parametrize(("until", "reason"), [("12:30:00Z", Silence.TOO_LATE), ("18:00:00Z", None)])
def test_a_question_is_not_asked_after_its_answer_was_due(until: str, reason: Silence | None) -> None:
    """Bad news waits for seven o'clock, which is 13:00 in UTC."""
    shop = at_night()
    shop.passes_to("2027-03-01 23:00")
    words = (("until", f"2027-03-02T{until}"),)
    shop.put(WantMessage("q", OrderId("o1"), CustomerId("ana"), "choice_wanted", words))
    assert silence(shop, "q") is Silence.QUIET_HOURS
    shop.passes_to("2027-03-02 07:00")
    assert silence(shop, "q") is reason
