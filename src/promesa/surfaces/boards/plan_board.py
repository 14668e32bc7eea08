"""The next days of all locations: places and minutes that there are, and how much of them is taken.

Costs: some 5 µs a location and day, read a bite at a time under the world's lock, at most every FRESH_SECONDS and only
while somebody looks; the first to ask waits, later it is read beside.
"""

import threading
import time
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from promesa.domain.ledger import capacity as capacities
from promesa.domain.network.locations.state import CLOSED, Location
from promesa.domain.values import moments
from promesa.domain.values.ids import LocationId
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.engine.log import Entry
from promesa.engine.machine import Machine

FRESH_SECONDS = 20.0
DAYS = 7
BITE = 40


class DayWork(NamedTuple):
    """A day of a location: orders that it takes (None: no limit) and has, and minutes of labour (None: not counted)."""

    day: date
    places: int | None
    taken: int
    minutes: int | None
    minutes_taken: int
    minutes_left: int

    @property
    def fullness(self) -> float:
        """The share that is taken of what is scarcer; 0 where nothing is limited."""
        of_places = self.taken / self.places if self.places else float(self.places == 0 and self.taken > 0)
        of_minutes = self.minutes_taken / self.minutes if self.minutes else 0.0
        return max(of_places, of_minutes)


Plan = dict[LocationId, list[DayWork]]


class PlanBoard:
    """Owns the last reading. Any thread may ask after `settle`."""

    kinds: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._plan: Plan = {}
        self._read_at = float("-inf")
        self._busy = False

    def begin(self, world: World, now: int) -> None:
        """Everything is read when somebody asks."""
        self._read_at = float("-inf")

    def hear(self, world: World, heard: Sequence[tuple[Entry, Any]], now: int) -> None:
        """The capacity itself tells all that there is to know."""

    def settle(self, machine: Machine[World]) -> None:
        if time.monotonic() - self._read_at < FRESH_SECONDS:
            return
        if self._read_at == float("-inf"):
            with self._lock:
                if self._read_at == float("-inf"):  # nobody else has read it meanwhile
                    self._read(machine)
        elif not self._busy:
            self._busy = True
            threading.Thread(target=self._beside, args=(machine,), name="plan-board", daemon=True).start()

    def _beside(self, machine: Machine[World]) -> None:
        try:
            with self._lock:
                self._read(machine)
        finally:
            self._busy = False

    def _read(self, machine: Machine[World]) -> None:
        names = machine.ask(lambda world: list(world.locations.rows))
        plan: Plan = {}
        for start in range(0, len(names), BITE):
            plan |= machine.ask(_days_of_some, names[start : start + BITE], Instant(machine.now()))
        self._plan, self._read_at = plan, time.monotonic()

    @property
    def plan(self) -> Plan:
        """The next days of each location that is not closed, today first."""
        return self._plan


def _days_of_some(world: World, names: Sequence[LocationId], now: Instant) -> Plan:
    found = (world.locations.by_id[name] for name in names)
    return {at.location: days_of(world, at, now, DAYS) for at in found if at.status != CLOSED}


def days_of(world: World, at: Location, now: Instant, days: int) -> list[DayWork]:
    """The next days of a location, today first."""
    first = moments.local_date(now, at.zone)
    return [_day(world, at, first + timedelta(days=further), now) for further in range(days)]


def _day(world: World, at: Location, day: date, now: Instant) -> DayWork:
    pots = world.capacity.pots.get(at.location, {})
    pot = pots.get(day.isoformat())
    said = at.orders_per_day if pot is None or pot.places is None else pot.places
    slots = capacities.slots_on(world.capacity, at, day)
    worked = [found for slot in slots if (found := pots.get(slot.bucket)) is not None]
    return DayWork(
        day,
        said,
        0 if pot is None else pot.taken,
        sum(slot.minutes for slot in slots) if slots else None,
        sum(one.minutes_taken for one in worked),
        sum(capacities.minutes_left(world.capacity, at.location, slot, slot.ends_at, now) for slot in slots),
    )
