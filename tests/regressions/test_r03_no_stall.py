"""R03: a reservation is data and not a lock, so two orders that meet crosswise never wait for each other's bank."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import pytest

from promesa.domain.ledger.orders.words import OrderConfirmed
from promesa.domain.ledger.payments.words import ReceivePayment
from promesa.domain.people.messages.words import MessageWanted
from promesa.domain.world import World
from promesa.engine.machine import Machine, Request
from promesa.engine.writer import Writer
from tests.regressions import truths
from tests.regressions.rush import RushHour
from tests.regressions.shop import place_order

UNITS, PROCESSES, WORKERS_EACH, EVERY = 10_000, 4, 4, 20


class Share(NamedTuple):
    """What one process is to do."""

    name: str
    skus: tuple[str, str]
    orders: int
    sleeps_seconds: float


class Told(NamedTuple):
    """How long each order took whose payment did not sleep, and what went wrong."""

    seconds: list[float]
    wrong: list[str]


@pytest.mark.parametrize(
    ("orders", "sleeps", "p99"), [(25, 2.0, 2.0), pytest.param(250, 5.0, 1.0, marks=pytest.mark.slow)]
)
def test_r03_contention_without_deadlock_or_stall(rush_hour: RushHour, orders: int, sleeps: float, p99: float) -> None:
    """Eight workers order [A, B] and eight [B, A]; every twentieth payment sleeps; nobody else waits for it."""
    a, b = rush_hour.new_sku(UNITS), rush_hour.new_sku(UNITS)
    shares = [Share(f"{a}-{n}", (a, b), orders, sleeps) for n in range(PROCESSES)]
    told: list[Told] = rush_hour.crowd.each(order_and_pay, shares)
    total = PROCESSES * WORKERS_EACH * orders
    rush_hour.machine.catch_up()
    assert [wrong for one in told for wrong in one.wrong] == []
    assert len(rush_hour.facts(OrderConfirmed)) == total
    assert rush_hour.reserved(a) == rush_hour.reserved(b) == total
    templates = [message.template for message in rush_hour.facts(MessageWanted)]
    assert (templates.count("payment_pending"), templates.count("confirmed")) == (total, total)
    waits = sorted(seconds for one in told for seconds in one.seconds)
    assert waits[int(len(waits) * 0.99)] < p99
    truths.hold(rush_hour.world)


def order_and_pay(machine: Machine[World], share: Share) -> Told:
    """Four workers of one process behind its one writing thread; a sleeping bank is somebody else's thread."""
    writer, told = Writer(machine), Told([], [])
    with ThreadPoolExecutor(1_000) as banks, ThreadPoolExecutor(WORKERS_EACH) as workers:
        for worker in range(WORKERS_EACH):
            workers.submit(_work, writer, share, worker, told, banks)
        workers.shutdown(wait=True)
        banks.shutdown(wait=True)
    writer.close()
    return told


def _work(writer: Writer, share: Share, worker: int, told: Told, banks: ThreadPoolExecutor) -> None:
    skus = share.skus if worker % 2 else share.skus[::-1]
    for n in range(share.orders):
        name, started = f"{share.name}-{worker}-{n}", time.perf_counter()
        placed = writer.submit(Request(place_order(name, dict.fromkeys(skus, 1)), "worker")).result()
        if not placed.accepted:
            told.wrong.append(f"{name}: {placed.refusal or placed.error}")
            continue
        order = placed.facts[0]
        paid = ReceivePayment(f"{name}:1", order.total, 0, "card", name)
        if n % EVERY == EVERY - 1:
            banks.submit(_pay, writer, paid, told, share.sleeps_seconds)
        else:
            _pay(writer, paid, told, 0.0)
            told.seconds.append(time.perf_counter() - started)


def _pay(writer: Writer, paid: ReceivePayment, told: Told, sleeps_seconds: float) -> None:
    threading.Event().wait(sleeps_seconds)
    verdict = writer.submit(Request(paid, "bank")).result()
    if not verdict.accepted:
        told.wrong.append(f"{paid.order}: {verdict.refusal or verdict.error}")
