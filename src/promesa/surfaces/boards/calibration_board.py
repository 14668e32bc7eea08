"""How what was foreseen came true, for each filter that people look at: worked out beside, never older than a moment.

Costs: some 2 µs a promise of the ledger each time a filter's figures are made, at most every FRESH_SECONDS and only
while somebody looks; the first to ask for a filter waits for it.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, NamedTuple

from promesa.domain.conduct import calibrations, promise_ledger
from promesa.domain.conduct.calibrations import Calibration
from promesa.domain.conduct.promise_ledger import LedgerFilter, PromiseRow
from promesa.domain.world import World
from promesa.engine.log import Entry
from promesa.surfaces.ledger_board import LedgerBoard

FRESH_SECONDS = 10.0
KEPT_MAX = 24


class Counted(NamedTuple):
    """The figures of one filter, cut one way; `rows` that it lets through."""

    found: Calibration
    rows: int
    choices: dict[str, list[str]]
    """What can be chosen: names by field, of all rows."""


class CalibrationBoard:
    """Owns the last figures of the filters asked for lately. Any thread may ask."""

    kinds: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._making = threading.Lock()
        self._kept: OrderedDict[tuple[LedgerFilter, str], tuple[float, Counted]] = OrderedDict()
        self._busy: set[tuple[LedgerFilter, str]] = set()

    def begin(self, world: World, now: int) -> None:
        """What was worked out of another world is forgotten."""
        with self._lock:
            self._kept.clear()

    def hear(self, world: World, heard: Sequence[tuple[Entry, Any]], now: int) -> None:
        """The ledger's own board hears."""

    def figures(self, ledger: LedgerBoard, wanted: LedgerFilter, by: str) -> Counted:
        """Those of the filter: as they were a moment ago, while they are made anew beside."""
        key = (wanted, by)
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
        if kept is None:
            return self._first(ledger, key)
        if time.monotonic() - kept[0] > FRESH_SECONDS and key not in self._busy:
            self._busy.add(key)
            threading.Thread(target=self._beside, args=(ledger, key), name="calibration-board", daemon=True).start()
        return kept[1]

    def _first(self, ledger: LedgerBoard, key: tuple[LedgerFilter, str]) -> Counted:
        """Whoever asks for the same meanwhile waits for it too."""
        with self._making:
            kept = self._kept.get(key)
            return self._make(ledger, key) if kept is None else kept[1]

    def _beside(self, ledger: LedgerBoard, key: tuple[LedgerFilter, str]) -> None:
        try:
            self._make(ledger, key)
        finally:
            self._busy.discard(key)

    def _make(self, ledger: LedgerBoard, key: tuple[LedgerFilter, str]) -> Counted:
        counted = _counted(ledger.rows(), *key)
        with self._lock:
            self._kept[key] = (time.monotonic(), counted)
            if len(self._kept) > KEPT_MAX:
                self._kept.popitem(last=False)
        return counted


def _counted(by_promise: Sequence[Sequence[PromiseRow]], wanted: LedgerFilter, by: str) -> Counted:
    everything = [row for rows in list(by_promise) for row in rows]
    rows = everything
    if wanted != LedgerFilter():
        rows = [row for row in everything if promise_ledger.passes(row, wanted)]
    choices = {name: sorted({getattr(row, name) for row in everything} - {""}) for name in ("carrier", "location")}
    return Counted(calibrations.of(rows, (by,)), len(rows), choices)
