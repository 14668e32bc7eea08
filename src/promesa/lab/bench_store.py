"""A throw-away store for a bench: an SQLite file in a temporary folder, or a PostgreSQL server of its own."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from promesa import app
from promesa.engine.log import Log, Trouble
from promesa.settings import Settings

try:
    from promesa.lab import postgres
except ImportError:  # the extra "postgres" is not installed
    postgres = None  # type: ignore[assignment]

SQLITE, POSTGRES = "sqlite", "postgres"


class NotEmpty(Trouble):
    english = "{store} already holds {entries} entries: a bench needs an empty store."
    spanish = "{store} ya tiene {entries} entradas: la medición necesita un registro vacío."


@contextmanager
def placed(store: str) -> Iterator[str]:
    """Where "sqlite" or "postgres" is while the block lasts (both thrown away after it); another name is itself."""
    if store == SQLITE:
        with tempfile.TemporaryDirectory(prefix="promesa-bench-") as folder:
            yield str(Path(folder) / "bench.db")
    elif store == POSTGRES:
        if postgres is None:
            raise app.NeedsExtra(extra="postgres")
        with postgres.running() as url:
            yield url
    else:
        yield store


@contextmanager
def opened(store: str) -> Iterator[Log]:
    """The log of "sqlite" or "postgres" (both thrown away), or of a store that is named and must be empty."""
    with placed(store) as where:
        log = app.open_log(Settings(store=where))
        try:
            if log.head() > 0:
                raise NotEmpty(store=store, entries=log.head())
            yield log
        finally:
            log.close()
