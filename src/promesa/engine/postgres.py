"""Keeps the log in a PostgreSQL schema."""

import hashlib
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from itertools import islice

import psycopg
from psycopg import Connection, errors

from promesa.engine import log, postgres_link, postgres_tables, strands, turns
from promesa.engine.log import EVERYTHING, Condition, Draft, Entry, Query
from promesa.engine.strands import Strand

PATIENCE_SECONDS = 30.0
COMMIT_ATTEMPTS = 3
STRANDS_AT_ONCE = 50
SNAPSHOTS_KEPT = 2
CHUNK_BYTES = 8 << 20


class PostgresLog:
    """One connection that writes, in turns that an advisory lock orders among processes; others that read."""

    def __init__(self, url: str, schema: str, *, read_only: bool, patience_seconds: float) -> None:
        """Not called directly: see `open`."""
        self.where = f"PostgreSQL schema {schema}"
        self._tables = postgres_tables.Tables(schema)
        self._link = postgres_link.Link(url, self.where, read_only=read_only, patience_seconds=patience_seconds)
        self._read_only = read_only
        self._right = turns.Right()
        self._connection: Connection | None = None
        self._writer = uuid.uuid4()
        self._turn = 0

    @classmethod
    def open(
        cls,
        url: str,
        schema: str | None = None,
        *,
        read_only: bool = False,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> "PostgresLog":
        """Open a log, creating its schema and tables unless read-only.

        `url` is `postgresql://...`, with `?schema=NAME` when `schema` is not given. `patience_seconds` is how
        long to wait for a server that went away. Raises Unreachable, Missing, NewerSchema, NotALog, ValueError.
        """
        plain, named = postgres_link.split_url(url, schema)
        opened = cls(plain, named, read_only=read_only, patience_seconds=patience_seconds)
        try:
            with opened._link.lent() as connection:
                if not read_only:
                    opened._tables.create(connection, lock_key(named))
                opened._tables.check(connection, opened.where)
        except BaseException:
            opened.close()
            raise
        return opened

    def head(self) -> int:
        return self._link.ask(self._tables.head)

    def read(self, query: Query = EVERYTHING, *, after: int = 0, limit: int | None = None) -> Iterator[Entry]:
        assert after >= 0
        parts, upto = strands.of(query), self.head()
        page = strands.page_entries(len(parts), limit)
        runs = [strands.paged(partial(self._page, part, page, upto), page, after, upto) for part in parts]
        return islice(strands.filled(strands.merged(runs), self._body), limit)

    def read_back(self, query: Query, *, before: int | None = None, limit: int) -> list[Entry]:
        upto = self.head() if before is None else before - 1
        runs = [self._page(part, limit, upto, 0, newest_first=True) for part in strands.of(query)]
        return list(islice(strands.filled(strands.merged(runs, newest_first=True), self._body), limit))

    def append(self, drafts: Sequence[Draft], condition: Condition | None = None) -> int:
        with self.turn() as turn:
            if condition is not None:
                self._expect(condition)
            return turn.append(drafts)

    @contextmanager
    def turn(self) -> Iterator[turns.Buffer]:
        if self._read_only:
            raise log.ReadOnly(where=self.where)
        with self._right:
            head, _ = self._begin()
            turn = turns.Buffer(head)
            try:
                yield turn
            except BaseException:
                self._abandon()
                raise
            if turn.entries:
                self._commit(turn)
            else:
                self._abandon()

    def save_snapshot(self, name: str, position: int, body: bytes) -> None:
        if self._read_only:
            raise log.ReadOnly(where=self.where)
        assert 0 <= position <= self.head()
        view = memoryview(body)
        chunks = [view[start : start + CHUNK_BYTES] for start in range(0, len(view), CHUNK_BYTES)]

        def save(connection: Connection) -> None:
            with connection.transaction():
                connection.execute("SELECT pg_advisory_xact_lock(%s)", (lock_key(f"{self.where} {name}"),))
                self._tables.save_snapshot(connection, name, position, chunks, SNAPSHOTS_KEPT)

        self._link.ask(save)  # saved twice is saved once

    def load_snapshot(self, name: str) -> tuple[int, bytes] | None:
        return self._link.ask(partial(self._tables.load_snapshot, name=name))

    def close(self) -> None:
        self._link.close()
        if self._connection is not None:
            self._connection.close()

    def _page(self, strand: Strand, page: int, upto: int, after: int, *, newest_first: bool = False) -> list[Entry]:
        if after >= upto or page == 0:
            return []
        ask = partial(self._tables.page, strand=strand, after=after, upto=upto, page=page, newest_first=newest_first)
        return self._link.ask(ask)

    def _body(self, position: int) -> bytes:
        return self._link.ask(partial(self._tables.body, position=position))

    def _expect(self, condition: Condition) -> None:
        assert self._connection is not None
        parts = strands.of(condition.query)
        for start in range(0, len(parts), STRANDS_AT_ONCE):
            some = parts[start : start + STRANDS_AT_ONCE]
            found = self._tables.first_match(self._connection, some, condition.after)
            if found is not None:
                raise log.Conflict(position=found)

    def _begin(self) -> tuple[int, int]:
        """Wait for the lock; the head, and which of our turns was the last to be written.

        In one round trip: each statement of it sees what was committed before it began.
        """
        sql = self._tables.begin(lock_key(self._tables.schema), self._writer)
        for attempt in range(postgres_link.READ_ATTEMPTS):
            if postgres_link.broken(self._connection):
                self._connection = self._link.connect()
            assert self._connection is not None
            try:
                return self._tables.begun(self._connection.execute(sql))
            except errors.LockNotAvailable as error:
                self._abandon()
                raise log.Unreachable(where=self.where, why="somebody else has had the turn too long") from error
            except psycopg.OperationalError as error:
                if attempt == postgres_link.READ_ATTEMPTS - 1 or not postgres_link.broken(self._connection):
                    self._abandon()
                    raise log.Unreachable(where=self.where, why=str(error).strip()) from error
            except BaseException:  # an interrupt: whether we have the lock is not known
                self._drop()
                raise
        raise AssertionError("the last attempt returns or raises")

    def _abandon(self) -> None:
        """Roll back; when that does not work the connection goes, and the transaction with it."""
        connection = self._connection
        if connection is None or connection.closed:
            return
        try:
            connection.execute("ROLLBACK")
        except psycopg.Error:
            self._drop()

    def _drop(self) -> None:
        if self._connection is not None:
            with suppress(psycopg.Error):
                self._connection.close()
            self._connection = None

    def _commit(self, turn: turns.Buffer) -> None:
        """Write and commit. When the connection breaks meanwhile, find out what became of it.

        Once we have the lock again, our old transaction is over; the row of this writer says how it ended.
        If it was lost, and nobody else wrote, what was decided still stands and is written again.
        """
        self._turn += 1
        for _ in range(COMMIT_ATTEMPTS):
            assert self._connection is not None
            try:
                self._tables.write(self._connection, turn.entries, self._writer, self._turn)
                return
            except psycopg.OperationalError as error:
                if not postgres_link.broken(self._connection):
                    self._abandon()
                    raise
                head, last_turn = self._begin_after(error)
            except BaseException:
                self._drop()
                raise
            if last_turn == self._turn or head != turn.head:
                self._abandon()
                if last_turn == self._turn:
                    return
                raise log.Conflict(position=turn.head + 1)
        self._drop()
        raise log.Unreachable(where=self.where, why="the connection broke again and again")

    def _begin_after(self, error: psycopg.OperationalError) -> tuple[int, int]:
        try:
            return self._begin()
        except log.Unreachable:
            raise log.CommitUnknown(where=self.where, turn=f"{self._writer}/{self._turn}") from error


def lock_key(name: str) -> int:
    """A number for an advisory lock: the same in every process for the same name."""
    return int.from_bytes(hashlib.sha256(f"promesa {name}".encode()).digest()[:8], signed=True)
