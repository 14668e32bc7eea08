"""Measures the stores of the log, and the library's own PostgreSQL recorder beside them, in one run.

    PYTHONPATH=src:. python tests/engine/bench_log.py [--orders 20000] [--grow 200000] [--only sqlite ours theirs]

One order is five entries of some 150 bytes, each tagged with its order and one of 20,000 SKUs. Rates are of the
log alone: nothing is decided, folded or encoded. `theirs` needs eventsourcing with psycopg_pool.
"""

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent, DCBQuery, DCBQueryItem
from eventsourcing.dcb.postgres_tt import PostgresDCBRecorderTT
from eventsourcing.postgres import PostgresDatastore

from promesa.engine.log import Condition, Draft, Log, Query, QueryItem
from promesa.engine.memory import MemoryLog
from promesa.engine.postgres import PostgresLog
from promesa.engine.sqlite import SqliteLog
from promesa.lab import postgres

SKUS = 20_000
ENTRIES = 5
BODY = (
    b'{"order":"o123456","sku":"SKU-0123","quantity":2,"at":1700000000000000,"location":"store-12","note":"' + b"x" * 50
)
SERVER = ("shared_buffers=512MB", "max_wal_size=4GB")
SECONDS_MAX = 60.0
Append = Callable[[list[list[Draft]]], None]


def orders_from(first: int, count: int) -> list[list[Draft]]:
    return [
        [
            Draft(1_700_000_000_000_000, "web", -k, 1, f"Kind{k}", BODY + b'"}', tags_of(number, k))
            for k in range(ENTRIES)
        ]
        for number in range(first, first + count)
    ]


def tags_of(order: int, step: int) -> tuple[str, str]:
    return f"order:{order}", f"sku:{(order * 7919 + step * 104_729) % SKUS}"


