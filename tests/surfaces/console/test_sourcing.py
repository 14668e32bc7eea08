"""Sourcing: second thoughts with what they saved, taken back by a form; the plans of one order; the past otherwise."""

from promesa.surfaces.console.sourcing_words import WORDS
from tests.surfaces.http.city import Client
from tests.surfaces.http.test_rethinks import count, sent_from, split
from tests.surfaces.web.browsing import Browser


def page(browser: Browser, path: str = "/sourcing") -> str:
    told = browser.get(path)
    assert told.status == 200, told.body
    return told.body.decode()


def test_words_are_the_same_in_both_languages() -> None:
    assert WORDS["es"].keys() == WORDS["en"].keys()


def test_a_thought_is_asked_for_told_and_taken_back(client: Client) -> None:
    browser = Browser(client)
    assert WORDS["es"]["none"] in page(browser)
    assert split(client) == ["cedis", "centro"]
    count(client, "A", "cedis", 5)
    assert browser.act("rethink_orders").status == 303
    assert sent_from(client) == ["cedis"]
    shown = page(browser)
    assert WORDS["es"]["standing"] in shown
    assert 'name="order" value="W-1"' in shown
    run = next(iter(client.machine.world.rethinks.by_run))
    assert browser.act("undo_rethink", run=run, order="W-1").status == 303
    assert sent_from(client) == ["cedis", "centro"]
    assert WORDS["es"]["standing"] not in page(browser)


def test_the_plans_of_one_order_are_shown_with_their_price(client: Client) -> None:
    client.order("W-1")
    browser = Browser(client)
    shown = page(browser, "/sourcing?order=W-1")
    assert WORDS["es"]["plan_now"] in shown
    assert "cedis · " in shown
    assert "centro · " in shown
    assert WORDS["es"]["no_plans"] in page(browser, "/sourcing?order=nobody")


def test_what_lives_in_memory_is_not_raced_and_says_so(client: Client) -> None:
    shown = page(Browser(client), "/sourcing?lang=en")
    assert WORDS["en"]["no_store"] in shown
    assert "/do/start_replay" not in shown
