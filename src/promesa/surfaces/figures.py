"""The figures of GET /v1/indicators, worked out from a world that goes on changing."""

import threading
from collections.abc import Callable
from itertools import islice

import msgspec

from promesa.domain.conduct import drifts, indicators
from promesa.domain.ledger.orders.state import Order
from promesa.domain.people.messages.earlier import SendMessage
from promesa.domain.world import World
from promesa.engine.machine import Machine

FRESH_SECONDS = 2.0


class Figures(msgspec.Struct, frozen=True):
    """How things stand: every figure as of one position of the log."""

    position: int
    promises_made: int
    promises_kept: int
    promises_broken: int
    promises_withdrawn: int
    promises_open: int
    orders: int
    units: int
    messages_wanted: int
    oversold: int
    effects_waiting: int
    dead_letters: int
    refused_steps: int
    words_not_understood: int
    foreseen_share: float | None
    """Of ended promises, as foreseen: beside it `kept_share`, what came of them."""
    kept_share: float | None
    brier_score: float | None
    calibration_error: float | None
    """Kept up with every fact, over chances alike to the percent; the ledger's own is over ten bins of equal size."""
    lanes_drifted: int


class FigureBoard:
    """Works the board out at most every FRESH_SECONDS, long sums outside of the world's lock; owns its last answer."""

    def __init__(self, machine: Machine[World], tick: Callable[[], float]) -> None:
        self._machine, self._tick = machine, tick
        self._lock = threading.Lock()
        self._units, self._counted = 0, 0
        self._last: tuple[float, Figures] | None = None

    def figures(self) -> Figures:
        """May take a moment: not for the event loop."""
        with self._lock:
            now = self._tick()
            if self._last is None or now - self._last[0] > FRESH_SECONDS:
                self._last = (now, self._work_out())
            return self._last[1]

    def _work_out(self) -> Figures:
        figures: Figures
        figures, orders = self._machine.ask(self._look)
        self._counted += len(orders)
        # The long walk goes without the lock: it reads one value at a time, and a figure may be seconds old anyway.
        self._units += sum(line.units for order in orders for line in order.placed.lines)
        return msgspec.structs.replace(figures, units=self._units)

    def _look(self, world: World) -> tuple[Figures, list[Order]]:
        """Under the lock: what is counted already, and a list of what has to be walked."""
        if self._counted > len(world.orders.by_id):  # another world: a turn was undone
            self._units, self._counted = 0, 0
        return self._figures(world), list(islice(world.orders.by_id.values(), self._counted, None))

    def _figures(self, world: World) -> Figures:
        told, desk = indicators.of_promises(world.promises), self._machine.desk
        calibrated = indicators.of_calibration(world.promises)
        wanted = SendMessage.__name__
        waiting = sum(w.kind == wanted for letters in (desk.effects, desk.dead) for w in letters.values())
        return Figures(
            self._machine.seen,
            told.made,
            told.kept,
            told.broken,
            told.withdrawn,
            told.open,
            len(world.orders.by_id),
            0,
            len(world.messages.by_name) + len(world.messages.sent) + waiting,
            indicators.oversold(world.stock),
            len(desk.effects),
            len(desk.dead),
            desk.refused_steps,
            world.shipments.words_not_understood,
            _rounded(calibrated.foreseen),
            _rounded(calibrated.kept),
            _rounded(calibrated.brier),
            _rounded(calibrated.error),
            len(drifts.drifted(world.drifts)),
        )


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
