"""The way from the event loop to the writing thread and back, with one wake-up for each group that was answered."""

import asyncio
import time
from collections import Counter
from typing import Any

from promesa.domain.world import World
from promesa.engine.machine import Machine, Request, Verdict
from promesa.engine.writer import Writer
from promesa.surfaces.http.meter import Meter

WAITING_MAX = 4_000
"""Commands in the queue before others are asked to come back."""
WAITING_MAX_EACH = 1_000
"""Of these, from one key."""

Pairs = list[tuple[Any, Verdict]]


class Door:
    """Puts commands for coroutines; lives on one event loop, owns the futures that wait."""

    def __init__(self, machine: Machine[World], writer: Writer, meter: Meter, fresh_seconds: float | None) -> None:
        """`fresh_seconds`: how old a view of a log that others write too may be; None where nobody else writes."""
        self._machine, self._writer, self._meter = machine, writer, meter
        self._fresh_seconds, self._fresh_at = fresh_seconds, 0.0
        self._catching_up: asyncio.Task[int] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._answer = self._on_writing_thread  # one object, so that a group is answered in one call
        self.waiting = 0
        self._waiting_each: Counter[str] = Counter()

    def is_full(self) -> bool:
        return self.waiting >= WAITING_MAX

    def is_full_for(self, by: str) -> bool:
        return self._waiting_each[by] >= WAITING_MAX_EACH

    async def put(self, request: Request) -> Verdict:
        """The verdict, once it is durable."""
        loop = asyncio.get_running_loop()
        self._loop = loop
        future: asyncio.Future[Verdict] = loop.create_future()
        self.waiting += 1
        self._waiting_each[request.by] += 1
        started = time.perf_counter()
        self._writer.put(request, self._answer, future)
        try:
            return await future
        finally:
            self.waiting -= 1
            self._waiting_each[request.by] -= 1
            if not self._waiting_each[request.by]:
                del self._waiting_each[request.by]
            self._meter.commit_seconds.add(time.perf_counter() - started)

    def _on_writing_thread(self, pairs: Pairs) -> None:
        assert self._loop is not None
        try:
            self._loop.call_soon_threadsafe(self._resolve, pairs)
        except RuntimeError:  # the loop has ended: what was put is durable, but there is nobody to tell
            return

    def _resolve(self, pairs: Pairs) -> None:
        self._meter.group_size.add(len(pairs))
        for future, verdict in pairs:
            if not future.done():
                future.set_result(verdict)

    async def freshen(self) -> None:
        """Read what other processes appended, if our view is older than it may be; many ask, one looks."""
        if self._fresh_seconds is None or time.monotonic() - self._fresh_at < self._fresh_seconds:
            return
        if self._catching_up is None:
            self._catching_up = asyncio.create_task(asyncio.to_thread(self._machine.catch_up))
            self._catching_up.add_done_callback(self._caught_up)
        await asyncio.shield(self._catching_up)

    def _caught_up(self, task: "asyncio.Task[int]") -> None:
        self._catching_up = None
        if not task.cancelled() and task.exception() is None:
            self._fresh_at = time.monotonic()
