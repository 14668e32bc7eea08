"""The race: one walk over the log's stretch, every policy's world beside it, and what came of each."""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import date, timedelta

import msgspec

from promesa import app
from promesa.domain.ledger.orders.words import CheckoutRefused
from promesa.domain.ledger.shipments.words import ParcelCancelled
from promesa.domain.values import moments
from promesa.domain.values.ids import LocationId, OrderId
from promesa.domain.values.moments import DAY, Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.policy import Policy
from promesa.domain.world import World
from promesa.engine import desk as desks
from promesa.engine.log import Entry, Log, Trouble
from promesa.engine.model import Model
from promesa.lab.race import bound, figures, least_ways, retelling, road
from promesa.lab.race.bound import Bound, EveryUnit
from promesa.lab.race.figures import OrderFigures, Workload
from promesa.lab.race.least_ways import LeastOf
from promesa.lab.race.past import Past, Told
from promesa.lab.race.shadow import Shadow
from promesa.lab.race.words import Bought

TAIL_DAYS = 14
"""So long after the stretch its parcels are followed to their doors."""
SEED = 1
Progress = Callable[[float], None]
"""Hears how much of the whole is done, 0 to 1."""


class EmptyStretch(Trouble):
    english = "The log has no order between {since} and {until}."
    spanish = "El registro no tiene ningún pedido entre {since} y {until}."


class Racer(msgspec.Struct, frozen=True):
    """A policy under its name; None: the log's own, with its changes."""

    name: str
    policy: Policy | None


class Stretch(msgspec.Struct, frozen=True):
    """Orders asked from `since` (included) to `until` (not), as instants, with the civil days that they are."""

    since: Instant
    until: Instant
    first_day: date
    last_day: date


class Ran(msgspec.Struct, frozen=True):
    """What came of one policy: its orders' figures, its locations' work, and what it could not do."""

    name: str
    policy: Policy
    orders: dict[OrderId, OrderFigures]
    unplaced: dict[str, int]
    workload: dict[LocationId, Workload]
    imagined: int
    """Parcels that no real parcel was like."""
    reallocated: int
    refused: dict[str, int]


class Race(msgspec.Struct, frozen=True):
    stretch: Stretch
    asked: int
    ran: tuple[Ran, ...]
    stale: int
    """Orders whose customers took an offer older than the moment of placing."""
    not_retold: dict[str, int]
    """Orders that the log refused and did not keep, by reason, and outside facts that nobody here can say again, by
    kind."""
    facts: int
    seconds: float
    bounds: tuple[Bound, ...] = ()
    """Costs below which nobody could have sent the orders that the first policy sent, the loosest first."""


def stretch_of(first_day: date, last_day: date, zone: str) -> Stretch:
    """Both days included, in that zone."""
    since = Instant(moments.end_of_day(first_day - timedelta(days=1), zone) + 1)
    return Stretch(since, Instant(moments.end_of_day(last_day, zone) + 1), first_day, last_day)


def run(
    log: Log,
    racers: Sequence[Racer],
    stretch: Stretch,
    progress: Progress = lambda _: None,
    hear: Mapping[str, Callable[[Sequence[Entry]], None]] | None = None,
    tail_days: int = TAIL_DAYS,
    seed: int = SEED,
    street: road.Road | None = None,
    bounded: bool = False,
) -> Race:
    """Race policies over the stretch. Raises EmptyStretch.

    `hear`: who is told what a world by that name writes; `street`: what was seen of real parcels, where it is known;
    `bounded`: whether to work out `Race.bounds`.
    """
    started, model = time.perf_counter(), app.model()
    past = Past(log, model, stretch.since)
    _go_to(past, stretch.since, lambda share: progress(share * 0.3))
    begins = past.position
    ends = Instant(stretch.until + tail_days * DAY)
    seen = street or road.observe(log, model.codec, past.world, stretch.since, ends, seed)
    split, snapshot = past.world.policies.now.split_cost, past.snapshot()
    shadows = [_shadow(racer, past, snapshot, model, seen, hear or {}) for racer in racers]
    walk = _Walk(past, shadows, stretch, bounded)
    for beat in past.beats():
        if beat[0].entry.at >= ends:
            break
        walk.live(beat)
        progress(0.3 + 0.7 * (beat[0].entry.at - stretch.since) / (ends - stretch.since))
    placed = [order for order in walk.bought if order in past.world.orders.by_id]
    if not placed:
        raise EmptyStretch(since=stretch.first_day, until=stretch.last_day)
    ran = tuple(_ran(shadow, placed, split) for shadow in shadows)
    bounds = walk.bounds(shadows[0].world, ran[0]) if bounded else ()
    took = round(time.perf_counter() - started, 3)
    return Race(stretch, len(placed), ran, walk.stale, dict(walk.not_retold), past.position - begins, took, bounds)


