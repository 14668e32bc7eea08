"""What an audit found, and how a family of invariants looks to the auditor."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import msgspec

from promesa.engine.log import Entry

KEPT_MAX = 50
"""Violations of one invariant that are told one by one; the rest is counted."""

Heard = Callable[[Any, Entry], None]
"""Takes note of a fact and its entry."""


class Violation(msgspec.Struct, frozen=True):
    """One invariant that does not hold: at which entry it was seen, and of what."""

    invariant: str
    position: int
    about: str


class Findings:
    """Owns the list of violations."""

    def __init__(self) -> None:
        self.violations: list[Violation] = []
        self.counts: Counter[str] = Counter()

    def add(self, invariant: str, position: int, about: str) -> None:
        self.counts[invariant] += 1
        if self.counts[invariant] <= KEPT_MAX:
            self.violations.append(Violation(invariant, position, about[:500]))


class Family(Protocol):
    """Some invariants and the books that they are checked on."""

    @property
    def invariants(self) -> tuple[str, ...]:
        """Their names."""

    @property
    def hears(self) -> Mapping[type, Heard]:
        """Which facts it takes note of, and how."""

    def instant_over(self, position: int) -> None:
        """All entries of one instant were heard: what may be so only within an append must not be so any more."""

    def log_over(self, position: int, at: int) -> None:
        """The whole log was heard."""
