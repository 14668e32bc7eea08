"""The frame of every page: who asks, may they, in which language; then its template, or a no that people can read."""

import asyncio
import gzip
import logging
import time
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, urlencode

import msgspec
from starlette.responses import Response
from starlette.routing import Route

from promesa.domain.values import refusal
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Refused
from promesa.surfaces.http import frame as http
from promesa.surfaces.http import heads, problems
from promesa.surfaces.http.bodies import Hindered, Receive
from promesa.surfaces.http.frame import House, Send
from promesa.surfaces.http.problems import Obstacle
from promesa.surfaces.web import crumbs, look_words, rendering, sign_ins, static, tour, waits, who
from promesa.surfaces.web.page import (
    LANGUAGES,
    NOBODY,
    STORE,
    THEMES,
    Asked,
    Elsewhere,
    Entry,
    File,
    Page,
    Person,
    Shell,
)
from promesa.surfaces.web.sign_ins import SignedIn
from promesa.surfaces.web.static import Shelf

LOG = logging.getLogger("promesa.web")
HTML = b"text/html; charset=utf-8"
QUERY_FIELDS_MAX = 200
FORMS, SAID = "form", "said"
"""What marks are for: a form that we drew, words that we said after an act."""
SAID_COOKIE, LANGUAGE_COOKIE, THEME_COOKIE = "said", "lang", "theme"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
SAFE: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(self), geolocation=(), microphone=(), payment=()"),
    (b"cache-control", b"no-store"),
    (b"vary", b"accept-encoding, cookie"),
)
PACKED_FROM = 1_024
STRANGERS_AT_ONCE, STRANGERS_PER_SECOND = 60.0, 2.0
"""Pages that one address may be shown before anybody has signed in there."""
SIGN_IN = "/sign-in"


class Came(msgspec.Struct):
    """A request as pages see it; `cookies_back`: what its answer tells the browser to keep."""

    scope: Any
    person: Person
    query: dict[str, str]
    cookies: dict[str, str]
    language: str
    theme: str
    seat: str
    cookies_back: list[tuple[bytes, bytes]]
    signed_in: SignedIn | None = None
    tour: str = tour.ENDED
    """The step of the tour that they are at."""

    @property
    def is_secure(self) -> bool:
        return bool(self.scope.get("scheme") == "https")

    @property
    def is_from_htmx(self) -> bool:
        return any(name == b"hx-request" for name, _ in self.scope["headers"])


class Drawn(NamedTuple):
    """An answer for a browser."""

    status: int
    body: bytes
    kind: bytes = HTML
    extra: Sequence[tuple[bytes, bytes]] = ()


