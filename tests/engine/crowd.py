"""Several processes that each own a machine on one PostgreSQL log, and rush at it from one barrier."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from multiprocessing.synchronize import Barrier
from typing import Any, NamedTuple

from promesa import app
from promesa.domain.world import World
from promesa.engine.machine import Machine
from promesa.engine.postgres import PostgresLog

START_SECONDS_MAX = 120
DONE_SECONDS_MAX = 240
SPAWN = multiprocessing.get_context("spawn")


class Answer(NamedTuple):
    """What became of one command: the facts' names, or the reason of the refusal."""

    kinds: tuple[str, ...]
    reason: str | None


Task = Callable[[Machine[World], Any], Any]


class Clock:
    """One simulated moment for all processes."""

    def __init__(self, now: int) -> None:
        self._now = SPAWN.Value("q", now)

    def __call__(self) -> int:
        return self._now.value

    def set(self, now: int) -> None:
        self._now.value = now


class Crowd:
    """The processes, and the pipes to them."""

    def __init__(self, url: str, schema: str, clock: Clock, processes: int) -> None:
        self._barrier = SPAWN.Barrier(processes)
        self._members: list[tuple[SpawnProcess, Connection]] = []
        for _ in range(processes):
            ours, theirs = SPAWN.Pipe()
            member = SPAWN.Process(target=_live, args=(url, schema, clock, theirs, self._barrier), daemon=True)
            member.start()
            theirs.close()
            self._members.append((member, ours))
        for _, pipe in self._members:
            _told(pipe, START_SECONDS_MAX)

    def each(self, task: Task, about: Sequence[Any]) -> list[Any]:
        """`task(machine, about[n])` in the n-th process, all released at once; what each returned."""
        for (_, pipe), one in zip(self._members, about, strict=True):
            pipe.send((task, one))
        return [_told(pipe, DONE_SECONDS_MAX) for _, pipe in self._members]

    def rush(self, commands: Sequence[object]) -> list[Answer]:
        """Dealt out like cards, put by all processes at once; the answers in the order of the commands."""
        size = len(self._members)
        hands = [list(enumerate(commands))[n::size] for n in range(size)]
        answers = [pair for hand in self.each(put_all, hands) for pair in hand]
        return [answer for _, answer in sorted(answers, key=lambda pair: pair[0])]

    def close(self) -> None:
        for member, pipe in self._members:
            pipe.send(None)
            member.join(10)
            if member.is_alive():
                member.kill()
            pipe.close()


def put_all(machine: Machine[World], hand: Sequence[tuple[int, object]]) -> list[tuple[int, Answer]]:
    """Each command in a turn of its own."""
    told = []
    for index, command in hand:
        verdict = machine.submit(command, "crowd")
        reason = None if verdict.refusal is None else str(verdict.refusal.reason)
        told.append((index, Answer(tuple(type(fact).__name__ for fact in verdict.facts), reason)))
    return told


@contextmanager
def crowd(url: str, schema: str, clock: Clock, processes: int = 4) -> Iterator[Crowd]:
    gathered = Crowd(url, schema, clock, processes)
    try:
        yield gathered
    finally:
        gathered.close()


def _told(pipe: Connection, seconds: float) -> Any:
    """What it said; EOFError where it died, with its own words on standard error."""
    assert pipe.poll(seconds), "a process of the crowd does not answer"
    return pipe.recv()


def _live(url: str, schema: str, clock: Clock, pipe: Connection, barrier: Barrier) -> None:
    log = PostgresLog.open(url, schema)
    machine = app.build(log, clock)
    pipe.send("here")
    while (asked := pipe.recv()) is not None:
        task, about = asked
        barrier.wait(START_SECONDS_MAX)
        pipe.send(task(machine, about))
    log.close()
