"""The look in a real browser: every console page is free of barriers, in light and dark, wide and on a phone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from promesa.surfaces import faces
from promesa.surfaces.web.page import DIRECTOR
from promesa.surfaces.web.page import Page as WebPage
from tests.browser.conftest import PHONE, WIDE, Axe, Watch

SHELL = faces.shell()
NewContext = Callable[..., BrowserContext]


def is_whole(page: WebPage) -> bool:
    """Neither a fragment, nor a file, nor about one thing, nor moved."""
    if not page.template or {"{", "."} & {*page.path}:
        return False
    prefix, _, name = page.template.partition("/")
    return "{% extends" in (Path(SHELL.templates[prefix]) / name).read_text("utf-8")


# What a director can open by its address alone; pages about one thing are looked at by the tests of their rooms.
OPEN = sorted(page.path for page in SHELL.pages if DIRECTOR in page.roles and is_whole(page))


@pytest.mark.parametrize("path", OPEN)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_has_no_barriers(new_context: NewContext, axe: Axe, path: str, scheme: str) -> None:
    for viewport in (WIDE, PHONE):
        page = new_context(viewport=viewport, color_scheme=scheme).new_page()
        answer = page.goto(path)
        assert answer is not None
        assert answer.status < 400, answer.status
        axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= viewport["width"], f"{path} is {wide} wide on a screen of {viewport['width']}"


def test_the_map_and_the_plot_are_drawn(browser_page: Page) -> None:
    browser_page.goto("/parts")
    expect(browser_page.locator("[data-map][data-ready]")).to_be_visible()
    expect(browser_page.locator("[data-chart][data-ready] canvas")).to_be_visible()


def test_without_script_all_can_be_read(new_context: NewContext) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/parts")
    expect(page.get_by_role("heading", name="Partes")).to_be_visible()
    page.get_by_text("Cambiar la fecha…").click()
    expect(page.get_by_role("textbox", name="Día")).to_be_visible()


def test_keys_lead_where_they_say(browser_page: Page) -> None:
    browser_page.goto("/parts")
    browser_page.keyboard.press("/")
    expect(browser_page.get_by_role("searchbox")).to_be_focused()
    browser_page.keyboard.press("Escape")
    browser_page.evaluate("document.activeElement.blur()")
    browser_page.keyboard.press("?")
    expect(browser_page.get_by_role("dialog")).to_be_visible()


def test_the_theme_is_chosen_and_kept(browser_page: Page) -> None:
    browser_page.goto("/parts")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = browser_page.evaluate(ground)
    with browser_page.expect_response(lambda answer: "theme=dark" in answer.url):
        browser_page.locator(".side [data-theme-set=dark]").click()
    assert browser_page.evaluate(ground) != light
    browser_page.goto("/parts")
    assert browser_page.evaluate(ground) != light


def test_a_phone_has_its_rooms_at_the_thumb(new_context: NewContext) -> None:
    page = new_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    page.goto("/parts")
    page.get_by_text("Menú", exact=True).tap()
    expect(page.locator(".drawer .settings")).to_be_visible()
    small = page.evaluate(
        """[...document.querySelectorAll('a, button, input, summary, select')]
        .filter(one => one.offsetParent && !one.closest('p:not(.row):not(.choice)'))
        .map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
        .filter(([_, box]) => box.height && (box.height < 24 || box.width < 24) && box.width > 1)
        .map(([name]) => name)"""
    )
    small = [one for one in small if "skip" not in one and 'type="radio"' not in one and 'type="checkbox"' not in one]
    assert not small, small


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_demos_phone_has_no_barriers(new_context: NewContext, axe: Axe, scheme: str) -> None:
    for viewport in (WIDE, PHONE):
        page = new_context(viewport=viewport, color_scheme=scheme).new_page()
        page.goto("/phone")
        axe(page)
        page.get_by_placeholder("Mensaje").fill("¿Dónde viene mi pedido?")
        page.keyboard.press("Enter")
        expect(page.locator(".said.mine").last).to_contain_text("¿Dónde viene")
        axe(page)


def test_a_lost_connection_is_said_and_its_end_too(browser_page: Page) -> None:
    browser_page.goto("/")
    banner = browser_page.locator("[data-offline]")
    expect(banner).to_be_hidden()
    browser_page.context.set_offline(True)
    expect(banner).to_be_visible()
    browser_page.context.set_offline(False)
    expect(banner).to_be_hidden()


def test_an_act_is_answered_where_it_was_done(browser_page: Page, watch: Watch) -> None:
    """A no comes as a toast that stays, without leaving the page."""
    watch.forgiven = ("status of 422",)
    browser_page.goto("/parts")
    browser_page.evaluate(
        """() => {
            const form = document.createElement("form");
            form.method = "post";
            form.setAttribute("hx-post", "/do/cancel_order");
            form.setAttribute("hx-target", "#toasts");
            form.setAttribute("hx-swap", "beforeend");
            form.innerHTML = '<input name="order" value="nowhere"><button>Cancelar pedido</button>';
            document.getElementById("main").prepend(form);
            htmx.process(form);
        }"""
    )
    browser_page.get_by_role("button", name="Cancelar pedido").click()
    toast = browser_page.locator("#toasts .toast.bad")
    expect(toast).to_contain_text("nowhere")
    toast.click()
    expect(toast).to_have_count(0)
