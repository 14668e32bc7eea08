"""Contingencies: what has stopped is planned by nobody, each affected promise has its answer in time, told once."""

from collections import Counter

import msgspec

from promesa.domain.ledger.orders.words import OrderCancelled, OrderPlaced
from promesa.domain.ledger.shipments.words import ParcelPlanned
from promesa.domain.network.carriers.words import CapsSet, CarriagePaused, CarriageResumed, ValueCap
from promesa.domain.network.catalog import ProductListed, ProductsLoaded
from promesa.domain.network.locations.words import (
    AboutLocation,
    LocationChanged,
    LocationOpened,
    LocationPaused,
    LocationResumed,
    LocationsLoaded,
)
from promesa.domain.network.places import PlacesLoaded
from promesa.domain.people.messages.earlier import SendMessage
from promesa.domain.people.messages.words import MessageWanted
from promesa.domain.promise.choices import ChoiceAwaited
from promesa.domain.promise.keeping.contingency.words import ContingencyOpened, OrderAnswered
from promesa.domain.promise.words import PromiseMoved
from promesa.domain.values.moments import MINUTE
from promesa.engine.log import Entry
from promesa.engine.words import EffectWanted
from promesa.lab.audit.books import Books
from promesa.lab.audit.findings import Findings, Heard

STOPPED = "no_parcel_on_what_has_stopped"
IN_TIME = "contingencies_answer_in_time"
CAPPED = "no_parcel_worth_more_than_a_cap"
TOLD_ONCE = "contingencies_are_told_once"
WITHIN = 10 * MINUTE
TEMPLATES = ("delayed", "order_cancelled", "choice_wanted")
"""What an answer says; the others are about other things."""
TELLS = {"repromised": 1, "refunded": 1, "choice": 1}
NAMES = "contingency:"
"""What the cause of a fact that a contingency led to begins with."""

Decided = tuple[str, int]
"""An order, and the entry that led to what was decided about it: all that is decided at once shares it."""


