"""Agents over HTTP: a key that proposes and can do nothing else, people who answer, and the kill switch."""

from typing import Any
from urllib.parse import quote

import pytest

from promesa.domain.conduct.keys import AGENT
from promesa.surfaces import keys, table
from promesa.surfaces.http import openapi
from tests.surfaces.http.city import Client

LIMITS = {"act_centavos": 50_000, "day_centavos": 100_000, "day_acts": 10}


def mandate(kind: str = "message", agent: str = "rob", **more: Any) -> dict[str, Any]:
    return {"agent": agent, "kind": kind, "autonomy": "suggest", "limits": LIMITS, "caps": LIMITS, **more}


def proposal(order: str = "o1", key: str = "k1", **more: Any) -> dict[str, Any]:
    body = {"order": order, "template": "delay_apology"}
    said = {"reason_es": "va tarde", "reason_en": "it is late"}
    return {"kind": "message", "key": key, "command": "WriteToCustomer", "body": body, **said, **more}


@pytest.fixture
def agency(client: Client) -> Client:
    """A shop with one order, a boss's key in the hand, and a key for the agent `rob`."""
    client.order("o1")
    client.key = client.give_key("boss")
    assert client.post("/v1/mandates", mandate()).status == 200
    given = client.post("/v1/keys", {"name": "robs", "scopes": [AGENT], "agent": "rob"})
    assert given.status == 201, given.body
    client.rob, client.boss = given.json["key"], client.key
    return client


def as_rob(client: Client) -> None:
    client.key = client.rob


def as_boss(client: Client) -> None:
    client.key = client.boss


def test_a_suggestion_is_answered_by_a_person(agency: Client) -> None:
    as_rob(agency)
    told = agency.post("/v1/proposals", proposal())
    assert (told.status, told.json["stage"], told.json["act"]) == (201, "suggested", "rob:k1")
    assert agency.post("/v1/proposals", proposal()).json["stage"] == "known"
    as_boss(agency)
    (act,) = agency.get("/v1/acts?stage=suggested").json["acts"]
    assert "o1" in act["sentence_es"]
    assert act["reason_es"] == "va tarde"
    assert agency.post("/v1/acts/rob:k1/approve").json["recorded"] == ["ActApproved"]
    assert agency.get("/v1/acts/rob:k1").json["by"] == "key:boss"
    assert agency.post("/v1/acts/rob:k1/undo").json["changed"]
    assert agency.get("/v1/acts/rob:k1").json["stage"] == "undone"
    assert {entry.by for entry in agency.machine.log.read() if entry.kind.startswith("Act")} == {
        "agent:rob",
        "key:boss",
    }


@pytest.mark.parametrize("operation", table.OPERATIONS, ids=lambda operation: operation.name)
def test_an_agents_key_opens_nothing_else(unchanged: Client, operation: table.Operation) -> None:
    name = f"agent-{operation.name}"[:64]
    made = keys.new(name, (AGENT,), "rob")
    assert unchanged.machine.submit(made.command, "test").accepted
    path = openapi.plain(operation.path)
    for word in openapi.names_in(path):
        path = path.replace(f"{{{word}}}", "1")
    told = unchanged.ask(operation.method, path, {}, {"Authorization": f"Bearer {made.key}"})
    assert (told.status == 403) == (operation.scope != AGENT), told.body


def test_an_agents_key_goes_with_no_other_scope(client: Client) -> None:
    client.key = client.give_key("boss")
    for wrong in (
        {"scopes": ["agent"]},
        {"scopes": ["agent", "read"], "agent": "rob"},
        {"scopes": ["read"], "agent": "rob"},
        {"scopes": ["agent"], "agent": "key:boss"},
        {"scopes": ["agent"], "agent": ""},
    ):
        told = client.post("/v1/keys", {"name": "k", **wrong})
        assert (told.status, told.json["reason"]) == (422, "invalid"), told.body


def test_a_person_cannot_propose(agency: Client) -> None:
    assert agency.post("/v1/proposals", proposal()).status == 403


