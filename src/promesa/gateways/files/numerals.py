"""Numbers as people and programs write them: which mark is the decimal one is decided by the column, never guessed."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import msgspec

from promesa.gateways.files.faults import Fault

TEXT_MAX = 40
INT32_MAX = 2**31 - 1
EXACT_FLOAT = 10**15
"""Spreadsheets keep fifteen digits: a whole number above this has lost some."""

_NOISE = re.compile(r"(?i)^(mxn|usd|mx)?\s*\$?\s*|\s*(mxn|usd|pesos|m\.n\.)?$")
_SPACES = re.compile(r"(?<=\d)[ \u00a0\u2009\u202f'](?=\d{3}(?!\d))")
_SCIENTIFIC = re.compile(r"\d+(\.\d+)?[eE]\+?\d{1,2}", re.ASCII)
_WHOLE = re.compile(r"\d+", re.ASCII)
_GROUPED = {
    mark: re.compile(rf"\d{{1,3}}(?:\{mark}\d{{3}})+(?:\{other}\d*)?", re.ASCII) for mark, other in (",.", ".,")
}
_DECIMAL = {mark: re.compile(rf"\d*\{mark}\d*", re.ASCII) for mark in ".,"}
OTHER = {".": ",", ",": "."}


class Marks(msgspec.Struct):
    """What a column's cells say about its decimal mark."""

    dot: bool = False
    comma: bool = False

    @property
    def decimal(self) -> str | None:
        """The decimal mark, if the column says one and does not contradict itself."""
        if self.dot == self.comma:
            return None
        return "." if self.dot else ","

    def learn(self, cell: Any) -> None:
        """Take a cell as evidence: 1,234.50 and 12.5 speak for the dot, 1.234,50 and 12,5 for the comma."""
        if isinstance(cell, str) and not cell.isdigit():
            mark = evidence(bare(cell)[0])
            self.dot, self.comma = self.dot or mark == ".", self.comma or mark == ","


def settled(own: Marks, others: Iterable[Marks]) -> str | None:
    """The column's decimal mark: by its own cells, else by the file's other columns if these agree."""
    if own.dot or own.comma:
        return own.decimal
    said = list(others)
    return Marks(any(one.dot for one in said), any(one.comma for one in said)).decimal


def bare(text: str) -> tuple[str, bool]:
    """The digits and marks alone, and whether the number is below zero: -5, 5-, (5), $1 234."""
    text = text.strip()
    negative = text.startswith(("-", "−", "(")) or text.endswith("-")
    text = text.strip("-−+() ")
    return _SPACES.sub("", _NOISE.sub("", text)), negative


def evidence(text: str) -> str:
    """The mark "." or "," if the digits can only be read with it as decimal; "" without marks; "?" if with either."""
    marks = {mark for mark in ".," if mark in text}
    if not marks:
        return ""
    readable = [mark for mark in ".," if _reads(text, mark)]
    return readable[0] if len(readable) == 1 else "?"


def _reads(text: str, decimal: str) -> bool:
    """Whether the digits make a number with that decimal mark; 0.234 and 1234.567 are no thousands."""
    thousands = OTHER[decimal]
    if thousands in text:
        return _GROUPED[thousands].fullmatch(text) is not None and not text.startswith("0")
    return _DECIMAL[decimal].fullmatch(text) is not None and any(letter.isdigit() for letter in text)


def number(cell: Any, decimal: str | None) -> Decimal | Fault:
    """The exact value of a cell. Faults: missing, not_a_number, ambiguous_number, digits_lost."""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return Fault("not_a_number", str(cell))
    if isinstance(cell, float):
        return _float(cell)
    if isinstance(cell, int):
        return Decimal(cell)
    if not cell.strip():
        return Fault("missing")
    if len(cell) > TEXT_MAX:
        return Fault("not_a_number", cell)
    return _text(cell, decimal)


def _float(cell: float) -> Decimal | Fault:
    if cell != cell or abs(cell) == float("inf"):
        return Fault("not_a_number", str(cell))
    return Decimal(repr(cell)) if abs(cell) < EXACT_FLOAT else Fault("digits_lost", f"{cell:.0f}")


def _text(cell: str, decimal: str | None) -> Decimal | Fault:
    digits, negative = bare(cell)
    if _WHOLE.fullmatch(digits) or _SCIENTIFIC.fullmatch(digits):
        return -Decimal(digits) if negative else Decimal(digits)
    own = evidence(digits)
    if own == "":
        return Fault("not_a_number", cell)
    readable = [mark for mark in ".," if _reads(digits, mark)]
    if not readable:
        return Fault("not_a_number", cell)
    mark = own if own != "?" else decimal
    if mark is None:
        return Fault("ambiguous_number", cell)
    value = Decimal(digits.replace(OTHER[mark], "").replace(mark, "."))
    return -value if negative else value


def whole(cell: Any, decimal: str | None, most: int = INT32_MAX) -> int | Fault:
    """A whole number from 0 to `most`; "12.00" is 12. Faults also: fraction, negative, too_large."""
    value = number(cell, decimal)
    if isinstance(value, Fault):
        return value
    if value < 0:
        return Fault("negative", str(cell))
    if value > most:
        return Fault("too_large", str(cell), str(most))
    return int(value) if value == value.to_integral_value() else Fault("fraction", str(cell))


def hundredths(cell: Any, decimal: str | None, most: int) -> int | Fault:
    """Centavos from pesos, exactly, from 0 to `most`; a spreadsheet's 0.30000000000000004 is 30."""
    value = number(cell, decimal)
    if isinstance(value, Fault):
        return value
    if isinstance(cell, float):
        value = round(value, 6)
    centavos = value * 100
    if centavos < 0:
        return Fault("negative", str(cell))
    if centavos > most:
        return Fault("too_large", str(cell), str(most // 100))
    return int(centavos) if centavos == centavos.to_integral_value() else Fault("too_precise", str(cell))
