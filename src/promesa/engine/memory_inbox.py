"""An inbox that lives in this process: for tests, the lab and demos in memory."""

import threading
from collections.abc import Sequence
from itertools import islice

import msgspec

from promesa.engine import inbox
from promesa.engine.inbox import Claimed, DeadLetter, Lag, Outcome, Sealed


class Slip(msgspec.Struct):
    """A letter and how it stands."""

    letter: Sealed
    state: int = inbox.WAITING
    not_before: int = 0
    tries: int = 0
    error: str = ""


class MemoryInbox:
    """All letters by number, under one lock."""

    def __init__(self) -> None:
        self._slips: dict[int, Slip] = {}
        self._last = 0
        self._lock = threading.Lock()

    def add(self, letters: Sequence[Sealed]) -> list[int]:
        with self._lock:
            first = self._last + 1
            self._last += len(letters)
            self._slips.update({number: Slip(letter) for number, letter in enumerate(letters, first)})
            return list(range(first, self._last + 1))

    def claim(self, now: int, until: int, limit: int) -> list[Claimed]:
        with self._lock:
            ready = ((n, s) for n, s in self._slips.items() if s.state == inbox.WAITING and s.not_before <= now)
            sizes = [(number, len(slip.letter.sealed)) for number, slip in islice(ready, limit)]
            return [self._claim(number, until) for number in inbox.bite(sizes)]

    def _claim(self, number: int, until: int) -> Claimed:
        slip = self._slips[number]
        slip.not_before, slip.tries = until, slip.tries + 1
        letter = slip.letter
        return Claimed(number, letter.partner, letter.day, letter.at, slip.tries, letter.sealed)

    def settle(self, outcomes: Sequence[Outcome]) -> None:
        with self._lock:
            for told in outcomes:
                slip = self._slips.get(told.number)
                if slip is not None and slip.state == inbox.WAITING:
                    slip.error = told.error
                    slip.not_before = told.retry_at
                    slip.state = inbox.state_of(told)

    def dead(self, limit: int) -> list[DeadLetter]:
        with self._lock:
            found = [(number, slip) for number, slip in self._slips.items() if slip.state == inbox.DEAD]
        return [DeadLetter(n, s.letter.partner, s.letter.at, s.tries, s.error) for n, s in found[:limit]]

    def revive(self, number: int) -> bool:
        with self._lock:
            slip = self._slips.get(number)
            if slip is None or slip.state == inbox.WAITING:
                return False
            slip.state, slip.not_before, slip.tries = inbox.WAITING, 0, 0
            return True

    def discard(self, number: int) -> bool:
        with self._lock:
            slip = self._slips.get(number)
            if slip is None or slip.state != inbox.DEAD:
                return False
            slip.state = inbox.DONE
            return True

    def lag(self) -> Lag:
        with self._lock:
            waiting = [slip.letter.at for slip in self._slips.values() if slip.state == inbox.WAITING]
            dead = sum(slip.state == inbox.DEAD for slip in self._slips.values())
            return Lag(len(waiting), min(waiting, default=None), dead)

    def days(self) -> dict[str, int]:
        with self._lock:
            found: dict[str, int] = {}
            for slip in self._slips.values():
                found[slip.letter.day] = found.get(slip.letter.day, 0) + (slip.state != inbox.DONE)
            return found

    def erase(self, day: str) -> int:
        with self._lock:
            over = [number for number, slip in self._slips.items() if slip.letter.day == day]
            for number in over:
                del self._slips[number]
            return len(over)

    def close(self) -> None:
        """Nothing is held."""
