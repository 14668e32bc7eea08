"""The tour: each step on its own page, plain links from one to the next, ended for good by a link."""

import re

import pytest
from msgspec import structs

from promesa.surfaces import faces
from promesa.surfaces.web import tour
from tests.surfaces.http.city import SETTINGS, Client, city
from tests.surfaces.web.browsing import Browser


def test_words_are_the_same_in_both_languages() -> None:
    assert tour.WORDS["es"].keys() == tour.WORDS["en"].keys()


def test_every_step_is_a_page_that_there_is() -> None:
    paths = {page.path for page in faces.shell().pages}
    assert {step.path for step in tour.STEPS} <= paths
    assert len(tour.STEPS) == 5


def test_a_newcomer_walks_it_by_its_links_and_ends_it(client: Client) -> None:
    browser, address = Browser(client), "/"
    for number, step in enumerate(tour.STEPS, start=1):
        shown = browser.get(address).body.decode()
        assert f"Paso {number} de 5" in shown, address
        assert step.es[0] in shown
        onward = re.search(r'rel="next" href="([^"]+)">Siguiente', shown)
        assert (onward is None) == (number == 5)
        address = onward[1] if onward else address
    assert "/phone" in shown
    assert "Paso 5" in browser.get("/conversations").body.decode(), "remembered"
    ended = browser.get("/conversations?tour=0").body.decode()
    assert "Paso" not in ended
    assert "Paso" not in browser.get("/").body.decode(), "and that too"
    assert "Paso 1 de 5" in browser.get("/?tour=1").body.decode(), "until it is asked for"


@pytest.mark.parametrize("asked", ["6", "-1", "x", "%00"])
def test_a_step_that_there_is_not_is_no_step(client: Client, asked: str) -> None:
    browser = Browser(client)
    browser.get("/?tour=0")
    told = browser.get(f"/?tour={asked}")
    assert told.status == 200
    assert "Paso" not in told.body.decode()


def test_a_house_of_work_takes_nobody_on_a_tour_unasked() -> None:
    with city(settings=structs.replace(SETTINGS, open=False)):
        assert tour.card(tour.ENDED, "/", "es", is_open=False) is None
    found = tour.card("5", "/conversations", "en", is_open=False)
    assert found is not None
    assert found.link == ("", "")
