"""Pictures of the demo's pages, light and dark, wide and on a phone: python tools/portraits.py FOLDER [--url URL].

Without a URL a demo of some weeks is built and served for it. Needs what `make setup-dev` brings, and a Chromium.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from tests.browser import chromium  # noqa: E402 - found only once the root is on the path

DAYS = 21
SIZES = {"wide": (1280, 860), "phone": (390, 844), "tablet": (820, 1100)}


class Portrait(NamedTuple):
    """A page to be drawn. `then`: a selector of what is pressed on the way there, one after the other."""

    name: str
    path: str
    size: str = "wide"
    scheme: str = "light"
    language: str = "es"
    then: tuple[str, ...] = ()
    at: str = ""
    """What is scrolled to."""


FIRST_ORDER, FIRST_RISK = "main a[href^='/orders/']", "main a[href^='/risks/']"
FIRST_TALK, FIRST_CASE = "main a[href^='/conversations/']", "main a[href^='/cases/']"
FIRST_SKU, FIRST_STORE = "main a[href^='/inventory/']", "main a[href^='/store/']"
WITH_A_WAY = "main tr:not(:has-text('sin otro plan')) a[href^='/risks/']"
BUSY_STORE = "main a[href^='/store/T']:has-text('2 por hacer')"
AS_SEEN = "main a[href$='/as-seen']"

PORTRAITS = (
    Portrait("today", "/"),
    Portrait("today-dark", "/", scheme="dark"),
    Portrait("today-phone", "/", "phone"),
    Portrait("today-phone-dark", "/", "phone", "dark"),
    Portrait("today-en", "/", language="en"),
    Portrait("today-map", "/", at="[data-map]"),
    Portrait("risks", "/risks"),
    Portrait("risk", "/risks", then=(WITH_A_WAY,)),
    Portrait("risk-phone", "/risks", "phone", then=(WITH_A_WAY,)),
    Portrait("promises", "/promises"),
    Portrait("promises-dark", "/promises", scheme="dark"),
    Portrait("promises-phone", "/promises", "phone"),
    Portrait("orders", "/orders"),
    Portrait("orders-phone-dark", "/orders", "phone", "dark"),
    Portrait("order", "/orders", then=(FIRST_ORDER,)),
    Portrait("order-dark", "/orders", scheme="dark", then=(FIRST_ORDER,)),
    Portrait("order-phone", "/orders", "phone", then=(FIRST_ORDER,)),
    Portrait("inventory", "/inventory"),
    Portrait("inventory-sku", "/inventory", then=(FIRST_SKU,)),
    Portrait("sourcing", "/sourcing"),
    Portrait("conversations", "/conversations"),
    Portrait("conversation", "/conversations", then=(FIRST_TALK,)),
    Portrait("conversation-phone", "/conversations", "phone", then=(FIRST_TALK,)),
    Portrait("cases", "/cases"),
    Portrait("case", "/cases", then=(FIRST_CASE,)),
    Portrait("case-dark", "/cases", scheme="dark", then=(FIRST_CASE,)),
    Portrait("customers", "/customers"),
    Portrait("campaigns", "/campaigns"),
    Portrait("planning", "/planning"),
    Portrait("partners", "/partners"),
    Portrait("policies", "/policies"),
    Portrait("people", "/people"),
    Portrait("store-phone", "/store", "phone", then=(BUSY_STORE,)),
    Portrait("store-phone-dark", "/store", "phone", "dark", then=(BUSY_STORE,)),
    Portrait("store-counter-phone", "/store", "phone", then=(FIRST_STORE, "a[href$='/counter']")),
    Portrait("tracking-phone", "/orders?state=moving", "phone", then=(FIRST_ORDER, AS_SEEN)),
    Portrait("tracking-phone-dark", "/orders?state=moving", "phone", "dark", then=(FIRST_ORDER, AS_SEEN)),
    Portrait("phone", "/phone"),
    Portrait("phone-phone", "/phone", "phone"),
    Portrait("docs", "/docs"),
    Portrait("parts", "/parts"),
    Portrait("parts-dark", "/parts", scheme="dark"),
    Portrait("menu-phone", "/", "phone", then=(".bar .drawer > summary",)),
    Portrait("not-found", "/orders/nothing"),
)


def draw(browser: Browser, url: str, one: Portrait, folder: Path) -> str:
    """Empty, or why it could not be drawn."""
    width, height = SIZES[one.size]
    touch = one.size == "phone"
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if one.scheme == "dark" else "light",
        base_url=url,
        has_touch=touch,
        is_mobile=touch,
        reduced_motion="reduce",
    )
    page = context.new_page()
    try:
        answer = page.goto(f"{one.path}{'&' if '?' in one.path else '?'}lang={one.language}")
        if answer is None or (answer.status >= 400 and one.name != "not-found"):
            return f"{one.path} answers {answer.status if answer else 'nothing'}"
        for selector in one.then:
            if not page.locator(selector).count():
                return f"there is no {selector} on {one.path}"
            page.locator(selector).first.click()
            page.wait_for_load_state()
        _settle(page)
        if one.at:
            page.locator(one.at).first.scroll_into_view_if_needed()
            _settle(page)
        page.screenshot(path=folder / f"{one.name}.png")
        return ""
    finally:
        context.close()


def _settle(page: Page) -> None:
    """Maps and plots are drawn after the page; live streams never end, so quiet cannot be waited for."""
    for kind in ("[data-map]", "[data-chart]"):
        for each in page.locator(f"{kind}:visible").all():
            each.evaluate(
                "one => new Promise(done => { const look = () => one.dataset.ready || one.hidden ? done() :"
                " setTimeout(look, 50); setTimeout(done, 8000); look(); })"
            )
    page.wait_for_timeout(400)


@contextmanager
def served(days: int) -> Iterator[str]:
    """A demo of its own: its address while the block lasts."""
    with tempfile.TemporaryDirectory(prefix="promesa-portraits-") as folder:
        store = str(Path(folder) / "demo.db")
        command = [
            sys.executable,
            "-m",
            "promesa",
            "demo",
            "--days",
            str(days),
            "--port",
            "0",
            "--json",
            "--store",
            store,
        ]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as demo:
            assert demo.stdout is not None
            try:
                yield next(told["url"] for line in demo.stdout if "url" in (told := json.loads(line)))
            finally:
                demo.terminate()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--url", default="", help="of a demo that is served already")
    asked.add_argument("--days", type=int, default=DAYS)
    asked.add_argument("--only", default="", help="names that begin so")
    given = asked.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    wanted = [one for one in PORTRAITS if one.name.startswith(given.only)]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.ARGUMENTS)
        if given.url:
            missing = [(one.name, draw(browser, given.url, one, given.folder)) for one in wanted]
        else:
            with served(given.days) as url:
                missing = [(one.name, draw(browser, url, one, given.folder)) for one in wanted]
        browser.close()
    for name, why in missing:
        print(f"{name}.png" if not why else f"{name}: {why}", file=sys.stderr if why else sys.stdout)
    sys.exit(any(why for _, why in missing))


if __name__ == "__main__":
    main()
