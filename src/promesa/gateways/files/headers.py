"""Which column is which: header names in Spanish or English, whatever their accents, case and punctuation."""

import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from promesa.gateways.files import troubles

CODE, NUMBER, TEXT = "code", "number", "text"
CONSTANT = "="
"""A mapping whose left side begins with this is a value for every row: {"=CEDIS-1": "location"}."""
IGNORE = "-"


class Field(msgspec.Struct, frozen=True):
    """One of our columns, and the names under which it comes; the first of them wins where a file has several."""

    name: str
    words: tuple[str, ...]
    form: str = TEXT
    """"code" (digits are text, numbers are a warning), "number" (its decimal mark is looked for), or "text"."""
    required: bool = False


class Columns(msgspec.Struct, frozen=True):
    """What a header line means."""

    at: dict[str, int]
    """Our name -> index of the column."""
    said: dict[str, str]
    """Our name -> the file's own header (or the constant)."""
    constants: dict[str, str]
    unknown: tuple[str, ...]
    """Headers that mean nothing to us: not read."""
    missing: tuple[str, ...]
    """Our names of required columns that are not there."""
    width: int


def plain(name: object) -> str:
    """Letters and digits only, lower case and without accents: how header names are compared."""
    decomposed = unicodedata.normalize("NFKD", str(name))
    return "".join(letter for letter in decomposed if letter.isalnum()).casefold()


def field(name: str, words: str, form: str = TEXT, required: bool = False) -> Field:
    """A Field whose words are written with commas between; its own name is one of them."""
    listed = dict.fromkeys([plain(name), *(plain(word) for word in words.split(","))])
    return Field(name, tuple(listed), form, required)


def unread(name: str) -> Field:
    """A column that is known and of which nothing is needed."""
    return Field(name, (plain(name),))


def recognised(cells: Sequence[object], fields: Sequence[Field], mapping: Mapping[str, str]) -> int:
    """How many of our columns a line of cells names: the header line names most."""
    said = {plain(cell) for cell in cells} - {""}
    mapped = {plain(theirs) for theirs in mapping}
    return sum(bool(said.intersection(one.words)) for one in fields) + len(said & mapped)


def match(header: Sequence[str], fields: Sequence[Field], mapping: Mapping[str, str], path: Path) -> Columns:
    """The meaning of a header line. Raises BadMapping, DoubledColumn; missing columns are only listed."""
    names = [plain(name) for name in header]
    known = {one.name for one in fields}
    at, said, constants, ignored = dict[str, int](), dict[str, str](), dict[str, str](), set[int]()
    for theirs, ours in mapping.items():
        _check(theirs, ours, header, known, path)
        if theirs.startswith(CONSTANT):
            constants[ours] = said[ours] = theirs.removeprefix(CONSTANT)
        elif ours in ("", IGNORE):
            ignored.add(names.index(plain(theirs)))
        else:
            at[ours], said[ours] = names.index(plain(theirs)), theirs.strip()
    for one in fields:
        if one.name not in said:
            index = _index(one, names, ignored | set(at.values()), header, path)
            if index is not None:
                at[one.name], said[one.name] = index, str(header[index]).strip()
    unread = [index for index, name in enumerate(names) if name and index not in {*at.values(), *ignored}]
    missing = tuple(one.name for one in fields if one.required and one.name not in said)
    unknown = tuple(str(header[index]).strip() for index in unread)
    return Columns(at, said, constants, unknown, missing, len(header))


def _check(theirs: str, ours: str, header: Sequence[str], known: set[str], path: Path) -> None:
    why = ""
    if ours not in known and (ours not in ("", IGNORE) or theirs.startswith(CONSTANT)):
        why = ours
    elif not theirs.startswith(CONSTANT) and plain(theirs) not in {plain(name) for name in header}:
        why = theirs
    if why:
        found, ours_all = listed(header), ", ".join(sorted(known))
        raise troubles.BadMapping(theirs=theirs, ours=ours, why=f"«{why}»?", found=found, known=ours_all, path=path)


def _index(one: Field, names: list[str], taken: set[int], header: Sequence[str], path: Path) -> int | None:
    """The column that bears the field's best word."""
    for word in one.words:
        found = [index for index, name in enumerate(names) if name == word and index not in taken]
        if len(found) > 1:
            raise troubles.DoubledColumn(path=path, name=str(header[found[0]]).strip())
        if found:
            return found[0]
    return None


def listed(header: Sequence[object]) -> str:
    """The header names in one line, for a message."""
    return ", ".join(str(name).strip() for name in header if str(name).strip())
