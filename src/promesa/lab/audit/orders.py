"""Orders and their parcels: legal steps only, what was ordered is what is planned, and what is planned is reserved."""

from promesa.domain.conduct.policies import PolicySet
from promesa.domain.ledger.orders.words import (
    UNPAID,
    OrderCancelled,
    OrderClosed,
    OrderConfirmed,
    OrderEdited,
    OrderLine,
    OrderPlaced,
    OrderRevised,
)
from promesa.domain.ledger.shipments.pick_words import REJECTED
from promesa.domain.ledger.shipments.words import (
    ParcelAtBranch,
    ParcelCancelled,
    ParcelDelivered,
    ParcelHandedOver,
    ParcelLost,
    ParcelPacked,
    ParcelPlanned,
    ParcelReady,
    ParcelUnpacked,
)
from promesa.domain.promise.keeping.contingency.words import CAUSE
from promesa.engine.log import Entry
from promesa.lab.audit.books import Books, OrderBook, ParcelBook, Units, add_units
from promesa.lab.audit.findings import Findings, Heard
from promesa.lab.audit.stock import units_of

STEPS = "orders_step_by_step"
SUMS = "orders_add_up"
PARCEL_STEPS = "parcels_step_by_step"
AFTER_PAYMENT = "no_work_before_confirmation"
PLANNED = "what_was_ordered_is_planned"
RESERVED = "what_is_planned_is_reserved"
SHORTAGE = "shortage"


def _is_short(cause: str) -> bool:
    """Units were not there, or their location would not give them or failed, and nobody else had them: whoever meant
    to collect them chooses what becomes of them."""
    return cause == SHORTAGE or cause.startswith((REJECTED, CAUSE))


_NEXT = {
    OrderConfirmed: (("placed",), "confirmed"),
    OrderCancelled: (("placed", "confirmed"), "cancelled"),
    OrderClosed: (("confirmed",), "closed"),
}
_NEXT_OF_PARCEL = {
    ParcelPacked: (("planned",), "packed"),
    ParcelUnpacked: (("packed", "ready"), "planned"),
    ParcelReady: (("packed",), "ready"),
    ParcelHandedOver: (("packed",), "moving"),
    ParcelAtBranch: (("moving",), "at_branch"),
    ParcelDelivered: (("moving", "ready", "at_branch"), "delivered"),
    ParcelLost: (("moving", "at_branch"), "lost"),
    ParcelCancelled: (("planned", "packed", "ready"), "cancelled"),
}


def _by_sku(lines: tuple[OrderLine, ...]) -> dict[str, int]:
    """What leaves shelves for the lines: of kits their components."""
    ordered: dict[str, int] = {}
    for line in lines:
        for sku, each in [(one.sku, one.units) for one in line.components] or [(line.sku, 1)]:
            ordered[sku] = ordered.get(sku, 0) + each * line.units
    return ordered


