"""Keeps the inbox in an SQLite file of its own beside the log."""

import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import apsw

from promesa.engine import inbox
from promesa.engine.inbox import Claimed, DeadLetter, Lag, Outcome, Sealed

BUSY_WAIT_MS = 30_000
T = TypeVar("T")

TABLES = """
CREATE TABLE IF NOT EXISTS letter (
    number INTEGER PRIMARY KEY AUTOINCREMENT, partner TEXT NOT NULL, day TEXT NOT NULL, at INTEGER NOT NULL,
    state INTEGER NOT NULL DEFAULT 0, not_before INTEGER NOT NULL DEFAULT 0, tries INTEGER NOT NULL DEFAULT 0,
    error TEXT NOT NULL DEFAULT '', size INTEGER NOT NULL, sealed BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS letter_waiting ON letter (number) WHERE state = 0;
CREATE INDEX IF NOT EXISTS letter_dead ON letter (number) WHERE state = 2;
CREATE INDEX IF NOT EXISTS letter_day ON letter (day, state);
"""
READY = "SELECT number, size FROM letter WHERE state = 0 AND not_before <= ? ORDER BY number LIMIT ?"
CLAIM = (
    "UPDATE letter SET not_before = ?, tries = tries + 1 WHERE number = ?"
    " RETURNING number, partner, day, at, tries, sealed"
)
SETTLE = "UPDATE letter SET state = ?, error = ?, not_before = ? WHERE number = ? AND state = 0"
WAIT_AGAIN = "UPDATE letter SET state = 0, not_before = 0, tries = 0 WHERE number = ? AND state > 0 RETURNING 1"
LAG = "SELECT count(*), min(at), (SELECT count(*) FROM letter WHERE state = 2) FROM letter WHERE state = 0"


class SqliteInbox:
    """Two connections: what comes in is synced to the disk; what was done with it need not be: it is done again."""

    def __init__(self, path: Path | str) -> None:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        self._coming, self._going = Sheet(str(path), "full"), Sheet(str(path), "normal")
        self._coming.write(lambda db: db.execute(TABLES))

    def add(self, letters: Sequence[Sealed]) -> list[int]:
        sql = "INSERT INTO letter (partner, day, at, size, sealed) VALUES (?, ?, ?, ?, ?) RETURNING number"
        rows = [(told.partner, told.day, told.at, len(told.sealed), told.sealed) for told in letters]
        return self._coming.write(lambda db: [number for row in rows for (number,) in db.execute(sql, row)])

    def claim(self, now: int, until: int, limit: int) -> list[Claimed]:
        if not self._going.ask(READY, now, 1):  # nothing is locked while nothing waits
            return []

        def claim(db: apsw.Connection) -> list[Claimed]:
            numbers = inbox.bite(db.execute(READY, (now, limit)).fetchall())
            return [Claimed(*row) for number in numbers for row in db.execute(CLAIM, (until, number))]

        return self._going.write(claim)

    def settle(self, outcomes: Sequence[Outcome]) -> None:
        rows = [(inbox.state_of(told), told.error, told.retry_at, told.number) for told in outcomes]
        self._going.write(lambda db: db.executemany(SETTLE, rows))

    def dead(self, limit: int) -> list[DeadLetter]:
        sql = "SELECT number, partner, at, tries, error FROM letter WHERE state = 2 ORDER BY number LIMIT ?"
        return [DeadLetter(*row) for row in self._going.ask(sql, limit)]

    def revive(self, number: int) -> bool:
        return self._coming.write(lambda db: bool(db.execute(WAIT_AGAIN, (number,)).fetchall()))

    def discard(self, number: int) -> bool:
        sql = "UPDATE letter SET state = 1 WHERE number = ? AND state = 2 RETURNING 1"
        return self._coming.write(lambda db: bool(db.execute(sql, (number,)).fetchall()))

    def lag(self) -> Lag:
        return Lag(*self._going.ask(LAG)[0])

    def days(self) -> dict[str, int]:
        return dict(self._going.ask("SELECT day, sum(state <> 1) FROM letter GROUP BY day"))

    def erase(self, day: str) -> int:
        sql = "DELETE FROM letter WHERE day = ? RETURNING 1"
        return self._coming.write(lambda db: len(db.execute(sql, (day,)).fetchall()))

    def close(self) -> None:
        self._coming.close()
        self._going.close()


class Sheet:
    """One connection, under a lock; owns it."""

    def __init__(self, path: str, synchronous: str) -> None:
        self._lock = threading.Lock()
        self._db: apsw.Connection | None = apsw.Connection(path)
        self._db.set_busy_timeout(BUSY_WAIT_MS)
        for pragma in ("journal_mode=wal", f"synchronous={synchronous}", "fullfsync=1", "secure_delete=ON"):
            self._db.execute(f"PRAGMA {pragma}").fetchall()

    def ask(self, sql: str, *values: Any) -> list[Any]:
        with self._lock:
            return self._open.execute(sql, values).fetchall()

    def write(self, what: Callable[[apsw.Connection], T]) -> T:
        """`what(connection)` in one transaction."""
        with self._lock:
            db = self._open
            db.execute("BEGIN IMMEDIATE")
            try:
                answer = what(db)
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise
            return answer

    def close(self) -> None:
        with self._lock:
            if self._db is not None:
                self._db.close()
                self._db = None

    @property
    def _open(self) -> apsw.Connection:
        assert self._db is not None, "the inbox is closed"
        return self._db
