"""The `place` bench: many writers sell what there is, and not one unit more, durably.

The workload: 64 writers in a closed loop, each with one order of one unit on its way; 150 locations x 2,000 SKUs at 25
locations each; an order is quoted by its rule, priced, reserved, given its working day's place and its payment window
in one append. There is a little less stock than orders, and a tenth of the orders wants the same ten SKUs, so shelves
run dry while they are fought over. At the end every reservation is added up.
"""

import itertools
import queue
import resource
import time
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import numpy as np

from promesa import app
from promesa.domain.ledger.stock import questions
from promesa.domain.promise.commit.words import Item, PlaceOrder
from promesa.domain.values.ids import CustomerId, OrderId
from promesa.domain.world import World
from promesa.engine.machine import Machine, Request, Verdict
from promesa.engine.writer import Writer
from promesa.lab import bench_shop, bench_store
from promesa.lab.bench_quote import machine as machine_of
from promesa.lab.bench_shop import Shop

WRITERS = 64
RESERVATIONS = 100_000
HOT_SKUS, HOT_SHARE = 10, 0.1
STOCK_SHARE = 0.95

Told = Callable[[float, float], None]
"""Hears how much is done, and of how much."""


class Sold(msgspec.Struct, frozen=True):
    """What the writers saw: seconds of the whole, milliseconds of each answer, and the answers by kind."""

    seconds: float
    waits_ms: Any
    accepted: int
    refused: int


def run(reservations: int, seed: int, store: str, told: Told) -> dict[str, Any]:
    """Place so many orders of one unit on a throw-away store; rates, waits and what was sold twice or lost."""
    shop = shop_for(reservations)
    with bench_store.opened(store) as log:
        machine = app.build(log)
        for command in bench_shop.commands(shop):
            machine.submit(command, "bench")
        app.calm_collector()
        spent = time.process_time()
        orders = (Request(command, "bench") for command in commands(reservations, shop, seed))
        sold = _sell(machine, orders, reservations, told)
        cpu_seconds = round(time.process_time() - spent, 2)
        oversold, leaked = audit(machine.world)
        facts = machine.seen
    return {
        "rate_per_s": round(reservations / sold.seconds, 1),
        "p50_ms": round(float(np.percentile(sold.waits_ms, 50)), 3),
        "p99_ms": round(float(np.percentile(sold.waits_ms, 99)), 3),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "seconds": round(sold.seconds, 2),
        "workload": f"{WRITERS} writers, {reservations} orders of one unit, {shop.locations} locations x {shop.skus} "
        f"SKUs, quoted by the rule, on {store if '://' not in store else 'postgresql'}",
        "machine": machine_of(),
        "accepted": sold.accepted,
        "refused": sold.refused,
        "oversold": oversold,
        "leaked": leaked,
        "facts": facts,
        "cpu_seconds": cpu_seconds,
    }


def shop_for(reservations: int) -> Shop:
    """A shop with a little less stock than will be asked for."""
    shop = Shop()
    shelves = shop.skus * shop.shelves_per_sku
    return msgspec.structs.replace(shop, units_per_shelf=max(1, round(reservations * STOCK_SHARE / shelves)))


def commands(reservations: int, shop: Shop, seed: int) -> Iterator[PlaceOrder]:
    """Orders of one unit each; a tenth of them want the same few SKUs."""
    rng = np.random.default_rng(seed)
    skus = rng.integers(shop.skus, size=reservations)
    hot = rng.random(reservations) < HOT_SHARE
    skus[hot] = rng.integers(HOT_SKUS, size=int(hot.sum()))
    codes = rng.integers(shop.postal_codes, size=reservations)
    for number, (sku, code) in enumerate(zip(skus.tolist(), codes.tolist(), strict=True)):
        yield PlaceOrder(
            order=OrderId(f"o{number}"),
            customer=CustomerId(f"c{number % 50_000}"),
            channel=bench_shop.WEB,
            items=(Item(bench_shop.sku(sku), 1),),
            rail="card",
            postal_code=bench_shop.postal_code(code),
        )


def _sell(machine: Machine[World], orders: Iterator[Request], reservations: int, told: Told) -> Sold:
    """A closed loop: whoever is answered puts the next order, which was made while the answer was waited for."""
    writer = Writer(machine)
    answers: queue.SimpleQueue[list[tuple[float, Verdict]]] = queue.SimpleQueue()
    waits, accepted, began = np.zeros(reservations), 0, time.perf_counter()
    for request in itertools.islice(orders, WRITERS):
        writer.put(request, answers.put, time.perf_counter())
    done, ready = 0, list(itertools.islice(orders, WRITERS))
    while done < reservations:
        pairs, now = answers.get(), time.perf_counter()
        for put_at, verdict in pairs:
            if verdict.error is not None:
                raise verdict.error
            accepted += verdict.accepted
            waits[done] = (now - put_at) * 1e3
            done += 1
        for request in ready[: len(pairs)]:
            writer.put(request, answers.put, time.perf_counter())
        ready = [*ready[len(pairs) :], *itertools.islice(orders, len(pairs))]
        told(done, reservations)
    seconds = time.perf_counter() - began
    writer.close()
    return Sold(seconds, waits, accepted, reservations - accepted)


def audit(world: World) -> tuple[int, int]:
    """(units reserved beyond what is on the shelf, units reserved for nobody), added up over all shelves."""
    shelves = world.stock.shelves
    reserved = shelves.reserved[: shelves.size].astype(np.int64)
    oversold = int((reserved - shelves.on_hand[: shelves.size]).clip(min=0).sum())
    owed = sum(
        take.units
        for order in world.orders.by_id.values()
        for take in questions.reserved_by(world.stock, order.placed.reservation)
    )
    return oversold, abs(int(reserved.sum()) - owed)
