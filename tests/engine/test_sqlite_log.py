"""What only a log in a file can show: one writer, readers beside it, strangers' files, an index that lags."""

import os
import subprocess
import sys
from pathlib import Path

import apsw
import pytest

from promesa.engine import sqlite_tags
from promesa.engine.log import AlreadyOpen, Conflict, Draft, Missing, NewerSchema, NotALog, Query, QueryItem, ReadOnly
from promesa.engine.sqlite import SqliteLog
from tests.engine.stores import draft, positions

ROOT = Path(__file__).resolve().parents[2]


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    log = SqliteLog.open(tmp_path / "log.db")
    with pytest.raises(AlreadyOpen) as refused:
        SqliteLog.open(tmp_path / "log.db")
    assert f"process {os.getpid()}" in str(refused.value)
    assert "ya está abierto" in refused.value.say("es-MX")
    assert "AlreadyOpen" in opened_elsewhere(tmp_path / "log.db")
    log.close()
    assert "process" in opened_elsewhere(tmp_path / "log.db")
    SqliteLog.open(tmp_path / "log.db").close()


def opened_elsewhere(path: Path) -> str:
    """What a second process says that opens the log for writing."""
    code = (
        "import sys; from promesa.engine.sqlite import SqliteLog; log = SqliteLog.open(sys.argv[1]);"
        "print(open(sys.argv[1] + '-owner').read()); log.close()"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, env=environment)
    return done.stdout + done.stderr


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")  # Python 3.12 dislikes forks beside threads
def test_a_forked_child_does_not_keep_the_file(tmp_path: Path) -> None:
    """A worker that outlives its killed parent must not keep the next process from starting."""
    log = SqliteLog.open(tmp_path / "log.db")
    alive, stop = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        os.close(stop[1])  # so that it ends with its parent, whatever happens
        os.write(alive[1], b"!")
        os.read(stop[0], 1)
        os._exit(0)
    os.read(alive[0], 1)
    with pytest.raises(AlreadyOpen):
        SqliteLog.open(tmp_path / "log.db")
    log.close()
    SqliteLog.open(tmp_path / "log.db").close()
    os.write(stop[1], b"!")
    os.waitpid(child, 0)
    for end in (*alive, *stop):
        os.close(end)


