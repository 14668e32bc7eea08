"""Reads JSON of which every field may be missing, or be of another type than the manual says."""

import json
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from promesa.domain.values.moments import Instant

NOTHING: Mapping[str, Any] = {}
SECOND = 1_000_000
MILLISECONDS_FROM = 100_000_000_000
"""A timestamp so large counts milliseconds: as seconds it would be the year 5138."""
CLOCKS_APART = 86_400 * SECOND
DIGITS = re.compile(r"-?\d{1,15}(\.\d*)?")


def parse(raw: bytes) -> Any:
    """The JSON of a body; lone surrogates and bytes that are not UTF-8 become "?". Raises ValueError."""
    try:
        return msgspec.json.decode(raw)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        pass
    try:
        told = json.loads(raw.decode(errors="replace"))
        return json.loads(json.dumps(told, ensure_ascii=False).encode(errors="replace"))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def fields(told: Any, name: str = "") -> Mapping[str, Any]:
    """An object, or the object under a name of an object; an empty one where there is none."""
    found = told.get(name) if name and isinstance(told, dict) else None if name else told
    return found if isinstance(found, dict) else NOTHING


def items(told: Any, name: str) -> list[Any]:
    """The list under a name; one that is no list is a list of one; none where there is nothing."""
    found = fields(told).get(name)
    if found is None:
        return []
    return found if isinstance(found, list) else [found]


def text(told: Any, *names: str) -> str:
    """The first of the names that says something, as text; a number is written out."""
    known = fields(told)
    for name in names:
        found = known.get(name)
        if isinstance(found, str) and found:
            return found
        if isinstance(found, int | float) and not isinstance(found, bool):
            return str(found)
    return ""


def instant(told: Any, name: str, otherwise: Instant, arrived_at: Instant) -> Instant:
    """Seconds since 1970, as text or as a number, in µs; `otherwise` where there are none, or from the future."""
    written = text(told, name).strip()
    if not DIGITS.fullmatch(written):
        return otherwise
    seconds = int(written.partition(".")[0])
    micros = seconds * 1_000 if seconds >= MILLISECONDS_FROM else seconds * SECOND
    return Instant(micros) if 0 < micros <= arrived_at + CLOCKS_APART else otherwise


def flag(told: Any, name: str) -> bool:
    """Whether it is true, or says so."""
    found = fields(told).get(name)
    return found is True or (isinstance(found, str) and found.lower() == "true")


def word(told: str, longest: int = 100) -> str:
    """A partner's word as it may stand in a fact: printable ASCII, and not long."""
    return "".join(letter if letter.isascii() and letter.isprintable() else "?" for letter in told[:longest])
