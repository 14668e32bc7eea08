"""What is live: one fact is at two hundred open consoles within a second, drawn once, and none holds up another."""

import asyncio
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from promesa import app, serving
from promesa.domain.network.catalog import ListProduct
from promesa.domain.values.ids import Sku
from promesa.domain.values.money import Centavos
from promesa.domain.world import World
from promesa.engine.log import EVERYTHING, Entry, Query
from promesa.engine.machine import Machine
from promesa.engine.memory import MemoryLog
from promesa.settings import Settings
from promesa.surfaces.operations import Room
from promesa.surfaces.web import live
from promesa.surfaces.web.page import CARE, DIRECTOR, OPERATIONS, STAFF, Asked, Page, Person, Shell, Topic
from tests.surfaces.http.city import Clock, network

CONSOLES = 200
WORDS: dict[str, dict[str, str]] = {"es": {"products": "Productos"}, "en": {"products": "Products"}}


class Shown:
    """A fragment that counts how often it was drawn."""

    def __init__(self) -> None:
        self.times = 0

    def view(self, room: Room, _: Asked) -> Mapping[str, Any]:
        self.times += 1
        return {"count": room.machine.ask(lambda world: len(world.catalog.products))}


@contextmanager
def house(tmp_path: Any, log: MemoryLog | None = None) -> Iterator[tuple[str, Machine[World], Shown]]:
    (tmp_path / "count.html").write_text("<p>\n{{ words.products }}: {{ count }}\n</p>")
    (tmp_path / "hidden.html").write_text("{{ count }}")
    shown = Shown()
    pages = (
        Page("/live-test/count", "count", "test/count.html", STAFF, shown.view, WORDS),
        Page("/live-test/hidden", "hidden", "test/hidden.html", frozenset({CARE}), shown.view, WORDS),
    )
    topics = {"count": Topic("count", frozenset({"ProductListed"})), "hidden": Topic("hidden")}
    shell = Shell(pages, (), {"test": str(tmp_path)}, {}, topics)
    machine = app.build(log or MemoryLog(), Clock())
    for command in network():
        assert machine.submit(command, "test").accepted
    settings = Settings(store=":memory:", secret="a secret of the tests", open=True, port=0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(serving.faces, "shell", lambda *_: shell)
        with serving.running(settings, machine=machine) as url:
            yield url, machine, shown


async def opened(url: str, topics: str = "count", language: str = "es") -> tuple[asyncio.StreamReader, Any]:
    host, _, port = url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port), limit=1 << 20)
    writer.write(f"GET /live?topics={topics}&lang={language} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
    await writer.drain()
    return reader, writer


async def heard(reader: asyncio.StreamReader, text: str) -> float:
    """The moment at which the stream said that."""
    while True:
        line = await reader.readline()
        assert line, "the stream ended"
        if text in line.decode():
            return time.perf_counter()


def list_one(machine: Machine[World], name: str) -> None:
    assert machine.submit(ListProduct(Sku(name), price=Centavos(100), grams=1), "test").accepted


def test_a_fact_is_at_two_hundred_consoles_within_a_second(tmp_path: Any) -> None:
    async def look(url: str, machine: Machine[World], shown: Shown) -> list[float]:
        streams = [await opened(url, language="en" if n % 2 else "es") for n in range(CONSOLES)]
        await asyncio.gather(*(heard(reader, ": 5") for reader, _ in streams))
        drawn = shown.times
        began = time.perf_counter()
        await asyncio.to_thread(list_one, machine, "new")
        times = await asyncio.gather(*(heard(reader, ": 6") for reader, _ in streams))
        assert shown.times - drawn == 2, "once for each language, however many look"
        for _, writer in streams:
            writer.close()
        return [at - began for at in times]

    with house(tmp_path) as (url, machine, shown):
        delays = asyncio.run(look(url, machine, shown))
    assert len(delays) == CONSOLES
    assert max(delays) < 1.0, sorted(delays)[-3:]


class Held(MemoryLog):
    """A log that shows an append only when it is let: the world knows of it before."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden = 0

    def read(self, query: Query = EVERYTHING, *, after: int = 0, limit: int | None = None) -> Iterator[Entry]:
        last = self.head() - self.hidden
        return (entry for entry in super().read(query, after=after, limit=limit) if entry.position <= last)


def test_an_append_under_way_is_heard_of_once_it_is_there(tmp_path: Any) -> None:
    async def look(url: str, machine: Machine[World], log: Held) -> None:
        reader, writer = await opened(url)
        await heard(reader, ": 5")
        log.hidden = 1
        list_one(machine, "new")  # the world has six, the log shows five: the hub looks, and sees no fact
        await asyncio.sleep(5 * live.LOOK_SECONDS)
        log.hidden = 0
        await asyncio.wait_for(heard(reader, ": 6"), 3.0)
        writer.close()

    log = Held()
    with house(tmp_path, log) as (url, machine, _):
        asyncio.run(look(url, machine, log))


def test_a_slow_console_gets_the_newest_only() -> None:
    async def play() -> list[bytes]:
        view = live.View("count", "es", DIRECTOR, "")
        listener = live.Listener([view], Person("", DIRECTOR), lambda: True)
        sent: list[bytes] = []
        gate = asyncio.Event()

        async def send(message: Any) -> None:
            sent.append(message["body"])
            await gate.wait()

        pushing = asyncio.create_task(live.push(listener, send))
        for number in range(100):
            listener.tell(view, live.event("count", str(number).encode()))
            await asyncio.sleep(0)
        gate.set()
        await asyncio.sleep(0.01)
        listener.close()
        await pushing
        return sent

    sent = asyncio.run(play())
    assert sent[0] == live.event("count", b"0")
    assert sent[1] == live.event("count", b"99")


def test_a_stream_ends_with_the_house_and_with_its_reader(tmp_path: Any) -> None:
    async def look(url: str) -> None:
        reader, writer = await opened(url)
        await heard(reader, ": 5")
        writer.close()

    with house(tmp_path) as (url, _, __):
        asyncio.run(look(url))
        began = time.perf_counter()
    assert time.perf_counter() - began < 5, "an open stream held up the end"


def test_nobody_hears_what_is_not_theirs(tmp_path: Any) -> None:
    async def look(url: str, topics: str) -> bytes:
        reader, writer = await opened(url, topics)
        line = await reader.readline()
        writer.close()
        return line

    with house(tmp_path) as (url, _, __):
        assert b" 404 " in asyncio.run(look(url, "hidden"))
        assert b" 404 " in asyncio.run(look(url, "nothing"))
        assert b" 200 " in asyncio.run(look(url, "hidden,count"))
    assert {DIRECTOR, OPERATIONS} <= STAFF


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", b"event: a\ndata: \n\n"),
        (b"one", b"event: a\ndata: one\n\n"),
        (b"one\ntwo\r\nthree\n", b"event: a\ndata: one\ndata: two\ndata: three\n\n"),
    ],
)
def test_an_event_is_written_as_the_standard_says(body: bytes, said: bytes) -> None:
    assert live.event("a", body) == said
