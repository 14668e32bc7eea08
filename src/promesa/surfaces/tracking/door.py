"""GET and POST /t/{token}: the customer's page of an order, and its picture for whoever is sent the link.

No sign-in; a cookie only for whoever acts, bound to this very page; nothing that a browser or a search engine keeps.
"""

import asyncio
import gzip
import logging
import secrets
import time
from typing import Any, NamedTuple
from urllib.parse import urlencode

from starlette.routing import Route

from promesa.domain.conduct.conversations import state
from promesa.domain.conduct.conversations.words import Browser
from promesa.domain.values.ids import CustomerId, OrderId
from promesa.domain.values.moments import SECOND, Instant
from promesa.domain.world import World
from promesa.engine.machine import Request
from promesa.surfaces import page_links, photo_kinds
from promesa.surfaces.http import bodies, frame, heads
from promesa.surfaces.http.bodies import Hindered, Receive
from promesa.surfaces.http.frame import Send
from promesa.surfaces.http.problems import Obstacle
from promesa.surfaces.page_links import PageLink
from promesa.surfaces.tracking import filled, page, picture, steps, view, words
from promesa.surfaces.tracking.page import Around
from promesa.surfaces.tracking.view import Tracked
from promesa.surfaces.web import crumbs, static, waits
from promesa.surfaces.web.frame import Frame, read_query, turn_away
from promesa.surfaces.web.page import STAFF

LOG = logging.getLogger("promesa.tracking")
PATH = "/t/{token}"
PICTURE = "/t/{token}/{name}.png"
FOR_STAFF = "/orders/{order}/as-seen"
HTML = b"text/html; charset=utf-8"
COOKIE = "page"
FORMS = "page-form"
BY = "page"
"""How the log names whoever acts on a page: it knows the browser by its mark."""
BODY_MAX = 9 * 1024 * 1024
SECRET_LENGTH = 43
BEGINS = "go:"
LANGUAGES = ("es", "en")
TROUBLES = ("unclear", "busy", "too_large", "many_photos", "old_form")
READS_AT_ONCE, READS_PER_SECOND = 60.0, 1.0
"""From one address: a family behind one router still gets through."""
ACTS_AT_ONCE, ACTS_PER_SECOND = 20.0, 1 / 6
"""On one order's page: whoever holds a link cannot keep the writer busy."""
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SAFE: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"x-robots-tag", b"noindex, nofollow, noarchive"),
    (b"permissions-policy", b"camera=(self), geolocation=(), microphone=(), payment=()"),
    (b"cache-control", b"no-store"),
    (b"vary", b"accept-encoding, cookie"),
)


class Came(NamedTuple):
    """A request, as the page sees it; `secret`: what this browser carries, "" where it never acted."""

    scope: Any
    token: str
    link: PageLink | None
    language: str
    secret: str
    now: Instant
    trouble: str

    @property
    def browser(self) -> Browser | None:
        if self.link is None or not self.secret:
            return None
        return Browser(self.link.order, steps.mark_of(self.secret))


