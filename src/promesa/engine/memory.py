"""A log that lives in this process: for tests, the lab and anything that may be forgotten."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from promesa.engine import log, turns
from promesa.engine.log import EVERYTHING, Condition, Draft, Entry, Query

SNAPSHOTS_KEPT = 2


class MemoryLog:
    """The list of entries, and which positions carry which tag. Readers need no lock: both only grow."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._tagged: dict[str, list[int]] = {}
        self._snapshots: dict[str, dict[int, bytes]] = {}
        self._right = turns.Right()
        self._saving = threading.Lock()

    def head(self) -> int:
        return len(self._entries)

    def read(self, query: Query = EVERYTHING, *, after: int = 0, limit: int | None = None) -> Iterator[Entry]:
        return islice(self._matching(query, after, self.head()), limit)

    def read_back(self, query: Query, *, before: int | None = None, limit: int) -> list[Entry]:
        end = self.head() if before is None else min(self.head(), before - 1)
        backwards = (self._entries[index] for index in range(end - 1, -1, -1))
        return list(islice((entry for entry in backwards if log.matches(query, entry)), limit))

    def append(self, drafts: Sequence[Draft], condition: Condition | None = None) -> int:
        with self.turn() as turn:
            if condition is not None:
                for entry in self._matching(condition.query, condition.after, self.head()):
                    raise log.Conflict(position=entry.position)
            return turn.append(drafts)

    @contextmanager
    def turn(self) -> Iterator[turns.Buffer]:
        with self._right:
            turn = turns.Buffer(self.head())
            yield turn
            self._write(turn.entries)

    def save_snapshot(self, name: str, position: int, body: bytes) -> None:
        assert 0 <= position <= self.head()
        with self._saving:
            kept = self._snapshots.get(name, {}) | {position: bytes(body)}
            newest = sorted(kept)[-SNAPSHOTS_KEPT:]
            self._snapshots[name] = {position: kept[position] for position in newest}

    def load_snapshot(self, name: str) -> tuple[int, bytes] | None:
        return max(self._snapshots.get(name, {}).items(), default=None)

    def close(self) -> None:
        pass

    def _matching(self, query: Query, after: int, upto: int) -> Iterator[Entry]:
        entries = self._entries
        for index in self._candidates(query, after, upto):
            if log.matches(query, entries[index]):
                yield entries[index]

    def _candidates(self, query: Query, after: int, upto: int) -> Iterator[int]:
        """Indexes worth looking at, ascending: by tags when every item names one, else all."""
        if not query.items or not all(item.tags for item in query.items):
            yield from range(after, upto)
            return
        rarest = {min(item.tags, key=lambda tag: len(self._tagged.get(tag, ()))) for item in query.items}
        positions = {position for tag in rarest for position in self._tagged.get(tag, ())}
        yield from (position - 1 for position in sorted(positions) if after < position <= upto)

    def _write(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            for tag in dict.fromkeys(entry.tags):
                self._tagged.setdefault(tag, []).append(entry.position)
        self._entries.extend(entries)  # last, and in one step: this is what readers see
