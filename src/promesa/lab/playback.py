"""Plays what happened long ago on a machine: each command at its own instant, and the timers due in between."""

from typing import Any

from promesa.domain.values.refusal import Refused
from promesa.engine import desk as desks
from promesa.engine import words
from promesa.engine.machine import Machine

# Everything here is called inside `machine.turn()`: a turn of a playback holds thousands of instants, so that one
# append and one fsync serve all of them. What is written is the same however the instants are shared out among turns.


def put(machine: Machine[Any], command: Any, by: str, at: int) -> list[Any] | Refused:
    """Decide a command as of `at` (never before the log's newest entry), and what it sets in motion."""
    now = max(at, machine.last_at)
    outcome = machine.decide(command, now)
    if isinstance(outcome, list):
        machine.accept(outcome, by, 0, now)
        return outcome
    assert isinstance(outcome, Refused), outcome
    return outcome


def note_refusal(machine: Machine[Any], command: Any, refused: Refused, about: str, by: str, at: int) -> None:
    """A command of the past that was refused is written down, so that nothing is dropped in silence."""
    now = max(at, machine.last_at)
    machine.write(words.StepRefused(type(command).__name__, str(refused.reason), about), by, 0, now)


def fire_until(machine: Machine[Any], at: int) -> int:
    """Let every timer due at or before `at` fire at its own moment, in order; how many there were."""
    fired = 0
    while (due := desks.next_due(machine.desk)) is not None and due <= at:
        fire_next(machine, max(due, machine.last_at))
        fired += 1
    return fired


def fire_next(machine: Machine[Any], now: int) -> None:
    """Let the earliest timer fire as of `now`."""
    timer = machine.desk.due[0][1]
    kind, body = machine.desk.timers[timer]
    mark = machine.write(words.TimerFired(timer), "clock", timer, now)
    outcome = machine.decide(machine.model.codec.decode(kind, body), now)
    if isinstance(outcome, list):
        machine.accept(outcome, "clock", mark, now)


def settle_all(machine: Machine[Any], by: str) -> int:
    """Nothing is asked of the outside in a playback: it happened long ago. Each effect wanted is done; how many."""
    wanted = list(machine.desk.effects)
    for key in wanted:
        machine.write(words.EffectDone(key), by, key, machine.last_at)
    return len(wanted)


def was_played(machine: Machine[Any], key: str) -> str | None:
    """The fingerprint of a part that the log holds already, or None."""
    answer = machine.desk.answers.get(key)
    return None if answer is None else answer.fingerprint


def mark_played(machine: Machine[Any], key: str, fingerprint: str, by: str) -> None:
    """Remember a part in the same append as its facts: a playback that was killed goes on where it stopped."""
    machine.write(words.Answered(key, fingerprint, machine.seen + 1, 0), by, 0, machine.last_at)
