"""The stores under one roof: a test that takes `store` runs on each of them."""

import uuid
from collections.abc import Callable
from pathlib import Path

import msgspec
import psycopg

from promesa.engine.log import Draft, Entry, Log
from promesa.engine.memory import MemoryLog
from promesa.engine.postgres import PostgresLog
from promesa.engine.sqlite import SqliteLog


class Store(msgspec.Struct):
    """How to open logs of one kind; `open()` again gives the same log, `fresh()` an empty one each time."""

    name: str
    open: Callable[[], Log]
    fresh: Callable[[], Log]
    durable: bool = True


def memory() -> Store:
    return Store("memory", MemoryLog, MemoryLog, durable=False)


def sqlite(folder: Path) -> Store:
    return Store(
        "sqlite",
        open=lambda: SqliteLog.open(folder / "log.db"),
        fresh=lambda: SqliteLog.open(folder / f"{uuid.uuid4().hex}.db"),
    )


def postgres(url: str, schema: str) -> Store:
    def fresh() -> Log:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("SET client_min_messages = warning")
            connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE".encode())
        return PostgresLog.open(url, schema)

    return Store("postgres", open=lambda: PostgresLog.open(url, schema), fresh=fresh)


def draft(kind: str = "Noted", body: bytes = b"{}", tags: tuple[str, ...] = (), cause: int = 0, at: int = 1) -> Draft:
    return Draft(at, "tester", cause, 1, kind, body, tags)


def positions(entries: list[Entry]) -> list[int]:
    return [entry.position for entry in entries]
