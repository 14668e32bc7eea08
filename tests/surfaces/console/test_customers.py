"""Customers in the console: one history, consent by its layers, and a contact that is opened for a reason alone."""

from promesa.surfaces.console.customers_words import WORDS
from tests.surfaces.console.test_conversations import page, waits
from tests.surfaces.http.city import Client
from tests.surfaces.web.browsing import Browser

CONTACT = {"name": "Ana Núñez", "phone": "+525512345678", "email": "ana@example.com"}


def known(client: Client) -> Browser:
    browser = waits(client)
    client.post("/v1/customers/c1", CONTACT)
    return browser


def test_found_by_their_number_or_an_orders(client: Client) -> None:
    browser = known(client)
    assert "/customers/c1" in page(browser, "/customers")
    for wanted in ("c1", "o1"):
        told = browser.get(f"/customers?q={wanted}")
        assert (told.status, told.headers["location"]) == (303, "/customers/c1")
    assert WORDS["es"]["not_found"] in page(browser, "/customers?q=zz")


def test_a_contact_is_shown_to_who_said_why_and_it_is_written_down(client: Client) -> None:
    browser = known(client)
    assert "Ana Núñez" not in page(browser, "/customers/c1")
    browser.act("open_contact", customer="c1", why="call_back")
    shown = page(browser, "/customers/c1")
    assert "Ana Núñez" in shown
    assert "Le voy a llamar" in shown, "that it was opened stands in the history"
    client.clock.now += 10 * 60_000_000
    assert "Ana Núñez" not in page(browser, "/customers/c1")


def test_one_history_of_orders_promises_and_cases(client: Client) -> None:
    shown = page(known(client), "/customers/c1")
    assert "/orders/o1" in shown
    assert "/cases/" in shown


def test_a_no_to_offers_is_noted_and_shown(client: Client) -> None:
    browser = known(client)
    browser.act("record_consent", customer="c1", layer="consumer_law", allowed="false", source="console")
    shown = page(browser, "/customers/c1")
    assert "ley del consumidor" in shown
    consent = client.machine.world.consents.by_customer["c1"]
    assert consent.number == 1


def test_forgotten_for_good(client: Client) -> None:
    browser = known(client)
    browser.act("forget_customer", customer="c1")
    assert WORDS["es"]["forgotten"] in page(browser, "/customers/c1")


def test_nobody_is_no_customer(client: Client) -> None:
    assert Browser(client).get("/customers/nobody").status in (404, 422)


def test_both_languages_have_the_same_words() -> None:
    assert set(WORDS["es"]) == set(WORDS["en"])
