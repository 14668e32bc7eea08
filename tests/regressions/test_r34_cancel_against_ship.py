"""R34: a cancellation and a hand-over race for one packed order: one of them happened, never both, never neither."""

import random

from promesa.domain.ledger.orders.state import Stage
from promesa.domain.ledger.orders.words import CancelOrder, ReturnAwaited
from promesa.domain.ledger.payments.words import RefundOwed
from promesa.domain.ledger.shipments.words import BookParcel, CancelBooking, HandOver, RecordBooking
from tests.regressions import truths
from tests.regressions.shop import Shop

TRIALS, TIMES = 1_000, 3


def shop() -> Shop:
    return Shop("2027-03-01 10:00").sells("A").opens("N1").carries("P", 2).has("N1", A=TRIALS)


def packed(here: Shop, order: str) -> None:
    here.places(order, {"A": 1})
    here.pays(order)
    here.packs(f"{order}-1")
    here.put(RecordBooking(f"{order}-1", "P", f"G-{order}"))


def race(here: Shop, order: str, dice: random.Random) -> None:
    """Both are said three times, each 0 to 500 ms after the first."""
    cancel, leaves = CancelOrder(order, "changed my mind"), HandOver(f"{order}-1")
    began = here.now
    said = sorted((dice.randrange(500_001), n, (cancel, leaves)[n % 2]) for n in range(2 * TIMES))
    for after, _, command in said:
        here.passes_to(began + after)
        here.submit(command)
    here.passes_to(began + 2_000_000)


def test_r34_cancelled_or_gone_in_a_thousand_races() -> None:
    here, dice = shop(), random.Random(34)
    for n in range(TRIALS):
        packed(here, f"o{n}")
        race(here, f"o{n}", dice)
    cancelled = {name for name, order in here.world.orders.by_id.items() if order.stage is Stage.CANCELLED}
    gone = {name for name, order in here.world.orders.by_id.items() if order.stage is Stage.CONFIRMED}
    assert len(cancelled) + len(gone) == TRIALS
    assert min(len(cancelled), len(gone)) > TRIALS // 4, "both ways happen"
    assert sorted(fact.order for fact in here.facts(RefundOwed)) == sorted(cancelled), "paid back once, whole"
    assert {fact.amount for fact in here.facts(RefundOwed)} == {100_00}
    assert sorted(effect.order for effect in here.wanted(CancelBooking)) == sorted(cancelled), "no label stays alive"
    assert len(here.wanted(BookParcel)) == TRIALS
    assert sorted(fact.order for fact in here.facts(ReturnAwaited)) == sorted(gone)
    told = [name for name in here.messages() if name.endswith(":return_on_arrival")]
    assert sorted(told) == sorted(f"{name}:return_on_arrival" for name in gone), "told once"
    assert here.shelf("A") == (TRIALS - len(gone), 0, TRIALS - len(gone))
    assert not here.refused_steps()
    truths.hold(here.world)
