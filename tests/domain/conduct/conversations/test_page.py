"""An order's page acts as a chat does, on that order only, for the browser that proved who it is, and sends nothing."""

import random

import pytest

from promesa.domain.conduct.conversations import customer_acts, state
from promesa.domain.conduct.conversations.words import (
    ActConfirmed,
    Browser,
    ConfirmAct,
    GiveUpCode,
    TalkOn,
    Utterance,
)
from promesa.domain.ledger.orders.state import Stage
from promesa.domain.people.cases.words import CaseKind
from promesa.domain.people.intents.words import Intent
from promesa.domain.people.messages.words import MessageWanted
from promesa.domain.values.ids import CustomerId, OrderId
from promesa.domain.values.moments import HOUR, MINUTE, Instant
from tests.lab.page_talking import MINE, PagePhone
from tests.lab.talking import CODE, ME, Phone, shop_with
from tests.regressions.shop import CDMX, Shop


def stage(shop: Shop, order: str = MINE) -> Stage:
    return shop.world.orders.by_id[OrderId(order)].stage


def test_a_price_is_said_and_an_order_cancelled_only_after_a_proof_and_a_yes() -> None:
    page = PagePhone(shop_with("planned", several=True))
    assert page.begins(Intent.CANCEL) == ["ask_prove_place"]
    assert page.proves() == ["confirm_cancel"]
    page.taps("yes")
    assert page.texts() == ["done_CancelOrder"]
    assert stage(page.shop) is Stage.CANCELLED
    (confirmed,) = page.shop.facts(ActConfirmed)
    assert confirmed.browser == page.browser
    assert not page.shop.refused_steps()


def test_what_a_page_answers_is_sent_to_nobody() -> None:
    page = PagePhone(shop_with("planned", several=False))
    before = len(page.shop.facts(MessageWanted))
    page.begins(Intent.WHERE_IS_MY_ORDER)
    assert page.texts() == ["where_planned"]
    assert len(page.shop.facts(MessageWanted)) == before


@pytest.mark.parametrize("intent", sorted(Intent, key=str))
@pytest.mark.parametrize("order", ["mine2", "theirs", "nothing"])
def test_no_other_order_is_reached(intent: Intent, order: str) -> None:
    page = PagePhone(shop_with("planned", several=True))
    page.proves()
    texts = page.begins(intent, order)
    assert set(texts) <= {"ask_prove_place", "no_such_order", "menu"}
    for _ in range(2):
        page.proves()
    page.says(mentions=(("order", order),))
    assert all(order not in dict(reply.words).values() for reply in page.last.replies)  # type: ignore[union-attr]
    assert [stage(page.shop, one) for one in ("mine2", "theirs")] == [Stage.CONFIRMED] * 2
    assert all(case.opened.order == MINE for case in page.shop.world.cases.by_id.values())


def test_nothing_but_the_order_is_spoken_of() -> None:
    page = PagePhone(shop_with("planned", several=False))
    for name in ("my_data", "cancellation", "access", "stop", "resume", "profiling_off", "stock_at_my_store"):
        page.says(kind="button", button=f"go:{name}")
        assert page.texts() == ["menu"], name


def test_what_one_browser_proved_is_good_for_no_other() -> None:
    shop = shop_with("planned", several=False)
    mine, other = PagePhone(shop), PagePhone(shop, mark="browser2")
    mine.begins(Intent.CANCEL)
    mine.proves()
    yes = mine.buttons()["yes"]
    other.says(kind="button", button=yes)
    assert other.texts() == ["old_button"]
    assert other.begins(Intent.CANCEL) == ["ask_prove_place"]
    forged = ConfirmAct(CustomerId(ME), yes.removeprefix("ok:"), other.browser)
    shop.refuses(forged)
    shop.refuses(ConfirmAct(CustomerId(ME), yes.removeprefix("ok:")))
    assert stage(shop) is Stage.CONFIRMED


