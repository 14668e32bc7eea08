"""Whether the process lives, whether it can serve, and what it measures of itself."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import msgspec

from promesa.domain.people import lines
from promesa.engine.inbox import Inbox
from promesa.engine.log import Trouble
from promesa.surfaces.http import frame, heads
from promesa.surfaces.http.bodies import Receive
from promesa.surfaces.http.frame import House, Send

READY_SECONDS = 5.0


class Vital(msgspec.Struct, frozen=True, omit_defaults=True):
    """ok, or why not; `lines_stopped`: channels to customers that stand still, which is no reason to start us anew."""

    status: str
    position: int
    lines_stopped: tuple[str, ...] = ()


class Vitals:
    """GET /healthz, /readyz and /metrics."""

    def __init__(self, house: House, hindrance: Callable[[], str]) -> None:
        """`hindrance`: why nobody should be sent here now; "": nothing."""
        self._house, self._hindrance = house, hindrance

    async def health(self, scope: Any, _: Receive, send: Send) -> None:
        """The process answers: nothing more is looked at."""
        await self._say(send, 200, "ok")

    async def ready(self, scope: Any, _: Receive, send: Send) -> None:
        """The store answers, every thread is there, and what pages show has been looked at once."""
        try:
            async with asyncio.timeout(READY_SECONDS):
                await asyncio.to_thread(self._house.room.machine.log.head)
        except (Trouble, TimeoutError) as error:
            await self._say(send, 503, f"the store does not answer: {type(error).__name__}")
            return
        hindrance = self._hindrance()
        await self._say(send, 503 if hindrance else 200, hindrance or "ready")

    async def metrics(self, scope: Any, _: Receive, send: Send) -> None:
        """For those who may operate, in the text format of Prometheus."""
        head = heads.read(scope)
        by = frame.caller(self._house, scope, head, "operate")
        if not isinstance(by, str):
            await frame.send_problem(send, self._house, head, by)
            return
        machine, meter = self._house.room.machine, self._house.meter
        desk, inbox = machine.desk, self._house.room.inbox
        gauges = {
            "log_position": machine.seen,
            "queue_length": self._house.door.waiting,
            "fold_entries_per_second": meter.fold_rate(time.monotonic(), machine.seen),
            "effects_waiting": len(desk.effects),
            "dead_letters": len(desk.dead),
            "effects_begun": len(desk.begun),
            "effects_uncertain": len(desk.uncertain),
            "timers_waiting": len(desk.timers),
            "refused_steps": desk.refused_steps,
            "lines_stopped": len(lines.stopped(machine.world.news.handsets)),
        }
        if inbox is not None:
            gauges |= await asyncio.to_thread(_lag, inbox, machine.now())
        await frame.send_bytes(send, 200, b"text/plain; version=0.0.4; charset=utf-8", meter.text(gauges).encode())

    async def _say(self, send: Send, status: int, text: str) -> None:
        still = tuple(sorted(lines.stopped(self._house.room.machine.world.news.handsets)))
        body = msgspec.json.encode(Vital(text, self._house.room.machine.seen, still))
        await frame.send_bytes(send, status, frame.JSON, body)


def _lag(inbox: Inbox, now: int) -> dict[str, float]:
    """How far we are behind what partners have told us."""
    lag = inbox.lag()
    oldest_seconds = 0.0 if lag.oldest_at is None else max(now - lag.oldest_at, 0) / 1e6
    return {"inbox_waiting": lag.waiting, "inbox_oldest_seconds": oldest_seconds, "inbox_dead_letters": lag.dead}
