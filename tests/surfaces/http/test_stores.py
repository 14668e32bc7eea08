"""A store's list, its answers, its pauses and the rules of pools, through the door."""

from promesa.surfaces import why
from promesa.surfaces.speech import why as speech
from tests.surfaces.http.city import Client

STORE = {
    "location": "aroma",
    "kind": "store",
    "area": "09",
    "postal_code": "06700",
    "cutoffs": ["16:00"] * 7,
    "hours": [["09:00", "20:00"]] * 7,
    "holidays": "",
    "asks": True,
    "pool": "own",
}


def sold(client: Client, units: int = 2) -> str:
    """An order that the new store, the cheapest, is asked for."""
    for body in (STORE, {**STORE, "location": "azul"}):
        assert client.post("/v1/locations", {"locations": [body]}).status == 200
        count = {"sku": "A", "location": body["location"], "units": 5, "source": "erp"}
        assert client.post("/v1/stock/counts", count).status == 201
    lines = [{"sku": "A", "units": units}]
    body = {"order": "W-1", "customer": "c1", "channel": "web", "rail": "cod", "postal_code": "06700", "lines": lines}
    told = client.post("/v1/orders", body)
    assert told.status == 201, told.body
    return str(client.get("/v1/orders/W-1").json["parcels"][0]["location"])


def test_a_store_sees_its_list_and_answers(client: Client) -> None:
    store = sold(client)
    listed = client.get(f"/v1/locations/{store}/picks").json
    (pick,) = listed["picks"]
    assert (pick["parcel"], pick["status"], pick["units"][0]["units"]) == ("W-1-1", "asked", 2)
    told = client.post("/v1/parcels/W-1-1/reject", {"reason": "damaged", "units": [["A", 1]]})
    assert told.status == 200, told.body
    assert told.json["recorded"][0] == "PickRejected"
    rest = client.get(f"/v1/locations/{store}/picks").json["picks"]
    assert [(one["status"], one["units"][0]["units"]) for one in rest] == [("accepted", 1)]
    assert client.post(f"/v1/parcels/{rest[0]['parcel']}/pack").status == 200
    assert client.get(f"/v1/locations/{store}/picks").json["picks"] == []
    figures = {one["location"]: one for one in client.get("/v1/acceptance").json["locations"]}
    assert (figures[store]["rejected"], figures[store]["by_reason"]) == (1, {"damaged": 1})
    story = why.why(client.machine, "W-1")
    assert "said no to 1 unit(s)" in speech.say(story, "en")
    assert "dijo que no a 1 pieza(s)" in speech.say(story, "es")


def test_a_pause_and_its_end(client: Client) -> None:
    store = sold(client)
    paused = client.post(f"/v1/locations/{store}/pause", {"reason": "sin luz", "until": "2027-07-08T15:00:00Z"})
    assert paused.json["recorded"] == ["LocationPaused"]
    listed = client.get(f"/v1/locations/{store}/picks").json
    assert (listed["status"], listed["pause_reason"], listed["picks"]) == ("paused", "sin luz", [])
    assert client.post(f"/v1/locations/{store}/resume", {}).json["recorded"] == ["LocationResumed"]
    assert client.get("/v1/locations/none/picks").status == 404
    assert client.post("/v1/parcels/none/accept", {}).status == 404


def test_rules_of_pools(client: Client) -> None:
    sold(client)
    rule = {"rule": "not from own", "says": "never", "pools": ["own"], "channels": ["web"]}
    assert client.post("/v1/sending-rules", {"rules": [rule]}).status == 200
    assert client.get("/v1/sending-rules").json["rules"][0]["says"] == "never"
    quote = {"lines": [{"sku": "A", "units": 1}], "channel": "web", "postal_code": "06700"}
    offers = client.post("/v1/quotes", quote).json["offers"]
    assert not {leg["location"] for offer in offers for leg in offer["legs"]} & {"aroma", "azul"}
