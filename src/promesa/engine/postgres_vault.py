"""The vault's keys in a table of their own beside a PostgreSQL log."""

import threading
from collections.abc import Mapping
from typing import Any

import psycopg

from promesa.engine import log
from promesa.engine.postgres_link import split_url

TABLE = "vault_keys"


class PostgresKeys:
    """One connection, made again when the server comes back; erased rows are gone from the table, not from backups."""

    def __init__(self, url: str, schema: str | None = None) -> None:
        self._url, self._schema = split_url(url, schema)
        self._lock = threading.Lock()
        self._connection: psycopg.Connection | None = None
        self._run(f"CREATE SCHEMA IF NOT EXISTS {self._schema}")
        self._run(f"CREATE TABLE IF NOT EXISTS {self._schema}.{TABLE} (owner text PRIMARY KEY, key bytea NOT NULL)")

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
        cursor = self._connection.execute(sql.encode(), values)
        return cursor.fetchall() if cursor.description is not None else []

    def get(self, owner: str) -> bytes | None:
        found = self._run(f"SELECT key FROM {self._schema}.{TABLE} WHERE owner = %s", owner)
        return bytes(found[0][0]) if found else None

    def put(self, owner: str, key: bytes) -> bytes:
        self._run(f"INSERT INTO {self._schema}.{TABLE} VALUES (%s, %s) ON CONFLICT DO NOTHING", owner, key)
        kept = self.get(owner)
        return key if kept is None else kept

    def put_new(self, keys: Mapping[str, bytes]) -> None:
        rows = "SELECT * FROM unnest(%s::text[], %s::bytea[])"
        sql = f"INSERT INTO {self._schema}.{TABLE} {rows} ON CONFLICT DO NOTHING"
        self._run(sql, list(keys), list(keys.values()))

    def destroy(self, owner: str) -> bool:
        return bool(self._run(f"DELETE FROM {self._schema}.{TABLE} WHERE owner = %s RETURNING 1", owner))

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
