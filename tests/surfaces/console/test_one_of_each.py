"""Where there is one of something, no page says it in the plural."""

import re
from html import unescape

import pytest

from promesa.surfaces import faces
from promesa.surfaces.web.page import DIRECTOR
from tests.surfaces.http.city import Client
from tests.surfaces.web.browsing import Browser

ONE_OF_MANY = re.compile(r"(?<![\w,.:/#$–-])1 ([a-záéíóúñü]+s)\b", re.I)
NAMED = {"order": "o1", "customer": "c1", "sku:path": "A", "location": "cedis", "parcel:path": "o1-1"}
NOT_DRAWN = {"/cases/{case}", "/cases/{case}/dossier"}
"""There is no case."""


def text(html: str) -> str:
    """What is read, its parts kept from each other."""
    seen = re.sub(r"<(script|style|svg)\b.*?</\1>", "", html, flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<(?!/?(small|b)\b)[^>]*>", " | ", seen).replace("<", "").strip()))


@pytest.mark.parametrize("language", ["es", "en"])
def test_one_is_said_in_the_singular(client: Client, language: str) -> None:
    client.order("o1")
    client.clock.set("2027-07-09T16:00:00Z")
    browser, found = Browser(client), []
    for page in faces.shell().pages:
        if DIRECTOR not in page.roles or not page.template or page.path in NOT_DRAWN:
            continue
        path = re.sub(r"\{([^}]+)\}", lambda match: NAMED[match[1]], page.path)
        told = browser.get(f"{path}?lang={language}")
        assert told.status in (200, 303, 308, 404), (path, told.status)
        found += [(path, match[0]) for match in ONE_OF_MANY.finditer(text(told.text))]
    assert not found
