"""Many open consoles in a process of their own: streams of server-sent events, and when each heard what."""

import multiprocessing
import re
import selectors
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

SPAWN = multiprocessing.get_context("spawn")
TOPIC = "bench"
EVENT = re.compile(rb"event: bench\ndata: <p>(\d+)</p>\n")
READ_BYTES = 1 << 16
OPEN_SECONDS_MAX = 60.0

Heard = list[list[tuple[float, int]]]
"""Of each console what the topic said, and at which moment (time.monotonic)."""


@contextmanager
def opened(port: int, path: str, count: int) -> Iterator[Callable[[], Heard]]:
    """So many streams, all of which have heard of the topic once; what is yielded ends them and tells what they heard.

    Raises TimeoutError.
    """
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=_listen, args=(theirs, port, path, count), daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(OPEN_SECONDS_MAX):
            raise TimeoutError("the consoles did not open")
        assert ours.recv() == count

        def end() -> Heard:
            ours.send("end")
            heard: Heard = ours.recv()
            return heard

        yield end
    finally:
        ours.close()
        process.join(10)
        process.kill()


def _listen(pipe: Connection, port: int, path: str, count: int) -> None:
    selector = selectors.DefaultSelector()
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    heard: Heard = []
    tails = [b""] * count
    for number in range(count):
        stream = socket.create_connection(("127.0.0.1", port), timeout=30)
        stream.sendall(request)
        selector.register(stream, selectors.EVENT_READ, number)
        heard.append([])
    selector.register(pipe, selectors.EVENT_READ, None)
    ready = False
    while True:
        for key, _ in selector.select(1.0):
            if key.data is None:
                pipe.send(heard)
                return
            *whole, tails[key.data] = (tails[key.data] + _read(key.fileobj)).split(b"\n\n")
            now = time.monotonic()
            found = (EVENT.search(event + b"\n") for event in whole)
            heard[key.data] += [(now, int(match[1])) for match in found if match is not None]
        if not ready and all(heard):
            ready = True
            pipe.send(count)


def _read(stream: object) -> bytes:
    assert isinstance(stream, socket.socket)
    told = stream.recv(READ_BYTES)
    if not told:
        raise ConnectionError("a stream ended")
    return told