class Meter:
    """Times appends of groups of orders, numbering them on."""

    def __init__(self, name: str) -> None:
        self.name, self.next_order = name, 0

    def appends(self, what: str, append: Append, orders: int, group: int) -> None:
        spent: list[float] = []
        cpu = 0.0  # of this process: what remains comparable when others keep the machine busy
        for _ in range(orders // group):
            some = orders_from(self.next_order, group)
            self.next_order += group
            cpu -= time.process_time()
            began = time.perf_counter()
            append(some)
            spent.append(time.perf_counter() - began)
            cpu += time.process_time()
            if sum(spent) > SECONDS_MAX:
                break
        ordered = sorted(spent)
        p50, p99 = statistics.median(ordered), ordered[int(len(ordered) * 0.99)]
        done = len(spent) * group
        times = f"p50 {p50 * 1e3:6.2f} ms   p99 {p99 * 1e3:6.2f} ms   cpu {cpu / done * 1e6:5.0f} us/order"
        say(f"{self.name:<9} {what:<42} {done / sum(spent):>9,.0f} orders/s    {times}")

    def reads(self, what: str, read: Callable[[], int], unit: str) -> None:
        began = time.perf_counter()
        count = read()
        say(f"{self.name:<9} {what:<42} {count / (time.perf_counter() - began):>9,.0f} {unit}")


def in_turns(log: Log) -> Append:
    def append(orders: list[list[Draft]]) -> None:
        with log.turn() as turn:
            turn.append([msgspec.structs.replace(draft, cause=0) for order in orders for draft in order])

    return append


def with_conditions(log: Log) -> Append:
    """One append per order, unless an entry of the order is there."""

    def append(orders: list[list[Draft]]) -> None:
        for order in orders:
            log.append(order, Condition(Query((QueryItem(tags=order[0].tags[:1]),)), 0))

    return append


def measure(name: str, log: Log, orders: int, grow: int) -> None:
    meter = Meter(name)
    meter.appends("one order an append, condition on its tag", with_conditions(log), orders // 10, 1)
    for group in (1, 20, 100):
        meter.appends(f"turns of {group}", in_turns(log), orders if group > 1 else orders // 10, group)
    if grow:
        meter.appends(f"growing by {grow:,} orders, turns of 100", in_turns(log), grow, 100)
        meter.appends(f"turns of 100, {log.head():,} entries there", in_turns(log), orders, 100)
    meter.reads("read everything", lambda: sum(1 for _ in log.read()), "entries/s")
    meter.reads("read one order by its tag", lambda: read_orders(log, meter.next_order), "orders/s")


def read_orders(log: Log, orders: int) -> int:
    for number in range(0, orders, max(1, orders // 1000)):
        found = list(log.read(Query((QueryItem(tags=(f"order:{number}",)),))))
        assert len(found) == ENTRIES
    return len(range(0, orders, max(1, orders // 1000)))


def measure_theirs(url_folder: str, orders: int, grow: int) -> None:
    with their_recorder(url_folder) as recorder:
        meter = Meter("theirs")

        def conditional(some: list[list[Draft]]) -> None:
            for order in some:
                unless = DCBQuery([DCBQueryItem(tags=list(order[0].tags[:1]))])
                recorder.append(events_of([order]), DCBAppendCondition(unless))

        def grouped(some: list[list[Draft]]) -> None:
            recorder.append(events_of(some))

        def grouped_conditional(some: list[list[Draft]]) -> None:
            unless = DCBQuery([DCBQueryItem(tags=list(order[0].tags[:1])) for order in some])
            recorder.append(events_of(some), DCBAppendCondition(unless))

        meter.appends("one order an append, condition on its tag", conditional, orders // 10, 1)
        for group in (1, 20, 100):
            meter.appends(f"appends of {group}", grouped, orders if group > 1 else orders // 10, group)
        meter.appends("appends of 100, condition on each order", grouped_conditional, orders, 100)
        if grow:
            meter.appends(f"growing by {grow:,} orders, appends of 100", grouped, grow, 100)
            meter.appends("appends of 100 orders, then", grouped, orders, 100)
        meter.reads("read everything", lambda: sum(1 for _ in recorder.read()), "entries/s")


def events_of(orders: Sequence[Sequence[Draft]]) -> list[DCBEvent]:
    return [DCBEvent(draft.kind, draft.body, list(draft.tags)) for order in orders for draft in order]


@contextmanager
def their_recorder(folder: str) -> Iterator[Any]:
    datastore = PostgresDatastore("postgres", folder, 5432, "postgres", "")
    recorder = PostgresDCBRecorderTT(datastore)
    recorder.create_table()
    try:
        yield recorder
    finally:
        datastore.close()


def fsync_microseconds(folder: str) -> float:
    """What one write and fsync of a page takes here: the floor under every single append."""
    with open(Path(folder) / "fsync", "wb", buffering=0) as file:
        began = time.perf_counter()
        for _ in range(200):
            file.write(bytes(4096))
            os.fsync(file.fileno())
        return (time.perf_counter() - began) / 200 * 1e6


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--orders", type=int, default=20_000)
    parser.add_argument("--grow", type=int, default=0, help="measure again with so many more orders in the log")
    parser.add_argument("--only", nargs="*", default=["memory", "sqlite", "ours", "theirs"])
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        say(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, fsync of a page "
            f"{fsync_microseconds(folder):.0f} us, Python {platform.python_version()}")  # fmt: skip
        if "memory" in chosen.only:
            measure("memory", MemoryLog(), chosen.orders, chosen.grow)
        if "sqlite" in chosen.only:
            log = SqliteLog.open(Path(folder) / "log.db")
            measure("sqlite", log, chosen.orders, chosen.grow)
            log.close()
        if {"ours", "theirs"} & set(chosen.only):
            with postgres.running(SERVER) as url:
                if "ours" in chosen.only:
                    ours = PostgresLog.open(url)
                    measure("ours", ours, chosen.orders, chosen.grow)
                    ours.close()
                if "theirs" in chosen.only:
                    measure_theirs(url.partition("host=")[2].partition("&")[0], chosen.orders, chosen.grow)


if __name__ == "__main__":
    main()