class ContingencyFamily:
    """Knows what does not run, where each order goes, and which answers are still owed."""

    invariants = (STOPPED, IN_TIME, TOLD_ONCE, CAPPED)

    def __init__(self, books: Books, findings: Findings) -> None:
        self._books, self._findings = books, findings
        self._area_of_code: dict[str, str] = {}
        self._area_of_location: dict[str, str] = {}
        self._goes_to: dict[str, str] = {}
        self._codes: dict[str, str] = {}
        self._carriage: dict[str, CarriagePaused] = {}
        self._caps: tuple[ValueCap, ...] = ()
        self._prices: dict[str, int] = {}
        self._paused: dict[str, int | None] = {}
        self._planned_at: dict[str, set[tuple[str, str]]] = {}
        self._owed: dict[tuple[str, str], int] = {}
        """(contingency, order) -> since when."""
        self._steps: dict[int, tuple[Decided, bool]] = {}
        """Facts of this instant that a customer is told of, and whether they name a contingency."""
        self._said: Counter[Decided] = Counter()
        """How often what was decided in this instant is told."""
        self._strays: Counter[str] = Counter()
        """Of each order, what is told in this instant and follows from nothing that was decided in it."""
        self._answers: dict[Decided, list[tuple[str, int]]] = {}
        self._message = msgspec.json.Decoder(SendMessage)
        self.hears: dict[type, Heard] = {
            PlacesLoaded: self._places,
            LocationOpened: self._located,
            LocationChanged: self._located,
            LocationsLoaded: self._located_all,
            OrderPlaced: self._placed,
            CapsSet: self._capped,
            ProductListed: self._listed,
            ProductsLoaded: self._listed_all,
            CarriagePaused: self._stopped,
            CarriageResumed: self._runs,
            LocationPaused: self._closed,
            LocationResumed: self._opened_again,
            ParcelPlanned: self._planned,
            ContingencyOpened: self._opened,
            OrderAnswered: self._answered,
            EffectWanted: self._wanted,
            MessageWanted: self._tells,
            PromiseMoved: self._moved,
            OrderCancelled: self._cancelled,
            ChoiceAwaited: self._awaited,
        }

    # --- what is known ---

    def _places(self, fact: PlacesLoaded, _: Entry) -> None:
        self._area_of_code.update(zip(fact.postal_codes, fact.areas, strict=True))

    def _located(self, fact: AboutLocation, _: Entry) -> None:
        self._area_of_location[fact.location] = fact.area

    def _located_all(self, fact: LocationsLoaded, entry: Entry) -> None:
        for about in fact.locations:
            self._located(about, entry)

    def _placed(self, fact: OrderPlaced, _: Entry) -> None:
        self._codes[fact.order] = fact.postal_code or ""
        self._goes_to[fact.order] = self._area_of_code.get(fact.postal_code or "", "")

    def _capped(self, fact: CapsSet, _: Entry) -> None:
        self._caps = fact.caps

    def _listed(self, fact: ProductListed, _: Entry) -> None:
        self._prices[fact.sku] = fact.price

    def _listed_all(self, fact: ProductsLoaded, _: Entry) -> None:
        self._prices.update(zip(fact.skus, fact.prices, strict=True))

    def _stopped(self, fact: CarriagePaused, _: Entry) -> None:
        self._carriage[fact.pause] = fact

    def _runs(self, fact: CarriageResumed, _: Entry) -> None:
        self._carriage.pop(fact.pause, None)

    def _closed(self, fact: LocationPaused, _: Entry) -> None:
        self._paused[fact.location] = fact.until

    def _opened_again(self, fact: LocationResumed, _: Entry) -> None:
        self._paused.pop(fact.location, None)

    # --- what must not be ---

    def _planned(self, fact: ParcelPlanned, entry: Entry) -> None:
        """The rest of a parcel stays where it was planned before; a delivery may be planned to leave after the end."""
        before = self._planned_at.setdefault(fact.order, set())
        where = (fact.location, fact.service)
        if fact.kind == "delivery" and where not in before:
            until = self._paused.get(fact.location, 0)
            if until is None or fact.hand_over_by < until:
                self._findings.add(STOPPED, entry.position, f"{fact.parcel} at {fact.location}, which is paused")
            for pause in self._carriage.values():
                if self._stands_on(pause, fact):
                    self._findings.add(STOPPED, entry.position, f"{fact.parcel} by {fact.service}: {pause.pause}")
            self._check_value(fact, entry)
        before.add(where)

    def _check_value(self, fact: ParcelPlanned, entry: Entry) -> None:
        worth, to = sum(self._prices.get(take.sku, 0) * take.units for take in fact.takes), self._goes_to[fact.order]
        for cap in self._caps:
            spoken = (not cap.services or fact.service in cap.services) and (not cap.areas or to in cap.areas)
            if spoken and worth > cap.parcel_centavos:
                self._findings.add(CAPPED, entry.position, f"{fact.parcel} by {fact.service} is worth {worth}")

    def _stands_on(self, pause: CarriagePaused, fact: ParcelPlanned) -> bool:
        """Written again from what the pause says."""
        if pause.services and fact.service not in pause.services:
            return False
        here = self._area_of_location.get(fact.location, "") in pause.origins or fact.location in pause.locations
        if (pause.origins or pause.locations) and not here:
            return False
        there = (
            self._goes_to.get(fact.order, "") in pause.areas or self._codes.get(fact.order, "") in pause.postal_codes
        )
        return there or not (pause.areas or pause.postal_codes)

    # --- answers ---

    def _opened(self, fact: ContingencyOpened, entry: Entry) -> None:
        for order in fact.affected:
            self._owed[fact.contingency, order] = entry.at

    def _answered(self, fact: OrderAnswered, entry: Entry) -> None:
        since = self._owed.pop((fact.contingency, fact.order), None)
        if since is None:
            self._findings.add(IN_TIME, entry.position, f"{fact.order} was not affected, or is answered twice")
        elif entry.at > since + WITHIN:
            self._findings.add(IN_TIME, entry.position, f"{fact.order} waited {(entry.at - since) / MINUTE:.1f} min")
        self._answers.setdefault((fact.order, entry.cause), []).append((fact.answer.value, entry.position))

    def _moved(self, fact: PromiseMoved, entry: Entry) -> None:
        self._steps[entry.position] = (fact.order, entry.cause), fact.cause.startswith(NAMES)

    def _cancelled(self, fact: OrderCancelled, entry: Entry) -> None:
        self._steps[entry.position] = (fact.order, entry.cause), fact.reason.startswith(NAMES)

    def _awaited(self, fact: ChoiceAwaited, entry: Entry) -> None:
        self._steps[entry.position] = (fact.order, entry.cause), False

    def _wanted(self, fact: EffectWanted, entry: Entry) -> None:
        if fact.kind == SendMessage.__name__:
            self._tells(self._message.decode(fact.body), entry)

    def _tells(self, message: SendMessage | MessageWanted, entry: Entry) -> None:
        if message.template not in TEMPLATES:
            return
        (order, led), _ = self._steps.get(entry.cause, (("", 0), False))
        if order == message.order:
            self._said[order, led] += 1
        else:
            self._strays[message.order] += 1

    def instant_over(self, position: int) -> None:
        """Each answer is told once where it is told at all, by what was decided with it; what somebody else decided
        about the order in the same instant is told for itself."""
        for decided, answers in self._answers.items():
            said, wanted = self._said[decided], sum(TELLS.get(answer, 0) for answer, _ in answers)
            said += self._strays[decided[0]]
            if said != wanted:
                words = ", ".join(answer for answer, _ in answers)
                self._findings.add(TOLD_ONCE, answers[-1][1], f"{decided[0]} is {words} and told {said} times")
        for at, (decided, names) in self._steps.items():
            if names and self._said[decided] and decided not in self._answers:
                self._findings.add(TOLD_ONCE, at, f"{decided[0]} is told of a contingency that has not answered it")
        for book in (self._answers, self._said, self._strays, self._steps):
            book.clear()

    def log_over(self, position: int, at: int) -> None:
        for (contingency, order), since in self._owed.items():
            if at > since + WITHIN:
                self._findings.add(IN_TIME, position, f"{order} has no answer of {contingency}")
