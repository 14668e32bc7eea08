"""Money: it moves once, none is kept without an order, and nothing is worked on without it."""

from promesa.domain.ledger.orders.words import OrderConfirmed
from promesa.domain.ledger.payments.words import (
    AuthorisationVoided,
    PaymentAuthorised,
    PaymentCaptured,
    RefundOwed,
    RefundPaid,
)
from promesa.engine.log import Entry
from promesa.lab.audit.books import Books, OrderBook
from promesa.lab.audit.findings import Findings, Heard

ONCE = "money_moves_once"
NOT_MORE = "refunds_within_what_was_captured"
NOT_KEPT = "money_belongs_to_a_living_order"
PAID = "confirmed_orders_are_paid"


class MoneyFamily:
    """Owns which payments were captured and which refunds are owed."""

    invariants = (ONCE, NOT_MORE, NOT_KEPT, PAID)

    def __init__(self, books: Books, findings: Findings) -> None:
        self._books, self._findings = books, findings
        self._captured: dict[str, int] = {}
        self._owed: dict[str, int] = {}
        self._paid_back: set[str] = set()
        self.hears: dict[type, Heard] = {
            PaymentAuthorised: self._authorised,
            AuthorisationVoided: self._voided,
            PaymentCaptured: self._capture,
            RefundOwed: self._owe,
            RefundPaid: self._pay_back,
            OrderConfirmed: self._confirmed,
        }

    def _order(self, order: str) -> OrderBook | None:
        self._books.touch(order)
        return self._books.orders.get(order)

    def _authorised(self, fact: PaymentAuthorised, _: Entry) -> None:
        book = self._order(fact.order)
        if book is not None:
            book.authorised = True

    def _voided(self, fact: AuthorisationVoided, _: Entry) -> None:
        """Also where a checkout was refused with an authorisation in hand: then there is no order."""
        book = self._books.orders.get(fact.order)
        if book is not None:
            book.authorised = False

    def _capture(self, fact: PaymentCaptured, entry: Entry) -> None:
        if fact.payment in self._captured or fact.amount <= 0:
            self._findings.add(ONCE, entry.position, f"{fact.payment} is captured again, or of {fact.amount}")
        self._captured[fact.payment] = fact.amount
        book = self._order(fact.order)
        if book is not None:
            book.captured += fact.amount

    def _owe(self, fact: RefundOwed, entry: Entry) -> None:
        if fact.refund in self._owed or fact.amount <= 0:
            self._findings.add(ONCE, entry.position, f"{fact.refund} is owed again, or of {fact.amount}")
        self._owed[fact.refund] = fact.amount
        book = self._order(fact.order)
        if book is not None:
            book.owed_back += fact.amount
        if book is None or book.owed_back > book.captured:
            self._findings.add(NOT_MORE, entry.position, f"{fact.refund}: more is owed back than {fact.order} paid")

    def _pay_back(self, fact: RefundPaid, entry: Entry) -> None:
        if fact.refund in self._paid_back or self._owed.get(fact.refund) != fact.amount:
            self._findings.add(ONCE, entry.position, f"{fact.refund} is paid again, or another amount than owed")
        self._paid_back.add(fact.refund)
        book = self._order(fact.order)
        if book is not None:
            book.paid_back += fact.amount

    def _confirmed(self, fact: OrderConfirmed, entry: Entry) -> None:
        book = self._order(fact.order)
        if book is None:
            return
        window = self._books.policy.rails.get(book.rail)
        at_door = window is not None and window.pays_at_door
        if not (at_door or book.authorised or book.captured - book.owed_back == book.total):
            paid = book.captured - book.owed_back
            self._findings.add(PAID, entry.position, f"{fact.order} is confirmed with {paid} of {book.total}")

    def instant_over(self, position: int) -> None:
        for order in self._books.touched:
            book = self._books.orders.get(order)
            if book is None:
                continue
            with_us = book.captured - book.owed_back
            in_part = book.revised and book.stage == "placed" and with_us < book.total
            if with_us and book.stage in ("placed", "cancelled") and not in_part:
                self._findings.add(NOT_KEPT, position, f"{order} is {book.stage} and {with_us} of it is with us")
            elif with_us > book.total:
                self._findings.add(NOT_KEPT, position, f"{order}: {with_us} with us of a total of {book.total}")

    def log_over(self, position: int, at: int) -> None:
        """What was captured is with us, owed back or paid back: the three are counted as they come."""
