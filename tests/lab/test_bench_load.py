"""The load generator: what it sends is whole, what it hears it counts, and a shop sold over HTTP is not sold twice."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from promesa.lab import bench_load, bench_place_http

ANSWER = b"HTTP/1.1 201 Created\r\ncontent-type: application/json\r\nContent-Length: 4\r\n\r\nbody"


@pytest.mark.parametrize("bytes_come", range(len(ANSWER)))
def test_an_answer_is_whole_at_its_last_byte(bytes_come: int) -> None:
    assert bench_load.is_whole(ANSWER)
    assert not bench_load.is_whole(ANSWER[:bytes_come])


def test_an_answer_without_a_body_ends_with_its_head() -> None:
    assert bench_load.is_whole(b"HTTP/1.1 204 No Content\r\n\r\n")


def test_a_request_says_how_long_its_body_is() -> None:
    said = bench_load.request("POST", "/v1/orders", b"{}", "prm_x").decode()
    head, _, body = said.partition("\r\n\r\n")
    assert head.split("\r\n")[0] == "POST /v1/orders HTTP/1.1"
    assert "Content-Length: 2" in head.split("\r\n")
    assert "Authorization: Bearer prm_x" in head.split("\r\n")
    assert body == "{}"


def test_at_a_pace_waits_count_from_when_a_request_was_due() -> None:
    """A server that takes 20 ms for each answer, one at a time, asked 100 a second: the queue is in the waits."""
    answers = 40
    with slow_server(0.02) as port:
        load = bench_load.run(port, [b"GET / HTTP/1.1\r\n\r\n"] * answers, 4, None, 100.0)
        calm = bench_load.run(port, [b"GET / HTTP/1.1\r\n\r\n"] * 10, 4, None, 5.0)
    assert load.answers == {204: answers}
    assert load.rate_per_s < 50
    assert load.p99_ms > 200 > calm.p50_ms


@contextmanager
def slow_server(seconds: float) -> Iterator[int]:
    """Answers one request after the other."""

    class Slow(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with one_by_one:
                time.sleep(seconds)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    one_by_one = threading.Lock()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_orders_over_http_are_all_answered_and_sold_once() -> None:
    figures = bench_place_http.run(200, 1, "sqlite", lambda _, __: None)
    assert (figures["oversold"], figures["leaked"], figures["http_orders"]) == (0, 0, 200)
    assert figures["http_rate_per_s"] > 0
    assert 0 < figures["http_p50_ms"] <= figures["http_p99_ms"]
