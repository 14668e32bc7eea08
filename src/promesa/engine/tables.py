"""Rows derived from the log, in the log's own database: for lists, search and reports; made again at any time."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from promesa.engine.codec import Codec
from promesa.engine.log import Log

Shape = Mapping[str, Mapping[str, str]]
"""Table -> column -> type ("text", "integer", "real"); a table's first column is its key."""
Row = tuple[str, str, dict[str, Any]]
"""(table, key, columns to set): a row that is not there yet is made."""
Derive = Mapping[type, Callable[[Any, int], Iterable[Row]]]
"""Fact type -> the rows that a fact sets, given the instant of its entry."""

TYPES = {"text": "text", "integer": "bigint", "real": "double precision"}
"""Names of types that SQLite and PostgreSQL both understand."""
ENTRIES_AT_ONCE = 2_000
"""One short transaction: whoever writes the log waits for no more than that."""


class RowStore(Protocol):
    """Where rows are kept; one for each kind of store."""

    def prepare(self, shape: Shape) -> int:
        """Make the tables; the position up to which they are right (0 where they are new, or had another shape)."""

    def write(self, rows: Sequence[Row], upto: int) -> None:
        """Set the rows and say that all up to `upto` is in them, in one transaction."""

    def forget(self) -> None:
        """Drop the tables."""

    def close(self) -> None:
        """Let go of the connection."""


class Tables:
    """Keeps derived rows up with a log."""

    def __init__(self, log: Log, codec: Codec, shape: Shape, derive: Derive, store: RowStore) -> None:
        self._log, self._codec, self._derive, self._store, self._shape = log, codec, derive, store, shape
        self._names = {codec.name(kind) for kind in derive}
        self._bare = {kind.__name__ for kind in derive}
        self.upto = store.prepare(shape)

    def catch_up(self) -> int:
        """Derive a batch of what came since; how many entries were read, 0 when the rows are up with the log."""
        rows: dict[tuple[str, str], dict[str, Any]] = {}
        read = 0
        for entry in self._log.read(after=self.upto, limit=ENTRIES_AT_ONCE):
            read, self.upto = read + 1, entry.position
            if entry.kind in self._names or entry.kind.partition("@")[0] in self._bare:
                fact = self._codec.decode(entry.kind, entry.body)
                for table, key, columns in self._derive[type(fact)](fact, entry.at):
                    rows.setdefault((table, key), {}).update(columns)
        if read:
            self._store.write([(table, key, columns) for (table, key), columns in rows.items()], self.upto)
        return read

    def catch_up_wholly(self) -> int:
        """Derive until the rows are up with the log; the position they stand for."""
        while self.catch_up():
            pass
        return self.upto

    def close(self) -> None:
        """Let go of the store's connection."""
        self._store.close()

    def rebuild(self) -> int:
        """Throw the rows away and make them again; the position they stand for."""
        self._store.forget()
        self.upto = self._store.prepare(self._shape)
        return self.catch_up_wholly()


def fingerprint(shape: Shape) -> str:
    """Tables of another shape are made again."""
    return ";".join(f"{table}({','.join(f'{c} {t}' for c, t in columns.items())})" for table, columns in shape.items())


def upsert(shape: Shape, table: str, columns: Sequence[str], mark: str) -> str:
    """The statement that sets some columns of one row; names come from the shape, never from data."""
    key = next(iter(shape[table]))
    assert all(column in shape[table] for column in columns), columns
    names = ", ".join(f'"{name}"' for name in (key, *columns))
    marks = ", ".join(mark for _ in (key, *columns))
    sets = ", ".join(f'"{name}" = excluded."{name}"' for name in columns)
    return f'INSERT INTO "{table}" ({names}) VALUES ({marks}) ON CONFLICT ("{key}") DO UPDATE SET {sets}'


def create(shape: Shape, table: str) -> str:
    """The statement that makes a table."""
    key, *_ = shape[table]
    columns = ", ".join(
        f'"{name}" {TYPES[kind]}' + (" PRIMARY KEY" if name == key else "") for name, kind in shape[table].items()
    )
    return f'CREATE TABLE IF NOT EXISTS "{table}" ({columns})'


def grouped(rows: Sequence[Row]) -> dict[tuple[str, tuple[str, ...]], list[tuple[Any, ...]]]:
    """Values by the statement that sets them, so that each statement runs over many rows."""
    groups: dict[tuple[str, tuple[str, ...]], list[tuple[Any, ...]]] = {}
    for table, key, columns in rows:
        groups.setdefault((table, tuple(columns)), []).append((key, *columns.values()))
    return groups