def test_readers_beside_the_writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader of another process sees each turn, and finds by tag what the index has not got yet."""
    monkeypatch.setattr(sqlite_tags, "GENERATION_PAIRS", 40)
    monkeypatch.setattr(sqlite_tags, "SLICE_PAIRS", 3)
    writer = SqliteLog.open(tmp_path / "log.db")
    reader = SqliteLog.open(tmp_path / "log.db", read_only=True)
    both, odd = Query((QueryItem(tags=("all", "odd")),)), Query((QueryItem(kinds=("Odd", "No"), tags=("all",)),))
    for k in range(1, 80):
        writer.append([draft("Odd" if k % 2 else "Even", tags=("all", "odd") if k % 2 else ("all", "even", "%", "a"))])
        expected = list(range(1, k + 1, 2))
        for log in (reader, writer):
            assert positions(list(log.read(both))) == positions(list(log.read(odd))) == expected
            assert positions(list(log.read(both, after=30))) == [p for p in expected if p > 30]
            assert positions(log.read_back(odd, limit=5)) == expected[::-1][:5]
            assert positions(log.read_back(both, before=50, limit=60)) == [p for p in expected if p < 50][::-1]
    for change in (lambda: reader.append([draft()]), lambda: reader.save_snapshot("world", 1, b"")):
        with pytest.raises(ReadOnly):
            change()
    writer.close()
    assert reader.head() == 79
    assert positions(list(reader.read(both))) == list(range(1, 80, 2))
    reader.close()


def test_the_tag_table_is_whole_after_closing(tmp_path: Path) -> None:
    log = SqliteLog.open(tmp_path / "log.db")
    log.append([draft(tags=(f"order:{k}", "all")) for k in range(1000)])
    log.close()
    with_people = apsw.Connection(str(tmp_path / "log.db"))
    assert with_people.execute("SELECT count(*), max(position) FROM tag").fetchall() == [(2000, 1000)]
    assert with_people.execute("SELECT json_extract(body, '$.a'), tags FROM entry LIMIT 1").fetchall() == [
        (None, "order:0\tall")
    ]
    with_people.close()


def test_what_is_not_there_and_what_is_not_ours(tmp_path: Path) -> None:
    with pytest.raises(Missing):
        SqliteLog.open(tmp_path / "none.db", read_only=True)
    (tmp_path / "text.db").write_text("this is not a database, and it is long enough to have a header" * 20)
    stranger = apsw.Connection(str(tmp_path / "stranger.db"))
    stranger.execute("CREATE TABLE meta (key, value); CREATE TABLE songs (name)")
    stranger.close()
    before = (tmp_path / "stranger.db").read_bytes()
    for name in ("text.db", "stranger.db"):
        for read_only in (False, True):
            with pytest.raises(NotALog):
                SqliteLog.open(tmp_path / name, read_only=read_only)
    assert (tmp_path / "stranger.db").read_bytes() == before


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    SqliteLog.open(tmp_path / "log.db").close()
    future = apsw.Connection(str(tmp_path / "log.db"))
    future.execute("UPDATE meta SET value = '2' WHERE key = 'schema'")
    future.close()
    for read_only in (False, True):
        with pytest.raises(NewerSchema) as refused:
            SqliteLog.open(tmp_path / "log.db", read_only=read_only)
    assert "Actualice Promesa" in refused.value.say("es")


def test_somebody_who_writes_past_the_lock(tmp_path: Path) -> None:
    """The sqlite3 shell asks nobody. A turn that it overtook is refused, and the next sees what it wrote."""
    log = SqliteLog.open(tmp_path / "log.db")
    log.append([draft()])
    with pytest.raises(Conflict):
        overtaken(log, tmp_path / "log.db")
    assert log.append([draft(tags=("t",))]) == 3
    assert positions(list(log.read(Query((QueryItem(tags=("t",)),))))) == [3]
    log.close()


def overtaken(log: SqliteLog, path: Path) -> None:
    with log.turn() as turn:
        turn.append([draft(tags=("t",))])
        shell = apsw.Connection(str(path))
        shell.execute("""INSERT INTO entry VALUES (2, 1, 'shell', 0, 1, 'Typed', '', '{}')""")
        shell.close()


def test_a_commit_that_fails_leaves_the_log_usable(tmp_path: Path) -> None:
    """A full disk, played by a limit on the size of the file."""
    log = SqliteLog.open(tmp_path / "log.db")
    log.append([draft(tags=("t",))])
    log._writing.pragma("max_page_count", 30)
    large: list[Draft] = [draft(tags=("t", f"u:{k}"), body=b"x" * 1000) for k in range(500)]
    with pytest.raises(apsw.FullError):
        log.append(large)
    assert (log.head(), positions(list(log.read(Query((QueryItem(tags=("t",)),)))))) == (1, [1])
    log._writing.pragma("max_page_count", 1_000_000)
    assert log.append(large) == 501
    assert sum(1 for _ in log.read(Query((QueryItem(tags=("t",)),)))) == 501
    log.close()


def test_a_commit_that_fails_leaves_no_ghost_in_the_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for slice_pairs in (1, 256):  # its tags wait, or were written at once
        monkeypatch.setattr(sqlite_tags, "SLICE_PAIRS", slice_pairs)
        log = SqliteLog.open(tmp_path / f"{slice_pairs}.db")
        log._writing.set_commit_hook(lambda: True)
        with pytest.raises(apsw.ConstraintError):
            log.append([draft(tags=("ghost", "a", "b"))])
        log._writing.set_commit_hook(None)
        log.append([draft(tags=("real", "c", "d"))])
        for tag, expected in (("ghost", []), ("real", [1])):
            assert positions(list(log.read(Query((QueryItem(tags=(tag,)),))))) == expected
        log.close()


def test_a_snapshot_that_was_cut_short_is_not_seen(tmp_path: Path) -> None:
    log = SqliteLog.open(tmp_path / "log.db")
    log.save_snapshot("world", 0, b"whole")
    log.append([draft()])
    number = log._begin_snapshot("world", 1)
    log._writing.execute("INSERT INTO snapshot_part VALUES (?, 0, x'00')", (number,))
    assert log.load_snapshot("world") == (0, b"whole")
    log.save_snapshot("world", 1, b"again")
    assert log.load_snapshot("world") == (1, b"again")
    assert log._writing.execute("SELECT count(*) FROM snapshot_part").get == 2
    log.close()
