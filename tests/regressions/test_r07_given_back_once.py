"""R07: whatever became of an attempt, its units come back exactly once or leave exactly once."""

import threading
from collections import Counter

from promesa.domain.ledger.payments.words import DeclinePayment
from promesa.domain.ledger.shipments.words import HandOver
from promesa.domain.ledger.stock.words import (
    ReleaseReservation,
    ReservationConsumed,
    ReservationReleased,
    ReserveStock,
)
from promesa.engine import timers
from promesa.engine.words import TimerFired
from tests.regressions import truths
from tests.regressions.shop import Shop, at
from tests.regressions.truths import takes_of

DECLINED, LEFT, MARKETPLACE, PAID = 400, 300, 200, 100


def test_r07_failed_and_abandoned_attempts_give_back_exactly_once() -> None:
    """A thousand attempts, and a sweeper that runs twice at once: a hundred units stay owed, and each ends once."""
    here = Shop("2027-03-01 10:00", cart_minutes=10).sells("A").opens("N1").carries("P", 2).has("N1", A=1_000)
    for n in range(DECLINED):
        here.places(f"declined-{n}", {"A": 1})
        here.put(DeclinePayment(f"declined-{n}", f"declined-{n}:1", "stolen_card"))
    for n in range(LEFT):
        here.checks_out(f"left-{n}", {"A": 1})
    for n in range(MARKETPLACE):
        here.put(ReserveStock(f"market-{n}", takes_of(("A", "N1", 1)), at("2027-03-01 11:00"), "marketplace"))
    for n in range(PAID):
        here.places(f"paid-{n}", {"A": 1})
        here.pays(f"paid-{n}")
    assert here.shelf("A") == (1_000, 1_000, 0)
    for n in range(MARKETPLACE):
        for _ in range(2):
            here.put(ReleaseReservation(f"market-{n}", "cancelled by the marketplace"))
    here.now = at("2027-03-01 12:00")
    sweep_twice_at_once(here)
    assert here.shelf("A") == (1_000, PAID, 1_000 - PAID)
    assert set(here.world.stock.reservations) == {f"paid-{n}" for n in range(PAID)}
    for n in range(PAID):
        here.put(HandOver(f"paid-{n}-1"))
    ended = Counter(fact.reservation for fact in here.facts(ReservationReleased, ReservationConsumed))
    assert len(ended) == 1_000
    assert set(ended.values()) == {1}
    assert Counter(fact.reason for fact in here.facts(ReservationReleased)) == {
        "payment_lapsed": DECLINED,
        "cart_expired": LEFT,
        "cancelled by the marketplace": MARKETPLACE,
    }
    assert here.shelf("A") == (900, 0, 900)
    assert Counter(name.partition(":")[2] for name in here.messages()) == {
        "payment_pending": DECLINED + PAID,
        "order_lapsed": DECLINED,
        "confirmed": PAID,
    } | {"on_its_way": PAID}
    truths.hold(here.world)
    truths.each_reservation_ended_once(here.machine)


def sweep_twice_at_once(here: Shop) -> None:
    """Two sweepers start together and go on until nothing is due."""
    together = threading.Barrier(2)

    def sweep() -> None:
        together.wait()
        while timers.fire_due(here.machine, limit=50):
            pass

    sweepers = [threading.Thread(target=sweep) for _ in range(2)]
    for sweeper in sweepers:
        sweeper.start()
    for sweeper in sweepers:
        sweeper.join()
    fired = Counter(fact.timer for fact in here.facts(TimerFired))
    assert set(fired.values()) == {1}