def _go_to(past: Past, since: Instant, progress: Progress) -> None:
    """Fold what happened before the stretch."""
    for told in past.told():
        if told.entry.at >= since:
            return
        past.fold(told)
        if told.entry.position % 10_000 == 0:
            progress(told.entry.position / max(1, past.log.head()))


def _shadow(
    racer: Racer,
    past: Past,
    snapshot: bytes,
    model: Model[World],
    seen: road.Road,
    hear: Mapping[str, Callable[[Sequence[Entry]], None]],
) -> Shadow:
    return Shadow(racer.name, racer.policy, past, snapshot, model, seen, hear.get(racer.name, lambda _: None))


class _Walk:
    """Walks the stretch with all worlds; owns what is counted on the way."""

    def __init__(self, past: Past, shadows: Sequence[Shadow], stretch: Stretch, bounded: bool) -> None:
        self._past, self._shadows, self._stretch = past, shadows, stretch
        self._every_unit = EveryUnit(past.world) if bounded else None
        self._least: dict[OrderId, LeastOf | None] = {}
        self.bought: dict[OrderId, None] = {}
        self.stale = 0
        self.not_retold: Counter[str] = Counter()

    def live(self, beat: list[Told]) -> None:
        """One instant of the log."""
        now = Instant(beat[0].entry.at)
        inside_due = desks.next_due(self._past.desk)
        gone: list[ParcelCancelled] = []
        with ExitStack() as turns:
            for shadow in self._shadows:
                turns.enter_context(shadow.turn())
                shadow.run_until(now, inside_due)
            for number, told in enumerate(beat):
                self._retell(beat, number, now)
                if self._every_unit is not None:
                    self._every_unit.hear(self._past.world, told.fact)
                self._past.fold(told)
                if isinstance(told.fact, ParcelCancelled):
                    gone.append(told.fact)
        for shadow in self._shadows:
            for fact in gone:
                shadow.orphaned(fact)
            shadow.settle(now)

    def _retell(self, beat: list[Told], number: int, now: Instant) -> None:
        for retold in retelling.of(self._past, beat, number):
            if isinstance(retold, Bought):
                self._buy(retold, now)
                continue
            for shadow in self._shadows:
                shadow.hear(retold, now)
        fact = beat[number].fact
        if isinstance(fact, CheckoutRefused):
            self.not_retold[fact.reason] += 1
        elif retelling.is_lost(beat[number], beat):
            self.not_retold[type(fact).__name__] += 1

    def _buy(self, told: Bought, now: Instant) -> None:
        if now >= self._stretch.until:
            return
        wish = told.wish()
        self.bought[told.order] = None
        self.stale += wish.asked_again is None or wish.asked_again.legs != wish.taken.legs
        if self._every_unit is not None:
            self._least[told.order] = least_ways.of(self._past.world, told.order, wish, now)
        for shadow in self._shadows:
            shadow.buy(told, wish, now)

    def bounds(self, world: World, ran: Ran) -> tuple[Bound, ...]:
        """Of the orders that this world sent: each alone, then all together, each without and with its date."""
        assert self._every_unit is not None
        return bound.of_race(world, ran.orders, self._least, self._every_unit)


def _ran(shadow: Shadow, placed: Sequence[OrderId], split: Centavos) -> Ran:
    world = shadow.world
    unplaced = Counter(
        shadow.unplaced.get(order, "not_completed") for order in placed if order not in world.orders.by_id
    )
    return Ran(
        name=shadow.name,
        policy=world.policies.now,
        orders=figures.of_orders(world, placed, split),
        unplaced=dict(unplaced),
        workload=figures.workloads(world, placed),
        imagined=len(shadow.imagined),
        reallocated=shadow.reallocated,
        refused=dict(shadow.refused),
    )
