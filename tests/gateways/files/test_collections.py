"""A collection file says when carriers' vans come."""

from pathlib import Path

from promesa.domain.network.locations.words import OpenLocation, week
from promesa.domain.values.ids import LocationId, ServiceId
from promesa.domain.world import World
from promesa.engine.machine import Machine
from promesa.gateways.files import run, undo
from promesa.gateways.files.report import ImportReport
from tests.gateways.files import retail
from tests.regressions.shop import offer_service

HEADER = "CEDIS;Servicio;Días;Hora de recolección;Minutos de preparación"


def machine() -> Machine[World]:
    made = retail.machine()
    opened = OpenLocation(location=LocationId("C1"), cutoffs=week("16:00"), holidays="")
    for command in (opened, offer_service("terrestre", 3)):
        assert made.submit(command, "test").refusal is None
    return made


def imported(made: Machine[World], path: Path, *rows: str) -> ImportReport:
    return run.run_import(made, "collections", retail.csv_file(path / "v.csv", HEADER, *rows))


def vans(made: Machine[World]) -> dict[str, tuple[tuple[str | None, ...], int]]:
    found = made.world.locations.by_id[LocationId("C1")].collections
    return {van.service: (van.hours, van.prep_minutes) for van in found}


def test_a_week_then_a_day_of_it_then_back_again(tmp_path: Path) -> None:
    made = machine()
    report = imported(made, tmp_path, "C1;terrestre;L-V;17:00;45", "C1;terrestre;S;1 pm;")
    assert not report.bad
    assert vans(made) == {ServiceId("terrestre"): (week("17:00", "13:00"), 45)}
    report = imported(made, tmp_path, "C1;terrestre;S;-;")
    assert (report.changed, vans(made)["terrestre"]) == (1, (week("17:00"), 45))
    undo.undo_import(made, report.import_id)
    assert vans(made)["terrestre"] == (week("17:00", "13:00"), 45)


def test_bad_rows_are_told(tmp_path: Path) -> None:
    made = machine()
    rows = (
        "C9;terrestre;L;17:00;",
        "C1;aéreo;L;17:00;",
        "C1;terrestre;L;tarde;",
        "C1;terrestre;M;;",
        "C1;terrestre;J;9:00;",
    )
    report = imported(made, tmp_path, *rows)
    assert [bad.line for bad in report.bad] == [2, 3, 4, 5]
    assert vans(made)["terrestre"][0] == (None, None, None, "09:00", None, None, None)
