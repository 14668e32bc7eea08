"""A clock that only moves when it is told to, and the agenda of what happens when."""

import heapq
import time
from collections.abc import Callable
from typing import Any

from promesa.domain.values.moments import Instant

Doing = Callable[[Instant], list[Any]]
"""Something that happens at a moment: given the moment, the requests that it puts to the machine."""


class Clock:
    """Stands still until it is moved, and never goes back."""

    def __init__(self, at: Instant) -> None:
        self.at = at

    def __call__(self) -> int:
        return self.at

    def move_to(self, at: Instant) -> None:
        assert at >= self.at, (at, self.at)
        self.at = at


class RunningClock:
    """Goes on at the world's own pace from a moment: what a simulated past is continued with."""

    def __init__(self, at: int) -> None:
        self._at, self._started_ns = at, time.monotonic_ns()

    def __call__(self) -> int:
        return self._at + (time.monotonic_ns() - self._started_ns) // 1_000


class Agenda:
    """What is still to happen, by moment, then in the order in which it was noted."""

    def __init__(self) -> None:
        self._heap: list[tuple[Instant, int, Doing]] = []
        self._noted = 0

    def note(self, at: int, doing: Doing) -> None:
        self._noted += 1
        heapq.heappush(self._heap, (Instant(at), self._noted, doing))

    def next_at(self) -> Instant | None:
        return self._heap[0][0] if self._heap else None

    def take_until(self, upto: Instant) -> list[tuple[Instant, Doing]]:
        """Everything up to a moment, taken out, oldest first."""
        taken = []
        while self._heap and self._heap[0][0] <= upto:
            at, _, doing = heapq.heappop(self._heap)
            taken.append((at, doing))
        return taken
