"""One world of the race: it goes on from the start of the stretch under a policy of its own.

It hears what the outside said and decides everything else by the same rules. Parcels like those of the log get their
news; others are handed over and delivered as `road` tells.
"""

import heapq
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

import numpy as np
from msgspec.structs import replace

from promesa.agents import rethinker
from promesa.domain.conduct.policies import SetPolicy
from promesa.domain.ledger.shipments import picks
from promesa.domain.ledger.shipments.pick_words import AcceptPick, NoPick, RejectPick
from promesa.domain.ledger.shipments.rules import AT_PICKING
from promesa.domain.ledger.shipments.state import ENDED, STAYING, Parcel, Status, of_order
from promesa.domain.ledger.shipments.words import (
    CollectParcel,
    HandOver,
    MarkReady,
    PackParcel,
    ParcelCancelled,
    ParcelPlanned,
    RecordBooking,
    RecordScan,
    Scan,
)
from promesa.domain.ledger.stock import questions
from promesa.domain.ledger.stock.words import CountStock, StockAdjusted, StockCounted, StockLoaded, StockMissing
from promesa.domain.values.ids import CarrierId, OrderId, ParcelId
from promesa.domain.values.moments import DAY, HOUR, MINUTE, Instant
from promesa.domain.values.policy import Policy
from promesa.domain.values.refusal import Refused
from promesa.domain.world import World
from promesa.engine import desk as desks
from promesa.engine.log import Entry
from promesa.engine.machine import Machine
from promesa.engine.model import Model
from promesa.lab import playback
from promesa.lab.race import orders_again, words
from promesa.lab.race.past import Past
from promesa.lab.race.road import Road
from promesa.lab.race.scratch import ScratchLog
from promesa.lab.race.words import AsTold, Bought, Fired, OfParcel, OnShelves, PolicyTold, Thought, Wish

BY = "replay"
Hear = Callable[[Sequence[Entry]], None]


