"""The store's phone in a real browser: a no and its reroute, the counter by code, and a lost signal without doubles."""

import json
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from promesa import serving
from promesa.domain.world import World
from promesa.engine.machine import Machine
from promesa.surfaces import pickup_codes, tokens
from tests.browser.conftest import PHONE, Axe, Watch
from tests.surfaces.store import town

RING = tokens.ring(town.SETTINGS.secret.split())
TABS = ("", "/counter", "/dock", "/counts", "/more", "/parcels/W-5-1")
SMALL = """[...document.querySelectorAll("a, button, summary, input:not([type=hidden]), select")]
    .filter(one => one.offsetParent && !one.closest(".skip") && !one.closest("dialog:not([open])"))
    .map(one => one.matches("[type=radio], [type=checkbox]") ? one.closest("label") : one)
    .map(one => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
    .filter(([_, box]) => box.height && (box.height < 44 || box.width < 44)).map(([name]) => name)"""
NEW_ORDER = {"order": "N-1", "customer": "k-9", "channel": "web", "rail": "cod", "postal_code": "06700"}
NewContext = Callable[..., BrowserContext]
NO_SIGNAL = "net::ERR_"
"""What a browser says of requests that found no signal, or that were under way when it was closed."""


@pytest.fixture
def house() -> Machine[World]:
    return town.machine()


@pytest.fixture
def demo_url(house: Machine[World]) -> Iterator[str]:
    """A house of this test's own: what is done here is seen by nobody else."""
    with serving.running(town.SETTINGS, machine=house) as url:
        yield url


@pytest.fixture
def phone(new_context: NewContext) -> Page:
    """On the phone, with its memory filled."""
    page = new_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    return settled(page, "/store/roma")


def settled(page: Page, path: str) -> Page:
    page.goto(path)
    page.wait_for_selector("body[data-settled]")
    return page


def card(page: Page, parcel: str) -> Locator:
    return page.locator(f'[data-card="{parcel}"]').first


def ask(url: str, path: str, body: object = None) -> Any:
    sent = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url + path, sent, {"content-type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def parcels(url: str, order: str) -> list[tuple[str, str]]:
    """Location and status of each parcel that was not cancelled."""
    told = ask(url, f"/v1/orders/{order}")["parcels"]
    return [(one["location"], one["status"]) for one in told if one["status"] != "cancelled"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barriers_and_nothing_smaller_than_a_thumb(new_context: NewContext, axe: Axe, scheme: str) -> None:
    page = new_context(viewport=PHONE, has_touch=True, is_mobile=True, color_scheme=scheme).new_page()
    for tab in TABS:
        settled(page, f"/store/roma{tab}")
        for closed in page.locator("main .reveal > summary").all():
            closed.click()
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], tab
        assert page.evaluate(SMALL) == [], tab


def test_a_no_is_rerouted_to_the_other_store(phone: Page, demo_url: str) -> None:
    asked = card(phone, "W-1-1")
    asked.get_by_text("No puedo…").tap()
    asked.get_by_text("Está dañado").tap()
    asked.get_by_role("button", name="Decir que no").tap()
    expect(card(phone, "W-1-1")).to_have_count(0)
    assert parcels(demo_url, "W-1") == [("condesa", "planned")]
    settled(phone, "/store/condesa")
    expect(phone.get_by_role("heading", name="W-1")).to_be_visible()


def test_the_walk_is_ticked_and_packed(phone: Page, demo_url: str) -> None:
    ticks = phone.locator(".tick[aria-pressed]")
    for number in range(ticks.count()):
        ticks.nth(number).tap()
    expect(card(phone, "W-2-1")).to_have_class("card ticked")
    phone.reload()
    expect(phone.locator('.tick[aria-pressed="true"]')).to_have_count(3)
    card(phone, "W-2-1").get_by_role("button", name="Empacar").dblclick()
    expect(card(phone, "W-2-1")).to_have_count(0)
    assert parcels(demo_url, "W-2") == [("roma", "packed")]


def test_a_scanner_that_types_ticks_one_unit_each(phone: Page) -> None:
    phone.locator("h1").evaluate("() => document.activeElement.blur()")
    phone.keyboard.type("rebozo-7")
    phone.keyboard.press("Enter")
    expect(phone.locator('[data-sku="REBOZO-7"] .tick')).to_have_attribute("aria-pressed", "true")
    phone.get_by_placeholder("Escanea o escribe un código").fill("NOTHING-1")
    phone.get_by_placeholder("Escanea o escribe un código").press("Enter")
    expect(phone.get_by_text("Ese código no está en esta lista.")).to_be_visible()


def test_a_pickup_is_given_by_its_code(phone: Page, demo_url: str, watch: Watch) -> None:
    watch.forgiven = ("409",)
    settled(phone, "/store/roma/counter")
    waiting = card(phone, "W-4-1")
    waiting.get_by_label("Código del cliente").fill("000 000")
    waiting.get_by_role("button", name="Entregar", exact=True).tap()
    expect(phone.get_by_text("Ese código no es el de W-4-1")).to_be_visible()
    expect(phone.get_by_text("intentos antes de bloquearse")).to_be_visible()
    assert parcels(demo_url, "W-4") == [("roma", "ready")]
    phone.keyboard.press("Escape")
    phone.evaluate("document.activeElement.blur()")
    phone.keyboard.type(pickup_codes.text(RING, "W-4-1"))
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("Nada espera en mostrador")).to_be_visible()
    assert parcels(demo_url, "W-4") == [("roma", "delivered")]


