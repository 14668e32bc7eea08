"""Consent: no advertising against any layer, nobody is written to whose data are blocked, every receipt chain holds."""

from promesa.domain.people.consent import receipts
from promesa.domain.people.consent.words import (
    ConsentRecorded,
    RegisterLoaded,
    RightAnswered,
    RightAsked,
)
from promesa.domain.people.customers import AddressesNoted, ContactChanged, CustomerForgotten, CustomerMet
from promesa.domain.people.messages.words import MessageDispatched, MessageWanted
from promesa.domain.people.preferences import PreferenceChanged
from promesa.domain.values.moments import DAY
from promesa.engine.log import Entry
from promesa.lab.audit.books import Books
from promesa.lab.audit.findings import Findings, Heard

CONSENT = "no_message_against_consent"
CHAIN = "consent_receipts_are_unbroken"


class ConsentFamily:
    """Keeps every word about consent by customer, and judges each dispatch anew from all of them."""

    invariants = (CONSENT, CHAIN)

    def __init__(self, books: Books, findings: Findings) -> None:
        self._books, self._findings = books, findings
        self._words: dict[str, list[ConsentRecorded]] = {}
        self._wanted: dict[str, MessageWanted] = {}
        self._owner: dict[str, str] = {}
        self._listed: dict[str, int] = {}
        self._blocked: set[str] = set()
        self._stopped: dict[str, list[PreferenceChanged]] = {}
        self._cancels: set[str] = set()
        self.hears: dict[type, Heard] = {
            ConsentRecorded: self._recorded,
            RegisterLoaded: self._loaded,
            CustomerMet: self._met,
            ContactChanged: self._met,
            AddressesNoted: self._noted,
            CustomerForgotten: self._forgotten,
            RightAsked: self._asked,
            RightAnswered: self._answered,
            PreferenceChanged: self._preferred,
            MessageWanted: self._want,
            MessageDispatched: self._dispatched,
        }

    def _recorded(self, fact: ConsentRecorded, entry: Entry) -> None:
        words = self._words.setdefault(fact.customer, [])
        before = words[-1].receipt if words else ""
        if fact.number != len(words) + 1 or fact.receipt != receipts.receipt_of(fact, before):
            self._findings.add(CHAIN, entry.position, f"{fact.customer}: word {fact.number}")
        words.append(fact)

    def _loaded(self, fact: RegisterLoaded, _: Entry) -> None:
        for mark in fact.gone:
            self._listed.pop(mark, None)
        for mark in fact.marks:
            self._listed[mark] = min(fact.entered_at, self._listed.get(mark, fact.entered_at))

    def _met(self, fact: CustomerMet | ContactChanged, _: Entry) -> None:
        self._blocked.discard(fact.customer)
        for mark in fact.marks:
            self._owner[mark] = fact.customer

    def _noted(self, fact: AddressesNoted, _: Entry) -> None:
        for mark in fact.gone:
            self._owner.pop(mark, None)
        for mark in fact.marks:
            self._owner[mark] = fact.customer

    def _forgotten(self, fact: CustomerForgotten, _: Entry) -> None:
        self._blocked.add(fact.customer)

    def _asked(self, fact: RightAsked, _: Entry) -> None:
        if fact.right.value == "cancellation":
            self._cancels.add(fact.request)

    def _answered(self, fact: RightAnswered, _: Entry) -> None:
        if fact.granted and fact.request in self._cancels:
            self._blocked.add(fact.customer)

    def _preferred(self, fact: PreferenceChanged, _: Entry) -> None:
        if "marketing" in fact.category:
            self._stopped.setdefault(fact.customer, []).append(fact)

    def _want(self, fact: MessageWanted, _: Entry) -> None:
        self._wanted[fact.message] = fact

    # --- what goes out ---

    def _dispatched(self, fact: MessageDispatched, entry: Entry) -> None:
        wanted = self._wanted.get(fact.message)
        if wanted is None:
            return
        if wanted.customer in self._blocked:
            self._findings.add(CONSENT, entry.position, f"{fact.message}: their data are blocked")
        elif wanted.area == "marketing" and (why := self._against(wanted.customer, entry.at)):
            self._findings.add(CONSENT, entry.position, f"{fact.message}: {why}")

    def _against(self, customer: str, at: int) -> str:
        """Written again from what each layer's law says, over all words ever said; "" where nothing speaks against."""
        words = [one for one in self._words.get(customer, ()) if one.purpose == "advertising"]
        told = [one for one in self._words.get(customer, ()) if one.layer.value == "platform"]
        switch = max((*self._stopped.get(customer, ()), *told), key=lambda one: (one.at, not one.allowed), default=None)
        if switch is not None and not switch.allowed:
            return "the partner's switch"
        legal = [one for one in words if one.layer.value in ("consumer_law", "data_law")]
        proven = max((one.at for one in legal if one.allowed and one.express and one.proof), default=0)
        for layer in ("consumer_law", "data_law"):
            newest = max(
                (w for w in legal if w.layer.value == layer), key=lambda w: (w.at, not w.allowed), default=None
            )
            if newest is not None and not newest.allowed and proven <= newest.at:
                return layer
        policy = self._books.policy.messages
        own = [mark for mark, owner in self._owner.items() if owner == customer and mark in self._listed]
        listed = min((self._listed[mark] for mark in own), default=None)
        if listed is not None and at >= listed + policy.register_days * DAY and proven <= listed:
            return "a register"
        said_yes = any(one.allowed for one in legal) or switch is not None
        return "" if said_yes or not policy.needs_opt_in else "no yes"

    def instant_over(self, position: int) -> None:
        """Whatever was not so was said when it happened."""

    def log_over(self, position: int, at: int) -> None:
        """Whatever was not so was said when it happened."""
