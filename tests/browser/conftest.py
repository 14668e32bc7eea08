"""A served demo, a page that fails the test on whatever goes wrong in it, and axe-core to look for barriers."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from promesa import app, serving
from promesa.engine.memory import MemoryLog
from promesa.engine.vault import MemoryKeys, Vault
from promesa.lab import demo
from promesa.lab.clock import Clock, RunningClock
from promesa.lab.phone import page as phone_page
from promesa.lab.phone.line import Phones
from promesa.settings import Settings
from tests.browser import chromium

DAYS, SEED = 6, 1
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}

Axe = Callable[[Page], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever stands in this folder looks at pages: `-m "not browser"` leaves it out; one worker runs all of it."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def demo_url() -> Iterator[str]:
    """A demo of some days, served for the session as `promesa demo` serves it; tests share it and its log grows."""
    machine = app.build(MemoryLog(), Clock(demo.begin(DAYS)))
    demo.run(machine, SEED, DAYS, lambda _: None)
    machine.clock = RunningClock(machine.last_at)
    settings = Settings(store=":memory:", secret="a secret of the browser's tests", open=True, port=0)
    phones = Phones(machine, Vault(MemoryKeys()), settings)
    try:
        beside = phone_page.routes(phones)
        with serving.running(settings, machine=machine, partners=phones.partners(), rooms_beside=beside) as url:
            phones.open(url)
            yield url
    finally:
        phones.close()


# Not for the session: Playwright keeps an event loop running in this thread, and tests elsewhere run their own.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium.started() as found:
        if found is None:
            pytest.skip("no Chromium here: `make setup-dev` looks for one, or installs Playwright's")
        first = found.new_page()  # a Chromium that has drawn nothing yet takes long on a busy machine
        first.goto("about:blank", timeout=120_000)
        first.screenshot(timeout=120_000)
        first.close()
        yield found


class Watch:
    """Keeps what went wrong in the pages of a context."""

    def __init__(self, url: str) -> None:
        self._host = urlsplit(url).netloc
        self.wrong: list[str] = []
        self.forgiven: tuple[str, ...] = ()
        """What a test means to happen: parts of what would be complained of."""

    def over(self, context: BrowserContext) -> None:
        context.on("console", self._said)
        context.on("weberror", lambda error: self.wrong.append(f"error: {error.error}"))
        context.on("request", self._asked)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.wrong.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc != self._host:
            self.wrong.append(f"asked elsewhere: {request.url}")

    def complaints(self) -> list[str]:
        return [one for one in self.wrong if not any(part in one for part in self.forgiven)]


@pytest.fixture
def watch(demo_url: str) -> Watch:
    """What is complained of when the test ends; a test that provokes an error forgives it here by name."""
    return Watch(demo_url)


@pytest.fixture
def new_context(browser: Browser, demo_url: str, watch: Watch) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browsers that know nothing of each other: `new_context(viewport=PHONE, color_scheme="dark")`."""
    opened: list[BrowserContext] = []

    def make(**more: Any) -> BrowserContext:
        given = {"viewport": WIDE, "locale": "es-MX", "base_url": demo_url, "reduced_motion": "reduce", **more}
        context = browser.new_context(**given)
        context.set_default_timeout(30_000)
        watch.over(context)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()
    assert not watch.complaints(), watch.complaints()


@pytest.fixture
def browser_page(new_context: Callable[..., BrowserContext]) -> Page:
    """A page 1280 wide. The test fails on a console error or warning, an exception, and any request elsewhere."""
    return new_context().new_page()


@pytest.fixture
def phone_sized(new_context: Callable[..., BrowserContext]) -> Page:
    """The same on a phone of 360 pixels with a finger."""
    return new_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()


@pytest.fixture(scope="session")
def axe() -> Axe:
    """Fails on whatever axe-core finds on the page as it is now."""
    if not AXE.exists():
        pytest.skip("axe-core is not here: `make setup-dev` brings it by npm")
    source = AXE.read_text("utf-8")

    def look(page: Page) -> None:
        page.evaluate(source)
        found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
        told = [f"{one['id']}: {[node['html'][:160] for node in one['nodes'][:4]]}" for one in found]
        assert not told, "\n".join(told)

    return look
