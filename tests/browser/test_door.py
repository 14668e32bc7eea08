"""The door in a real browser: the first visit with a phone's code, in, at work with people, and out again."""

import base64
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from promesa import app, serving
from promesa.domain.conduct.roles import Role
from promesa.engine.memory import MemoryLog
from promesa.settings import Settings
from promesa.surfaces.asks import staffing
from promesa.surfaces.web import codes
from tests.browser.conftest import PHONE, WIDE, Axe, Watch
from tests.surfaces.http.city import network

PASSWORD = "tres tristes tigres en un trigal"


class ClosedHouse:
    """A served house that nobody enters without a name; ana is invited to run it."""

    def __init__(self, url: str, path: str) -> None:
        self.url, self.path = url, path


@pytest.fixture
def house() -> Iterator[ClosedHouse]:
    machine = app.build(MemoryLog())
    for command in network():
        assert machine.submit(command, "test").accepted
    assert machine.submit(staffing.AddPerson("ana", Role.DIRECTOR), "cli").accepted
    code, invitation = staffing.invitation("ana", 3, machine.now())
    assert machine.submit(invitation, "cli").accepted
    settings = Settings(store=":memory:", secret="a secret of the door's tests", port=0)
    with serving.running(settings, machine=machine) as url:
        yield ClosedHouse(url, f"{staffing.WELCOME}?code={code}")


@pytest.fixture
def visitors(browser: Browser, house: ClosedHouse) -> Iterator[Any]:
    """Browsers that know nothing of each other; the test fails on what goes wrong in any."""
    opened: list[BrowserContext] = []
    watch = Watch(house.url)
    # A password that is wrong is a 401, a page of another role's a 403, and a browser says so in its console.
    watch.forgiven = ("status of 401", "status of 403")

    def make(**more: Any) -> Page:
        given = {"viewport": WIDE, "locale": "es-MX", "base_url": house.url, "reduced_motion": "reduce", **more}
        context = browser.new_context(**given)
        context.set_default_timeout(15_000)
        watch.over(context)
        opened.append(context)
        return context.new_page()

    yield make
    for context in opened:
        context.close()
    assert not watch.complaints(), watch.complaints()


def secret_of(page: Page) -> bytes:
    """The key that somebody types who cannot scan."""
    return base64.b32decode(page.locator(".spelled").inner_text().replace(" ", ""))


def answer(page: Page, path: str) -> bytes:
    """What somebody invited fills in; the secret on their phone."""
    page.goto(path)
    secret = secret_of(page)
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_label("Otra vez").fill(PASSWORD)
    page.get_by_label("Código", exact=False).last.fill(codes.code(secret, codes.step_of(time.time_ns() // 1_000)))
    page.get_by_role("button", name="Terminar y entrar").click()
    return secret


def sign_in(page: Page, name: str, secret: bytes, half_minutes: int) -> None:
    page.get_by_label("Nombre").fill(name)
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("button", name="Entrar").click()
    page.get_by_label("Código", exact=False).fill(
        codes.code(secret, codes.step_of(time.time_ns() // 1_000) + half_minutes)
    )
    page.get_by_role("button", name="Comprobar").click()


def test_from_an_invitation_to_work_and_out(visitors: Any, house: ClosedHouse) -> None:
    ana: Page = visitors()
    ana.goto("/people")
    expect(ana).to_have_url(f"{house.url}/sign-in?next=%2Fpeople")
    secret = answer(ana, house.path)
    expect(ana).to_have_url(f"{house.url}/")
    ana.goto("/people")
    ana.get_by_label("Nombre").fill("luz")
    ana.get_by_label("Puesto").last.select_option("store")
    ana.get_by_label("Tienda").last.select_option("centro")
    ana.get_by_role("button", name="Agregar").click()
    row = ana.get_by_role("row", name="luz")
    row.get_by_role("button", name="Invitar").click()
    link = ana.locator(".once code").inner_text()
    luz: Page = visitors(viewport=PHONE, has_touch=True, is_mobile=True)
    answer(luz, link[link.index(staffing.WELCOME) :])
    expect(luz).to_have_url(f"{house.url}/store/centro")
    luz.goto("/people")
    expect(luz.get_by_role("heading", name="Esta página no es de tu puesto")).to_be_visible()
    ana.goto("/people")
    row = ana.get_by_role("row", name="luz")
    row.get_by_text("Dar de baja…").click()
    row.get_by_role("button", name="Sí, dar de baja").click()
    expect(ana.get_by_role("row", name="luz").get_by_text("Ya no está")).to_be_visible()
    luz.goto("/store/centro")
    expect(luz.get_by_role("heading", name="Entrar")).to_be_visible()
    ana.get_by_role("button", name="Salir").first.click()
    expect(ana).to_have_url(f"{house.url}/sign-in")
    sign_in(ana, "ana", secret, 1)
    expect(ana).to_have_url(f"{house.url}/")


def test_a_wrong_password_says_so_and_keeps_the_name(visitors: Any) -> None:
    page: Page = visitors()
    page.goto("/sign-in")
    page.get_by_label("Nombre").fill("ana")
    page.get_by_label("Contraseña").fill("no es esta")
    page.get_by_role("button", name="Entrar").click()
    expect(page.get_by_text("El nombre o la contraseña no son correctos.")).to_be_visible()
    expect(page.get_by_label("Nombre")).to_have_value("ana")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_door_has_no_barriers(visitors: Any, axe: Axe, house: ClosedHouse, scheme: str) -> None:
    for viewport in (WIDE, PHONE):
        page: Page = visitors(viewport=viewport, color_scheme=scheme)
        for path in ("/sign-in", house.path):
            page.goto(path)
            axe(page)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= viewport["width"], f"{path} is {wide} wide"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_people_and_whose_eyes_have_no_barriers(browser_page: Page, axe: Axe, scheme: str) -> None:
    theme = "dark" if scheme == "dark" else "light"
    for viewport in (WIDE, PHONE):
        browser_page.set_viewport_size(viewport)
        for path in ("/people?tab=keys", "/people?tab=roles", "/people?tab=acts", "/look-as"):
            browser_page.goto(f"{path}{'&' if '?' in path else '?'}theme={theme}")
            axe(browser_page)
            wide = browser_page.evaluate("document.documentElement.scrollWidth")
            assert wide <= viewport["width"], f"{path} is {wide} wide"


def test_a_demo_is_looked_at_through_the_eyes_of_a_store(browser_page: Page) -> None:
    page = browser_page
    page.goto("/people")
    page.get_by_role("link", name="Ver como…").first.click()
    card = page.locator("form.card", has=page.get_by_role("heading", name="Tienda"))
    card.get_by_role("button", name="Ver así").click()
    assert "/store/" in page.url
    page.goto("/look-as")
    page.locator("form.card", has=page.get_by_role("heading", name="Dirección")).get_by_role("button").click()
    page.goto("/people")
    expect(page.get_by_role("heading", name="Personas")).to_be_visible()
