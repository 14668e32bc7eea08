"""A carrier's coverage file: ranges, visit days, surcharges; what is refused row by row; undo; any bytes at all."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from promesa.domain.network.carriers import lanes, state
from promesa.domain.network.carriers.coverage import Terms
from promesa.domain.network.carriers.state import Reach
from promesa.domain.network.places import LoadPlaces
from promesa.domain.values.ids import PostalCode
from promesa.domain.world import World
from promesa.engine.machine import Machine
from promesa.gateways.files import run, troubles, undo
from promesa.gateways.files.report import ImportReport
from tests.gateways.files import retail

SERVICE = "Servicio,Paquetería,Días de tránsito,Tarifa\nexpress,Rayo,2,129.50\n"
HEADER = "Servicio,CP,CP inicial,CP final,Zona extendida,Recargo,Días más,Frecuencia"
CODES = ("44100", "44110", "44200", "22000")


def shop(tmp_path: Path) -> Machine[World]:
    """A machine with four places and one service that goes nowhere yet."""
    machine = retail.machine()
    more = LoadPlaces(
        source="test",
        postal_codes=tuple(map(PostalCode, CODES)),
        areas=("14", "14", "14", "02"),
        municipalities=("",) * 4,
        cities=("",) * 4,
        zones=("America/Mexico_City",) * 4,
    )
    retail.put(machine, more)
    path = tmp_path / "services.csv"
    path.write_text(SERVICE, "utf-8")
    run.run_import(machine, "carriers", path)
    return machine


def brings(machine: Machine[World], path: Path, *rows: str) -> ImportReport:
    return run.run_import(machine, "carriers", retail.csv_file(path, HEADER, *rows))


def reach(machine: Machine[World], code: str) -> Reach | None:
    place = machine.world.places.by_code[PostalCode(code)]
    found = state.reaching(machine.world.carriers, place)
    return found[0] if found else None


def test_a_range_a_code_inside_it_and_the_days_of_visit(tmp_path: Path) -> None:
    machine = shop(tmp_path)
    rows = ("express,,44100,44199,sí,249.00,3,M y V", "express,44110,,,no,,,", "express,,44200,44200,,,,")
    report = brings(machine, tmp_path / "c.csv", *rows)
    assert (report.bad, report.applied) == ([], 3)
    remote, inside = reach(machine, "44100"), reach(machine, "44110")
    assert remote is not None
    assert remote.terms == Terms("extended", 24_900, 3, (1, 4))
    assert inside is not None
    assert inside.terms == Terms()
    assert reach(machine, "44200") is not None
    assert reach(machine, "22000") is None
    # Handed over on Monday 10 May 2027, 2 + 3 days: Saturday; the next day of visit is Tuesday.
    assert lanes.arrival(remote, "09", date(2027, 5, 10)) == date(2027, 5, 18)
    assert lanes.freight(remote, "09", 500) == (("freight", 12_950), ("extended_zone", 24_900))
    assert brings(machine, tmp_path / "again.csv", *reversed(rows)).applied == 0


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("express,99999,,,,,,", "CP", "unknown_postal_code"),
        ("express,,00001,00009,,,,", "CP inicial", "unknown_postal_code"),
        ("express,,44200,44100,,,,", "CP final", "bad_range"),
        ("express,,44100,,,,,", "CP final", "missing"),
        ("express,44100,,,sí,-5,1,", "Recargo", "negative"),
        ("express,44100,,,sí,5,-1,", "Días más", "negative"),
        ("express,44100,,,sí,5,,", "Días más", "missing"),
        ("express,44100,,,sí,5,1,lunes y ayer", "Frecuencia", "bad_weekdays"),
        ("express,,,,,5,,", "Recargo", "place_missing"),
        ("nadie,44100,,,,,,", "Servicio", "unknown_service"),
    ],
)
def test_a_bad_row_is_refused_with_its_column_and_the_good_ones_are_applied(
    tmp_path: Path, row: str, column: str, code: str
) -> None:
    machine = shop(tmp_path)
    report = brings(machine, tmp_path / "c.csv", "express,22000,,,,,,", row)
    assert [(bad.line, bad.column, bad.code) for bad in report.bad] == [(3, column, code)]
    assert all((bad.reason_es, bad.reason_en) for bad in report.bad)
    assert reach(machine, "22000") is not None
    assert reach(machine, "44100") is None


def test_ranges_that_overlap_and_differ_are_both_refused(tmp_path: Path) -> None:
    machine = shop(tmp_path)
    rows = (
        "express,,44000,44150,,,,",
        "express,,44140,44300,sí,90,1,",
        "express,,44145,44160,sí,90,1,",
        "express,,44400,44500,,,,",
        "express,,44250,44300,sí,90,1,",
        "express,,22000,22999,,,,",
        "express,,22500,22600,,,,",
    )
    report = brings(machine, tmp_path / "c.csv", *rows)
    told = [(bad.line, bad.code) for bad in report.bad if bad.code != "unknown_postal_code"]
    assert told == [(2, "overlapping_ranges"), (3, "overlapping_ranges"), (4, "overlapping_ranges")]
    assert "44140-44300 (3)" in report.bad[0].reason_es
    assert [reach(machine, code) is not None for code in CODES] == [False, False, False, True]


def test_undo_takes_ranges_and_terms_back(tmp_path: Path) -> None:
    machine = shop(tmp_path)
    brings(machine, tmp_path / "a.csv", "express,,44100,44199,sí,249,3,M", "express,44200,,,,,,")
    before = [reach(machine, code) for code in CODES]
    report = brings(machine, tmp_path / "b.csv", "express,,44000,44300,,,,", "express,22000,,,sí,10,1,L-V")
    assert [reach(machine, code) for code in CODES] != before
    assert undo.undo_import(machine, report.import_id).left == []
    assert [reach(machine, code) for code in CODES] == before


cells = st.sampled_from(
    ("", "express", "44100", "44199", "sí", "no", "-3", "1.5", "L-V", "hola", "9e9", "\x00", "=1+1", "44100-44199")
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(cells, min_size=8, max_size=8), min_size=1, max_size=6))
def test_every_row_is_applied_or_told(tmp_path: Path, rows: list[list[str]]) -> None:
    machine = shop(tmp_path)
    report = brings(machine, tmp_path / "c.csv", *(",".join(row) for row in rows))
    written = sum(any(cell.strip() for cell in row) for row in rows)
    assert report.applied + report.unchanged + report.doubled + report.bad_count >= min(written, 1)
    assert report.applied + report.unchanged + report.doubled + report.bad_count == report.rows


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_any_bytes_are_rows_or_a_trouble_with_a_name(tmp_path: Path, noise: bytes) -> None:
    machine = shop(tmp_path)
    path = tmp_path / "noise.csv"
    path.write_bytes(HEADER.encode() + b"\n" + noise)
    try:
        report: Any = run.run_import(machine, "carriers", path)
    except troubles.Trouble:
        return
    assert report.applied + report.unchanged + report.doubled + report.bad_count == report.rows
