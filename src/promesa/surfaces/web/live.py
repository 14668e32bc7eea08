"""GET /live: fragments pushed to whoever looks, as server-sent events, each drawn once for all who see it alike; or
only that there is something new (a pulse), and whoever hears it asks."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from starlette.routing import Route

from promesa.surfaces.http import frame as http
from promesa.surfaces.http import heads
from promesa.surfaces.http.bodies import Hindered, Receive
from promesa.surfaces.http.frame import Send
from promesa.surfaces.http.problems import Obstacle
from promesa.surfaces.web.frame import Came, Frame
from promesa.surfaces.web.page import Page, Person

LOG = logging.getLogger("promesa.web")
PATH = "/live"
LISTENERS_MAX = 1_000
LOOK_SECONDS = 0.1
"""How often the log's position is looked at, while somebody listens."""
REDRAW_SECONDS = 15.0
"""What only time changes (how long is left) is drawn anew so often."""
BEAT_SECONDS = 15.0
SEND_SECONDS_MAX = 30.0
"""Whoever takes nothing for so long is gone."""
READ_MAX = 5_000
"""Entries read for their kinds; beyond it every topic counts as touched."""
RETRY = b"retry: 2000\n\n"
BEAT = b": beat\n\n"
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


class View(NamedTuple):
    """What is seen alike: a topic, in a language, by a role, in one location where that matters; a pulse by all."""

    topic: str
    language: str
    role: str
    location: str


class Listener:
    """One open stream: of each view only the newest waits for it, so that a slow reader is never behind."""

    def __init__(self, views: Sequence[View], person: Person, is_still: Callable[[], bool]) -> None:
        self.views, self.person, self.is_still = views, person, is_still
        self.waiting: dict[View, bytes] = {}
        self.called = asyncio.Event()
        self.gone = False

    def tell(self, view: View, event: bytes) -> None:
        self.waiting[view] = event
        self.called.set()

    def close(self) -> None:
        self.gone = True
        self.called.set()