def test_a_square_from_another_tab_leads_to_its_parcel_and_back_to_the_list(phone: Page, demo_url: str) -> None:
    settled(phone, f"/store/roma/counter?code={pickup_codes.text(RING, 'W-4-1')}")
    expect(phone.get_by_text("Este es el paquete del código")).to_be_visible()
    card(phone, "W-4-1").get_by_role("button", name="Entregar", exact=True).tap()
    expect(phone.get_by_text("Nada espera en mostrador")).to_be_visible()
    assert phone.url == f"{demo_url}/store/roma/counter"
    kept = phone.evaluate(
        "caches.open('store-pages-1').then(one => one.match('/store/roma/counter')).then(one => one.text())"
    )
    assert "Este es el paquete del código" not in kept


def test_the_van_takes_the_box_whose_guide_is_read(phone: Page, demo_url: str, watch: Watch) -> None:
    watch.forgiven = ("409",)
    settled(phone, "/store/roma/dock")
    card(phone, "W-5-1").get_by_label("Guía leída en la caja").fill("CE80551234XX")
    card(phone, "W-5-1").get_by_role("button", name="Entregar al chofer").tap()
    expect(phone.locator("[data-troubles]")).to_contain_text("La guía CE80551234XX no es la de este paquete")
    expect(phone.locator("[data-troubles]")).to_contain_text("Sigue aquí y en tu lista")
    phone.get_by_role("button", name="Entendido").tap()
    phone.get_by_placeholder("Escanea o escribe un código").fill("ce80551234mx")
    phone.get_by_role("button", name="Buscar").tap()
    expect(phone.get_by_text("Nada por entregar a la paquetería")).to_be_visible()
    assert parcels(demo_url, "W-5") == [("roma", "moving")]


def test_a_lost_signal_doubles_nothing(phone: Page, demo_url: str, house: Machine[World], watch: Watch) -> None:
    """Accepted, packed and counted without a signal, the buttons pressed twice and the phone opened anew."""
    watch.forgiven = (NO_SIGNAL,)
    phone.context.set_offline(True)
    card(phone, "W-1-1").get_by_role("button", name="Lo surto").dblclick()
    card(phone, "W-1-1").get_by_role("button", name="Empacar").dblclick()
    settled(phone, "/store/roma/counts")
    card(phone, "REBOZO-7").get_by_label("¿Cuántas hay?").fill("5")
    card(phone, "REBOZO-7").get_by_role("button", name="Guardar conteo").dblclick()
    settled(phone, "/store/roma/more")
    expect(phone.locator("[data-kept] li")).to_have_text(
        ["Lo surto · W-1", "Empacar · W-1", "Guardar conteo · Rebozo de Santa María"]
    )
    before = house.seen
    phone.context.set_offline(False)
    expect(phone.locator("[data-queue-count]")).to_be_hidden()
    assert parcels(demo_url, "W-1") == [("roma", "packed")]
    phone.reload()
    phone.wait_for_selector("body[data-settled]")
    told = [entry.kind for entry in house.log.read() if entry.position > before]
    once = [told.count(kind) for kind in ("PickAccepted", "ParcelPacked", "StockCounted")]
    assert once == [1, 1, 1], told
    expect(phone.locator("[data-troubles] > *")).to_have_count(0)


def test_what_came_too_late_says_what_to_do_with_the_units(phone: Page, demo_url: str, watch: Watch) -> None:
    watch.forgiven = (NO_SIGNAL, "409")
    phone.context.set_offline(True)
    card(phone, "W-2-1").get_by_role("button", name="Empacar").click()
    ask(demo_url, "/v1/orders/W-2/cancel", {"reason": "changed my mind"})
    phone.context.set_offline(False)
    trouble = phone.locator("[data-troubles]")
    expect(trouble).to_contain_text("El pedido se canceló.")
    expect(trouble).to_contain_text("Regresa a su lugar:")
    expect(trouble).to_contain_text("B-01-3")
    trouble.get_by_role("button", name="Entendido").tap()
    expect(trouble).to_be_empty()


