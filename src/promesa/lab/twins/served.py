"""A twin as a server of its own on this machine, with whoever brings its notices beside it."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

READY_SECONDS, STEP_SECONDS = 20.0, 0.01


@contextmanager
def served(app: Any, *beside: Callable[[], Coroutine[Any, Any, None]]) -> Iterator[str]:
    """Its address while the block lasts; what runs beside it shares its event loop, so that no two ask at once."""
    settings = uvicorn.Config(app, host="127.0.0.1", port=0, lifespan="off", access_log=False, log_level="error")
    server, up = uvicorn.Server(settings), threading.Event()

    async def run() -> None:
        serving = asyncio.create_task(server.serve())
        while not server.started and not serving.done():
            await asyncio.sleep(STEP_SECONDS)
        errands = [asyncio.create_task(one()) for one in beside]
        up.set()
        await serving
        for errand in errands:
            errand.cancel()
        await asyncio.gather(*errands, return_exceptions=True)

    thread = threading.Thread(target=lambda: asyncio.run(run()), name="twin", daemon=True)
    thread.start()
    try:
        assert up.wait(READY_SECONDS), "the twin did not start"
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(READY_SECONDS)
