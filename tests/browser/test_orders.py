"""Orders in a real browser: found, read, changed at the price that is shown, refused well; also without script."""

import json
import re
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from promesa import app, serving
from promesa.domain.ledger.shipments.words import RecordUnknownWord
from promesa.domain.values.ids import ParcelId
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.engine.machine import Machine
from promesa.engine.memory import MemoryLog
from promesa.settings import Settings
from tests.browser.conftest import PHONE, Axe, Watch
from tests.surfaces.http.city import Clock, network

NewContext = Callable[..., BrowserContext]
SETTINGS = Settings(store=":memory:", secret="a secret of the browser's tests", open=True, port=0)
ROOMS = ("/orders", "/orders/W-1", "/orders/W-1/why", "/promises", "/inventory", "/inventory/skus/A")
MORE_ROOMS = ("/inventory/locations/centro", "/partners", "/planning", "/search?q=W-", "/orders?carrier=nobody")


@pytest.fixture
def house() -> Machine[World]:
    machine = app.build(MemoryLog(), Clock())
    for command in network():
        assert machine.submit(command, "test").accepted, command
    return machine


@pytest.fixture
def demo_url(house: Machine[World]) -> Iterator[str]:
    """A house of this test's own, with a paid order, one on its way, and a word that nobody knows."""
    with serving.running(SETTINGS, machine=house) as url:
        _paid(url, "W-1", [{"sku": "A", "units": 2}, {"sku": "B", "units": 1}])
        _paid(url, "W-2", [{"sku": "A", "units": 1}])
        _ask(url, "/v1/parcels/W-2-1/hand-over", {})
        held = RecordUnknownWord("dhl", "held-at-facility", "G1", ParcelId("W-2-1"), Instant(house.now()))
        assert house.submit(held, "test").accepted
        yield url


def _ask(url: str, path: str, body: object = None) -> Any:
    sent = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url + path, sent, {"content-type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def _paid(url: str, name: str, lines: list[dict[str, object]]) -> None:
    order = {"order": name, "customer": "c1", "rail": "card", "lines": lines, "channel": "web", "postal_code": "44100"}
    payment = _ask(url, "/v1/orders", order)["payment"]
    body = {name: payment[name] for name in ("payment", "amount_centavos")}
    _ask(url, "/v1/payments", {**body, "paid_at": "2027-07-05T16:00:00Z", "rail": "card", "order": name})


def test_an_order_is_found_and_says_why(browser_page: Page) -> None:
    page = browser_page
    page.goto("/orders")
    page.keyboard.press("/")
    page.keyboard.type("w-1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Pedido W-1")).to_be_visible()
    expect(page.get_by_text("Qué se prometió")).to_be_visible()
    page.get_by_role("link", name="El porqué completo").first.click()
    expect(page.get_by_role("heading", name="Con qué se contaba")).to_be_visible()
    expect(page.get_by_role("heading", name="Por qué no otras ubicaciones o servicios")).to_be_visible()


def test_a_unit_is_taken_out_at_the_price_shown(browser_page: Page, demo_url: str) -> None:
    page = browser_page
    page.goto("/orders/W-1")
    line = page.get_by_role("row").filter(has_text="A").filter(has_text="Quitar piezas").first
    line.get_by_text("Quitar piezas").click()
    expect(line.get_by_text("Se devuelven $100.00 por pieza.")).to_be_visible()
    line.get_by_role("button", name="Quitar", exact=True).click()
    expect(page.get_by_text("Piezas quitadas.")).to_be_visible()
    order = _ask(demo_url, "/v1/orders/W-1")
    assert [one["units"] for one in order["lines"]] == [1, 1]
    assert order["money"]["refunded_centavos"] == 10_000


def test_the_day_is_changed_after_its_price_was_seen(browser_page: Page, demo_url: str) -> None:
    page = browser_page
    page.goto("/orders/W-1")
    page.get_by_role("link", name="Ver días posibles").click()
    page.locator("#delivery .chips a").last.click()
    offer = page.locator("#delivery .offer")
    expect(offer).to_contain_text("No cambia lo que se paga.")
    day = page.url.split("day=")[1].split("#")[0]
    offer.get_by_role("button", name="Cambiar la entrega").click()
    expect(page.get_by_text("Entrega cambiada.")).to_be_visible()
    assert _ask(demo_url, "/v1/orders/W-1")["promise"]["promised_on"] == day


def test_a_no_is_told_where_it_was_asked(browser_page: Page, demo_url: str, watch: Watch) -> None:
    watch.forgiven = ("409", "422", "status of 4")
    page = browser_page
    page.goto("/orders/W-1")
    page.get_by_text("Devolver dinero").click()
    page.get_by_label("Importe en pesos").fill("99,999")
    page.locator("form[action='/do/refund_order']").get_by_label("Motivo").fill("prueba")
    page.get_by_role("button", name="Devolver", exact=True).click()
    expect(page.locator("#toasts .toast.bad")).to_be_visible()
    expect(page.get_by_label("Importe en pesos")).to_have_value("99,999")
    assert _ask(demo_url, "/v1/orders/W-1")["money"]["refunded_centavos"] == 0


def test_no_script_is_needed_to_act(new_context: NewContext, demo_url: str) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/orders/W-1")
    page.get_by_text("Cancelar el pedido").first.click()
    expect(page.get_by_text(re.compile(r"Termina ya\. Se devuelven \$\d+"))).to_be_visible()
    page.get_by_role("button", name="Cancelar el pedido").first.click()
    expect(page.get_by_text("Pedido cancelado.")).to_be_visible()
    assert _ask(demo_url, "/v1/orders/W-1")["stage"] == "cancelled"


def test_a_word_is_taught_and_the_parcel_moves_on(browser_page: Page, demo_url: str) -> None:
    page = browser_page
    page.goto("/partners")
    row = page.get_by_role("row").filter(has_text="held-at-facility")
    row.get_by_label("Qué significa").select_option("in_transit")
    row.get_by_role("button", name="Enseñar").click()
    expect(page.get_by_text("Se entiende todo lo que dicen")).to_be_visible()
    page.goto("/orders/W-2")
    page.get_by_text("Lo que dice la paquetería").click()
    expect(page.get_by_text("en tránsito").first).to_be_visible()


def test_a_count_is_asked_of_a_store(browser_page: Page, demo_url: str) -> None:
    page = browser_page
    page.goto("/inventory/skus/A")
    row = page.get_by_role("row").filter(has_text="centro")
    row.get_by_text("Contar", exact=True).click()
    row.get_by_role("button", name="Pedir conteo").click()
    expect(page.get_by_text("Conteo pedido a la tienda.")).to_be_visible()
    assert [one["sku"] for one in _ask(demo_url, "/v1/locations/centro/counts")["counts"] if one["is_asked"]] == ["A"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barriers_in_any_room(new_context: NewContext, axe: Axe, scheme: str) -> None:
    page = new_context(color_scheme=scheme).new_page()
    for room in (*ROOMS, *MORE_ROOMS):
        page.goto(room)
        page.evaluate("for (const one of document.querySelectorAll('main details')) one.open = true")
        axe(page)


def test_every_room_fits_a_phone(new_context: NewContext) -> None:
    page = new_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    for room in (*ROOMS, *MORE_ROOMS):
        page.goto(room)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], room
