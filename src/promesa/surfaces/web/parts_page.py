"""GET /parts: every part of the look on one page, for whoever builds a page and for whoever judges the look."""

from collections.abc import Mapping
from typing import Any

from promesa.surfaces.operations import Room
from promesa.surfaces.web.page import EVERYBODY, Asked, Page

WORDS: dict[str, dict[str, str]] = {
    "es": {"title": "Partes", "lede": "Con esto se arma cada página: úsalas, no las vuelvas a inventar."},
    "en": {"title": "Parts", "lede": "Every page is made of these: use them, do not invent them again."},
}


def view(_: Room, asked: Asked) -> Mapping[str, Any]:
    """Nothing of the business is shown: the values are examples."""
    return {"choice": asked.query.get("tab", "one")}


PAGES = (Page("/parts", "parts", "look/parts_page.html", EVERYBODY, view, WORDS),)
