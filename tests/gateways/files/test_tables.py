"""Tables are read as they are written: any encoding, any delimiter, any wrapping, workbooks too."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.gateways.files import bytestreams, headers, tables, troubles
from promesa.gateways.files.faults import Fault
from promesa.gateways.files.tables import Sheet
from tests.gateways.files import retail

FIELDS = (headers.field("sku", "clave"), headers.field("name", "descripción"), headers.field("units", "existencia"))


def quiet(_: str, __: int, ___: int) -> None:
    """Nobody watches."""


def known(cells: Sequence[object]) -> int:
    return headers.recognised(cells, FIELDS, {})


def read(path: Path, encoding: str | None = None) -> list[Sheet]:
    return tables.sheets(bytestreams.look(path), known, quiet, encoding)


def only(path: Path) -> tuple[Sheet, list[Any]]:
    (sheet,) = read(path)
    return sheet, [cells for _, cells in sheet.rows()]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "cp850", "mac_roman"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_dialect_reads_alike(tmp_path: Path, delimiter: str, encoding: str, end: str) -> None:
    rows = ["Clave,Descripción,Existencia", "0012,Piñata año,3", "12,¿Café?,4"]
    lines = [row.replace(",", delimiter) for row in rows]
    path = retail.csv_file(tmp_path / "t.csv", *lines, encoding=encoding, end=end)
    sheet, cells = only(path)
    assert sheet.header == ("Clave", "Descripción", "Existencia")
    assert sheet.delimiter == delimiter
    assert cells == [["0012", "Piñata año", "3"], ["12", "¿Café?", "4"]]


WORDS = st.text("abcñáéíóúÑ¿ 0123456789,;|\t\"'\n-./", max_size=12)
TABLE = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(WORDS, min_size=width, max_size=width), min_size=1, max_size=6)
)


@given(TABLE, st.sampled_from([",", ";", "\t", "|"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_what_is_quoted_comes_back_whole(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], delimiter: str, encoding: str
) -> None:
    width = len(rows[0])
    header = ["clave", "existencia", *(f"c{n}" for n in range(width - 2))]
    quoted = [delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    path = retail.csv_file(tmp_path_factory.mktemp("q") / "t.csv", delimiter.join(header), *quoted, encoding=encoding)
    _, cells = only(path)
    assert cells == rows


def is_utf8_too(words: list[str]) -> bool:
    """Whether the Windows bytes happen to be other words in UTF-8, as those of "É¡" are: then nobody can tell."""
    try:
        return not "".join(words).isascii() and bool("x".join(words).encode("cp1252").decode("utf-8"))
    except UnicodeDecodeError:
        return False


SPANISH = st.lists(st.text("abcñáéíóúüÑÁÉ¿¡ ", min_size=1, max_size=20), min_size=1, max_size=30)


@given(SPANISH.filter(lambda words: not is_utf8_too(words)))
def test_spanish_text_survives_windows(tmp_path_factory: pytest.TempPathFactory, words: list[str]) -> None:
    path = tmp_path_factory.mktemp("w") / "t.csv"
    retail.csv_file(path, "clave;existencia", *(f"x{word}x;1" for word in words), encoding="cp1252")
    _, cells = only(path)
    assert [row[0] for row in cells] == [f"x{word}x" for word in words]


def test_windows_signs_are_not_latin_1(tmp_path: Path) -> None:
    path = retail.csv_file(tmp_path / "t.csv", "clave,descripción", "1,“Año” – €5", encoding="cp1252")
    sheet, cells = only(path)
    assert (sheet.encoding, cells) == ("cp1252", [["1", "“Año” – €5"]])


def test_an_accent_far_down_still_decides(tmp_path: Path) -> None:
    path = retail.csv_file(tmp_path / "t.csv", "clave,descripcion", *["1,x"] * 300_000, "2,ñ", encoding="latin-1")
    sheet, cells = only(path)
    assert (sheet.encoding, cells[-1]) == ("latin-1", ["2", "ñ"])


def test_a_few_broken_letters_spoil_only_their_rows(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    lines = [f"{n},piñata".encode() for n in range(50)]
    lines[7] = "7,piñata".encode("latin-1")
    path.write_bytes(b"clave,descripcion\n" + b"\n".join(lines))
    sheet, cells = only(path)
    assert sheet.encoding == "utf-8"
    assert cells[7] == Fault("bad_encoding")
    assert cells[8] == ["8", "piñata"]


def test_what_stands_above_the_header_is_passed_over(tmp_path: Path) -> None:
    path = retail.csv_file(
        tmp_path / "t.csv",
        "Reporte de existencias, sucursal Centro",
        "",
        "Fecha:,2027-03-01",
        "Clave,Existencia",
        "1,2",
    )
    sheet, cells = only(path)
    assert sheet.header == ("Clave", "Existencia")
    assert cells == [["1", "2"]]


def test_excel_may_declare_its_delimiter(tmp_path: Path) -> None:
    sheet, cells = only(retail.csv_file(tmp_path / "t.csv", "sep=;", "Clave;Existencia", "1;2,5"))
    assert (sheet.delimiter, cells) == (";", [["1", "2,5"]])


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    path = retail.csv_file(tmp_path / "t.csv", "clave,descripción", "1,x", "", '2,"dos', 'líneas"', "3,y", ",", "4,z")
    (sheet,) = read(path)
    assert [(line, cells) for line, cells in sheet.rows()] == [
        (2, ["1", "x"]),
        (4, ["2", "dos\nlíneas"]),
        (6, ["3", "y"]),
        (8, ["4", "z"]),
    ]


def test_a_quote_that_never_closes_spoils_only_its_line(tmp_path: Path) -> None:
    path = retail.csv_file(tmp_path / "t.csv", "clave,descripción", '1,"abierta', "2,x", '"3,y', "4,z")
    (sheet,) = read(path)
    assert [(line, cells) for line, cells in sheet.rows()] == [
        (2, Fault("unclosed_quote")),
        (3, ["2", "x"]),
        (4, Fault("unclosed_quote")),
        (5, ["4", "z"]),
    ]


def test_inches_are_no_quotes(tmp_path: Path) -> None:
    path = retail.csv_file(tmp_path / "t.csv", "clave,descripción,existencia", '1,Pantalla 32",5', '"2","TV 40""",6')
    _, cells = only(path)
    assert cells == [["1", 'Pantalla 32"', "5"], ["2", 'TV 40"', "6"]]