class Frame:
    """Owns the templates and the files; makes routes of pages."""

    def __init__(self, house: House, shell: Shell, version: str) -> None:
        self.house, self.shell, self._version = house, shell, version
        self.shelf = Shelf()
        self.templates = rendering.Templates(shell.templates, self.shelf)
        self._by_path = {page.path: page for page in shell.pages}
        self._strangers = waits.Buckets(time.monotonic, STRANGERS_AT_ONCE, STRANGERS_PER_SECOND)

    def routes(self) -> list[Route]:
        """A route for each page, those without names in their path first, and one for the files."""
        pages = sorted(self.shell.pages, key=lambda page: "{" in page.path)
        return [Route(page.path, PageDoor(self, page)) for page in pages] + [Route(static.PATH, self.shelf)]

    # --- what came ---

    def came(self, scope: Any) -> Came:
        """Who asks and how they want it. What the address says of language and theme is remembered."""
        query = read_query(scope)
        cookies = crumbs.read(scope)
        known = who.person_of(self.house, scope, cookies)
        came = Came(scope, known.person, query, cookies, "", "", crumbs.seat_of(cookies), [], known.signed_in)
        self._renew(came)
        came.language = _chosen(came, "lang", LANGUAGE_COOKIE, LANGUAGES, self.house.language)
        came.theme = _chosen(came, "theme", THEME_COOKIE, THEMES, THEMES[0])
        begins = tour.FIRST if self.house.is_open else tour.ENDED
        came.tour = _chosen(came, tour.ASKED, tour.COOKIE, tour.CHOICES, begins)
        if not came.seat:
            came.seat = crumbs.new_seat()
            came.cookies_back.append(crumbs.write(crumbs.SEAT, came.seat, secure=came.is_secure))
        return came

    def _renew(self, came: Came) -> None:
        """A sign-in lasts while it is used."""
        again = None if came.signed_in is None else sign_ins.renewed(came.signed_in, self._now())
        if again is not None:
            came.cookies_back.append(sign_ins.written(self.house.ring, came.scope, again))

    def is_still(self, came: Came) -> bool:
        """Whether the request would be let in as the same person now: for what stays open."""
        return who.person_of(self.house, came.scope, came.cookies).person == came.person

    def is_too_fast(self, came: Came) -> bool:
        """Whether a stranger asks for pages faster than people read."""
        return came.person.role == NOBODY and not self._strangers.take(waits.address_of(came.scope))

    async def slow_down(self, came: Came, send: Send) -> None:
        await self.send(send, came, Drawn(429, self.no(came, 429, "too_fast"), extra=((b"retry-after", b"1"),)))

    def asked(self, came: Came) -> Asked:
        path = {name: str(value) for name, value in came.scope.get("path_params", {}).items()}
        csrf = crumbs.mark(self.house.ring, FORMS, came.seat)
        return Asked(came.person, came.language, self._now(), came.query, path, csrf, _here(came.scope))

    def _now(self) -> Instant:
        return Instant(self.house.room.machine.now())

    def is_ours(self, came: Came, shown: str) -> bool:
        """Whether a form was drawn by us for this very browser."""
        return bool(came.seat) and crumbs.is_marked(self.house.ring, FORMS, came.seat, shown)

    def said(self, came: Came) -> dict[str, str] | None:
        """What was said after the last act of this browser; said once."""
        word = came.cookies.get(SAID_COOKIE)
        if not word:
            return None
        came.cookies_back.append(crumbs.write(SAID_COOKIE, "", seconds=0, secure=came.is_secure))
        text = crumbs.opened(self.house.ring, SAID, word)
        return None if text is None else msgspec.json.decode(text, type=dict[str, str])

    # --- what is shown ---

    def draw(self, page: Page, came: Came, values: Mapping[str, Any]) -> bytes:
        said = None if came.is_from_htmx else self.said(came)
        step = tour.card(came.tour, came.scope["path"], came.language, is_open=self.house.is_open)
        around = {"theme": came.theme, "navigation": self.navigation(came.person), "said": said, "tour": step}
        return self.render(page, self.asked(came), {**around, **values})

    def render(self, page: Page, asked: Asked, values: Mapping[str, Any]) -> bytes:
        """With what every template is given."""
        around = {
            "words": page.words[asked.language],
            "language": asked.language,
            "person": asked.person,
            "csrf": asked.csrf,
            "asked": asked,
            "page": page,
            "version": self._version,
            "zone": self.house.room.machine.world.policies.now.zone,
        }
        return self.templates.render(page.template, {**around, **values})

    def fragment(self, page: Page, person: Person, language: str) -> bytes:
        """What everybody of a role is shown alike: no mark, no name. Not for the event loop."""
        asked = Asked(person, language, self._now(), {}, {}, "", page.path)
        told = page.view(self.house.room, asked)
        assert isinstance(told, Mapping), (page.name, told)
        return self.render(page, asked, told)

    def navigation(self, person: Person) -> list[Entry]:
        """The entries whose page exists and is shown to this person."""
        found = ((entry, self._by_path.get(entry.path)) for entry in self.shell.navigation)
        return [entry for entry, page in found if page is not None and person.role in page.roles]

    def no(self, came: Came, status: int, name: str, text: str = "") -> bytes:
        """A page that says no; `name` is that of its words in the look."""
        shared = look_words.WORDS[came.language]
        words = {"title": shared[name], "text": text or shared[f"{name}_text"]}
        page = Page("", name, "look/no.html", frozenset(), lambda _, __: {}, {came.language: words})
        return self.draw(page, came, {"status": status})

    def lost(self, scope: Any) -> Response | None:
        """What a browser is shown of a path that is none; None for a program."""
        accepts = any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])
        if not accepts or scope["method"] != "GET":
            return None
        body = self.no(self.came(scope), 404, "not_found")
        safe = {name.decode(): value.decode() for name, value in SAFE}
        return Response(body, 404, safe, media_type="text/html")

    async def send(self, send: Send, came: Came, drawn: Drawn) -> None:
        headers, body = [*SAFE, *came.cookies_back, *drawn.extra], drawn.body
        if len(body) >= PACKED_FROM and static.takes_gzip(came.scope):
            body = gzip.compress(body, 4, mtime=0)
            headers.append((b"content-encoding", b"gzip"))
        await http.send_bytes(send, drawn.status, drawn.kind, body, headers)


