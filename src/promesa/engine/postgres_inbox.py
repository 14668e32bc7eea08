"""Keeps the inbox in a table beside a PostgreSQL log."""

import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import psycopg

from promesa.engine import inbox, log
from promesa.engine.inbox import Claimed, DeadLetter, Lag, Outcome, Sealed
from promesa.engine.postgres_link import split_url

TABLES = """
CREATE TABLE IF NOT EXISTS {schema}.inbox (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, partner text NOT NULL, day text NOT NULL,
    at bigint NOT NULL, state smallint NOT NULL DEFAULT 0, not_before bigint NOT NULL DEFAULT 0,
    tries integer NOT NULL DEFAULT 0, error text NOT NULL DEFAULT '', size integer NOT NULL, sealed bytea NOT NULL
);
ALTER TABLE {schema}.inbox ALTER COLUMN sealed SET STORAGE EXTERNAL;
CREATE INDEX IF NOT EXISTS inbox_waiting ON {schema}.inbox (number) WHERE state = 0;
CREATE INDEX IF NOT EXISTS inbox_dead ON {schema}.inbox (number) WHERE state = 2;
CREATE INDEX IF NOT EXISTS inbox_day ON {schema}.inbox (day, state);
"""
ADD = """
INSERT INTO {schema}.inbox (partner, day, at, size, sealed)
SELECT * FROM unnest(%s::text[], %s::text[], %s::bigint[], %s::int[], %s::bytea[]) RETURNING number
"""
READY = """
SELECT number, size FROM {schema}.inbox WHERE state = 0 AND not_before <= %s ORDER BY number LIMIT %s
FOR UPDATE SKIP LOCKED
"""
CLAIM = """
UPDATE {schema}.inbox SET not_before = %s, tries = tries + 1 WHERE number = ANY(%s)
RETURNING number, partner, day, at, tries, sealed
"""
SETTLE = """
UPDATE {schema}.inbox SET state = told.state, error = told.error, not_before = told.not_before
FROM unnest(%s::bigint[], %s::smallint[], %s::text[], %s::bigint[]) AS told(number, state, error, not_before)
WHERE inbox.number = told.number AND inbox.state = 0
"""
WAIT_AGAIN = "UPDATE {schema}.inbox SET state = 0, not_before = 0, tries = 0 WHERE number = %s AND state > 0"
LAG = """
SELECT count(*), min(at), (SELECT count(*) FROM {schema}.inbox WHERE state = 2) FROM {schema}.inbox WHERE state = 0
"""
ATTEMPTS = 3
T = TypeVar("T")
DURABLE = "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
HASTY = "SET synchronous_commit = off"


class PostgresInbox:
    """Two connections: what comes in is synced to the disk; what was done with it need not be: it is done again."""

    def __init__(self, url: str, schema: str | None = None) -> None:
        plain, self._schema = split_url(url, schema)
        self._coming, self._going = Line(plain, self._schema, DURABLE), Line(plain, self._schema, HASTY)
        self._coming.run(self._create)

    def _create(self, db: psycopg.Connection) -> None:
        with db.transaction():
            db.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (f"{self._schema}.inbox",))
            db.execute("SET LOCAL client_min_messages = warning")
            db.execute(f"CREATE SCHEMA IF NOT EXISTS {self._schema}".encode())
            found = db.execute("SELECT to_regclass(%s)", (f"{self._schema}.inbox",)).fetchone()
            if found == (None,):
                db.execute(self._sql(TABLES))

    def add(self, letters: Sequence[Sealed]) -> list[int]:
        """Written twice where the connection breaks between the commit and its answer: what they say is said once."""
        rows = [(told.partner, told.day, told.at, len(told.sealed), told.sealed) for told in letters]
        columns = [list(column) for column in zip(*rows, strict=True)] if rows else [[]] * 5
        return sorted(number for (number,) in self._coming.ask(self._sql(ADD), *columns))

    def claim(self, now: int, until: int, limit: int) -> list[Claimed]:
        def claim(db: psycopg.Connection) -> list[Claimed]:
            with db.transaction():
                numbers = inbox.bite(db.execute(self._sql(READY), (now, limit)).fetchall())
                rows = db.execute(self._sql(CLAIM), (until, numbers), binary=True).fetchall() if numbers else []
            return sorted((Claimed(*row) for row in rows), key=lambda claimed: claimed.number)

        return self._going.run(claim)

    def settle(self, outcomes: Sequence[Outcome]) -> None:
        rows = [(told.number, inbox.state_of(told), told.error, told.retry_at) for told in outcomes]
        self._going.ask(self._sql(SETTLE), *(list(column) for column in zip(*rows, strict=True)))

    def dead(self, limit: int) -> list[DeadLetter]:
        sql = "SELECT number, partner, at, tries, error FROM {schema}.inbox WHERE state = 2 ORDER BY number LIMIT %s"
        return [DeadLetter(*row) for row in self._going.ask(self._sql(sql), limit)]

    def revive(self, number: int) -> bool:
        return bool(self._coming.ask(self._sql(WAIT_AGAIN + " RETURNING 1"), number))

    def discard(self, number: int) -> bool:
        sql = "UPDATE {schema}.inbox SET state = 1 WHERE number = %s AND state = 2 RETURNING 1"
        return bool(self._coming.ask(self._sql(sql), number))

    def lag(self) -> Lag:
        return Lag(*self._going.ask(self._sql(LAG))[0])

    def days(self) -> dict[str, int]:
        sql = "SELECT day, count(*) FILTER (WHERE state <> 1) FROM {schema}.inbox GROUP BY day"
        return {day: int(undone) for day, undone in self._going.ask(self._sql(sql))}

    def erase(self, day: str) -> int:
        return len(self._coming.ask(self._sql("DELETE FROM {schema}.inbox WHERE day = %s RETURNING 1"), day))

    def close(self) -> None:
        self._coming.close()
        self._going.close()

    def _sql(self, text: str) -> bytes:
        return text.format(schema=self._schema).encode()


class Line:
    """One connection, under a lock, made again when the server comes back; owns it."""

    def __init__(self, url: str, schema: str, manner: str) -> None:
        self._url, self._where, self._manner = url, f"PostgreSQL schema {schema}", manner
        self._lock = threading.Lock()
        self._db: psycopg.Connection | None = None

    def ask(self, sql: bytes, *values: Any) -> list[Any]:
        """One statement; it is durable when this returns, if this line is synchronous."""

        def asked(db: psycopg.Connection) -> list[Any]:
            cursor = db.execute(sql, values, binary=True)
            return cursor.fetchall() if cursor.description is not None else []

        return self.run(asked)

    def run(self, what: Callable[[psycopg.Connection], T]) -> T:
        """`what(connection)`, again where the connection broke. Raises Unreachable."""
        with self._lock:
            for attempt in range(ATTEMPTS):
                try:
                    return what(self._connected())
                except psycopg.OperationalError as error:
                    self._drop()
                    if attempt + 1 == ATTEMPTS:
                        raise log.Unreachable(where=self._where, why=str(error).strip()) from error
        raise AssertionError("the last attempt returns or raises")

    def close(self) -> None:
        with self._lock:
            self._drop()

    def _connected(self) -> psycopg.Connection:
        if self._db is None:
            self._db = psycopg.connect(self._url, autocommit=True, application_name="promesa-inbox", connect_timeout=10)
            self._db.execute(self._manner.encode())
        return self._db

    def _drop(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None
