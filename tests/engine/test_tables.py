"""Derived rows: right after any number of steps, the same when made again, made anew when their shape changes."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import apsw
import psycopg
import pytest

from promesa.engine.codec import Codec
from promesa.engine.log import Log
from promesa.engine.machine import Machine, Request
from promesa.engine.postgres import PostgresLog
from promesa.engine.postgres_rows import PostgresRows
from promesa.engine.sqlite import SqliteLog
from promesa.engine.sqlite_rows import SqliteRows
from promesa.engine.tables import Row, RowStore, Tables
from tests.engine import bank
from tests.engine.bank import Clock, Deposit, Deposited, LetterNoted, NoteSent

SHAPE = {"accounts": {"account": "text", "last_cents": "integer", "noted_at": "integer", "share": "real"}}
WIDER = {"accounts": {**SHAPE["accounts"], "owner": "text"}}


def _deposited(fact: Deposited, _: int) -> Iterator[Row]:
    yield "accounts", fact.account, {"last_cents": fact.cents, "share": fact.cents / 10}


def _noted(fact: LetterNoted, at: int) -> Iterator[Row]:
    yield "accounts", fact.account, {"noted_at": at}


DERIVE = {Deposited: _deposited, LetterNoted: _noted}
ROWS = "SELECT account, last_cents, noted_at, share FROM accounts ORDER BY account"


@pytest.fixture(params=["sqlite", "postgres"])
def place(
    request: pytest.FixtureRequest, tmp_path: Path
) -> tuple[Log, Callable[[], RowStore], Callable[[], list[Any]]]:
    if request.param == "sqlite":
        path = tmp_path / "bank.db"
        return SqliteLog.open(path), lambda: SqliteRows(path), lambda: list(apsw.Connection(str(path)).execute(ROWS))
    url, schema = request.getfixturevalue("postgres_url"), request.getfixturevalue("postgres_schema")

    def read() -> list[Any]:
        with psycopg.connect(url) as connection:
            return connection.execute(ROWS.replace("FROM accounts", f'FROM "{schema}".accounts').encode()).fetchall()

    return PostgresLog.open(url, schema), lambda: PostgresRows(url, schema), read


def test_rows_follow_the_log_and_can_be_made_again(place) -> None:
    log, store, read = place
    machine = Machine(log, bank.model(), clock := Clock())
    codec = Codec(bank.KINDS, {})
    stores = [store(), store(), store()]
    tables = Tables(log, codec, SHAPE, DERIVE, stores[0])
    assert tables.catch_up() == 0
    machine.submit_many([Request(Deposit(f"a{number % 7}", 1 + number % 900), "t") for number in range(2_500)])
    clock.now += 5
    machine.submit(NoteSent("a1"), by="t")
    machine.submit(NoteSent("new"), by="t")
    assert tables.catch_up_wholly() == machine.seen == log.head()
    first = read()
    last = {f"a{number % 7}": 1 + number % 900 for number in range(2_500)}
    noted = {"a1": clock.now}
    assert first == [(name, cents, noted.get(name), cents / 10) for name, cents in sorted(last.items())] + [
        ("new", None, clock.now, None)
    ]
    again = Tables(log, codec, SHAPE, DERIVE, stores[1])
    assert again.upto == log.head()
    assert again.catch_up() == 0
    assert again.rebuild() == log.head()
    assert read() == first
    wider = Tables(log, codec, WIDER, DERIVE, stores[2])
    assert wider.upto == 0
    assert wider.catch_up_wholly() == log.head()
    assert read() == first
    for one in stores:
        one.close()
    log.close()
