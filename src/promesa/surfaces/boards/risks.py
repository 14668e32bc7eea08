"""The promises at risk now, with the money behind them: kept by following facts, and by the clock between them.

Costs: a look at every open promise once (some 10 us each); then each fact costs the orders that it names, a paused
location those that wait there. Reading costs what is at risk, sorted again only when it has changed.
"""

import heapq
import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from promesa.domain import world as worlds
from promesa.domain.conduct import risks
from promesa.domain.conduct.risks import NEVER, RiskBooks, RiskCause, RiskWatch
from promesa.domain.ledger.shipments import picks
from promesa.domain.network.carriers.words import CarriagePaused, CarriageResumed
from promesa.domain.network.locations.words import LocationClosed, LocationPaused, LocationResumed
from promesa.domain.promise.promises import Outcome
from promesa.domain.values.ids import LocationId, OrderId
from promesa.domain.values.moments import MINUTE, SECOND, Instant
from promesa.domain.world import World
from promesa.engine.log import Entry

ORDER_TAG = "order:"
SORTED_A_SECOND = 2_000
"""Where more than so many are at risk they are sorted a second less often for each so many."""
WAY_FOR = 10 * MINUTE
"""So long a hint is good, if nothing is heard of its order."""
NEWS_MAX = 50_000
"""So many changes are kept for whoever asks what is new; older than that they are told everything."""


class AtRisk(NamedTuple):
    """An open promise at risk: why, until when something can be done, and whether that moment is still to come."""

    watch: RiskWatch
    causes: tuple[RiskCause, ...]
    act_by: Instant
    is_savable: bool

    @property
    def cause(self) -> RiskCause:
        return self.causes[0]


class RiskSum(NamedTuple):
    """How many, what their customers pay for them, and what breaking all of them would cost us."""

    promises: int
    value_centavos: int
    cost_centavos: int


class Way(NamedTuple):
    """The best that can be done about a promise, as a hint for a list: whoever opens it is told exactly."""

    name: str
    """Of a rescue: "reroute", "service", "move"; "" where nothing is in time."""
    location: str
    extra_centavos: int


class RisksSeen(NamedTuple):
    """As of one moment: those that can still be saved first, each group by how soon it is too late, then by money."""

    rows: tuple[AtRisk, ...]
    total: RiskSum
    savable: RiskSum
    by_cause: Mapping[RiskCause, RiskSum]
    by_location: Mapping[LocationId, RiskSum]
    watched: int


class RiskNews(NamedTuple):
    """What changed since somebody asked: each order's gravest cause now, None where it is no more at risk."""

    upto: int
    """To ask with the next time."""
    is_all: bool
    """These are all that are at risk: whatever was known before is void."""
    causes: Mapping[OrderId, RiskCause | None]


