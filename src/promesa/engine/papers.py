"""Photos and papers that somebody gave us: beside the log, each sealed under the key of whose it is, never in a fact.

A fact holds a paper's name. Whoever is forgotten takes the key along: then nobody can open what is still kept.
"""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import apsw

from promesa.engine.vault import Vault

KEPT_MAX = 40
"""Of one owner: more than anybody needs to show, and no way to fill a disk."""


class PaperStore(Protocol):
    """Sealed bytes by name. Every method may be called from any thread."""

    def put(self, name: str, owner: str, sealed: bytes) -> None:
        """Keep it, durable on return; what is kept under that name already stays as it is."""

    def get(self, name: str) -> tuple[str, bytes] | None:
        """(whose, sealed), or None."""

    def count(self, owner: str) -> int:
        """How many are kept of that owner."""

    def close(self) -> None:
        """Let go of files and connections."""


class MemoryPapers:
    """For tests and demos."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, bytes]] = {}

    def put(self, name: str, owner: str, sealed: bytes) -> None:
        self._kept.setdefault(name, (owner, sealed))

    def get(self, name: str) -> tuple[str, bytes] | None:
        return self._kept.get(name)

    def count(self, owner: str) -> int:
        return sum(whose == owner for whose, _ in self._kept.values())

    def close(self) -> None:
        """Nothing is held."""


class SqlitePapers:
    """A file of its own beside the log, mode 0600."""

    def __init__(self, path: str | Path) -> None:
        self._lock = threading.Lock()
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        self._db: apsw.Connection | None = apsw.Connection(str(path))
        self._db.set_busy_timeout(10_000)
        for pragma in ("journal_mode=TRUNCATE", "synchronous=FULL"):
            self._db.execute(f"PRAGMA {pragma}").fetchall()
        self._db.execute("CREATE TABLE IF NOT EXISTS papers (name TEXT PRIMARY KEY, owner TEXT NOT NULL, sealed BLOB)")
        self._db.execute("CREATE INDEX IF NOT EXISTS papers_owner ON papers (owner)")

    def put(self, name: str, owner: str, sealed: bytes) -> None:
        self._run("INSERT INTO papers VALUES (?, ?, ?) ON CONFLICT DO NOTHING", name, owner, sealed)

    def get(self, name: str) -> tuple[str, bytes] | None:
        found = self._run("SELECT owner, sealed FROM papers WHERE name = ?", name)
        return (str(found[0][0]), bytes(found[0][1])) if found else None  # type: ignore[call-overload]

    def count(self, owner: str) -> int:
        found = self._run("SELECT count(*) FROM papers WHERE owner = ?", owner)[0][0]
        assert isinstance(found, int), found
        return found

    def close(self) -> None:
        with self._lock:
            if self._db is not None:
                self._db.close()
                self._db = None

    def _run(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        with self._lock:
            assert self._db is not None, "the papers are closed"
            return self._db.execute(sql, values).fetchall()


class Papers:
    """Seals what is kept and opens it again; opens its store when it is first needed."""

    def __init__(self, opened: Callable[[], PaperStore], vault: Vault) -> None:
        self._opened, self._vault = opened, vault
        self._lock = threading.Lock()
        self._store: PaperStore | None = None

    def keep(self, name: str, owner: str, plain: bytes) -> bool:
        """Whether it is kept, durably: not where the owner has given us too many."""
        store = self._here()
        if store.get(name) is None and store.count(owner) >= KEPT_MAX:
            return False
        store.put(name, owner, self._vault.seal(owner, plain))
        return True

    def open(self, name: str, owner: str) -> bytes | None:
        """What that owner gave us under this name; None where they did not, or were forgotten."""
        found = self._here().get(name)
        return self._vault.open(owner, found[1]) if found is not None and found[0] == owner else None

    def close(self) -> None:
        with self._lock:
            if self._store is not None:
                self._store.close()

    def _here(self) -> PaperStore:
        with self._lock:
            if self._store is None:
                self._store = self._opened()
            return self._store
