"""What sends: takes wanted effects in the order of their urgency and at the pace of their channel, each once.

One durable append settles what came back and begins what goes next; between two of them the posts are on their way, as
many at once as there are connections.
"""

import logging
import queue
from collections import ChainMap
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import msgspec

from promesa.engine import once
from promesa.engine.machine import Machine
from promesa.engine.once import Again, Begun, Hopeless, Once, Result, Unsure, Went
from promesa.gateways.messaging.channel import Limits
from promesa.gateways.messaging.pacing import SECOND, Item, Pacer

LOG = logging.getLogger("promesa.messaging")
LOOK_SECONDS, CLOSE_SECONDS, IDLE_SECONDS = 0.05, 5.0, 0.05
LOOK_ALL_SECONDS = 5.0
"""How often also what was wanted long ago is looked through: what others left, what a person revived."""
LOOK_MAX = 100_000


class Route(msgspec.Struct, frozen=True):
    """Whose queue an effect stands in, and how urgent it is (smaller goes first)."""

    channel: str
    recipient: str
    priority: int = 0


Stopped = Callable[[Any], Collection[str]]
"""The channels that stand still, as the world knows."""


def all_run(_: Any) -> Collection[str]:
    """Where nobody keeps lines."""
    return ()


RouteOf = Callable[[Any, Any], Route]
"""(world, effect) -> its route, under the machine's lock."""


