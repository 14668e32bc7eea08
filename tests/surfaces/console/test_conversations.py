"""Conversations in the console: both clocks, a thread sealed until it is taken, an answer that goes out."""

import msgspec

from promesa.domain.conduct.conversations.words import TalkOn, Utterance
from promesa.domain.people.messages.words import HearCustomer
from promesa.domain.values.ids import CustomerId, OrderId
from promesa.domain.values.moments import DAY
from promesa.surfaces.boards.care_board import ATTENDED, FLOWING, WAITING, CareBoard
from promesa.surfaces.console.conversations_words import WORDS
from tests.surfaces.http.city import Client
from tests.surfaces.web.browsing import Browser

ANA = CustomerId("c1")
SAID = "¿Por qué no llega mi licuadora?"


def writes(client: Client, heard: str, text: str = SAID, exact: str = "") -> None:
    """The customer writes; `exact` is a word that is an order by itself."""
    now = client.machine.now()
    plain = msgspec.json.encode({"id": heard, "said": {"text": {"body": text}}})
    sealed = client.crew.room.vault.seal(ANA, plain)
    assert client.machine.submit(HearCustomer(ANA, heard, now, sealed=sealed), "whatsapp").accepted
    mentions = (("exact", exact),) if exact else ()
    said = Utterance(heard, now, "text", proposals=("where_is_my_order",), mentions=mentions, order=OrderId("o1"))
    assert client.machine.submit(TalkOn(ANA, said), "whatsapp").accepted


def waits(client: Client) -> Browser:
    client.order("o1")
    writes(client, "w1")
    writes(client, "w2", "asesor", exact="talk_to_a_person")
    return Browser(client)


def page(browser: Browser, path: str = "/conversations/c1") -> str:
    told = browser.get(path)
    assert told.status == 200, told.body
    return told.body.decode()


def test_who_asked_for_a_person_waits_with_both_clocks(client: Client) -> None:
    shown = page(waits(client), "/conversations")
    assert "/conversations/c1" in shown
    assert "1 sin leer" in shown
    assert shown.count("data-clock") == 2
    assert page(Browser(client), "/conversations?box=waiting").count("data-clock") == 2
    assert "/conversations/c1" not in page(Browser(client), "/conversations?box=flowing").split('id="main"')[1]


def test_what_was_written_is_sealed_until_somebody_takes_it(client: Client) -> None:
    browser = waits(client)
    assert SAID not in page(browser)
    assert "Mensaje sellado" in page(browser)
    told = browser.act("take_conversation", customer="c1")
    assert told.status == 303
    assert SAID in page(browser)
    assert "La atiendes tú" in page(browser)
    assert SAID not in page(browser, "/conversations/live"), "what is pushed to everybody holds no text"
    browser.act("hand_back_conversation", customer="c1")
    assert SAID not in page(browser)


def test_a_prepared_answer_is_sent_and_stands_in_the_thread(client: Client) -> None:
    browser = waits(client)
    (case,) = client.machine.world.cases.living
    drafted = page(browser, "/conversations/c1?draft=where")
    text = drafted.split("<textarea")[1].split(">", 1)[1].split("</textarea>")[0]
    assert "o1" in text
    assert browser.act("answer_customer", customer="c1", case=case, text=text).status == 303
    assert text in page(browser)
    assert client.machine.world.cases.by_id[case].unread == 0
    client.clock.now += 60_000_000
    assert "1 sin leer" not in page(browser, "/conversations")


def test_beyond_the_window_the_page_says_how_it_will_go_out(client: Client) -> None:
    browser = waits(client)
    assert WORDS["es"]["answer_hint_open"] in page(browser)
    client.clock.now += DAY + 1
    assert WORDS["es"]["answer_hint_closed"] in page(browser)


def test_what_was_not_said_stands_there_with_its_reason(client: Client) -> None:
    browser = waits(client)
    shown = page(browser)
    assert "caso abierto" in shown
    assert "espera hasta" in shown or "saliendo" in shown


def test_a_customer_that_nobody_knows_has_no_thread(client: Client) -> None:
    assert Browser(client).get("/conversations/nobody").status in (404, 422)


def test_the_board_is_the_same_whether_it_was_begun_or_followed(client: Client) -> None:
    board = client.crew.room.boards.of(CareBoard)
    waits(client)
    client.crew.room.boards.of(CareBoard)
    fresh = CareBoard()
    client.machine.ask(lambda world: fresh.begin(world, client.machine.now()))
    for box in (WAITING, ATTENDED, FLOWING):
        assert [one.customer for one in board.talks(box)] == [one.customer for one in fresh.talks(box)]
    assert list(board.cases()) == list(fresh.cases())
    assert board.overdue(client.machine.now()) == 0
    assert board.overdue(client.machine.now() + 30 * DAY) == 1


def test_both_languages_have_the_same_words() -> None:
    assert set(WORDS["es"]) == set(WORDS["en"])
