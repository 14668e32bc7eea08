"""An act told by a form is the operation that programs have: same rules, same answers, and only from our own pages."""

from urllib.parse import quote

import pytest

from promesa.surfaces.web import acting
from tests.surfaces.http.city import CLOSED, Client, city
from tests.surfaces.web.browsing import Browser

CANCEL = "cancel_order"


def test_a_form_does_what_the_api_does(client: Client) -> None:
    client.order("o1")
    browser = Browser(client)
    told = browser.act(CANCEL, order="o1", said="Pedido cancelado.")
    assert (told.status, told.headers["location"]) == (303, "/parts")
    assert client.get("/v1/orders/o1").json["stage"] == "cancelled"
    shown = browser.get("/parts").body.decode()
    assert "Pedido cancelado." in shown
    assert "Pedido cancelado." not in browser.get("/parts").body.decode(), "said once"


def test_htmx_gets_a_toast_and_hears_that_something_was_done(client: Client) -> None:
    client.order("o1")
    browser = Browser(client)
    here = {"hx-request": "true", "hx-current-url": "http://127.0.0.1:8080/parts?q=1", "x-csrf": browser.mark()}
    told = browser.send(CANCEL, {"order": "o1", "next": "/parts"}, here)
    assert (told.status, told.headers["hx-trigger"]) == (200, "acted")
    assert "<html" not in told.body.decode()
    away = browser.send(CANCEL, {"order": "o1", "next": "/docs"}, here)
    assert away.headers["hx-redirect"] == "/docs"


def test_a_no_is_said_in_the_language_of_the_page(client: Client) -> None:
    browser = Browser(client)
    assert browser.act(CANCEL, order="nowhere").status == 303
    assert "No encontramos el pedido nowhere" in browser.get("/parts?lang=es").body.decode()
    here = {"hx-request": "true"}
    browser.cookies["lang"] = "en"
    told = browser.act(CANCEL, here, order="nowhere")
    assert told.status == 422
    assert "hx-trigger" not in told.headers
    assert "nowhere" in told.body.decode()


def test_what_no_page_of_ours_drew_is_not_done(client: Client) -> None:
    client.order("o1")
    browser, other = Browser(client), Browser(client)
    mark, before = browser.mark(), client.head()
    for headers, fields in (
        ({}, {}),
        ({}, {"csrf": "wrong"}),
        ({}, {"csrf": other.mark()}),
        ({"sec-fetch-site": "cross-site"}, {"csrf": mark}),
        ({"origin": "https://evil.example"}, {"csrf": mark}),
        ({"content-type": "text/plain"}, {"csrf": mark}),
    ):
        assert browser.send(CANCEL, {"order": "o1", "next": "/parts", **fields}, headers).status == 303
        assert "llevaba mucho tiempo abierta" in browser.get("/parts").body.decode()
    browser.cookies["seat"] = "x" * 43
    assert browser.send(CANCEL, {"order": "o1", "csrf": mark}).status == 303
    assert client.head() == before


def test_an_act_told_twice_is_done_once(client: Client) -> None:
    client.order("o1")
    browser = Browser(client)
    browser.act(CANCEL, order="o1", key="k1")
    head = client.head()
    browser.act(CANCEL, order="o1", key="k1")
    assert client.head() == head


def test_nobody_acts_on_a_closed_house() -> None:
    with city(settings=CLOSED) as client:
        browser = Browser(client)
        before = client.head()
        assert browser.send(CANCEL, {"order": "o1", "next": "/"}).status == 303
        assert client.head() == before


def test_there_are_operations_only(client: Client) -> None:
    browser = Browser(client)
    assert browser.client.get(f"/do/{CANCEL}").status == 405
    browser.act("show_policy")
    assert "Aquí no hay nada" in browser.get("/parts").body.decode()


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "", "/\n/evil", "javascript:alert(1)", "/é"],
)
def test_an_act_leads_nowhere_but_home(client: Client, elsewhere: str) -> None:
    assert acting.local_path(elsewhere) == "/"
    told = Browser(client).act(CANCEL, order="o1", next=elsewhere)
    assert told.headers["location"] == "/", quote(elsewhere)
