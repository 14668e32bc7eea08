"""What can be wrong with a row, said in Spanish and in English, and the list of rows for which it is."""

import csv
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TextIO

import msgspec
import numpy as np
from numpy.typing import NDArray

from promesa.domain.values import refusal
from promesa.domain.values.refusal import Refused

BAD_ROWS_SHOWN = 1_000
VALUE_SHOWN = 80
SHEET_SHIFT = 40
"""A row's number is its line, with the sheet's index above these bits."""

REASONS: dict[str, tuple[str, str]] = {
    "ambiguous_number": (
        "«{value}» puede leerse de dos maneras (¿miles o decimales?).",
        '"{value}" can be read in two ways (thousands or decimals?).',
    ),
    "ambiguous_rows": (
        "Otro renglón dice algo distinto de lo mismo ({about}); no se aplica ninguno.",
        "Another row says something else about the same thing ({about}); neither is applied.",
    ),
    "bad_choice": ("«{value}» no es una de estas opciones: {about}.", '"{value}" is not one of: {about}.'),
    "bad_clock": ("«{value}» no es una hora como 16:00.", '"{value}" is not an hour such as 16:00.'),
    "bad_code": ("«{value}» no puede ser una clave: {about}.", '"{value}" cannot be a code: {about}.'),
    "bad_components": (
        "«{value}» no dice de qué se compone un kit: claves entre punto y coma, como A-1 x 2; B-7.",
        '"{value}" does not say what a kit is made of: SKUs between semicolons, such as A-1 x 2; B-7.',
    ),
    "bad_coordinate": ("«{value}» no es una coordenada en grados.", '"{value}" is not a coordinate in degrees.'),
    "bad_date": ("«{value}» no es una fecha como 2027-12-31.", '"{value}" is not a date such as 2027-12-31.'),
    "bad_encoding": (
        "El renglón tiene letras en otra codificación que el resto del archivo.",
        "The row has letters in another encoding than the rest of the file.",
    ),
    "bad_hours": ("«{value}» no es un horario como 9:00-21:00.", '"{value}" are not hours such as 9:00-21:00.'),
    "bad_country": ("«{value}» no es un país como MX o US.", '"{value}" is no country such as MX or US.'),
    "bad_hs_code": (
        "«{value}» no es una fracción arancelaria de 4 a 10 dígitos.",
        '"{value}" is no HS code of 4 to 10 digits.',
    ),
    "rules_without_source": (
        "Las reglas de aduana de {value} necesitan vigencia y fuente.",
        "The customs rules of {value} need a date and a source.",
    ),
    "bad_postal_code": (
        "«{value}» no es un código postal de cinco dígitos.",
        '"{value}" is no postal code of five digits.',
    ),
    "bad_range": (
        "«{value}» no es un rango de códigos postales como 44100-44990.",
        '"{value}" is no range of postal codes such as 44100-44990.',
    ),
    "bad_state": ("No conocemos el estado «{value}».", 'We do not know the state "{value}".'),
    "brackets_missing": (
        "A la zona «{value}» le faltan precios: {about}. No se aplica la zona.",
        'The zone "{value}" lacks prices: {about}. The zone is not applied.',
    ),
    "bad_weekdays": ("«{value}» no son días como L-V.", '"{value}" are not weekdays such as Mon-Fri.'),
    "bad_yes_no": ("«{value}» no es sí ni no.", '"{value}" is neither yes nor no.'),
    "bad_zone": ("No conocemos la zona horaria «{value}».", 'We do not know the time zone "{value}".'),
    "case_twin": (
        "«{value}» solo difiere en mayúsculas de {about}, que ya existe.",
        '"{value}" differs only by case from {about}, which exists.',
    ),
    "cells_spill": (
        "El renglón tiene más celdas que el encabezado (¿un separador dentro de un texto?).",
        "The row has more cells than the header (a separator inside a text?).",
    ),
    "control_character": (
        "El valor tiene un carácter de control (tabulador, salto de línea o NUL).",
        "The value has a control character (tab, line break or NUL).",
    ),
    "digits_lost": (
        "«{value}» perdió dígitos al guardarse como número; guarde la columna como texto.",
        '"{value}" lost digits when it was saved as a number; save the column as text.',
    ),
    "fraction": ("«{value}» no es un número entero.", '"{value}" is not a whole number.'),
    "missing": ("Falta el valor.", "The value is missing."),
    "no_whole_zone": (
        "Ninguna zona del servicio {value} está completa; su tarifa no cambia.",
        "No zone of the service {value} is whole; its rates do not change.",
    ),
    "price_falls": (
        "En la zona «{value}» un paquete más pesado cuesta menos que uno ligero; no se aplica la zona.",
        'In the zone "{value}" a heavier parcel costs less than a lighter one; the zone is not applied.',
    ),
    "zone_without_prices": (
        "La zona «{value}» no tiene precios completos en el archivo.",
        'The zone "{value}" has no whole set of prices in the file.',
    ),
    "negative": ("«{value}» es negativo.", '"{value}" is negative.'),
    "not_a_number": ("«{value}» no es un número.", '"{value}" is not a number.'),
    "order_incomplete": (
        "Otro renglón del pedido {about} está mal; el pedido no se registra a medias.",
        "Another row of order {about} is bad; half an order is not placed.",
    ),
    "order_needs": (
        "Al pedido le falta un dato, o tiene código postal y tienda a la vez ({about}).",
        "The order lacks something, or has both a postal code and a pickup store ({about}).",
    ),
    "order_differs": (
        "El pedido {about} ya existe con otros artículos o importes.",
        "Order {about} exists already with other items or amounts.",
    ),
    "overlapping_ranges": (
        "El rango {value} se encima con {about} y dicen cosas distintas; no se aplica ninguno.",
        "The range {value} overlaps with {about} and they say different things; neither is applied.",
    ),
    "place_missing": (
        "El renglón no dice de qué lugar: falta código postal, rango, prefijo o estado.",
        "The row does not say of which place: postal code, range, prefix or state is missing.",
    ),
    "personal_data": (
        "Use la clave del cliente, no su nombre, correo o teléfono.",
        "Use the customer's code, not a name, an address or a telephone number.",
    ),
    "too_large": ("«{value}» es demasiado grande; el máximo es {about}.", '"{value}" is too large; at most {about}.'),
    "too_long": ("El texto pasa de {about} caracteres.", "The text is longer than {about} characters."),
    "too_precise": ("«{value}» tiene fracciones de centavo.", '"{value}" has fractions of a centavo.'),
    "unclosed_quote": ("Se abren comillas que no se cierran.", "A quotation mark is opened and never closed."),
    "unknown_branch": (
        "No conocemos la sucursal «{value}» y el renglón no la describe ({about}).",
        'We do not know the branch "{value}" and the row does not describe it ({about}).',
    ),
    "unknown_location": ("No conocemos la ubicación «{value}».", 'We do not know the location "{value}".'),
    "unknown_postal_code": (
        "El código postal «{value}» no está en el catálogo cargado.",
        'The postal code "{value}" is not in the loaded catalogue.',
    ),
    "unknown_service": (
        "No conocemos el servicio «{value}» y el renglón no lo describe ({about}).",
        'We do not know the service "{value}" and the row does not describe it ({about}).',
    ),
    "unknown_sku": ("No conocemos el producto «{value}».", 'We do not know the product "{value}".'),
}
"""(es-MX, en) by code; what the domain itself refuses has its sentences in `domain/values/refusal.py`."""