class Sender:
    """Owns the threads that post; `step` is called by one thread."""

    def __init__(
        self,
        machine: Machine[Any],
        onces: Mapping[type, Once],
        route: RouteOf,
        pacers: Mapping[str, Pacer],
        worker: str,
        connections: int = 32,
        pool: Executor | None = None,
        hang_up: Callable[[], None] = lambda: None,
        stopped: Stopped = all_run,
    ) -> None:
        """`pool`: where posts are made; else as many threads as connections. `hang_up`: closes the connections.

        A channel that stands still when this begins is tried at once: somebody may have changed what was wrong.
        """
        self._machine, self._onces, self._route = machine, onces, route
        self._worker, self._window, self._hang_up = worker, 2 * connections, hang_up
        self._stopped = stopped
        self.names = once.kinds(machine, onces)
        """The kinds of effects that it does."""
        self._elsewhere = Pacer(Limits(per_second=1_000.0))
        """For channels that nobody connected: the hand says so."""
        self._pacers = {**pacers, "": self._elsewhere}
        self._pool = pool or ThreadPoolExecutor(connections, "post")
        self._back: queue.SimpleQueue[tuple[Begun, Result]] = queue.SimpleQueue()
        self._items: dict[int, tuple[Pacer, Item]] = {}
        """What is begun and not back."""
        self._kept: list[tuple[Begun, Result]] = []
        """Back, and not yet in the log: a store that did not answer is asked again."""
        self._looked_at = self._looked_at_all = self._closed_at = 0
        self._newest = 0
        """Up to where everything wanted was looked at."""
        self._mind_lines(machine.now(), at_once=True)

    def step(self) -> float:
        """Settle, begin, post; how many seconds to wait before the next step."""
        self._kept += self._came_back(wait=not self._kept)
        now = self._machine.now()
        self._look(now)
        taken = self._take(now)
        if not self._kept and not taken:
            return self._idle(now)
        try:
            begun = once.turn(self._machine, self._kept, taken, self._worker)
        except BaseException:
            self._forget(taken)
            raise
        self._all_settled()
        self._post(taken, begun)
        return 0.0

    def close(self) -> None:
        """Wait for what is on its way, and settle it."""
        self._pool.shutdown(wait=True)
        self._hang_up()
        self._kept += self._came_back(wait=False)
        once.turn(self._machine, self._kept, (), self._worker)
        self._all_settled()

    @property
    def in_flight(self) -> int:
        return len(self._items)

    # --- what to send ---

    def _look(self, now: int) -> None:
        """Queue what is newly wanted; now and then look after what nobody answered for."""
        if now - self._closed_at >= CLOSE_SECONDS * SECOND:
            self._closed_at = now
            once.close(self._machine, self._onces, self._worker)
        if 0 <= now - self._looked_at < LOOK_SECONDS * SECOND:
            return
        self._looked_at = now
        self._mind_lines(now)
        if now - self._looked_at_all >= LOOK_ALL_SECONDS * SECOND:
            self._looked_at_all, self._newest = now, 0
        held, seen = ChainMap(*(pacer.held for pacer in self._pacers.values())), self._machine.seen
        found = once.waiting(self._machine, self.names, LOOK_MAX, held, self._newest)
        for one in found:
            route = self._machine.ask(self._route, one.effect)
            pacer = self._pacers.get(route.channel, self._elsewhere)
            pacer.offer(Item(one.key, route.recipient, route.priority))
        self._newest = found[-1].key if len(found) == LOOK_MAX else seen

    def _mind_lines(self, now: int, *, at_once: bool = False) -> None:
        """What stands still, and what was revived, whoever found it."""
        still = self._machine.ask(self._stopped)
        for name, pacer in self._pacers.items():
            if name in still:
                pacer.halt(now, at_once=at_once)
            else:
                pacer.resume(now)

    def _take(self, now: int) -> list[int]:
        keys = []
        for pacer in self._pacers.values():
            for item in pacer.take(now, self._window - len(self._items)):
                self._items[item.key] = pacer, item
                keys.append(item.key)
        return keys

    def _post(self, taken: list[int], begun: list[Begun]) -> None:
        ours = {one.key for one in begun}
        self._forget([key for key in taken if key not in ours])  # another process began them, or they are not wanted
        for one in begun:
            self._pool.submit(self._do, one)

    def _forget(self, keys: list[int]) -> None:
        """Not ours to do now; what is still wanted is found again."""
        for key in keys:
            pacer, item = self._items.pop(key)
            pacer.drop(item)

    def _do(self, one: Begun) -> None:
        self._back.put((one, once.attempt(self._onces[type(one.effect)], one)))

    # --- what came of it ---

    def _came_back(self, *, wait: bool = True) -> list[tuple[Begun, Result]]:
        """All that came back; while much is on its way and nothing has, the first is waited for a moment."""
        found: list[tuple[Begun, Result]] = []
        try:
            if wait and len(self._items) >= self._window:
                found.append(self._back.get(timeout=IDLE_SECONDS))
            while True:
                found.append(self._back.get_nowait())
        except queue.Empty:
            return found

    def _all_settled(self) -> None:
        for one, result in self._kept:
            self._settled(one, result)
        self._kept = []

    def _settled(self, one: Begun, result: Result) -> None:
        pacer, item = self._items.pop(one.key)
        now = self._machine.now()
        if isinstance(result, Went):
            pacer.done(item, more=result.more)
        elif isinstance(result, Unsure):
            LOG.warning("effect %d: nobody knows whether it happened: %s", one.key, result.error)
            pacer.drop(item)
        elif isinstance(result, Hopeless) or one.key not in self._machine.desk.effects:
            pacer.drop(item)
        else:
            self._wait(pacer, item, result, now)

    def _wait(self, pacer: Pacer, item: Item, result: Again, now: int) -> None:
        until = now + int(result.wait_seconds * SECOND)
        if result.all_wait:
            LOG.error("the channel waits %.0f s: %s", result.wait_seconds, result.error)
            pacer.rest(until)
            self._mind_lines(now)
        if result.lane_waits:
            pacer.spare(item, now)
        else:
            pacer.back(item, until)

    def _idle(self, now: int) -> float:
        """Nothing may go now: until something may, or comes back."""
        if self._items:
            with suppress(queue.Empty):
                self._kept.append(self._back.get(timeout=IDLE_SECONDS))
            return 0.0
        moments = [at for pacer in self._pacers.values() if (at := pacer.next_at(now)) is not None]
        soonest = min(moments, default=now + int(IDLE_SECONDS * SECOND))
        return min(max((soonest - now) / SECOND, 0.001), IDLE_SECONDS)
