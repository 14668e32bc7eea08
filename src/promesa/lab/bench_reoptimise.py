"""The `reoptimise` bench: all open orders of a busy day thought over at once, and a little day over and over.

The workload is `open_orders`: sourced greedily in the order of arrival, several lines an order, freight by zone and
weight, scarce stock. Extra shipments are parcels beyond one an order; the gap is what is proven, not guessed.
"""

import resource
import time
from typing import Any

import numpy as np

from promesa.kernels import fewest, reassign
from promesa.kernels.programs import Ended
from promesa.kernels.reassign import Answer, Limits
from promesa.lab import open_orders
from promesa.lab.bench_quote import machine
from promesa.lab.open_orders import Day

ORDERS = 20_000
PATIENT = Limits(seconds=600.0)
"""A machine that is busy with other things needs longer for the same answer."""
LARGE_ORDERS, LARGE_LINES, HELD_SHARE = 25, 20, 0.25
SMALL_DAYS, SMALL_SHARE = 9, 50
"""Besides, so many days of a fiftieth of the orders: what a run every few minutes takes."""


def run(orders: int, seed: int) -> dict[str, Any]:
    """Rate, waits, memory, and what thinking again was worth."""
    day = open_orders.day(orders, seed)
    before, spent = time.perf_counter(), time.process_time()
    answer = think(day)
    seconds, cpu_seconds = time.perf_counter() - before, time.process_time() - spent
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    small = max(1, orders // SMALL_SHARE)
    waits_ms = [_wait_ms(open_orders.day(small, seed + 1 + one)) for one in range(SMALL_DAYS)]
    splits_ms = _fewest_ms(np.random.default_rng(seed))
    extra_before = answer.parcels_before - orders
    return {
        "rate_per_s": round(orders / seconds, 1),
        "p50_ms": round(float(np.percentile(waits_ms, 50)), 1),
        "p99_ms": round(float(np.percentile(waits_ms, 99)), 1),
        "peak_mb": round(peak_mb, 1),
        "seconds": round(seconds, 2),
        "workload": f"{orders} open orders with {len(day.lines.order)} lines, {open_orders.LOCATIONS} locations, "
        f"{len(day.ways.order)} ways that keep the date; p50 and p99 of {SMALL_DAYS} days with {small} orders",
        "machine": machine(),
        "cpu_seconds": round(cpu_seconds, 2),
        "gap": round(answer.gap, 6),
        "ended": answer.ended.value,
        "extra_shipments_before": extra_before,
        "extra_shipments_after": answer.parcels - orders,
        "extra_shipments_removed_share": round((answer.parcels_before - answer.parcels) / max(1, extra_before), 4),
        "pesos_before": round(answer.cost_before / 100),
        "pesos_saved": round((answer.cost_before - answer.cost) / 100),
        "saved_share": round(1 - answer.cost / max(1, answer.cost_before), 4),
        "priced_shelves": len(answer.prices.centavos),
        "fewest_splits_p50_ms": round(float(np.percentile(splits_ms, 50)), 1),
        "fewest_splits_p99_ms": round(float(np.percentile(splits_ms, 99)), 1),
    }


def think(day: Day) -> Answer:
    return reassign.reassign(*day, PATIENT)


def _fewest_ms(rng: np.random.Generator) -> list[float]:
    """Orders of many lines, each line at a quarter of the locations by chance: the exact fewest parcels;
    the process's own time."""
    taken = []
    for _ in range(LARGE_ORDERS):
        available = rng.integers(1, 4, (open_orders.LOCATIONS, LARGE_LINES))
        available *= rng.random(available.shape) < HELD_SHARE
        wanted, cost = rng.integers(1, 3, LARGE_LINES), rng.integers(5_000, 15_000, open_orders.LOCATIONS)
        before = time.process_time()
        found = fewest.rows(available, wanted, cost)
        taken.append((time.process_time() - before) * 1_000)
        assert found is None or found.ended is Ended.PROVEN
    return taken


def _wait_ms(day: Day) -> float:
    before = time.perf_counter()
    think(day)
    return (time.perf_counter() - before) * 1_000
