"""One thread that drains a queue of requests into group commits, and answers when they are durable."""

from collections.abc import Callable
from typing import Any

from promesa.engine import grouping
from promesa.engine.grouping import GROUP_MAX, GroupThread
from promesa.engine.machine import Machine, Request, Verdict

Answer = Callable[[list[tuple[Any, Verdict]]], None]


class Writer(GroupThread[Request, Verdict, Verdict]):
    """Owns the writing thread of a machine."""

    def __init__(self, machine: Machine[Any], group_max: int = GROUP_MAX) -> None:
        super().__init__("writer", machine.submit_many, _resolve, group_max)


def _resolve(pairs: grouping.Pairs[Verdict]) -> None:
    for future, verdict in pairs:
        future.set_result(verdict)