class OrderFamily:
    """Fills the books of orders and parcels."""

    invariants = (STEPS, SUMS, PARCEL_STEPS, AFTER_PAYMENT, PLANNED, RESERVED)

    def __init__(self, books: Books, findings: Findings) -> None:
        self._books, self._findings = books, findings
        self.hears: dict[type, Heard] = {
            PolicySet: self._policy,
            OrderPlaced: self._placed,
            OrderEdited: self._edited,
            OrderRevised: self._revised,
            ParcelPlanned: self._planned,
            **dict.fromkeys(_NEXT, self._step),
            **dict.fromkeys(_NEXT_OF_PARCEL, self._parcel_step),
        }

    def _policy(self, fact: PolicySet, _: Entry) -> None:
        self._books.policy = fact.policy

    # --- orders ---

    def _placed(self, fact: OrderPlaced, entry: Entry) -> None:
        if fact.order in self._books.orders:
            self._findings.add(STEPS, entry.position, f"{fact.order} is placed twice")
            return
        charges = fact.fee + fact.interest
        self._books.orders[fact.order] = OrderBook(
            fact.reservation, fact.rail, fact.total, _by_sku(fact.lines), charges=charges, lines=fact.lines
        )
        self._books.orders[fact.order].interest = fact.interest
        self._books.order_of_reservation[fact.reservation] = fact.order
        self._books.touch(fact.order)
        items = sum(line.units * line.price for line in fact.lines)
        discounts = sum(line.discount for line in fact.lines)
        total = fact.items - fact.discount + fact.fee + fact.interest
        if (items, discounts, total) != (fact.items, fact.discount, fact.total):
            self._findings.add(SUMS, entry.position, f"{fact.order}: {items} - {discounts}, said {fact.total}")

    def _edited(self, fact: OrderEdited, entry: Entry) -> None:
        """One line changed, all others as they were; its sums are those of its lines, fee and interest are kept."""
        self._books.touch(fact.order)
        book = self._books.orders.get(fact.order)
        if book is None or book.stage != "confirmed" or fact.was not in book.lines:
            self._findings.add(STEPS, entry.position, f"{fact.order} is edited: {fact.was} of {book and book.lines}")
            return
        others = tuple(line for line in book.lines if line != fact.was)
        if tuple(line for line in fact.lines if line.line != fact.was.line) != others:
            self._findings.add(STEPS, entry.position, f"{fact.order}: {fact.edit} changes other lines")
        items = sum(line.units * line.price for line in fact.lines)
        discounts = sum(line.discount for line in fact.lines)
        if (items, discounts, items - discounts + book.charges) != (fact.items, fact.discount, fact.total):
            self._findings.add(SUMS, entry.position, f"{fact.order}: {items} - {discounts}, said {fact.total}")
        book.lines, book.ordered, book.total = fact.lines, _by_sku(fact.lines), fact.total

    def _revised(self, fact: OrderRevised, entry: Entry) -> None:
        """A whole order that is another one, before it is paid or as its customer wished: its sums are its lines'."""
        self._books.touch(fact.order)
        book = self._books.orders.get(fact.order)
        wanted = "placed" if fact.cause == UNPAID else "confirmed"
        if book is None or book.stage != wanted:
            self._findings.add(STEPS, entry.position, f"{fact.order} is revised ({fact.cause}) while {book}")
            return
        items = sum(line.units * line.price for line in fact.lines)
        discounts = sum(line.discount for line in fact.lines)
        total = items - discounts + fact.fee + book.interest
        if (items, discounts, total) != (fact.items, fact.discount, fact.total):
            self._findings.add(SUMS, entry.position, f"{fact.order}: {items} - {discounts}, said {fact.total}")
        book.charges, book.revised = fact.fee + book.interest, True
        book.lines, book.ordered, book.total = fact.lines, _by_sku(fact.lines), fact.total

    def _step(self, fact: OrderConfirmed | OrderCancelled | OrderClosed, entry: Entry) -> None:
        since, stage = _NEXT[type(fact)]
        book = self._books.orders.get(fact.order)
        self._books.touch(fact.order)
        if book is None or book.stage not in since:
            was = book.stage if book else "unknown"
            self._findings.add(STEPS, entry.position, f"{fact.order} is {was} and becomes {stage}")
        if book is not None:
            book.stage = stage

    # --- parcels ---

    def _planned(self, fact: ParcelPlanned, entry: Entry) -> None:
        self._books.touch(fact.order)
        book = self._books.orders.get(fact.order)
        if book is None or book.stage != "confirmed":
            was = book.stage if book else "unknown"
            self._findings.add(AFTER_PAYMENT, entry.position, f"{fact.parcel} is planned, {fact.order} is {was}")
        if fact.parcel in self._books.parcels:
            self._findings.add(PARCEL_STEPS, entry.position, f"{fact.parcel} is planned twice")
            return
        self._books.parcels[fact.parcel] = ParcelBook(fact.order, fact.kind, units_of(fact.takes))
        if book is not None:
            book.parcels.append(fact.parcel)

    def _parcel_step(self, fact: ParcelPacked, entry: Entry) -> None:
        since, status = _NEXT_OF_PARCEL[type(fact)]
        parcel = self._books.parcels.get(fact.parcel)
        self._books.touch(fact.order)
        if parcel is None or parcel.status not in since:
            was = parcel.status if parcel else "unknown"
            self._findings.add(PARCEL_STEPS, entry.position, f"{fact.parcel} is {was} and becomes {status}")
        if parcel is not None:
            parcel.status = status
            parcel.ended_by = fact.reason if isinstance(fact, ParcelCancelled) else ""

    # --- the end of an instant ---

    def instant_over(self, position: int) -> None:
        for order in self._books.touched:
            book = self._books.orders.get(order)
            if book is None:
                self._findings.add(STEPS, position, f"{order} was never placed")
            elif book.stage in ("confirmed", "closed"):
                self._compare(order, book, position)

    def _compare(self, order: str, book: OrderBook, position: int) -> None:
        planned: dict[str, int] = {}
        to_pack: Units = {}
        for parcel in self._books.live_parcels(book):
            for (sku, _), units in parcel.takes.items():
                planned[sku] = planned.get(sku, 0) + units
            if parcel.status == "planned":
                add_units(to_pack, parcel.takes)
        if planned != book.ordered and not self._ended_short(order, planned, book):
            self._findings.add(PLANNED, position, f"{order}: {book.ordered} ordered, {planned} planned")
        live = self._books.reservations.get(book.reservation)
        if (live.takes if live else {}) != to_pack:
            self._findings.add(RESERVED, position, f"{order}: {to_pack} to pack, {live and live.takes} reserved")

    def _ended_short(self, order: str, planned: dict[str, int], book: OrderBook) -> bool:
        """Units that no shelf had are missing in the open: the promise is broken and says so. One that had ended before
        (a parcel was lost; it was ready and was unpacked again) does not end again: then they are units of parcels that
        were cancelled for want of them."""
        promise = self._books.promises.get(order)
        less = all(units <= book.ordered.get(sku, 0) for sku, units in planned.items())
        if not less or promise is None or promise.outcome not in ("broken", "kept"):
            return False
        return _is_short(promise.cause) or self._were_cancelled(planned, book)

    def _were_cancelled(self, planned: dict[str, int], book: OrderBook) -> bool:
        given_up: dict[str, int] = {}
        for name in book.parcels:
            parcel = self._books.parcels[name]
            for (sku, _), units in parcel.takes.items() if _is_short(parcel.ended_by) else ():
                given_up[sku] = given_up.get(sku, 0) + units
        missing = {sku: units - planned.get(sku, 0) for sku, units in book.ordered.items()}
        return all(units <= given_up.get(sku, 0) for sku, units in missing.items())

    def log_over(self, position: int, at: int) -> None:
        """Whatever was not so was said when it happened."""