class Fault(msgspec.Struct, frozen=True):
    """What is wrong with one cell or row: a code of REASONS (or of a Refused), the value, what it is about."""

    code: str
    value: str = ""
    about: str = ""
    refused: Refused | None = None


class BadRow(msgspec.Struct, frozen=True):
    """A row that was not applied, for people and for `--json`."""

    line: int
    """As an editor or a spreadsheet numbers it, from 1."""
    column: str
    """The file's own header of the cell at fault; empty where it is the whole row."""
    code: str
    value: str
    reason_es: str
    reason_en: str
    sheet: str = ""


def refused(answer: Refused) -> Fault:
    """The domain's no as a fault of the row that asked."""
    return Fault(str(answer.reason), answer.about, refused=answer)


def say(fault: Fault) -> tuple[str, str]:
    """The fault's sentence in Spanish and in English."""
    if fault.refused is not None:
        return refusal.say(fault.refused, "es"), refusal.say(fault.refused, "en")
    spanish, english = REASONS[fault.code]
    words = {"value": shown(fault.value), "about": fault.about}
    return spanish.format(**words), english.format(**words)


def shown(value: Any) -> str:
    """A value as it may stand in a report: one line, printable, not too long."""
    text = "".join(letter if letter.isprintable() else "·" for letter in str(value))
    return text if len(text) <= VALUE_SHOWN else text[: VALUE_SHOWN - 1] + "…"


