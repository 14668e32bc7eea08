"""An effect is done, and what its answer means is decided in the same append."""

from collections.abc import Iterable
from typing import Any

from promesa.engine import words
from promesa.engine.machine import Machine


def done(machine: Machine[Any], key: int, commands: Iterable[Any], by: str, now: int) -> None:
    """Inside a turn: the effect is done, and each command of its answer is decided."""
    mark = machine.write(words.EffectDone(key), by, key, now)
    decide(machine, commands, by, mark, now)


def decide(machine: Machine[Any], commands: Iterable[Any], by: str, cause: int, now: int) -> None:
    """Inside a turn; a refusal is written, for a person to see."""
    for command in commands:
        outcome = machine.decide(command, now)
        if isinstance(outcome, list):
            machine.accept(outcome, by, cause, now)
        else:
            name = type(command).__name__
            machine.write(words.StepRefused(name, str(outcome.reason), str(outcome.about)), by, cause, now)
