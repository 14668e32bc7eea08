"""Promises: each made once and ended once, never changed in silence, open only while somebody works on it."""

from promesa.domain.ledger.orders.words import OrderCancelled, OrderClosed
from promesa.domain.promise.words import (
    PromiseBroken,
    PromiseKept,
    PromiseMade,
    PromiseMoved,
    PromiseRedirected,
    PromiseWithdrawn,
)
from promesa.engine.log import Entry
from promesa.lab.audit.books import Books, PromiseBook
from promesa.lab.audit.findings import Findings, Heard

ONCE = "promises_are_made_and_end_once"
OPEN = "open_promises_belong_to_living_orders"
TOLD = "no_promise_changes_in_silence"
TRUE = "outcomes_are_true"
ARRIVED = {"delivery": ("delivered",), "pickup": ("ready", "delivered"), "ocurre": ("at_branch", "delivered")}


class PromiseFamily:
    """Fills the book of promises; `untold` is where the family of the outside strikes what was said."""

    invariants = (ONCE, OPEN, TOLD, TRUE)

    def __init__(self, books: Books, findings: Findings) -> None:
        self._books, self._findings = books, findings
        self.untold: dict[int, str] = {}
        """Positions of moves whose message has not been seen yet."""
        self._kept: dict[str, int] = {}
        self.hears: dict[type, Heard] = {
            PromiseMade: self._made,
            PromiseMoved: self._moved,
            PromiseRedirected: self._redirected,
            PromiseKept: self._kept_it,
            PromiseBroken: self._broken,
            PromiseWithdrawn: self._withdrawn,
            OrderCancelled: self._ended,
            OrderClosed: self._ended,
        }

    def _made(self, fact: PromiseMade, entry: Entry) -> None:
        self._books.touch(fact.order)
        if fact.order in self._books.promises:
            self._findings.add(ONCE, entry.position, f"{fact.order} is promised twice")
        day = fact.promised_on.isoformat()
        self._books.promises[fact.order] = PromiseBook(fact.kind, day, day)

    def _moved(self, fact: PromiseMoved, entry: Entry) -> None:
        self._books.touch(fact.order)
        promise = self._books.promises.get(fact.order)
        if promise is None or promise.outcome != "open":
            self._findings.add(ONCE, entry.position, f"{fact.order} is moved and not open")
            return
        if fact.was_on.isoformat() != promise.told_on:
            self._findings.add(TOLD, entry.position, f"{fact.order} was told {promise.told_on}, not {fact.was_on}")
        promise.told_on = fact.promised_on.isoformat()
        self.untold[entry.position] = fact.order

    def _redirected(self, fact: PromiseRedirected, entry: Entry) -> None:
        """Its customer wanted it otherwise: what counts is what they were told then."""
        self._books.touch(fact.order)
        promise = self._books.promises.get(fact.order)
        if promise is None or promise.outcome != "open":
            self._findings.add(ONCE, entry.position, f"{fact.order} is redirected and not open")
            return
        if fact.was_on.isoformat() != promise.told_on:
            self._findings.add(TOLD, entry.position, f"{fact.order} was told {promise.told_on}, not {fact.was_on}")
        promise.promised_on = promise.told_on = fact.promised_on.isoformat()

    def _kept_it(self, fact: PromiseKept, entry: Entry) -> None:
        promise = self._end(fact.order, "kept", "", entry)
        if promise is not None:
            late = promise.kind != "pickup" and fact.arrived_on.isoformat() > promise.promised_on
            if late or fact.slack_days < 0:
                self._findings.add(TRUE, entry.position, f"{fact.order}: {fact.arrived_on}, not {promise.promised_on}")
            if not self._is_there(fact.order):  # what is told later in the same instant may still show that it is
                self._kept[fact.order] = entry.position

    def _broken(self, fact: PromiseBroken, entry: Entry) -> None:
        promise = self._end(fact.order, "broken", fact.cause, entry)
        if promise is None or promise.kind == "pickup" or fact.arrived_on is None:
            return
        if fact.arrived_on.isoformat() <= promise.promised_on:
            self._findings.add(TRUE, entry.position, f"{fact.order} broken on {fact.arrived_on}, {promise.promised_on}")

    def _withdrawn(self, fact: PromiseWithdrawn, entry: Entry) -> None:
        self._end(fact.order, "withdrawn", fact.cause, entry)

    def _end(self, order: str, outcome: str, cause: str, entry: Entry) -> PromiseBook | None:
        self._books.touch(order)
        promise = self._books.promises.get(order)
        if promise is None or promise.outcome != "open":
            was = promise.outcome if promise else "never made"
            self._findings.add(ONCE, entry.position, f"{order} is {was} and becomes {outcome}")
        if promise is not None:
            promise.outcome, promise.cause = outcome, cause
        return promise

    def _ended(self, fact: OrderCancelled | OrderClosed, _: Entry) -> None:
        self._books.touch(fact.order)

    # --- the end of an instant, and of the log ---

    def instant_over(self, position: int) -> None:
        for moved, order in self.untold.items():
            self._findings.add(TOLD, moved, f"{order} was moved and nobody was told")
        self.untold.clear()
        for order, kept_at in self._kept.items():
            if not self._is_there(order):
                self._findings.add(TRUE, kept_at, f"{order} is kept, its parcels are {self._statuses(order)}")
        self._kept.clear()
        for order in self._books.touched:
            book, promise = self._books.orders.get(order), self._books.promises.get(order)
            stage = book.stage if book else "unknown"
            if promise is None and stage in ("confirmed", "closed"):
                self._findings.add(OPEN, position, f"{order} is {stage} without a promise")
            elif promise is not None and promise.outcome == "open" and stage != "confirmed":
                self._findings.add(OPEN, position, f"the promise of {order} is open, the order is {stage}")

    def _statuses(self, order: str) -> list[str]:
        book = self._books.orders.get(order)
        return [parcel.status for parcel in self._books.live_parcels(book)] if book else []

    def _is_there(self, order: str) -> bool:
        statuses, good = self._statuses(order), ARRIVED[self._books.promises[order].kind]
        return bool(statuses) and all(status in good for status in statuses)

    def log_over(self, position: int, at: int) -> None:
        """Whatever was not so was said when it happened."""
