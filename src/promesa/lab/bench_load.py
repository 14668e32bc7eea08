"""A small load generator over kept-open connections: as much as the server takes, or at a pace, whatever it takes.

Each connection puts the next request when it has its answer; at a pace requests come as customers do, at random moments
that wait for nobody, and what a request waits for a connection counts as its wait. It runs in a process of its own, so
that it takes nothing from the interpreter of the server that it measures.
"""

import multiprocessing
import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle, repeat
from multiprocessing.connection import Connection
from types import MappingProxyType

import msgspec
import numpy as np

CONNECTIONS = 64
ANSWER_BYTES = 1 << 18
NOW, SEED = -1.0, 1
SPAWN = multiprocessing.get_context("spawn")


class Load(msgspec.Struct, frozen=True):
    """What came of the requests; waits are of single requests, from when each was due to the last byte received."""

    rate_per_s: float
    p50_ms: float
    p99_ms: float
    seconds: float
    answers: Mapping[int, int]
    """How many by HTTP status."""
    busy_share: float
    """Of its time, how much the generator was busy: near one, it was the generator that was measured."""
    p95_ms: float = 0.0


def run(
    port: int,
    requests: Sequence[bytes],
    connections: int = CONNECTIONS,
    seconds: float | None = None,
    pace_per_s: float | None = None,
) -> Load:
    """Put whole HTTP/1.1 requests to this machine's port: each once, or for so long round and round.

    `pace_per_s`: so many are due a second, at random (exponential gaps, seeded); None: as many as are answered.
    """
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=_work, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    try:
        ours.send((port, list(requests), connections, seconds, pace_per_s))
        load: Load = ours.recv()
    finally:
        ours.close()
        process.join(10)
    return load


def request(
    method: str, path: str, body: bytes = b"", key: str = "", headers: Mapping[str, str] = MappingProxyType({})
) -> bytes:
    """One request with a JSON body; `key`: the API key."""
    head = [f"{method} {path} HTTP/1.1", "Host: localhost", "Accept-Language: es-MX"]
    head += [f"Authorization: Bearer {key}"] if key else []
    head += ["Content-Type: application/json", f"Content-Length: {len(body)}"] if body else []
    head += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*head, "", ""]).encode() + body


def _work(pipe: Connection) -> None:
    pipe.send(Generator(*pipe.recv()).load())


class Generator:
    """Owns the connections and what they wait for."""

    def __init__(
        self, port: int, requests: Sequence[bytes], connections: int, seconds: float | None, pace_per_s: float | None
    ) -> None:
        self._left: Iterator[bytes] = iter(requests) if seconds is None else cycle(requests)
        self._seconds = float("inf") if seconds is None else seconds
        self._waits: list[float] = []
        self._answers: Counter[int] = Counter()
        self._selector = selectors.DefaultSelector()
        self._sockets = [socket.create_connection(("127.0.0.1", port), timeout=30) for _ in range(connections)]
        self._sent_at: dict[socket.socket, float] = {}
        self._pieces: dict[socket.socket, bytes] = {}
        self._free: list[socket.socket] = list(self._sockets)
        self._due: Iterator[float] = _dues(pace_per_s)
        self._next_due = next(self._due)

    def load(self) -> Load:
        """Run to the end of the requests or of the seconds. Raises ConnectionError when the server goes away."""
        began, spent = time.perf_counter(), time.process_time()
        for each in self._sockets:
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._selector.register(each, selectors.EVENT_READ)
        self._put_what_is_due(began)
        while self._sent_at or self._seconds_left(began) > 0:
            for key, _ in self._selector.select(self._patience(began)):
                heard = key.fileobj
                assert isinstance(heard, socket.socket)
                if self._hear(heard):
                    self._free.append(heard)
            self._put_what_is_due(began)
        seconds, busy = time.perf_counter() - began, time.process_time() - spent
        for each in self._sockets:
            each.close()
        p50, p95, p99 = np.percentile(np.array(self._waits) * 1e3, (50, 95, 99)).tolist()
        rate = len(self._waits) / seconds
        return Load(rate, p50, p99, seconds, dict(self._answers), busy / seconds, p95)

    def _put_what_is_due(self, began: float) -> None:
        while self._free and self._next_due <= (after := time.perf_counter() - began) < self._seconds:
            request = next(self._left, None)
            if request is None:
                self._seconds = after
                return
            each = self._free.pop()
            self._sent_at[each] = began + (after if self._next_due == NOW else self._next_due)
            self._next_due = next(self._due)
            each.sendall(request)

    def _seconds_left(self, began: float) -> float:
        """Seconds in which requests may still become due."""
        return self._seconds - (time.perf_counter() - began)

    def _patience(self, began: float) -> float | None:
        """How long answers alone are waited for: until the next request is due that a free connection could put."""
        if self._sent_at and (not self._free or self._seconds_left(began) <= 0):
            return None
        return max(0.0, began + self._next_due - time.perf_counter())

    def _hear(self, each: socket.socket) -> bool:
        """Take what has come; whether the answer is whole."""
        data = each.recv(ANSWER_BYTES)
        if not data:
            raise ConnectionError("the server closed a connection")
        if each in self._pieces:
            data = self._pieces.pop(each) + data
        if not is_whole(data):
            self._pieces[each] = data
            return False
        self._waits.append(time.perf_counter() - self._sent_at.pop(each))
        self._answers[int(data[9:12])] += 1
        return True


def _dues(pace_per_s: float | None) -> Iterator[float]:
    """When each request is due, in seconds since the beginning; NOW where there is no pace."""
    if pace_per_s is None:
        yield from repeat(NOW)
        return
    rng, due = np.random.default_rng(SEED), 0.0
    while True:
        for gap in rng.exponential(1 / pace_per_s, 1_000).tolist():
            due += gap
            yield due


def is_whole(answer: bytes) -> bool:
    """Whether an answer with a Content-Length has come to its end."""
    end = answer.find(b"\r\n\r\n")
    if end < 0:
        return False
    head = answer[: end + 2].lower()
    at = head.find(b"\r\ncontent-length:")
    length = int(head[at + 17 : head.index(b"\r\n", at + 2)]) if at >= 0 else 0
    return len(answer) >= end + 4 + length
