"""On the wire: an answer comes whole, with or without a body, one after the other and at once."""

import asyncio
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import uvicorn
from uvicorn.server import ServerState

from promesa import app, serving
from promesa.engine.memory import MemoryLog
from promesa.settings import Settings
from promesa.surfaces.http.whole_answers import WholeAnswers, WholeTransport

GET, HEAD = b"GET", b"HEAD"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    machine = app.build(MemoryLog())
    with serving.running(Settings(store=":memory:", port=0, secret="t"), machine=machine) as url:
        yield urlsplit(url).port or 0


def asked(port: int, *requests: bytes) -> bytes:
    """All that comes back for requests put at once on one connection, of which the last one ends it."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
        wire.sendall(b"".join(requests))
        said = b""
        while piece := wire.recv(65_536):
            said += piece
    return said


def request(method: bytes, path: bytes, *, last: bool = True) -> bytes:
    return b"%s %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n" % (method, path, b"Connection: close\r\n" if last else b"")


def test_an_answer_has_its_head_and_its_body(port: int) -> None:
    head, _, body = asked(port, request(GET, b"/openapi.json")).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    assert b"content-length: %d" % len(body) in head


def test_a_head_alone_is_not_kept_back(port: int) -> None:
    head, _, body = asked(port, request(HEAD, b"/openapi.json")).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    assert not body


def test_a_head_alone_comes_before_the_next_answer_on_the_same_connection(port: int) -> None:
    said = asked(port, request(HEAD, b"/healthz", last=False), request(GET, b"/healthz"))
    assert said.count(b"HTTP/1.1 200") == 2


class Wire:
    """Remembers what was written."""

    def __init__(self) -> None:
        self.written: list[bytes] = []

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def close(self) -> None:
        self.written.append(b"closed")


HEAD_OF_TWO = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n"


@pytest.mark.parametrize(
    ("pieces", "written"),
    [
        ((HEAD_OF_TWO, b"ok"), [HEAD_OF_TWO + b"ok", b"closed"]),
        ((HEAD_OF_TWO, b"o", b"k"), [HEAD_OF_TWO + b"o", b"k", b"closed"]),
        ((HEAD_OF_TWO, HEAD_OF_TWO), [HEAD_OF_TWO * 2, b"closed"]),  # a body may look like a head
        ((HEAD_OF_TWO,), [HEAD_OF_TWO, b"closed"]),
        ((b"HTTP/1.1 100 Continue\r\n\r\n",), [b"HTTP/1.1 100 Continue\r\n\r\n", b"closed"]),
        ((b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", b"x"), None),
    ],
)
def test_a_head_waits_for_its_body_only(pieces: tuple[bytes, ...], written: list[bytes] | None) -> None:
    wire = Wire()
    whole = WholeTransport(wire)
    for piece in pieces:
        whole.write(piece)
    whole.close()
    assert wire.written == ([*pieces, b"closed"] if written is None else written)


class Limited(Wire):
    """A connection that says how much it may keep back before it sends."""

    high: int | None = None

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        self.high = high

    def get_extra_info(self, name: str) -> None:
        return None


def test_nothing_waits_for_the_answers_to_other_requests_of_the_same_round() -> None:
    async def connect() -> int | None:
        settings = uvicorn.Config(app.build, lifespan="off", log_config=None)
        settings.load()
        wire = Limited()
        WholeAnswers(settings, ServerState(), {}).connection_made(wire)
        return wire.high

    assert asyncio.run(connect()) == 0
