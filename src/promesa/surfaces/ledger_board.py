"""The rows of the ledger of promises, kept up with a world that goes on changing: what has ended is read once, what is
open only where facts have spoken of it since."""

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
LAG_MAX = 20_000
"""A board that is further behind reads all open promises anew, instead of what was said of some."""
ORDER = "order:"
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
        self._open: dict[OrderId, int] = {}
        self._seen = 0
        """How far the log was read for what was said of open promises."""

    def rows(self) -> list[list[PromiseRow]]:
        """The rows of each of the newest promises as of now, in the order in which they were made."""
        with self._lock:
            promises, head = self._machine.ask(self._look)
            known = self._first + len(self._rows)
            todo = sorted(self._touched(head)) + list(range(known, known + len(promises)))
            self._rows += [[] for _ in promises]
            for start in range(0, len(todo), BITE):
                self._machine.ask(self._read, promises, known, todo[start : start + BITE])
            return self._rows

    def _touched(self, head: int) -> list[int]:
        """Numbers of open promises that facts have spoken of since the board was asked last."""
        if head - self._seen > LAG_MAX:
            self._seen = min(head, self._machine.log.head())  # an append may be under way
            return list(self._open.values())
        orders = set[OrderId]()
        for entry in self._machine.log.read(after=self._seen, limit=head - self._seen):
            self._seen = entry.position
            orders.update(OrderId(tag.removeprefix(ORDER)) for tag in entry.tags if tag.startswith(ORDER))
        return [self._open[order] for order in orders if order in self._open]

    def _look(self, world: World) -> tuple[list[Promise], int]:
        """Promises made since, and how far the world has come; those that are too old are forgotten."""
        whole = len(world.promises.by_order)
        known = self._first + len(self._rows)
        if world is not self._world or whole < known:  # a turn was undone
            self._world, self._first, self._rows, self._open = world, max(0, whole - self._newest), [], {}
            known = self._first
        gone = whole - self._newest - self._first
        if gone > self._newest // 4:
            self._rows, self._first = self._rows[gone:], self._first + gone
            self._open = {order: number for order, number in self._open.items() if number >= self._first}
            known = self._first + len(self._rows)
        return list(islice(world.promises.by_order.values(), known, None)), self._machine.seen

    def _read(self, world: World, promises: list[Promise], known: int, numbers: list[int]) -> None:
        told = parts(world)
        for number in numbers:
            if number >= known:
                promise = promises[number - known]
            else:
                promise = world.promises.by_order[OrderId(self._rows[number - self._first][0].order)]
            self._rows[number - self._first] = promise_ledger.of(told, promise)
            if promise.outcome is Outcome.OPEN:
                self._open[promise.made.order] = number
            else:
                self._open.pop(promise.made.order, None)
