"""The rows of the ledger of promises, kept up with a world that goes on changing: what has ended is read once."""

import threading
from itertools import islice

from promesa.domain.conduct import promise_ledger
from promesa.domain.conduct.promise_ledger import LedgerFilter, LedgerParts, PromiseRow
from promesa.domain.promise.promises import Outcome, Promise
from promesa.domain.values.ids import OrderId
from promesa.domain.world import World
from promesa.engine.machine import Machine

EVERYTHING = LedgerFilter()
BITE = 500
"""Promises read at a time under the world's lock."""
SCAN_MAX = 2_000
"""Promises looked at for one page: a filter that finds little returns a short page, and a cursor to go on from."""
NEWEST = 100_000
"""So many promises stand on the board: some 100 MB. Older ones are read page by page, or by `promesa ledger`."""


def parts(world: World) -> LedgerParts:
    """What the ledger is read from."""
    return LedgerParts(world.orders, world.shipments, world.carriers, world.locations, world.places)


def all_rows(world: World, wanted: LedgerFilter = EVERYTHING) -> list[PromiseRow]:
    """The whole ledger of a world that nobody changes meanwhile, in the order in which promises were made."""
    return list(promise_ledger.rows(parts(world), world.promises.by_order.values(), wanted))


def page(world: World, wanted: LedgerFilter, cursor: int, limit: int) -> tuple[list[PromiseRow], int, bool]:
    """Rows of promises from the cursor on until `limit` are found or SCAN_MAX promises were read: with the cursor to go
    on from, and whether there is more. A promise's own rows are never parted."""
    told, found = parts(world), list[PromiseRow]()
    upto = min(cursor, len(world.promises.by_order))
    for promise in islice(world.promises.by_order.values(), upto, upto + SCAN_MAX):
        if len(found) >= limit:
            break
        found += promise_ledger.rows(told, (promise,), wanted)
        upto += 1
    return found, upto, upto < len(world.promises.by_order)


class LedgerBoard:
    """Rows of the newest promises, for figures over all of them; owns what it has read. Not for the event loop."""

    def __init__(self, machine: Machine[World], newest: int = NEWEST) -> None:
        self._machine, self._newest = machine, newest
        self._lock = threading.Lock()
        self._world: World | None = None
        self._first = 0
        """The number of the oldest promise whose rows are known."""
        self._rows: list[list[PromiseRow]] = []
        self._open: set[int] = set()

    def rows(self) -> list[list[PromiseRow]]:
        """The rows of each of the newest promises as of now, in the order in which they were made."""
        with self._lock:
            promises = self._machine.ask(self._look)
            known = self._first + len(self._rows)
            todo = sorted(self._open) + list(range(known, known + len(promises)))
            self._rows += [[] for _ in promises]
            for start in range(0, len(todo), BITE):
                self._machine.ask(self._read, promises, known, todo[start : start + BITE])
            return self._rows

    def _look(self, world: World) -> list[Promise]:
        """Promises made since; those that are too old are forgotten."""
        whole = len(world.promises.by_order)
        known = self._first + len(self._rows)
        if world is not self._world or whole < known:  # a turn was undone
            self._world, self._first, self._rows, self._open = world, max(0, whole - self._newest), [], set()
            known = self._first
        gone = whole - self._newest - self._first
        if gone > self._newest // 4:
            self._rows, self._first = self._rows[gone:], self._first + gone
            self._open = {number for number in self._open if number >= self._first}
            known = self._first + len(self._rows)
        return list(islice(world.promises.by_order.values(), known, None))

    def _read(self, world: World, promises: list[Promise], known: int, numbers: list[int]) -> None:
        told = parts(world)
        for number in numbers:
            if number >= known:
                promise = promises[number - known]
            else:
                promise = world.promises.by_order[OrderId(self._rows[number - self._first][0].order)]
            self._rows[number - self._first] = promise_ledger.of(told, promise)
            if promise.outcome is Outcome.OPEN:
                self._open.add(number)
            else:
                self._open.discard(number)