def test_the_kill_switch(agency: Client) -> None:
    as_rob(agency)
    agency.post("/v1/proposals", proposal())
    as_boss(agency)
    assert agency.post("/v1/agents/stop", {}).json["recorded"] == ["AgentsStopped", "ActDropped"]
    told = agency.get("/v1/mandates").json
    assert (told["stopped"], told["mandates"][0]["is_stopped"]) == (["|"], True)
    as_rob(agency)
    assert agency.post("/v1/proposals", proposal(key="k2")).json["stage"] == "shadowed"
    as_boss(agency)
    assert agency.post("/v1/agents/allow", {}).json["changed"]
    assert agency.get("/v1/mandates").json["stopped"] == []


def test_a_mandate_climbs_only_when_it_was_measured(agency: Client) -> None:
    told = agency.post("/v1/mandates/rob/message/promote")
    assert (told.status, told.json["reason"]) == (409, "not_measured")
    raised = agency.post("/v1/mandates", mandate(autonomy="act"))
    assert raised.json["reason"] == "not_measured"
    assert "mandato" in told.json["detail_es"]
    assert agency.post("/v1/mandates", mandate(decisions_min=0)).status == 200
    assert agency.post("/v1/mandates/rob/message/promote").json["recorded"] == ["MandatePromoted"]
    assert agency.post("/v1/mandates/rob/message/demote", {"reason": "no"}).json["changed"]


@pytest.mark.parametrize(
    ("more", "status", "reason"),
    [
        ({"kind": "root"}, 409, "no_mandate"),
        ({"command": "SetPolicy"}, 409, "not_of_kind"),
        ({"body": {"order": "o1", "template": "delay_apology", "by": "boss"}}, 409, "not_of_kind"),
        ({"body": {"order": "o9", "template": "delay_apology"}}, 422, "unknown_order"),
        ({"reason_es": " "}, 422, "invalid"),
        ({"key": "a b"}, 422, "invalid_field"),
        ({"extra": 1}, 422, "invalid_field"),
    ],
)
def test_what_is_no_proposal_is_refused(agency: Client, more: dict[str, Any], status: int, reason: str) -> None:
    as_rob(agency)
    told = agency.post("/v1/proposals", proposal(**more))
    assert (told.status, told.json["reason"]) == (status, reason), told.body


def test_an_agent_sees_its_own_acts(agency: Client) -> None:
    as_rob(agency)
    agency.post("/v1/proposals", proposal())
    assert [act["act"] for act in agency.get("/v1/proposals").json["acts"]] == ["rob:k1"]
    made = keys.new("other", (AGENT,), "other")
    assert agency.machine.submit(made.command, "test").accepted
    agency.key = made.key
    assert agency.get("/v1/proposals").json["acts"] == []


def test_a_policy_is_said_shown_and_approved_as_it_was_shown(agency: Client) -> None:
    said = {"text": "Máximo 2 paquetes por pedido. Envío gratis desde 799 pesos"}
    shown = agency.get("/v1/policies/spoken?text=" + quote(said["text"])).json
    assert shown["can_be_approved"]
    assert [change["becomes"] for change in shown["changes"]] == ["2", "799.00"]
    assert agency.post("/v1/policies/spoken", {**said, "shown": "0" * 24}).json["reason"] == "invalid"
    told = agency.post("/v1/policies/spoken", {**said, "shown": shown["shown"]})
    assert told.json["recorded"] == ["PolicySet"], told.body
    policy = agency.machine.world.policies.now
    assert (policy.parcels_max, policy.free_fee_from) == (2, 79_900)
    again = agency.post("/v1/policies/spoken", {**said, "shown": shown["shown"]})
    assert again.json["reason"] == "invalid", "what is in force is not what was shown any more"


def test_what_is_not_understood_cannot_be_approved(agency: Client) -> None:
    said = {"text": "Máximo 2 paquetes por pedido. Y que llegue volando"}
    shown = agency.get("/v1/policies/spoken?text=" + quote(said["text"])).json
    assert (shown["can_be_approved"], shown["unknown"]) == (False, ["Y que llegue volando"])
    assert agency.post("/v1/policies/spoken", {**said, "shown": shown["shown"]}).status == 422


def test_the_limits_of_a_mandate_are_said(agency: Client) -> None:
    said = {"text": "Mensajes del agente rob 5 al día"}
    shown = agency.get("/v1/policies/spoken?text=" + quote(said["text"])).json
    assert agency.post("/v1/mandates/spoken", {**said, "shown": shown["shown"]}).json["recorded"] == ["MandateGranted"]
    assert agency.get("/v1/mandates").json["mandates"][0]["limits"]["day_acts"] == 5
