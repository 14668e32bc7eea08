"""Drills: a retailer's busy moment, something fails, ten minutes pass, and what became of every promise is counted."""

import time
from collections.abc import Callable
from datetime import time as clock_time
from datetime import timedelta
from typing import Any, NamedTuple

import msgspec

from promesa import app
from promesa.domain import world as worlds
from promesa.domain.ledger.shipments.state import live
from promesa.domain.people.messages.words import MessageWanted
from promesa.domain.promise.keeping.contingency import reach
from promesa.domain.promise.keeping.contingency.words import Contingency, ContingencyKind, OpenContingency
from promesa.domain.promise.promises import Outcome
from promesa.domain.values import moments
from promesa.domain.values.ids import LocationId, ServiceId
from promesa.domain.values.moments import DAY, HOUR, MINUTE, Instant
from promesa.domain.values.refusal import Refused
from promesa.domain.world import World
from promesa.engine.log import Draft, Log, Query, QueryItem
from promesa.engine.machine import Machine
from promesa.engine.memory import MemoryLog
from promesa.lab import auditor, demo
from promesa.lab.audit.contingencies import TEMPLATES
from promesa.lab.clock import Clock
from promesa.lab.demo import Company
from promesa.lab.play import Play
from promesa.lab.scenario import LAST_DAY, Scenario
from promesa.surfaces import rehearsal
from promesa.surfaces.rehearsal import Foreseen

NAME = "drill"
BY = "drill"
BEFORE_THE_END = 6
"""The drill begins so many days before the demo's last day: in the Hot Sale."""
AT = clock_time(11, 0)
PASSING = 10 * MINUTE
STEP = 15 * moments.SECOND
Progress = Callable[[float], None]
UNTIL = {
    ContingencyKind.CARRIER_OUTAGE: 2 * DAY,
    ContingencyKind.DC_DOWN: 2 * DAY,
    ContingencyKind.HURRICANE: 3 * DAY,
    ContingencyKind.BLOCKED_ROAD: 2 * DAY,
    ContingencyKind.ERP_SILENT: 8 * HOUR,
}


class DrillReport(msgspec.Struct, frozen=True):
    """What came of it. `minutes`: until the last affected promise had its answer; `longest_scene_ms`: of
    fifteen simulated seconds; `told_twice`: customers who heard of
    it more than once; `foreseen_right`: whether the rehearsal a moment before came to the same figures, but for orders
    that an agent rerouted first: they stand, and their pesos are the agent's."""

    drill: str
    seed: int
    days: int
    at: str
    about: dict[str, list[str]]
    open_promises: int
    affected: int
    rerouted: int
    repromised: int
    refunded: int
    choices: int
    untouched: int
    unanswered: int
    exposed: int
    told: int
    told_twice: int
    still_stopped: int
    cost_centavos: int
    refunded_centavos: int
    minutes: float | None
    longest_scene_ms: float
    foreseen_right: bool
    refused_steps: int
    violations: int
    first_violations: tuple[str, ...]
    facts: int
    seconds: float
    log_hash: str

    @property
    def is_good(self) -> bool:
        """Everybody affected has an answer, nobody heard twice, every invariant holds."""
        done = self.minutes is not None and self.minutes <= PASSING / MINUTE
        return done and not (self.unanswered or self.told_twice or self.still_stopped or self.violations)


class Stage(NamedTuple):
    """A machine at its busy moment, and how it goes on from there."""

    machine: Machine[World]
    clock: Clock
    go_on: Callable[[Instant], None]


def on_demo(
    kind: ContingencyKind, seed: int, days: int, progress: Progress, *, open_ended: bool = False
) -> DrillReport | Refused:
    """The demo retailer, played up to eleven in the morning of a day of its Hot Sale."""
    machine = app.build(MemoryLog(), Clock(demo.begin(days)))
    assert isinstance(machine.clock, Clock)
    company = Company(Play(machine, machine.clock), Scenario(seed=seed, days=days))
    company.set_the_stage()
    begins, ends = demo.begin(days), moment(days)
    company.play.run(ends, lambda now: progress((now - begins) / (ends - begins)))
    stage = Stage(machine, machine.clock, lambda until: company.play.run(until, lambda _: None))
    return drill(stage, ask_of(machine.world, kind, stage.clock.at, open_ended), seed, days)


