"""One thread that drains what partners post into group commits, and answers when it is durable."""

from collections.abc import Callable
from typing import Any

from promesa.engine import grouping
from promesa.engine.grouping import GroupThread
from promesa.engine.inbox import Arrived, Inbox

Answer = Callable[[list[tuple[Any, BaseException | None]]], None]
"""Hears of each (token, what went wrong or None) of a group."""


class Slot(GroupThread[Arrived, BaseException | None, None]):
    """Owns the thread that writes an inbox."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        super().__init__("inbox-slot", self._keep, _resolve)

    def _keep(self, arrived: list[Arrived]) -> list[BaseException | None]:
        try:
            self._inbox.put(arrived)
        except Exception as error:  # nothing of the group is kept: the partner will tell it again
            return [error] * len(arrived)
        return [None] * len(arrived)


def _resolve(pairs: grouping.Pairs[BaseException | None]) -> None:
    for future, wrong in pairs:
        if wrong is None:
            future.set_result(None)
        else:
            future.set_exception(wrong)
