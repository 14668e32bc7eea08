"""A file opened for one kind of import: its sheets with their columns understood and their numbers' marks decided."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from promesa.gateways.files import bytestreams, headers, numerals, tables, troubles
from promesa.gateways.files.bytestreams import Progress, Source
from promesa.gateways.files.cells import Cursor
from promesa.gateways.files.faults import SHEET_SHIFT, BadRows
from promesa.gateways.files.headers import CODE, NUMBER, Columns, Field
from promesa.gateways.files.numerals import Marks
from promesa.gateways.files.tables import Sheet

DIFFERENT_MAX = 20_000
"""Different cells of a column that are remembered as looked at."""


class Note(msgspec.Struct, frozen=True):
    """Something that is no reason to refuse a row and that a person should know."""

    code: str
    es: str
    en: str


NOTES = {
    "codes_as_numbers": (
        "La columna «{about}» guarda claves como números: si tenían ceros a la izquierda, se perdieron.",
        'The column "{about}" holds codes as numbers: leading zeros, if there were any, are lost.',
    ),
    "column_not_read": ("No leemos la columna «{about}».", 'The column "{about}" is not read.'),
    "sheet_not_read": (
        "No leemos la hoja «{about}»: le faltan columnas.",
        'Sheet "{about}" is not read: it lacks columns.',
    ),
    "damaged_text": (
        "El archivo mezcla codificaciones; los renglones afectados se rechazan.",
        "The file mixes encodings; the rows concerned are refused.",
    ),
    "moved_since": (
        "{about} cosas cambiaron después de que este archivo se aplicó y se dejan como están; para aplicarlo de nuevo, "
        "use --again.",
        "{about} things have changed since this file was applied and stay as they are; to apply it once more, use "
        "--again.",
    ),
    "gone": (
        "{about} cosas que conocemos no están en el archivo; se dejan como están.",
        "{about} things that we know are not in the file; they stay as they are.",
    ),
    "no_cutoff": (
        "{about} ubicaciones no tienen hora de corte: no prometen entregas hasta que la tengan.",
        "{about} locations have no cut-off: they promise no delivery until they have one.",
    ),
    "unknown_place": (
        "{about} códigos postales no están en el catálogo cargado.",
        "{about} postal codes are not in the loaded catalogue.",
    ),
    "stays_closed": (
        "{about} ubicaciones del archivo están cerradas y cerradas quedan.",
        "{about} locations of the file are closed and stay closed.",
    ),
    "no_area": (
        "De {about} ubicaciones no sabemos el estado ni el código postal: usan la hora de la Ciudad de México.",
        "Of {about} locations we know neither state nor postal code: they use Mexico City's time.",
    ),
    "no_rates": (
        "{about} servicios no tienen tarifa: su flete cuenta como cero.",
        "{about} services have no rates: their freight counts as zero.",
    ),
    "no_coverage": (
        "{about} servicios no tienen cobertura: no se ofrecen.",
        "{about} services have no coverage: they are not offered.",
    ),
}


def note(code: str, about: object) -> Note:
    """The note in both languages."""
    spanish, english = NOTES[code]
    return Note(code, spanish.format(about=about), english.format(about=about))


class ReadSheet(msgspec.Struct, frozen=True):
    """A sheet whose columns are understood."""

    sheet: Sheet
    columns: Columns
    decimals: dict[str, str | None]
    rows: int


class Reading(msgspec.Struct):
    """A file as one kind of import reads it, and its bad rows so far."""

    source: Source
    sheets: list[ReadSheet]
    bad: BadRows
    notes: list[Note]
    progress: Progress

    @property
    def rows(self) -> int:
        return sum(sheet.rows for sheet in self.sheets)


class Options(msgspec.Struct, frozen=True):
    """What a person may say about a file."""

    mapping: Mapping[str, str] = {}
    encoding: str | None = None
    decimal: str | None = None
    bad_rows_to: Path | None = None


def read(path: Path, fields: Sequence[Field], options: Options, progress: Progress) -> Reading:
    """Open, sniff, match the headers and look once at every row. Raises the troubles of a file as a whole."""
    source = bytestreams.look(path)
    found = tables.sheets(
        source, lambda line: headers.recognised(line, fields, options.mapping), progress, options.encoding
    )
    notes: list[Note] = []
    matched = [(sheet, headers.match(sheet.header, fields, options.mapping, path)) for sheet in found]
    whole = [(sheet, columns) for sheet, columns in matched if not columns.missing]
    if not whole:
        sheet, columns = min(matched, key=lambda one: len(one[1].missing))
        missing = ", ".join(columns.missing)
        raise troubles.MissingColumns(path=path, missing=missing, found=headers.listed(sheet.header))
    notes += [note("sheet_not_read", sheet.name) for sheet, columns in matched if columns.missing]
    notes += [note("column_not_read", name) for _, columns in whole for name in columns.unknown]
    sheets = [_surveyed(sheet, columns, fields, options.decimal, notes, progress) for sheet, columns in whole]
    return Reading(source, sheets, BadRows([one.name for one, _ in whole], options.bad_rows_to), notes, progress)


def _surveyed(
    sheet: Sheet, columns: Columns, fields: Sequence[Field], decimal: str | None, notes: list[Note], progress: Progress
) -> ReadSheet:
    """Count the rows, let the number columns speak for their decimal mark, notice codes that are numbers."""
    marks = {one.name: Marks() for one in fields if one.form == NUMBER and one.name in columns.at}
    at = [(columns.at[name], mark, set[object]()) for name, mark in marks.items()]
    codes = [(columns.at[one.name], one.name) for one in fields if one.form == CODE and one.name in columns.at]
    count, numeric = 0, Counter[str]()
    for rows in sheet.chunks():
        cells = [row[1] for row in rows if isinstance(row[1], list)]
        for index, mark, seen in at:
            new = {row[index] for row in cells if index < len(row)} - seen
            seen |= new if len(seen) < DIFFERENT_MAX else set()
            for cell in new:
                mark.learn(cell)
        if not sheet.delimiter:
            numeric.update(name for index, name in codes for row in cells if type(row[index]) in (float, int))
        count += len(rows)
        progress("check", count, count)
    notes += [note("codes_as_numbers", columns.said[name]) for name in numeric]
    decimals = {name: decimal or numerals.settled(mark, marks.values()) for name, mark in marks.items()}
    return ReadSheet(sheet, columns, decimals, count)


def lines(reading: Reading) -> Iterator[tuple[int, Cursor]]:
    """Every row of every sheet under a cursor; rows that turn out bad while the caller looks at them are reported.

    The caller reads the cursor and asks `cursor.fault` before it uses what it read.
    """
    done = 0
    for index, one in enumerate(reading.sheets):
        cursor = Cursor(one.columns, one.decimals)
        for rows in one.sheet.chunks():
            for line, cells in rows:
                cursor.take(cells)
                number = (index << SHEET_SHIFT) + line
                yield number, cursor
                if cursor.fault is not None:
                    reading.bad.add(number, cursor.column, cursor.fault)
            done += len(rows)
            reading.progress("check", done, reading.rows)
