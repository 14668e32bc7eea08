"""Places and minutes at locations: never more taken than there are, and each given back once."""

from collections.abc import Iterable

from promesa.domain.ledger.capacity import CapacityReturned, CapacitySet, CapacityTaken, is_day
from promesa.domain.ledger.delivery_slots import ANY_AREA, DeliverySlotsSet, SlotPlacesSet, SlotTaken
from promesa.domain.ledger.labour import LabourSet, WorkSlot, dated_hours
from promesa.domain.ledger.orders.words import OrderPlaced
from promesa.domain.network.locations.words import AboutLocation, LocationChanged, LocationOpened, LocationsLoaded
from promesa.domain.promise.commit.words import OfferAccepted
from promesa.domain.promise.words import Leg, PromiseMade
from promesa.engine.log import Entry
from promesa.lab.audit.books import Books
from promesa.lab.audit.findings import Findings, Heard

WITHIN = "capacity_within_its_limit"
ONCE = "capacity_returned_once"
NOT_LEAKED = "capacity_given_back_by_cancelled_orders"
OWED = "minutes_taken_are_those_of_the_order"

Pot = tuple[str, str]


class CapacityFamily:
    """Owns what each order has taken."""

    invariants = (WITHIN, ONCE, NOT_LEAKED, OWED)

    def __init__(self, books: Books, findings: Findings) -> None:
        self._books, self._findings = books, findings
        self._limits: dict[Pot, int | None] = {}
        self._daily: dict[str, int | None] = {}
        self.taken: dict[Pot, int] = {}
        self._taken_by: dict[str, list[tuple[Pot, int, int]]] = {}
        self.minutes: dict[Pot, int] = {}
        self._minutes_set: dict[Pot, int | None] = {}
        self._week: dict[str, tuple[WorkSlot, ...]] = {}
        self._costs: dict[str, LabourSet] = {}
        self._new: dict[str, tuple[Leg, ...]] = {}
        """Legs of the orders that were placed in this instant."""
        self._slots: dict[tuple[str, str], DeliverySlotsSet] = {}
        self._before: dict[Pot, tuple[int, int]] = {}
        """What the pots touched in this instant had before it: what only stays taken is no news."""
        self.hears: dict[type, Heard] = {
            LocationOpened: self._told,
            LocationChanged: self._told,
            LocationsLoaded: self._loaded,
            OrderPlaced: self._placed,
            OfferAccepted: self._accepted,
            PromiseMade: self._promised,
            LabourSet: self._labour,
            CapacitySet: self._set,
            CapacityTaken: self._take,
            DeliverySlotsSet: self._slots_said,
            SlotPlacesSet: self._slot_places,
            SlotTaken: self._take_slot,
            CapacityReturned: self._give_back,
        }

    def _told(self, fact: LocationOpened | LocationChanged, _: Entry) -> None:
        self._remember((fact,))

    def _loaded(self, fact: LocationsLoaded, _: Entry) -> None:
        self._remember(fact.locations)

    def _remember(self, locations: Iterable[AboutLocation]) -> None:
        self._daily.update((about.location, about.orders_per_day) for about in locations)

    def _set(self, fact: CapacitySet, _: Entry) -> None:
        pot = (str(fact.location), fact.bucket)
        self._limits[pot], self._minutes_set[pot] = fact.places, fact.minutes

    def _labour(self, fact: LabourSet, _: Entry) -> None:
        self._week[fact.location], self._costs[fact.location] = fact.slots, fact

    def _placed(self, fact: OrderPlaced, _: Entry) -> None:
        self._new[fact.order] = ()

    def _accepted(self, fact: OfferAccepted, _: Entry) -> None:
        if fact.order in self._new:
            self._new[fact.order] = fact.offer.legs

    def _promised(self, fact: PromiseMade, _: Entry) -> None:
        if fact.order in self._new:
            self._new[fact.order] = fact.legs

    def _owed(self, legs: tuple[Leg, ...]) -> int:
        """Minutes that the parcels of these legs take at locations that count them."""
        owed = 0
        for leg in legs:
            said = self._costs.get(leg.location)
            if said is not None and said.slots:
                lines, units = len({take.sku for take in leg.takes}), sum(take.units for take in leg.takes)
                seconds = said.order_seconds + lines * said.line_seconds + units * said.unit_seconds
                owed += -(-seconds // 60)
        return owed

    def _take(self, fact: CapacityTaken, entry: Entry) -> None:
        pot = (str(fact.location), fact.bucket)
        self._touch(pot)
        self.taken[pot] = taken = self.taken.get(pot, 0) + fact.places
        self.minutes[pot] = minutes = self.minutes.get(pot, 0) + fact.minutes
        self._taken_by.setdefault(fact.order, []).append((pot, fact.places, fact.minutes))
        limit = self._limits.get(pot)
        if limit is None and is_day(pot[1]):
            limit = self._daily.get(pot[0])
        more = (taken, minutes) > self._before[pot]
        both = [(taken, limit)]  # places and minutes may hold at once
        if fact.minutes:
            both.append((minutes + fact.passed, self._minutes_of(pot)))
        for used, most in both:
            if most is not None and used > most and more:
                self._findings.add(WITHIN, entry.position, f"{pot[0]} {pot[1]}: {used} taken of {most}")

    def _slots_said(self, fact: DeliverySlotsSet, _: Entry) -> None:
        self._slots[fact.service, fact.area] = fact

    def _slot_places(self, fact: SlotPlacesSet, _: Entry) -> None:
        self._limits[f"{fact.service} {fact.area}", fact.slot] = fact.places

    def _take_slot(self, fact: SlotTaken, entry: Entry) -> None:
        pot = (f"{fact.service} {fact.area}", fact.slot)
        self._touch(pot)
        self.taken[pot] = taken = self.taken.get(pot, 0) + 1
        self.minutes.setdefault(pot, 0)
        self._taken_by.setdefault(fact.order, []).append((pot, 1, 0))
        limit, dated = self._limits.get(pot), dated_hours(fact.slot)
        said = self._slots.get((fact.service, fact.area)) or self._slots.get((fact.service, ANY_AREA))
        if limit is None and said is not None and dated is not None:
            limit = sum(one.places for one in said.slots if f"{one.starts}-{one.ends}" == dated[1])
        if limit is None or (taken > limit and (taken, 0) > self._before[pot]):
            self._findings.add(WITHIN, entry.position, f"{pot[0]} {pot[1]}: {taken} taken of {limit}")

    def _touch(self, pot: Pot) -> None:
        self._before.setdefault(pot, (self.taken.get(pot, 0), self.minutes.get(pot, 0)))

    def _minutes_of(self, pot: Pot) -> int:
        """Minutes of a dated slot: what was set for the date, else what its weekday has at these hours."""
        said, dated = self._minutes_set.get(pot), dated_hours(pot[1])
        if said is not None or dated is None:
            return said or 0
        day, hours = dated
        week = self._week.get(pot[0], ())
        return sum(s.minutes for s in week if s.weekday == day.weekday() and f"{s.starts}-{s.ends}" == hours)

    def _give_back(self, fact: CapacityReturned, entry: Entry) -> None:
        taken = self._taken_by.pop(fact.order, None)
        if taken is None:
            self._findings.add(ONCE, entry.position, f"{fact.order} gives back places that it does not have")
        for pot, places, minutes in taken or ():
            self._touch(pot)
            self.taken[pot] -= places
            self.minutes[pot] -= minutes

    def instant_over(self, position: int) -> None:
        self._before.clear()
        for name, legs in self._new.items():
            owed, taken = self._owed(legs), sum(minutes for _, _, minutes in self._taken_by.get(name, ()))
            if owed != taken:
                self._findings.add(OWED, position, f"{name} owes {owed} minutes of work and has taken {taken}")
        self._new.clear()
        for order in self._books.touched:
            book = self._books.orders.get(order)
            if book is not None and book.stage == "cancelled" and order in self._taken_by:
                self._findings.add(NOT_LEAKED, position, f"{order} is cancelled and holds {self._taken_by[order]}")

    def log_over(self, position: int, at: int) -> None:
        """Nothing is left to say."""
