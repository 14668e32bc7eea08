"""Second thoughts: none makes a promise worse, adds a parcel or touches what is picked; what is undone is as before."""

from collections.abc import Iterable

from promesa.domain.ledger.shipments.words import ParcelCancelled, ParcelPlanned
from promesa.domain.promise.rethinks import OrderReallocated, ReallocationUndone, RethinkEnded
from promesa.domain.promise.words import Leg, PromiseMade
from promesa.engine.log import Entry
from promesa.lab.audit.books import Books, Units, add_units
from promesa.lab.audit.findings import Findings, Heard
from promesa.lab.audit.stock import units_of

NOT_WORSE = "no_rethink_makes_a_promise_worse"
NO_SPLIT = "no_rethink_adds_a_parcel"
WHOLE = "a_rethink_moves_whole_orders_that_nobody_picked"
RESTORED = "what_is_undone_is_as_before"
ADDS_UP = "rethinks_add_up"
SURE = 1e-6


class RethinkFamily:
    """Remembers how likely each promise was, when each parcel comes, and what each rethink changed."""

    invariants = (NOT_WORSE, NO_SPLIT, WHOLE, RESTORED, ADDS_UP)

    def __init__(self, books: Books, findings: Findings) -> None:
        self._books, self._findings = books, findings
        self._likely: dict[str, float] = {}
        self._comes_on: dict[str, str] = {}
        self._standing: dict[str, OrderReallocated] = {}
        self._saved: dict[str, list[int]] = {}
        """By run: orders, centavos and parcels saved."""
        self._said: dict[str, str] = {}
        """Orders that were said to be reallocated while their run has not ended, which is in the same append."""
        self.hears: dict[type, Heard] = {
            PromiseMade: self._made,
            ParcelPlanned: self._planned,
            ParcelCancelled: self._dropped,
            OrderReallocated: self._reallocated,
            RethinkEnded: self._ended,
            ReallocationUndone: self._undone,
        }

    def _made(self, fact: PromiseMade, _: Entry) -> None:
        self._likely[fact.order] = fact.keep_probability

    def _planned(self, fact: ParcelPlanned, entry: Entry) -> None:
        self._comes_on[fact.parcel] = fact.arrives_on.isoformat()
        self._check_said(fact.order, fact.parcel, entry)

    def _dropped(self, fact: ParcelCancelled, entry: Entry) -> None:
        self._check_said(fact.order, fact.parcel, entry)

    def _check_said(self, order: str, parcel: str, entry: Entry) -> None:
        if order in self._said:
            about = f"{parcel} of {order} is changed after {self._said[order]} has said its plan"
            self._findings.add(WHOLE, entry.position, about)

    def _reallocated(self, fact: OrderReallocated, entry: Entry) -> None:
        promise = self._books.promises.get(fact.order)
        due_on = fact.due_on.isoformat()
        if promise is None or promise.outcome != "open":
            self._findings.add(NOT_WORSE, entry.position, f"{fact.order} has no open promise")
        else:
            was_late = max((leg.arrives_on.isoformat() for leg in fact.was), default="") > promise.promised_on
            best = promise.told_on if was_late else promise.promised_on
            if due_on > best:
                self._findings.add(NOT_WORSE, entry.position, f"{fact.order} is due on {best}, not {due_on}")
        least = min(self._likely.get(fact.order, 1.0), fact.keep_probability_before)
        if fact.keep_probability < least - SURE:
            self._findings.add(NOT_WORSE, entry.position, f"{fact.order}: {fact.keep_probability} after {least}")
        if len(fact.legs) > len(fact.was):
            self._findings.add(NO_SPLIT, entry.position, f"{fact.order}: {len(fact.legs)} after {len(fact.was)}")
        if _skus(fact.was) != _skus(fact.legs):
            self._findings.add(WHOLE, entry.position, f"{fact.order}: {_skus(fact.legs)} for {_skus(fact.was)}")
        for legs, cost in ((fact.was, fact.cost_before), (fact.legs, fact.cost)):
            if sum(part.amount for leg in legs for part in leg.cost) != cost:
                self._findings.add(ADDS_UP, entry.position, f"{fact.order}: {cost} is not the sum of its legs")
        totals = self._saved.setdefault(fact.run, [0, 0, 0])
        for number, figure in enumerate((1, fact.cost_before - fact.cost, len(fact.was) - len(fact.legs))):
            totals[number] += figure
        self._standing[fact.order] = fact
        self._said[fact.order] = fact.run
        self._check_plan(fact.order, _units(fact.legs), due_on, entry)

    def _ended(self, fact: RethinkEnded, entry: Entry) -> None:
        self._said = {order: run for order, run in self._said.items() if run != fact.run}
        summed = tuple(self._saved.pop(fact.run, [0, 0, 0]))
        if summed != (fact.orders, fact.saved, fact.parcels_saved) or (fact.orders and fact.saved <= 0):
            self._findings.add(ADDS_UP, entry.position, f"{fact.run}: {summed}, said {fact.orders}, {fact.saved}")

    def _undone(self, fact: ReallocationUndone, entry: Entry) -> None:
        was = self._standing.pop(fact.order, None)
        if was is None or was.run != fact.run or _units(was.was) != _units(fact.legs):
            self._findings.add(RESTORED, entry.position, f"{fact.order} is not as before {fact.run}")
        promise = self._books.promises.get(fact.order)
        self._check_plan(fact.order, _units(fact.legs), "" if promise is None else promise.told_on, entry)

    def _check_plan(self, order: str, units: Units, due_on: str, entry: Entry) -> None:
        """What the order has planned as this is said: all that changes its plan stands before it in the append."""
        book, position = self._books.orders.get(order), entry.position
        planned: Units = {}
        for name in () if book is None else book.parcels:
            parcel = self._books.parcels[name]
            if parcel.status == "cancelled":
                continue
            add_units(planned, parcel.takes)
            if parcel.status != "planned":
                self._findings.add(WHOLE, position, f"{name} is {parcel.status}")
            if self._comes_on.get(name, "") > due_on:
                self._findings.add(NOT_WORSE, position, f"{name} comes on {self._comes_on[name]}, not {due_on}")
        if planned != units:
            self._findings.add(WHOLE, position, f"{order}: {planned} planned, {units} said")

    def instant_over(self, position: int) -> None:
        """All of a run is said at once, and its end with it."""
        for order, run in self._said.items():
            self._findings.add(ADDS_UP, position, f"{run} has moved {order} and not ended")
        self._said.clear()

    def log_over(self, position: int, at: int) -> None:
        """Whatever was not so was said when it happened."""


def _units(legs: Iterable[Leg]) -> Units:
    return units_of(tuple(take for leg in legs for take in leg.takes))


def _skus(legs: Iterable[Leg]) -> dict[str, int]:
    found: dict[str, int] = {}
    for (sku, _), units in _units(legs).items():
        found[sku] = found.get(sku, 0) + units
    return found
