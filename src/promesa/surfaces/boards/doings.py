"""Who did what, newest last: the entries that somebody put, without what the house did because of them."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from promesa.domain.world import World
from promesa.engine.log import Entry, Log

KEPT_MAX = 20_000
BACK_MAX = 50_000
"""Entries of before that are looked through when somebody first asks."""
AUTHORS = ("person:", "key:", "agent:", "cli", "local", "oidc")
"""Authors that begin so are somebody; the clock and partners are nobody."""
ANSWERED = "Answered"
"""What the engine notes of a repetition."""


class Doing(NamedTuple):
    """One entry that somebody put; `about`: what it speaks of, as tags ("order:o1")."""

    position: int
    at: int
    by: str
    kind: str
    about: tuple[str, ...]


class DoingsBoard:
    """Keeps the newest; some 300 bytes each."""

    kinds = frozenset[str]()

    def __init__(self) -> None:
        self._kept: deque[Doing] = deque(maxlen=KEPT_MAX)
        self._looked_back = False

    def begin(self, _: World, __: int) -> None:
        """The world does not know who did what: `look_back` reads it from the log when somebody asks."""
        self._kept.clear()
        self._looked_back = False

    def hear(self, _: World, heard: Sequence[tuple[Entry, Any]], __: int) -> None:
        self._kept.extend(_doings(entry for entry, _ in heard))

    def look_back(self, log: Log) -> None:
        """What was before we began to listen, as far as is kept; once."""
        if self._looked_back:
            return
        before = self._kept[0].position if self._kept else log.head() + 1
        back = max(0, before - 1 - BACK_MAX)
        found = _doings(entry for entry in log.read(after=back, limit=BACK_MAX) if entry.position < before)
        self._kept = deque([*found, *self._kept], maxlen=KEPT_MAX)
        self._looked_back = True

    def newest(self, by: str = "", before: int = 0) -> Iterator[Doing]:
        """Newest first; of one author, or of all whose name begins so; before a position."""
        for one in reversed(tuple(self._kept)):
            if (not before or one.position < before) and (not by or one.by == by or one.by.startswith(f"{by}:")):
                yield one

    def last_of(self, by: str) -> Doing | None:
        return next(self.newest(by), None)


def _doings(entries: Iterable[Entry]) -> Iterator[Doing]:
    for entry in entries:
        if not entry.cause and entry.kind != ANSWERED and entry.by.startswith(AUTHORS):
            yield Doing(entry.position, entry.at, entry.by, entry.kind.partition("@")[0], entry.tags)
