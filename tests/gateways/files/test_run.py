"""An import is applied once, whatever happens to it: repeated, killed, taken up again, taken back."""

import csv
from pathlib import Path
from typing import Any

import msgspec
import pytest

from promesa.domain.conduct import imports
from promesa.domain.ledger.stock.words import AdjustStock, CountStock, LoadStock
from promesa.domain.network.locations.words import AboutLocation, LoadLocations
from promesa.domain.values.ids import LocationId, Sku
from promesa.domain.world import World
from promesa.engine.machine import Machine
from promesa.gateways.files import run, troubles, undo
from tests.gateways.files import retail

HEADER = "sku,location,units"


class Killed(BaseException):
    """The process is gone: nobody catches this."""


def stock(path: Path, *rows: str) -> Path:
    return retail.csv_file(path, HEADER, *rows)


def big(tmp_path: Path, lines: int = 12_000) -> tuple[Machine[World], Path]:
    """A file of several steps, and a machine that knows its words."""
    skus = [f"S{n}" for n in range(lines // 3)]
    rows = [f"{sku},{place},{n % 9 + 1}" for n, sku in enumerate(skus) for place in retail.LOCATIONS]
    return retail.machine(skus=skus), stock(tmp_path / "big.csv", *rows)


def kill_after(machine: Machine[World], steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    submit_many, loads = machine.submit_many, []

    def dying(requests: Any) -> Any:
        loads.extend(request for request in requests if isinstance(request.command, LoadStock))
        if len(loads) > steps:
            raise Killed
        return submit_many(requests)

    monkeypatch.setattr(machine, "submit_many", dying)


def test_a_repeated_import_leaves_what_moved_since_alone(tmp_path: Path) -> None:
    machine = retail.machine()
    path = stock(tmp_path / "s.csv", "12,T1,5", "A-1,T1,6")
    first = run.run_import(machine, "stock", path)
    retail.put(machine, AdjustStock(Sku("12"), LocationId("T1"), -2, "till"))
    seen = machine.seen
    again = run.run_import(machine, "stock", path)
    assert (again.repeated, again.applied, again.moved, machine.seen) == (True, 0, 1, seen)
    assert again.import_id == first.import_id
    assert [note.code for note in again.notes] == ["moved_since"]
    assert retail.units(machine, "12", "T1") == 3
    wanted = run.run_import(machine, "stock", path, again=True)
    assert (wanted.applied, wanted.repeated, retail.units(machine, "12", "T1")) == (1, False, 5)


def test_the_same_file_after_another_one_is_a_new_statement(tmp_path: Path) -> None:
    machine = retail.machine()
    monday, tuesday = stock(tmp_path / "mon.csv", "12,T1,5"), stock(tmp_path / "tue.csv", "12,T1,9")
    for path, want in ((monday, 5), (tuesday, 9), (monday, 5), (tuesday, 9)):
        assert run.run_import(machine, "stock", path).applied == 1
        assert retail.units(machine, "12", "T1") == want


def test_a_row_that_was_bad_and_is_good_now_is_applied_by_repeating(tmp_path: Path) -> None:
    machine = retail.machine()
    path = stock(tmp_path / "s.csv", "12,T1,5", "12,T9,6", "x,T1,7")
    assert run.run_import(machine, "stock", path).bad_count == 2
    retail.put(machine, LoadLocations((AboutLocation(location=LocationId("T9")),), "test"))
    retail.put(machine, CountStock(Sku("12"), LocationId("T1"), 1, "wms"))
    again = run.run_import(machine, "stock", path)
    assert (again.applied, again.bad_count, again.moved) == (1, 1, 1)
    assert (retail.units(machine, "12", "T9"), retail.units(machine, "12", "T1")) == (6, 1)
    third = run.run_import(machine, "stock", path)
    assert (third.applied, third.bad_count, third.repeated) == (0, 1, True)


def test_all_or_nothing(tmp_path: Path) -> None:
    machine = retail.machine()
    seen = machine.seen
    path = stock(tmp_path / "s.csv", "12,T1,5", "12,T2,x")
    refused = run.run_import(machine, "stock", path, mode="all_or_nothing")
    assert (refused.applied, refused.bad_count, refused.import_id, machine.seen) == (0, 1, "", seen)
    whole = run.run_import(machine, "stock", stock(path, "12,T1,5", "12,T2,6"), mode="all_or_nothing")
    assert (whole.applied, retail.shelves(machine)) == (2, {("12", "T1"): 5, ("12", "T2"): 6})
    again = run.run_import(machine, "stock", path, mode="all_or_nothing")
    assert (again.applied, again.repeated) == (0, True)


def test_all_or_nothing_is_taken_back_like_any_other(tmp_path: Path) -> None:
    machine = retail.machine()
    retail.put(machine, CountStock(Sku("12"), LocationId("T1"), 7, "wms"))
    report = run.run_import(machine, "stock", stock(tmp_path / "s.csv", "12,T1,5"), mode="all_or_nothing")
    assert undo.undo_import(machine, report.import_id).applied == 1
    assert retail.units(machine, "12", "T1") == 7


def test_a_strange_name_and_a_damaged_header_can_still_be_told(tmp_path: Path) -> None:
    path = tmp_path / "existencias-\udce9.csv"
    good = "".join(f"{sku},T1,1,piñata\n" for sku in retail.SKUS)
    path.write_bytes(b"sku,location,units,a\xf1o\n" + good.encode())
    report = run.run_import(retail.machine(), "stock", path)
    assert report.applied == 4
    assert msgspec.json.decode(msgspec.json.encode(report))["unknown_columns"] == ["a?o"]


def test_all_or_nothing_dies_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine, path = big(tmp_path)
    seen, load = machine.seen, machine.accept

    def dying(facts: Any, *rest: Any) -> None:
        if machine.seen > seen + 3:
            raise Killed
        load(facts, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(machine, "accept", dying)
        with pytest.raises(Killed):
            run.run_import(machine, "stock", path, mode="all_or_nothing")
    assert machine.log.head() == seen
    report = run.run_import(machine, "stock", path, mode="all_or_nothing")
    assert (report.applied, report.resumed) == (12_000, 0)


def test_a_dry_run_says_the_same_and_does_nothing(tmp_path: Path) -> None:
    machine = retail.machine()
    path, seen = stock(tmp_path / "s.csv", "12,T1,5", "x,T1,1"), machine.seen
    dry = run.run_import(machine, "stock", path, dry_run=True)
    assert (dry.new, dry.applied, dry.bad_count, dry.dry_run, machine.seen) == (1, 0, 1, True, seen)
    real = run.run_import(machine, "stock", path)
    assert (real.new, real.samples, real.bad) == (dry.new, dry.samples, dry.bad)


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_a_killed_run_is_taken_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: int) -> None:
    machine, path = big(tmp_path)
    whole, _ = big(tmp_path)
    run.run_import(whole, "stock", path)
    with monkeypatch.context() as patch:
        kill_after(machine, steps, patch)
        with pytest.raises(Killed):
            run.run_import(machine, "stock", path)
    assert len(retail.shelves(machine)) < 12_000
    if steps:
        retail.put(machine, AdjustStock(Sku("S0"), LocationId("T1"), -1, "till"))
    report = run.run_import(machine, "stock", path)
    assert (report.applied, report.resumed > 0, report.moved) == (12_000, steps > 0, int(steps > 0))
    want = retail.shelves(whole) | ({("S0", "T1"): 0} if steps else {})
    assert retail.shelves(machine) == want
    assert len(machine.world.imports.by_id) == 1


def test_undo_brings_back_what_was(tmp_path: Path) -> None:
    machine = retail.machine()
    retail.put(machine, CountStock(Sku("12"), LocationId("T1"), 5, "wms"))
    retail.put(machine, CountStock(Sku("A-1"), LocationId("T1"), 8, "wms"))
    report = run.run_import(
        machine, "stock", stock(tmp_path / "s.csv", "12,T1,50", "A-1,T1,80", "0012,T1,3", "12,T2,4")
    )
    retail.put(machine, AdjustStock(Sku("A-1"), LocationId("T1"), -1, "till"))
    retail.put(machine, CountStock(Sku("12"), LocationId("T2"), 4, "wms"))
    dry = undo.undo_import(machine, report.import_id, dry_run=True)
    taken = undo.undo_import(machine, report.import_id)
    assert (dry.changed, dry.applied, taken.applied) == (2, 0, 2)
    assert retail.shelves(machine) == {("12", "T1"): 5, ("A-1", "T1"): 79, ("0012", "T1"): 0, ("12", "T2"): 4}
    assert {one.about for one in taken.left} == {"A-1 · T1", "12 · T2"}
    with pytest.raises(troubles.NotUndoable):
        undo.undo_import(machine, report.import_id)


def test_an_undo_can_be_undone_and_the_file_applied_again(tmp_path: Path) -> None:
    machine = retail.machine()
    path = stock(tmp_path / "s.csv", "12,T1,5")
    first = run.run_import(machine, "stock", path)
    back = undo.undo_import(machine, first.import_id)
    undo.undo_import(machine, back.import_id)
    assert retail.units(machine, "12", "T1") == 5
    second = undo.undo_import(machine, run.run_import(machine, "stock", path, again=True).import_id)
    assert (second.applied, retail.units(machine, "12", "T1")) == (0, 5), "it had changed nothing"


def test_a_killed_undo_is_taken_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine, path = big(tmp_path)
    report = run.run_import(machine, "stock", path)
    with monkeypatch.context() as patch:
        kill_after(machine, 1, patch)
        with pytest.raises(Killed):
            undo.undo_import(machine, report.import_id)
    taken = undo.undo_import(machine, report.import_id)
    assert set(retail.shelves(machine).values()) == {0}
    undone = imports.find(machine.world.imports, report.import_id)
    assert undone is not None
    assert undone.undone_by == taken.import_id


def test_half_an_import_can_be_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine, path = big(tmp_path)
    with monkeypatch.context() as patch:
        kill_after(machine, 1, patch)
        with pytest.raises(Killed):
            run.run_import(machine, "stock", path)
    (import_id,) = machine.world.imports.by_id
    undo.undo_import(machine, import_id)
    assert set(retail.shelves(machine).values()) == {0}
    assert run.run_import(machine, "stock", path).applied == 12_000


def test_all_bad_rows_go_to_a_file(tmp_path: Path) -> None:
    rows = [f"=cmd{n},T1,1" for n in range(1_500)]
    to = tmp_path / "bad.csv"
    report = run.run_import(retail.machine(), "stock", stock(tmp_path / "s.csv", *rows), bad_rows_to=to)
    assert (report.bad_count, len(report.bad), report.bad_file) == (1_500, 1_000, str(to))
    with to.open(encoding="utf-8-sig", newline="") as file:
        told = list(csv.DictReader(file))
    assert len(told) == 1_500
    assert told[-1]["line"] == "1501"
    assert told[0]["value"] == "'=cmd0", "no spreadsheet may run it"


def test_progress_is_told(tmp_path: Path) -> None:
    machine, path = big(tmp_path)
    heard: list[tuple[str, int, int]] = []
    run.run_import(machine, "stock", path, progress=lambda *step: heard.append(step))
    assert {stage for stage, _, _ in heard} == {"read", "check", "apply"}
    assert all(done <= total for _, done, total in heard)
    assert heard[-1] == ("apply", 12_000, 12_000)


def test_who_imported_is_in_the_log(tmp_path: Path) -> None:
    machine = retail.machine()
    seen = machine.seen
    run.run_import(machine, "stock", stock(tmp_path / "s.csv", "12,T1,5"), by="ana")
    entries = list(machine.log.read(after=seen))
    assert {entry.by for entry in entries} == {"ana"}
    start = entries[0]
    assert start.kind == "ImportStarted"
    assert [entry.kind for entry in entries if entry.cause == start.position][0::2] == ["Answered", "ImportFinished"]


def test_a_file_that_changes_under_our_hands_is_not_applied(tmp_path: Path) -> None:
    machine = retail.machine()
    path, seen = stock(tmp_path / "s.csv", "12,T1,5"), machine.seen

    def meddle(stage: str, _: int, __: int) -> None:
        if stage == "check":
            stock(path, "12,T1,5", "12,T2,6")

    with pytest.raises(troubles.FileChanged):
        run.run_import(machine, "stock", path, progress=meddle)
    assert machine.seen == seen


def test_what_is_wrong_with_the_whole_file_is_said(tmp_path: Path) -> None:
    machine = retail.machine()
    with pytest.raises(troubles.MissingColumns) as raised:
        run.run_import(machine, "stock", retail.csv_file(tmp_path / "s.csv", "Clave,Color", "1,rojo"))
    assert "location, units" in raised.value.say("es")
    assert "Clave, Color" in raised.value.say("en")
    with pytest.raises(troubles.UnknownKind):
        run.run_import(machine, "socks", tmp_path / "s.csv")
    with pytest.raises(troubles.NoImport):
        undo.undo_import(machine, "stock-none-1")


def test_an_empty_file_is_an_import_of_nothing(tmp_path: Path) -> None:
    report = run.run_import(retail.machine(), "stock", stock(tmp_path / "s.csv"))
    assert (report.rows, report.applied, report.bad_count) == (0, 0, 0)
