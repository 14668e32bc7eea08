"""Care in a real browser: a chat from the phone is seen live in the console; a case is answered with its draft."""

import json
import re
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from promesa import app, serving
from promesa.engine.vault import Vault
from promesa.lab import demo
from promesa.lab.clock import Clock, RunningClock
from promesa.lab.phone import page as phone_page
from promesa.lab.phone.line import Phones
from promesa.settings import Settings
from tests.browser.conftest import PHONE, Axe

NewContext = Callable[..., BrowserContext]
LIVE_MILLISECONDS = 60_000
"""A busy machine answers late; what is never seen fails all the same."""
DAYS, SEED = 6, 3


@pytest.fixture(scope="module")
def demo_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A demo of its own on a disk, where the phones' keys and the console's are the same, as `promesa demo` has it."""
    store = str(tmp_path_factory.mktemp("care") / "demo.db")
    settings = Settings(store=store, secret="a secret of the care's tests", open=True, port=0)
    log = app.open_log(settings)
    machine = app.build(log, Clock(demo.begin(DAYS)))
    demo.run(machine, SEED, DAYS, lambda _: None)
    machine.clock = RunningClock(machine.last_at)
    vault = Vault(app.open_keys(settings))
    phones = Phones(machine, vault, settings)
    try:
        beside = phone_page.routes(phones)
        with serving.running(settings, machine=machine, partners=phones.partners(), rooms_beside=beside) as url:
            phones.open(url)
            phones.visit()
            yield url
    finally:
        phones.close()
        vault.close()
        log.close()


def ask(url: str, path: str) -> Any:
    with urllib.request.urlopen(url + path) as answer:
        return json.load(answer)


def holder(page: Page, state: str) -> tuple[str, str]:
    """(customer, order) of the first phone whose order is at that point."""
    page.goto("/phone")
    link = page.locator(".people a", has_text=state).first
    told = link.inner_text()
    found = re.search(r"P\d+", told)
    assert found is not None, told
    href = link.get_attribute("href") or ""
    return href.split("as=")[1].split("&")[0], found[0]


def patient(*pages: Page) -> None:
    for page in pages:
        page.set_default_timeout(LIVE_MILLISECONDS)


def says(phone: Page, text: str) -> None:
    phone.locator(".write input").fill(text)
    phone.locator(".write button").click()


def taps(phone: Page, title: str | re.Pattern[str]) -> None:
    phone.get_by_role("button", name=title).last.click(timeout=LIVE_MILLISECONDS)


def test_a_delivery_is_changed_from_the_phone_and_the_console_sees_it_live(
    new_context: NewContext, demo_url: str
) -> None:
    phone, console = new_context(viewport=PHONE).new_page(), new_context().new_page()
    patient(phone, console)
    customer, order = holder(phone, "se prepara")
    phone.goto(f"/phone?as={customer}")
    console.goto(f"/conversations/{customer}")
    before = ask(demo_url, f"/v1/orders/{order}")
    says(phone, f"Quiero cambiar la fecha de {order}")
    thread = console.locator("#thread")
    expect(thread).to_contain_text("¿Te refieres a esto?", timeout=LIVE_MILLISECONDS)
    expect(console.locator(".inbox")).to_contain_text(customer, timeout=LIVE_MILLISECONDS)
    taps(phone, "Cambiar fecha")
    expect(thread).to_contain_text("¿Qué día quieres recibir", timeout=LIVE_MILLISECONDS)
    taps(phone, re.compile(r"^\w+ \d+ \w+"))
    expect(thread).to_contain_text("¿Lo cambio?", timeout=LIVE_MILLISECONDS)
    taps(phone, "Sí, adelante")
    expect(thread).to_contain_text("código postal", timeout=LIVE_MILLISECONDS)
    expect(phone.locator("#screen")).to_contain_text("código postal", timeout=LIVE_MILLISECONDS)
    says(phone, before["postal_code"])
    expect(thread).to_contain_text("Listo. Si hay una diferencia", timeout=LIVE_MILLISECONDS)
    expect(thread).to_contain_text("Mensaje sellado")
    assert ask(demo_url, f"/v1/orders/{order}")["promise"] != before["promise"]
    facts = console.locator(".beside").inner_text()
    console.reload()
    assert console.locator(".beside").inner_text() != facts, "the new day stands beside the thread"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_case_is_answered_with_its_prepared_draft(new_context: NewContext, axe: Axe, scheme: str) -> None:
    phone, console = new_context(viewport=PHONE).new_page(), new_context(color_scheme=scheme).new_page()
    patient(phone, console)
    customer, _ = holder(phone, "va en camino" if scheme == "light" else "entregado")
    phone.goto(f"/phone?as={customer}")
    console.goto("/conversations")
    says(phone, "asesor")
    waits = console.locator(f'.inbox a[href="/conversations/{customer}"]')
    expect(waits).to_contain_text("sin leer", timeout=LIVE_MILLISECONDS)
    axe(console)
    console.goto(f"/conversations/{customer}")
    clocks = console.locator(".twoclocks")
    expect(clocks).to_contain_text("Horario de atención")
    expect(clocks).to_contain_text("Ventana de WhatsApp")
    expect(clocks.locator("[data-clock]")).to_have_count(2)
    expect(console.locator("#thread")).to_contain_text("Mensaje sellado")
    console.get_by_role("button", name=re.compile("^Tomar")).click()
    expect(console.locator("#thread")).to_contain_text("asesor", timeout=LIVE_MILLISECONDS)
    axe(console)
    console.get_by_role("link", name="Lo que se le puede ofrecer").click()
    drafted = console.locator("textarea").input_value()
    assert drafted.startswith("Hola")
    console.get_by_role("checkbox").check()
    console.get_by_role("button", name="Enviar").click()
    expect(console.locator("#thread .person")).to_contain_text(drafted[:40], timeout=LIVE_MILLISECONDS)
    expect(phone.locator("#screen")).to_contain_text(drafted[:40], timeout=LIVE_MILLISECONDS)
    console.get_by_role("button", name="Devolver a los flujos").click()
    expect(console.get_by_text("La llevan los flujos")).to_be_visible(timeout=LIVE_MILLISECONDS)


@pytest.mark.parametrize("path", ["/conversations", "/cases", "/cases?tab=claims", "/customers", "/campaigns"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_rooms_of_care_have_no_barriers(new_context: NewContext, axe: Axe, path: str, scheme: str) -> None:
    page = new_context(color_scheme=scheme).new_page()
    patient(page)
    page.goto(path)
    axe(page)


def test_one_of_each_has_no_barriers_and_fits_a_phone(new_context: NewContext, axe: Axe) -> None:
    small, wide = new_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page(), new_context().new_page()
    patient(small, wide)
    customer, _ = holder(wide, "entregado")
    wide.goto("/cases")
    case = wide.locator("tbody a").first.get_attribute("href") or ""
    for path in (case, f"/customers/{customer}", f"/conversations/{customer}", "/campaigns", "/cases"):
        for page in (wide, small):
            page.goto(path)
            axe(page)
        assert small.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
