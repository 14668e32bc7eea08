"""Pick tasks: each ends once, nobody packs what was refused or is asked for it without end, shelves follow reasons."""

import msgspec

from promesa.domain.ledger.shipments.pick_words import (
    FEWER,
    REJECTED,
    NoPick,
    PickAccepted,
    PickAsked,
    PickLapsed,
    PickRejected,
    PickShort,
)
from promesa.domain.ledger.shipments.words import ParcelCancelled, ParcelPacked, ParcelPlanned
from promesa.domain.ledger.stock.words import StockCounted
from promesa.engine.log import Entry
from promesa.lab.audit.books import Books
from promesa.lab.audit.findings import Findings, Heard

END_ONCE = "pick_tasks_end_once"
NOT_PACKED = "nobody_packs_what_was_refused"
NOT_AGAIN = "who_refused_is_not_asked_without_end"
EFFECT = "shelves_follow_the_reason_of_a_no"
AGAIN_MAX = 1
"""A location that said no for a reason that passes may be asked for another day, once."""


class ShelfDue(msgspec.Struct):
    """What the next count of a shelf must say: so many units, or so many fewer."""

    position: int
    on_hand: int | None
    fewer: int


class PickFamily:
    """Knows each task's state, who refused what, and what each no owes to a shelf."""

    invariants = (END_ONCE, NOT_PACKED, NOT_AGAIN, EFFECT)

    def __init__(self, books: Books, findings: Findings) -> None:
        self._books, self._findings = books, findings
        self._tasks: dict[str, str] = {}
        self._refused: set[str] = set()
        self._rests: set[str] = set()
        self._planned: dict[str, ParcelPlanned] = {}
        self._again: dict[tuple[str, str], int] = {}
        """By order and location that refused it: how often it was planned there since."""
        self._due: dict[tuple[str, str], list[ShelfDue]] = {}
        self.hears: dict[type, Heard] = {
            ParcelPlanned: self._is_planned,
            PickAsked: self._asked,
            PickAccepted: self._ended,
            PickLapsed: self._lapsed,
            PickRejected: self._rejected,
            PickShort: self._no,
            ParcelPacked: self._packed,
            ParcelCancelled: self._cancelled,
            StockCounted: self._counted,
        }

    def _is_planned(self, fact: ParcelPlanned, entry: Entry) -> None:
        self._planned[fact.parcel] = fact
        key = (fact.order, fact.location)
        if key in self._again and fact.parcel not in self._rests:
            self._again[key] += 1
            if self._again[key] > AGAIN_MAX:
                self._findings.add(NOT_AGAIN, entry.position, f"{fact.parcel} at {fact.location}, which refused it")

    def _asked(self, fact: PickAsked, entry: Entry) -> None:
        if fact.parcel in self._tasks:
            self._findings.add(END_ONCE, entry.position, f"{fact.parcel} is asked twice")
        self._tasks[fact.parcel] = "asked"

    def _ended(self, fact: PickAccepted | PickRejected | PickLapsed, entry: Entry) -> None:
        was = self._tasks.get(fact.parcel, "never asked")
        if was != "asked":
            self._findings.add(END_ONCE, entry.position, f"{fact.parcel} is {was} and becomes {type(fact).__name__}")
        self._tasks[fact.parcel] = type(fact).__name__

    def _lapsed(self, fact: PickLapsed, entry: Entry) -> None:
        self._ended(fact, entry)
        if fact.moved:
            self._again.setdefault((fact.order, fact.location), 0)

    def _rejected(self, fact: PickRejected, entry: Entry) -> None:
        self._ended(fact, entry)
        self._no(fact, entry)

    def _no(self, fact: PickRejected | PickShort, entry: Entry) -> None:
        self._refused.add(fact.parcel)
        self._again.setdefault((fact.order, fact.location), 0)
        if fact.rest is not None:
            self._rests.add(fact.rest)
        plan = self._planned.get(fact.parcel)
        for take in fact.takes:
            wanted = sum(one.units for one in plan.takes if one.sku == take.sku) if plan is not None else take.units
            due = ShelfDue(entry.position, wanted - take.units if fact.reason is NoPick.NOT_FOUND else None, take.units)
            if fact.reason is NoPick.NOT_FOUND or fact.reason in FEWER:
                self._due.setdefault((take.sku, take.location), []).append(due)

    def _packed(self, fact: ParcelPacked, entry: Entry) -> None:
        if fact.parcel in self._refused:
            self._findings.add(NOT_PACKED, entry.position, f"{fact.parcel} was refused and is packed")
        if self._tasks.get(fact.parcel) == "asked":
            self._tasks[fact.parcel] = "packed"

    def _cancelled(self, fact: ParcelCancelled, _: Entry) -> None:
        """What is planned there instead of it, for another reason than a no, is the same work."""
        if self._tasks.get(fact.parcel) == "asked":
            self._tasks[fact.parcel] = "withdrawn"
        plan = self._planned.get(fact.parcel)
        key = (fact.order, plan.location if plan is not None else "")
        if not fact.reason.startswith(REJECTED) and key in self._again:
            self._again[key] -= 1

    def _counted(self, fact: StockCounted, entry: Entry) -> None:
        due = self._due.get((fact.sku, fact.location))
        if not due:
            return
        first = due.pop(0)
        fewer = fact.difference == -first.fewer or fact.on_hand == 0
        if not (fewer if first.on_hand is None else fact.on_hand == first.on_hand):
            self._findings.add(EFFECT, entry.position, f"{fact.sku} at {fact.location} became {fact.on_hand}")

    def instant_over(self, position: int) -> None:
        for (sku, location), due in self._due.items():
            for one in due:
                self._findings.add(EFFECT, one.position, f"{sku} at {location}: {one.fewer} were refused, not counted")
        self._due.clear()

    def log_over(self, position: int, at: int) -> None:
        """Whatever was not so was said when it happened."""
