"""A capacity file says the minutes of labour of locations, by weekday and slot or of one date."""

from datetime import date
from pathlib import Path

from promesa.domain.ledger import capacity as capacities
from promesa.domain.ledger.labour import LabourSet
from promesa.domain.network.locations.words import OpenLocation, week
from promesa.domain.values.ids import LocationId
from promesa.domain.world import World
from promesa.engine.machine import Machine
from promesa.gateways.files import run, undo
from promesa.gateways.files.report import ImportReport
from tests.gateways.files import retail

HEADER = "CEDIS;Día;Fecha;Turno;Minutos;Minutos por pedido;Minutos por pieza"
T1 = LocationId("C1")


def machine() -> Machine[World]:
    made = retail.machine()
    about = {"cutoffs": week("16:00", "12:00"), "holidays": ""}
    for name in ("C1", "C2"):
        assert made.submit(OpenLocation(location=LocationId(name), **about), "test").refusal is None
    return made


def imported(made: Machine[World], path: Path, *rows: str) -> ImportReport:
    return run.run_import(made, "capacity", retail.csv_file(path / "c.csv", HEADER, *rows))


def labour(made: Machine[World]) -> LabourSet:
    return made.world.capacity.labour[T1]


def minutes_on(made: Machine[World], day: str) -> dict[str, int]:
    at = made.world.locations.by_id[T1]
    found = capacities.slots_on(made.world.capacity, at, date.fromisoformat(day))
    return {slot.bucket: slot.minutes for slot in found}


def test_a_week_and_a_peak(tmp_path: Path) -> None:
    made = machine()
    rows = (
        "C1;L-V;;9:00 a 13:00;240;5;0.5",
        "C1;L-V;;13:00-18:00;300;;",
        "C1;S;;9-13;120;;",
        "C1;;2027-11-26;18:00-22:00;480;;",
        "C1;;26/11/2027;9:00-13:00;600;;",
    )
    report = imported(made, tmp_path, *rows)
    assert not report.bad
    assert (report.new, report.applied) == (3, 5)
    assert (labour(made).order_seconds, labour(made).line_seconds, labour(made).unit_seconds) == (300, 60, 30)
    assert len(labour(made).slots) == 11
    assert minutes_on(made, "2027-11-25") == {"2027-11-25 09:00-13:00": 240, "2027-11-25 13:00-18:00": 300}
    assert minutes_on(made, "2027-11-26") == {
        "2027-11-26 09:00-13:00": 600,
        "2027-11-26 13:00-18:00": 300,
        "2027-11-26 18:00-22:00": 480,
    }
    assert minutes_on(made, "2027-11-27") == {"2027-11-27 09:00-13:00": 120}


def test_weekdays_that_a_file_does_not_name_stay(tmp_path: Path) -> None:
    made = machine()
    imported(made, tmp_path, "C1;L-V;;9-13;240;;", "C1;S;;9-13;120;;")
    report = imported(made, tmp_path, "C1;L;;8-12;60;;")
    assert report.changed == 1
    assert minutes_on(made, "2027-11-22") == {"2027-11-22 08:00-12:00": 60}
    assert minutes_on(made, "2027-11-23") == {"2027-11-23 09:00-13:00": 240}


def test_bad_rows_are_told_and_the_others_applied(tmp_path: Path) -> None:
    made = machine()
    rows = (
        "C1;L-V;;9-13;240;;",
        "T9;L-V;;9-13;240;;",
        "C1;;2027-11-26;11-15;60;;",
        "C2;;2027-11-26;9-13;60;;",
        "C1;L-V;;mañana;60;;",
        "C1;S;;9-13;-5;;",
        "C1;D;;9-13;;;",
    )
    report = imported(made, tmp_path, *rows)
    assert [bad.line for bad in report.bad] == [3, 4, 5, 6, 7, 8]
    assert minutes_on(made, "2027-11-26") == {"2027-11-26 09:00-13:00": 240}


def test_an_undo_brings_back_what_was(tmp_path: Path) -> None:
    made = machine()
    imported(made, tmp_path, "C1;L-V;;9-13;240;;")
    before = labour(made)
    report = imported(made, tmp_path, "C1;L-V;;9-13;99;;", "C1;;2027-11-26;9-13;600;;")
    assert minutes_on(made, "2027-11-26") == {"2027-11-26 09:00-13:00": 600}
    undo.undo_import(made, report.import_id)
    assert labour(made) == before
    assert minutes_on(made, "2027-11-26") == {"2027-11-26 09:00-13:00": 240}
