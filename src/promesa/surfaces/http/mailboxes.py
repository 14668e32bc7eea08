"""The door of an inbox: a letter is believed by its signature, durable, and only then answered; none of it is read."""

import asyncio
from typing import Any

from promesa.engine.inbox import Arrived
from promesa.surfaces.http.bodies import Hindered
from promesa.surfaces.http.problems import Obstacle
from promesa.surfaces.webhooks import Mailbox, Posted

WAITING_MAX_BYTES = 256 << 20
"""Letters on their way to the disk; beyond it partners are asked to come back."""
LOOP_BYTES_MAX = 128 << 10
"""A signature over more than this is not checked on the event loop: it would keep everybody waiting."""


class Doorkeeper:
    """Puts letters into slots for coroutines; lives on one event loop."""

    def __init__(self) -> None:
        self._answer = self._on_slots_thread  # one object, so that a group is answered in one call
        self._loop: asyncio.AbstractEventLoop | None = None
        self.waiting_bytes = 0

    async def keep(self, partner: str, box: Mailbox, posted: Posted) -> Hindered | None:
        """None once it is durable; why not where it is not signed, or too much at once."""
        size = len(posted.body)
        if self.waiting_bytes + size > WAITING_MAX_BYTES:
            return Hindered(Obstacle.BUSY)
        self.waiting_bytes += size
        try:
            genuine = box.gate.is_genuine
            if not (genuine(posted) if size <= LOOP_BYTES_MAX else await asyncio.to_thread(genuine, posted)):
                return Hindered(Obstacle.NO_SIGNATURE)
            await self._put(box, Arrived(partner, box.clock(), posted.body, _kept(box, posted)))
        finally:
            self.waiting_bytes -= size
        return None

    async def _put(self, box: Mailbox, arrived: Arrived) -> None:
        """Returns when it is durable; raises what kept it from being so."""
        self._loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = self._loop.create_future()
        box.slot.put(arrived, self._answer, future)
        await future

    def _on_slots_thread(self, pairs: list[tuple[Any, BaseException | None]]) -> None:
        assert self._loop is not None
        try:
            self._loop.call_soon_threadsafe(_resolve, pairs)
        except RuntimeError:  # the loop has ended: the letters are durable, but there is nobody to tell
            return


def _kept(box: Mailbox, posted: Posted) -> tuple[tuple[str, str], ...]:
    """What goes along with the body: the headers, then the fields of the query, that its reader needs."""
    gate = box.gate
    headers = [(name, posted.headers[name]) for name in gate.headers if name in posted.headers]
    return (*headers, *((name, posted.query[name]) for name in gate.fields if name in posted.query))


def _resolve(pairs: list[tuple[Any, BaseException | None]]) -> None:
    for future, wrong in pairs:
        if future.done():
            continue
        if wrong is None:
            future.set_result(None)
        else:
            future.set_exception(wrong)
