"""The threads that keep a serving process going: timers fired, effects tried, letters read, snapshots kept."""

import logging
import threading
from collections.abc import Callable, Collection, Mapping
from typing import Any

from promesa.engine import desk as desks
from promesa.engine import inbox_work, outbox, timers
from promesa.engine.inbox import Inbox
from promesa.engine.inbox_work import Begin
from promesa.engine.machine import Machine
from promesa.engine.outbox import Hand
from promesa.engine.tables import Tables

LOG = logging.getLogger("promesa.engine")
IDLE_SECONDS = 0.05
TIMER_SECONDS_MAX = 1.0
PAUSE_SECONDS_MAX = 30.0
BATCH = 500
SWEEP_SECONDS = 3_600.0
TABLES_SECONDS = 1.0
"""How far behind the log rows for lists and reports may be."""


class Daemon:
    """A thread that takes one step after another until it is stopped, whatever a step throws; owns the thread."""

    def __init__(self, name: str, step: Callable[[], float]) -> None:
        """`step` returns how many seconds to wait before the next one."""
        self._step = step
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def stop(self, wait_seconds: float = 10.0) -> None:
        """Let the step in hand end, then no more."""
        self._stop.set()
        self._thread.join(wait_seconds)

    def _run(self) -> None:
        pause = 1.0
        while not self._stop.is_set():
            try:
                wait, pause = self._step(), 1.0
            except Exception:
                LOG.exception("%s: a step failed, the next one comes in %.0f s", self._thread.name, pause)
                wait, pause = pause, min(2 * pause, PAUSE_SECONDS_MAX)
            self._stop.wait(wait)


def timer_step(machine: Machine[Any], shared: bool) -> Callable[[], float]:
    """Fires what is due. With a shared log it also looks at what others wait for, in case they are no more."""

    def step() -> float:
        if shared:
            machine.catch_up()
        if timers.fire_due(machine, BATCH) == BATCH:
            return 0.0
        due = timers.next_due(machine)
        if due is None:
            return TIMER_SECONDS_MAX
        return min(max((due - machine.now()) / 1e6, 0.001), TIMER_SECONDS_MAX)

    return step


def outbox_step(
    machine: Machine[Any],
    hands: Mapping[type, Hand],
    worker: str,
    limit: int = 100,
    lease_seconds: float = 60.0,
    without: Collection[str] = desks.NONE,
) -> Callable[[], float]:
    """Tries the effects that are wanted; `without`: kinds that somebody else does."""

    def step() -> float:
        return 0.0 if outbox.work(machine, hands, worker, limit, lease_seconds, without) else IDLE_SECONDS

    return step


def inbox_step(inbox: Inbox, machine: Machine[Any], readers: Mapping[str, Begin]) -> Callable[[], float]:
    """Reads the letters that partners have posted."""
    return lambda: 0.0 if inbox_work.work(inbox, machine, readers) else IDLE_SECONDS


def sweep_step(inbox: Inbox, keep_days: int) -> Callable[[], float]:
    """Forgets the days of the inbox that are over."""

    def step() -> float:
        for day in inbox.sweep(keep_days):
            LOG.info("the inbox of %s is forgotten", day)
        return SWEEP_SECONDS

    return step


def tables_step(tables: Tables) -> Callable[[], float]:
    """Keeps derived rows up with the log, a short transaction at a time."""
    return lambda: 0.01 if tables.catch_up() else TABLES_SECONDS


def snapshot_step(machine: Machine[Any], every: int) -> Callable[[], float]:
    """Keeps a snapshot each time so many entries have come."""
    last = [machine.seen]

    def step() -> float:
        if machine.seen - last[0] >= every:
            last[0] = machine.save_snapshot()
        return 1.0

    return step
