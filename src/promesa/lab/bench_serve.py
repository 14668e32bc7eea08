"""A served shop for a bench: the real server on a throw-away store, in a process of its own, ended when asked."""

import multiprocessing
import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.connection import Connection
from urllib.parse import urlsplit

import msgspec

from promesa import serving
from promesa.settings import Settings

START_SECONDS_MAX = 120.0
STOP_SECONDS_MAX = 60.0
SPAWN = multiprocessing.get_context("spawn")


@contextmanager
def served(store: str, **more: object) -> Iterator[int]:
    """The port on which one worker process serves the store while the block lasts; `more`: other settings.

    Raises TimeoutError.
    """
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=_serve, args=(store, theirs, more), daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(START_SECONDS_MAX):
            raise TimeoutError("the server did not start")
        yield urlsplit(ours.recv()).port or 0
    finally:
        if process.pid is not None and process.is_alive():
            os.kill(process.pid, signal.SIGINT)
        process.join(STOP_SECONDS_MAX)
        process.kill()
        ours.close()


def _serve(store: str, pipe: Connection, more: Mapping[str, object]) -> None:
    try:
        given = {"store": store, "port": 0, "secret": "bench", **more}
        serving.serve(msgspec.convert(given, Settings), ready=pipe.send, warm=False)  # orders are measured, not pages
    except KeyboardInterrupt:  # how it is told to end
        return
