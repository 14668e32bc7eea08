"""A file of carriers' branches: what it says, what is refused, undo, and any bytes at all."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from promesa.gateways.files import run, troubles, undo
from tests.gateways.files import retail

HEADER = "Sucursal,Paquetería,Nombre,CP,Latitud,Longitud,Horario,Días de resguardo,Activa"
GOOD = "b1,rayo,Oficina Centro,44100,20.67,-103.35,L-V 9:00-18:00,5,"


def test_branches_are_loaded_changed_closed_and_taken_back(tmp_path: Path) -> None:
    machine = retail.machine()
    first = run.run_import(machine, "branches", retail.csv_file(tmp_path / "a.csv", HEADER, GOOD))
    assert (first.bad, first.applied) == ([], 1)
    about = machine.world.carriers.branches["b1"]
    assert (about.name, about.postal_code, about.keeps_days) == ("Oficina Centro", "44100", 5)
    assert about.hours[0] == ("09:00", "18:00")
    assert about.hours[6] is None
    rows = ("b1,,,,,,,8,", "b2,rayo,,22000,,,,,")
    second = run.run_import(machine, "branches", retail.csv_file(tmp_path / "b.csv", HEADER, *rows))
    assert (second.applied, machine.world.carriers.branches["b1"].keeps_days) == (2, 8)
    third = run.run_import(machine, "branches", retail.csv_file(tmp_path / "c.csv", HEADER, "b2,,,,,,,,no"))
    assert third.applied == 1
    assert set(machine.world.carriers.closed_branches) == {"b2"}
    undo.undo_import(machine, third.import_id)
    assert not machine.world.carriers.closed_branches
    undo.undo_import(machine, second.import_id)
    assert machine.world.carriers.branches["b1"] == about
    assert set(machine.world.carriers.closed_branches) == {"b2"}


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("b3,,,,,,,,", "Sucursal", "unknown_branch"),
        ("b3,rayo,,99999,,,,,", "CP", "unknown_postal_code"),
        ("b3,rayo,,44100,20.1,,,,", "Longitud", "missing"),
        ("b3,rayo,,44100,,,nunca,,", "Horario", "bad_hours"),
        ("b3,rayo,,44100,,,,-1,", "Días de resguardo", "negative"),
        ("b3,rayo,,44100,,,,0,", "Sucursal", "invalid"),
        (",rayo,,44100,,,,,", "Sucursal", "missing"),
    ],
)
def test_bad_rows_are_told_and_good_ones_applied(tmp_path: Path, row: str, column: str, code: str) -> None:
    machine = retail.machine()
    report = run.run_import(machine, "branches", retail.csv_file(tmp_path / "a.csv", HEADER, GOOD, row))
    assert [(bad.line, bad.column, bad.code) for bad in report.bad] == [(3, column, code)]
    assert list(machine.world.carriers.branches) == ["b1"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_any_bytes_are_rows_or_a_trouble_with_a_name(tmp_path: Path, noise: bytes) -> None:
    machine = retail.machine()
    path = tmp_path / "noise.csv"
    path.write_bytes(HEADER.encode() + b"\n" + noise)
    try:
        report = run.run_import(machine, "branches", path)
    except troubles.Trouble:
        return
    assert report.applied + report.unchanged + report.doubled + report.bad_count == report.rows
