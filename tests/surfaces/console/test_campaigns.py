"""Campaigns in the console: what was said by day and kind, what was left unsaid, and a board that follows the facts."""

from promesa.domain.people.messages.words import WantMessage
from promesa.domain.people.templates import library
from promesa.domain.values.ids import CustomerId, OrderId
from promesa.domain.values.moments import DAY
from promesa.surfaces.boards.message_board import DAYS, MessageBoard, MessageTally
from promesa.surfaces.console.campaigns_words import WORDS
from tests.surfaces.console.test_conversations import page, waits
from tests.surfaces.http.city import Client


def offers(client: Client, name: str = "spring") -> None:
    ask = WantMessage(name, OrderId(""), CustomerId("c1"), "offer", (("sku", "A"),))
    assert client.machine.submit(ask, "marketing").accepted


def test_an_offer_without_consent_is_not_said_and_the_page_says_so(client: Client) -> None:
    browser = waits(client)
    offers(client)
    shown = page(browser, "/campaigns")
    assert "el cliente no ha dado su permiso" in shown
    board = client.crew.room.boards.of(MessageBoard)
    told = dict(board.by_template())
    assert told["offer"] == MessageTally(unsaid=1)
    for copy in library.ALL:
        assert copy.for_operations or copy.name in shown


def test_the_board_is_the_same_whether_it_was_begun_or_followed(client: Client) -> None:
    board = client.crew.room.boards.of(MessageBoard)
    waits(client)
    offers(client)
    client.post("/v1/customers/c1/consent", {"layer": "consumer_law", "allowed": False})
    client.crew.room.boards.of(MessageBoard)
    fresh = MessageBoard()
    client.machine.ask(lambda world: fresh.begin(world, client.machine.now()))
    assert list(board.by_template()) == list(fresh.by_template())
    assert list(board.by_day()) == list(fresh.by_day())
    assert board.stops() == fresh.stops() == {"consumer_law": 1}


def test_days_that_are_over_are_forgotten(client: Client) -> None:
    waits(client)
    board = client.crew.room.boards.of(MessageBoard)
    client.clock.now += (DAYS + 1) * DAY
    offers(client)
    client.crew.room.boards.of(MessageBoard)
    assert dict(board.by_template()) == {"offer": MessageTally(unsaid=1)}


def test_both_languages_have_the_same_words() -> None:
    assert set(WORDS["es"]) == set(WORDS["en"])
