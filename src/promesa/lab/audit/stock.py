"""Units on shelves: never more owed than there are, every reservation with an owner and one end."""

from collections.abc import Iterable

import numpy as np

from promesa.domain.ledger.stock.state import Shelves
from promesa.domain.ledger.stock.words import (
    ReservationConsumed,
    ReservationExtended,
    ReservationReleased,
    SafetyStockSet,
    StockAdjusted,
    StockCounted,
    StockLoaded,
    StockPicked,
    StockReserved,
    StockUnpicked,
    Take,
)
from promesa.domain.promise.commit.words import CheckoutClosed, CheckoutOpened
from promesa.engine.log import Entry
from promesa.lab.audit.books import Books, Reserved, Units
from promesa.lab.audit.findings import Findings, Heard

NO_OVERSELL = "no_oversell"
NO_NEGATIVE = "no_negative_stock"
END_ONCE = "reservations_end_once"
OWNED = "reservations_have_owners"
IN_TIME = "reservations_end_in_time"
TAKEN_FROM_OWN = "only_what_is_reserved_is_packed"
LAG = 2 * 3_600 * 1_000_000
"""How long after its end a clock that was late may still have left a reservation or a timer."""


class StockFamily:
    """Owns shelves of its own, on which only facts are added up."""

    invariants = (NO_OVERSELL, NO_NEGATIVE, END_ONCE, OWNED, IN_TIME, TAKEN_FROM_OWN)

    def __init__(self, books: Books, findings: Findings) -> None:
        self._books, self._findings = books, findings
        self.shelves = Shelves()
        self._short: dict[int, int] = {}
        """Rows that a count left with less than is reserved, until the end of its instant."""
        self.hears: dict[type, Heard] = {
            StockReserved: self._reserved,
            ReservationExtended: self._extended,
            ReservationReleased: self._released,
            ReservationConsumed: self._consumed,
            StockPicked: self._picked,
            StockUnpicked: self._unpicked,
            StockCounted: self._counted,
            StockAdjusted: self._adjusted,
            StockLoaded: self._loaded,
            SafetyStockSet: self._safety,
            CheckoutOpened: self._cart_opened,
            CheckoutClosed: self._cart_closed,
        }

    # --- reservations ---

    def _reserved(self, fact: StockReserved, entry: Entry) -> None:
        live = self._books.reservations.get(fact.reservation)
        before: Units = {} if live is None else live.takes
        takes = units_of(fact.takes)
        self._books.reservations[fact.reservation] = Reserved(takes, fact.until, entry.position)
        self._add_reserved(_beyond(before, takes), -1, entry)
        self._add_reserved(_beyond(takes, before), 1, entry)
        self._touch(fact.reservation)

    def _extended(self, fact: ReservationExtended, entry: Entry) -> None:
        live = self._books.reservations.get(fact.reservation)
        if live is None:
            self._findings.add(END_ONCE, entry.position, f"{fact.reservation} is extended after its end")
        else:
            live.until = fact.until

    def _released(self, fact: ReservationReleased, entry: Entry) -> None:
        live = self._end(fact.reservation, entry)
        if live is not None:
            self._add_reserved(live.takes, -1, entry)

    def _consumed(self, fact: ReservationConsumed, entry: Entry) -> None:
        live = self._end(fact.reservation, entry)
        if live is not None and live.takes:
            self._findings.add(TAKEN_FROM_OWN, entry.position, f"{fact.reservation} ends with units left: {live.takes}")
            self._add_reserved(live.takes, -1, entry)

    def _end(self, reservation: str, entry: Entry) -> Reserved | None:
        live = self._books.reservations.pop(reservation, None)
        if live is None:
            self._findings.add(END_ONCE, entry.position, f"{reservation} ends and is not live")
        self._touch(reservation)
        return live

    def _touch(self, reservation: str) -> None:
        order = self._books.order_of_reservation.get(reservation)
        if order is not None:
            self._books.touch(order)

    # --- units ---

    def _picked(self, fact: StockPicked, entry: Entry) -> None:
        live, takes = self._books.reservations.get(fact.reservation), units_of(fact.takes)
        for shelf, units in takes.items():
            left = (live.takes.get(shelf, 0) if live else 0) - units
            if left < 0 or live is None:
                self._findings.add(TAKEN_FROM_OWN, entry.position, f"{fact.parcel} takes {units} of {shelf}")
            elif left:
                live.takes[shelf] = left
            else:
                del live.takes[shelf]
        self._add_on_hand(takes, -1, entry)
        self._add_reserved(takes, -1, entry)
        self._touch(fact.reservation)

    def _unpicked(self, fact: StockUnpicked, entry: Entry) -> None:
        takes = units_of(fact.takes)
        live = self._books.reservations.get(fact.reservation)
        if live is None:
            live = self._books.reservations[fact.reservation] = Reserved({}, None, entry.position)
        for shelf, units in takes.items():
            live.takes[shelf] = live.takes.get(shelf, 0) + units
        self._add_on_hand(takes, 1, entry)
        self._add_reserved(takes, 1, entry)
        self._touch(fact.reservation)

    def _adjusted(self, fact: StockAdjusted, entry: Entry) -> None:
        self._add_on_hand({(fact.sku, fact.location): fact.units}, 1, entry)
        self._look(self.shelves.row_or_new(fact.sku, fact.location), entry, by_count=False)

    def _counted(self, fact: StockCounted, entry: Entry) -> None:
        row = self.shelves.row_or_new(fact.sku, fact.location)
        self.shelves.on_hand[row] = fact.on_hand
        self._look(row, entry, by_count=True)

    def _loaded(self, fact: StockLoaded, entry: Entry) -> None:
        shelves = self.shelves
        skus = np.array([shelves.number_of_sku(sku) for sku in fact.skus], dtype="i4")
        locations = np.array([shelves.number_of_location(location) for location in fact.locations], dtype="i4")
        rows = shelves.rows_or_new(
            skus[np.frombuffer(fact.sku_index, "<i4")], locations[np.frombuffer(fact.location_index, "<i4")]
        )
        shelves.on_hand[rows] = np.frombuffer(fact.on_hand, "<i4")
        suspect = (shelves.on_hand[rows] < shelves.reserved[rows]) | (shelves.on_hand[rows] < 0)
        for row in rows[suspect].tolist():
            self._look(row, entry, by_count=True)

    def _safety(self, fact: SafetyStockSet, _: Entry) -> None:
        """A shelf may be spoken of first by what is kept back on it: rows are numbered by first sight."""
        self.shelves.row_or_new(fact.sku, fact.location)

    def _add_on_hand(self, takes: Units, sign: int, entry: Entry) -> None:
        for (sku, location), units in takes.items():
            row = self.shelves.row_or_new(sku, location)  # type: ignore[arg-type]
            self.shelves.on_hand[row] += sign * units
            if self.shelves.on_hand[row] < 0:
                self._findings.add(NO_NEGATIVE, entry.position, self._name(row))

    def _add_reserved(self, takes: Units, sign: int, entry: Entry) -> None:
        for (sku, location), units in takes.items():
            row = self.shelves.row_or_new(sku, location)  # type: ignore[arg-type]
            self.shelves.reserved[row] += sign * units
            self._look(row, entry, by_count=sign < 0)

    def _look(self, row: int, entry: Entry, *, by_count: bool) -> None:
        """A shelf that owes more than it has: at once wrong, unless a count says so, which has its instant."""
        held, owed = int(self.shelves.on_hand[row]), int(self.shelves.reserved[row])
        if held < 0 or owed < 0:
            self._findings.add(NO_NEGATIVE, entry.position, self._name(row))
        if held >= owed:
            self._short.pop(row, None)
        elif by_count or row in self._short:
            self._short[row] = entry.position
        else:
            self._findings.add(NO_OVERSELL, entry.position, self._name(row))

    def _name(self, row: int) -> str:
        shelves = self.shelves
        sku, location = shelves.skus[shelves.sku_of[row]], shelves.locations[shelves.location_of[row]]
        return f"{sku} at {location}: {shelves.on_hand[row]} on hand, {shelves.reserved[row]} reserved"

    # --- owners ---

    def _cart_opened(self, fact: CheckoutOpened, _: Entry) -> None:
        self._books.carts.add(fact.cart)

    def _cart_closed(self, fact: CheckoutClosed, _: Entry) -> None:
        self._books.carts.discard(fact.cart)

    # --- the end of an instant, and of the log ---

    def instant_over(self, position: int) -> None:
        for row, since in self._short.items():
            self._findings.add(NO_OVERSELL, since, f"{self._name(row)}, and nothing was done about it")
        self._short.clear()
        for order in self._books.touched:
            book = self._books.orders.get(order)
            if book is not None and book.stage in ("cancelled", "closed"):
                live = self._books.reservations.get(book.reservation)
                if live is not None:
                    self._findings.add(OWNED, position, f"{book.reservation} is live, {order} is {book.stage}")

    def log_over(self, position: int, at: int) -> None:
        for name, live in self._books.reservations.items():
            if live.until is not None and live.until + LAG < at:
                self._findings.add(IN_TIME, live.position, f"{name} should have ended by {live.until}")
            order = self._books.order_of_reservation.get(name)
            owned = name in self._books.carts or (order is not None and self._books.orders[order].stage != "cancelled")
            if not owned and live.until is None:
                self._findings.add(OWNED, live.position, f"{name} has no owner and no end")


def _beyond(these: Units, those: Units) -> Units:
    """By how much more there is of each shelf in these than in those; a shelf with no more is left out."""
    return {shelf: units - those.get(shelf, 0) for shelf, units in these.items() if units > those.get(shelf, 0)}


def units_of(takes: Iterable[Take]) -> Units:
    """Units by shelf: a shelf named twice is added up."""
    found: Units = {}
    for take in takes:
        shelf = (take.sku, take.location)
        found[shelf] = found.get(shelf, 0) + take.units
    return found