class Hub:
    """Owns the listeners and what was last drawn; lives on one event loop, draws on threads."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        named = {page.name: page for page in frame.shell.pages}
        self._pages: dict[str, Page] = {name: named[one.page] for name, one in frame.shell.topics.items()}
        self._listeners: set[Listener] = set()
        self._drawn: dict[View, bytes] = {}
        self._pump: asyncio.Task[None] | None = None

    def route(self) -> Route:
        return Route(PATH, self)

    def __len__(self) -> int:
        return len(self._listeners)

    def close(self) -> None:
        """Every stream ends: the process is about to."""
        for listener in self._listeners:
            listener.close()

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        head, frame = heads.read(scope), self._frame
        if scope["method"] != "GET":
            await http.send_problem(send, frame.house, head, Hindered(Obstacle.NO_METHOD, scope["method"]), "GET")
            return
        came = frame.came(scope)
        asked = dict.fromkeys(came.query.get("topics", "").split(","))
        seen = [name for name in asked if name in self._pages and came.person.role in self._pages[name].roles]
        if not seen:
            await http.send_problem(send, frame.house, head, Hindered(Obstacle.NO_PAGE, PATH))
            return
        if len(self._listeners) >= LISTENERS_MAX:
            await http.send_problem(send, frame.house, head, Hindered(Obstacle.BUSY))
            return
        views = [self._view(name, came) for name in seen]
        await self._serve(Listener(views, came.person, lambda: frame.is_still(came)), receive, send)

    def _view(self, name: str, came: Came) -> View:
        if self._frame.shell.topics[name].pulse is None:
            return View(name, came.language, came.person.role, came.person.location)
        return View(name, "", "", came.person.location or came.query.get("location", ""))

    async def _serve(self, listener: Listener, receive: Receive, send: Send) -> None:
        leaving = asyncio.create_task(_leave(listener, receive))
        self._listeners.add(listener)
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._run())
        for view in listener.views:
            if view in self._drawn:
                listener.tell(view, self._drawn[view])
        try:
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            await _put(send, RETRY)
            await push(listener, send)
        except (TimeoutError, OSError):
            return
        finally:
            self._listeners.discard(listener)
            leaving.cancel()
            with suppress(asyncio.CancelledError):
                await leaving

    # --- what is new ---

    async def _run(self) -> None:
        """While somebody listens: notice what was appended, here or by another process, and draw what it touched."""
        machine, door = self._frame.house.room.machine, self._frame.house.door
        seen, drawn_at = machine.seen, 0.0
        while self._listeners:
            try:
                await door.freshen()
                now, upto = time.monotonic(), machine.seen
                old = now - drawn_at >= REDRAW_SECONDS
                touched, read = await self._touched(seen, upto)
                touched = set(self._pages) if old else touched
                wanted = {view for one in self._listeners for view in one.views}
                due = [view for view in wanted if view.topic in touched or view not in self._drawn]
                if due:
                    await self._draw(due)
                seen, drawn_at = read, now if old else drawn_at
                self._drawn = {view: self._drawn[view] for view in wanted if view in self._drawn}
            except Exception:
                LOG.exception("what is live could not be drawn")
            await asyncio.sleep(LOOK_SECONDS)
        self._drawn.clear()

    async def _touched(self, seen: int, upto: int) -> tuple[set[str], int]:
        """Topics that were appended about, and how far was read: the world knows of an append before it is there."""
        if upto == seen:
            return set(), seen
        log = self._frame.house.room.machine.log
        if upto < seen or upto - seen > READ_MAX:
            return set(self._pages), min(upto, await asyncio.to_thread(log.head))
        kinds, read = await asyncio.to_thread(self._kinds, seen)
        topics = self._frame.shell.topics
        return {name for name, one in topics.items() if read > seen and (not one.kinds or one.kinds & kinds)}, read

    def _kinds(self, seen: int) -> tuple[set[str], int]:
        kinds, read = set[str](), seen
        for entry in self._frame.house.room.machine.log.read(after=seen, limit=READ_MAX):
            kinds.add(entry.kind)
            read = entry.position
        return kinds, read

    async def _draw(self, due: Sequence[View]) -> None:
        pulses = [view for view in due if self._frame.shell.topics[view.topic].pulse is not None]
        if pulses:
            for view, event in await asyncio.to_thread(self._pulses, pulses):
                self._tell(view, event)
        by_view = {view: one.person for one in self._listeners for view in one.views}
        for view in due:
            if view in by_view and view not in pulses:
                self._tell(view, await asyncio.to_thread(self._event, view, by_view[view]))

    def _tell(self, view: View, event: bytes) -> None:
        """Whoever sees it, if it is another one."""
        if self._drawn.get(view) == event:
            return
        self._drawn[view] = event
        for listener in self._listeners:
            if view in listener.views:
                listener.tell(view, event)

    def _pulses(self, views: Sequence[View]) -> list[tuple[View, bytes]]:
        """There may be one for each location: each is a word, and all are looked up at once."""
        room, topics = self._frame.house.room, self._frame.shell.topics
        known = [(view, topics[view.topic].pulse) for view in views]
        return [(view, event(view.topic, pulse(room, view.location).encode())) for view, pulse in known if pulse]

    def _event(self, view: View, person: Person) -> bytes:
        alike = Person("", view.role, view.location, person.scopes)
        return event(view.topic, self._frame.fragment(self._pages[view.topic], alike, view.language))


def event(name: str, body: bytes) -> bytes:
    """As the standard writes it: every line of the body is a line of data."""
    lines = b"".join(b"data: " + line + b"\n" for line in body.splitlines())
    return b"event: " + name.encode() + b"\n" + (lines or b"data: \n") + b"\n"


async def push(listener: Listener, send: Send) -> None:
    """Whatever waits for the listener, until it or the house has gone."""
    while not listener.gone:
        with suppress(TimeoutError):
            async with asyncio.timeout(BEAT_SECONDS):
                await listener.called.wait()
        listener.called.clear()
        if not listener.is_still():  # signed out, removed, or silent for too long: the browser asks again, and is asked
            break
        waiting, listener.waiting = listener.waiting, {}
        await _put(send, b"".join(waiting.values()) or BEAT)
    await send({"type": "http.response.body", "body": b""})


async def _put(send: Send, body: bytes) -> None:
    async with asyncio.timeout(SEND_SECONDS_MAX):
        await send({"type": "http.response.body", "body": body, "more_body": True})


async def _leave(listener: Listener, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    listener.close()
