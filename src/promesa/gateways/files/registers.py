"""A public register against advertising (REPEP): a file of telephone numbers, of which only marks are kept."""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from promesa.domain.people import addresses
from promesa.domain.people.consent.words import LoadRegister
from promesa.domain.values.moments import Instant
from promesa.gateways.files import headers, reading
from promesa.gateways.files.headers import CODE
from promesa.gateways.files.reading import Options

FIELDS = (
    headers.field(
        "phone",
        "teléfono, número, número telefónico, no. telefónico, línea, celular, móvil, phone, phone number, number",
        CODE,
        True,
    ),
)
NATIONAL_DIGITS = 10
MARKS_TOGETHER = 2_000
REPEP = "repep"


class RegisterFile(msgspec.Struct, frozen=True):
    """The marks of a file's numbers, each once; rows that hold no number."""

    marks: tuple[str, ...]
    bad_rows: tuple[int, ...]


def read(path: Path, mark: Callable[[bytes], str], options: Options) -> RegisterFile:
    """`mark` is the vault's for addresses, so that a number finds its customer without standing anywhere."""
    file = reading.read(path, FIELDS, options, lambda _, __, ___: None)
    marks, bad = dict[str, None](), list[int]()
    for number, row in reading.lines(file):
        told = row.code("phone", required=True)
        phone = _phone(told or "")
        if row.fault is not None or not phone:
            bad.append(number)
        else:
            marks[mark(phone.encode())] = None
    return RegisterFile(tuple(marks), tuple(bad))


def _phone(told: str) -> str:
    """In the one way in which addresses are compared; "" for what is no number. Ten digits are Mexican."""
    digits = "".join(letter for letter in told if letter.isascii() and letter.isdecimal())
    if len(digits) == NATIONAL_DIGITS:
        digits = f"52{digits}"
    return addresses.canonical(digits) if NATIONAL_DIGITS < len(digits) <= addresses.DIGITS_MAX else ""


def commands(file: RegisterFile, listed: set[str], entered_at: Instant, name: str = REPEP) -> Iterator[LoadRegister]:
    """What the file adds to a register and takes from it, in pieces; `listed`: what was in it before."""
    gone = sorted(listed - set(file.marks))
    fresh = [mark for mark in file.marks if mark not in listed]
    for start in range(0, len(fresh), MARKS_TOGETHER):
        yield LoadRegister(name, entered_at, tuple(fresh[start : start + MARKS_TOGETHER]))
    for start in range(0, len(gone), MARKS_TOGETHER):
        yield LoadRegister(name, entered_at, (), tuple(gone[start : start + MARKS_TOGETHER]))