class TrackingPages:
    """Owns how often; reads and acts for whoever has a link. `address`: our own, `phone`: our number for chats."""

    def __init__(self, web: Frame, address: str, phone: str = "") -> None:
        self._web, self._house, self._address, self._phone = web, web.house, address, phone
        self.reads = waits.Buckets(time.monotonic, READS_AT_ONCE, READS_PER_SECOND)
        self.acts = waits.Buckets(time.monotonic, ACTS_AT_ONCE, ACTS_PER_SECOND)

    def routes(self) -> list[Route]:
        apps = (PICTURE, self.picture), (PATH, self.page), (FOR_STAFF, self.for_staff)
        return [Route(path, _App(app)) for path, app in apps]

    # --- reading ---

    async def page(self, scope: Any, receive: Receive, send: Send) -> None:
        came = self._came(scope)
        if scope["method"] not in ("GET", "HEAD", "POST"):
            no = Hindered(Obstacle.NO_METHOD, scope["method"])
            await frame.send_problem(send, self._house, heads.read(scope), no, "GET, HEAD, POST")
        elif not self.reads.take(waits.address_of(scope)):
            await self._no(send, came, 429, "many")
        elif came.link is None:
            await self._no(send, came, 404, "gone")
        elif scope["method"] == "POST":
            await self._act(came, receive, send)
        else:
            await self._show(came, send)

    async def picture(self, scope: Any, _: Receive, send: Send) -> None:
        """State and day only, for whoever is shown where the link leads."""
        came = self._came(scope)
        language = str(scope["path_params"]["name"])
        may = scope["method"] in ("GET", "HEAD") and self.reads.take(waits.address_of(scope))
        shown = await asyncio.to_thread(self._tracked, came._replace(secret="")) if may else None
        if shown is None or language not in LANGUAGES:
            await frame.send_bytes(send, 404, b"text/plain; charset=utf-8", b"", SAFE)
            return
        state_said = words.of(words.STATES, shown.state, language)
        body = await asyncio.to_thread(picture.drawn, state_said, page.day_line(shown, language), _share(shown))
        await frame.send_bytes(send, 200, b"image/png", body, SAFE)

    async def _show(self, came: Came, send: Send) -> None:
        await self._house.door.freshen()
        body = await asyncio.to_thread(self._drawn, came)
        if body is None:
            await self._no(send, came, 404, "gone")
        else:
            await self._send(send, came, 200, body)

    def _drawn(self, came: Came) -> bytes | None:
        shown = self._tracked(came)
        if shown is None:
            return None
        csrf = page_links.mark(self._house.ring, FORMS, came.token, came.secret)
        around = Around(
            self._house.ring,
            came.token,
            self._address or _own_address(came.scope),
            self._phone,
            csrf,
            came.language,
            came.now,
            came.trouble,
        )
        return self._render("tracking/order.html", came, page.values(shown, around))

    def _tracked(self, came: Came) -> Tracked | None:
        if came.link is None:
            return None
        told: Tracked | None = self._house.room.machine.ask(
            view.track, came.link.order, came.browser, came.now, came.language
        )
        return told

    async def for_staff(self, scope: Any, _: Receive, send: Send) -> None:
        """Whoever reads the console sees what the customer sees: with the link, and with no more than it opens."""
        came = self._web.came(scope)
        order = OrderId(str(scope["path_params"]["order"]))
        if came.person.role not in STAFF or scope["method"] not in ("GET", "HEAD"):
            await turn_away(self._web, came, send)
            return
        machine, now = self._house.room.machine, Instant(self._house.room.machine.now())
        until = page_links.last_day(now, machine.world.policies.now.link_days)
        to = f"/t/{page_links.sign(self._house.ring, order, until)}?{urlencode({'lang': came.language})}"
        await frame.send_bytes(send, 303, HTML, b"", (*SAFE, (b"location", to.encode())))

    # --- acting ---

    async def _act(self, came: Came, receive: Receive, send: Send) -> None:
        """One step; then the page again, whatever came of it."""
        assert came.link is not None
        trouble = ""
        if not self.acts.take(came.link.order):
            await self._no(send, came, 429, "many")
            return
        head = heads.read(came.scope)
        body = await bodies.whole(head, receive, BODY_MAX)
        form = filled.read(head.content_type, body) if isinstance(body, bytes) else None
        is_first = not came.secret
        if is_first:
            came = came._replace(secret=secrets.token_urlsafe(32))
        if form is None:
            trouble = "too_large" if isinstance(body, Hindered) else "unclear"
        elif not self._is_ours(came, form, is_first):
            trouble = "old_form"
        else:
            await self._house.door.freshen()
            trouble = await self._step(came, form.said)
        await self._back(send, came, trouble)

    def _is_ours(self, came: Came, form: filled.Filled, is_first: bool) -> bool:
        """Drawn by us for this page and this browser; what only begins may come of a page that was just opened."""
        ring, shown = self._house.ring, form.csrf
        if not is_first and page_links.is_marked(ring, shown, FORMS, came.token, came.secret):
            return True
        return form.said.tap.startswith(BEGINS) and page_links.is_marked(ring, shown, FORMS, came.token, "")

    async def _step(self, came: Came, form: steps.Form) -> str:
        """The trouble, if any."""
        assert came.link is not None and came.browser is not None
        machine = self._house.room.machine
        found: tuple[CustomerId, str] | None = machine.ask(_awaited, came.browser)
        if found is None:
            return "unclear"
        customer, step = found
        kind = photo_kinds.kind_of(form.photo)
        told = await asyncio.to_thread(
            steps.told, self._house.room.vault, customer, came.browser, step, form, kind, came.now
        )
        if told is None:
            return "unclear"
        if self._house.door.is_full():
            return "busy"
        if told.photo is not None and not await asyncio.to_thread(self._keep, customer, told.photo):
            return "many_photos"
        for command in told.commands:
            verdict = await self._house.door.put(Request(command, BY))
            if verdict.error is not None:
                LOG.warning("a page's step: %s", verdict.error)
                return "busy"
            if verdict.refusal is not None:
                return "unclear"
        return ""

    def _keep(self, customer: CustomerId, photo: steps.Photo) -> bool:
        """Before anything speaks of it; kept twice is kept once."""
        papers = self._house.room.papers
        return papers is not None and papers.keep(photo.name, customer, photo.body)

    # --- answers ---

    def _came(self, scope: Any) -> Came:
        token = str(scope["path_params"]["token"])
        now = Instant(self._house.room.machine.now())
        asked = read_query(scope)
        said = asked.get("lang", "")
        secret = crumbs.read(scope).get(COOKIE, "")
        trouble = asked.get("no", "")
        link = page_links.read(self._house.ring, token, now)
        if link is not None and not self._house.room.machine.ask(view.is_there, link.order):
            link = None
        return Came(
            scope,
            token,
            link,
            said if said in LANGUAGES else "es",
            secret if len(secret) == SECRET_LENGTH else "",
            now,
            trouble if trouble in TROUBLES else "",
        )

    async def _back(self, send: Send, came: Came, trouble: str) -> None:
        """To the same page, so that going back or reloading does nothing again."""
        asked = {"lang": came.language, **({"no": trouble} if trouble else {})}
        to = f"/t/{came.token}?{urlencode(asked)}#{'main' if trouble else 'asks'}"
        seconds = state.STAND_FOR // SECOND
        cookie = crumbs.write(
            COOKIE, came.secret, seconds=seconds, secure=_is_secure(came.scope), path=f"/t/{came.token}"
        )
        await frame.send_bytes(send, 303, HTML, b"", (*SAFE, cookie, (b"location", to.encode())))

    async def _no(self, send: Send, came: Came, status: int, name: str) -> None:
        """A kind page that says nothing of any order: the same for a wrong link as for one that is over."""
        said = words.every(words.PAGE, came.language)
        body = self._render(
            "tracking/gone.html", came, {"said": said, "title": said[f"{name}_title"], "text": said[name]}
        )
        await self._send(send, came, status, body)

    def _render(self, template: str, came: Came, values: dict[str, Any]) -> bytes:
        return self._web.templates.render(template, {"language": came.language, **values})

    async def _send(self, send: Send, came: Came, status: int, body: bytes) -> None:
        headers = [*SAFE, *(((b"retry-after", b"60"),) if status == 429 else ())]
        if static.takes_gzip(came.scope):
            body = gzip.compress(body, 6, mtime=0)
            headers.append((b"content-encoding", b"gzip"))
        await frame.send_bytes(send, status, HTML, body, headers)


class _App:
    """An ASGI application, as Starlette wants it: an object, not a function of a request."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)


def _awaited(world: World, browser: Browser) -> tuple[CustomerId, str] | None:
    """Whose page it is, and what it waits for in this browser."""
    order = world.orders.by_id.get(browser.order)
    if order is None:
        return None
    customer = order.placed.customer
    return customer, state.session_of(world.conversations, customer, browser).step


def _share(shown: Tracked) -> tuple[int, int]:
    """How many steps of how many are done."""
    done = sum(step.how == "done" for step in shown.steps)
    return done, len(shown.steps)


def _is_secure(scope: Any) -> bool:
    return bool(scope.get("scheme") == "https")


def _own_address(scope: Any) -> str:
    """As the browser asked for it, where no address of ours was set."""
    host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "localhost")
    return f"{scope.get('scheme', 'http')}://{host}/"
