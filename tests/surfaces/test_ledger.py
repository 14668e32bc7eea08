"""The ledger of promises: rows that agree with the world, through every door alike, as tables, files and drawings."""

import csv
import io
import re
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import apsw
import msgspec
import pytest

from promesa import app, serving
from promesa.domain.conduct import calibrations, promise_ledger
from promesa.domain.conduct.promise_ledger import LedgerFilter, PromiseRow
from promesa.domain.promise.promises import Outcome
from promesa.domain.world import World
from promesa.engine.machine import Machine
from promesa.engine.sqlite import SqliteLog
from promesa.surfaces import ledger_board, ledger_files, ledger_rows
from promesa.surfaces.console import promises, promises_words
from promesa.surfaces.pictures import days, drawing, picture_files, reliability, sheet, slack, words
from promesa.surfaces.speech import failure_words
from tests.cli.shell import Shell
from tests.lab import past
from tests.surfaces.http.city import GUADALAJARA, SETTINGS, Client, Clock, city

READ = """
import duckdb, json, sys
read = duckdb.connect().execute('SELECT "order", number, promised_on, cost_centavos FROM read_parquet(?)', sys.argv[1:])
print(json.dumps([[str(one[1]) for one in read.description], *read.fetchall()], default=str))
"""
"""The rows of a Parquet file and their types, read in a process of its own as they are written."""
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def machine() -> Machine[World]:
    """Nine days in which much goes wrong."""
    return past.play(7, days=9, scenario=past.ROUGH)[0]


@pytest.fixture(scope="module")
def rows(machine: Machine[World]) -> list[PromiseRow]:
    return ledger_board.all_rows(machine.world)


