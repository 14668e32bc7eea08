"""Kits: only their components ever lie on shelves, and each is sold as what it is made of at that moment."""

from promesa.domain.ledger.orders.words import OrderPlaced
from promesa.domain.ledger.shipments.words import ParcelPlanned
from promesa.domain.ledger.stock.words import StockAdjusted, StockCounted, StockLoaded, StockReserved
from promesa.domain.network.kits import NO_KIT, Components, KitSet
from promesa.engine.log import Entry
from promesa.lab.audit.books import Books
from promesa.lab.audit.findings import Findings, Heard

NO_SHELF = "kits_have_no_shelf"
MADE_OF = "kits_are_sold_as_they_are_made"


class KitFamily:
    """Knows what every kit is made of."""

    invariants = (NO_SHELF, MADE_OF)

    def __init__(self, _: Books, findings: Findings) -> None:
        self._findings = findings
        self._kits: dict[str, Components] = {}
        self.hears: dict[type, Heard] = {
            KitSet: self._set,
            StockCounted: self._on_shelf,
            StockAdjusted: self._on_shelf,
            StockLoaded: self._loaded,
            StockReserved: self._taken,
            ParcelPlanned: self._taken,
            OrderPlaced: self._placed,
        }

    def _set(self, fact: KitSet, entry: Entry) -> None:
        self._kits.pop(fact.sku, None)
        if fact.components:
            self._kits[fact.sku] = fact.components
        within = next((one.sku for one in fact.components if one.sku in self._kits), None)
        if within is not None:
            self._findings.add(MADE_OF, entry.position, f"{fact.sku} is made of the kit {within}")

    def _on_shelf(self, fact: StockCounted | StockAdjusted, entry: Entry) -> None:
        if fact.sku in self._kits:
            self._findings.add(NO_SHELF, entry.position, f"{fact.sku} at {fact.location}")

    def _loaded(self, fact: StockLoaded, entry: Entry) -> None:
        for sku in self._kits.keys() & set(fact.skus) if self._kits else ():
            self._findings.add(NO_SHELF, entry.position, f"{sku} in {fact.batch}")

    def _taken(self, fact: StockReserved | ParcelPlanned, entry: Entry) -> None:
        for take in fact.takes if self._kits else ():
            if take.sku in self._kits:
                self._findings.add(NO_SHELF, entry.position, f"{take.sku} is taken at {take.location}")

    def _placed(self, fact: OrderPlaced, entry: Entry) -> None:
        for line in fact.lines:
            if line.components != self._kits.get(line.sku, NO_KIT):
                self._findings.add(MADE_OF, entry.position, f"{fact.order}: {line.sku} as {line.components}")

    def instant_over(self, position: int) -> None:
        """Nothing waits."""

    def log_over(self, position: int, at: int) -> None:
        """Nothing waits."""
