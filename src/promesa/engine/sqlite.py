"""Keeps the log in an SQLite file."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from itertools import chain, islice
from pathlib import Path

import apsw

from promesa.engine import log, owner, sqlite_bulk, sqlite_pages, sqlite_tags, strands, turns
from promesa.engine.log import EVERYTHING, Condition, Draft, Entry, Query
from promesa.engine.strands import Strand

SCHEMA = 1
BUSY_WAIT_MS = 30_000  # derived rows are written to the same file
CACHE_KIB = 64 * 1024
CHECKPOINT_PAGES = 4000
SNAPSHOTS_KEPT = 2
CHUNK_BYTES = 8 << 20
LISTED_AT_ONCE = 500
COLUMNS = 8  # of the table `entry`

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE entry (
    position INTEGER PRIMARY KEY, at INTEGER NOT NULL, "by" TEXT NOT NULL, cause INTEGER NOT NULL,
    policy INTEGER NOT NULL, kind TEXT NOT NULL,
    tags TEXT NOT NULL,  -- joined by tabs
    body TEXT NOT NULL
);
CREATE INDEX entry_kind ON entry (kind);
CREATE TABLE tag (tag TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (tag, position)) WITHOUT ROWID;
CREATE TABLE snapshot (id INTEGER PRIMARY KEY, name TEXT NOT NULL, position INTEGER NOT NULL, parts INTEGER);
CREATE TABLE snapshot_part (
    snapshot INTEGER NOT NULL, part INTEGER NOT NULL, body BLOB NOT NULL, UNIQUE (snapshot, part)
);
"""


