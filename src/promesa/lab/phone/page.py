"""GET /phone and what it asks for: the chat as a phone shows it; what is tapped or written goes to WhatsApp's twin."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

import jinja2
from markupsafe import Markup, escape
from starlette.routing import Route

from promesa.domain.values import moments
from promesa.domain.values.ids import CustomerId
from promesa.domain.values.moments import Instant
from promesa.lab.phone import people
from promesa.lab.phone.line import Phones
from promesa.lab.phone.people import Holder
from promesa.lab.phone.words import WORDS
from promesa.surfaces.http import bodies, frame, heads
from promesa.surfaces.http.bodies import Hindered, Receive
from promesa.surfaces.http.frame import House, Send
from promesa.surfaces.http.problems import Obstacle
from promesa.surfaces.web import frame as pages
from promesa.surfaces.web.static import Shelf

HTML = b"text/html; charset=utf-8"
FORM_MAX = 16_384
HERE = Path(__file__).parent
FILES = "/phone/files"


def routes(phones: Phones) -> Callable[[House], Sequence[Route]]:
    """The phone's paths in a house; only its own machine, or whoever has a key, gets in."""

    def in_house(house: House) -> list[Route]:
        page = PhonePage(phones, house)
        return [
            Route("/phone", Door(page.whole, house)),
            Route("/phone/screen", Door(page.screen, house)),
            Route("/phone/say", Door(page.say, house, "POST")),
            Route(f"{FILES}/{{mark}}/{{name}}", page.shelf),
        ]

    return in_house


App = Callable[[Any, Receive, Send], Any]


class Door:
    """One path, one method, and who may come in."""

    def __init__(self, app: App, house: House, method: str = "GET") -> None:
        self._app, self._house, self._method = app, house, method

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        head = heads.read(scope)
        if scope["method"] != self._method:
            no = Hindered(Obstacle.NO_METHOD, scope["method"])
            await frame.send_problem(send, self._house, head, no, self._method)
            return
        by = frame.caller(self._house, scope, head, "read")
        if not isinstance(by, str):
            await frame.send_problem(send, self._house, head, by)
        elif self._method == "POST" and not _from_here(scope):
            await frame.send_problem(send, self._house, head, Hindered(Obstacle.NO_KEY))
        else:
            await self._app(scope, receive, send)


class PhonePage:
    """Owns the templates."""

    def __init__(self, phones: Phones, house: House) -> None:
        self._phones, self._house = phones, house
        self.shelf, self._look = Shelf(HERE / "assets", prefix=FILES), Shelf()
        loader = jinja2.PackageLoader("promesa.lab.phone")
        self._templates = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
        self._templates.filters |= {"clock": _clock, "day": _day, "spoken": _spoken}

    async def whole(self, scope: Any, _: Receive, send: Send) -> None:
        asked = _query(scope)
        await frame.send_bytes(send, 200, HTML, await asyncio.to_thread(self._whole, asked), pages.SAFE)

    async def screen(self, scope: Any, _: Receive, send: Send) -> None:
        asked = _query(scope)
        body = await asyncio.to_thread(self._chat, CustomerId(asked.get("as", "")), _language(asked))
        await frame.send_bytes(send, 200, HTML, body.encode(), pages.SAFE)

    async def say(self, scope: Any, receive: Receive, send: Send) -> None:
        asked, head = _query(scope), heads.read(scope)
        body = await bodies.whole(head, receive, FORM_MAX)
        if isinstance(body, Hindered):
            await frame.send_problem(send, self._house, head, body)
            return
        await asyncio.to_thread(self._said, CustomerId(asked.get("as", "")), _fields(body.decode("utf-8", "replace")))
        back = f"/phone?{urlencode(asked)}".encode()
        await frame.send_bytes(send, 303, HTML, b"", ((b"location", back), *pages.SAFE))

    def _said(self, customer: CustomerId, told: Mapping[str, str]) -> None:
        if not self._is_customer(customer):
            return
        kind, _, rest = told.get("tap", "").partition("|")
        message, _, rest = rest.partition("|")
        title, _, name = rest.partition("|")
        if kind and name:
            self._phones.taps(customer, kind, name, title, message)
        else:
            self._phones.writes(customer, told.get("text", ""))

    def _is_customer(self, customer: CustomerId) -> bool:
        return customer in self._house.room.machine.world.orders.by_customer

    def _whole(self, asked: Mapping[str, str]) -> bytes:
        language, found = _language(asked), self._house.room.machine.ask(people.holders)
        holder = CustomerId(asked.get("as", ""))
        if not self._is_customer(holder):
            holder = found[0].customer if found else CustomerId("")
        if holder:
            self._phones.take(holder)
        page = self._templates.get_template("phone.html")
        about = urlencode({"as": holder, "lang": language})
        return page.render(
            language=language,
            words=WORDS[language],
            holders=found,
            holder=holder,
            order=_order(found, holder),
            say=f"/phone/say?{about}",
            screen=f"/phone/screen?{about}",
            chat=Markup(self._chat(holder, language)),
            mark=self._look.address("mark.svg"),
            look=self._look.address("promesa.css"),
            style=self.shelf.address("phone.css"),
            script=self.shelf.address("phone.js"),
        ).encode()

    def _chat(self, customer: CustomerId, language: str) -> str:
        bubbles = self._phones.screen(customer) if self._is_customer(customer) else ()
        say = f"/phone/say?{urlencode({'as': customer, 'lang': language})}"
        return self._templates.get_template("screen.html").render(bubbles=bubbles, words=WORDS[language], say=say)


def _order(found: Sequence[Holder], holder: CustomerId) -> str:
    return next((str(one.order) for one in found if one.customer == holder), "")


def _from_here(scope: Any) -> bool:
    """A form of another site cannot speak for the customer."""
    headers = dict(scope["headers"])
    site = headers.get(b"sec-fetch-site", b"same-origin")
    origin, host = headers.get(b"origin", b""), headers.get(b"host", b"")
    return site in (b"same-origin", b"none") and (not origin or origin.partition(b"://")[2] == host)


def _query(scope: Any) -> dict[str, str]:
    return _fields(scope["query_string"].decode("latin-1"))


def _fields(text: str) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(text).items()}


def _language(asked: Mapping[str, str]) -> str:
    told = asked.get("lang", "es")
    return told if told in WORDS else "es"


def _clock(at: Instant) -> str:
    return f"{moments.local(at, moments.MEXICO_CITY):%H:%M}"


def _day(at: Instant) -> str:
    return f"{moments.local(at, moments.MEXICO_CITY):%d/%m/%Y}"


def _spoken(text: str) -> Markup:
    """*Strong* words as a phone shows them."""
    parts = text.split("*")
    whole = len(parts) % 2 == 1
    shown = (Markup("<b>{}</b>").format(part) if whole and n % 2 else escape(part) for n, part in enumerate(parts))
    return Markup("").join(shown)
