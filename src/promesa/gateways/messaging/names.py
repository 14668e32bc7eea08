"""Finds products and stores by the words that people remember of their names."""

import re
import unicodedata
from collections.abc import Callable, Mapping

FOUND_MAX = 8
WORD_MIN = 3
COMMON_SHARE = 0.2
"""A word of so many of all names says nothing."""


class NameIndex:
    """Owns which names each word stands in; made anew when the names are others."""

    def __init__(self) -> None:
        self._size = -1
        self._holders: dict[str, set[str]] = {}
        self._many = 0

    def of(self, size: int, names: Callable[[], Mapping[str, str]]) -> "NameIndex":
        """Itself, over names (id -> name) of which there are so many; they are read only where that is news."""
        if size != self._size:
            self._size, self._holders, self._many = size, {}, max(1, size)
            for key, name in names().items():
                for word in {*_words(name), key.lower()}:
                    self._holders.setdefault(word, set()).add(key)
        return self

    def find(self, text: str) -> tuple[str, ...]:
        """Those that hold most of the telling words of the text, all equally good ones, at most `FOUND_MAX`."""
        score: dict[str, float] = {}
        for word in dict.fromkeys([*_words(text), *text.lower().split()]):
            holders = self._holders.get(word, ())
            if holders and (len(holders) <= COMMON_SHARE * self._many or len(holders) == 1):
                for key in holders:
                    score[key] = score.get(key, 0.0) + 1.0 / len(holders) ** 0.5
        best = max(score.values(), default=0.0)
        return tuple(sorted(key for key, told in score.items() if told >= 0.999 * best)[:FOUND_MAX])


def plain(text: str) -> str:
    """Small letters without accents and figures, one space between words."""
    flat = unicodedata.normalize("NFKD", text.lower())
    return " ".join(_WORD.findall("".join(sign for sign in flat if not unicodedata.combining(sign))))


_WORD = re.compile(r"[a-z0-9/-]+")


def _words(text: str) -> list[str]:
    return [word for word in plain(text).split() if len(word) >= WORD_MIN]
