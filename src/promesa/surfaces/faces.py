"""The faces of the house: every page that people read, from every room, as one shell."""

from pathlib import Path

from promesa.surfaces.console import table as console
from promesa.surfaces.store import pages as store
from promesa.surfaces.web import parts_page
from promesa.surfaces.web.page import Page, Shell

HERE = Path(__file__).parent
TEMPLATES = {
    "look": HERE / "web" / "look",
    "console": HERE / "console" / "templates",
    "store": HERE / "store" / "templates",
    "tracking": HERE / "tracking" / "templates",
}
"""Prefix of a template's name -> its folder."""


def shell(*more: Page) -> Shell:
    """All that is built in, and the pages of whoever starts us."""
    pages = (*console.PAGES, *store.PAGES, *parts_page.PAGES, *more)
    folders = {prefix: str(folder) for prefix, folder in TEMPLATES.items()}
    return Shell(pages, console.NAVIGATION, folders, console.SAYINGS, {**console.TOPICS, **store.TOPICS})
