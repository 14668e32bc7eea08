"""Messages and consent by HTTP: what was said and why not, what a customer allows, rights with their deadlines."""

import pytest

from tests.surfaces.http.city import Client


def test_the_messages_of_an_order_tell_how_far_they_came(client: Client) -> None:
    client.order("o1")
    told = client.get("/v1/orders/o1/messages").json
    assert told["order"] == "o1"
    assert {one["template"] for one in told["messages"]} >= {"confirmed"}
    assert all(one["attempts"] or one["silence"] for one in told["messages"])
    assert client.get("/v1/orders/nobodys/messages").status == 404
    counted = client.get("/v1/messages").json
    assert counted["wanted"] == sum(counted["areas"].values()) >= len(told["messages"])
    assert client.get("/v1/messages?month=2027-13").status == 422


def decisions(client: Client) -> dict[str, tuple[bool, str, str]]:
    told = client.get("/v1/customers/c1/consent").json
    return {one["area"]: (one["allowed"], one["by"], one["reason"]) for one in told["decisions"]}


@pytest.mark.parametrize("layer", ["data_law", "consumer_law"])
def test_a_word_of_consent_decides_from_then_on_and_has_a_receipt(client: Client, layer: str) -> None:
    assert decisions(client)["marketing"] == (False, "data_law", "no_consent")
    yes = {"layer": layer, "allowed": True, "proof": "form 7"}
    assert client.post("/v1/customers/c1/consent", yes).json["changed"]
    assert decisions(client)["marketing"][0]
    assert decisions(client)["operations"] == (True, "necessary", "")
    assert client.get("/v1/customers/c1/consent").json["words_said"] == 1
    assert client.post("/v1/customers/c1/consent", {"layer": "platform", "allowed": True}).status == 422


def test_a_right_is_asked_answered_and_owed_until_it_is_done(client: Client) -> None:
    asked = {"request": "arco-1", "customer": "c1", "right": "opposition"}
    assert client.post("/v1/rights", asked).status == 201
    (owed,) = client.get("/v1/rights").json["owed"]
    assert (owed["request"], owed["right"], owed["late"]) == ("arco-1", "opposition", False)
    assert owed["answer_by"]
    assert client.post("/v1/rights/arco-1/answer", {"granted": False}).status == 422
    assert client.post("/v1/rights/arco-1/answer", {"granted": True}).status == 200
    assert decisions(client)["marketing"] == (False, "data_law", "opposed")
    assert client.get("/v1/rights").json["owed"][0]["execute_by"]
    assert client.post("/v1/rights/arco-1/done", {}).status == 200
    assert client.get("/v1/rights").json["owed"] == []
    assert client.post("/v1/rights/arco-9/done", {}).status == 404
