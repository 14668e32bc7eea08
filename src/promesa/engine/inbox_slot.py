"""One thread that drains what partners post into group commits, and answers when it is durable."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from promesa.engine.inbox import Arrived, Inbox

GROUP_MAX = 128
"""Letters that share one wait for the disk."""

Answer = Callable[[list[tuple[Any, BaseException | None]]], None]
"""Hears of each (token, what went wrong or None) of a group."""


class Slot:
    """Owns the thread that writes an inbox."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._queue: queue.SimpleQueue[tuple[Arrived, Answer, Any] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="inbox-slot", daemon=True)
        self._thread.start()

    def put(self, arrived: Arrived, answer: Answer, token: Any) -> None:
        """Queue a letter; `answer` is called on the writing thread once it is durable, or cannot be."""
        self._queue.put((arrived, answer, token))

    def submit(self, arrived: Arrived) -> "Future[None]":
        """Queue a letter for a caller on a thread."""
        future: Future[None] = Future()
        self.put(arrived, _resolve, future)
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
            while len(group) < GROUP_MAX and not self._queue.empty():
                item = self._queue.get()
                if item is None:
                    last = True
                    break
                group.append(item)
            self._commit(group)
            if last:
                return

    def _commit(self, group: list[tuple[Arrived, Answer, Any]]) -> None:
        wrong: BaseException | None = None
        try:
            self._inbox.put([arrived for arrived, _, _ in group])
        except Exception as error:  # nothing of the group is kept: the partner will tell it again
            wrong = error
        answers: dict[Answer, list[tuple[Any, BaseException | None]]] = {}
        for _, answer, token in group:
            answers.setdefault(answer, []).append((token, wrong))
        for answer, pairs in answers.items():
            answer(pairs)


def _resolve(pairs: list[tuple[Any, BaseException | None]]) -> None:
    for future, wrong in pairs:
        if wrong is None:
            future.set_result(None)
        else:
            future.set_exception(wrong)
