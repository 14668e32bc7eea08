"""The exclusive right to append, and what waits to be written while somebody holds it."""

import threading
from collections.abc import Sequence

from promesa.engine import log
from promesa.engine.log import Draft, Entry


class Right:
    """One thread of this process at a time; asking again while holding it is a bug, not a deadlock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._holder: int | None = None

    def __enter__(self) -> None:
        assert self._holder != threading.get_ident(), "a turn inside a turn"
        self._lock.acquire()
        self._holder = threading.get_ident()

    def __exit__(self, *_: object) -> None:
        self._holder = None
        self._lock.release()


class Buffer:
    """What one turn wants to append, already numbered."""

    def __init__(self, head: int) -> None:
        self.head = head
        self.entries: list[Entry] = []

    def append(self, drafts: Sequence[Draft]) -> int:
        """Buffer drafts; return the position the last will have (the head so far when there are none)."""
        log.check_fit(drafts)
        last = self.head + len(self.entries)
        self.entries.extend(log.numbered(drafts, last))
        return last + len(drafts)

    def put(self, entries: Sequence[Entry]) -> None:
        """Buffer entries that have their positions: from the last one on, without a gap."""
        log.check_fit(entries)
        first = self.head + len(self.entries) + 1
        assert [entry.position for entry in entries] == list(range(first, first + len(entries))), first
        self.entries.extend(entries)
