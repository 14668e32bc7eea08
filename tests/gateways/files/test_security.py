"""A file of caps and risks: all of it together, bad rows told, taken back whole; any bytes at all."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from promesa.domain.network.carriers.words import CollectionCap, RouteRisk, SetCaps, ValueCap
from promesa.domain.world import World
from promesa.engine.machine import Machine
from promesa.gateways.files import run, troubles, undo
from tests.gateways.files import retail

HEADER = "Regla,Tope,Riesgo %,Origen,Destino,Paquetería,Servicio,Almacén,Desde hora,Hasta hora,Valor desde,Motivo"
ROWS = (
    "tope por paquete,25000,,,Puebla,,,,,,,autopista",
    "Tope por vehículo,400000,,,,Rayo,,T1,,,,póliza",
    "riesgo,,0.35,CDMX,Puebla,Rayo,express,,20,6,5000,de noche",
)
WANTED = SetCaps(
    (ValueCap(2_500_000, (), ("21",), "autopista"),),
    (CollectionCap(40_000_000, ("Rayo",), ("T1",), "póliza"),),
    (RouteRisk(3_500, ("09",), ("21",), ("Rayo",), ("express",), 20, 6, 500_000, "de noche"),),
)


def shop(tmp_path: Path) -> Machine[World]:
    machine = retail.machine()
    path = retail.csv_file(tmp_path / "s.csv", "Servicio,Paquetería,Días de tránsito", "express,Rayo,2")
    run.run_import(machine, "carriers", path)
    return machine


def known(machine: Machine[World]) -> SetCaps:
    carriers = machine.world.carriers
    return SetCaps(carriers.caps, carriers.collection_caps, carriers.risks)


def test_rows_become_caps_and_risks_and_are_taken_back(tmp_path: Path) -> None:
    machine = shop(tmp_path)
    first = SetCaps((ValueCap(1),))
    retail.put(machine, first)
    report = run.run_import(machine, "security", retail.csv_file(tmp_path / "c.csv", HEADER, *ROWS))
    assert (report.bad, report.applied, report.rows) == ([], 3, 3)
    assert known(machine) == WANTED
    again = run.run_import(machine, "security", retail.csv_file(tmp_path / "d.csv", HEADER, *ROWS, ""))
    assert again.applied == 0, "the same again changes nothing"
    undo.undo_import(machine, report.import_id)
    assert known(machine) == first


def test_fewer_rows_take_the_others_away(tmp_path: Path) -> None:
    machine = shop(tmp_path)
    run.run_import(machine, "security", retail.csv_file(tmp_path / "c.csv", HEADER, *ROWS))
    report = run.run_import(machine, "security", retail.csv_file(tmp_path / "d.csv", HEADER, ROWS[0]))
    assert (report.bad, report.applied) == ([], 1)
    assert known(machine) == SetCaps(WANTED.caps)


def test_what_was_set_since_is_not_taken_back(tmp_path: Path) -> None:
    machine = shop(tmp_path)
    report = run.run_import(machine, "security", retail.csv_file(tmp_path / "c.csv", HEADER, *ROWS))
    retail.put(machine, SetCaps())
    assert undo.undo_import(machine, report.import_id).left_count == 1
    assert known(machine) == SetCaps()


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("tope por paquete,,,,,,,,,,,", "missing"),
        ("riesgo,,,,,,,,,,,", "missing"),
        ("riesgo,,101,,,,,,,,,", "too_large"),
        ("otra cosa,5,,,,,,,,,,", "bad_choice"),
        ("tope por paquete,5,,,Atlantis,,,,,,,", "bad_state"),
        ("tope por paquete,5,,,,,nadie,,,,,", "unknown_service"),
        ("tope por vehículo,5,,,,nadie,,,,,,", "invalid"),
        ("tope por vehículo,5,,,,,,T9,,,,", "unknown_location"),
        ("tope por paquete,5,,,,,,T1,,,,", "bad_choice"),
        ("tope por vehículo,5,,CDMX,,,,,,,,", "bad_choice"),
        ("riesgo,,0.5,,,,,,25,,,", "too_large"),
    ],
)
def test_a_row_that_cannot_be_is_told_and_the_others_count(tmp_path: Path, row: str, code: str) -> None:
    machine = shop(tmp_path)
    report = run.run_import(machine, "security", retail.csv_file(tmp_path / "c.csv", HEADER, row, *ROWS))
    assert report.bad_count == 1
    assert [one.code for one in report.bad] == [code]
    assert known(machine) == WANTED


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_any_bytes_are_a_report_or_a_trouble(tmp_path: Path, noise: bytes) -> None:
    machine = shop(tmp_path)
    path = tmp_path / "noise.csv"
    path.write_bytes(HEADER.encode() + b"\n" + noise)
    try:
        report = run.run_import(machine, "security", path)
    except troubles.Trouble:
        return
    assert report.applied + report.bad_count + report.unchanged <= max(1, report.rows)
