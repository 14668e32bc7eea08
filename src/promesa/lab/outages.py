"""When a partner does not answer: hours drawn once for the whole past."""

import random
from bisect import bisect_right

from promesa.domain.values.moments import DAY, HOUR, MINUTE, Instant

LONG = 4 * HOUR
"""Longer than the outbox tries: what was wanted meanwhile becomes dead letters."""


class Outage(Exception):
    """The partner does not answer now."""


class Outages:
    """Spells of silence, sorted; nothing is asked of a partner within one."""

    def __init__(self, dice: random.Random, since: Instant, days: int, times: int) -> None:
        starts = sorted(since + int(dice.random() * days * DAY) for _ in range(times))
        longest = dice.randrange(times) if times else 0
        spells = [LONG if n == longest else int(dice.uniform(4.0, 40.0) * MINUTE) for n in range(times)]
        self._starts = starts
        self._ends = [start + spell for start, spell in zip(starts, spells, strict=True)]

    def check(self, now: int) -> None:
        """Raises Outage within a spell."""
        number = bisect_right(self._starts, now) - 1
        if number >= 0 and now < self._ends[number]:
            raise Outage("no answer")
