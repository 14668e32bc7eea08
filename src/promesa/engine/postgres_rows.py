"""Keeps derived rows beside the log in its PostgreSQL schema."""

from collections.abc import Sequence

import psycopg
from psycopg import sql

from promesa.engine import postgres_link, tables
from promesa.engine.tables import Row, Shape


class PostgresRows:
    """A connection of its own to the log's schema; of several processes one derives at a time."""

    def __init__(self, url: str, schema: str | None = None) -> None:
        plain, named = postgres_link.split_url(url, schema)
        self._connection = psycopg.connect(plain, autocommit=True, application_name="promesa-rows")
        self._connection.execute(sql.SQL("SET search_path TO {}").format(sql.Identifier(named)))
        self._shape: Shape = {}

    def prepare(self, shape: Shape) -> int:
        self._shape = shape
        with self._connection.transaction():
            self._connection.execute("SELECT pg_advisory_xact_lock(hashtext(current_schema() || '.derived'))")
            self._connection.execute("CREATE TABLE IF NOT EXISTS derived (shape text NOT NULL, upto bigint NOT NULL)")
            found = self._connection.execute("SELECT shape, upto FROM derived").fetchone()
            if found is not None and found[0] == tables.fingerprint(shape):
                return int(found[1])
            self._drop()
            for table in shape:
                self._connection.execute(tables.create(shape, table).encode())
            self._connection.execute("INSERT INTO derived VALUES (%s, 0)", (tables.fingerprint(shape),))
        return 0

    def write(self, rows: Sequence[Row], upto: int) -> None:
        """Sets nothing where another process has already derived further."""
        with self._connection.transaction(), self._connection.cursor() as cursor:
            found = cursor.execute("SELECT upto FROM derived FOR UPDATE").fetchone()
            if found is None or found[0] >= upto:
                return
            for (table, columns), values in tables.grouped(rows).items():
                cursor.executemany(tables.upsert(self._shape, table, columns, "%s").encode(), values)
            cursor.execute("UPDATE derived SET upto = %s", (upto,))

    def forget(self) -> None:
        with self._connection.transaction():
            self._drop()

    def _drop(self) -> None:
        for table in self._shape:
            self._connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(table)))
        self._connection.execute("DELETE FROM derived")

    def close(self) -> None:
        self._connection.close()
