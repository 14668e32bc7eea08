"""A stock file changes the shelves that it names, and only as far as it can be understood."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.domain.ledger.stock.words import CountStock
from promesa.domain.values.ids import LocationId, Sku
from promesa.gateways.files import run
from promesa.gateways.files.report import ImportReport
from tests.gateways.files import retail

HEADER = "Clave,Almacén,Existencia"


def bad(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(row.line, row.column, row.code) for row in report.bad]


def test_a_file_fills_shelves_and_says_what_changed(tmp_path: Path) -> None:
    machine = retail.machine()
    retail.put(machine, CountStock(Sku("12"), LocationId("T1"), 5, "wms"))
    retail.put(machine, CountStock(Sku("A-1"), LocationId("T1"), 9, "wms"))
    retail.put(machine, CountStock(Sku("A-1"), LocationId("CEDIS"), 9, "wms"))
    path = retail.csv_file(tmp_path / "s.csv", HEADER, "0012,T1,3", "12,T1,7", "12,T2,0", "0012,T1,3")
    report = run.run_import(machine, "stock", path)
    assert retail.shelves(machine) == {
        ("12", "T1"): 7,
        ("A-1", "T1"): 9,
        ("A-1", "CEDIS"): 9,
        ("0012", "T1"): 3,
        ("12", "T2"): 0,
    }
    assert (report.rows, report.applied, report.doubled, report.new, report.changed) == (4, 3, 1, 2, 1)
    assert report.gone == 1, "A-1 at T1 is not in the file; CEDIS is not spoken of"
    changes = [(one.what, one.about, one.before, one.after) for one in report.samples]
    assert ("changed", "12 · T1", "5", "7") in changes
    assert ("new", "0012 · T1", "", "3") in changes


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("0012,T1,muchas", "Existencia", "not_a_number"),
        ("0012,T1,-1", "Existencia", "negative"),
        ("0012,T1,1.5", "Existencia", "fraction"),
        ("0012,T1,2000000001", "Existencia", "too_large"),
        ("0012,T1,99999999999999999999", "Existencia", "too_large"),
        ("0012,T1,", "Existencia", "missing"),
        ("0012,T1", "Existencia", "missing"),
        ("0012,,4", "Almacén", "missing"),
        (",T1,4", "Clave", "missing"),
        ("00012,T1,4", "Clave", "unknown_sku"),
        ("a-1,T1,4", "Clave", "unknown_sku"),
        ("0012,T9,4", "Almacén", "unknown_location"),
        ("00\t12,T1,4", "Clave", "control_character"),
        ("00\x0012,T1,4", "Clave", "control_character"),
        ("0012,T1,4,sobra", "", "cells_spill"),
        ('"0012,T1,4', "", "unclosed_quote"),
        (f"{'9' * 300},T1,4", "Clave", "too_long"),
    ],
)
def test_a_bad_row_is_told_with_line_column_and_reason(tmp_path: Path, row: str, column: str, code: str) -> None:
    machine = retail.machine()
    report = run.run_import(machine, "stock", retail.csv_file(tmp_path / "s.csv", HEADER, "12,T1,1", row, "A-1,T1,2"))
    assert bad(report) == [(3, column, code)]
    assert retail.shelves(machine) == {("12", "T1"): 1, ("A-1", "T1"): 2}
    for sentence in (report.bad[0].reason_es, report.bad[0].reason_en):
        assert sentence.endswith((".", "?)."))
        assert "{" not in sentence


def test_two_figures_for_one_shelf_are_no_figure(tmp_path: Path) -> None:
    machine = retail.machine()
    rows = ("0012,T1,3", "12,T1,1", " 0012 ,T1,4", "0012,T1,3", "12,T1,1")
    report = run.run_import(machine, "stock", retail.csv_file(tmp_path / "s.csv", HEADER, *rows))
    assert bad(report) == [(line, "Existencia", "ambiguous_rows") for line in (2, 4, 5)]
    assert (report.applied, report.doubled) == (1, 1)
    assert retail.shelves(machine) == {("12", "T1"): 1}


def test_the_column_decides_what_a_comma_means(tmp_path: Path) -> None:
    machine = retail.machine()
    lone = run.run_import(machine, "stock", retail.csv_file(tmp_path / "1.csv", HEADER, '0012,T1,"1,234"', "12,T1,5"))
    assert bad(lone) == [(2, "Existencia", "ambiguous_number")]
    rows = ('0012,T1,"1,234"', '12,T1,"1,234,567"')
    run.run_import(machine, "stock", retail.csv_file(tmp_path / "2.csv", HEADER, *rows))
    assert retail.shelves(machine) == {("0012", "T1"): 1_234, ("12", "T1"): 1_234_567}
    rows = ("0012;T2;1.234", "12;T2;10,00")
    run.run_import(machine, "stock", retail.csv_file(tmp_path / "3.csv", HEADER.replace(",", ";"), *rows))
    assert (retail.units(machine, "0012", "T2"), retail.units(machine, "12", "T2")) == (1_234, 10)


def test_a_person_may_say_what_a_comma_means(tmp_path: Path) -> None:
    machine = retail.machine()
    path = retail.csv_file(tmp_path / "1.csv", HEADER, '0012,T1,"1,234"')
    run.run_import(machine, "stock", path, decimal=".")
    assert retail.units(machine, "0012", "T1") == 1_234


def test_codes_in_a_workbook_are_text(tmp_path: Path) -> None:
    machine = retail.machine()
    rows = [["SKU", "Tienda", "Stock"], ["0012", "T1", 3], [12, "T1", 4.0], ["A-1", "T1", "5"], [1e16, "T1", 1]]
    report = run.run_import(machine, "stock", retail.workbook(tmp_path / "s.xlsx", hoja=rows))
    assert retail.shelves(machine) == {("0012", "T1"): 3, ("12", "T1"): 4, ("A-1", "T1"): 5}
    assert bad(report) == [(5, "SKU", "digits_lost")]
    assert [note.code for note in report.notes] == ["codes_as_numbers"]
    assert report.bad[0].sheet == "hoja"


def test_a_true_is_not_a_one(tmp_path: Path) -> None:
    rows = [["SKU", "Tienda", "Stock"], ["0012", "T1", 1], ["12", "T1", True], ["A-1", "T1", "1"]]
    report = run.run_import(retail.machine(), "stock", retail.workbook(tmp_path / "s.xlsx", hoja=rows))
    assert bad(report) == [(3, "Stock", "not_a_number")]


def test_several_sheets_are_one_file(tmp_path: Path) -> None:
    machine = retail.machine()
    head = ["SKU", "Tienda", "Stock"]
    path = retail.workbook(
        tmp_path / "s.xlsx", T1=[head, ["12", "T1", 1], ["x", "T1", 1]], T2=[head, ["12", "T2", 2]], notas=[["hola"]]
    )
    report = run.run_import(machine, "stock", path)
    assert retail.shelves(machine) == {("12", "T1"): 1, ("12", "T2"): 2}
    assert (report.sheets, report.bad[0].sheet, report.rows) == (["T1", "T2"], "T1", 3)


def test_one_location_for_the_whole_file(tmp_path: Path) -> None:
    machine = retail.machine()
    path = retail.csv_file(tmp_path / "s.csv", "Clave,Disponible", "12,4")
    run.run_import(machine, "stock", path, mapping={"=CEDIS": "location", "Disponible": "units"})
    assert retail.shelves(machine) == {("12", "CEDIS"): 4}


def test_a_large_file_is_looked_up_like_a_small_one(tmp_path: Path) -> None:
    """Above a size the shelves are compared as columns: both ways must agree."""
    skus = [f"S{n}" for n in range(8_000)]
    machine = retail.machine(skus=skus)
    rows = [f"{sku},{place},{n % 50}" for n, sku in enumerate(skus) for place in retail.LOCATIONS]
    path = retail.csv_file(tmp_path / "s.csv", HEADER, *rows)
    assert run.run_import(machine, "stock", path).applied == len(rows)
    rows[7] = f"{skus[2]},T2,999"
    again = run.run_import(machine, "stock", retail.csv_file(path, HEADER, *rows))
    assert (again.applied, again.changed, again.new, again.gone) == (1, 1, 0, 0)
    few = run.run_import(machine, "stock", retail.csv_file(path, HEADER, *rows[:9]))
    assert (few.applied, few.unchanged, few.gone) == (0, 9, sum(not row.endswith(",0") for row in rows[9:]))


CELLS = st.sampled_from(["0012", "12", "A-1", "Ñandú", "nadie", "", " 12 "])
PLACES = st.sampled_from(["T1", "T2", "CEDIS", "T9", ""])
COUNTS = st.sampled_from(["0", "1", "7", "1,5", "1,234", "-1", "x", "", "2000000000", "3.00", "1,234,567"])


@given(st.lists(st.tuples(CELLS, PLACES, COUNTS), max_size=25), st.sampled_from(["utf-8", "cp1252", "utf-16"]))
def test_every_row_is_accounted_for_once(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]], encoding: str
) -> None:
    lines = [";".join(row) for row in rows]
    path = retail.csv_file(tmp_path_factory.mktemp("h") / "s.csv", HEADER.replace(",", ";"), *lines, encoding=encoding)
    machine = retail.machine()
    report = run.run_import(machine, "stock", path)
    written = [row for row in rows if any(cell.strip() for cell in row)]
    assert report.rows == len(written)
    assert report.rows == report.applied + report.unchanged + report.doubled + report.bad_count
    assert report.applied == len(retail.shelves(machine)) == report.new
    assert len({row.line for row in report.bad}) == report.bad_count
    seen = machine.seen
    again = run.run_import(machine, "stock", path)
    assert (again.applied, again.bad_count, machine.seen) == (0, report.bad_count, seen)
