"""Places at locations: never more taken than there are, and each given back once."""

from collections.abc import Iterable

from promesa.domain.ledger.capacity import CapacityReturned, CapacitySet, CapacityTaken, is_day
from promesa.domain.network.locations.words import AboutLocation, LocationChanged, LocationOpened, LocationsLoaded
from promesa.engine.log import Entry
from promesa.lab.audit.books import Books
from promesa.lab.audit.findings import Findings, Heard

WITHIN = "capacity_within_its_limit"
ONCE = "capacity_returned_once"
NOT_LEAKED = "capacity_given_back_by_cancelled_orders"

Pot = tuple[str, str]


class CapacityFamily:
    """Owns what each order has taken."""

    invariants = (WITHIN, ONCE, NOT_LEAKED)

    def __init__(self, books: Books, findings: Findings) -> None:
        self._books, self._findings = books, findings
        self._limits: dict[Pot, int | None] = {}
        self._daily: dict[str, int | None] = {}
        self.taken: dict[Pot, int] = {}
        self._taken_by: dict[str, list[tuple[Pot, int]]] = {}
        self.hears: dict[type, Heard] = {
            LocationOpened: self._told,
            LocationChanged: self._told,
            LocationsLoaded: self._loaded,
            CapacitySet: self._set,
            CapacityTaken: self._take,
            CapacityReturned: self._give_back,
        }

    def _told(self, fact: LocationOpened | LocationChanged, _: Entry) -> None:
        self._remember((fact,))

    def _loaded(self, fact: LocationsLoaded, _: Entry) -> None:
        self._remember(fact.locations)

    def _remember(self, locations: Iterable[AboutLocation]) -> None:
        self._daily.update((about.location, about.orders_per_day) for about in locations)

    def _set(self, fact: CapacitySet, _: Entry) -> None:
        self._limits[fact.location, fact.bucket] = fact.places

    def _take(self, fact: CapacityTaken, entry: Entry) -> None:
        pot = (str(fact.location), fact.bucket)
        self.taken[pot] = taken = self.taken.get(pot, 0) + fact.places
        self._taken_by.setdefault(fact.order, []).append((pot, fact.places))
        limit = self._limits.get(pot)
        if limit is None and is_day(pot[1]):
            limit = self._daily.get(pot[0])
        if limit is not None and taken > limit:
            self._findings.add(WITHIN, entry.position, f"{pot[0]} {pot[1]}: {taken} taken of {limit}")

    def _give_back(self, fact: CapacityReturned, entry: Entry) -> None:
        taken = self._taken_by.pop(fact.order, None)
        if taken is None:
            self._findings.add(ONCE, entry.position, f"{fact.order} gives back places that it does not have")
        for pot, places in taken or ():
            self.taken[pot] -= places

    def instant_over(self, position: int) -> None:
        for order in self._books.touched:
            book = self._books.orders.get(order)
            if book is not None and book.stage == "cancelled" and order in self._taken_by:
                self._findings.add(NOT_LEAKED, position, f"{order} is cancelled and holds {self._taken_by[order]}")

    def log_over(self, position: int, at: int) -> None:
        """Nothing is left to say."""