class SqliteLog:
    """One writer connection, and read connections that are handed to whoever reads."""

    def __init__(self, path: Path, *, read_only: bool) -> None:
        """Not called directly: see `open`."""
        self.path = path
        self._right = turns.Right()
        self._saving = threading.Lock()
        self._idle: list[apsw.Connection] = []
        self._idle_lock = threading.Lock()
        self._closed = False
        self._owner = None if read_only else owner.Owner(path)
        self._writer = None if read_only else apsw.Connection(str(path))
        self._tags: sqlite_tags.TagIndex | None = None

    @classmethod
    def open(cls, path: Path | str, *, read_only: bool = False) -> "SqliteLog":
        """Open a log, creating it unless read-only.

        Raises AlreadyOpen when another writer has it, Missing, NewerSchema, NotALog.
        """
        path = Path(path).absolute()
        if read_only and not path.exists():
            raise log.Missing(where=path)
        opened = cls(path, read_only=read_only)
        try:
            opened._prepare()
        except apsw.NotADBError:
            opened.close()
            raise log.NotALog(where=path) from None
        except BaseException:
            opened.close()
            raise
        return opened

    def head(self) -> int:
        with self._reader() as reader:
            return head_of(reader)

    def read(self, query: Query = EVERYTHING, *, after: int = 0, limit: int | None = None) -> Iterator[Entry]:
        assert after >= 0
        parts, upto = strands.of(query), self.head()
        page = strands.page_entries(len(parts), limit)
        runs = [self._run(part, page, after, upto) for part in parts]
        return islice(strands.filled(strands.merged(runs), self._body), limit)

    def read_back(self, query: Query, *, before: int | None = None, limit: int) -> list[Entry]:
        upto = self.head() if before is None else before - 1
        runs = [self._newest(part, limit, upto) for part in strands.of(query)]
        return list(islice(strands.filled(strands.merged(runs, newest_first=True), self._body), limit))

    def append(self, drafts: Sequence[Draft], condition: Condition | None = None) -> int:
        with self.turn() as turn:
            if condition is not None:
                self._expect(condition)
            return turn.append(drafts)

    @contextmanager
    def turn(self) -> Iterator[turns.Buffer]:
        with self._right:
            turn = turns.Buffer(head_of(self._writing))
            yield turn
            if turn.entries:
                self._commit(turn)

    def save_snapshot(self, name: str, position: int, body: bytes) -> None:
        assert 0 <= position <= self.head()
        with self._saving:
            self._remove_snapshots("SELECT id FROM snapshot WHERE parts IS NULL")  # of a process that died
            snapshot = self._begin_snapshot(name, position)
            view, parts = memoryview(body), 0
            for start in range(0, len(view), CHUNK_BYTES):
                with self._right:  # given up after every part, so that turns go between
                    row = (snapshot, parts, view[start : start + CHUNK_BYTES])
                    self._writing.execute("INSERT INTO snapshot_part VALUES (?, ?, ?)", row)
                parts += 1
            with self._right:
                self._writing.execute("UPDATE snapshot SET parts = ? WHERE id = ?", (parts, snapshot))
            newest = "SELECT id FROM snapshot WHERE name = ? ORDER BY position DESC, id DESC LIMIT -1 OFFSET ?"
            self._remove_snapshots(newest, name, SNAPSHOTS_KEPT)

    def load_snapshot(self, name: str) -> tuple[int, bytes] | None:
        newest = (
            "SELECT id, position FROM snapshot WHERE name = ? AND parts IS NOT NULL"
            " ORDER BY position DESC, id DESC LIMIT 1"
        )
        parts = "SELECT body FROM snapshot_part WHERE snapshot = ? ORDER BY part"
        found, bodies = None, []
        with self._reader() as reader, reader:  # in one transaction: it may be replaced meanwhile
            found = reader.execute(newest, (name,)).fetchone()
            if found is not None:
                bodies = [row[0] for row in reader.execute(parts, found[:1])]
        return (found[1], b"".join(bodies)) if found else None

    def close(self) -> None:
        with self._idle_lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for reader in idle:
            reader.close()
        try:
            if self._tags is not None:
                self._finish_index(self._tags)
        finally:  # an index left behind is taken up by the next who opens
            self._tags = None
            if self._writer is not None:
                self._writer.close()
            if self._owner is not None:
                self._owner.release()

    def _finish_index(self, tags: sqlite_tags.TagIndex) -> None:
        with self._right, self._writing:
            tags.finish(head_of(self._writing))

    @property
    def _writing(self) -> apsw.Connection:
        if self._writer is None:
            raise log.ReadOnly(where=self.path)
        return self._writer

    def _prepare(self) -> None:
        if self._writer is None:
            with self._reader() as reader:
                check_schema(reader, self.path)
            return
        empty = sqlite_pages.number(self._writer, "SELECT count(*) FROM sqlite_schema") == 0
        if not empty:  # before anything is changed in what may be somebody else's file
            check_schema(self._writer, self.path)
        self._writer.set_busy_timeout(BUSY_WAIT_MS)
        self._writer.pragma("journal_mode", "wal")
        self._writer.pragma("synchronous", "full")
        self._writer.pragma("fullfsync", True)  # macOS has an fsync that does not reach the disk, and this that does
        self._writer.pragma("cache_size", -CACHE_KIB)
        self._writer.pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
        if empty:
            with self._writer:
                self._writer.execute(TABLES)
                self._writer.execute("INSERT INTO meta VALUES ('schema', ?), ('indexed', '0')", (str(SCHEMA),))
        self._tags = sqlite_tags.TagIndex(self._writer)

    @contextmanager
    def _reader(self) -> Iterator[apsw.Connection]:
        reader = self._borrow()
        try:
            yield reader
        except BaseException:
            reader.close()
            raise
        with self._idle_lock:
            if self._closed:
                reader.close()
            else:
                self._idle.append(reader)

    def _borrow(self) -> apsw.Connection:
        with self._idle_lock:
            assert not self._closed, "the log is closed"
            if self._idle:
                return self._idle.pop()
        reader = apsw.Connection(str(self.path), flags=apsw.SQLITE_OPEN_READONLY)
        reader.set_busy_timeout(BUSY_WAIT_MS)
        reader.pragma("cache_size", -CACHE_KIB // 4)
        return reader

    def _run(self, strand: Strand, page: int, after: int, upto: int) -> Iterator[Entry]:
        fetch = partial(self._page, strand, page)
        if not strand.tags:
            return strands.paged(partial(fetch, upto), page, after, upto)
        indexed, behind = self._behind(strand, after, upto)
        inside = strands.paged(partial(fetch, indexed), page, after, indexed)
        if behind is None:
            outside = strands.paged(partial(fetch, upto, scan=True), page, max(after, indexed), upto)
        else:
            outside = self._listed(strand, behind)
        return chain(inside, outside)

    def _newest(self, strand: Strand, limit: int, upto: int) -> list[Entry]:
        if not strand.tags:
            return self._page(strand, limit, upto, 0, newest_first=True)
        indexed, behind = self._behind(strand, 0, upto)
        if behind is None:
            found = self._page(strand, limit, upto, indexed, newest_first=True, scan=True)
        else:
            found = list(islice(self._listed(strand, behind[::-1], newest_first=True), limit))
        return found + self._page(strand, limit - len(found), indexed, 0, newest_first=True)

    def _behind(self, strand: Strand, after: int, upto: int) -> tuple[int, list[int] | None]:
        """Up to where the tag table counts, and the positions after that if this process knows them."""
        known = self._tags.waiting(strand.tags, after, upto) if self._tags else None  # first: see `waiting`
        with self._reader() as reader:
            indexed = min(sqlite_tags.indexed_upto(reader), upto)
        return indexed, None if known is None else [position for position in known if position > indexed]

    def _page(
        self, strand: Strand, page: int, upto: int, after: int, *, newest_first: bool = False, scan: bool = False
    ) -> list[Entry]:
        if after >= upto or page == 0:
            return []
        with self._reader() as reader:
            if scan:
                select = sqlite_pages.select_behind(strand, newest_first=newest_first)
            else:
                strand = sqlite_pages.driven_by_rarest(reader, strand, after)
                select = strands.select(strand, newest_first=newest_first)
            return sqlite_pages.page(reader, select, strands.values(strand, after, upto, page))

    def _listed(self, strand: Strand, positions: list[int], *, newest_first: bool = False) -> Iterator[Entry]:
        for start in range(0, len(positions), LISTED_AT_ONCE):
            some = positions[start : start + LISTED_AT_ONCE]
            with self._reader() as reader:
                select = sqlite_pages.select_listed(strand, some, newest_first=newest_first)
                entries = sqlite_pages.page(reader, select, (*some, *strand.kinds))
            yield from entries

    def _body(self, position: int) -> bytes:
        with self._reader() as reader:
            sql = "SELECT CAST(body AS BLOB) FROM entry WHERE position = ?"
            found = reader.execute(sql, (position,)).fetchone()
        assert found is not None and isinstance(found[0], bytes)
        return found[0]

    def _expect(self, condition: Condition) -> None:
        for strand in strands.of(condition.query):
            for entry in self._run(strand, 1, condition.after, head_of(self._writing)):
                raise log.Conflict(position=entry.position)

    def _commit(self, turn: turns.Buffer) -> None:
        assert self._tags is not None
        self._writing.execute("BEGIN IMMEDIATE")
        try:
            if head_of(self._writing) != turn.head:  # somebody wrote past the lock file
                raise log.Conflict(position=turn.head + 1)
            sqlite_bulk.insert(self._writing, "INSERT INTO entry", COLUMNS, values_of(turn.entries))
            self._tags.add(turn.entries)
            self._writing.execute("COMMIT")
            self._tags.committed()
        except BaseException:
            with suppress(apsw.SQLError):  # some errors have rolled back already
                self._writing.execute("ROLLBACK")
            self._tags.reload()
            raise

    def _begin_snapshot(self, name: str, position: int) -> int:
        with self._right:
            self._writing.execute("INSERT INTO snapshot (name, position) VALUES (?, ?)", (name, position))
            return self._writing.last_insert_rowid()

    def _remove_snapshots(self, which: str, *values: str | int) -> None:
        with self._reader() as reader:
            snapshots = reader.execute(which, values).fetchall()
        for snapshot in snapshots:
            with self._right, self._writing:
                self._writing.execute("DELETE FROM snapshot WHERE id = ?", snapshot)
                self._writing.execute("DELETE FROM snapshot_part WHERE snapshot = ?", snapshot)


def check_schema(reader: apsw.Connection, path: Path) -> None:
    """Raises NotALog, NewerSchema."""
    if not sqlite_pages.number(reader, "SELECT count(*) FROM sqlite_schema WHERE name = 'meta'"):
        raise log.NotALog(where=path)
    found = sqlite_pages.number(
        reader, "SELECT coalesce(max(CAST(value AS INTEGER)), 0) FROM meta WHERE key = 'schema'"
    )
    if found == 0:
        raise log.NotALog(where=path)
    if found > SCHEMA:
        raise log.NewerSchema(where=path, found=found, known=SCHEMA)


def head_of(connection: apsw.Connection) -> int:
    """The last position this connection sees."""
    return sqlite_pages.number(connection, "SELECT coalesce(max(position), 0) FROM entry")


def values_of(entries: Sequence[Entry]) -> list[str | int]:
    """Entries in the order of the table's columns, one after the other."""
    values: list[str | int] = []
    for e in entries:
        values += (e.position, e.at, e.by, e.cause, e.policy, e.kind, "\t".join(e.tags), e.body.decode())
    return values
