"""The rows of the ledger of promises, kept up with a world that goes on changing: what has ended is read once."""

import threading

from promesa.domain.conduct import promise_ledger
from promesa.domain.conduct.promise_ledger import LedgerFilter, LedgerParts, PromiseRow
from promesa.domain.promise.promises import Outcome, Promise
from promesa.domain.world import World
from promesa.engine.machine import Machine

EVERYTHING = LedgerFilter()
BITE = 500
"""Promises read at a time under the world's lock."""


def parts(world: World) -> LedgerParts:
    """What the ledger is read from."""
    return LedgerParts(world.orders, world.shipments, world.carriers, world.locations, world.places)


def all_rows(world: World, wanted: LedgerFilter = EVERYTHING) -> list[PromiseRow]:
    """The whole ledger of a world that nobody changes meanwhile, in the order in which promises were made."""
    return list(promise_ledger.rows(parts(world), world.promises.by_order.values(), wanted))


class LedgerBoard:
    """Rows by promise, in the order in which promises were made; owns what it has read. Not for the event loop."""

    def __init__(self, machine: Machine[World]) -> None:
        self._machine = machine
        self._lock = threading.Lock()
        self._world: World | None = None
        self._rows: list[list[PromiseRow]] = []
        self._open: set[int] = set()

    def rows(self) -> list[list[PromiseRow]]:
        """The rows of every promise as of now, one list for each."""
        with self._lock:
            promises = self._machine.ask(self._look)
            todo = sorted(self._open) + list(range(len(self._rows), len(promises)))
            self._rows += [[] for _ in range(len(promises) - len(self._rows))]
            for start in range(0, len(todo), BITE):
                self._machine.ask(self._read, promises, todo[start : start + BITE])
            return self._rows

    def _look(self, world: World) -> list[Promise]:
        if world is not self._world or len(world.promises.by_order) < len(self._rows):  # a turn was undone
            self._world, self._rows, self._open = world, [], set()
        return list(world.promises.by_order.values())

    def _read(self, world: World, promises: list[Promise], numbers: list[int]) -> None:
        told = parts(world)
        for number in numbers:
            self._rows[number] = promise_ledger.of(told, promises[number])
            if promises[number].outcome is Outcome.OPEN:
                self._open.add(number)
            else:
                self._open.discard(number)
