"""Messages: none against consent, window, hours, budget or the state of its order, and none twice."""

import msgspec

from promesa.domain.ledger.orders.words import OrderPlaced
from promesa.domain.network.places import PlacesLoaded
from promesa.domain.people.messages import topics, truth
from promesa.domain.people.messages.topics import Timing
from promesa.domain.people.messages.words import (
    CustomerHeard,
    MessageAccepted,
    MessageDispatched,
    MessageFailed,
    MessageNotSent,
    MessageStatusesTold,
    MessageWanted,
    Status,
)
from promesa.domain.values import moments
from promesa.domain.values.moments import DAY, HOUR, Instant
from promesa.engine.log import Entry
from promesa.lab.audit.books import Books
from promesa.lab.audit.findings import Findings, Heard

HOURS = "no_message_outside_a_customers_hours"
WINDOW = "no_free_text_outside_the_window"
BUDGET = "no_message_over_the_budget"
TRUE = "no_message_against_its_orders_state"
ONCE = "what_arrived_is_not_sent_again"
FORWARD = "no_status_goes_back"
OURS = "operations"
SUNDAY = 6
KEPT_DAYS = 8
REPLY_WINDOW = 24 * HOUR


class SaidMessage(msgspec.Struct):
    """A message as the facts tell it: what is wanted, and of each attempt the moments of its statuses."""

    wanted: MessageWanted
    attempts: list[dict[str, int]] = []
    failed: list[bool] = []
    ended: bool = False


class CustomerBook(msgspec.Struct):
    heard_at: int = 0
    pushes: list[tuple[int, str]] = []
    unreplied: dict[str, int] = {}


