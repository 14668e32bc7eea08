"""Orders in the order of their last change: a reader's cursor is a position of the log and never a row count."""

import threading
from bisect import bisect_right

from promesa.engine.log import Log

PREFIX = "order:"
STALE_MAX = 1_000
"""Superseded rows that may stand beside as many living ones before they are swept out."""


class Changes:
    """Follows a log and knows the newest position of each order's facts; a class because it owns the rows."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._lock = threading.Lock()
        self._latest: dict[str, int] = {}
        self._positions: list[int] = []
        self._orders: list[str] = []
        self.seen = 0

    def catch_up(self, upto: int, limit: int | None = None) -> bool:
        """Read what was appended since, unless that position is seen; with a `limit`, whether there may be more."""
        with self._lock:
            before = self.seen
            if before < upto:
                for entry in self._log.read(after=before, limit=limit):
                    for tag in entry.tags:
                        if tag.startswith(PREFIX):
                            self._note(tag[len(PREFIX) :], entry.position)
                    self.seen = entry.position
                if len(self._positions) > 2 * len(self._latest) + STALE_MAX:
                    self._sweep()
            return limit is not None and self.seen - before >= limit

    def _note(self, order: str, position: int) -> None:
        if self._latest.get(order) != position:
            self._latest[order] = position
            self._positions.append(position)
            self._orders.append(order)

    def _sweep(self) -> None:
        pairs = list(zip(self._positions, self._orders, strict=True))
        living = [(position, order) for position, order in pairs if self._latest[order] == position]
        self._positions = [position for position, _ in living]
        self._orders = [order for _, order in living]

    def after(self, position: int, limit: int) -> list[tuple[int, str]]:
        """Up to `limit` orders whose last change is after the position, as (position, order), the earliest first."""
        with self._lock:
            found: list[tuple[int, str]] = []
            at = bisect_right(self._positions, position)
            while at < len(self._positions) and len(found) < limit:
                changed_at, order = self._positions[at], self._orders[at]
                if self._latest[order] == changed_at:
                    found.append((changed_at, order))
                at += 1
            return found
