"""Boards: what a page shows of the whole, begun from the world once and kept by following the facts since."""

import threading
import time
from collections.abc import Sequence
from typing import Any, Protocol, TypeVar, cast

from promesa.domain.world import World
from promesa.engine.log import Entry
from promesa.engine.machine import Machine

BITE = 2_000
"""Entries that are heard of at a time under the world's lock."""
LAG_MAX = 200_000
"""A board that is further behind than this begins anew: a look at what is open is shorter than so many facts."""
ASKED_SECONDS = 120.0
"""So long after somebody looked is a board kept up by itself; nobody looks: it costs nothing, or little (`keep`)."""
KEPT_SECONDS = 5.0
"""How far behind the log boards that are kept may be while nobody looks."""


class Board(Protocol):
    """What a room keeps of the world.

    `kinds`: names of the facts that it wants decoded; of others it is told the entry with its tags ("order:o1") and
    None. Both methods are called with the world's lock held, by one thread at a time; what a page reads meanwhile must
    be whole (replace a value, do not empty and refill it).
    """

    kinds: frozenset[str]

    def begin(self, world: World, now: int) -> None:
        """One look at the world as it is: it may walk over what is open, not over all there ever was."""

    def hear(self, world: World, heard: Sequence[tuple[Entry, Any]], now: int) -> None:
        """Facts since, in order. The world already knows them all, and may know later ones."""


One = TypeVar("One")


class Boards:
    """Owns one board of each class, and how far each has heard."""

    def __init__(self, machine: Machine[World], classes: Sequence[type]) -> None:
        self._machine = machine
        self._lock = threading.Lock()
        self._boards: dict[type, Board] = {one: cast(Board, one()) for one in classes}
        self._world: World | None = None
        self._seen: dict[type, int] = {}
        """How far each board that was begun has heard."""
        self._asked_at = float("-inf")
        self._are_kept = False

    def of(self, board: type[One]) -> One:
        """The board, as of now. Not for the event loop: the first to ask waits for its look at the world."""
        self._asked_at = time.monotonic()
        self.catch_up(board)
        return cast(One, self._boards[board])

    def catch_up(self, *wanted: type) -> None:
        """Hear what was appended since; those `wanted` are begun where they are not."""
        with self._lock:
            upto = self._machine.seen
            far = self._seen and upto - min(self._seen.values()) > LAG_MAX
            if far or self._machine.world is not self._world:  # it has run ahead, or was read anew
                self._seen.clear()
            for board in wanted:
                if board not in self._seen:
                    self._machine.ask(self._begin, board)
            self._hear(upto)

    def follow(self) -> float:
        """The step of a thread of its own: seconds until the next."""
        is_asked = time.monotonic() - self._asked_at <= ASKED_SECONDS
        if not is_asked and not self._are_kept:
            return 1.0
        self.catch_up(*tuple(self._seen))
        return 0.1 if is_asked else KEPT_SECONDS

    def keep(self) -> None:
        """From now on boards that were begun are kept up though nobody looks: whoever looks next need not wait."""
        self._are_kept = True

    def _begin(self, world: World, board: type) -> None:
        """`seen` may be ahead of the log by the append under way: the world that the board looks at knows it too."""
        self._boards[board].begin(world, self._machine.now())
        self._world, self._seen[board] = world, self._machine.seen

    def _hear(self, upto: int) -> None:
        while self._seen and (low := min(self._seen.values())) < upto:
            heard = self._read(low)
            if not heard:
                return
            self._machine.ask(self._told, heard)

    def _read(self, after: int) -> list[tuple[Entry, Any]]:
        kinds = frozenset[str]().union(*(self._boards[one].kinds for one in self._seen))
        decode = self._machine.model.codec.decode
        entries = self._machine.log.read(after=after, limit=BITE)
        return [(one, decode(one.kind, one.body) if one.kind in kinds else None) for one in entries]

    def _told(self, world: World, heard: Sequence[tuple[Entry, Any]]) -> None:
        last = heard[-1][0].position
        for board, seen in self._seen.items():
            new = [one for one in heard if one[0].position > seen]
            if new:
                self._boards[board].hear(world, new, self._machine.now())
            self._seen[board] = max(seen, last)
