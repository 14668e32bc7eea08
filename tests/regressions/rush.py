"""A shop whose customers come through four processes at once, while somebody keeps looking at the shelf."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from promesa.domain.ledger.stock import questions
from promesa.domain.world import World
from promesa.engine.log import Log
from tests.engine.crowd import Clock, Crowd
from tests.regressions.shop import Shop

LOOKS_EVERY_SECONDS = 0.005


class RushHour(Shop):
    """The shop of the test's own process; its `crowd` is the others."""

    crowd: Crowd

    def __init__(self, log: Log, clock: Clock) -> None:
        self._shared = clock
        super().__init__(log=log, keep_probability_min=0.0)  # nothing ever leaves here, which would be learned
        self.machine.clock = clock
        self.sells("A").opens("N1").carries("P", 2, 50)
        self._skus = 0

    def new_sku(self, units: int, location: str = "N1") -> str:
        """A SKU that nobody has heard of, with that many units."""
        self._skus += 1
        sku = f"R{self._skus}"
        self.sells(sku).has(location, **{sku: units})
        return sku

    def pass_to(self, now: int) -> None:
        """Time goes on for every process; what is due fires here."""
        self._shared.set(now)
        self.passes_to(now)

    @contextmanager
    def watched(self, sku: str, location: str = "N1") -> Iterator[list[tuple[int, int]]]:
        """(on hand, reserved) as a poller saw them every 5 ms while the block ran."""
        seen: list[tuple[int, int]] = []
        done = threading.Event()

        def look() -> None:
            while not done.is_set():
                seen.append(self.machine.ask(_figures, sku, location, fresh=True))
                done.wait(LOOKS_EVERY_SECONDS)

        poller = threading.Thread(target=look)
        poller.start()
        try:
            yield seen
        finally:
            done.set()
            poller.join()
        assert seen
        assert all(0 <= reserved <= on_hand for on_hand, reserved in seen), seen


def _figures(world: World, sku: str, location: str) -> tuple[int, int]:
    return questions.on_hand(world.stock, sku, location), questions.reserved(world.stock, sku, location)
