"""A post office outside the log: what was posted is seen, whatever becomes of the process that posted it."""

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from promesa.engine import once, turns
from promesa.engine.machine import Machine
from promesa.engine.memory import MemoryLog
from promesa.engine.once import Again, Deed, Once, Result, Unsure, Went
from tests.engine.bank import Bank, Deposit, NoteSent, SendLetter, model

GRACE_SECONDS = 600.0


class Killed(BaseException):
    """The process is gone between two steps."""


class Fate:
    """Counts steps, and ends the process at one of them."""

    def __init__(self, at: int | None) -> None:
        self.left = at
        self.steps = 0

    def step(self) -> None:
        self.steps += 1
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                raise Killed


class MortalLog(MemoryLog):
    """Each append may be the last thing that the process did, or the first that it did not."""

    def __init__(self) -> None:
        super().__init__()
        self.fate = Fate(None)

    @contextmanager
    def turn(self) -> Iterator[turns.Buffer]:
        with super().turn() as buffer:
            yield buffer
            if buffer.entries:
                self.fate.step()
        if buffer.entries:
            self.fate.step()


class PostOffice:
    """`seen`: how often each letter came out at the other end, by its business key (the account)."""

    def __init__(self, log: MortalLog, dice: random.Random, trouble: float = 0.0, parts: int = 1) -> None:
        self.log, self.dice, self.trouble, self.parts = log, dice, trouble, parts
        self.seen: Counter[str] = Counter()
        self.known: set[str] = set()
        self.given_up: list[str] = []

    def hand(self) -> Once:
        return Once(self.prepare, self.heard, self.give_up, lambda _: GRACE_SECONDS)

    def prepare(self, effect: SendLetter, key: str, step: int) -> Deed:
        return lambda: self.do(effect, key, step)

    def do(self, effect: SendLetter, _: str, step: int) -> Result:
        self.log.fate.step()
        fate = self.dice.random()
        if fate < self.trouble:
            return Again("busy", 1.0, counted=False)
        lost = fate < 2 * self.trouble
        if not lost:
            self.seen[f"{effect.account}/{step}"] += 1
        self.log.fate.step()
        if fate < 3 * self.trouble:
            return Unsure("no answer")
        return Went((NoteSent(effect.account),), more=step + 1 < self.parts)

    def heard(self, _: Bank, effect: SendLetter, step: int) -> bool:
        """Word comes for some of what was posted; never for what was not."""
        return self.seen[f"{effect.account}/{step}"] > 0 and int(effect.account[1:]) % 2 == 0 and self.parts == 1

    def give_up(self, effect: SendLetter) -> list[object]:
        self.given_up.append(effect.account)
        return []


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000

    def __call__(self) -> int:
        return self.now


def write_letters(machine: Machine[Bank], count: int) -> None:
    for number in range(count):
        machine.submit(Deposit(f"a{number}", 1_000 + number), "test")


def live(log: MortalLog, office: PostOffice, clock: Clock, rounds: int = 60) -> Machine[Bank]:
    """A process on the log, until nothing is left to do or it is killed."""
    machine = Machine(log, model(), clock)
    onces = {SendLetter: office.hand()}
    for _ in range(rounds):
        clock.now += 2_000_000
        once.work(machine, onces, "w", 3)
        once.close(machine, onces, "w")
    return machine
