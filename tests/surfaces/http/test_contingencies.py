"""Contingencies through the door: previewed, opened, told, closed; and no quote offers what has stopped."""

from typing import Any

import pytest

from promesa.lab import auditor
from promesa.surfaces import why
from promesa.surfaces.speech import why as speech
from tests.surfaces.http.city import Client

END = "2027-07-07T16:00:00Z"


def services_of(client: Client) -> set[str]:
    """Services by which A is delivered to Guadalajara now; none where it is not."""
    asked = {"lines": [{"sku": "A", "units": 1}], "channel": "web", "postal_code": "44100"}
    told = client.post("/v1/quotes", asked)
    if told.status != 200:
        return set()
    return {leg["service"] for offer in told.json["offers"] for leg in offer["legs"] if offer["kind"] == "delivery"}


def opened(client: Client, **about: Any) -> Any:
    told = client.post("/v1/contingencies", {"contingency": "c-1", "until": END, **about})
    assert told.status == 201, told.body
    return told.json


def test_an_outage_is_previewed_opened_and_closed(client: Client) -> None:
    client.order("W-1")
    service = client.get("/v1/orders/W-1").json["parcels"][0]["service"]
    about = {"contingency": "c-1", "kind": "carrier_outage", "services": [service], "until": END}
    head = client.head()
    foreseen = client.post("/v1/contingencies/preview", about)
    assert foreseen.status == 200, foreseen.body
    assert client.head() == head, "nothing is written"
    assert service in services_of(client)
    told = opened(client, kind="carrier_outage", services=[service])
    assert (told["affected"], told["waiting"]) == (1, 0)
    figures = ("affected", "rerouted", "repromised", "refunded", "choices", "untouched", "cost_centavos")
    assert {name: told[name] for name in figures} == {name: foreseen.json[name] for name in figures}
    assert service not in services_of(client), "from that instant"
    assert "c-1" in speech.say(why.why(client.machine, "W-1"), "en")
    assert "Contingencia c-1" in speech.say(why.why(client.machine, "W-1"), "es")
    assert client.post("/v1/contingencies", about).status == 409
    assert client.get("/v1/contingencies").json["contingencies"][0]["contingency"] == "c-1"
    closed = client.post("/v1/contingencies/c-1/close", {})
    assert closed.json["recorded"] == ["CarriageResumed", "ContingencyClosed"]
    assert service in services_of(client)
    assert client.get("/v1/contingencies/c-1").json["closed_at"] is not None
    assert client.post("/v1/contingencies/c-1/close", {}).json["changed"] is False


@pytest.mark.parametrize(
    ("about", "is_stopped"),
    [
        ({"kind": "blocked_road", "origins": ["09"], "areas": ["14"]}, True),
        ({"kind": "blocked_road", "origins": ["09"], "areas": ["31"]}, False),
        ({"kind": "blocked_road", "origins": ["02"], "areas": ["14"]}, False),
        ({"kind": "blocked_road", "locations": ["cedis", "centro"], "areas": ["14"]}, True),
        ({"kind": "blocked_road", "locations": ["cedis", "centro"], "postal_codes": ["44100"]}, True),
        ({"kind": "hurricane", "postal_codes": ["44100"]}, True),
        ({"kind": "hurricane", "areas": ["14"]}, True),
        ({"kind": "hurricane", "areas": ["09"]}, True),
        ({"kind": "hurricane", "areas": ["31"]}, False),
        ({"kind": "dc_down", "locations": ["cedis", "centro"]}, True),
        ({"kind": "erp_silent", "locations": ["cedis", "centro"]}, True),
    ],
)
def test_no_quote_offers_what_has_stopped(client: Client, about: dict[str, Any], is_stopped: bool) -> None:
    before = services_of(client)
    assert before
    opened(client, **about)
    assert services_of(client) == (set() if is_stopped else before)
    client.post("/v1/contingencies/c-1/close", {})
    assert services_of(client) == before


@pytest.mark.parametrize(
    ("about", "status"),
    [
        ({"kind": "carrier_outage"}, 400),
        ({"kind": "carrier_outage", "services": ["nobody"]}, 404),
        ({"kind": "dc_down", "locations": ["nowhere"]}, 404),
        ({"kind": "blocked_road", "origins": ["09"]}, 400),
        ({"kind": "hurricane", "areas": ["14"], "until": "2020-01-01T00:00:00Z"}, 400),
        ({"kind": "flood", "areas": ["14"]}, 400),
    ],
)
def test_what_cannot_be_is_refused(client: Client, about: dict[str, Any], status: int) -> None:
    told = client.post("/v1/contingencies", {"contingency": "c-1", **about})
    assert told.status in (status, 422), told.body
    assert client.get("/v1/contingencies").json["contingencies"] == []
    assert client.get("/v1/contingencies/c-1").status == 404
    assert client.post("/v1/contingencies/c-1/close", {}).status == 404


def test_a_parcel_worth_more_than_a_cap_goes_another_way(client: Client) -> None:
    client.order("W-1")
    service = client.get("/v1/orders/W-1").json["parcels"][0]["service"]
    before = services_of(client)
    told = client.post("/v1/caps", {"caps": [{"parcel_centavos": 0, "services": [service], "areas": ["14"]}]})
    assert told.json["recorded"] == ["CapsSet"]
    assert service not in services_of(client)
    client.post("/v1/caps", {"caps": [{"parcel_centavos": 0, "services": [service], "areas": ["31"]}]})
    assert services_of(client) == before
    client.post("/v1/caps", {"caps": [{"parcel_centavos": 0}]})
    assert services_of(client) == set(), "nothing may carry it"
    assert client.get("/v1/caps").json["caps"][0]["parcel_centavos"] == 0
    unknown = {"caps": [{"parcel_centavos": 1, "services": ["nobody"]}]}
    assert client.post("/v1/caps", unknown).status == 422
    assert client.post("/v1/caps", {"caps": []}).json["changed"] is True
    assert services_of(client) == before
    report = auditor.audit(client.machine)
    assert report.clean, report.violations
