"""Keeps derived rows beside the log in its SQLite file."""

from collections.abc import Sequence
from pathlib import Path

import apsw
import msgspec

from promesa.engine import tables
from promesa.engine.tables import Row, Shape

BUSY_WAIT_MS = 30_000


class SqliteRows:
    """A connection of its own; SQLite lets it and the log's writer take turns."""

    def __init__(self, path: Path | str) -> None:
        self._connection = apsw.Connection(str(path))
        self._connection.set_busy_timeout(BUSY_WAIT_MS)
        self._connection.pragma("synchronous", "normal")  # rows can be made again; the log cannot
        self._shape: Shape = {}

    def prepare(self, shape: Shape) -> int:
        self._shape = shape
        self._connection.execute("CREATE TABLE IF NOT EXISTS derived (shape TEXT NOT NULL, upto INTEGER NOT NULL)")
        found = self._connection.execute("SELECT shape, upto FROM derived").fetchone()
        if found is not None and found[0] == tables.fingerprint(shape):
            assert isinstance(found[1], int)
            return found[1]
        self.forget()
        with self._connection:
            for table in shape:
                self._connection.execute(tables.create(shape, table))
            self._connection.execute("INSERT INTO derived VALUES (?, 0)", (tables.fingerprint(shape),))
        return 0

    def write(self, rows: Sequence[Row], upto: int) -> None:
        with self._connection:
            for (table, columns), values in tables.grouped(rows).items():
                self._connection.execute(_bulk(self._shape, table, columns), (msgspec.json.encode(values).decode(),))
            self._connection.execute("UPDATE derived SET upto = ?", (upto,))

    def forget(self) -> None:
        with self._connection:
            for table in self._shape:
                self._connection.execute(f'DROP TABLE IF EXISTS "{table}"')
            self._connection.execute("DELETE FROM derived")

    def close(self) -> None:
        self._connection.close()


def _bulk(shape: Shape, table: str, columns: Sequence[str]) -> str:
    """One statement for many rows, handed over as JSON: row by row, each would wait for the interpreter's lock while
    the file's is held (eight times slower beside a busy thread)."""
    insert, _, conflict = tables.upsert(shape, table, columns, "?").partition(" VALUES ")
    _, _, on_conflict = conflict.partition(" ON CONFLICT ")
    fields = ", ".join(f"json_extract(value, '$[{number}]')" for number in range(len(columns) + 1))
    return f"{insert} SELECT {fields} FROM json_each(?) WHERE true ON CONFLICT {on_conflict}"