class Shadow:
    """Owns a machine on a log that forgets, and the road of parcels that never were."""

    def __init__(
        self, name: str, policy: Policy | None, past: Past, snapshot: bytes, model: Model[World], road: Road, hear: Hear
    ) -> None:
        """`policy`: in force from now on; None: the log's own, with its changes."""
        self.name, self.policy, self._past, self._road, self._also = name, policy, past, road, hear
        self.machine = Machine(ScratchLog(past.position, snapshot, self._hear), model, lambda: 0)
        self.unplaced: dict[OrderId, str] = {}
        """Orders of the log that this world could not take, and why."""
        self.refused: Counter[str] = Counter()
        """What the outside said and this world's rules refused."""
        self.imagined: set[ParcelId] = set()
        """Parcels that have no real one like them."""
        self._twins: dict[ParcelId, ParcelId] = {}
        """Parcel of the log -> the one like it here."""
        self._has_twin: set[ParcelId] = set()
        self._looked: set[ParcelId] = set()
        """Imagined parcels that somebody went to pick."""
        self._agenda: list[tuple[int, int, Any]] = []
        self._noted = 0
        self._planned: list[ParcelPlanned] = []
        self.reallocated = 0
        """Orders whose plan was thought over again for the better."""
        self._thinks_at: int | None = None
        if policy is not None and policy.rethink_minutes:
            self._thinks_at = _next_thought(policy, past.last_at)
        if policy is not None:
            with self.machine.turn():
                self._put(SetPolicy(policy), Instant(past.last_at))

    @property
    def world(self) -> World:
        return self.machine.world

    def turn(self) -> AbstractContextManager[int]:
        """The right to write for the entries of one instant."""
        return self.machine.turn()

    # --- hearing the outside ---

    def hear(self, told: Any, now: Instant) -> None:
        """What the outside said, at that moment."""
        if isinstance(told, OfParcel):
            twin = self._twin_of(told.parcel)
            if twin is not None:
                self._put(told.command(twin), now)
        elif isinstance(told, OnShelves):
            if told.parcel is not None and self._twin_of(told.parcel) is not None:
                return
            self._tell(self._on_shelves(told), now)
        elif isinstance(told, AsTold):
            self._tell(told.fact, now)
        elif isinstance(told, PolicyTold):
            if self.policy is None:
                self._tell(told.fact, now)
        elif isinstance(told, Thought):
            if self.policy is None:
                self._put(told.command, now)
        elif isinstance(told, Fired):
            self._fire(told.due, now)
        else:
            self._put(told, now)

    def _put(self, command: Any, now: int) -> list[Any] | None:
        outcome = playback.put(self.machine, command, BY, now)
        if isinstance(outcome, Refused):
            self.refused[f"{type(command).__name__}: {outcome.reason}"] += 1
            return None
        return outcome

    def _tell(self, fact: Any, now: int) -> None:
        self.machine.accept([fact], BY, 0, max(now, self.machine.last_at))

    def buy(self, told: Bought, wish: Wish, now: Instant) -> None:
        """The order with what its customer would take here; an offer older than its order stands for whoever would
        now have answered as the log did."""
        offer = orders_again.fulfil(wish, orders_again.offered(self.world, wish.ask, now))
        if offer is not None and wish.asked_again is not None and offer.legs == wish.asked_again.legs:
            offer = wish.taken
        if offer is None:
            self.unplaced[told.order] = "no_offer"
            return
        outcome = playback.put(self.machine, told.command(offer), BY, now)
        if isinstance(outcome, Refused):
            self.unplaced[told.order] = str(outcome.reason)

    # --- shelves ---

    def _on_shelves(self, told: OnShelves) -> Any:
        """The same difference on this world's shelves; never below nothing, nor sold away from under a reservation."""
        fact, stock = told.fact, self.world.stock
        if isinstance(fact, StockCounted):
            before = questions.on_hand(stock, fact.sku, fact.location)
            after = max(0, before + told.differences[0])
            return replace(fact, on_hand=after, difference=after - before)
        if isinstance(fact, StockAdjusted):
            left = max(0, questions.unreserved(stock, fact.sku, fact.location))
            return replace(fact, units=max(fact.units, -left))
        if isinstance(fact, StockMissing):
            return fact
        assert isinstance(fact, StockLoaded), fact
        rows = zip(words.rows_of(fact), told.differences, strict=True)
        found = [max(0, questions.on_hand(stock, sku, at) + more) for (sku, at, _), more in rows]
        return replace(fact, on_hand=np.array(found, dtype="<i4").tobytes())

    # --- time ---

    def run_until(self, now: Instant, inside_due: int | None) -> None:
        """What is due here before the log's next entry: the street's news, and timers that the log does not have.

        `inside_due`: the log's own earliest timer; from there on the log says when timers fire.
        """
        while True:
            if self._thinks_at is not None and self._is_next(self._thinks_at, now):
                self._think(Instant(self._thinks_at))
                continue
            road = self._agenda[0][0] if self._agenda else None
            timer = desks.next_due(self.machine.desk)
            if timer is not None and (timer > now or (inside_due is not None and timer >= inside_due)):
                timer = None
            if road is not None and road <= now and (timer is None or road <= timer):
                at, _, command = heapq.heappop(self._agenda)
                self._happen(command, max(at, self.machine.last_at))
            elif timer is not None:
                playback.fire_next(self.machine, max(timer, self.machine.last_at))
            else:
                return

    def _is_next(self, at: int, now: int) -> bool:
        """Whether nothing of the agenda and no timer comes before."""
        road, timer = self._agenda[0][0] if self._agenda else at, desks.next_due(self.machine.desk) or at
        return at <= min(now, road, max(timer, self.machine.last_at))

    def _think(self, at: Instant) -> None:
        """Once more over all orders that nobody has picked, as the policy says how often."""
        assert self.policy is not None
        self._thinks_at = _next_thought(self.policy, at)
        now = Instant(max(at, self.machine.last_at))
        for found in rethinker.think_all(self.machine.ask, now, rethinker.run_name(now)):
            self._put(found, now)

    def _fire(self, due: int, now: Instant) -> None:
        while (mine := desks.next_due(self.machine.desk)) is not None and mine <= due:
            playback.fire_next(self.machine, max(now, self.machine.last_at))

    def settle(self, now: Instant) -> None:
        """The instant is over: nothing is really asked of the outside, and new parcels find their likes."""
        self.machine.desk.effects.clear()
        planned, self._planned = self._planned, []
        for plan in planned:
            if self._is_here(plan.parcel) and self._like(plan) is None:
                self._imagine(plan, now)

    def _hear(self, entries: Sequence[Entry]) -> None:
        decode = self.machine.model.codec.decode
        for entry in entries:
            if entry.kind == "ParcelPlanned":
                self._planned.append(decode(entry.kind, entry.body))
            self.reallocated += entry.kind == "OrderReallocated"
        self._also(entries)

    # --- parcels like those of the log ---

    def _twin_of(self, parcel: ParcelId) -> ParcelId | None:
        known = self._twins.get(parcel)
        if known is not None:
            return known
        there = self._past.world.shipments.by_id.get(parcel)
        if there is None:
            return None
        for one in of_order(self.world.shipments, there.planned.order):
            name = one.planned.parcel
            if name not in self._has_twin and name not in self.imagined and _alike(one.planned, there.planned):
                self._twins[parcel] = name
                self._has_twin.add(name)
                return name
        return None

    def _like(self, plan: ParcelPlanned) -> Parcel | None:
        """The log's parcel like this one, if it goes on."""
        if plan.parcel in self._has_twin:
            return next(
                self._past.world.shipments.by_id[there] for there, here in self._twins.items() if here == plan.parcel
            )
        for one in of_order(self._past.world.shipments, plan.order):
            free = one.status is not Status.CANCELLED and one.planned.parcel not in self._twins
            if free and _alike(one.planned, plan):
                self._twins[one.planned.parcel] = plan.parcel
                self._has_twin.add(plan.parcel)
                return one
        return None

    def orphaned(self, fact: ParcelCancelled) -> None:
        """The log's parcel will not leave: the one like it here goes its own way, if it still goes."""
        here = self._twins.pop(fact.parcel, None)
        if here is None:
            return
        self._has_twin.discard(here)
        if self._is_here(here):
            self._planned.append(self.world.shipments.by_id[here].planned)

    def _is_here(self, parcel: ParcelId) -> bool:
        return self.world.shipments.by_id[parcel].status not in ENDED

    # --- parcels that never were ---

    def _note(self, at: int, command: Any) -> None:
        self._noted += 1
        heapq.heappush(self._agenda, (at, self._noted, command))

    def _imagine(self, plan: ParcelPlanned, now: Instant) -> None:
        self.imagined.add(plan.parcel)
        if picks.open_task(self.world.picks, plan.parcel) is not None:
            self._note(now + 5 * MINUTE, self._answer(plan, now))
        if plan.kind == "pickup":
            ready_at = max(min(plan.hand_over_by - 30 * MINUTE, now + 2 * HOUR), now + MINUTE)
            self._note(ready_at - MINUTE // 2, PackParcel(plan.parcel))
            self._note(ready_at, MarkReady(plan.parcel))
            wait = 4 + 44 * self._road.number(plan.order, "counter")
            self._note(ready_at + int(wait * HOUR), CollectParcel(plan.parcel))
            return
        handed_at = self._road.handed_at(self.world, plan, now)
        self._note(self._road.packed_at(self.world, plan, now, handed_at), PackParcel(plan.parcel))
        self._note(handed_at, HandOver(plan.parcel))

    def _answer(self, plan: ParcelPlanned, now: Instant) -> AcceptPick | RejectPick:
        """What the location's people say when they are asked: yes as often as they have said it."""
        likely = picks.acceptance(self.world.picks, plan.location, now)
        if self._road.number(plan.order, "pick") < likely:
            return AcceptPick(plan.parcel)
        return RejectPick(plan.parcel, NoPick.TOO_BUSY)

    def _happen(self, command: Any, at: int) -> None:
        """The street's news; from a hand-over follows the way to the door."""
        parcel = self.world.shipments.by_id[command.parcel]
        was = parcel.status
        if was is Status.CANCELLED or self._is_short(command, parcel, Instant(at)):
            return
        self._put(command, at)
        if isinstance(command, PackParcel) and was is Status.PLANNED and parcel.planned.kind != "pickup":
            service = self.world.carriers.services[parcel.planned.service]
            self._put(RecordBooking(command.parcel, CarrierId(service.carrier), f"~{command.parcel}"), at)
        if isinstance(command, HandOver) and was in STAYING and parcel.status is Status.MOVING:
            self._drive(parcel, Instant(at))

    def _is_short(self, command: Any, parcel: Parcel, at: Instant) -> bool:
        """A unit is not found, once: its shelf is counted, and whoever is left is packed later."""
        plan = parcel.planned
        if not isinstance(command, PackParcel) or parcel.status is not Status.PLANNED or plan.parcel in self._looked:
            return False
        self._looked.add(plan.parcel)
        if not self._road.is_short(self.world, plan, at):
            return False
        take = plan.takes[0]
        held = questions.on_hand(self.world.stock, take.sku, take.location)
        self._note(at + 25 * MINUTE, command)
        self._put(CountStock(take.sku, take.location, max(0, held - take.units), AT_PICKING), at)
        return True

    def _drive(self, parcel: Parcel, at: Instant) -> None:
        plan = parcel.planned
        branch = self.world.promises.by_order[plan.order].made.branch
        comes_at = self._road.arrives_at(self.world, plan, branch, at)
        self._note(at + 20 * MINUTE, RecordScan(plan.parcel, Scan.PICKED_UP, Instant(at + 20 * MINUTE)))
        if comes_at is None:
            lost_at = Instant(at + 15 * DAY)
            self._note(lost_at, RecordScan(plan.parcel, Scan.LOST, lost_at))
            return
        if plan.kind == "ocurre":
            self._note(comes_at, RecordScan(plan.parcel, Scan.AT_BRANCH, comes_at))
            comes_at = Instant(comes_at + int((6 + 60 * self._road.number(plan.order, "branch")) * HOUR))
        self._note(comes_at, RecordScan(plan.parcel, Scan.DELIVERED, comes_at))


def _next_thought(policy: Policy, after: int) -> int:
    """The policy's own minutes, counted from midnight UTC."""
    every = policy.rethink_minutes * MINUTE
    return after - after % every + every


def _alike(one: ParcelPlanned, other: ParcelPlanned) -> bool:
    """The same units from the same location by the same service."""
    same = (one.order, one.kind, one.location, one.service) == (other.order, other.kind, other.location, other.service)
    return same and sorted(one.takes, key=repr) == sorted(other.takes, key=repr)
