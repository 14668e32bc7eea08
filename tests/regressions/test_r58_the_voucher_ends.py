"""R58: an OXXO voucher ends at the end of a Mexico City day, and an unpaid order ends too, whatever its door."""

from promesa.domain.ledger.orders.words import OrderCancelled
from promesa.domain.ledger.payments.words import AskPayment, LapsePayment, PaymentAwaited
from promesa.domain.ledger.stock.words import ReservationReleased
from promesa.domain.people.messages.words import MessageWanted
from promesa.domain.values import moments
from promesa.domain.values.policy import RailWindow
from promesa.engine.machine import entries_of
from promesa.engine.words import TimerSet
from tests.regressions import truths
from tests.regressions.shop import TIJUANA, Shop, at

DOORS = ("web", "api", "chat")
END = moments.from_iso("2027-05-13T05:59:59Z")


def test_r58_the_oxxo_voucher_ends_in_mexican_time() -> None:
    """Created Monday 10 May at 21:30 in Tijuana: it ends Wednesday the 12th at 23:59:59 in Mexico City."""
    oxxo = {"oxxo": RailWindow(days=2, grace_minutes=30)}
    here = Shop("2027-05-10 21:30", rails=oxxo).sells("A").opens("N1").carries("P", 5).has("N1", A=3)
    assert moments.to_iso(here.now) == "2027-05-11T03:30:00Z"
    for door in DOORS:
        here.places(f"o-{door}", {"A": 1}, rail="oxxo", channel=door, postal_code=TIJUANA)
    awaited = here.facts(PaymentAwaited)
    assert {fact.until for fact in awaited} == {END} == {ask.until for ask in here.wanted(AskPayment)}
    assert at("2027-05-12 23:59:59") == END
    assert moments.local(END, "America/Tijuana").strftime("%d %H:%M:%S") == "12 22:59:59"
    said = {dict(message.words)["until"] for message in here.facts(MessageWanted)}
    assert said == {"2027-05-13T05:59:59Z"}
    timers = [fact for fact in here.facts(TimerSet) if fact.kind == LapsePayment.__name__]
    assert len(timers) == len(DOORS), "one end timer for each, whatever its door"
    here.passes_to("2027-05-13 00:29:58")
    assert here.stages() == {"placed": 3}
    here.passes_to("2027-05-13 00:29:59")
    assert here.stages() == {"cancelled": 3}
    here.passes_to("2027-05-20 12:00")
    ended = [(entry.at, fact.reason) for entry, fact in entries_of(here.machine) if isinstance(fact, OrderCancelled)]
    assert ended == [(at("2027-05-13 00:29:59"), "payment_lapsed")] * 3
    assert sorted(fact.reservation for fact in here.facts(ReservationReleased)) == sorted(f"o-{d}" for d in DOORS)
    assert here.shelf("A") == (3, 0, 3)
    assert here.messages() == [*(f"o-{d}:payment_pending" for d in DOORS), *(f"o-{d}:order_lapsed" for d in DOORS)]
    truths.hold(here.world)
