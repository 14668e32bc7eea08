"""A carrier file says services, rates, lanes and coverage, on one sheet or on several."""

import copy
from pathlib import Path

import pytest

from promesa.domain.network.carriers import coverage as coverages
from promesa.domain.network.carriers import state
from promesa.domain.network.carriers.coverage import Coverage
from promesa.domain.network.carriers.state import Service
from promesa.domain.network.places import LoadPlaces
from promesa.domain.values.ids import PostalCode, ServiceId
from promesa.domain.world import World
from promesa.engine.machine import Machine
from promesa.gateways.files import run, undo
from tests.gateways.files import retail

HEADER = "Servicio,Paquetería,Días de tránsito,Tarifa,Kg adicional,CP,Prefijo,Estado,Ocurre forzoso,Zona extendida"
EXPRESS = "express,Rayo,2,129.50,12,,,,,"


def service(machine: Machine[World], name: str = "express") -> Service:
    return machine.world.carriers.services[ServiceId(name)]


def coverage(machine: Machine[World], name: str = "express") -> Coverage:
    return machine.world.carriers.coverage[ServiceId(name)]


def known(machine: Machine[World], code: str, area: str) -> None:
    """One more place in the gazetteer."""
    place = LoadPlaces(
        source="test",
        postal_codes=(PostalCode(code),),
        areas=(area,),
        municipalities=(f"M{code}",),
        cities=("",),
        zones=("America/Mexico_City",),
    )
    retail.put(machine, place)


def reaches(machine: Machine[World], code: str) -> list[tuple[str, bool]]:
    place = machine.world.places.by_code[code]
    return [(reach.service.service, reach.extended) for reach in state.reaching(machine.world.carriers, place)]


def test_one_sheet_says_everything(tmp_path: Path) -> None:
    machine = retail.machine()
    rows = (
        EXPRESS,
        "express,,,,,44100,,,,",
        "express,,,,,22000,,BC,,sí",
        "express,,,,,,97,,sí,",
        "express,,,,,,,Jalisco,,",
    )
    report = run.run_import(machine, "carriers", retail.csv_file(tmp_path / "p.csv", HEADER, *rows))
    assert not report.bad
    one = service(machine)
    assert (one.carrier, one.transit_days, one.rates.other_area_centavos, one.rates.per_kg_centavos) == (
        "Rayo",
        2,
        12950,
        1200,
    )
    assert reaches(machine, "44100") == [("express", False)]
    assert reaches(machine, "22000") == [("express", True)]
    assert (coverage(machine).prefixes, coverage(machine).areas) == ({"97": 4}, {"14": 2})
    assert (report.applied, report.new) == (5, 5)


def test_several_sheets_say_it_in_parts(tmp_path: Path) -> None:
    machine = retail.machine()
    known(machine, "01000", "09")
    path = retail.workbook(
        tmp_path / "p.xlsx",
        servicios=[
            [
                "Servicio",
                "Paquetería",
                "Tránsito",
                "Días de tránsito",
                "Días de operación",
                "Tipo de días",
                "Peso máximo kg",
            ],
            ["eco", "Tortuga", None, 5, "L-V", "hábiles", 30],
        ],
        cobertura=[["Servicio", "CP", "Cobertura"], ["eco", "44100", "domicilio"], ["eco", 1000, "ocurre"]],
        carriles=[["Servicio", "Origen", "Destino", "Días"], ["eco", "Jalisco", "BC", 7], ["eco", "CDMX", "Jal", 3]],
        tarifas=[["Servicio", "Tarifa local", "Tarifa nacional", "Kg incluidos"], ["eco", 80, 95.5, 5]],
    )
    report = run.run_import(machine, "carriers", path)
    assert not report.bad
    eco = service(machine, "eco")
    assert eco.days_of_lane == {("14", "02"): 7, ("09", "14"): 3}
    assert (eco.transit_days, eco.max_grams, eco.calendar.weekdays) == (5, 30_000, (0, 1, 2, 3, 4))
    assert (eco.rates.same_area_centavos, eco.rates.other_area_centavos, eco.rates.first_grams) == (8000, 9550, 5000)
    said = [coverages.said_of_code(coverage(machine, "eco"), code) for code in ("44100", "01000")]
    assert said == [2, 4]


def test_a_second_file_adds_and_changes(tmp_path: Path) -> None:
    machine, path = retail.machine(), tmp_path / "p.csv"
    run.run_import(machine, "carriers", retail.csv_file(path, HEADER, EXPRESS, "express,,,,,44100,,,,"))
    rows = ("express,,3,,,,,,,", "express,,,,,44100,,,,", "express,,,,,22000,,,,")
    report = run.run_import(machine, "carriers", retail.csv_file(path, HEADER, *rows))
    assert (report.applied, report.unchanged) == (2, 1)
    assert (service(machine).transit_days, service(machine).rates.other_area_centavos) == (3, 12950)
    assert (reaches(machine, "44100"), reaches(machine, "22000")) == ([("express", False)], [("express", False)])


@pytest.mark.parametrize(
    ("rows", "bad"),
    [
        (("lento,,,,,44100,,,,",), [(3, "Servicio", "unknown_service")]),
        (("express,,,,,ABC,,,,",), [(3, "CP", "bad_postal_code")]),
        (("express,,,,,,12a,,,",), [(3, "Prefijo", "bad_postal_code")]),
        (("express,,,,,,,Narnia,,",), [(3, "Estado", "bad_state")]),
        (("express,,muchos,,,,,,,",), [(3, "Días de tránsito", "not_a_number")]),
        (("express,,,,,44100,,,,", "express,,,,,44100,,,sí,"), [(3, "", "ambiguous_rows"), (4, "", "ambiguous_rows")]),
        (("EXPRESS,Otro,2,,,,,,,",), [(3, "Servicio", "already_exists")]),
    ],
)
def test_bad_rows_are_told(tmp_path: Path, rows: tuple[str, ...], bad: list[tuple[int, str, str]]) -> None:
    machine, path = retail.machine(), tmp_path / "p.csv"
    run.run_import(machine, "carriers", retail.csv_file(path, HEADER, EXPRESS))
    report = run.run_import(machine, "carriers", retail.csv_file(path, HEADER, EXPRESS, *rows))
    assert [(row.line, row.column, row.code) for row in report.bad] == bad


def test_undo_brings_back_offer_and_coverage(tmp_path: Path) -> None:
    machine, path = retail.machine(), tmp_path / "p.csv"
    run.run_import(
        machine, "carriers", retail.csv_file(path, HEADER, EXPRESS, "express,,,,,44100,,,,", "express,,,,,,,*,,")
    )
    offer, reached = service(machine), copy.deepcopy(coverage(machine))
    rows = ("express,,9,,,22000,,,sí,", "express,,,,,44100,,,sí,", "nuevo,Otro,1,,,,,,,")
    report = run.run_import(machine, "carriers", retail.csv_file(path, HEADER, *rows))
    taken = undo.undo_import(machine, report.import_id)
    assert taken.left == []
    assert service(machine) == offer
    assert coverage(machine) == reached
    assert service(machine, "nuevo").withdrawn
