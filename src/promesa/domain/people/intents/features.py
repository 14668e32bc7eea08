"""A message as a sparse row: its words, their neighbours, their letters, and the classes that a shop hears in them."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from zlib import crc32

import msgspec
import numpy as np

from promesa.domain.people.intents import spelling
from promesa.kernels.sparse_logits import Floats, Ints, Row

WIDTH = 1 << 16
"""Hashed columns; with some 60,000 features in use, a few share one, which costs little."""

LETTERS = (2, 3, 4, 5)
LETTER_WEIGHT = 0.25
CORRECTED_MIN = 5
"""Shorter words are one slip away from too many others."""


class Lexicon(msgspec.Struct, frozen=True):
    """Which class a heard word belongs to, by the whole word and by its beginning."""

    whole: Mapping[str, str]
    begins: Mapping[str, str]


class Ear(msgspec.Struct, frozen=True):
    """What hearing needs: classes, the words seen in lessons, how they may be mistyped, and how rare each column is."""

    lexicon: Lexicon
    known: frozenset[str]
    slips: Mapping[str, str]
    rarity: Floats


def read_lexicon(text: str) -> Lexicon:
    """`class: word word begin*` on each line."""
    whole: dict[str, str] = {}
    begins: dict[str, str] = {}
    for line in text.splitlines():
        name, colon, members = line.partition(":")
        if not colon or line.startswith("#"):
            continue
        for member in members.split():
            heard = "".join(spelling.words(member.removesuffix("*")))
            (begins if member.endswith("*") else whole).setdefault(heard, name)
    return Lexicon(whole, begins)


def class_of(lexicon: Lexicon, word: str) -> str:
    """The class of a heard word, or nothing."""
    found = lexicon.whole.get(word, "")
    if found or len(word) < 4:
        return found
    return next((name for begin, name in lexicon.begins.items() if word.startswith(begin)), "")


def slips_of(known: Iterable[str]) -> dict[str, str]:
    """Every known longer word by itself with one letter left out: two words a slip apart meet there."""
    found: dict[str, str] = {}
    for word in sorted(known):
        if len(word) >= CORRECTED_MIN:
            for shorter in _one_less(word):
                found.setdefault(shorter, word)
    return found


def corrected(ear: Ear, word: str) -> str:
    """The known word that was probably meant; the word itself where none is near."""
    if len(word) < CORRECTED_MIN or word in ear.known or not word.isalpha():
        return word
    for near in (word, *_one_less(word)):
        if near in ear.known and len(near) >= CORRECTED_MIN - 1:
            return near
        if near in ear.slips:
            return ear.slips[near]
    return word


def _one_less(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def counted(words: Sequence[str], lexicon: Lexicon) -> tuple[Ints, Floats]:
    """Columns, each once, and their weight before rarity."""
    classes = [class_of(lexicon, word) or word for word in words]
    own = [_columns_of(word) for word in words]
    around = [(_column(name), weight) for name, weight in _around(words, classes)]
    columns = np.concatenate([*own, np.array([column for column, _ in around], np.int64)])
    letters = [np.full(len(part), LETTER_WEIGHT) for part in own]
    weights = np.concatenate([*letters, np.array([weight for _, weight in around])])
    once, where = np.unique(columns, return_inverse=True)
    return once, np.minimum(np.bincount(where, weights, len(once)), 2.0)


def row(ear: Ear, text: str) -> Row:
    """One message, of length one, rare features heavier."""
    words = [corrected(ear, word) for word in spelling.words(text)]
    columns, values = counted(words, ear.lexicon)
    values = values * ear.rarity[columns]
    return Row(columns, (values / np.sqrt(values @ values)).astype(np.float32))


def rarity_of(documents: Sequence[Ints]) -> Floats:
    """How much a column tells: less, the more lessons have it."""
    seen = np.zeros(WIDTH)
    for columns in documents:
        seen[columns] += 1.0
    return np.asarray(1.0 + np.log((1.0 + len(documents)) / (1.0 + seen)))


def _around(words: Sequence[str], classes: Sequence[str]) -> Iterator[tuple[str, float]]:
    """Whole words, their classes, their neighbours and the neighbours but one."""
    yield f"long:{min(len(words), 4)}", 0.5
    edged = ["<", *words, ">"]
    heard = ["<", *classes, ">"]
    for word, kind in zip(words, classes, strict=True):
        yield f"w:{word}", 1.0
        if kind is not word:
            yield f"k:{kind}", 1.5
    for one, two in itertools.pairwise(edged):
        yield f"b:{one} {two}", 0.8
    for one, two in itertools.pairwise(heard):
        yield f"h:{one} {two}", 1.0
    for one, two in zip(heard, heard[2:], strict=False):
        yield f"s:{one} {two}", 0.6


@lru_cache(maxsize=20_000)
def _columns_of(word: str) -> Ints:
    """The letters of a word, two to five at a time; words come back all the time."""
    padded = f"_{word}_"
    parts = [padded[at : at + size] for size in LETTERS for at in range(len(padded) - size + 1)]
    return np.array([_column(f"c:{part}") for part in parts], np.int64)


def _column(name: str) -> int:
    return crc32(name.encode()) % WIDTH