class BadRows:
    """The bad rows of one import: all are counted, the first are listed, all go to a CSV file if one was asked for."""

    def __init__(self, sheets: Iterable[str] = (), path: Path | None = None) -> None:
        self.listed: list[BadRow] = []
        self.numbers: list[NDArray[np.int64]] = []
        self.path = path
        self._sheets = list(sheets)
        self._one_by_one: set[int] = set()
        self._file: TextIO | None = None
        self._put: Callable[[list[str]], Any] = list

    def add(self, number: int, column: str, fault: Fault) -> None:
        """One row; a row already in the list is not counted twice."""
        if number in self._one_by_one:
            return
        self._one_by_one.add(number)
        if self.wants_more:
            self._write(self._bad_row(number, column, fault))

    def add_many(self, numbers: NDArray[np.int64], tell: Callable[[int], tuple[str, Fault]]) -> None:
        """Many rows at once, distinct and new; `tell(i)` explains the i-th and is asked only for rows shown."""
        self.numbers.append(numbers)
        for at, number in enumerate(numbers.tolist()):
            if not self.wants_more:
                break
            self._write(self._bad_row(number, *tell(at)))

    def knows(self, number: int) -> bool:
        """Whether the row was told to be bad by itself."""
        return number in self._one_by_one

    @property
    def count(self) -> int:
        return len(self._one_by_one) + sum(map(len, self.numbers))

    @property
    def wants_more(self) -> bool:
        """Whether another bad row would be told, not only counted."""
        return self.path is not None or len(self.listed) < BAD_ROWS_SHOWN

    def all_numbers(self) -> NDArray[np.int64]:
        """The numbers of all bad rows, ascending."""
        alone = np.fromiter(self._one_by_one, dtype=np.int64, count=len(self._one_by_one))
        return np.unique(np.concatenate([alone, *self.numbers]))

    def close(self) -> None:
        """Let go of the CSV file, if one was begun."""
        self.listed.sort(key=lambda row: (row.sheet, row.line))
        if self._file is not None:
            self._file.close()
            self._file = None

    def _bad_row(self, number: int, column: str, fault: Fault) -> BadRow:
        sheet, line = divmod(number, 1 << SHEET_SHIFT)
        name = self._sheets[sheet] if sheet < len(self._sheets) else ""
        return BadRow(line, column, fault.code, shown(fault.value), *say(fault), name)

    def _write(self, row: BadRow) -> None:
        if len(self.listed) < BAD_ROWS_SHOWN:
            self.listed.append(row)
        if self.path is None:
            return
        if self._file is None:
            self._file = self.path.open("w", encoding="utf-8-sig", newline="")
            self._put = csv.writer(self._file).writerow
            self._put(list(BadRow.__struct_fields__))
        self._put([_harmless(str(getattr(row, name))) for name in BadRow.__struct_fields__])


def _harmless(text: str) -> str:
    """A cell that a spreadsheet will not take for a formula."""
    return "'" + text if text[:1] in ("=", "+", "-", "@") else text
