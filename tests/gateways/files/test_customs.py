"""A file of customs: rules with a date and a source, HS codes of products; bad rows; undo; any bytes at all."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from promesa.domain.network.customs import Classification
from promesa.gateways.files import run, troubles, undo
from tests.gateways.files import retail

HEADER = "País,SKU,Fracción arancelaria,País de origen,Partida,Arancel,Prohibido,Vigencia,Fuente,IVA,Exento hasta"
ROWS = (
    "MX,,,,,,,2026-01-01,ejemplo,16,850.00",
    "MX,,,,6109,25,,,,,",
    "MX,,,,9304,,sí,,,,",
    ",A-1,6109.10.03,CN,,,,,,,",
)


def test_rules_and_codes_are_read_changed_and_taken_back(tmp_path: Path) -> None:
    machine = retail.machine()
    report = run.run_import(machine, "customs", retail.csv_file(tmp_path / "a.csv", HEADER, *ROWS))
    assert (report.bad, report.applied) == ([], 4)
    known = machine.world.catalog.customs
    rules = known.rules["MX"]
    assert (rules.as_of, rules.prefixes, rules.rates, rules.prohibited) == (
        date(2026, 1, 1),
        ("6109",),
        (2_500,),
        ("9304",),
    )
    assert (rules.tax, rules.free_up_to) == (1_600, 85_000)
    assert known.products["A-1"] == Classification("61091003", "CN")
    more = run.run_import(machine, "customs", retail.csv_file(tmp_path / "b.csv", HEADER, "MX,,,,6109,35,,,,,"))
    assert (more.applied, machine.world.catalog.customs.rules["MX"].rates) == (1, (3_500,))
    undo.undo_import(machine, more.import_id)
    assert machine.world.catalog.customs.rules["MX"] == rules


def test_days_at_customs_are_said_chance_by_chance(tmp_path: Path) -> None:
    machine = retail.machine()
    header = "País,País de origen,Probabilidad,Días en aduana"
    rows = ("MX,US,50,1", "MX,US,95,4", "MX,CN,90", "MX,,90,3")
    report = run.run_import(machine, "customs", retail.csv_file(tmp_path / "a.csv", header, *rows))
    assert [(bad.line, bad.column, bad.code) for bad in report.bad] == [
        (4, "Días en aduana", "missing"),
        (5, "País de origen", "missing"),
    ]
    (one,) = machine.world.carriers.clearances["MX"]
    assert (report.applied, one.origin, one.days, one.chance) == (2, "US", 4, 0.95)
    falling = retail.csv_file(tmp_path / "b.csv", header, "MX,US,50,9", "MX,US,95,4")
    assert run.run_import(machine, "customs", falling).bad_count == 2
    assert undo.undo_import(machine, report.import_id).left_count == 1


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("MX,,,,6110,-3,,,,,", "Arancel", "negative"),
        ("MX,,,,6110,,,,,,", "Arancel", "missing"),
        ("MX,,,,61x,3,,,,,", "Partida", "bad_hs_code"),
        ("México,,,,6110,3,,,,,", "País", "bad_country"),
        (",A-1,,,,,,,,,", "Fracción arancelaria", "missing"),
        (",A-1,12,,,,,,,,", "Fracción arancelaria", "bad_hs_code"),
        ("US,,,,6110,3,,,,,", "Fuente", "rules_without_source"),
        ("MX,,,,6109,30,,,,,", "", "ambiguous_rows"),
    ],
)
def test_a_bad_row_is_told(tmp_path: Path, row: str, column: str, code: str) -> None:
    machine = retail.machine()
    report = run.run_import(machine, "customs", retail.csv_file(tmp_path / "a.csv", HEADER, *ROWS, row))
    told = [(bad.line, bad.column, bad.code) for bad in report.bad]
    assert (6, column, code) in told
    assert len(told) == (2 if code == "ambiguous_rows" else 1)
    assert machine.world.catalog.customs.rules["MX"].prohibited == ("9304",)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_any_bytes_are_rows_or_a_trouble_with_a_name(tmp_path: Path, noise: bytes) -> None:
    machine = retail.machine()
    path = tmp_path / "noise.csv"
    path.write_bytes(HEADER.encode() + b"\n" + noise)
    try:
        report = run.run_import(machine, "customs", path)
    except troubles.Trouble:
        return
    assert report.applied + report.unchanged + report.doubled + report.bad_count == report.rows
