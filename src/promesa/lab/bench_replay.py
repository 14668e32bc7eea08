"""The `replay` bench: how fast a log is folded, and how soon a large retailer's world stands again from a snapshot.

The workload: 1,000,000 shelves (2,000 locations x 20,000 SKUs at 50 locations each) and 100,000 open orders, confirmed
and waiting to be packed, with their stock, places, promises, parcels, timers and messages.
"""

import itertools
import resource
import time
from collections.abc import Callable, Iterator
from typing import Any, cast

import numpy as np

from promesa import app
from promesa.domain.promise.commit.words import Item, PlaceOrder
from promesa.domain.values.ids import CustomerId, OrderId
from promesa.domain.world import World
from promesa.engine.log import Entry, Log
from promesa.engine.machine import Machine, Request
from promesa.lab import bench_shop, bench_store
from promesa.lab.bench_quote import machine as machine_of
from promesa.lab.bench_shop import Shop

OPEN_ORDERS = 100_000
SHELVES_AT = 50
GROUP = 1_000
MARK_EVERY = 1_000

Told = Callable[[float, float], None]


class Marked:
    """A log that notes the time at every thousandth entry that is read from it."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self.marks: list[float] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)

    def read(self, *args: Any, **options: Any) -> Iterator[Entry]:
        for number, entry in enumerate(self._log.read(*args, **options)):
            if number % MARK_EVERY == 0:
                self.marks.append(time.perf_counter())
            yield entry
        self.marks.append(time.perf_counter())


def run(orders: int, seed: int, store: str, told: Told) -> dict[str, Any]:
    """Build the log, fold it from its beginning, keep a snapshot and start from it."""
    shop = Shop(2_000, 20_000 * orders // OPEN_ORDERS, SHELVES_AT, 10, 1_000)
    with bench_store.opened(store) as log:
        app.calm_collector()
        machine = build(log, shop, orders, seed, told)
        facts = machine.seen
        spent = time.process_time()
        folded_seconds, waits_ms = _fold(log)
        cpu_seconds = round(time.process_time() - spent, 2)
        began = time.perf_counter()
        machine.save_snapshot()
        snapshot_seconds = time.perf_counter() - began
        shelves = machine.world.stock.shelves.size
        del machine
        began, spent = time.perf_counter(), time.process_time()
        again = app.build(log)
        start_seconds, start_cpu_seconds = time.perf_counter() - began, time.process_time() - spent
        assert again.seen == facts, (again.seen, facts)
    return {
        "rate_per_s": round(facts / folded_seconds, 1),
        "p50_ms": round(float(np.percentile(waits_ms, 50)), 3),
        "p99_ms": round(float(np.percentile(waits_ms, 99)), 3),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "seconds": round(folded_seconds, 2),
        "workload": f"{facts} facts of {orders} open orders on {shelves} shelves folded (p50, p99: each thousand of "
        "them); then a snapshot, and a start from it",
        "machine": machine_of(),
        "start_seconds": round(start_seconds, 2),
        "start_cpu_seconds": round(start_cpu_seconds, 2),
        "snapshot_seconds": round(snapshot_seconds, 2),
        "facts": facts,
        "cpu_seconds": cpu_seconds,
        "shelves": shelves,
        "open_orders": orders,
    }


def build(log: Log, shop: Shop, orders: int, seed: int, told: Told) -> Machine[World]:
    """A machine on a log full of open orders."""
    machine = app.build(log)
    for command in bench_shop.commands(shop):
        machine.submit(command, "bench")
    requests, done = _orders(shop, orders, seed), 0
    while group := list(itertools.islice(requests, GROUP)):
        for verdict in machine.submit_many(group):
            assert verdict.accepted, verdict
        done += len(group)
        told(done, orders)
    return machine


def _orders(shop: Shop, orders: int, seed: int) -> Iterator[Request]:
    """Cash on delivery: confirmed as soon as placed."""
    rng = np.random.default_rng(seed)
    skus, codes = rng.integers(shop.skus, size=orders), rng.integers(shop.postal_codes, size=orders)
    for number, (sku, code) in enumerate(zip(skus.tolist(), codes.tolist(), strict=True)):
        command = PlaceOrder(
            order=OrderId(f"o{number}"),
            customer=CustomerId(f"c{number}"),
            channel=bench_shop.WEB,
            items=(Item(bench_shop.sku(sku), 1),),
            rail="cod",
            postal_code=bench_shop.postal_code(code),
        )
        yield Request(command, "bench")


def _fold(log: Log) -> tuple[float, Any]:
    """Seconds to fold the whole log without a snapshot, and milliseconds of each thousand entries."""
    marked = Marked(log)
    began = time.perf_counter()
    app.build(cast(Log, marked))
    seconds = time.perf_counter() - began
    return seconds, np.diff(np.array(marked.marks)) * 1e3
