"""A location file opens and describes places; hours, cut-offs, area and zone are read as written or worked out."""

from datetime import time
from pathlib import Path

import pytest

from promesa.domain.network.locations.state import Location
from promesa.domain.values.ids import LocationId
from promesa.domain.world import World
from promesa.engine.machine import Machine
from promesa.gateways.files import run, undo
from tests.gateways.files import retail

HEADER = "No. Tienda;Nombre;Tipo;C.P.;Estado;Horario;Hora de corte;Corte sábado;Recoge en tienda;Capacidad;Activa"


def place(machine: Machine[World], name: str) -> Location:
    return machine.world.locations.by_id[LocationId(name)]


def test_a_store_as_a_retailer_describes_it(tmp_path: Path) -> None:
    machine = retail.machine()
    rows = (
        "0007;Tijuana Río;Tienda;22000;;L-S 10:00-21:00;16:00;12:00;Sí;150;",
        "0008;Mérida;CEDIS;;Yucatán;;15:00;;;;",
        "0009;Sin nada;;;;;;;;;",
    )
    report = run.run_import(
        machine, "locations", retail.csv_file(tmp_path / "l.csv", HEADER, *rows, encoding="latin-1")
    )
    assert not report.bad
    tijuana, merida = place(machine, "0007"), place(machine, "0008")
    assert (tijuana.area, tijuana.zone, tijuana.kind, tijuana.postal_code) == (
        "02",
        "America/Tijuana",
        "store",
        "22000",
    )
    assert tijuana.hours == (("10:00", "21:00"),) * 6 + (None,)
    assert tijuana.cutoffs == ("16:00",) * 5 + ("12:00", None)
    assert (tijuana.pickup, tijuana.orders_per_day, tijuana.ships) == (True, 150, True)
    assert (merida.area, merida.zone, merida.kind) == ("31", "America/Mexico_City", "dc")
    assert merida.cutoffs == ("15:00",) * 5 + (None, None), "no hours known: Monday to Friday"
    assert {note.code for note in report.notes} >= {"no_cutoff", "no_area", "gone"}


def test_an_empty_cell_changes_nothing_and_a_dash_clears(tmp_path: Path) -> None:
    machine = retail.machine()
    path = tmp_path / "l.csv"
    run.run_import(machine, "locations", retail.csv_file(path, HEADER, "T1;Uno;;44100;;9-21;16:00;;sí;10;"))
    report = run.run_import(machine, "locations", retail.csv_file(path, HEADER, "T1;;;;;;-;;;20;"))
    one = place(machine, "T1")
    assert (one.name, one.orders_per_day, one.pickup, one.zone) == ("Uno", 20, True, "America/Mexico_City")
    assert one.cutoffs == (None,) * 7
    assert (report.changed, report.samples[0].about) == (1, "T1")
    assert "orders_per_day 10" in report.samples[0].before


def test_hours_from_a_workbook_with_clocks(tmp_path: Path) -> None:
    machine = retail.machine()
    rows = [
        ["Tienda", "CP", "Apertura", "Cierre", "Horario domingo", "Corte"],
        ["T1", 1000, time(9), time(20, 30), "cerrado", 0.625],
    ]
    report = run.run_import(machine, "locations", retail.workbook(tmp_path / "l.xlsx", h=rows))
    assert not report.bad
    assert place(machine, "T1").hours == (("09:00", "20:30"),) * 6 + (None,)
    assert place(machine, "T1").cutoffs == ("15:00",) * 6 + (None,)
    assert place(machine, "T1").postal_code == "01000"


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("T5;;castillo;;;;;;;;", "Tipo", "bad_choice"),
        ("T5;;;ABC;;;;;;;", "C.P.", "bad_postal_code"),
        ("T5;;;;Narnia;;;;;;", "Estado", "bad_state"),
        ("T5;;;;;21:00-9:00;;;;;", "Horario", "bad_hours"),
        ("T5;;;;;;25:00;;;;", "Hora de corte", "bad_clock"),
        ("T5;;;;;;00:00;;;;", "", "invalid"),
        ("T5;;;;;;;;tal vez;;", "Recoge en tienda", "bad_yes_no"),
        ("T5;;;;;;;;;-4;", "Capacidad", "negative"),
        ("t1;;;;;;;;;;", "", "already_exists"),
    ],
)
def test_a_bad_row_is_told(tmp_path: Path, row: str, column: str, code: str) -> None:
    machine = retail.machine()
    report = run.run_import(machine, "locations", retail.csv_file(tmp_path / "l.csv", HEADER, row, "T2;Dos;;;;;;;;;"))
    assert [(bad.line, bad.column, bad.code) for bad in report.bad] == [(2, column, code)]
    assert place(machine, "T2").name == "Dos"


def test_names_that_differ_by_case_are_one_place(tmp_path: Path) -> None:
    rows = ("Norte;;;;;;;;;;", "NORTE;;;;;;;;;;", "Sur;;;;;;;;;;")
    report = run.run_import(retail.machine(), "locations", retail.csv_file(tmp_path / "l.csv", HEADER, *rows))
    assert [(bad.line, bad.code) for bad in report.bad] == [(2, "case_twin"), (3, "case_twin")]
    assert report.applied == 1


def test_a_row_may_pause_and_resume(tmp_path: Path) -> None:
    machine, path = retail.machine(), tmp_path / "l.csv"
    report = run.run_import(machine, "locations", retail.csv_file(path, HEADER, "T1;;;;;;;;;;no", "T2;Dos;;;;;;;;;no"))
    assert (report.applied, place(machine, "T1").status, place(machine, "T2").status) == (2, "paused", "paused")
    run.run_import(machine, "locations", retail.csv_file(path, HEADER, "T1;;;;;;;;;;sí"))
    assert (place(machine, "T1").status, place(machine, "T2").status) == ("open", "paused")


def test_undo_closes_what_was_new_and_the_file_may_open_it_again(tmp_path: Path) -> None:
    machine, path = retail.machine(), tmp_path / "l.csv"
    rows = ("T1;Uno;;;;;;;;5;", "T8;Ocho;;;;;;;;;", "T2;Dos;;;;;;;;;no")
    report = run.run_import(machine, "locations", retail.csv_file(path, HEADER, *rows))
    taken = undo.undo_import(machine, report.import_id)
    assert (taken.applied, taken.left_count) == (3, 0)
    assert [place(machine, name).status for name in ("T1", "T2", "T8")] == ["open", "open", "closed"]
    assert (place(machine, "T1").name, place(machine, "T1").orders_per_day, place(machine, "T2").name) == (
        "T1",
        None,
        "T2",
    )
    closed = run.run_import(machine, "locations", path)
    assert place(machine, "T8").status == "closed"
    assert "stays_closed" in {note.code for note in closed.notes}
    run.run_import(machine, "locations", retail.csv_file(path, HEADER, "T8;Ocho;;;;;;;;;sí"))
    assert place(machine, "T8").status == "open"
