"""One word per thing: the glossary decides, this test watches."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.house import tree

GLOSSARY = tree.ROOT / "docs" / "glossary.md"
WATCHED = [path for path in tree.modules() if tree.room_of(path) in ("domain", "flows")]
# The words that the design fixed before there was any code.
FIXED = """
location, on_hand, reserved, safety_stock, available, supply, reservation, allocation, sourcing, shipment, parcel,
service, lane, coverage, extended zone, ocurre, cut-off, handling time, transit time, quote, promise, keep_probability,
kept, broken, moved, reroute, pickup, return, claim, case, consent, template, service window, mandate, autonomy, otif,
perfect order
"""


class Entry(NamedTuple):
    word: str
    spanish: str
    meaning: str


class Banned(NamedTuple):
    word: str
    instead: str
    unless: tuple[str, ...]


@cache
def rows(heading_is_ban: bool) -> list[list[str]]:
    """The table rows of the page, either those of the last section or all before it."""
    before, _, after = GLOSSARY.read_text("utf-8").partition("## Words we do not use")
    lines = [line for line in (after if heading_is_ban else before).splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def entries() -> list[Entry]:
    return [Entry(row[0].strip("`"), row[1], row[2]) for row in rows(False)]


def banned() -> list[Banned]:
    return [Banned(row[0].strip("`"), row[1], tuple(re.findall(r"`(\w+)`", row[2]))) for row in rows(True)]


def words(name: str) -> list[str]:
    """The words of an identifier: `keep_rate`, `KeepRate` and `KEEP_RATE` are keep, rate."""
    spaced = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    return [word.lower() for word in re.split(r"[^A-Za-z0-9]+", spaced) if word]


def singular(word: str) -> str:
    for plural, single in (("ies", "y"), ("ches", "ch"), ("lves", "lf"), ("sses", "ss"), ("s", "")):
        if word.endswith(plural) and not word.endswith("ss"):
            return word.removesuffix(plural) + single
    return word


@cache
def vocabulary() -> frozenset[str]:
    found = {word for entry in entries() for word in words(entry.word)}
    return frozenset(found | {singular(word) for word in found})


def identifiers(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Every name that a file gives to something, with its line: not the names that it merely imports and uses."""
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.attr


def offence(name: str, ban: Banned) -> bool:
    parts = words(name)
    rest = "_".join(parts)
    for excuse in ban.unless:
        rest = rest.replace(excuse, "")
    if "_" in ban.word:
        return rest == ban.word
    return ban.word in rest.split("_")


def test_every_fixed_word_has_its_line() -> None:
    missing = {word.strip() for word in FIXED.split(",")} - {entry.word for entry in entries()}
    assert not missing, f"no line in docs/glossary.md: {sorted(missing)}"


def test_every_line_is_whole() -> None:
    hollow = [entry.word for entry in entries() if not (entry.spanish and entry.meaning)]
    assert not hollow, f"without Spanish or meaning: {hollow}"


def test_one_line_per_word() -> None:
    said = [entry.word for entry in entries()]
    twice = {word for word in said if said.count(word) > 1}
    assert not twice, f"explained twice: {twice}"
    both = {ban.word for ban in banned()} & set(said)
    assert not both, f"explained and banned: {both}"


@pytest.mark.parametrize("path", [p for p in WATCHED if tree.room_of(p) == "domain"], ids=tree.name_of)
def test_every_class_of_the_domain_speaks_the_glossary(path: Path) -> None:
    classes = [node.name for node in ast.walk(tree.parse(path)) if isinstance(node, ast.ClassDef)]
    public = [name for name in classes if not name.startswith("_")]
    strange = [name for name in public if not {singular(word) for word in words(name)} & vocabulary()]
    assert not strange, f"no word of docs/glossary.md in {strange}: add the noun there, or use the one that is there"


@pytest.mark.parametrize("path", WATCHED, ids=tree.name_of)
def test_no_second_word_for_the_same_thing(path: Path) -> None:
    found = {
        f"line {line}: {name} (say {ban.instead})"
        for line, name in identifiers(tree.parse(path))
        for ban in banned()
        if offence(name, ban)
    }
    assert not found, f"words we do not use: {sorted(found)}"


def test_the_rule_knows_words_from_parts_of_words() -> None:
    keep = Banned("keep", "reserve", ("keep_probability", "keep_rate"))
    assert offence("keep_units", keep)
    assert offence("StockKeep", keep)
    assert not offence("keep_probability_min", keep)
    assert not offence("keeper", keep)
    assert offence("shipment_id", Banned("shipment_id", "parcel", ()))
    assert not offence("shipment", Banned("shipment_id", "parcel", ()))
