"""A small load generator: connections that are kept open, each of which puts the next request when it has its answer.

It runs in a process of its own, so that it takes nothing from the interpreter of the server that it measures.
"""

import multiprocessing
import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle
from multiprocessing.connection import Connection
from types import MappingProxyType

import msgspec
import numpy as np

CONNECTIONS = 64
ANSWER_BYTES = 1 << 18
SPAWN = multiprocessing.get_context("spawn")


class Load(msgspec.Struct, frozen=True):
    """What came of the requests; waits are of single requests, from the first byte sent to the last received."""

    rate_per_s: float
    p50_ms: float
    p99_ms: float
    seconds: float
    answers: Mapping[int, int]
    """How many by HTTP status."""
    busy_share: float
    """Of its time, how much the generator was busy: near one, it was the generator that was measured."""
    p95_ms: float = 0.0


def run(port: int, requests: Sequence[bytes], connections: int = CONNECTIONS, seconds: float | None = None) -> Load:
    """Put whole HTTP/1.1 requests to this machine's port: each once, or for so long round and round."""
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=_work, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    try:
        ours.send((port, list(requests), connections, seconds))
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
    port, requests, connections, seconds = pipe.recv()
    pipe.send(Generator(port, requests, connections, seconds).load())


class Generator:
    """Owns the connections and what they wait for."""

    def __init__(self, port: int, requests: Sequence[bytes], connections: int, seconds: float | None) -> None:
        self._left: Iterator[bytes] = iter(requests) if seconds is None else cycle(requests)
        self._seconds = float("inf") if seconds is None else seconds
        self._waits: list[float] = []
        self._answers: Counter[int] = Counter()
        self._selector = selectors.DefaultSelector()
        self._sockets = [socket.create_connection(("127.0.0.1", port), timeout=30) for _ in range(connections)]
        self._sent_at: dict[socket.socket, float] = {}
        self._pieces: dict[socket.socket, bytes] = {}

    def load(self) -> Load:
        """Run to the end of the requests or of the seconds. Raises ConnectionError when the server goes away."""
        began, spent = time.perf_counter(), time.process_time()
        for each in self._sockets:
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._selector.register(each, selectors.EVENT_READ)
            self._put(each)
        while self._sent_at:
            for key, _ in self._selector.select():
                heard = key.fileobj
                assert isinstance(heard, socket.socket)
                if self._hear(heard) and time.perf_counter() - began < self._seconds:
                    self._put(heard)
        seconds, busy = time.perf_counter() - began, time.process_time() - spent
        for each in self._sockets:
            each.close()
        p50, p95, p99 = np.percentile(np.array(self._waits) * 1e3, (50, 95, 99)).tolist()
        rate = len(self._waits) / seconds
        return Load(rate, p50, p99, seconds, dict(self._answers), busy / seconds, p95)

    def _put(self, each: socket.socket) -> None:
        request = next(self._left, None)
        if request is not None:
            self._sent_at[each] = time.perf_counter()
            each.sendall(request)

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


def is_whole(answer: bytes) -> bool:
    """Whether an answer with a Content-Length has come to its end."""
    end = answer.find(b"\r\n\r\n")
    if end < 0:
        return False
    head = answer[: end + 2].lower()
    at = head.find(b"\r\ncontent-length:")
    length = int(head[at + 17 : head.index(b"\r\n", at + 2)]) if at >= 0 else 0
    return len(answer) >= end + 4 + length
