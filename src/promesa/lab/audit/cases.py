"""Cases and claims: one for a matter, closed only over what was read, remedies that exist, claims that facts show."""

import msgspec

from promesa.domain.ledger.orders.words import OrderPlaced
from promesa.domain.ledger.payments.words import RefundOwed
from promesa.domain.ledger.shipments.claims import ClaimAnswered, ClaimFiled
from promesa.domain.ledger.shipments.words import ParcelHandedOver
from promesa.domain.people.cases.words import (
    CaseAnswered,
    CaseClosed,
    CaseOpened,
    CaseReopened,
    CaseReplied,
    CaseResolved,
)
from promesa.engine.log import Entry
from promesa.lab.audit.books import Books
from promesa.lab.audit.findings import Findings, Heard

OWN = "cases_are_about_ones_own_order"
ONE = "one_living_case_for_a_matter"
READ = "no_case_is_closed_over_an_unread_reply"
REMEDY = "remedies_of_cases_exist"
SHOWN = "claims_are_of_what_a_carrier_was_given"


class KnownCase(msgspec.Struct):
    customer: str
    order: str | None
    unread: int = 0
    lives: bool = True
    turn: int = 0


class CaseFamily:
    """Keeps for each case who said what last, and which refunds and hand-overs there were."""

    invariants = (OWN, ONE, READ, REMEDY, SHOWN)

    def __init__(self, books: Books, findings: Findings) -> None:
        self._books, self._findings = books, findings
        self._cases: dict[str, KnownCase] = {}
        self._living: dict[tuple[str, str | None], str] = {}
        self._customer_of: dict[str, str] = {}
        self._refunds: dict[str, str] = {}
        self._handed_over: set[str] = set()
        self._claimed: dict[str, str] = {}
        self._answered: set[str] = set()
        self.hears: dict[type, Heard] = {
            OrderPlaced: self._placed,
            RefundOwed: self._owed,
            ParcelHandedOver: self._left,
            CaseOpened: self._opened,
            CaseReplied: self._said,
            CaseReopened: self._reopened,
            CaseAnswered: self._read,
            CaseResolved: self._resolved,
            CaseClosed: self._closed,
            ClaimFiled: self._filed,
            ClaimAnswered: self._paid,
        }

    def _placed(self, fact: OrderPlaced, _: Entry) -> None:
        self._customer_of[fact.order] = fact.customer

    def _owed(self, fact: RefundOwed, _: Entry) -> None:
        self._refunds[fact.refund] = fact.order

    def _left(self, fact: ParcelHandedOver, _: Entry) -> None:
        self._handed_over.add(fact.parcel)

    def _opened(self, fact: CaseOpened, entry: Entry) -> None:
        if fact.order is not None and self._customer_of.get(fact.order) != fact.customer:
            self._findings.add(OWN, entry.position, f"{fact.case} of {fact.customer} is about {fact.order}")
        self._lives(fact.case, KnownCase(fact.customer, fact.order, int(bool(fact.message))), entry)

    def _lives(self, name: str, case: KnownCase, entry: Entry) -> None:
        matter = (case.customer, case.order)
        if self._living.setdefault(matter, name) != name:
            self._findings.add(ONE, entry.position, f"{name} beside {self._living[matter]}")
        self._cases[name] = case

    def _said(self, fact: CaseReplied, _: Entry) -> None:
        self._cases[fact.case].unread += 1

    def _reopened(self, fact: CaseReopened, entry: Entry) -> None:
        case = self._cases[fact.case]
        case.unread, case.lives = 1, True
        self._lives(fact.case, case, entry)

    def _read(self, fact: CaseAnswered, _: Entry) -> None:
        self._cases[fact.case].unread = 0

    def _resolved(self, fact: CaseResolved, entry: Entry) -> None:
        case = self._cases[fact.case]
        if case.unread:
            self._findings.add(READ, entry.position, f"{fact.case} is resolved, {case.unread} unread")
        if (fact.remedy == "refunded") != (fact.refund is not None):
            self._findings.add(REMEDY, entry.position, f"{fact.case}: {fact.remedy} with {fact.refund}")
        if fact.refund is not None and self._refunds.get(fact.refund, "") != case.order:
            self._findings.add(REMEDY, entry.position, f"{fact.case}: {fact.refund} is not of {case.order}")
        case.lives, case.turn = False, fact.turn
        self._living.pop((case.customer, case.order), None)

    def _closed(self, fact: CaseClosed, entry: Entry) -> None:
        case = self._cases[fact.case]
        if case.unread or case.lives or case.turn != fact.turn:
            self._findings.add(READ, entry.position, f"{fact.case} is closed, {case.unread} unread, turn {case.turn}")

    def _filed(self, fact: ClaimFiled, entry: Entry) -> None:
        if fact.parcel not in self._handed_over or entry.at > fact.until:
            self._findings.add(SHOWN, entry.position, f"{fact.claim}: {fact.parcel} was not handed over, or too late")
        if self._claimed.setdefault(fact.parcel, fact.claim) != fact.claim:
            self._findings.add(SHOWN, entry.position, f"{fact.claim}: {fact.parcel} is claimed twice")

    def _paid(self, fact: ClaimAnswered, entry: Entry) -> None:
        if fact.claim in self._answered or self._claimed.get(fact.parcel) != fact.claim:
            self._findings.add(SHOWN, entry.position, f"{fact.claim} is answered twice, or was never filed")
        self._answered.add(fact.claim)

    def instant_over(self, position: int) -> None:
        """Nothing is open within an instant."""

    def log_over(self, position: int, at: int) -> None:
        """A case may be open at the end."""
