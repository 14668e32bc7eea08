"""Many writers, one shelf: they sell exactly what there is, and nobody who looks on ever sees less than nothing."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from promesa.domain.ledger.stock import questions
from promesa.domain.world import World
from promesa.engine.machine import Machine, Request
from promesa.engine.postgres import PostgresLog
from promesa.engine.sqlite import SqliteLog
from promesa.engine.writer import Writer
from promesa.lab import auditor
from tests.engine import crowd as crowds
from tests.regressions.shop import Shop, place_order

WRITERS, UNITS, TIMES = 64, 100, 100
SLOWLY = pytest.param(TIMES, marks=pytest.mark.slow)


@pytest.mark.parametrize("times", [25, SLOWLY])
def test_64_writers_on_sqlite_sell_exactly_what_there_is(tmp_path: Path, times: int) -> None:
    """Sixty-four threads behind one writing thread ask for twice as many units as two shelves have."""
    log = SqliteLog.open(tmp_path / "log.db")
    shop = Shop(log=log).sells("A").opens("N1").opens("N2", "09").carries("P", 2, 50)
    writer = Writer(shop.machine)
    for time in range(times):
        sku = stocked(shop, f"S{time}")
        with watched(shop.machine, sku) as seen:
            sold = rush(writer, sku)
        assert sold == UNITS
        assert seen[-1][1] <= UNITS
        check_sold_out(shop, sku)
    writer.close()
    assert auditor.audit(shop.machine).clean
    log.close()


@pytest.mark.parametrize("times", [20, SLOWLY])
def test_four_processes_on_postgres_sell_exactly_what_there_is(
    postgres_url: str, postgres_schema: str, times: int
) -> None:
    """Orders of one to three units from four processes; the last units are sold one by one."""
    log = PostgresLog.open(postgres_url, postgres_schema)
    clock = crowds.Clock(1_804_000_000_000_000)
    shop = Shop(log=log).sells("A").opens("N1").opens("N2", "09").carries("P", 2, 50)
    with crowds.crowd(postgres_url, postgres_schema, clock) as crowd:
        for time in range(times):
            sku = stocked(shop, f"S{time}")
            asked = [place_order(f"{sku}-{n}", {sku: 1 + n % 3}, rail="cod") for n in range(60)]
            singles = [place_order(f"{sku}-s{n}", {sku: 1}, rail="cod") for n in range(40)]
            with watched(shop.machine, sku):
                answers = crowd.rush([*asked, *singles])
            shop.machine.catch_up()
            units = [*(1 + n % 3 for n in range(60)), *([1] * 40)]
            sold = sum(n for n, answer in zip(units, answers, strict=True) if answer.reason is None)
            assert {answer.reason for answer in answers} == {None, "not_enough_stock"}
            assert sold == UNITS
            check_sold_out(shop, sku)
    assert auditor.audit(shop.machine).clean
    log.close()


def stocked(shop: Shop, sku: str) -> str:
    """A SKU that nobody has heard of: 60 units at one location, 40 at the other."""
    shop.sells(sku).has("N1", **{sku: 60}).has("N2", **{sku: 40})
    return sku


def rush(writer: Writer, sku: str) -> int:
    """Each thread places its orders one by one, all released at once; the units sold."""
    together, sold = threading.Barrier(WRITERS), [0] * WRITERS

    def buy(number: int) -> None:
        together.wait()
        for n in range(3):
            order = place_order(f"{sku}-{number}-{n}", {sku: 1}, rail="cod")
            verdict = writer.submit(Request(order, "writer")).result()
            assert verdict.error is None
            sold[number] += verdict.accepted

    threads = [threading.Thread(target=buy, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(sold)


@contextmanager
def watched(machine: Machine[World], sku: str) -> Iterator[list[tuple[int, int]]]:
    """What a poller saw meanwhile of the shelves: (least left, all reserved)."""
    seen: list[tuple[int, int]] = []
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            seen.append(machine.ask(figures, sku, fresh=True))
            done.wait(0.005)

    poller = threading.Thread(target=look)
    poller.start()
    try:
        yield seen
    finally:
        done.set()
        poller.join()
    assert seen
    assert min(left for left, _ in seen) >= 0, seen
    assert max(reserved for _, reserved in seen) <= UNITS, seen


def figures(world: World, sku: str) -> tuple[int, int]:
    here = ("N1", "N2")
    left = min(questions.unreserved(world.stock, sku, location) for location in here)
    return left, sum(questions.reserved(world.stock, sku, location) for location in here)


def check_sold_out(shop: Shop, sku: str) -> None:
    assert (shop.shelf(sku), shop.shelf(sku, "N2")) == ((60, 60, 0), (40, 40, 0))
