"""Conversations: every act of a customer was offered to them, for exactly that, on their own order, and done once."""

import json

from promesa.domain.conduct.conversations import attending
from promesa.domain.conduct.conversations.customer_acts import ACTS
from promesa.domain.conduct.conversations.state import ATTENDED_FOR
from promesa.domain.conduct.conversations.words import (
    ActConfirmed,
    AnswerWritten,
    Browser,
    ConversationHandedBack,
    ConversationStepped,
    ConversationTaken,
    OfferedAct,
)
from promesa.domain.ledger.orders.words import OrderPlaced
from promesa.domain.people.messages.words import CustomerHeard, MessageWanted
from promesa.engine.log import Entry
from promesa.lab.audit.books import Books
from promesa.lab.audit.findings import Findings, Heard

OFFERED = "customers_do_what_was_offered_to_them"
OWN = "customers_act_on_their_own_orders"
ONCE = "a_yes_counts_once"
ANSWERED = "what_a_customer_said_is_answered_once"
PAGED = "a_page_acts_on_its_own_order"
ATTENDED = "no_flow_speaks_where_a_person_attends"
WRITTEN = "a_persons_words_go_to_whom_they_were_written_for"
HEARD_AS_EVER = frozenset(("text", "image", "audio", "video", "document", "sticker", "contacts", "location"))
"""What goes to the person who attends; a button is an act of its own."""
STOPPED = frozenset(("stopped",))
"""What is answered to a stop, whoever attends."""


RIGHT, ERASURE, CODED = "AskRight", "cancellation", 3
"""The act that is about no order; the right whose exercise needs a code sent another way."""


def _needed(fact: ActConfirmed) -> int:
    """How much must have been proved."""
    is_erasure = fact.command == RIGHT and json.loads(fact.body)["right"] == ERASURE
    return CODED if is_erasure else ACTS[fact.command].level


def _mark(browser: Browser | None) -> str:
    return "" if browser is None else browser.mark


class ConversationFamily:
    """Keeps what each customer was offered, which yes was spent, and which person attends whom."""

    invariants = (OFFERED, OWN, ONCE, ANSWERED, PAGED, ATTENDED, WRITTEN)

    def __init__(self, books: Books, findings: Findings) -> None:
        self._books, self._findings = books, findings
        self._customer_of: dict[str, str] = {}
        self._offered: dict[tuple[str, str], OfferedAct] = {}
        self._level: dict[tuple[str, str], tuple[int, int]] = {}
        self._spent: set[str] = set()
        self._heard: set[str] = set()
        self._written_by_hand: dict[str, str] = {}
        """What was heard that is no button, by the partner's name: whose it is."""
        self._attended: dict[str, int] = {}
        """Until when a person has a customer's conversation."""
        self._answers: dict[str, str] = {}
        """By the message that says it: whom a person's answer is for."""
        self.hears: dict[type, Heard] = {
            OrderPlaced: self._placed,
            ConversationStepped: self._stepped,
            ActConfirmed: self._confirmed,
            CustomerHeard: self._listened,
            ConversationTaken: self._taken,
            ConversationHandedBack: self._handed_back,
            AnswerWritten: self._written,
            MessageWanted: self._wanted,
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
        if entry.at < self._attended.get(fact.customer, 0):
            said = {reply.text for reply in fact.replies}
            if fact.heard in self._written_by_hand and said - STOPPED:
                self._findings.add(ATTENDED, entry.position, f"{fact.heard} of {fact.customer} is answered by a flow")
            self._attended[fact.customer] = entry.at + ATTENDED_FOR
        self._written_by_hand.pop(fact.heard, None)

    def _listened(self, fact: CustomerHeard, _: Entry) -> None:
        if not fact.button and fact.kind in HEARD_AS_EVER:
            self._written_by_hand[fact.heard] = fact.customer

    def _taken(self, fact: ConversationTaken, entry: Entry) -> None:
        self._attended[fact.customer] = entry.at + ATTENDED_FOR

    def _handed_back(self, fact: ConversationHandedBack, _: Entry) -> None:
        self._attended.pop(fact.customer, None)

    def _written(self, fact: AnswerWritten, entry: Entry) -> None:
        if fact.message in self._answers:
            self._findings.add(WRITTEN, entry.position, f"{fact.message} is written twice")
        if entry.at >= self._attended.get(fact.customer, 0):
            self._findings.add(WRITTEN, entry.position, f"{fact.attendant} does not have the conversation")
        if fact.order is not None and self._customer_of.get(fact.order) != fact.customer:
            self._findings.add(WRITTEN, entry.position, f"{fact.order} is not of {fact.customer}")
        self._answers[fact.message] = fact.customer
        self._attended[fact.customer] = entry.at + ATTENDED_FOR

    def _wanted(self, fact: MessageWanted, entry: Entry) -> None:
        if fact.template != attending.WAITING:
            return
        if self._answers.get(fact.message.removesuffix(attending.AGAIN)) != fact.customer:
            self._findings.add(WRITTEN, entry.position, f"{fact.message} was not written for {fact.customer}")

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
