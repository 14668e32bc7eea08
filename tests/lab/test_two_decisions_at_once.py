"""Two decisions about one order in one instant: each is a fact, and its customer hears what is so in the end, once."""

from collections.abc import Callable

import pytest

from promesa.domain.ledger.orders.words import CancelOrder
from promesa.domain.people.messages import questions
from promesa.domain.people.messages.words import MessageDispatched, Silence, Transmit
from promesa.domain.people.templates.words import OrderLinks
from promesa.domain.promise.keeping.contingency.words import (
    ContingencyAnswer,
    ContingencyKind,
    OpenContingency,
    OrderAnswered,
)
from promesa.gateways.messaging import wording
from promesa.lab import auditor
from promesa.lab.audit import contingencies
from tests.lab import contingency_past, past
from tests.regressions.shop import Shop, at

DAY, NIGHT = "2027-03-01 11:00", "2027-03-01 23:30"
WORDED = wording.worded(OrderLinks("https://tienda.example/"))
CANCEL = CancelOrder("o1", "agent", by_customer=False)
Step = Callable[[Shop], object]


def shop(now: str) -> Shop:
    here = Shop("2027-03-01 10:00").sells("A").opens("N1").carries("slow", 4, 40).has("N1", A=5)
    here.places("o1", {"A": 2}, rail="card")
    here.pays("o1")
    return here.passes_to(now)


def down(name: str, until: str) -> Step:
    ask = OpenContingency(contingency=name, kind=ContingencyKind.DC_DOWN, locations=("N1",), until=at(until))
    return lambda here: here.put(ask)


def heard(here: Shop) -> list[str]:
    """What a sender that only now comes to it still says about the order."""
    said: list[str] = []
    for one in here.facts(MessageDispatched):
        effect = Transmit(one.message, one.attempt, one.order, one.channel, one.form)
        found = questions.still_sendable(here.world.messages, effect, here.now)
        if not isinstance(found, Silence) and one.order == "o1":
            said += [one.message] if not isinstance(WORDED(here.world, found, here.now), Silence) else []
    return said


@pytest.mark.parametrize("now", [DAY, NIGHT])
@pytest.mark.parametrize(
    ("steps", "answers", "told"),
    [
        ([down("x", "2027-03-04 12:00"), lambda here: here.put(CANCEL)], ["repromised"], ["o1:order_cancelled"]),
        ([lambda here: here.put(CANCEL), down("x", "2027-03-04 12:00")], [], ["o1:order_cancelled"]),
        (
            [down("x", "2027-03-03 12:00"), down("y", "2027-03-05 12:00")],
            ["repromised", "repromised"],
            ["o1:delayed:2027-03-09"],
        ),
    ],
    ids=["a later day, then the end", "the end, then no day", "a later day, then a later one"],
)
def test_the_customer_hears_the_last_word(now: str, steps: list[Step], answers: list[str], told: list[str]) -> None:
    here = shop(now)
    began = here.now
    for step in steps:
        step(here)
    assert here.now == began, "all of it in one instant"
    assert [fact.answer for fact in here.facts(OrderAnswered)] == [ContingencyAnswer(one) for one in answers]
    if now == NIGHT:
        here.passes_to("2027-03-02 09:00")
    assert [one for one in heard(here) if "delayed" in one or "cancelled" in one] == told
    assert auditor.audit(here.machine).counts == {}


def test_what_somebody_else_decided_in_the_same_instant_is_no_second_telling() -> None:
    assert contingencies.TOLD_ONCE not in past.audit(contingency_past.told_for_itself()).counts
