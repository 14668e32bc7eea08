"""Names by their beginning: a sorted list that is searched by halves, and a short tail of what came since."""

from bisect import bisect_left
from collections.abc import Iterable

TAIL_MAX = 4_000
"""So many new names are looked through one by one before they are sorted in."""


class NameIndex:
    """Owns its lists. A name may be told twice; it is found once.

    Costs: 8 bytes a name beside the name itself, a search some 20 comparisons and a look through the tail.
    """

    def __init__(self, tail_max: int = TAIL_MAX) -> None:
        self._tail_max = tail_max
        self._sorted: list[str] = []
        self._tail: list[str] = []

    def add(self, names: Iterable[str]) -> None:
        """Names that can be found from now on."""
        self._tail += names
        if len(self._tail) > max(self._tail_max, len(self._sorted) // 50):
            self._sorted = sorted({*self._sorted, *self._tail})
            self._tail = []

    def starting(self, said: str, limit: int) -> list[str]:
        """Names that begin as what was said, in small or in capital letters too; those as it was typed first."""
        found: dict[str, None] = {}
        ordered, tail = self._sorted, self._tail
        for form in dict.fromkeys((said, said.upper(), said.lower())):
            first = bisect_left(ordered, form)
            for name in ordered[first : first + limit]:
                if not name.startswith(form):
                    break
                found[name] = None
            found |= dict.fromkeys(name for name in tail if name.startswith(form))
        return list(found)[:limit]
