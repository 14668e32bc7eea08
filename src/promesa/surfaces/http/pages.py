"""The page of the API: what it takes and answers; nothing on it comes from elsewhere."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

import jinja2
from markupsafe import Markup, escape

from promesa.surfaces.http import docs_view, frame, page_words
from promesa.surfaces.http.bodies import Receive
from promesa.surfaces.http.frame import House, Send

HTML = b"text/html; charset=utf-8"
SAFE_HEADERS = (
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
)
LANGUAGES = ("es", "en")


class Pages:
    """GET /docs; owns the templates and the rendered document."""

    def __init__(self, house: House, document: Mapping[str, Any]) -> None:
        self._house = house
        loader = jinja2.PackageLoader("promesa.surfaces.http")
        self._templates = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
        self._templates.filters["code"] = _code
        self._version = document["info"]["version"]
        view = docs_view.view(document)
        self._docs = {language: self._render("docs.html", language, doc=view) for language in LANGUAGES}

    def _render(self, template: str, language: str, **values: Any) -> bytes:
        words = page_words.WORDS[language]
        page = self._templates.get_template(template)
        return page.render(language=language, words=words, version=self._version, **values).encode()

    async def docs(self, scope: Any, _: Receive, send: Send) -> None:
        """What the API takes and answers; open to everybody, as its document is."""
        await frame.send_bytes(send, 200, HTML, self._docs[self._language(scope)], SAFE_HEADERS)

    def _language(self, scope: Any) -> str:
        asked = _query(scope).get("lang", [""])[0]
        return asked if asked in LANGUAGES else self._house.language


def _query(scope: Any) -> dict[str, list[str]]:
    return parse_qs(scope["query_string"].decode("latin-1"))


def _code(text: str) -> Markup:
    """A text whose `words between backticks` are code."""
    parts = text.split("`")
    return Markup("").join(Markup("<code>{}</code>").format(p) if n % 2 else escape(p) for n, p in enumerate(parts))
