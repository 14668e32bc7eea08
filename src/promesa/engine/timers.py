"""What was to happen later, when later has come."""

from typing import Any

from promesa.engine import desk as desks
from promesa.engine import words
from promesa.engine.machine import Machine


def next_due(machine: Machine[Any]) -> int | None:
    """When the earliest timer is due (µs UTC), or None."""
    with machine.lock:
        return desks.next_due(machine.desk)


def fire_due(machine: Machine[Any], limit: int = 500) -> int:
    """Put the commands whose moment has come, in order of it, at most `limit`, in one append; how many there were.

    Two processes that fire at once take turns: the second finds the first one's `TimerFired` and does nothing.
    """
    due = next_due(machine)
    if due is None or due > machine.now():
        return 0
    fired = 0
    with machine.turn() as now:
        while fired < limit and _fire_one(machine, now):
            fired += 1
    return fired


def _fire_one(machine: Machine[Any], now: int) -> bool:
    due = desks.next_due(machine.desk)
    if due is None or due > now:
        return False
    timer = machine.desk.due[0][1]
    kind, body = machine.desk.timers[timer]
    mark = machine.write(words.TimerFired(timer), "clock", timer, now)
    outcome = machine.decide(machine.model.codec.decode(kind, body), now)
    if isinstance(outcome, list):
        machine.accept(outcome, "clock", mark, now)
    return True
