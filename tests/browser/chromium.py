"""Where a Chromium is on this machine, and how it is started so that it speaks with nobody but us."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Error, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APPLICATIONS = ("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",)
# Software drawing, so that maps are drawn where there is no graphics card; nothing that browsers do by themselves.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]


def find() -> str | None:
    """The program, by PROMESA_CHROMIUM or by name; None where only Playwright's own could be there."""
    named = os.environ.get("PROMESA_CHROMIUM")
    if named:
        return named
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or next((path for path in APPLICATIONS if Path(path).exists()), None)


@contextmanager
def started() -> Iterator[Browser | None]:
    """A Chromium while the block lasts; None where there is none."""
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=find(), args=ARGUMENTS)
        except Error:
            yield None
            return
        try:
            yield browser
        finally:
            browser.close()
