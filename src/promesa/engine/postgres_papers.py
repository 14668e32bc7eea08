"""Photos and papers in a table of their own beside a PostgreSQL log."""

import threading
from typing import Any

import psycopg

from promesa.engine import log
from promesa.engine.postgres_link import split_url

TABLES = """
CREATE SCHEMA IF NOT EXISTS {schema};
CREATE TABLE IF NOT EXISTS {schema}.papers (name text PRIMARY KEY, owner text NOT NULL, sealed bytea NOT NULL);
ALTER TABLE {schema}.papers ALTER COLUMN sealed SET STORAGE EXTERNAL;
CREATE INDEX IF NOT EXISTS papers_owner ON {schema}.papers (owner);
"""


class PostgresPapers:
    """One connection, made again when the server comes back."""

    def __init__(self, url: str, schema: str | None = None) -> None:
        self._url, self._schema = split_url(url, schema)
        self._lock = threading.Lock()
        self._connection: psycopg.Connection | None = None
        for statement in filter(str.strip, TABLES.split(";")):
            self._run(statement.format(schema=self._schema))

    def put(self, name: str, owner: str, sealed: bytes) -> None:
        sql = f"INSERT INTO {self._schema}.papers VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
        self._run(sql, name, owner, sealed)

    def get(self, name: str) -> tuple[str, bytes] | None:
        found = self._run(f"SELECT owner, sealed FROM {self._schema}.papers WHERE name = %s", name)
        return (str(found[0][0]), bytes(found[0][1])) if found else None

    def count(self, owner: str) -> int:
        return int(self._run(f"SELECT count(*) FROM {self._schema}.papers WHERE owner = %s", owner)[0][0])

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _run(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            for attempt in (1, 2):
                try:
                    return self._once(sql, values)
                except psycopg.OperationalError as error:
                    self._connection = None
                    if attempt == 2:
                        raise log.Unreachable(where=f"schema {self._schema}", why=str(error).strip()) from error
        raise AssertionError("unreachable")

    def _once(self, sql: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        if self._connection is None:
            self._connection = psycopg.connect(self._url, autocommit=True)
        cursor = self._connection.execute(sql.encode(), values or None)
        return cursor.fetchall() if cursor.description is not None else []
