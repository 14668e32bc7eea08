"""Conversations: every act of a customer was offered to them, for exactly that, on their own order, and done once."""

import json

from promesa.domain.conduct.conversations.customer_acts import ACTS
from promesa.domain.conduct.conversations.words import ActConfirmed, Browser, ConversationStepped, OfferedAct
from promesa.domain.ledger.orders.words import OrderPlaced
from promesa.engine.log import Entry
from promesa.lab.audit.books import Books
from promesa.lab.audit.findings import Findings, Heard

OFFERED = "customers_do_what_was_offered_to_them"
OWN = "customers_act_on_their_own_orders"
ONCE = "a_yes_counts_once"
ANSWERED = "what_a_customer_said_is_answered_once"
PAGED = "a_page_acts_on_its_own_order"


RIGHT, ERASURE, CODED = "AskRight", "cancellation", 3
"""The act that is about no order; the right whose exercise needs a code sent another way."""


def _needed(fact: ActConfirmed) -> int:
    """How much must have been proved."""
    is_erasure = fact.command == RIGHT and json.loads(fact.body)["right"] == ERASURE
    return CODED if is_erasure else ACTS[fact.command].level


def _mark(browser: Browser | None) -> str:
    return "" if browser is None else browser.mark


class ConversationFamily:
    """Keeps what each customer was offered, and which yes was spent."""

    invariants = (OFFERED, OWN, ONCE, ANSWERED, PAGED)

    def __init__(self, books: Books, findings: Findings) -> None:
        self._books, self._findings = books, findings
        self._customer_of: dict[str, str] = {}
        self._offered: dict[tuple[str, str], OfferedAct] = {}
        self._level: dict[tuple[str, str], tuple[int, int]] = {}
        self._spent: set[str] = set()
        self._heard: set[str] = set()
        self.hears: dict[type, Heard] = {
            OrderPlaced: self._placed,
            ConversationStepped: self._stepped,
            ActConfirmed: self._confirmed,
        }

    def _placed(self, fact: OrderPlaced, _: Entry) -> None:
        self._customer_of[fact.order] = fact.customer

    def _stepped(self, fact: ConversationStepped, entry: Entry) -> None:
        if fact.heard in self._heard:
            self._findings.add(ANSWERED, entry.position, f"{fact.heard} is answered twice")
        self._heard.add(fact.heard)
        self._level[fact.customer, _mark(fact.browser)] = fact.session.level, fact.session.level_until
        self._check_page(fact, entry)
        for one in fact.session.offered:
            self._offered[fact.customer, one.token] = one

    def _confirmed(self, fact: ActConfirmed, entry: Entry) -> None:
        offered = self._offered.get((fact.customer, fact.token))
        said = None if offered is None else (offered.command, offered.body, offered.order)
        if offered is None or said != (fact.command, fact.body, fact.order) or fact.command not in ACTS:
            self._findings.add(OFFERED, entry.position, f"{fact.command} of {fact.customer}: {fact.token}")
        elif entry.at >= offered.until or self._proved(fact, entry.at) < _needed(fact):
            self._findings.add(OFFERED, entry.position, f"{fact.token} was over, or too little was proved")
        self._check_page(fact, entry)
        if self._whose(fact) != fact.customer:
            self._findings.add(OWN, entry.position, f"{fact.order or fact.token} is not of {fact.customer}")
        if fact.token in self._spent:
            self._findings.add(ONCE, entry.position, fact.token)
        self._spent.add(fact.token)

    def _whose(self, fact: ActConfirmed) -> str | None:
        """Whose order it is; where it is about their own data, in whose name it is asked."""
        if fact.command == RIGHT:
            return str(json.loads(fact.body)["customer"])
        return self._customer_of.get(fact.order)

    def _proved(self, fact: ActConfirmed, at: int) -> int:
        """By that phone, or by that very browser: what another one has proved counts for nothing."""
        least = 1 if fact.browser is None else 0
        level, until = self._level.get((fact.customer, _mark(fact.browser)), (0, 0))
        return max(least, level) if at < until else least

    def _check_page(self, fact: ConversationStepped | ActConfirmed, entry: Entry) -> None:
        browser = fact.browser
        if browser is None:
            return
        if fact.order != browser.order or self._customer_of.get(browser.order) != fact.customer:
            self._findings.add(PAGED, entry.position, f"{fact.order} on the page of {browser.order}")

    def instant_over(self, position: int) -> None:
        """Nothing is open within an instant."""

    def log_over(self, position: int, at: int) -> None:
        """A conversation may be open at the end."""
