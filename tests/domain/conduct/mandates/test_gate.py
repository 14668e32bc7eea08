"""The one door of agents: whatever they say to the machine, only their own proposals come through."""

from typing import Any

import pytest

from promesa.domain.conduct.mandates.words import (
    AllowAgents,
    ApproveAct,
    CarryOutAct,
    DeclineAct,
    GrantMandate,
    Mandate,
    PromoteMandate,
    ProposeAct,
    ReportProposal,
    StopAgents,
    UndoAct,
)
from promesa.domain.ledger.orders.words import CancelOrder
from promesa.domain.ledger.payments.words import Refund
from promesa.domain.ledger.stock.words import CountStock
from promesa.domain.rules import RULES
from promesa.domain.values.refusal import Reason
from tests.domain.conduct.mandates.agency import BOSS, Agency

HOSTILE: list[Any] = [
    Refund("o1", "r1", 100, "x"),
    CancelOrder("o1", "x"),
    CountStock("A", "N1", 0, "x"),
    ApproveAct("robot:k1", "agent:robot"),
    ApproveAct("robot:k1", BOSS),
    DeclineAct("robot:k1", BOSS, "x"),
    UndoAct("robot:k1", "agent:robot"),
    CarryOutAct("robot:k1"),
    GrantMandate(Mandate("robot", "refund"), "agent:robot"),
    PromoteMandate("robot", "refund", "agent:robot"),
    StopAgents("agent:robot"),
    AllowAgents("agent:robot"),
    ReportProposal("other", "x"),
]


@pytest.fixture
def shop() -> Agency:
    shop = Agency()
    shop.sells_one()
    shop.grants("refund", "suggest")
    shop.act(shop.refund("o1", 50, key="k1"))
    return shop


@pytest.mark.parametrize("command", HOSTILE, ids=lambda command: type(command).__name__)
def test_an_agent_can_say_nothing_else(shop: Agency, command: Any) -> None:
    assert shop.refused("agent:robot", command) is Reason.NOT_ALLOWED


def test_no_command_but_two_passes_the_gate_for_an_agent(shop: Agency) -> None:
    gate = shop.machine.model.gate
    assert gate is not None
    passed = []
    for kind in RULES:
        said = kind(**dict.fromkeys(kind.__struct_fields__, "robot"))
        if gate(shop.world, said, "agent:robot") is None:
            passed.append(kind)
    assert passed == [kind for kind in RULES if kind in (ProposeAct, ReportProposal)]


def test_a_proposal_is_said_by_its_own_agent_alone(shop: Agency) -> None:
    proposal = shop.proposal("refund", Refund("o1", "act:robot:k9", 100, "agent"), key="k9")
    for by in ("agent:other", BOSS, "clock", "agent:", "agent:robot2"):
        assert shop.refused(by, proposal) is Reason.NOT_ALLOWED


def test_a_person_answers_under_their_own_name(shop: Agency) -> None:
    assert shop.refused("key:clerk", ApproveAct("robot:k1", BOSS)) is Reason.NOT_ALLOWED
    assert shop.refused(BOSS, CarryOutAct("robot:k1")) is Reason.NOT_ALLOWED
    shop.approves("robot:k1")


def test_the_kill_switch_drops_what_waits_at_once(shop: Agency) -> None:
    shop.grants("message", "act")
    _, act = shop.act(shop.message("o1"))
    stopped = shop.orders_by(BOSS, StopAgents(BOSS))
    assert [type(fact).__name__ for fact in stopped] == ["AgentsStopped", "ActDropped", "ActDropped"]
    assert shop.refused(BOSS, ApproveAct("robot:k1", BOSS)) is Reason.WRONG_STATE
    assert shop.act(shop.message("o1", "address_check"))[1].stage == "shadowed"
    shop.passes_to("2027-03-01 13:00")
    assert (act.stage, shop.owed()) == ("dropped", 0)
    assert not [one for one in shop.messages() if "written" in one]
    shop.orders_by(BOSS, AllowAgents(BOSS))
    assert shop.act(shop.message("o1", "pickup_reminder"))[1].stage == "allowed"
    assert shop.is_clean()


@pytest.mark.parametrize(
    ("agent", "kind", "stage"),
    [
        ("robot", "", "shadowed"),
        ("", "message", "shadowed"),
        ("other", "", "allowed"),
        ("", "refund", "allowed"),
        ("robot", "refund", "allowed"),
    ],
)
def test_the_switch_has_a_reach(shop: Agency, agent: str, kind: str, stage: str) -> None:
    shop.grants("message", "act")
    shop.orders_by(BOSS, StopAgents(BOSS, agent, kind))
    assert shop.act(shop.message("o1"))[1].stage == stage
