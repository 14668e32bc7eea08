"""One row at a time: each cell read as what its column means, and the first thing that is wrong with the row."""

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any, TypeVar

from promesa.domain.values import ids, moments, place
from promesa.domain.values.ids import PostalCode
from promesa.domain.values.money import MAX_CENTAVOS, Centavos
from promesa.gateways.files import headers, numerals
from promesa.gateways.files.faults import Fault
from promesa.gateways.files.headers import Columns
from promesa.gateways.files.tables import Cells

T = TypeVar("T")

TEXT_MAX = 1_000
SEEN_MAX = 4_096
YES = frozenset(
    map(headers.plain, ("sí", "s", "yes", "y", "true", "verdadero", "1", "x", "activo", "activa", "active", "alta"))
)
NO = frozenset(
    map(
        headers.plain,
        ("no", "n", "false", "falso", "0", "inactivo", "inactiva", "inactive", "baja", "descontinuado", "discontinued"),
    )
)
NOTHING = frozenset(("-", "--", "—", "n/a", "na", "null", "none", "ninguno", "ninguna"))
"""What is written to say that there is nothing, where an empty cell says nothing at all."""


class Cursor:
    """The row at hand of one sheet; a class because it owns the cells and the first fault found in them.

    A cell that is empty or whose column is missing reads as None: nothing was said. After a fault every further cell
    of the row reads as None too, and `fault` with `column` (the file's own header) say what was wrong.
    """

    def __init__(self, columns: Columns, decimals: Mapping[str, str | None]) -> None:
        self.columns = columns
        self._decimals = decimals
        self._cells: Cells = []
        self._seen: dict[str, dict[str, Any]] = {}
        self.fault: Fault | None = None
        self.column = ""

    def take(self, cells: Cells | Fault) -> None:
        """Begin with another row."""
        self.fault, self.column = None, ""
        if isinstance(cells, Fault):
            self._cells, self.fault = [], cells
            return
        self._cells = cells
        if len(cells) > self.columns.width and any(str(cell).strip() for cell in cells[self.columns.width :]):
            self.fault = Fault("cells_spill")

    def blame(self, field: str, fault: Fault) -> None:
        """The row is bad because of this column; the first blame stays."""
        if self.fault is None:
            self.fault, self.column = fault, self.columns.said.get(field, field)

    def raw(self, field: str) -> Any:
        """The cell as it stands there; "" where there is none."""
        index = self.columns.at.get(field)
        if index is None:
            return self.columns.constants.get(field, "")
        return self._cells[index] if index < len(self._cells) else ""

    def read(self, field: str, reading: Callable[[Any], T | Fault], required: bool = False) -> T | None:
        """The cell through a reading; None where nothing is said, or nothing good."""
        if self.fault is not None:
            return None
        cell = self.raw(field)
        if isinstance(cell, str) and not cell.strip():
            if required:
                self.blame(field, Fault("missing"))
            return None
        value = self._remembered(field, cell, reading)
        if isinstance(value, Fault):
            self.blame(field, value)
            return None
        return value

    def _remembered(self, field: str, cell: Any, reading: Callable[[Any], T | Fault]) -> T | Fault:
        """A column mostly repeats itself: a text already read is not read again (a field has one reading)."""
        if type(cell) is not str:
            return reading(cell)
        seen = self._seen.setdefault(field, {})
        if cell not in seen:
            if len(seen) >= SEEN_MAX:
                seen.clear()
            seen[cell] = reading(cell)
        found: T | Fault = seen[cell]
        return found

    def code(self, field: str, required: bool = False) -> str | None:
        return self.read(field, code, required)

    def text(self, field: str) -> str | None:
        return self.read(field, text)

    def whole(self, field: str, most: int = numerals.INT32_MAX, required: bool = False) -> int | None:
        return self.read(field, lambda cell: numerals.whole(cell, self._decimals.get(field), most), required)

    def centavos(self, field: str) -> Centavos | None:
        found = self.read(field, lambda cell: numerals.hundredths(cell, self._decimals.get(field), MAX_CENTAVOS))
        return None if found is None else Centavos(found)

    def scaled(self, field: str, times: int, most: int) -> int | None:
        """A measure in another unit (kilograms as grams: times 1000), rounded up to a whole one."""

        def reading(cell: Any) -> int | Fault:
            value = numerals.number(cell, self._decimals.get(field))
            if isinstance(value, Fault):
                return value
            if value < 0:
                return Fault("negative", str(cell))
            found = math.ceil(round(value, 6) * times if isinstance(cell, float) else value * times)
            return found if found <= most else Fault("too_large", str(cell), str(most // times))

        return self.read(field, reading)

    def yes_no(self, field: str) -> bool | None:
        return self.read(field, yes_no)

    def choice(self, field: str, words: Mapping[str, str]) -> str | None:
        """One of ours by any of its words (plain words -> ours)."""
        return self.read(field, lambda cell: chosen(cell, words))

    def degrees(self, field: str, most: float) -> float | None:
        return self.read(field, lambda cell: degrees(cell, most))

    def zone(self, field: str) -> str | None:
        return self.read(field, zone)


# --- readings ---


def as_text(cell: Any) -> str:
    """The cell's words: a spreadsheet's 12.0 is "12", its moments are ISO dates and hours."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(sep=" ")
    return str(cell)


def code(cell: Any) -> str | Fault:
    """An identifier: trimmed once, composed, compared whole: "0012" is not "12"."""
    if isinstance(cell, bool | date | time):
        return Fault("bad_code", str(cell), type(cell).__name__)
    if isinstance(cell, float) and (not cell.is_integer() or abs(cell) >= numerals.EXACT_FLOAT):
        return Fault("digits_lost", repr(cell))
    name = as_text(cell)
    if not name.isprintable():
        return Fault("control_character", name)
    if len(name) > ids.ID_LENGTH:
        return Fault("too_long", name, str(ids.ID_LENGTH))
    return ids.entered(name) if ids.is_sound(name) else Fault("bad_code", name, "")


def text(cell: Any) -> str | Fault:
    """Words for people: line breaks and runs of spaces are one space; other control characters are a fault."""
    words = " ".join(as_text(cell).split())
    if not words.isprintable():
        return Fault("control_character", words)
    return words if len(words) <= TEXT_MAX else Fault("too_long", words, str(TEXT_MAX))


def yes_no(cell: Any) -> bool | Fault:
    word = headers.plain(as_text(cell))
    if word in YES or word in NO:
        return word in YES
    return Fault("bad_yes_no", str(cell))


def chosen(cell: Any, words: Mapping[str, str]) -> str | Fault:
    found = words.get(headers.plain(as_text(cell)))
    return Fault("bad_choice", str(cell), ", ".join(dict.fromkeys(words.values()))) if found is None else found


def degrees(cell: Any, most: float) -> float | Fault:
    value = numerals.number(cell, "." if "." in str(cell) else ",")
    if isinstance(value, Fault):
        return Fault("bad_coordinate", str(cell))
    return float(value) if abs(value) <= most else Fault("bad_coordinate", str(cell))


def zone(cell: Any) -> str | Fault:
    name = as_text(cell)
    return name if moments.is_zone(name) else Fault("bad_zone", name)


def postal_code(cell: Any) -> PostalCode | Fault:
    """Five digits; four are five whose leading zero a spreadsheet dropped (no Mexican code has four)."""
    digits = as_text(cell)
    if digits.isascii() and digits.isdigit() and len(digits) == 4:
        digits = "0" + digits
    return place.postal_code(digits) or Fault("bad_postal_code", str(cell))


def state(cell: Any) -> str | Fault:
    """A state's two-digit INEGI code by any of its names; 9 is 09."""
    name = as_text(cell)
    found = place.state_code(name.zfill(2) if name.isascii() and name.isdigit() else name)
    return found if found is not None else Fault("bad_state", name)


def day(cell: Any) -> date | Fault:
    """2027-12-31 or 31/12/2027; other orders are not guessed."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    written = as_text(cell)
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(written, form).date()  # noqa: DTZ007 - a civil date has no zone
        except ValueError:
            continue
    return Fault("bad_date", written)