def moment(days: int) -> Instant:
    """When the demo of so many days is interrupted."""
    day = LAST_DAY - timedelta(days=min(BEFORE_THE_END, max(0, days - 2)))
    return moments.at_local(day, AT, moments.MEXICO_CITY)


def on_store(kind: ContingencyKind, log: Log, progress: Progress, *, open_ended: bool = False) -> DrillReport | Refused:
    """A copy of a store's log, at its end: nothing of the drill is written into the store."""
    copy = MemoryLog()
    copy.append([Draft(e.at, e.by, e.cause, e.policy, e.kind, e.body, e.tags) for e in log.read()])
    clock = Clock(Instant(0))
    machine = app.build(copy, clock)
    clock.move_to(Instant(machine.last_at + 1))
    progress(1.0)
    ask = ask_of(machine.world, kind, clock.at, open_ended)
    return drill(Stage(machine, clock, Play(machine, clock).run_quietly), ask, 0, 0)


def drill(stage: Stage, ask: OpenContingency, seed: int, days: int) -> DrillReport | Refused:
    """Rehearse it, open it, let ten minutes pass, count, and audit the whole log."""
    started = time.perf_counter()
    machine, at = stage.machine, stage.clock.at
    open_promises = sum(one.outcome is Outcome.OPEN for one in machine.world.promises.by_order.values())
    foreseen = rehearsal.preview(machine, ask, at)
    if isinstance(foreseen, Refused):
        return foreseen
    before, began = machine.seen, time.perf_counter()
    verdict = machine.submit(ask, BY)
    if isinstance(verdict.refusal, Refused):
        return verdict.refusal
    longest = time.perf_counter() - began
    for number in range(1, PASSING // STEP + 1):
        began = time.perf_counter()
        stage.go_on(Instant(at + number * STEP))
        longest = max(longest, time.perf_counter() - began)
    return _report(stage, ask, foreseen, before, open_promises, longest, started, seed, days)


def ask_of(world: World, kind: ContingencyKind, now: Instant, open_ended: bool) -> OpenContingency:
    """What hurts most: the service, the place, the state or the road with most open parcels.

    `open_ended`: nobody knows when it works again.
    """
    until = None if open_ended else Instant(now + UNTIL[kind])
    about = _BUSIEST[kind](world)
    return OpenContingency(contingency=f"{NAME}-{kind.value}", kind=kind, until=until, **about)


def _parcels(world: World) -> list[tuple[str, str, str, str]]:
    """(service, location, its area, destination) of deliveries that wait to be packed."""
    parts = worlds.parts(world)
    found: list[tuple[str, str, str, str]] = []
    for promise in world.promises.by_order.values():
        if promise.outcome is Outcome.OPEN and promise.made.kind != "pickup":
            to = reach.area_of(parts, promise)
            for parcel in live(world.shipments, promise.made.order):
                if parcel.status in reach.HERE:
                    at = world.locations.by_id[parcel.planned.location]
                    found.append((parcel.planned.service, at.location, at.area, to))
    return found


def _most(rows: list[Any]) -> Any:
    assert rows, "nothing is open"
    return max(sorted(set(rows)), key=rows.count)


def _service(world: World) -> dict[str, Any]:
    return {"services": (ServiceId(_most([row[0] for row in _parcels(world)])),)}


def _location(world: World) -> dict[str, Any]:
    return {"locations": (LocationId(_most([row[1] for row in _parcels(world)])),)}


def _area(world: World) -> dict[str, Any]:
    return {"areas": (_most([row[3] for row in _parcels(world)]),)}


def _road(world: World) -> dict[str, Any]:
    origin, area = _most([(row[2], row[3]) for row in _parcels(world) if row[2] != row[3]])
    return {"origins": (origin,), "areas": (area,)}


_BUSIEST: dict[ContingencyKind, Callable[[World], dict[str, Any]]] = {
    ContingencyKind.CARRIER_OUTAGE: _service,
    ContingencyKind.DC_DOWN: _location,
    ContingencyKind.HURRICANE: _area,
    ContingencyKind.BLOCKED_ROAD: _road,
    ContingencyKind.ERP_SILENT: _location,
}


# --- what came of it ---


def _report(
    stage: Stage,
    ask: OpenContingency,
    foreseen: Foreseen,
    before: int,
    open_promises: int,
    longest: float,
    started: float,
    seed: int,
    days: int,
) -> DrillReport:
    machine = stage.machine
    one = machine.world.contingencies.by_name[ask.contingency]
    done = rehearsal.summed(list(one.answered.values()), foreseen.exposed)
    told = _told(machine, one, before)
    audit = auditor.audit(machine)
    names = ("services", "locations", "origins", "areas", "postal_codes")
    return DrillReport(
        drill=ask.kind.value,
        seed=seed,
        days=days,
        at=moments.to_iso(one.at),
        about={name: [str(word) for word in getattr(one.opened, name)] for name in names if getattr(one.opened, name)},
        open_promises=open_promises,
        affected=len(one.opened.affected),
        rerouted=done.rerouted,
        repromised=done.repromised,
        refunded=done.refunded,
        choices=done.choices,
        untouched=done.untouched,
        unanswered=len(one.opened.affected) - len(one.answered),
        exposed=done.exposed,
        told=sum(count > 0 for count in told.values()),
        told_twice=sum(count > 1 for count in told.values()),
        still_stopped=_still_stopped(machine.world, one),
        cost_centavos=done.cost_centavos,
        refunded_centavos=done.refunded_centavos,
        minutes=None if one.done_at is None else round((one.done_at - one.at) / MINUTE, 2),
        longest_scene_ms=round(longest * 1_000, 1),
        foreseen_right=_figures(foreseen) == _figures(done) or _but_for_others(foreseen, done),
        refused_steps=machine.desk.refused_steps,
        violations=sum(audit.counts.values()),
        first_violations=tuple(f"{v.invariant}: {v.about}" for v in audit.violations[:10]),
        facts=audit.facts,
        seconds=round(time.perf_counter() - started, 3),
        log_hash=auditor.log_hash(machine.log),
    )


def _but_for_others(foreseen: Foreseen, done: Foreseen) -> bool:
    others = done.untouched - foreseen.untouched
    as_one = (done.affected, done.rerouted + others, done.repromised, done.refunded, done.choices)
    return others > 0 and as_one == _figures(foreseen)[:5] and done.cost_centavos < foreseen.cost_centavos


def _figures(one: Foreseen) -> tuple[int, ...]:
    return (one.affected, one.rerouted, one.repromised, one.refunded, one.choices, one.untouched, one.cost_centavos)


def _told(machine: Machine[World], one: Contingency, before: int) -> dict[str, int]:
    """How often each affected order's customer was told since then that something changes."""
    count = dict.fromkeys((str(order) for order in one.opened.affected), 0)
    codec = machine.model.codec
    for entry in machine.log.read(Query((QueryItem(kinds=(MessageWanted.__name__,)),)), after=before):
        message: MessageWanted = codec.decode(entry.kind, entry.body)
        if message.order in count and message.template in TEMPLATES:
            count[message.order] += 1
    return count


def _still_stopped(world: World, one: Contingency) -> int:
    """Affected promises that are open and still planned on what has stopped, to leave before it works again."""
    parts, found = worlds.parts(world), 0
    for order in one.opened.affected:
        promise = world.promises.by_order[order]
        if promise.outcome is Outcome.OPEN:
            hit = reach.hit(parts, world.shipments, one.opened, promise)
            found += any(parcel.status in reach.HERE for parcel in hit)
    return found
