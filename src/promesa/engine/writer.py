"""One thread that drains a queue of requests into group commits, and answers when they are durable."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from promesa.engine.machine import Machine, Request, Verdict

GROUP_MAX = 128
"""Requests in one append: enough to share an fsync, few enough to answer the first within milliseconds."""

Answer = Callable[[list[tuple[Any, Verdict]]], None]


class Writer:
    """Owns the writing thread of a machine."""

    def __init__(self, machine: Machine[Any], group_max: int = GROUP_MAX) -> None:
        self._machine = machine
        self._group_max = group_max
        self._queue: queue.SimpleQueue[tuple[Request, Answer, Any] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def put(self, request: Request, answer: Answer, token: Any) -> None:
        """Queue a request; `answer` is called on the writing thread with the (token, verdict) pairs of its group."""
        self._queue.put((request, answer, token))

    def submit(self, request: Request) -> "Future[Verdict]":
        """Queue a request for a caller on a thread."""
        future: Future[Verdict] = Future()
        self.put(request, _resolve, future)
        return future

    def close(self) -> None:
        """Finish what is queued, then stop."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (first := self._queue.get()) is not None:
            group = [first]
            last = False
            while len(group) < self._group_max and not self._queue.empty():
                item = self._queue.get()
                if item is None:
                    last = True
                    break
                group.append(item)
            self._commit(group)
            if last:
                return

    def _commit(self, group: list[tuple[Request, Answer, Any]]) -> None:
        verdicts = self._machine.submit_many([request for request, _, _ in group])
        answers: dict[Answer, list[tuple[Any, Verdict]]] = {}
        for (_, answer, token), verdict in zip(group, verdicts, strict=True):
            answers.setdefault(answer, []).append((token, verdict))
        for answer, pairs in answers.items():
            answer(pairs)


def _resolve(pairs: list[tuple[Any, Verdict]]) -> None:
    for future, verdict in pairs:
        future.set_result(verdict)
