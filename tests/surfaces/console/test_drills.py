"""Contingencies: rehearsed without a trace, opened at what was shown, closed again."""

import re

import pytest

from promesa.surfaces.console.drills_words import WORDS
from tests.surfaces.http.city import Client
from tests.surfaces.web.browsing import Browser


def page(browser: Browser, path: str = "/planning/drills") -> str:
    told = browser.get(path)
    assert told.status == 200, told.body
    return told.body.decode()


def test_words_are_the_same_in_both_languages() -> None:
    assert WORDS["es"].keys() == WORDS["en"].keys()


def test_it_is_rehearsed_without_a_trace_then_opened_and_closed(client: Client) -> None:
    client.order("W-1")
    browser, before = Browser(client), client.head()
    stands = client.machine.world.shipments.by_id["W-1-1"].planned.location
    shown = page(browser, f"/planning/drills?kind=dc_down&location={stands}&days=2")
    assert client.head() == before
    assert WORDS["es"]["foreseen"] in shown
    form = shown.split('action="/do/open_contingency"')[1].split("</form>")[0]
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))
    del fields["csrf"]
    assert browser.act("open_contingency", **fields, reason="sin luz").status == 303
    (name,) = client.machine.world.contingencies.by_name
    opened = page(browser)
    assert f'data-contingency="{name}"' in opened
    assert "sin luz" in opened
    assert browser.act("close_contingency", contingency=name).status == 303
    assert client.machine.world.contingencies.by_name[name].closed_at is not None


@pytest.mark.parametrize("query", ["?kind=flood", "?kind=dc_down", "?kind=dc_down&location=nowhere", "?days=x&kind="])
def test_what_could_not_stop_is_not_rehearsed(client: Client, query: str) -> None:
    assert "/do/open_contingency" not in page(Browser(client), f"/planning/drills{query}")
