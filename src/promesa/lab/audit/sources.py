"""Silent sources: told once, nothing sold out of the margin of their shelves, and all of it over when they speak."""

import math

import numpy as np

from promesa.domain.ledger.stock.rhythms import SourceFellSilent, SourceSpoke
from promesa.domain.ledger.stock.words import StockCounted, StockLoaded, StockReserved
from promesa.engine.log import Entry
from promesa.lab.audit.books import Books, Units
from promesa.lab.audit.findings import Findings, Heard
from promesa.lab.audit.stock import StockFamily, units_of

ONCE = "a_silent_source_is_told_once"
KEPT = "nothing_is_sold_out_of_a_margin"


class SourceFamily:
    """Knows who is silent, which shelves each has counted last, and the margin of each of them."""

    invariants = (ONCE, KEPT)

    def __init__(self, stock: StockFamily, books: Books, findings: Findings) -> None:
        self._stock, self._books, self._findings = stock, books, findings
        self._silent: set[str] = set()
        self._spoken: dict[str, int] = {}
        """Silent sources that have counted in this instant."""
        self._margins: dict[tuple[str, str], tuple[str, int]] = {}
        self._takes: dict[str, Units] = {}
        self.hears: dict[type, Heard] = {
            StockCounted: self._counted,
            StockLoaded: self._loaded,
            StockReserved: self._reserved,
            SourceFellSilent: self._fell_silent,
            SourceSpoke: self._spoke,
        }

    def _counted(self, fact: StockCounted, entry: Entry) -> None:
        self._margins.pop((fact.sku, fact.location), None)
        if fact.source in self._silent and not fact.by_hand:
            self._spoken[fact.source] = entry.position

    def _loaded(self, fact: StockLoaded, entry: Entry) -> None:
        skus, locations = np.frombuffer(fact.sku_index, "<i4"), np.frombuffer(fact.location_index, "<i4")
        for sku, location in zip(skus.tolist(), locations.tolist(), strict=True) if self._margins else ():
            self._margins.pop((fact.skus[sku], fact.locations[location]), None)
        if fact.source in self._silent:
            self._spoken[fact.source] = entry.position

    def _fell_silent(self, fact: SourceFellSilent, entry: Entry) -> None:
        if fact.first == (fact.source in self._silent):
            self._findings.add(ONCE, entry.position, f"{fact.source} falls silent, first: {fact.first}")
        self._silent.add(fact.source)
        shelves = self._stock.shelves
        number = shelves.number_of_source(fact.source)
        for row in np.flatnonzero(shelves.source_of[: shelves.size] == number).tolist():
            shelf = shelves.skus[shelves.sku_of[row]], shelves.locations[shelves.location_of[row]]
            self._margins[shelf] = (fact.source, math.ceil(int(shelves.on_hand[row]) * fact.share))

    def _spoke(self, fact: SourceSpoke, entry: Entry) -> None:
        if fact.source not in self._silent:
            self._findings.add(ONCE, entry.position, f"{fact.source} was not silent")
        self._silent.discard(fact.source)
        self._spoken.pop(fact.source, None)
        self._margins = {shelf: one for shelf, one in self._margins.items() if one[0] != fact.source}

    def _reserved(self, fact: StockReserved, entry: Entry) -> None:
        """Only what a reservation takes more of a shelf than before is looked at."""
        before, takes = self._takes.get(fact.reservation, {}), units_of(fact.takes)
        self._takes[fact.reservation] = takes
        for shelf, units in takes.items():
            margin = self._margins.get(shelf)
            if margin is not None and units > before.get(shelf, 0):
                row = self._stock.shelves.row(*shelf)  # type: ignore[arg-type]  # names are plain text here
                left = int(self._stock.shelves.on_hand[row]) - int(self._stock.shelves.reserved[row])
                if left < margin[1]:
                    self._findings.add(KEPT, entry.position, f"{fact.reservation} leaves {left} of {shelf}")

    def instant_over(self, position: int) -> None:
        for source, at in self._spoken.items():
            self._findings.add(ONCE, at, f"{source} has spoken and is silent still")
        self._spoken.clear()

    def log_over(self, position: int, at: int) -> None:
        """Nothing more is known at the end."""
