"""Orders that wait: nobody is asked for them and nothing of them is picked; a change that waits ends once."""

from promesa.domain.ledger.orders.awaited import EditAwaited, EditEnded
from promesa.domain.ledger.orders.halts import BY_PERSON, OVER, Halt, OrderHalted, OrderReleased
from promesa.domain.ledger.orders.words import OrderCancelled, OrderClosed
from promesa.domain.ledger.shipments.pick_words import PickAsked
from promesa.domain.ledger.shipments.words import ParcelPacked
from promesa.engine.log import Entry
from promesa.lab.audit.books import Books
from promesa.lab.audit.findings import Findings, Heard

NOT_PICKED = "orders_that_wait_are_not_picked"
A_PERSONS_WORD = "only_a_person_ends_a_review"
ENDS_ONCE = "changes_that_wait_end_once"


class HaltFamily:
    """Knows what each order waits for."""

    invariants = (NOT_PICKED, A_PERSONS_WORD, ENDS_ONCE)

    def __init__(self, _: Books, findings: Findings) -> None:
        self._findings = findings
        self._halts: dict[str, dict[Halt, int]] = {}
        self._awaited: dict[str, str] = {}
        self.hears: dict[type, Heard] = {
            OrderHalted: self._halted,
            OrderReleased: self._released,
            OrderCancelled: self._over,
            OrderClosed: self._over,
            PickAsked: self._worked_on,
            ParcelPacked: self._worked_on,
            EditAwaited: self._waits,
            EditEnded: self._ended,
        }

    def _halted(self, fact: OrderHalted, _: Entry) -> None:
        self._halts.setdefault(fact.order, {})[fact.kind] = fact.until

    def _released(self, fact: OrderReleased, entry: Entry) -> None:
        until = self._halts.get(fact.order, {}).pop(fact.kind, None)
        by_clock = fact.reason == OVER
        if until is None or (by_clock and (fact.kind in BY_PERSON or entry.at < until)):
            self._findings.add(A_PERSONS_WORD, entry.position, f"{fact.order}: {fact.kind} ends ({fact.reason})")

    def _over(self, fact: OrderCancelled | OrderClosed, _: Entry) -> None:
        self._halts.pop(fact.order, None)

    def _worked_on(self, fact: PickAsked | ParcelPacked, entry: Entry) -> None:
        waits = self._halts.get(fact.order)
        if waits:
            self._findings.add(NOT_PICKED, entry.position, f"{fact.parcel} while {fact.order} waits: {waits}")

    def _waits(self, fact: EditAwaited, entry: Entry) -> None:
        if fact.order in self._awaited:
            self._findings.add(ENDS_ONCE, entry.position, f"{fact.order}: {fact.edit} while another waits")
        self._awaited[fact.order] = fact.edit

    def _ended(self, fact: EditEnded, entry: Entry) -> None:
        if self._awaited.pop(fact.order, None) != fact.edit:
            self._findings.add(ENDS_ONCE, entry.position, f"{fact.order}: {fact.edit} ends and does not wait")

    def instant_over(self, position: int) -> None:
        """Nothing waits."""

    def log_over(self, position: int, at: int) -> None:
        """Nothing waits."""
