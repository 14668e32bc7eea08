"""The official catalogue of postal codes is read as it is downloaded."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from promesa.domain.values import place
from promesa.domain.values.ids import PostalCode
from promesa.gateways.files import run, undo
from tests.gateways.files import retail

NOTICE = (
    "El Catálogo Nacional de Códigos Postales, es elaborado por Correos de México y se proporciona en forma gratuita"
)
HEADER = (
    "d_codigo|d_asenta|d_tipo_asenta|D_mnpio|d_estado|d_ciudad|d_CP|c_estado|c_oficina|c_CP|c_tipo_asenta|c_mnpio|"
    "id_asenta_cpcons|d_zona|c_cve_ciudad"
)


def settlement(code: str, name: str, town: str, state: str, number: str, city: str = "") -> str:
    return f"{code}|{name}|Colonia|{town}|x|{city}|{code}|{state}|{code}||09|{number}|0001|Urbano|"


def test_settlements_become_places(tmp_path: Path) -> None:
    machine = retail.machine()
    rows = (
        settlement("01000", "San Ángel", "Álvaro Obregón", "09", "010", "Ciudad de México"),
        settlement("01000", "Otra", "Álvaro Obregón", "09", "010"),
        settlement("32000", "Centro", "Juárez", "08", "037"),
        settlement("44100", "Centro", "Guadalajara", "14", "039", "Guadalajara"),
        settlement("50000", "Uno", "Toluca", "15", "106"),
        settlement("50000", "Dos", "Metepec", "15", "054"),
    )
    path = retail.csv_file(tmp_path / "CPdescarga.txt", NOTICE, HEADER, *rows, encoding="latin-1", end="\r\n")
    report = run.run_import(machine, "sepomex", retail.zipped(path))
    places = machine.world.places.by_code
    san_angel, juarez = places[PostalCode("01000")], places[PostalCode("32000")]
    assert (san_angel.area, san_angel.municipality, san_angel.city) == ("09", "Álvaro Obregón", "Ciudad de México")
    assert (juarez.zone, juarez.city) == ("America/Ciudad_Juarez", "Juárez")
    assert [(row.line, row.code) for row in report.bad] == [(7, "ambiguous_rows"), (8, "ambiguous_rows")]
    assert (report.applied, report.unchanged, report.doubled, report.unknown_columns) == (2, 1, 1, [])


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (settlement("ABCDE", "x", "y", "09", "010"), "bad_postal_code"),
        (settlement("01000", "x", "y", "99", "010"), "bad_state"),
        (settlement("01000", "x", "y", "09", ""), "missing"),
    ],
)
def test_a_bad_row_is_told(tmp_path: Path, row: str, code: str) -> None:
    path = retail.csv_file(tmp_path / "CPdescarga.txt", NOTICE, HEADER, row, encoding="latin-1")
    assert [bad.code for bad in run.run_import(retail.machine(), "sepomex", path).bad] == [code]


def test_undo_tells_what_stays(tmp_path: Path) -> None:
    machine = retail.machine()
    rows = (settlement("44100", "x", "Zapopan", "14", "120"), settlement("01000", "y", "z", "09", "010"))
    path = retail.csv_file(tmp_path / "CPdescarga.txt", NOTICE, HEADER, *rows)
    report = run.run_import(machine, "sepomex", path)
    taken = undo.undo_import(machine, report.import_id)
    assert machine.world.places.by_code[PostalCode("44100")].municipality == "Guadalajara"
    assert [one.about for one in taken.left] == ["01000"]


def test_the_official_file_whole(shared_data: Callable[[str], Path]) -> None:
    path = shared_data("sepomex/CPdescargatxt.zip")
    machine = retail.machine()
    report = run.run_import(machine, "sepomex", path)
    assert (report.rows, report.bad_count, report.encoding, report.delimiter) == (145_092, 0, "latin-1", "|")
    assert report.applied + report.unchanged == 32_166
    assert report.doubled == 145_092 - 32_166
    places = machine.world.places.by_code
    assert len(places) == 32_166
    assert len({one.area for one in places.values()}) == 32
    assert places[PostalCode("01000")].municipality == "Álvaro Obregón"
    assert places[PostalCode("22000")].zone == "America/Tijuana"
    assert places[PostalCode("77500")].zone == "America/Cancun"
    again = run.run_import(machine, "sepomex", path)
    assert (again.applied, again.repeated) == (0, True)


# --- the law of time zones names municipalities: they are found by the names and numbers of the official file ---

BORDER = {
    "05": "Acuña Allende Guerrero Hidalgo Jiménez Morelos Nava Ocampo Piedras_Negras Villa_Unión Zaragoza",
    "08": "Ascensión Coyame_del_Sotol Guadalupe Janos Juárez Manuel_Benavides Ojinaga Praxedis_G._Guerrero",
    "19": "Anáhuac",
    "28": "Camargo Guerrero Gustavo_Díaz_Ordaz Matamoros Mier Miguel_Alemán Nuevo_Laredo Reynosa Río_Bravo "
    "Valle_Hermoso",
}


def test_the_border_is_the_municipalities_the_law_names(shared_data: Callable[[str], Path]) -> None:
    found: dict[str, set[str]] = {state: set() for state in BORDER}
    with zipfile.ZipFile(shared_data("sepomex/CPdescargatxt.zip")) as archive:
        text = archive.read(archive.namelist()[0]).decode("latin-1").split("\r\n", 1)[1]
    rows = [line.split("|") for line in text.splitlines()[1:]]  # code 0, municipality 3 and 11, state 4 and 7
    assert all(place.postal_code(code) == code for code in {row[0] for row in rows})
    for state, code, name, municipality in {(row[4], row[7], row[3], row[11]) for row in rows}:
        assert place.state_code(state) == code
        assert place.STATES[code].sepomex == state
        zone = place.zone_of(code, municipality)
        if code in BORDER and zone in ("America/Matamoros", "America/Ojinaga", "America/Ciudad_Juarez"):
            found[code].add(name.replace(" ", "_"))
    assert found == {state: set(names.split()) for state, names in BORDER.items()}
