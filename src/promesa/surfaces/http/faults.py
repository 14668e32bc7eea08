"""What is wrong with a field, said to people in Spanish and in English: msgspec's words read once, here."""

import re
from collections.abc import Callable
from typing import NamedTuple


class Fault(NamedTuple):
    """Which field (`lines[0].units`), and what is wrong with it."""

    field: str
    spanish: str
    english: str


_AT = re.compile(r"^(.*?)(?: - at `(?:key in )?\$\.?(.*)`)?$", re.DOTALL)
_KINDS = {
    "str": ("un texto", "a text"),
    "int": ("un entero", "an integer"),
    "float": ("un número", "a number"),
    "bool": ("true o false", "true or false"),
    "object": ("un objeto", "an object"),
    "array": ("una lista", "a list"),
    "null": ("null", "null"),
    "datetime": ("una fecha con hora", "a date with its time"),
    "date": ("una fecha", "a date"),
}
_SIGNS = {"<=": ("a lo más", "at most"), ">=": ("al menos", "at least"), "<": ("menos de", "less than")}
_SIGNS[">"] = ("más de", "more than")

Say = Callable[[re.Match[str]], tuple[str, str]]


def _kinds(names: str) -> tuple[str, str]:
    found = [_KINDS.get(name.strip("` "), (name.strip("` "),) * 2) for name in names.split("|")]
    return " o ".join(es for es, _ in found), " or ".join(en for _, en in found)


def _expected(match: re.Match[str]) -> tuple[str, str]:
    wanted, got = _kinds(match[1]), _kinds(match[2])
    return f"se esperaba {wanted[0]} y llegó {got[0]}", f"expected {wanted[1]}, got {got[1]}"


def _bound(match: re.Match[str]) -> tuple[str, str]:
    sign = _SIGNS[match[2]]
    return f"debe ser {sign[0]} {match[3]}", f"must be {sign[1]} {match[3]}"


def _length(match: re.Match[str]) -> tuple[str, str]:
    sign = _SIGNS[match[2]]
    return f"debe medir {sign[0]} {match[3]}", f"must have a length of {sign[1]} {match[3]}"


_SENTENCES: tuple[tuple[re.Pattern[str], Say], ...] = (
    (re.compile(r"Expected `([^`]+)`, got `([^`]+)`"), _expected),
    (re.compile(r"Expected `(\w+)` of length (<=|>=) (\d+)"), _length),
    (re.compile(r"Expected `(\w+)` (<=|>=|<|>) (\S+)"), _bound),
    (
        re.compile(r"Expected `str` matching regex"),
        lambda _: ("tiene caracteres que no se aceptan", "has characters that are not accepted"),
    ),
    (
        re.compile(r"Expected `datetime` with a timezone"),
        lambda _: ("le falta la zona horaria", "its time zone is missing"),
    ),
    (re.compile(r"missing required field `([^`]+)`"), lambda m: (f"falta {m[1]}", f"{m[1]} is missing")),
    (re.compile(r"unknown field `([^`]*)`"), lambda m: (f"no conocemos {m[1]}", f"{m[1]} is not known")),
    (re.compile(r"Invalid enum value (.+)"), lambda m: (f"no es una de las opciones: {m[1]}", f"is no choice: {m[1]}")),
    (re.compile(r"Invalid RFC3339"), lambda _: ("no es una fecha ISO 8601", "is not an ISO 8601 date")),
    (re.compile(r"out of range"), lambda _: ("es un número demasiado grande", "is too large a number")),
    (re.compile(r"unknown time zone (.+)"), lambda m: (f"no existe la zona {m[1]}", f"there is no time zone {m[1]}")),
    (re.compile(r"year between (\d+) and (\d+)"), lambda m: (f"el año debe estar entre {m[1]} y {m[2]}", m[0])),
)


def read(error: str) -> Fault:
    """A validation error in people's words; one that we have no words for is shown as it is."""
    match = _AT.match(error)
    assert match is not None
    text, field = match[1], (match[2] or "").replace("[...]", "[]")
    for pattern, say in _SENTENCES:
        found = pattern.search(text)
        if found is not None:
            return Fault(field, *say(found))
    return Fault(field, text, text)