def test_wrappings_change_nothing(tmp_path: Path) -> None:
    path = retail.csv_file(tmp_path / "t.csv", "clave,existencia", "ñ,2")
    want = only(path)[1]
    assert only(retail.gzipped(path))[1] == want
    assert only(retail.zipped(path))[1] == want
    assert (
        only(retail.gzipped(retail.workbook(tmp_path / "b.xlsx", h=[["clave", "existencia"], ["ñ", "2"]])))[1] == want
    )


def test_a_workbook_keeps_its_lines_and_types(tmp_path: Path) -> None:
    path = retail.workbook(
        tmp_path / "b.xlsx",
        portada=[["Cadena comercial"], ["hola", "adiós"]],
        datos=[["Reporte"], [], ["Clave", "Existencia"], ["0012", 3], [], [12, 4.5]],
    )
    (sheet,) = read(path)
    assert sheet.name == "datos"
    assert [(line, cells) for line, cells in sheet.rows()] == [(4, ["0012", 3.0]), (6, [12.0, 4.5])]


def test_a_zip_with_several_tables_asks_which(tmp_path: Path) -> None:
    one = retail.csv_file(tmp_path / "a.csv", "clave,existencia", "1,2")
    other = retail.csv_file(tmp_path / "b.csv", "clave,existencia", "1,2")
    packed = retail.zipped(one)
    retail.zipfile.ZipFile(packed, "a").write(other, "b.csv")
    with pytest.raises(troubles.SeveralFiles) as raised:
        read(packed)
    assert "a.csv, b.csv" in raised.value.say("es")


@pytest.mark.parametrize(
    "content", [b"", b"\n\n \n", b"\x1f\x8b\x08broken", b"PK\x03\x04broken", b"PK\x05\x06" + b"\0" * 18]
)
def test_what_is_no_table_is_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.bin"
    path.write_bytes(content)
    with pytest.raises((troubles.NoTable, troubles.Unreadable)) as raised:
        [list(sheet.rows()) for sheet in read(path)]
    assert str(path) in raised.value.say("es")
    assert str(path) in raised.value.say("en")


def test_no_file_and_no_encoding(tmp_path: Path) -> None:
    with pytest.raises(troubles.NoFile):
        read(tmp_path / "none.csv")
    with pytest.raises(troubles.Unreadable):
        read(retail.csv_file(tmp_path / "t.csv", "clave"), "klingon")


@given(st.binary(max_size=400))
def test_no_bytes_crash_the_reader(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("b") / "t.csv"
    path.write_bytes(content)
    try:
        for sheet in read(path):
            list(sheet.rows())
    except (troubles.NoTable, troubles.Unreadable, troubles.SeveralFiles):
        pass
