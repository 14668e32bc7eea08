"""Reads a case of capacitated facility location as OR-Library publishes it (Beasley, JORS 1990; files cap41 to capc).

Numbers in a row, wherever the lines break: how many facilities and customers; then a capacity and a fixed cost for each
facility; then for each customer its demand and the cost of serving all of it from each facility. In the large files the
word `capacity` stands where the capacity goes.
"""

import math
from pathlib import Path
from typing import NamedTuple, NoReturn

import numpy as np
from numpy.typing import NDArray

from promesa.engine.log import Trouble
from promesa.kernels.facility import Case

WORD = "capacity"
COUNT_MAX = 1_000_000


class NeedsCapacity(Trouble):
    english = "Line {line} says 'capacity' instead of a number: give it with --capacity N."
    spanish = "El renglón {line} dice 'capacity' en lugar de un número: indíquelo con --capacity N."


class NotANumber(Trouble):
    english = "Line {line}: {word!r} is no {what_en}; it must be a number that is not negative."
    spanish = "Renglón {line}: {word!r} no es {what_es}; debe ser un número no negativo."


class BadCount(Trouble):
    english = "Line {line}: {word!r} is no count of {what_en}."
    spanish = "Renglón {line}: {word!r} no es un número de {what_es}."


class DemandMissing(Trouble):
    english = "Line {line}: the demand of customer {customer} should begin here; a demand or a cost is missing above."
    spanish = (
        "Renglón {line}: aquí debería empezar la demanda del cliente {customer}; antes falta una demanda o un costo."
    )


class Truncated(Trouble):
    english = (
        "The file ends at line {line}, before {what_en}: {facilities} facilities and {customers} customers are "
        "{wanted} numbers, here are {found}."
    )
    spanish = (
        "El archivo termina en el renglón {line}, antes de {what_es}: {facilities} instalaciones y {customers} "
        "clientes son {wanted} números y aquí hay {found}."
    )


class TooMuch(Trouble):
    english = (
        "Line {line}: {word!r} comes after the last cost; the first line says {facilities} facilities and {customers} "
        "customers."
    )
    spanish = (
        "Renglón {line}: {word!r} viene después del último costo; el primer renglón dice {facilities} instalaciones y "
        "{customers} clientes."
    )


class Tokens(NamedTuple):
    """The words of a file, the line of each, and whether it is the first of its line."""

    words: list[str]
    lines: list[int]
    first: list[bool]


class Read(NamedTuple):
    """The case, and whether the capacity that was given was needed."""

    case: Case
    capacity_used: bool


def read(path: Path, capacity: float | None = None) -> Read:
    """The case in the file; `capacity` stands where the file has the word."""
    return parse(path.read_text("utf-8", errors="replace"), capacity)


def parse(text: str, capacity: float | None = None) -> Read:
    """The case in the text of a file; a Trouble names the line of what is missing, too much, or no number."""
    tokens = _tokens(text)
    facilities, customers = _count(tokens, 0), _count(tokens, 1)
    _check_length(tokens, facilities, customers)
    words = tokens.words
    numbers = np.array([_number(tokens, at, facilities, capacity) for at in range(2, len(words))])
    places = numbers[: 2 * facilities].reshape(facilities, 2)
    rows = numbers[2 * facilities :].reshape(customers, facilities + 1)
    used = any(word.lower() == WORD for word in words[2 : 2 + 2 * facilities : 2])
    return Read(Case(_own(places[:, 0]), _own(places[:, 1]), _own(rows[:, 0]), _own(rows[:, 1:])), used)


def _own(part: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.ascontiguousarray(part)


def _tokens(text: str) -> Tokens:
    words: list[str] = []
    lines: list[int] = []
    first: list[bool] = []
    for line, content in enumerate(text.split("\n"), 1):
        found = content.split()
        words += found
        lines += [line] * len(found)
        first += [place == 0 for place in range(len(found))]
    return Tokens(words, lines, first)


def _count(tokens: Tokens, at: int) -> int:
    names = (("facilities", "instalaciones"), ("customers", "clientes"))[at]
    word = tokens.words[at] if at < len(tokens.words) else ""
    line = tokens.lines[at] if at < len(tokens.lines) else 1
    if not word.isdecimal() or not 1 <= int(word) <= COUNT_MAX:
        raise BadCount(line=line, word=word, what_en=names[0], what_es=names[1])
    return int(word)


def _check_length(tokens: Tokens, facilities: int, customers: int) -> None:
    wanted = 2 + 2 * facilities + customers * (facilities + 1)
    found = len(tokens.words)
    about = {"facilities": facilities, "customers": customers}
    if found < wanted:
        _short(tokens, facilities, customers, wanted)
    if found > wanted:
        raise TooMuch(line=tokens.lines[wanted], word=tokens.words[wanted], **about)


def _short(tokens: Tokens, facilities: int, customers: int, wanted: int) -> NoReturn:
    """Where the first thing is missing: in the published layout each demand has a line of its own."""
    found = len(tokens.words)
    begins = range(2 + 2 * facilities, found, facilities + 1)
    alone = any(_alone(tokens, at) for at in range(begins.start, found - 1))
    for customer, at in enumerate(begins[:customers]):
        if not (_alone(tokens, at) if alone else tokens.first[at]):
            raise DemandMissing(line=tokens.lines[at], customer=customer + 1)
    spanish, english = _what(found, facilities)
    raise Truncated(
        line=tokens.lines[-1],
        what_en=english,
        what_es=spanish,
        facilities=facilities,
        customers=customers,
        wanted=wanted,
        found=found,
    )


def _alone(tokens: Tokens, at: int) -> bool:
    """Whether the word has a line for itself."""
    return tokens.first[at] and (at + 1 == len(tokens.words) or tokens.first[at + 1])


def _what(at: int, facilities: int) -> tuple[str, str]:
    """What stands at a place of the file, in Spanish and English."""
    place = at - 2
    if place < 2 * facilities:
        one = place // 2 + 1
        if place % 2:
            return f"el costo fijo de la instalación {one}", f"the fixed cost of facility {one}"
        return f"la capacidad de la instalación {one}", f"the capacity of facility {one}"
    customer, column = divmod(place - 2 * facilities, facilities + 1)
    if column == 0:
        return f"la demanda del cliente {customer + 1}", f"the demand of customer {customer + 1}"
    return (
        f"el costo del cliente {customer + 1} desde la instalación {column}",
        f"the cost of customer {customer + 1} from facility {column}",
    )


def _number(tokens: Tokens, at: int, facilities: int, capacity: float | None) -> float:
    word = tokens.words[at]
    is_capacity = at < 2 + 2 * facilities and at % 2 == 0
    if is_capacity and word.lower() == WORD:
        if capacity is None:
            raise NeedsCapacity(line=tokens.lines[at])
        return capacity
    try:
        number = float(word)
    except ValueError:
        number = math.nan
    if not (math.isfinite(number) and number >= 0) or "_" in word:
        spanish, english = _what(at, facilities)
        raise NotANumber(line=tokens.lines[at], word=word, what_es=spanish, what_en=english)
    return number
