"""What only a log on a server can show: several processes, tenants, and a server that goes away."""

import multiprocessing
import threading
import time
from collections.abc import Callable

import psycopg
import pytest

from promesa.engine import postgres_link
from promesa.engine.log import (
    CommitUnknown,
    Condition,
    Conflict,
    Missing,
    NewerSchema,
    NotALog,
    Query,
    QueryItem,
    ReadOnly,
    Unreachable,
)
from promesa.engine.postgres import PostgresLog
from promesa.lab import postgres as server
from tests.engine import writer
from tests.engine.stores import draft, positions


@pytest.fixture
def open_again(postgres_url: str, postgres_schema: str) -> Callable[..., PostgresLog]:
    return lambda **options: PostgresLog.open(postgres_url, postgres_schema, **options)


def run(url: str, sql: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.encode())


def test_two_logs_on_one_schema_are_two_writers(open_again: Callable[..., PostgresLog]) -> None:
    one, two = open_again(), open_again()
    order = Query((QueryItem(tags=("order:1",)),))
    one.append([draft(tags=("order:1",))], Condition(order, 0))
    with pytest.raises(Conflict) as conflict:
        two.append([draft(tags=("order:1",))], Condition(order, 0))
    assert conflict.value.about == {"position": 1}
    assert two.append([draft()], Condition(order, 1)) == 2
    with two.turn() as turn:
        assert turn.head == 2
        waiting = threading.Thread(target=one.append, args=([draft("After")],))
        waiting.start()
        turn.append([draft("Before")])
    waiting.join()
    assert [entry.kind for entry in one.read(after=2)] == ["Before", "After"]
    one.close()
    two.close()


def test_tenants_do_not_see_each_other(postgres_url: str, postgres_schema: str) -> None:
    join = "&" if "?" in postgres_url else "?"
    other_schema = postgres_schema[:-1] + "_"
    one = PostgresLog.open(f"{postgres_url}{join}schema={postgres_schema}")
    other = PostgresLog.open(postgres_url, other_schema)
    one.append([draft("Mine", tags=("t",))])
    one.save_snapshot("world", 1, b"mine")
    with one.turn() as turn:  # and neither waits for the other
        other.append([draft("Theirs", tags=("t",)), draft("Theirs")])
        assert turn.head == 1
    assert [entry.kind for entry in one.read(Query((QueryItem(tags=("t",)),)))] == ["Mine"]
    assert (one.head(), other.head(), other.load_snapshot("world")) == (1, 2, None)
    one.close()
    other.close()
    run(postgres_url, f"DROP SCHEMA {other_schema} CASCADE")


def test_the_name_of_a_schema() -> None:
    split = postgres_link.split_url
    assert split("postgresql://u@h/d") == ("postgresql://u@h/d", "promesa")
    assert split("postgresql:///d?host=/tmp&schema=acme&user=u") == ("postgresql:///d?host=/tmp&user=u", "acme")
    assert split("postgresql://h/d?schema=acme", "zeta") == ("postgresql://h/d", "zeta")
    for name in ('a"; DROP TABLE x', "A", "1a", "pg_catalog", "information_schema", "a b", "ñ", "x" * 64, "a\n"):
        with pytest.raises(ValueError, match="not a name"):
            split("postgresql://h/d", name)


def test_reading_only(open_again: Callable[..., PostgresLog]) -> None:
    with pytest.raises(Missing):
        open_again(read_only=True)
    log = open_again()
    log.append([draft()])
    reader = open_again(read_only=True)
    assert positions(list(reader.read())) == [1]
    for change in (lambda: reader.append([draft()]), lambda: reader.save_snapshot("world", 1, b"")):
        with pytest.raises(ReadOnly):
            change()
    reader.close()
    log.close()


def test_what_is_newer_and_what_is_not_ours(
    open_again: Callable[..., PostgresLog], postgres_url: str, postgres_schema: str
) -> None:
    open_again().close()
    run(postgres_url, f"UPDATE {postgres_schema}.meta SET value = '2' WHERE key = 'schema'")
    with pytest.raises(NewerSchema):
        open_again()
    run(postgres_url, f"DROP TABLE {postgres_schema}.meta")
    with pytest.raises(NotALog):
        open_again()


def test_people_can_read_it(open_again: Callable[..., PostgresLog], postgres_url: str, postgres_schema: str) -> None:
    log = open_again()
    log.append([draft(body=b'{"sku":"A","qty":2}', tags=("sku:A", "order:1"))])
    log.close()
    with psycopg.connect(postgres_url) as connection:
        sql = f"SELECT body::jsonb ->> 'qty', string_to_array(tags, E'\t') FROM {postgres_schema}.entry"
        assert connection.execute(sql.encode()).fetchall() == [("2", ["sku:A", "order:1"])]


