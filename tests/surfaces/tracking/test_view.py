"""What the page shows and offers, by how far the order has come: one line each, and nothing that is not so."""

from datetime import date

import pytest

from promesa.domain.conduct.conversations.words import Browser
from promesa.domain.ledger.shipments.words import RecordScan, Scan
from promesa.domain.promise.promises import Move
from promesa.domain.values.ids import OrderId, ParcelId
from promesa.domain.values.moments import DAY, HOUR, Instant
from promesa.surfaces.tracking import page, picture, view, words
from promesa.surfaces.tracking.page import Around
from promesa.surfaces.tracking.view import Tracked
from tests.lab.page_talking import MINE, PagePhone
from tests.lab.talking import shop_with
from tests.regressions.shop import Shop
from tests.surfaces.tracking.customer import RING

TABLE = {
    "unpaid": ("to_pay", 1, ("show", "pay_again", "cancel")),
    "planned": ("preparing", 2, ("show", "change_date", "change_address", "change_to_pickup", "cancel")),
    "packed": ("preparing", 2, ("show", "cancel")),
    "moving": ("moving", 3, ("show", "cancel", "claim")),
    "delivered": ("delivered", 5, ("show", "return", "exchange", "claim", "invoice")),
    "counter": ("preparing", 2, ("show", "cancel")),
    "ready": ("ready", 3, ("show", "cancel")),
    "cancelled": ("cancelled", 2, ()),
}
"""State of the shop -> (word of the page, steps done, what is offered beside a person)."""


def track(shop: Shop, browser: Browser | None = None, language: str = "es") -> Tracked:
    found = view.track(shop.world, MINE, browser, shop.now, language)
    assert found is not None
    return found


@pytest.mark.parametrize("state", TABLE)
def test_what_is_shown_and_offered(state: str) -> None:
    word, done, offered = TABLE[state]
    found = track(shop_with(state, several=True))
    assert found.state == word
    assert sum(step.how == "done" for step in found.steps) == done
    assert found.offered == (*offered, "talk_to_a_person")


@pytest.mark.parametrize("state", TABLE)
def test_whatever_is_offered_begins_and_is_never_the_menu(state: str) -> None:
    for name in track(shop_with(state, several=False)).offered:
        browser = PagePhone(shop_with(state, several=False))
        browser.says(kind="button", button=f"go:{name}:{MINE}")
        assert browser.texts() not in (["menu"], ["no_such_order"], ["old_button"]), name


@pytest.mark.parametrize("state", TABLE)
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_state_has_its_words_and_its_picture(state: str, language: str) -> None:
    shop = shop_with(state, several=False)
    around = Around(RING, "token", "https://tienda.example/", "", "mark", language, shop.now)
    shown = page.values(track(shop, language=language), around)
    assert shown["state"] in words.every(words.STATES, language).values()
    assert picture.drawn(shown["state"], shown["day"], (1, 5)).startswith(b"\x89PNG")


def test_every_word_of_a_picture_has_its_letters() -> None:
    said = "".join(f"{spanish}{english}" for spanish, english in words.STATES.values())
    assert set(said) <= set(picture.LETTERS), set(said) - set(picture.LETTERS)


def test_an_order_that_is_not_there_is_not_shown() -> None:
    shop = shop_with("planned", several=False)
    assert view.track(shop.world, OrderId("nobody's"), None, shop.now, "es") is None


def test_what_only_its_customer_may_see_waits_for_a_proof() -> None:
    shop = shop_with("moving", several=False)
    parcel = shop.world.shipments.by_order[MINE][0]
    shop.world.shipments.by_id[parcel].tracking = "794655112233"
    (seen,) = track(shop).parcels
    assert (seen.guide, seen.items) == ("···2233", ())
    assert track(shop).money is None
    browser = PagePhone(shop)
    browser.says(kind="button", button=f"go:show:{MINE}")
    assert track(shop, browser.browser).money is None
    browser.proves()
    known = track(shop, browser.browser)
    assert (known.parcels[0].guide, known.parcels[0].items) == ("794655112233", ((2, "A"),))
    assert known.money is not None
    assert track(shop, Browser(MINE, "another")).money is None
    assert track(shop, Browser(OrderId("theirs"), browser.browser.mark)).money is None
    shop.now = Instant(shop.now + HOUR)
    assert track(shop, browser.browser).money is None, "a proof is good for half an hour"


def test_nothing_is_called_sure_that_is_not() -> None:
    shop = shop_with("moving", several=False)
    when = track(shop).when
    assert when is not None
    assert when.sure in ("almost_sure", "very_likely", "likely")
    parcel = shop.world.shipments.by_order[MINE][0]
    shop.world.shipments.by_id[parcel].eta = date(2027, 3, 30)
    assert _sure(shop) == "may_change"
    shop.world.shipments.by_id[parcel].eta = when.day
    shop.now = Instant(shop.now + 20 * DAY)
    assert (_sure(shop), track(shop).state) == ("looking", "overdue")


def test_a_day_that_moved_says_from_when_and_why() -> None:
    shop = shop_with("planned", several=False)
    promise = shop.world.promises.by_order[MINE]
    was = promise.told_on
    promise.told_on, promise.moves = date(2027, 3, 9), 1
    promise.told = (Move(shop.now, promise.told_on, "the carrier is late"),)
    when = track(shop).when
    assert when is not None
    assert (when.day, when.was, when.why) == (date(2027, 3, 9), was, "carrier_late")


def test_an_attempt_in_vain_is_said_until_something_newer_is_known() -> None:
    shop = shop_with("moving", several=False)
    parcel = ParcelId(shop.world.shipments.by_order[MINE][0])
    shop.put(RecordScan(parcel, Scan.ATTEMPT_FAILED, shop.now))
    assert track(shop).parcels[0].attempted_on == date(2027, 3, 1)
    shop.now = Instant(shop.now + HOUR)
    shop.put(RecordScan(parcel, Scan.OUT_FOR_DELIVERY, shop.now))
    assert track(shop).parcels[0].attempted_on is None


def _sure(shop: Shop) -> str:
    when = track(shop).when
    assert when is not None
    return when.sure
