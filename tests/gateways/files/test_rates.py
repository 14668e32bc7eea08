"""A file of rate tables: one table per service; what is refused row by row; undo; any bytes at all."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from promesa.domain.network.carriers.rate_tables import RateTable
from promesa.domain.world import World
from promesa.engine.machine import Machine
from promesa.gateways.files import run, troubles, undo
from tests.gateways.files import retail

HEADER = "Servicio,Zona,Origen,Destino,Hasta kg,Precio,Kg adicional,Factor volumétrico,Combustible,Seguro"
ROWS = (
    "express,,,,,,,5000,12.5,0.85",
    "express,local,Jalisco,Jalisco,,,,,,",
    "express,nacional,*,*,,,,,,",
    "express,local,,,1,90.00,,,,",
    "express,local,,,5,110.50,,,,",
    "express,nacional,,,1,139.99,,,,",
    "express,nacional,,,5,180.01,,,,",
    "express,nacional,,,,,13.03,,,",
)
TABLE = RateTable(
    origins=("*", "14"),
    destinations=("*", "14"),
    zones=("nacional", "local"),
    limits_grams=(1_000, 5_000),
    names=("local", "nacional"),
    prices=((9_000, 11_050), (13_999, 18_001)),
    extra_kg=(0, 1_303),
    fuel=1_250,
    insurance=85,
)


def shop(tmp_path: Path) -> Machine[World]:
    machine = retail.machine()
    path = retail.csv_file(tmp_path / "s.csv", "Servicio,Paquetería,Días de tránsito", "express,Rayo,2")
    run.run_import(machine, "carriers", path)
    return machine


def table(machine: Machine[World]) -> RateTable | None:
    return machine.world.carriers.services["express"].table


def test_rows_become_one_table_and_are_taken_back(tmp_path: Path) -> None:
    machine = shop(tmp_path)
    report = run.run_import(machine, "rates", retail.csv_file(tmp_path / "r.csv", HEADER, *ROWS))
    assert (report.bad, report.applied, report.rows) == ([], 8, 8)
    assert table(machine) == TABLE
    again = run.run_import(machine, "rates", retail.csv_file(tmp_path / "r2.csv", HEADER, *reversed(ROWS)))
    assert again.applied == 0, "rows in another order are the same rates"
    undo.undo_import(machine, report.import_id)
    assert table(machine) is None


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("express,local,,,10,-5,,,,", "Precio", "negative"),
        ("express,local,,,10,,,,,", "Precio", "missing"),
        ("express,,,,10,5,,,,", "Zona", "missing"),
        ("express,lejos,Yucatán,,,,,,,", "Zona", "zone_without_prices"),
        ("express,local,,,,,,,muchos,", "Combustible", "not_a_number"),
        ("express,local,Narnia,,,,,,,", "Origen", "bad_state"),
        ("nadie,z,,,1,5,,,,", "Servicio", "unknown_service"),
        (",z,,,1,5,,,,", "Servicio", "missing"),
    ],
)
def test_a_bad_row_is_told_and_the_rest_applied(tmp_path: Path, row: str, column: str, code: str) -> None:
    machine = shop(tmp_path)
    report = run.run_import(machine, "rates", retail.csv_file(tmp_path / "r.csv", HEADER, *ROWS, row))
    assert [(bad.line, bad.column, bad.code) for bad in report.bad] == [(10, column, code)]
    assert table(machine) == TABLE


def test_a_zone_with_a_hole_or_a_falling_price_is_left_out_whole(tmp_path: Path) -> None:
    machine = shop(tmp_path)
    rows = (*ROWS[:3], *ROWS[3:5], "express,nacional,,,1,139.99,,,,", "express,sur,,,1,10,,,,", "express,sur,,,5,9,,,,")
    report = run.run_import(machine, "rates", retail.csv_file(tmp_path / "r.csv", HEADER, *rows))
    assert [(bad.line, bad.code) for bad in report.bad] == [
        (4, "zone_without_prices"),
        (7, "brackets_missing"),
        (8, "price_falls"),
        (9, "price_falls"),
    ]
    found = table(machine)
    assert found is not None
    assert (found.names, found.zones) == (("local",), ("local",))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_any_bytes_are_rows_or_a_trouble_with_a_name(tmp_path: Path, noise: bytes) -> None:
    machine = shop(tmp_path)
    path = tmp_path / "noise.csv"
    path.write_bytes(HEADER.encode() + b"\n" + noise)
    try:
        report = run.run_import(machine, "rates", path)
    except troubles.Trouble:
        return
    assert report.applied + report.unchanged + report.doubled + report.bad_count == report.rows