def test_a_new_browser_is_no_new_start_for_who_guesses() -> None:
    shop = shop_with("planned", several=False)
    for count in range(3):
        page = PagePhone(shop, mark=f"guess{count}")
        page.begins(Intent.CANCEL)
        texts = page.proves(CDMX)
        assert texts == (["locked"] if count == 2 else ["wrong_proof"])
    fresh = PagePhone(shop, mark="guess3")
    assert fresh.begins(Intent.CANCEL) == ["locked"]
    assert fresh.proves() != ["confirm_cancel"]
    phone = Phone(shop, ME, random.Random(2))
    phone.says(kind="button", button="go:cancel:mine")
    assert phone.texts() == ["confirm_cancel"]


def test_where_it_is_fetched_a_code_to_their_phone_proves_who_they_are() -> None:
    page = PagePhone(shop_with("counter", several=False))
    assert page.begins(Intent.CANCEL) == ["ask_prove_phone"]
    assert page.last is not None
    ((name, body),) = page.last.asks
    assert name == "SendCode"
    assert '"to_phone":true' in body
    page.says(mentions=(("order", "mine"),))
    assert page.texts() != ["confirm_cancel"], "its number stands on the page"
    page.begins(Intent.CANCEL)
    page.says(mentions=(("code", CODE),))
    assert page.texts() == ["confirm_cancel"]


def test_another_place_needs_a_code_sent_another_way_whatever_the_phone_got() -> None:
    page = PagePhone(shop_with("planned", several=False))
    page.begins(Intent.CHANGE_ADDRESS)
    page.proves()
    assert page.texts() == ["ask_new_place"]
    page.proves(CDMX)
    page.says(kind="text")
    assert page.texts() == ["confirm_place"]
    page.taps("yes")
    assert page.texts() == ["ask_prove_code"]
    assert page.last is not None
    assert '"to_phone":false' in page.last.asks[0][1] or "to_phone" not in page.last.asks[0][1]
    page.says(mentions=(("code", CODE),))
    assert page.texts()[0] == "done_ChangeDelivery"
    assert page.shop.world.orders.by_id[MINE].placed.postal_code == CDMX


def test_a_code_that_cannot_be_sent_is_a_persons_matter_in_that_browser() -> None:
    page = PagePhone(shop_with("counter", several=False), gets_codes=False)
    page.begins(Intent.CANCEL)
    session = state.session_of(page.shop.world.conversations, CustomerId(ME), page.browser)
    page.shop.put(GiveUpCode(CustomerId(ME), session.codes_at[-1], page.browser))
    known = page.shop.world.conversations.browsers[page.browser.mark]
    assert [reply.text for reply in known.replies] == ["code_not_sent"]
    assert {case.kind for case in page.shop.world.cases.by_id.values()} == {CaseKind.OTHER}


def test_a_page_needs_an_order_of_that_customer() -> None:
    shop = shop_with("planned", several=False)
    said = Utterance("h1", shop.now, "button", "go:claim:theirs", browser=Browser(OrderId("theirs"), "browser1"))
    shop.refuses(TalkOn(CustomerId(ME), said))


def test_visits_are_forgotten_once_nobody_touches_them() -> None:
    shop = shop_with("planned", several=False)
    for count in range(20):
        PagePhone(shop, mark=f"b{count}").begins(Intent.WHERE_IS_MY_ORDER)
        shop.now = Instant(shop.now + HOUR)
    assert len(shop.world.conversations.browsers) <= 4
    assert not shop.world.conversations.guards


def test_a_proof_is_good_for_half_an_hour() -> None:
    page = PagePhone(shop_with("planned", several=False))
    page.begins(Intent.CANCEL)
    page.proves()
    page.shop.now = Instant(page.shop.now + 40 * MINUTE)
    assert page.begins(Intent.CHANGE_DATE) == ["ask_prove_place"]


def test_a_link_is_less_than_a_phone() -> None:
    assert customer_acts.least_level(Browser(MINE, "b")) < customer_acts.least_level(None) == customer_acts.KNOWN