def test_without_a_signal_no_code_is_believed(phone: Page, demo_url: str, watch: Watch) -> None:
    watch.forgiven = (NO_SIGNAL,)
    settled(phone, "/store/roma/counter")
    phone.context.set_offline(True)
    card(phone, "W-4-1").get_by_label("Código del cliente").fill(pickup_codes.digits(RING, "W-4-1"))
    card(phone, "W-4-1").get_by_role("button", name="Entregar", exact=True).tap()
    expect(phone.get_by_text("Para comprobar el código hace falta señal.")).to_be_visible()
    expect(phone.locator("[data-queue-count]")).to_be_hidden()
    phone.context.set_offline(False)
    assert parcels(demo_url, "W-4") == [("roma", "ready")]


def test_the_app_starts_without_a_signal(phone: Page, watch: Watch) -> None:
    watch.forgiven = (NO_SIGNAL,)
    manifest = phone.locator("link[rel=manifest]").get_attribute("href")
    told = phone.request.get(str(manifest)).json()
    phone.context.set_offline(True)
    settled(phone, told["start_url"])
    expect(phone.locator("[data-offline]")).to_be_visible()
    expect(phone.locator(".shop")).to_contain_text("Casa Alondra Roma")


def test_what_somebody_else_did_waits_for_them(phone: Page, demo_url: str, watch: Watch) -> None:
    """Two people, one phone: nobody's yes is said in another's name."""
    watch.forgiven = (NO_SIGNAL,)
    phone.context.set_offline(True)
    phone.evaluate("document.getElementById('main').dataset.person = 'person:ana'")
    card(phone, "W-1-1").get_by_role("button", name="Lo surto").click()
    settled(phone, "/store/roma")
    phone.context.set_offline(False)
    settled(phone, "/store/roma")
    expect(phone.locator("[data-queue-count]")).to_be_visible()
    phone.wait_for_timeout(500)
    told = {one["order"]: one["status"] for one in ask(demo_url, "/v1/locations/roma/picks")["picks"]}
    assert told["W-1"] == "asked"


def test_a_box_that_left_the_list_is_told_to_whoever_had_begun_it(phone: Page, demo_url: str) -> None:
    phone.locator('[data-parcel="W-2-1"] .tick').first.tap()
    ask(demo_url, "/v1/orders/W-2/cancel", {"reason": "changed my mind"})
    card(phone, "W-1-1").get_by_role("button", name="Lo surto").tap()
    expect(phone.locator("[data-troubles]")).to_contain_text("El pedido se canceló.")


def test_what_comes_in_is_on_the_phone_at_once(phone: Page, demo_url: str) -> None:
    """Long before the phone asks by itself, every twenty seconds."""
    ask(demo_url, "/v1/orders", {**NEW_ORDER, "lines": [{"sku": "TAZA-01", "units": 1}]})
    expect(card(phone, "N-1-1")).to_be_visible(timeout=5_000)
    ask(demo_url, "/v1/orders/N-1/cancel", {"reason": "changed my mind"})
    expect(phone.locator('[data-card="N-1-1"]')).to_have_count(0, timeout=5_000)


def test_whoever_is_busy_is_shown_what_is_new_afterwards(phone: Page, demo_url: str) -> None:
    no = card(phone, "W-1-1").locator("details.reveal").first
    no.locator("summary").click()
    ask(demo_url, "/v1/orders", {**NEW_ORDER, "lines": [{"sku": "TAZA-01", "units": 1}]})
    phone.wait_for_timeout(3_000)
    expect(no).to_have_attribute("open", "")
    expect(phone.locator('[data-card="N-1-1"]')).to_have_count(0)
    no.locator("summary").click()
    phone.evaluate("document.activeElement.blur()")
    expect(card(phone, "N-1-1")).to_be_visible(timeout=5_000)


def test_what_came_in_without_a_signal_is_there_when_it_is_back(phone: Page, demo_url: str, watch: Watch) -> None:
    watch.forgiven = (NO_SIGNAL,)
    phone.context.set_offline(True)
    ask(demo_url, "/v1/orders", {**NEW_ORDER, "lines": [{"sku": "TAZA-01", "units": 1}]})
    expect(phone.locator("[data-offline]")).to_be_visible()
    phone.context.set_offline(False)
    expect(card(phone, "N-1-1")).to_be_visible(timeout=10_000)
    ask(demo_url, "/v1/orders/N-1/cancel", {"reason": "changed my mind"})
    expect(phone.locator('[data-card="N-1-1"]')).to_have_count(0, timeout=10_000)


def test_without_script_a_parcel_is_accepted_and_packed(new_context: NewContext, demo_url: str) -> None:
    page = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto("/store/roma")
    card(page, "W-1-1").get_by_role("button", name="Lo surto").click()
    expect(page.get_by_text("Listo: es tuyo para surtir.")).to_be_visible()
    card(page, "W-1-1").get_by_role("button", name="Empacar").click()
    assert parcels(demo_url, "W-1") == [("roma", "packed")]