@pytest.fixture(scope="module")
def store(machine: Machine[World], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same past in a file."""
    file = tmp_path_factory.mktemp("ledger") / "shop.db"
    log = SqliteLog.open(str(file))
    log.append([past.demo._draft(entry) for entry in machine.log.read()])
    log.close()
    return str(file)


@pytest.fixture(scope="module")
def served(machine: Machine[World]) -> Iterator[Client]:
    """The same past behind its API."""
    clock = Clock()
    clock.now = machine.last_at
    with serving.crew(SETTINGS, machine=machine) as aboard:
        client = Client(aboard, machine, clock)
        _settle(machine)
        yield client
        client.runner.close()


def _settle(machine: Machine[World]) -> None:
    """What was due at the past's last moment is done once somebody serves: wait until nothing more is said."""
    seen = -1
    while seen != machine.seen:
        seen = machine.seen
        time.sleep(0.5)


# --- rows ---


def test_every_promise_and_every_date_told_later_has_its_row(machine: Machine[World], rows: list[PromiseRow]) -> None:
    promises = machine.world.promises
    assert len(rows) == promises.made + sum(promise.moves for promise in promises.by_order.values())
    firsts = [row for row in rows if row.number == 0]
    assert [row.order for row in firsts] == list(promises.by_order)
    ended = Counter(row.outcome for row in firsts)
    assert (ended["kept"], ended["broken"], ended["withdrawn"]) == (promises.kept, promises.broken, promises.withdrawn)
    for row in firsts:
        made = promises.by_order[row.order].made
        assert (row.keep_probability, row.policy, row.fingerprint) == (
            made.keep_probability,
            made.policy,
            made.fingerprint,
        )
        assert row.channel == machine.world.orders.by_id[row.order].placed.channel
        assert row.lane == f"{row.service} {row.origin}>{row.destination}"
        assert sum(row.cost_parts.values()) == row.cost


def test_slack_is_below_zero_of_the_broken_and_of_nothing_else(rows: list[PromiseRow]) -> None:
    for row in rows:
        if row.slack_days is not None and row.outcome in ("kept", "broken"):
            assert (row.slack_days < 0) == (row.outcome == "broken"), row
            assert row.arrived_on is not None
            assert abs((row.promised_on - row.arrived_on) - timedelta(days=row.slack_days)) <= timedelta(days=1)


def test_what_is_broken_says_what_failed_and_nothing_else_does(rows: list[PromiseRow]) -> None:
    for row in rows:
        if row.outcome == "broken":
            assert row.failure in promise_ledger.FAILURES, row
        elif row.outcome != "withdrawn":
            assert row.failure == "", row
    assert len({row.failure for row in rows}) >= 3


def test_a_date_told_later_is_judged_by_itself(rows: list[PromiseRow]) -> None:
    later = [row for row in rows if row.number]
    assert later
    assert any(row.outcome == "kept" for row in later)
    for row in later:
        assert row.keep_probability is None
        if row.outcome == "kept":
            assert row.arrived_on is not None
            assert row.arrived_on <= row.promised_on


def test_the_filter_is_the_sum_of_its_parts(machine: Machine[World], rows: list[PromiseRow]) -> None:
    some = rows[len(rows) // 2]
    wanted = LedgerFilter(
        since=some.made_on, until=some.made_on, outcome=some.outcome, carrier=some.carrier, location=some.location
    )
    found = ledger_board.all_rows(machine.world, wanted)
    assert some in found
    names = ("made_on", "outcome", "carrier", "location")
    assert found == [row for row in rows if all(getattr(row, name) == getattr(some, name) for name in names)]
    assert all(row.number == 0 for row in ledger_board.all_rows(machine.world, LedgerFilter(firsts_only=True)))


def test_the_board_reads_again_only_what_was_open() -> None:
    with city() as client:
        client.order("o1")
        board = client.crew.room.ledger
        assert [row.outcome for rows in board.rows() for row in rows] == ["open"]
        client.order("o2")
        client.clock.set("2027-07-05T23:00:00Z")
        for path, body in (("pack", {}), ("hand-over", {})):
            client.post(f"/v1/parcels/o1-1/{path}", body)
        client.clock.set("2027-07-06T18:00:00Z")
        client.post("/v1/parcels/o1-1/scans", {"scan": "delivered", "scanned_at": "2027-07-06T18:00:00Z"})
        world = client.machine.world
        assert board.rows() == [
            promise_ledger.of(ledger_board.parts(world), p) for p in world.promises.by_order.values()
        ]
        assert [rows[0].outcome for rows in board.rows()] == ["kept", "open"]


def test_the_board_forgets_the_oldest(machine: Machine[World], rows: list[PromiseRow]) -> None:
    board = ledger_board.LedgerBoard(machine, newest=10)
    last = list(dict.fromkeys(row.order for row in rows))[-10:]
    assert [found[0].order for found in board.rows()] == last
    assert board.rows() == [[row for row in rows if row.order == order] for order in last]


# --- calibration ---


def test_cuts_and_failures_add_up(rows: list[PromiseRow]) -> None:
    found = calibrations.of(rows)
    assert found.scores is not None
    firsts = [row for row in rows if row.number == 0 and row.outcome in ("kept", "broken")]
    assert found.scores.cases == len(firsts) == sum(one.cases for one in found.bins)
    for cut in found.cuts.values():
        assert sum(one.promises for one in cut) == len(firsts)
        assert sum(one.promises * one.kept for one in cut) == pytest.approx(sum(r.outcome == "kept" for r in firsts))
    assert sum(found.failures.values()) == sum(row.outcome == "broken" for row in firsts)
    assert sum(found.slack.values()) == sum(found.days.values())
    assert [one.name for one in found.cuts["month"]] == sorted(one.name for one in found.cuts["month"])


def test_of_no_promises_nothing_is_said() -> None:
    found = calibrations.of([])
    assert (found.scores, found.bins, found.promised_days) == (None, (), None)
    for language in ("es", "en"):
        assert sheet.of_ledger(found, language).body
        assert sheet.summary(None, language)


# --- doors ---


def test_http_tells_the_same_rows_page_by_page(served: Client, machine: Machine[World]) -> None:
    rows = ledger_board.all_rows(machine.world)
    told: list[Any] = []
    cursor, pages, more = 0, 0, True
    while more:
        page = served.get(f"/v1/promises?limit=20&cursor={cursor}").json
        told += page["rows"]
        cursor, pages, more = page["next_cursor"], pages + 1, page["more"]
    assert pages > 2
    assert told == msgspec.json.decode(msgspec.json.encode([ledger_rows.told(row) for row in rows]))
    some = next(row for row in rows if row.outcome == "broken")
    asked = f"/v1/promises?outcome=broken&failure={some.failure}&carrier={some.carrier}&limit=500"
    assert some.order in {row["order"] for row in served.get(asked).json["rows"]}
    calibration = served.get("/v1/calibration?by=carrier").json
    assert sum(one["promises"] for one in calibration["cut"]) == calibration["scores"]["promises"]
    for alarm in served.get("/v1/alarms").json["alarms"]:
        assert (alarm["late_share"] > alarm["foreseen_late_share"]) == (alarm["direction"] == "worse")
    assert served.get("/v1/promises?outcome=perhaps").status == 422


@pytest.mark.parametrize("asked", ["", "&by=lane&outcome=broken", "&since=nonsense&page=x&by=moon&carrier=%3Cb%3Ex"])
@pytest.mark.parametrize("language", ["es", "en"])
def test_the_page_shows_any_filter(served: Client, language: str, asked: str) -> None:
    page = served.get(f"/promises?lang={language}{asked}")
    text = page.body.decode()
    assert page.status == 200, text[-500:]
    assert "<b>x" not in text
    assert promises_words.WORDS[language]["title"] in text
    assert not re.findall(r"<script(?! src=)|<style|\sstyle=", text)
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_the_page_of_a_shop_that_has_just_opened() -> None:
    with city() as client:
        text = client.get("/promises").body.decode()
        assert words.WORDS["es"]["nothing"] in text
        assert promises_words.WORDS["es"]["none_yet"] in text
        client.order("o1", postal_code=GUADALAJARA)
        assert "/orders/o1" in client.get("/promises?lang=en").body.decode()


def test_the_command_tells_tables_lines_and_columns(
    capsys: pytest.CaptureFixture[str], store: str, rows: list[PromiseRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "250")
    shell = Shell(capsys, store)
    assert rows[-1].order in shell("ledger", "--limit", "5").out
    assert "Brier" in shell("ledger", "--by", "location").out
    lines = shell("ledger", "--json", "--outcome", "broken").objects
    assert [(line["order"], line["number"]) for line in lines] == [
        (row.order, row.number) for row in rows if row.outcome == "broken"
    ]
    assert shell("ledger", "--json", "--by", "month").json["by"] == "month"
    table = list(csv.DictReader(io.StringIO(shell("ledger", "--csv").out)))
    assert len(table) == len(rows)
    assert table[0]["order"] == rows[0].order
    assert int(table[0]["cost_centavos"]) == rows[0].cost
    some = rows[3]
    picked = shell("ledger", "--json", "--from", str(some.made_on), "--to", str(some.made_on), "--lane", some.lane)
    assert some.order in {line["order"] for line in picked.objects}


@pytest.mark.parametrize("wrong", [("--by", "moon"), ("--outcome", "x"), ("--from", "yesterday"), ("--failure", "x")])
def test_what_cannot_be_asked(capsys: pytest.CaptureFixture[str], store: str, wrong: tuple[str, str]) -> None:
    assert Shell(capsys, store)("ledger", *wrong).code == 2


# --- files ---


def test_parquet_holds_every_row_with_its_types(
    capsys: pytest.CaptureFixture[str], store: str, rows: list[PromiseRow], tmp_path: Path
) -> None:
    file = tmp_path / "it's new" / "ledger.parquet"
    assert Shell(capsys, store)("ledger", "--parquet", str(file)).code == 0
    said = subprocess.run([sys.executable, "-c", READ, str(file)], capture_output=True, text=True, check=True)
    types, *found = msgspec.json.decode(said.stdout)
    assert types == ["VARCHAR", "INTEGER", "DATE", "BIGINT"]
    assert found == [[row.order, row.number, str(row.promised_on), row.cost] for row in rows]


def test_without_its_extra_a_file_is_refused_in_both_languages(
    capsys: pytest.CaptureFixture[str], store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_files, "find_spec", lambda _: None)
    monkeypatch.setattr(picture_files, "svg_to_bytes", None)
    shell = Shell(capsys, store)
    for option, name, extra in (("--parquet", "a.parquet", "analytics"), ("--picture", "a.png", "pictures")):
        said = shell("ledger", option, str(tmp_path / name))
        assert said.code == 1
        assert said.err.count(f"promesa[{extra}]") == 2
        assert "Traceback" not in said.err
        assert not (tmp_path / name).exists()
    assert "an .svg or a .png" in shell("ledger", "--picture", str(tmp_path / "a.gif")).err


def test_a_picture_is_a_file_that_stands_alone(capsys: pytest.CaptureFixture[str], store: str, tmp_path: Path) -> None:
    shell = Shell(capsys, store)
    for language in ("es", "en"):
        file = tmp_path / language / "ledger.svg"
        assert shell("ledger", "--picture", str(file), "--language", language).code == 0
        text = file.read_text("utf-8")
        tree = ET.fromstring(text)
        assert tree.tag == f"{SVG}svg"
        assert words.WORDS[language]["reliability"] in "".join(tree.itertext())
        assert "prefers-color-scheme: dark" in text
        assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
        assert len(text) < 60_000


def test_a_png_by_the_extra(rows: list[PromiseRow]) -> None:
    pytest.importorskip("resvg_py")
    shown = sheet.of_ledger(calibrations.of(rows), "en")
    body = picture_files.png(shown)
    assert body[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(body[16:20]) == 2 * shown.width


# --- drawings ---


@pytest.mark.parametrize("width", [330, 440])
def test_nothing_is_drawn_outside(rows: list[PromiseRow], width: int) -> None:
    found = calibrations.of(rows)
    for shown in (
        reliability.picture(found.bins, "es", width),
        slack.picture(found.slack, "es", width),
        days.picture(found.days, "es", width),
    ):
        tree = ET.fromstring(drawing.document(shown))
        for circle in tree.iter(f"{SVG}circle"):
            assert 0 <= float(circle.attrib["cx"]) <= shown.width
            assert 0 <= float(circle.attrib["cy"]) <= shown.height
        for box in tree.iter(f"{SVG}rect"):
            assert float(box.attrib.get("x", 0)) + float(box.attrib["width"]) <= shown.width + 0.2
            assert float(box.attrib.get("y", 0)) + float(box.attrib["height"]) <= shown.height + 0.2


def test_what_is_written_on_a_picture_cannot_break_it() -> None:
    said = drawing.text(0, 0, '<script>"&')
    assert "<script>" not in said
    ET.fromstring(said)


def test_both_languages_have_every_word() -> None:
    assert set(words.WORDS["es"]) == set(words.WORDS["en"])
    assert set(failure_words.FAILURES) == set(failure_words.CAUSED_BY) == set(promise_ledger.FAILURES)
    assert set(failure_words.OUTCOMES) == {*Outcome, promise_ledger.MOVED}
    assert set(calibrations.CUTS) <= set(words.WORDS["es"])


def test_a_question_that_means_nothing_asks_for_everything() -> None:
    asked = promises.read({"since": "2027-02-31", "by": "x", "after": "-1", "outcome": ""})
    assert (asked.filter, asked.by, asked.after) == (LedgerFilter(), "carrier", 0)


# --- the same in SQL ---


def test_the_rows_of_the_database_say_what_the_ledger_says(store: str, rows: list[PromiseRow]) -> None:
    """Derived fact by fact, without the world: what a fact says of a promise is the ledger's own word."""
    settings = msgspec.structs.replace(SETTINGS, store=store)
    log = SqliteLog.open(store, read_only=True)
    machine = app.build(log)
    tables = app.open_tables(settings, machine)
    assert tables is not None
    tables.catch_up_wholly()
    tables.close()
    log.close()
    reader = apsw.Connection(store, flags=apsw.SQLITE_OPEN_READONLY)
    wanted = (
        "SELECT order_id, promised_on, location, service, made_hour, made_month, legs, model, failure FROM promises"
    )
    found = {one[0]: one[1:] for one in reader.execute(f"{wanted} WHERE made_at IS NOT NULL")}
    moves = list(reader.execute("SELECT order_id, promised_on FROM promise_moves ORDER BY moved_at"))
    reader.close()
    firsts = [row for row in rows if row.number == 0]
    assert len(found) == len(firsts)
    for row in firsts:
        failure = row.failure if row.outcome == "broken" else None
        told = (str(row.promised_on), row.location, row.service, row.hour, row.month, row.legs, row.model, failure)
        assert found[row.order] == told
    assert sorted(moves) == sorted((row.order, str(row.promised_on)) for row in rows if row.number)
