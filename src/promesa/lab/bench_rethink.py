"""The `rethink` bench: the demo's Hot Sale week lived twice, without and with second thoughts, by greedy sourcing.

An extra shipment is a parcel beyond one of an order whose promise was made in the week; both pasts have the same
customers, who come at the same seconds. Each log is audited whole.
"""

import time
from collections import Counter
from datetime import date
from typing import Any, NamedTuple

from promesa import app
from promesa.domain.ledger.shipments.words import ParcelCancelled, ParcelPlanned
from promesa.domain.promise.rethinks import OrderReallocated
from promesa.domain.promise.words import PromiseMade
from promesa.domain.values import moments
from promesa.domain.values.ids import OrderId
from promesa.domain.values.policy import LEAST_COST, SOURCINGS
from promesa.domain.world import World
from promesa.engine.machine import Machine, entries_of
from promesa.engine.memory import MemoryLog
from promesa.lab import auditor, demo
from promesa.lab.bench_quote import machine as this_machine
from promesa.lab.clock import Clock
from promesa.lab.retailer import demand
from promesa.lab.scenario import LAST_DAY, Scenario

DAYS = 14
"""The week of the Hot Sale and the one after it, in which its parcels arrive."""
GREEDY = tuple(name for name in SOURCINGS if name != LEAST_COST)


class Lived(NamedTuple):
    """What became of the week."""

    orders: int
    extra: int
    kept: int
    broken: int
    violations: int
    reallocated: int
    saved: int
    seconds: float


def run(days: int, seed: int) -> dict[str, Any]:
    """For every greedy sourcing: extra shipments without and with second thoughts, what is saved, what is violated."""
    started = time.perf_counter()
    found: dict[str, Any] = {}
    without = with_them = 0
    for sourcing in GREEDY:
        off, on = (lived(days, seed, sourcing, rethinks) for rethinks in (False, True))
        without, with_them = without + off.extra, with_them + on.extra
        found[sourcing] = {
            "orders": on.orders,
            "extra_shipments_without": off.extra,
            "extra_shipments_with": on.extra,
            "extra_shipments_removed_share": round(1.0 - on.extra / max(1, off.extra), 4),
            "orders_reallocated": on.reallocated,
            "pesos_saved": round(on.saved / 100),
            "kept_without": round(off.kept / max(1, off.kept + off.broken), 4),
            "kept_with": round(on.kept / max(1, on.kept + on.broken), 4),
            "violations": off.violations + on.violations,
            "seconds_without": off.seconds,
            "seconds_with": on.seconds,
        }
    return {
        "seconds": round(time.perf_counter() - started, 1),
        "workload": f"the last {days} days of the demo, seed {seed}, by {len(GREEDY)} greedy sourcings, twice each",
        "machine": this_machine(),
        "violations": sum(one["violations"] for one in found.values()),
        "extra_shipments_without": without,
        "extra_shipments_with": with_them,
        "extra_shipments_removed_share": round(1.0 - with_them / max(1, without), 4),
        "by_sourcing": found,
    }


def lived(days: int, seed: int, sourcing: str, rethinks: bool) -> Lived:
    """One past, played and audited."""
    machine = app.build(MemoryLog(), Clock(demo.begin(days)))
    scenario = Scenario(sourcing=sourcing, rethinks=rethinks)
    report = demo.run(machine, seed, days, lambda _: None, scenario)
    orders, extra, moved = _week(machine)
    return Lived(
        orders=orders,
        extra=extra,
        kept=report.promises_kept,
        broken=report.promises_broken,
        violations=sum(auditor.audit(machine).counts.values()),
        reallocated=len(moved),
        saved=sum(moved),
        seconds=report.seconds,
    )


def _week(machine: Machine[World]) -> tuple[int, int, list[int]]:
    """Orders promised in the Hot Sale week, parcels beyond one of each, and the centavos of each reallocation."""
    peak = next(one for one in demand.peaks(LAST_DAY.year, Scenario().hot_sale) if one.name == "Hot Sale")
    promised: set[OrderId] = set()
    parcels: Counter[OrderId] = Counter()
    moved: list[int] = []
    for entry, fact in entries_of(machine):
        if isinstance(fact, PromiseMade) and peak.first <= _day(entry.at) <= peak.last:
            promised.add(fact.order)
        elif isinstance(fact, ParcelPlanned | ParcelCancelled):
            parcels[fact.order] += 1 if isinstance(fact, ParcelPlanned) else -1
        elif isinstance(fact, OrderReallocated):
            moved.append(fact.cost_before - fact.cost)
    return len(promised), sum(max(0, parcels[order] - 1) for order in promised), moved


def _day(at: int) -> date:
    return moments.local_date(moments.Instant(at), moments.MEXICO_CITY)