class MessageFamily:
    """Keeps for each customer what they were told and when they wrote, written again from what the policy says."""

    invariants = (HOURS, WINDOW, BUDGET, TRUE, ONCE, FORWARD)

    def __init__(self, books: Books, findings: Findings) -> None:
        self._books, self._findings = books, findings
        self._homes: dict[str, str] = {}
        """The zone of each postal code."""
        self._zones: dict[str, str] = {}
        """Where the customer of each order lives: a counter or branch may be in another zone."""
        self._newest: dict[str, str] = {}
        self._said: dict[str, SaidMessage] = {}
        self._customers: dict[str, CustomerBook] = {}
        self.hears: dict[type, Heard] = {
            PlacesLoaded: self._loaded,
            OrderPlaced: self._placed,
            MessageWanted: self._wanted,
            MessageDispatched: self._dispatched,
            MessageNotSent: self._dropped,
            MessageAccepted: self._accepted,
            MessageFailed: self._failed,
            MessageStatusesTold: self._told,
            CustomerHeard: self._heard,
        }

    def _loaded(self, fact: PlacesLoaded, _: Entry) -> None:
        self._homes.update(zip(fact.postal_codes, fact.zones, strict=True))

    def _placed(self, fact: OrderPlaced, _: Entry) -> None:
        self._zones[fact.order] = self._homes.get(fact.postal_code or "", fact.zone)
        self._newest[fact.customer] = fact.order

    def _wanted(self, fact: MessageWanted, _: Entry) -> None:
        self._said.setdefault(fact.message, SaidMessage(fact))

    def _heard(self, fact: CustomerHeard, _: Entry) -> None:
        book = self._customers.setdefault(fact.customer, CustomerBook())
        book.unreplied = {}
        if fact.channel == "whatsapp":
            book.heard_at = max(book.heard_at, fact.at)

    # --- what goes out ---

    def _dispatched(self, fact: MessageDispatched, entry: Entry) -> None:
        said = self._said.get(fact.message)
        if said is None:
            self._findings.add(ONCE, entry.position, f"{fact.message} was never wanted")
            return
        self._check_again(said, fact, entry)
        said.attempts.append({})
        said.failed.append(False)
        if said.wanted.customer != OURS:
            book = self._customers.setdefault(said.wanted.customer, CustomerBook())
            self._check_hours(said.wanted, fact, entry)
            self._check_window(book, fact, entry)
            self._check_truth(said.wanted, entry)
            if fact.attempt == 1:
                self._check_budget(book, said.wanted, entry)

    def _check_again(self, said: SaidMessage, fact: MessageDispatched, entry: Entry) -> None:
        if fact.attempt != len(said.attempts) + 1 or said.ended:
            self._findings.add(ONCE, entry.position, f"{fact.message}: attempt {fact.attempt} again")
        for number, times in enumerate(said.attempts):
            if "delivered" in times or "read" in times:
                self._findings.add(ONCE, entry.position, f"{fact.message}: attempt {number + 1} had arrived")

    def _check_hours(self, wanted: MessageWanted, fact: MessageDispatched, entry: Entry) -> None:
        policy, timing = self._books.policy.messages, _timing(wanted)
        newest = self._newest.get(wanted.customer, "")
        zone = self._zones.get(wanted.order or newest, self._books.policy.zone)
        here = moments.local(Instant(entry.at), zone)
        if timing is Timing.ANSWER or (timing is Timing.BAD_NEWS and policy.wakes_at_night):
            return
        if timing is Timing.BAD_NEWS:
            allowed = policy.night_until_hour <= here.hour < policy.night_from_hour
        else:
            rests = here.weekday() == SUNDAY and wanted.area not in policy.sundays
            allowed = policy.day_from_hour <= here.hour < policy.day_until_hour and not rests
        if not allowed:
            self._findings.add(HOURS, entry.position, f"{fact.message} at {here.isoformat()}")

    def _check_window(self, book: CustomerBook, fact: MessageDispatched, entry: Entry) -> None:
        closed = not book.heard_at or entry.at >= book.heard_at + REPLY_WINDOW
        if fact.channel == "whatsapp" and fact.form != "template" and closed:
            self._findings.add(WINDOW, entry.position, f"{fact.message} as {fact.form}")

    def _check_truth(self, wanted: MessageWanted, entry: Entry) -> None:
        order, stages = self._books.orders.get(wanted.order), truth.STAGES.get(wanted.template)
        if order is not None and stages is not None and order.stage not in {stage.value for stage in stages}:
            self._findings.add(TRUE, entry.position, f"{wanted.message}: the order is {order.stage}")

    def _check_budget(self, book: CustomerBook, wanted: MessageWanted, entry: Entry) -> None:
        """What answers a customer is no push; bad news and what is vital count and are never too much."""
        if wanted.replies_to:
            return
        policy, area = self._books.policy.messages, wanted.area
        worth = policy.worths.get(wanted.template, topics.of(wanted.template).worth)
        vital = area == "operations" and worth >= policy.vital_worth
        if _timing(wanted) is Timing.DAYTIME and not vital:
            week = sum(at > entry.at - 7 * DAY for at, _ in book.pushes)
            if week >= policy.week_max.get(area, week + 1):
                self._findings.add(BUDGET, entry.position, f"{wanted.message}: {week} in a week")
            silent = book.unreplied.get(area, 0)
            if silent >= policy.unreplied_max.get(area, silent + 1):
                self._findings.add(BUDGET, entry.position, f"{wanted.message}: {silent} without a word")
        book.pushes = [push for push in book.pushes if push[0] > entry.at - KEPT_DAYS * DAY] + [(entry.at, area)]
        book.unreplied[area] = book.unreplied.get(area, 0) + 1

    # --- what became of it ---

    def _dropped(self, fact: MessageNotSent, _: Entry) -> None:
        if fact.message in self._said:
            self._said[fact.message].ended = True

    def _accepted(self, fact: MessageAccepted, entry: Entry) -> None:
        self._advance(fact.message, fact.attempt, "accepted", entry.at, entry)

    def _failed(self, fact: MessageFailed, entry: Entry) -> None:
        said = self._said.get(fact.message)
        if said is not None and 0 < fact.attempt <= len(said.failed):
            said.failed[fact.attempt - 1] = True

    def _told(self, fact: MessageStatusesTold, entry: Entry) -> None:
        for one in fact.told:
            status = f"{one.status.value}/{one.part}" if one.part else one.status.value
            self._advance(one.message, one.attempt, status, one.at, entry, one.pricing is not None)
            said = self._said.get(one.message)
            if status == Status.FAILED and said is not None and 0 < one.attempt <= len(said.failed):
                said.failed[one.attempt - 1] = True

    def _advance(self, message: str, attempt: int, status: str, at: int, entry: Entry, is_priced: bool = False) -> None:
        """A status is told of an attempt that there was, and again only where it was earlier, or has its price."""
        said = self._said.get(message)
        if said is None or not 0 < attempt <= len(said.attempts):
            self._findings.add(FORWARD, entry.position, f"{message} {attempt} is {status} and was never tried")
            return
        known = said.attempts[attempt - 1].get(status)
        if known is not None and at >= known and not is_priced:
            self._findings.add(FORWARD, entry.position, f"{message} {attempt} is {status} again")
        said.attempts[attempt - 1][status] = at if known is None else min(at, known)

    def instant_over(self, position: int) -> None:
        """Whatever was not so was said when it happened."""

    def log_over(self, position: int, at: int) -> None:
        """Whatever was not so was said when it happened."""


def _timing(wanted: MessageWanted) -> Timing:
    if wanted.area == "marketing":
        return Timing.DAYTIME
    return Timing.ANSWER if wanted.replies_to else topics.of(wanted.template).timing
