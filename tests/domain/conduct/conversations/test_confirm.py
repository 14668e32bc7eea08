"""The gate behind every yes: looked at again by the rule, whatever a flow or a program has put into a session."""

import msgspec
import pytest

from promesa.domain.conduct.conversations import rules
from promesa.domain.conduct.conversations.state import Conversations
from promesa.domain.conduct.conversations.words import ActConfirmed, ConfirmAct, OfferedAct, Session
from promesa.domain.ledger.orders.words import CancelOrder
from promesa.domain.ledger.payments.words import Refund
from promesa.domain.rules import talk_sight
from promesa.domain.values.ids import CustomerId, OrderId
from promesa.domain.values.moments import HOUR, Instant
from promesa.domain.values.refusal import Reason, Refused
from tests.regressions.shop import Shop

ANA, EVE = CustomerId("ana"), CustomerId("eve")


def shop() -> Shop:
    here = Shop("2027-03-01 10:00").sells("A").opens("N1").carries("P", 2, 80).has("N1", A=9)
    here.places("o1", {"A": 1}, customer="ana")
    here.pays("o1")
    return here


def offered(here: Shop, act: object, level: int = 2, order: str = "o1", **about: object) -> OfferedAct:
    body = msgspec.json.encode(act).decode()
    until = about.get("until", Instant(here.now + HOUR))
    assert isinstance(until, int)
    return OfferedAct("t", type(act).__name__, body, OrderId(order), level, Instant(until))


def asked(here: Shop, one: OfferedAct, customer: CustomerId = ANA, level: int = 2) -> object:
    session = Session(offered=(one,), level=level, level_until=Instant(here.now + HOUR))
    known = Conversations(sessions={customer: session})
    return rules.confirm(known, talk_sight(here.world, here.now), ConfirmAct(customer, "t"), here.now)


def test_a_good_yes_is_done() -> None:
    here = shop()
    facts = asked(here, offered(here, CancelOrder(OrderId("o1"), "customer")))
    assert isinstance(facts, list)
    assert isinstance(facts[0], ActConfirmed)
    assert "OrderCancelled" in [type(fact).__name__ for fact in facts]


@pytest.mark.parametrize(
    ("about", "customer", "level"),
    [
        ({}, EVE, 3),
        ({}, ANA, 1),
        ({}, ANA, 0),
        ({"until": 0}, ANA, 2),
        ({"order": "o2"}, ANA, 2),
        ({"level": 3}, ANA, 2),
        ({"level": 0}, ANA, 1),
    ],
    ids=["another's", "not proved", "nothing proved", "over", "another order", "needs a code", "a table's level"],
)
def test_what_is_not_right_is_refused(about: dict[str, object], customer: CustomerId, level: int) -> None:
    here = shop()
    one = offered(here, CancelOrder(OrderId("o1"), "customer"), **about)
    no = asked(here, one, customer, level)
    assert isinstance(no, Refused)
    assert no.reason is Reason.NOT_ALLOWED


def test_what_is_not_in_the_table_is_refused_even_if_it_was_offered() -> None:
    here = shop()
    no = asked(here, offered(here, Refund("o1", "r1", 100, "mine")), level=3)
    assert isinstance(no, Refused)
    assert no.reason is Reason.NOT_ALLOWED


def test_nobody_cancels_in_our_name() -> None:
    here = shop()
    no = asked(here, offered(here, CancelOrder(OrderId("o1"), "ours", by_customer=False)))
    assert isinstance(no, Refused)
    assert no.reason is Reason.NOT_ALLOWED


def test_a_yes_counts_once() -> None:
    here = shop()
    known = Conversations(spent={"t": here.now})
    no = rules.confirm(known, talk_sight(here.world, here.now), ConfirmAct(ANA, "t"), here.now)
    assert isinstance(no, Refused)
    assert no.reason is Reason.ALREADY_EXISTS