class RiskBoard:
    """Owns what is watched of each open promise, and which of them are at risk."""

    kinds = frozenset(
        one.__name__ for one in (LocationPaused, LocationResumed, LocationClosed, CarriagePaused, CarriageResumed)
    )

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._told = 0
        self._forget()

    def _forget(self) -> None:
        self._watched: dict[OrderId, RiskWatch] = {}
        self._risks: dict[OrderId, tuple[RiskCause, ...]] = {}
        self._due: list[tuple[Instant, OrderId]] = []
        self._waiting_at: dict[LocationId, set[OrderId]] = {}
        self._shut: dict[LocationId, Instant] = {}
        self._seen: tuple[Instant, RisksSeen] | None = None
        self._is_stale = False
        self._ways: dict[OrderId, tuple[RiskWatch, Instant, Way]] = {}
        self._news: deque[OrderId] = deque(maxlen=NEWS_MAX)
        self._told = self._began = self._told + 1
        """Numbers of the newest change, and of the one from which on this is another board."""

    # --- following ---

    def begin(self, world: World, now: int) -> None:
        with self._lock:
            self._forget()
            known, at = books(world), Instant(now)
            self._shut = _shut(world, at)
            for order, promise in world.promises.by_order.items():
                if promise.outcome is Outcome.OPEN:
                    self._put(order, risks.watch(known, order, at), at)

    def hear(self, world: World, heard: Sequence[tuple[Entry, Any]], now: int) -> None:
        with self._lock:
            known, at, orders = books(world), Instant(now), set[OrderId]()
            for entry, fact in heard:
                orders.update(OrderId(tag[len(ORDER_TAG) :]) for tag in entry.tags if tag.startswith(ORDER_TAG))
                orders.update(self._touched(fact))
            shut = _shut(world, at)
            for location, _ in shut.items() ^ self._shut.items():
                orders |= self._waiting_at.get(location, set())
            self._shut = shut
            for order in orders:
                self._put(order, risks.watch(known, order, at), at)

    def _touched(self, fact: Any) -> Iterator[OrderId]:
        if isinstance(fact, LocationPaused | LocationResumed | LocationClosed):
            yield from tuple(self._waiting_at.get(fact.location, ()))
        elif isinstance(fact, CarriagePaused | CarriageResumed):
            for orders in self._waiting_at.values():
                yield from orders

    def _put(self, order: OrderId, watch: RiskWatch | None, now: Instant) -> None:
        """What is watched of it from now on; None: nothing."""
        self._is_stale = True
        was = self._watched.pop(order, None)
        for place in () if was is None else was.places:
            self._waiting_at[place].discard(order)
        if watch is None:
            self._note(order, ())
            self._ways.pop(order, None)
            return
        self._watched[order] = watch
        for place in watch.places:
            self._waiting_at.setdefault(place, set()).add(order)
        self._judge(order, watch, now)

    def _judge(self, order: OrderId, watch: RiskWatch, now: Instant) -> None:
        self._note(order, risks.causes(watch, now))
        changes = risks.changes_at(watch, now)
        if changes < NEVER:
            heapq.heappush(self._due, (changes, order))

    def _note(self, order: OrderId, causes: tuple[RiskCause, ...]) -> None:
        was = self._risks.pop(order, ())
        if causes:
            self._risks[order] = causes
        if was[:1] != causes[:1]:
            self._news.append(order)
            self._told += 1

    # --- reading ---

    def news(self, since: int, now: Instant) -> RiskNews:
        """What changed since `since`, which is 0 at first and then the `upto` told last."""
        with self._lock:
            self._let_pass(now)
            new = self._told - since
            if since < self._began or new > len(self._news):
                return RiskNews(self._told, True, {order: causes[0] for order, causes in self._risks.items()})
            orders = islice(reversed(self._news), new)
            return RiskNews(self._told, False, {one: next(iter(self._risks.get(one, ())), None) for one in orders})

    def seen(self, now: Instant) -> RisksSeen:
        """What is at risk as of now; sorted anew at most once a second while nothing was heard, and of very many less
        often, whatever was heard."""
        with self._lock:
            self._let_pass(now)
            age = NEVER if self._seen is None else now - self._seen[0]
            patience = len(self._risks) // SORTED_A_SECOND * SECOND
            if self._seen is None or age < 0 or age >= max(SECOND, patience) or (self._is_stale and not patience):
                self._seen, self._is_stale = (now, self._sort(now)), False
            return self._seen[1]

    def of(self, order: OrderId, now: Instant) -> AtRisk | None:
        """The promise where it is at risk."""
        with self._lock:
            self._let_pass(now)
            return self._row(order, now) if order in self._risks else None

    def way(self, row: AtRisk, now: Instant) -> Way | None:
        """What was found lately to be done about it; None: nobody has looked, or it is another matter now."""
        with self._lock:
            known = self._ways.get(row.watch.order)
        if known is None or known[0] != row.watch or now - known[1] > WAY_FOR:
            return None
        return known[2]

    def keep_way(self, row: AtRisk, way: Way, now: Instant) -> None:
        with self._lock:
            if row.watch.order in self._watched:
                self._ways[row.watch.order] = (row.watch, now, way)

    def _let_pass(self, now: Instant) -> None:
        while self._due and self._due[0][0] <= now:
            _, order = heapq.heappop(self._due)
            watch = self._watched.get(order)
            if watch is not None:
                self._is_stale = True
                self._judge(order, watch, now)

    def _row(self, order: OrderId, now: Instant) -> AtRisk:
        watch, causes = self._watched[order], self._risks[order]
        by = risks.act_by(watch, now)
        return AtRisk(watch, causes, by, by > now and RiskCause.LOST not in causes)

    def _sort(self, now: Instant) -> RisksSeen:
        rows = [self._row(order, now) for order in self._risks]
        rows.sort(key=lambda row: (not row.is_savable, row.act_by, -row.watch.value, row.watch.order))
        by_cause: dict[RiskCause, list[AtRisk]] = {}
        for row in rows:
            by_cause.setdefault(row.cause, []).append(row)
        return RisksSeen(
            tuple(rows),
            summed(rows),
            summed([row for row in rows if row.is_savable]),
            {cause: summed(by_cause[cause]) for cause in sorted(by_cause, key=risks.ORDER_OF.__getitem__)},
            _by_location(rows),
            len(self._watched),
        )


def _shut(world: World, now: Instant) -> dict[LocationId, Instant]:
    """Locations whose people say that they are shut, and until when they are believed."""
    return {location: picks.shut_until(world.picks, location) for location in picks.shut(world.picks, now)}


def books(world: World) -> RiskBooks:
    w = world
    return RiskBooks(worlds.parts(w), w.orders, w.shipments, w.promises, w.picks, w.choices)


def summed(rows: Sequence[AtRisk]) -> RiskSum:
    return RiskSum(len(rows), sum(row.watch.value for row in rows), sum(row.watch.cost for row in rows))


def _by_location(rows: Sequence[AtRisk]) -> dict[LocationId, RiskSum]:
    found: dict[LocationId, list[AtRisk]] = {}
    for row in rows:
        found.setdefault(row.watch.location, []).append(row)
    return {location: summed(some) for location, some in found.items()}


def chosen(rows: Sequence[AtRisk], cause: str = "", location: str = "", savable: bool = False) -> list[AtRisk]:
    """Those of a cause and a location; empty: of any."""
    return [
        row
        for row in rows
        if (not cause or row.cause == cause)
        and (not location or row.watch.location == location)
        and (not savable or row.is_savable)
    ]
