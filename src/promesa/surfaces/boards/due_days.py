"""Promises by the day on which they are due, and by the day on which they were made: the last two weeks, and ahead.

Costs: one look at every promise there is when it begins; then each fact costs the orders that it names.
"""

import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from promesa.domain.promise.promises import Outcome, Promise
from promesa.domain.values import moments
from promesa.domain.values.ids import OrderId
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.engine.log import Entry
from promesa.surfaces.boards.risks import ORDER_TAG

DAYS_BACK = 14


class DueDay(NamedTuple):
    """Promises that were due on a day, by how they stand; `made`: promises made on it, for whatever day."""

    day: date
    kept: int
    broken: int
    open: int
    made: int

    @property
    def kept_share(self) -> float | None:
        ended = self.kept + self.broken
        return self.kept / ended if ended else None


class DueDayBoard:
    """Owns the counts, and what each recent promise was counted as."""

    kinds: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counted: dict[OrderId, tuple[date, Outcome]] = {}
        self._due: dict[date, Counter[Outcome]] = {}
        self._made: Counter[date] = Counter()
        self._zone = "America/Mexico_City"

    def begin(self, world: World, now: int) -> None:
        with self._lock:
            self._counted, self._due, self._made = {}, {}, Counter()
            self._zone = world.policies.now.zone
            since = self._today(now) - timedelta(days=DAYS_BACK)
            for order, promise in world.promises.by_order.items():
                if promise.made.promised_on >= since or promise.outcome is Outcome.OPEN:
                    self._count(order, promise)

    def hear(self, world: World, heard: Sequence[tuple[Entry, Any]], now: int) -> None:
        names = {tag[len(ORDER_TAG) :] for entry, _ in heard for tag in entry.tags if tag.startswith(ORDER_TAG)}
        with self._lock:
            for name in names:
                promise = world.promises.by_order.get(OrderId(name))
                if promise is not None:
                    self._count(OrderId(name), promise)
            self._forget(self._today(now) - timedelta(days=2 * DAYS_BACK))

    def _today(self, now: int) -> date:
        return moments.local_date(Instant(now), self._zone)

    def _count(self, order: OrderId, promise: Promise) -> None:
        was, now = self._counted.get(order), (promise.made.promised_on, promise.outcome)
        if was == now:
            return
        if was is None:
            self._made[moments.local_date(promise.made_at, self._zone)] += 1
        else:
            self._due[was[0]][was[1]] -= 1
        self._due.setdefault(now[0], Counter())[now[1]] += 1
        self._counted[order] = now

    def _forget(self, before: date) -> None:
        """What ended so long ago is no more looked at."""
        old = [day for day in self._due if day < before and not self._due[day][Outcome.OPEN]]
        if old:
            gone = set(old)
            self._counted = {order: one for order, one in self._counted.items() if one[0] not in gone}
            for day in old:
                del self._due[day]

    # --- reading ---

    def day(self, on: date) -> DueDay:
        with self._lock:
            found: Mapping[Outcome, int] = self._due.get(on, Counter())
            kept, broken, still = (found.get(one, 0) for one in (Outcome.KEPT, Outcome.BROKEN, Outcome.OPEN))
            return DueDay(on, kept, broken, still, self._made[on])

    def days(self, today: date, count: int) -> list[DueDay]:
        """The last so many days, today the last."""
        return [self.day(today - timedelta(days=back)) for back in reversed(range(count))]
