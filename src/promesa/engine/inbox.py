"""What partners tell us by themselves, sealed and durable from before it is answered until it is done and forgotten."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import msgspec

from promesa.engine.vault import Vault

TRIES_MAX = 10
"""Claims of one letter before it is a dead letter: with the back-off of `desk.retry_at`, 17 minutes."""
BITE_BYTES = 8 << 20
"""Sealed bytes that one claim takes at most, beyond its first letter."""
ERROR_LENGTH = 500
WAITING, DONE, DEAD = 0, 1, 2
"""How a letter stands, in a store's own column."""


class Arrived(msgspec.Struct, frozen=True):
    """What a partner posted, as it came; `headers` are only those that its reader needs."""

    partner: str
    at: int  # µs UTC
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


class Letter(msgspec.Struct, frozen=True):
    """A letter that somebody works on; `body` is None where the key of its day is destroyed."""

    number: int
    partner: str
    at: int
    tries: int
    body: bytes | None
    headers: tuple[tuple[str, str], ...] = ()


class DeadLetter(msgspec.Struct, frozen=True):
    """Given up after the last try: nothing of what it says, only where it came from and what was wrong."""

    number: int
    partner: str
    at: int
    tries: int
    error: str


class Outcome(msgspec.Struct, frozen=True):
    """What came of a try: done where `error` is empty; else tried again at `retry_at`, or dead where that is 0."""

    number: int
    error: str = ""
    retry_at: int = 0


class Lag(msgspec.Struct, frozen=True):
    """How far behind we are: letters not done, when the oldest of them came, letters given up."""

    waiting: int
    oldest_at: int | None
    dead: int


class Sealed(msgspec.Struct, frozen=True):
    """A letter as a store keeps it."""

    partner: str
    day: str
    at: int
    sealed: bytes


class Claimed(msgspec.Struct, frozen=True):
    number: int
    partner: str
    day: str
    at: int
    tries: int
    sealed: bytes


class InboxStore(Protocol):
    """Keeps sealed letters. Every method may be called from any thread, and from several processes at once."""

    def add(self, letters: Sequence[Sealed]) -> list[int]:
        """Keep all or none, durable on return; their numbers, ascending."""

    def claim(self, now: int, until: int, limit: int) -> list[Claimed]:
        """Letters to try now, oldest first, that nobody else gets before `until`; `tries` counts this one."""

    def settle(self, outcomes: Sequence[Outcome]) -> None:
        """What came of tries; a letter that is no longer waiting is passed over."""

    def dead(self, limit: int) -> list[DeadLetter]:
        """Dead letters, oldest first."""

    def revive(self, number: int) -> bool:
        """A dead or done letter waits again, with all its tries; False where there is none."""

    def discard(self, number: int) -> bool:
        """A dead letter is done; False where it is not dead."""

    def lag(self) -> Lag:
        """How far behind we are."""

    def days(self) -> dict[str, int]:
        """Every day that has letters, and how many of them are not done."""

    def erase(self, day: str) -> int:
        """Remove the letters of a day; how many."""

    def close(self) -> None:
        """Let go of files and connections; closing twice is harmless."""


class Contents(msgspec.Struct, frozen=True, array_like=True):
    """What is sealed of a letter."""

    body: bytes
    headers: tuple[tuple[str, str], ...]


_ENCODE = msgspec.msgpack.Encoder().encode
_DECODE = msgspec.msgpack.Decoder(Contents).decode


class Inbox:
    """Seals what goes into a store and opens what comes out, under one key a day that is destroyed with the day."""

    def __init__(self, store: InboxStore, vault: Vault, clock: Callable[[], int]) -> None:
        self._store, self._vault, self._clock = store, vault, clock
        self._today: tuple[str, Callable[[bytes], bytes]] = ("", lambda plain: plain)
        """The newest day and its seal: whoever posts does not wait while keys of customers are made."""

    def put(self, arrived: Sequence[Arrived]) -> list[int]:
        """Durable on return; the letters' numbers. All of them share one wait for the disk."""
        return self._store.add([self._sealed(letter) for letter in arrived])

    def claim(self, limit: int, lease_seconds: float) -> list[Letter]:
        """Letters for this worker, oldest first; others leave them alone until the lease ends."""
        now = self._clock()
        return [self._opened(c) for c in self._store.claim(now, now + int(lease_seconds * 1_000_000), limit)]

    def settle(self, outcomes: Sequence[Outcome]) -> None:
        """What came of tries."""
        if outcomes:
            self._store.settle(outcomes)

    def dead(self, limit: int = 100) -> list[DeadLetter]:
        """Letters that wait for a person, oldest first."""
        return self._store.dead(limit)

    def revive(self, number: int) -> bool:
        """Read a dead letter again, or one that is done (nothing that it says happens twice)."""
        return self._store.revive(number)

    def discard(self, number: int) -> bool:
        """A person has looked: the dead letter will not be read again."""
        return self._store.discard(number)

    def lag(self) -> Lag:
        """How far behind we are."""
        return self._store.lag()

    def sweep(self, keep_days: int) -> list[str]:
        """Forget the days that are older than this and hold nothing undone; which ones.

        The key goes first: of a crash in between, letters remain that nobody can open, and the next sweep finds them.
        """
        before = day_of(self._clock() - int(timedelta(days=keep_days).total_seconds()) * 1_000_000)
        over = [day for day, undone in self._store.days().items() if day < before and not undone]
        for day in sorted(over):
            self._vault.forget(owner_of(day))
            self._store.erase(day)
        return sorted(over)

    def close(self) -> None:
        self._store.close()

    def _sealed(self, letter: Arrived) -> Sealed:
        day = day_of(letter.at)
        plain = _ENCODE(Contents(letter.body, letter.headers))
        return Sealed(letter.partner, day, letter.at, self._seal_of(day)(plain))

    def _seal_of(self, day: str) -> Callable[[bytes], bytes]:
        kept, seal = self._today
        if day == kept:
            return seal
        seal = self._vault.sealer(owner_of(day))
        if day > kept:
            self._today = (day, seal)
        return seal

    def _opened(self, claimed: Claimed) -> Letter:
        plain = self._vault.open(owner_of(claimed.day), claimed.sealed)
        known = claimed.number, claimed.partner, claimed.at, claimed.tries
        if plain is None:
            return Letter(*known, None)
        contents = _DECODE(plain)
        return Letter(*known, contents.body, contents.headers)


def day_of(at: int) -> str:
    """The UTC day of an instant, `2027-03-01`: nobody's calendar, only what shares a key."""
    return datetime.fromtimestamp(at / 1e6, UTC).date().isoformat()


def owner_of(day: str) -> str:
    """The name under which the vault keeps a day's key."""
    return f"inbox:{day}"


def state_of(told: Outcome) -> int:
    """What a letter becomes: DONE, WAITING or DEAD."""
    return DONE if not told.error else WAITING if told.retry_at else DEAD


def bite(sizes: Iterable[Any]) -> list[int]:
    """Of rows (number, bytes), the first that fit into one claim; always at least one, where there is one."""
    taken: list[int] = []
    total = 0
    for number, size in sizes:
        total += size
        if taken and total > BITE_BYTES:
            break
        taken.append(number)
    return taken