class PageDoor:
    """One page as an ASGI application."""

    def __init__(self, frame: Frame, page: Page) -> None:
        self._frame, self._page = frame, page

    async def __call__(self, scope: Any, _: Receive, send: Send) -> None:
        frame, page = self._frame, self._page
        if scope["method"] not in ("GET", "HEAD"):
            no = Hindered(Obstacle.NO_METHOD, scope["method"])
            await http.send_problem(send, frame.house, heads.read(scope), no, "GET, HEAD")
            return
        came = frame.came(scope)
        if frame.is_too_fast(came):
            await frame.slow_down(came, send)
            return
        if came.person.role not in page.roles:
            await turn_away(frame, came, send)
            return
        await frame.house.door.freshen()
        try:
            drawn = await asyncio.to_thread(self._drawn, came)
        except Exception:
            LOG.exception("the page %s broke", page.name)
            drawn = Drawn(500, frame.no(came, 500, "broken"))
        await frame.send(send, came, drawn)

    def _drawn(self, came: Came) -> Drawn:
        frame, page = self._frame, self._page
        asked = frame.asked(came)
        told = page.view(frame.house.room, asked)
        if isinstance(told, Refused):
            status = problems.status_of(told, tuple(asked.path.values()))
            return Drawn(status, frame.no(came, status, "not_found", refusal.say(told, came.language)))
        if isinstance(told, Elsewhere):
            return Drawn(308 if told.for_good else 303, b"", extra=((b"location", told.to.encode()),))
        if isinstance(told, File):
            saved = f"attachment; filename*=UTF-8''{quote(told.name)}".encode()
            extra = ((b"content-disposition", saved),) if told.name else ()
            return Drawn(200, told.body, told.kind.encode(), extra)
        return Drawn(200, frame.draw(page, came, told))


async def turn_away(frame: Frame, came: Came, send: Send) -> None:
    """Who is not known is shown the door; who shows a wrong key, or is known and has no business here, is told so."""
    if came.person.role == NOBODY and heads.read(came.scope).authorization:
        asks = ((b"www-authenticate", b'Basic realm="Promesa", charset="UTF-8"'),)
        await frame.send(send, came, Drawn(401, frame.no(came, 401, "closed"), extra=asks))
    elif came.person.role == NOBODY:
        to = f"{SIGN_IN}?{urlencode({'next': _here(came.scope)})}".encode()
        shown = Drawn(401, b"", extra=((b"hx-redirect", to),))
        await frame.send(send, came, shown if came.is_from_htmx else Drawn(303, b"", extra=((b"location", to),)))
    elif came.person.role == STORE and came.scope["path"] == "/":
        await frame.send(send, came, Drawn(303, b"", extra=((b"location", b"/store"),)))
    else:
        await frame.send(send, came, Drawn(403, frame.no(came, 403, "not_yours")))


def read_query(scope: Any) -> dict[str, str]:
    """The first value of each name."""
    found: dict[str, str] = {}
    try:
        pairs = parse_qsl(scope["query_string"].decode("latin-1"), max_num_fields=QUERY_FIELDS_MAX)
    except ValueError:
        return found
    for name, value in pairs:
        found.setdefault(name, value.strip())
    return found


def _chosen(came: Came, name: str, cookie: str, known: Sequence[str], otherwise: str) -> str:
    """What the address says, else what was chosen before, else how the house is."""
    said = came.query.pop(name, "")
    if said in known:
        if came.cookies.get(cookie) != said:
            came.cookies_back.append(crumbs.write(cookie, said, seconds=crumbs.YEAR_SECONDS, secure=came.is_secure))
        return said
    kept = came.cookies.get(cookie, "")
    return kept if kept in known else otherwise


def _here(scope: Any) -> str:
    """The address of the page without what it says of language and theme."""
    told = scope["query_string"].decode("latin-1")
    kept = "&".join(
        part for part in told.split("&") if part and part.partition("=")[0] not in ("lang", "theme", "tour")
    )
    return quote(scope["path"]) + (f"?{kept}" if kept else "")
