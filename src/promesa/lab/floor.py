"""The people at locations: they find units or do not, pack, hand parcels to carriers, and serve the counter."""

from datetime import date, timedelta
from typing import Any

from promesa.domain.ledger.orders.words import CancelOrder
from promesa.domain.ledger.shipments.pick_words import (
    PASSING,
    AcceptPick,
    NoPick,
    PickAsked,
    PickRejected,
    PickShort,
    RejectPick,
)
from promesa.domain.ledger.shipments.state import Parcel, Status
from promesa.domain.ledger.shipments.words import (
    CollectParcel,
    HandOver,
    MarkReady,
    PackParcel,
    ParcelCancelled,
    ParcelPlanned,
    PutUnitsBack,
)
from promesa.domain.ledger.stock import questions
from promesa.domain.ledger.stock.words import CountStock
from promesa.domain.network.locations import collecting, days
from promesa.domain.network.locations.state import Location
from promesa.domain.values import calendars, moments
from promesa.domain.values.ids import LocationId, ParcelId
from promesa.domain.values.moments import DAY, HOUR, MINUTE, Instant
from promesa.engine.machine import Request
from promesa.lab.play import Play
from promesa.lab.scenario import Scenario, chance
from promesa.lab.twins.carrier import CarrierTwin

MINUTES_A_PARCEL = {"dc": 1.1, "store": 9.0}
"""How long a location's packing table is taken by one parcel."""
HEAD_START = {"dc": (20.0, 150.0), "store": (25.0, 240.0)}
"""Minutes from hearing of a delivery to picking it; a pickup is picked sooner."""
PICKUP_HEAD_START = (8.0, 50.0)
RELEASED_BEFORE = {"dc": 6 * HOUR, "store": 5 * HOUR}
"""Deliveries reach the floor as a wave, so long before their van: what is ordered at night waits until then."""
UNCOLLECTED = 10 * DAY


NO_REASONS = (
    (NoPick.NOT_FOUND, 0.36),
    (NoPick.TOO_BUSY, 0.26),
    (NoPick.SOLD, 0.14),
    (NoPick.DAMAGED, 0.10),
    (NoPick.ON_DISPLAY, 0.06),
    (NoPick.CANNOT_SHIP, 0.06),
    (NoPick.CLOSED, 0.02),
)
PART_SHARE = 0.5
"""Noes that speak of a part of the parcel, where it has parts."""


class Answers:
    """What the people of asked stores say; each store says no more or less often than others, and does not tell."""

    def __init__(self, play: Play, scenario: Scenario) -> None:
        self._play, self._scenario = play, scenario
        self._dice = chance(scenario.seed, "store answers")
        self._shares: dict[LocationId, float] = {}

    def wait(self) -> int:
        return int(self._dice.uniform(2.0, 55.0) * MINUTE)

    def is_silent(self) -> bool:
        return self._dice.random() < self._scenario.store_silent_share

    def no(self, plan: ParcelPlanned, location: Location, at: Instant) -> RejectPick | None:
        """The no to a parcel, or None for a yes."""
        day = moments.local_date(at, location.zone)
        power = chance(self._scenario.seed, f"power:{plan.location}:{day}")
        if power.random() < self._scenario.power_cut_share:
            return RejectPick(plan.parcel, NoPick.NO_POWER)
        share = self._share(plan.location) / (3.0 if plan.kind == "pickup" else 1.0)
        if self._dice.random() >= share:
            return None
        reasons, weights = zip(*NO_REASONS, strict=True)
        reason = self._dice.choices(reasons, weights)[0]
        total = sum(take.units for take in plan.takes)
        if reason in PASSING or total == 1 or self._dice.random() >= PART_SHARE:
            return RejectPick(plan.parcel, reason)
        return RejectPick(plan.parcel, reason, ((self._dice.choice(plan.takes).sku, 1),))

    def _share(self, location: LocationId) -> float:
        """From hardly ever to three times the mean."""
        if location not in self._shares:
            own = chance(self._scenario.seed, location).uniform(0.1, 3.0)
            self._shares[location] = own * self._scenario.store_no_share
        return self._shares[location]


