"""The engine's fixtures: `store` is each store in turn, `log` an open log of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from promesa.engine import sqlite_tags, strands
from promesa.engine.log import Log
from tests.engine import stores
from tests.engine.postgres_server import postgres_schema, postgres_url
from tests.engine.stores import Store

__all__ = ["log", "postgres_schema", "postgres_url", "small_pages", "store"]

STORES = ("memory", "sqlite", "sqlite-behind", "postgres")


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """`sqlite-behind` is an SQLite log whose tag index is always on its way."""
    if request.param == "memory":
        return stores.memory()
    if request.param == "postgres":
        return stores.postgres(request.getfixturevalue("postgres_url"), request.getfixturevalue("postgres_schema"))
    if request.param == "sqlite-behind":
        monkeypatch.setattr(sqlite_tags, "GENERATION_PAIRS", 5)
        monkeypatch.setattr(sqlite_tags, "SLICE_PAIRS", 1)
    return stores.sqlite(tmp_path)


@pytest.fixture
def log(store: Store) -> Iterator[Log]:
    opened = store.open()
    yield opened
    opened.close()


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes a few entries fill several pages."""
    monkeypatch.setattr(strands, "PAGE_ENTRIES", 3)
    monkeypatch.setattr(strands, "PAGE_ENTRIES_MIN", 2)
    monkeypatch.setattr(strands, "INLINE_BODY_BYTES", 20)
