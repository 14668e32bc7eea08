"""The pages that people read: how the promises stand, and what the API takes; nothing on them comes from elsewhere."""

import asyncio
import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs

import jinja2
from markupsafe import Markup, escape

from promesa.domain.network.locations import state as locations
from promesa.domain.values import moments
from promesa.domain.values.ids import LocationId
from promesa.domain.world import World
from promesa.surfaces.http import chart, docs_view, frame, heads, page_words
from promesa.surfaces.http.bodies import Receive
from promesa.surfaces.http.frame import House, Send
from promesa.surfaces.http.heads import Head

HTML = b"text/html; charset=utf-8"
BASIC = "basic "
SAFE_HEADERS = (
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
)
LANGUAGES = ("es", "en")


class Pages:
    """GET /, GET /ledger and GET /docs; owns the templates and the rendered document."""

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

    async def summary(self, scope: Any, _: Receive, send: Send) -> None:
        """How the promises stand."""
        await self._read(scope, send, self._summary)

    async def _read(self, scope: Any, send: Send, page: Callable[[str], bytes]) -> None:
        """A page for whoever may read; a browser asks for the key as a password."""
        language = self._language(scope)
        if not isinstance(frame.caller(self._house, scope, _as_bearer(heads.read(scope)), "read"), str):
            wants_key = ((b"www-authenticate", b'Basic realm="Promesa", charset="UTF-8"'), *SAFE_HEADERS)
            await frame.send_bytes(send, 401, HTML, self._render("closed.html", language), wants_key)
            return
        await self._house.door.freshen()
        body = await asyncio.to_thread(page, language)
        await frame.send_bytes(send, 200, HTML, body, (*SAFE_HEADERS, (b"cache-control", b"no-store")))

    def _summary(self, language: str) -> bytes:
        board = self._house.room.figures.board()
        world = self._house.room.machine.world
        return self._render(
            "summary.html",
            language,
            figures=board.figures,
            share=chart.share(board.figures.promises_kept, board.figures.promises_broken),
            charts={
                "wide": chart.bars(board.periods, language),
                "narrow": chart.bars(board.periods, language, chart.WIDTH_OF_A_PHONE),
            },
            risks=[page_words.risk(risk, _name(world, risk.location), language) for risk in board.risks],
            as_of=self._as_of(language),
            number=lambda value: f"{value:,}",
        )

    def _as_of(self, language: str) -> str:
        machine = self._house.room.machine
        return page_words.moment(
            moments.local(moments.Instant(machine.now()), machine.world.policies.now.zone), language
        )

    def _language(self, scope: Any) -> str:
        asked = _query(scope).get("lang", [""])[0]
        return asked if asked in LANGUAGES else self._house.language


def _query(scope: Any) -> dict[str, list[str]]:
    return parse_qs(scope["query_string"].decode("latin-1"))


def _name(world: World, location: str) -> str:
    known = locations.find(world.locations, LocationId(location))
    return location if known is None else known.name


def _code(text: str) -> Markup:
    """A text whose `words between backticks` are code."""
    parts = text.split("`")
    return Markup("").join(Markup("<code>{}</code>").format(p) if n % 2 else escape(p) for n, p in enumerate(parts))


def _as_bearer(head: Head) -> Head:
    """A key shown as the password of a browser's own dialog is a key."""
    shown = head.authorization
    if shown[: len(BASIC)].lower() != BASIC:
        return head
    try:
        text = base64.b64decode(shown[len(BASIC) :].strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return head
    return head._replace(authorization=f"Bearer {text.partition(':')[2]}")
