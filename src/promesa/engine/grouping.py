"""One thread that drains a queue into groups, each done at once, and answers when its group is done."""

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, Generic, TypeVar

GROUP_MAX = 128
"""In one group: enough to share a wait for the disk, few enough to answer the first within milliseconds."""

Asked = TypeVar("Asked")
Told = TypeVar("Told")
Given = TypeVar("Given")
Pairs = list[tuple[Any, Told]]
"""Each token of a group with what came of it."""


class GroupThread(Generic[Asked, Told, Given]):
    """Owns the queue and the thread; `do` does a group and tells of each in its order, `resolve` answers a caller."""

    def __init__(
        self,
        name: str,
        do: Callable[[list[Asked]], Sequence[Told]],
        resolve: Callable[[Pairs[Told]], None],
        group_max: int = GROUP_MAX,
    ) -> None:
        self._do, self._resolve, self._group_max = do, resolve, group_max
        self._queue: queue.SimpleQueue[tuple[Asked, Callable[[Pairs[Told]], None], Any] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def put(self, asked: Asked, answer: Callable[[Pairs[Told]], None], token: Any) -> None:
        """Queue one; `answer` is called on the thread with the pairs of its group."""
        self._queue.put((asked, answer, token))

    def submit(self, asked: Asked) -> "Future[Given]":
        """Queue one for a caller on a thread."""
        future: Future[Given] = Future()
        self.put(asked, self._resolve, future)
        return future

    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def close(self) -> None:
        """Finish what is queued, then stop."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (first := self._queue.get()) is not None:
            group, last = [first], False
            while len(group) < self._group_max and not self._queue.empty():
                item = self._queue.get()
                if item is None:
                    last = True
                    break
                group.append(item)
            self._answer(group)
            if last:
                return

    def _answer(self, group: list[tuple[Asked, Callable[[Pairs[Told]], None], Any]]) -> None:
        told = self._do([asked for asked, _, _ in group])
        answers: dict[Callable[[Pairs[Told]], None], Pairs[Told]] = {}
        for (_, answer, token), one in zip(group, told, strict=True):
            answers.setdefault(answer, []).append((token, one))
        for answer, pairs in answers.items():
            answer(pairs)
