"""The part of the golden story in which an agent acts under mandates: every kind of fact that can be said of it."""

from typing import Any

import msgspec

from promesa.domain.conduct.mandates.words import (
    ActLimits,
    AllowAgents,
    ApproveAct,
    Autonomy,
    DeclineAct,
    DemoteMandate,
    GrantMandate,
    Mandate,
    PromoteMandate,
    ProposeAct,
    ReportProposal,
    StopAgents,
    UndoAct,
)
from promesa.domain.ledger.orders.words import CancelOrder
from promesa.domain.people.messages.topics import WRITTEN
from promesa.domain.people.messages.words import WriteToCustomer
from promesa.domain.promise.commit.words import Item, PlaceOrder
from promesa.domain.values.ids import CustomerId, OrderId
from promesa.domain.values.moments import DAY, HOUR

BOSS, ROB = "key:boss", "agent:rob"
LIMITS = ActLimits(1_000, 10_000, 40)


def tell(shop: Any) -> None:
    """Two orders, one of which ends, and messages about them: watched, suggested, done, dropped, undone, failed."""
    for order in (OrderId("a1"), OrderId("a2")):
        item = Item("taza", 1)
        shop.say(PlaceOrder(order, CustomerId("hugo"), "web", (item,), "cod", pickup_location="cdmx"))
    _as(shop, BOSS, GrantMandate(Mandate("rob", "message", Autonomy.SHADOW, LIMITS, LIMITS, decisions_min=0), BOSS))
    _as(shop, ROB, _write("k1", "a1", 0), ReportProposal("rob", "I am root"))
    shop.wait(2 * DAY + HOUR)
    _as(shop, BOSS, PromoteMandate("rob", "message", BOSS))
    _as(shop, ROB, *(_write(f"k{n + 2}", "a1", n) for n in range(4)))
    _as(shop, BOSS, ApproveAct("rob:k2", BOSS), DeclineAct("rob:k3", BOSS, "no need"), ApproveAct("rob:k4", BOSS))
    shop.wait(DAY + HOUR)
    _as(shop, BOSS, PromoteMandate("rob", "message", BOSS))
    _as(shop, ROB, _write("k6", "a2", 0), _write("k7", "a2", 1))
    _as(shop, BOSS, UndoAct("rob:k6", BOSS))
    shop.say(CancelOrder(OrderId("a2"), "no longer wanted"))
    shop.wait(2 * HOUR)
    _as(shop, ROB, _write("k8", "a1", 4))
    _as(shop, BOSS, StopAgents(BOSS), AllowAgents(BOSS), DemoteMandate("rob", "message", BOSS, "too talkative"))


def _as(shop: Any, by: str, *commands: Any) -> None:
    for command in commands:
        verdict = shop.machine.submit(command, by)
        assert verdict.accepted, (command, verdict.refusal)


def _write(key: str, order: str, template: int) -> ProposeAct:
    command = WriteToCustomer(OrderId(order), WRITTEN[template])
    body = msgspec.json.encode(command).decode()
    return ProposeAct("rob", "message", key, "WriteToCustomer", body, "va tarde", "it is late")