class TestBrokenConnections:
    """A connection may break before, in and after a commit. Whoever appends hears the truth."""

    def test_between_turns(self, open_again: Callable[..., PostgresLog]) -> None:
        log = open_again()
        log.append([draft()])
        end_connections(log)
        assert (log.head(), log.append([draft()])) == (1, 2)
        end_connections(log)
        assert positions(list(log.read())) == [1, 2]
        log.close()

    def test_in_the_middle_of_a_turn(self, open_again: Callable[..., PostgresLog]) -> None:
        """Nobody else wrote: what was decided still stands and is written after all."""
        log = open_again()
        with log.turn() as turn:
            assert turn.append([draft(), draft(cause=-1)]) == 2
            end_connections(log)
        assert [entry.cause for entry in log.read()] == [0, 1]
        log.close()

    def test_in_the_middle_of_a_turn_and_somebody_else_wrote(self, open_again: Callable[..., PostgresLog]) -> None:
        log, other = open_again(), open_again()
        with pytest.raises(Conflict):
            self.overtaken(log, other)
        assert [entry.kind for entry in log.read()] == ["Other"]
        assert log.append([draft()]) == 2
        log.close()
        other.close()

    def overtaken(self, log: PostgresLog, other: PostgresLog) -> None:
        with log.turn() as turn:
            turn.append([draft("Mine")])
            end_connections(log)
            other.append([draft("Other")])

    def test_the_answer_to_a_commit_is_lost(
        self, open_again: Callable[..., PostgresLog], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        log, other = open_again(), open_again()
        lose_answer(monkeypatch, log)
        assert log.append([draft()]) == 1
        other.append([draft()])
        lose_answer(monkeypatch, log)
        assert log.append([draft(), draft()]) == 4
        assert positions(list(log.read())) == [1, 2, 3, 4]
        log.close()
        other.close()

    def test_the_server_is_gone_for_good(self) -> None:
        """Then nobody can know, and that is what is said; reading says that nobody answers."""
        with server.running() as url:
            log = PostgresLog.open(url, "gone", patience_seconds=0.3)
            log.append([draft()])
            idle = PostgresLog.open(url, "gone", patience_seconds=0.3)
            right = log.turn()
            turn = right.__enter__()
            turn.append([draft()])
        with pytest.raises(CommitUnknown):
            right.__exit__(None, None, None)
        with pytest.raises(Unreachable):
            log.head()
        with pytest.raises(Unreachable):
            idle.append([draft()])
        log.close()
        idle.close()

    def test_a_server_that_never_was(self) -> None:
        began = time.monotonic()
        with pytest.raises(Unreachable) as refused:
            PostgresLog.open("postgresql://127.0.0.1:9/none", patience_seconds=0.2)
        assert "no responde" in refused.value.say("es-MX")
        assert time.monotonic() - began < 5

    def test_a_database_that_is_not_there_is_not_waited_for(self, postgres_url: str) -> None:
        url = postgres_url.replace("/postgres?", "/nowhere?")
        if url == postgres_url:
            pytest.skip("the server of PROMESA_TEST_POSTGRES has another database")
        began = time.monotonic()
        with pytest.raises(Unreachable):
            PostgresLog.open(url)
        assert time.monotonic() - began < 5


def end_connections(log: PostgresLog) -> None:
    """End all that this log has open, at the server, as a restart of it would."""
    pids = [connection.info.backend_pid for connection in (log._connection, *log._link._idle) if connection]
    with psycopg.connect(log._link._url, autocommit=True) as connection:
        for pid in pids:
            connection.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))


def lose_answer(monkeypatch: pytest.MonkeyPatch, log: PostgresLog) -> None:
    """The next commit works, but the connection breaks before its answer comes."""
    write = type(log._tables).write

    def broken(connection: psycopg.Connection, *rest: object) -> None:
        write(log._tables, connection, *rest)
        monkeypatch.undo()
        connection.close()
        raise psycopg.OperationalError("the answer is lost")

    monkeypatch.setattr(log._tables, "write", broken)


def test_a_hung_process_loses_its_turn(open_again: Callable[..., PostgresLog], monkeypatch: pytest.MonkeyPatch) -> None:
    """The server ends a transaction that idles: the others go on, and the hung one decides again."""
    hasty = postgres_link.SESSION.replace("idle_in_transaction_session_timeout = '60s'", "{}").format(
        "idle_in_transaction_session_timeout = '100ms'"
    )
    other = open_again()
    monkeypatch.setattr(postgres_link, "SESSION", hasty)
    hung = open_again()
    with pytest.raises(Conflict):
        hang_while(hung, lambda: other.append([draft("Other")]))
    assert [entry.kind for entry in other.read()] == ["Other"]
    hung.close()
    other.close()


def hang_while(log: PostgresLog, others_work: Callable[[], object]) -> None:
    with log.turn() as turn:
        turn.append([draft("Mine")])
        others_work()  # waits until the server has ended our transaction


def test_four_processes_sell_thirty_units(open_again: Callable[..., PostgresLog], postgres_url: str) -> None:
    """Conditional appends at once: thirty are sold, each once, in an order that all see and without a gap."""
    log = open_again()
    spawn = multiprocessing.get_context("spawn")
    schema = log._tables.schema
    sellers = [spawn.Process(target=writer.sell, args=(postgres_url, schema, f"s{k}")) for k in range(4)]
    for seller in sellers:
        seller.start()
    seen = []
    while any(seller.is_alive() for seller in sellers):
        seen.append(positions(list(log.read())))
    for seller in sellers:
        seller.join()
    assert [seller.exitcode for seller in sellers] == [0] * 4
    assert [entry.body for entry in log.read(writer.SHELF)] == [b"%d" % k for k in range(1, 31)]
    assert all(some == list(range(1, len(some) + 1)) for some in [*seen, positions(list(log.read()))])
    log.close()