class Floor:
    """Owns each location's packing tables and the hours that were worked out for it."""

    def __init__(self, play: Play, scenario: Scenario, carrier: CarrierTwin) -> None:
        self._play, self._scenario, self._carrier = play, scenario, carrier
        self._dice = chance(scenario.seed, "floor")
        self._table_free_at: dict[tuple[LocationId, int], int] = {}
        """By location and wave; pickups are a wave of their own."""
        self._hours: dict[tuple[LocationId, date], tuple[Instant, Instant] | None] = {}
        self._answers = Answers(play, scenario)
        play.listen({ParcelPlanned: self._planned, PickAsked: self._asked})
        play.listen({PickRejected: self._pick_rest, PickShort: self._pick_rest, ParcelCancelled: self._cancelled})

    def _location(self, name: LocationId) -> Location:
        return self._play.world.locations.by_id[name]

    def _parcel(self, name: ParcelId) -> Parcel:
        return self._play.world.shipments.by_id[name]

    # --- picking and packing ---

    def _planned(self, fact: ParcelPlanned, at: Instant) -> None:
        if not self._location(fact.location).asks:
            self._start(fact, at)

    def _start(self, fact: ParcelPlanned, at: Instant) -> None:
        location = self._location(fact.location)
        is_pickup = fact.kind == "pickup"
        span = PICKUP_HEAD_START if is_pickup else HEAD_START[location.kind]
        released = 0 if is_pickup else fact.hand_over_by - RELEASED_BEFORE[location.kind]
        wish = max(at + int(self._dice.uniform(*span) * MINUTE), released)
        table = (fact.location, 0 if is_pickup else fact.hand_over_by)
        starts = max(self._when_open(location, Instant(wish)), self._table_free_at.get(table, 0))
        starts = self._when_open(location, Instant(starts))
        self._table_free_at[table] = starts + int(
            self._dice.uniform(0.6, 1.6) * MINUTES_A_PARCEL[location.kind] * MINUTE
        )
        self._play.agenda.note(starts, lambda moment: self._pick(fact, moment))

    # --- stores that are asked ---

    def _asked(self, fact: PickAsked, at: Instant) -> None:
        """Somebody looks at the list within the hour; whoever says nothing packs it after all, if it is still here."""
        plan = self._parcel(fact.parcel).planned
        seen = self._when_open(self._location(fact.location), Instant(at + self._answers.wait()))
        if self._answers.is_silent():
            late = Instant(max(seen, fact.answer_by) + HOUR)
            self._play.agenda.note(late, lambda moment: self._start_if_here(plan, moment))
        else:
            self._play.agenda.note(seen, lambda moment: self._answer(plan, moment))

    def _answer(self, plan: ParcelPlanned, at: Instant) -> list[Any]:
        if self._parcel(plan.parcel).status is not Status.PLANNED:
            return []
        by = f"location:{plan.location}"
        no = self._answers.no(plan, self._location(plan.location), at)
        if no is not None:
            return [Request(no, by)]
        self._start(plan, at)
        return [Request(AcceptPick(plan.parcel), by)]

    def _start_if_here(self, plan: ParcelPlanned, at: Instant) -> list[Any]:
        if self._parcel(plan.parcel).status is Status.PLANNED:
            self._start(plan, at)
        return []

    def _pick_rest(self, fact: PickRejected | PickShort, at: Instant) -> None:
        if fact.rest is not None:
            self._start(self._parcel(fact.rest).planned, at)

    # --- packing ---

    def _pick(self, fact: ParcelPlanned, at: Instant) -> list[Any]:
        """Pack; or find a unit missing, say so, and look again at what is then still to be done here."""
        if self._parcel(fact.parcel).status is not Status.PLANNED:
            return []
        by, location = f"location:{fact.location}", self._location(fact.location)
        share = self._scenario.store_miss_share if location.kind == "store" else self._scenario.centre_miss_share
        if self._dice.random() < share:
            missing = self._dice.choice(fact.takes)
            held = questions.on_hand(self._play.world.stock, missing.sku, missing.location)
            count = CountStock(missing.sku, missing.location, max(0, held - missing.units), "picking")
            self._play.agenda.note(at + 25 * MINUTE, lambda moment: self._pick(fact, moment))
            return [Request(count, by)]
        if fact.kind == "pickup":
            ready = at + int(self._dice.uniform(4.0, 15.0) * MINUTE)
            self._play.agenda.note(ready, lambda _: self._mark_ready(fact.parcel, by))
        else:
            self._await_carrier(fact, location, at + 10 * MINUTE)
        return [Request(PackParcel(fact.parcel), by)]

    def _cancelled(self, fact: ParcelCancelled, at: Instant) -> None:
        """Whoever is there empties the box within the hour."""
        plan = self._parcel(fact.parcel).planned
        if fact.parcel in self._play.world.shipments.to_put_back.get(plan.location, {}):
            empty, at_work = (
                Request(PutUnitsBack(fact.parcel), f"location:{plan.location}"),
                self._location(plan.location),
            )
            self._play.agenda.note(self._when_open(at_work, Instant(at + HOUR)), lambda _: [empty])

    # --- the carrier's van ---

    def _await_carrier(self, fact: ParcelPlanned, location: Location, since: int) -> None:
        """The next visit: shortly before the van's hour, or the location's last, of a day on which both work."""
        service = self._play.world.carriers.services[fact.service]
        both, van = calendars.meet(location.working, service.pickups), collecting.of(location, fact.service)
        day = calendars.next_open(both, moments.local_date(Instant(since), location.zone))
        while day is not None:
            early = self._dice.uniform(15.0, 75.0) if van is None else self._dice.uniform(0.0, 15.0)
            visit = collecting.hand_over_by(location, fact.service, day) - int(early * MINUTE)
            came = self._dice.random() >= self._scenario.no_show_share
            if visit >= since and came:
                self._play.agenda.note(visit, lambda moment: self._hand_over(fact, moment))
                return
            day = calendars.next_open(both, day + timedelta(days=1))

    def _hand_over(self, fact: ParcelPlanned, at: Instant) -> list[Any]:
        """Only a parcel with its label leaves; while the carrier's desk is silent it waits for the next visit."""
        parcel = self._parcel(fact.parcel)
        if parcel.status is not Status.PACKED:
            return []
        if not parcel.tracking:
            self._await_carrier(fact, self._location(fact.location), at + 12 * HOUR)
            return []
        self._carrier.collect(parcel.tracking, at)
        return [Request(HandOver(fact.parcel, at), f"location:{fact.location}")]

    # --- the counter ---

    def _mark_ready(self, parcel: ParcelId, by: str) -> list[Any]:
        if self._parcel(parcel).status is not Status.PACKED:
            return []
        return [Request(MarkReady(parcel), by)]

    def called(self, parcel: ParcelId) -> None:
        """The customer has read that the parcel waits: they come when the store is open, or never."""
        fact = self._parcel(parcel).planned
        location, now = self._location(fact.location), self._play.clock.at
        by = f"location:{fact.location}"
        if self._dice.random() < self._scenario.never_collected_share:
            give_up = Request(CancelOrder(fact.order, "not collected", by_customer=False), by)
            self._play.agenda.note(now + UNCOLLECTED, lambda _: [give_up])
            return
        wait = min(self._dice.lognormvariate(2.6, 1.0), 150.0)
        comes = self._when_open(location, Instant(now + int(wait * HOUR)))
        collect = Request(CollectParcel(parcel), by)
        self._play.agenda.note(comes + int(self._dice.uniform(1.0, 50.0) * MINUTE), lambda _: [collect])

    # --- hours ---

    def _when_open(self, location: Location, at: Instant) -> Instant:
        """The moment itself while the location is open, else its next opening."""
        day = moments.local_date(at, location.zone)
        for _ in range(30):
            hours = self._opening(location, day)
            if hours is not None and at < hours[1]:
                return Instant(max(at, hours[0]))
            day += timedelta(days=1)
        raise AssertionError(f"{location.location} never opens")

    def _opening(self, location: Location, day: date) -> tuple[Instant, Instant] | None:
        key = (location.location, day)
        if key not in self._hours:
            is_open = calendars.is_open(location.opening, day)
            self._hours[key] = days.opening_instants(location, day) if is_open else None
        return self._hours[key]
