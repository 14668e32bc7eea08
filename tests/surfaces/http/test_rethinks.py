"""Second thoughts through the door: what they saved, why an order moved, and back again."""

from msgspec.structs import replace

from promesa import serving
from promesa.domain.conduct.policies import SetPolicy
from promesa.surfaces import why
from promesa.surfaces.speech import why as speech
from tests.surfaces.http.city import Client


def count(client: Client, sku: str, location: str, units: int) -> None:
    told = client.post("/v1/stock/counts", {"sku": sku, "location": location, "units": units, "source": "erp"})
    assert told.status == 201, told.body


def split(client: Client) -> list[str]:
    """B is at the centre alone and A at the store alone: an order of both leaves in two parcels. Where from."""
    count(client, "A", "cedis", 0)
    client.order("W-1", lines=[{"sku": "A", "units": 1}, {"sku": "B", "units": 1}])
    return sent_from(client)


def sent_from(client: Client) -> list[str]:
    parcels = client.get("/v1/orders/W-1").json["parcels"]
    return sorted(parcel["location"] for parcel in parcels if parcel["status"] == "planned")


def test_what_came_meanwhile_is_found_told_and_undone(client: Client) -> None:
    assert split(client) == ["cedis", "centro"]
    count(client, "A", "cedis", 5)
    thought = client.post("/v1/rethinks", {}).json
    run = thought["rethink"]["run"]
    assert (thought["changed"], thought["rethink"]["parcels_saved"]) == (True, 1)
    assert sent_from(client) == ["cedis"]
    listed = client.get("/v1/rethinks").json
    assert listed["rethinks"][0]["saved_centavos"] == listed["saved_centavos"] > 0
    story = why.read(client.machine.log, client.machine.model.codec, "W-1")
    assert "Segunda pensada: sale de cedis en 1 paquete(s)" in speech.say(story, "es")
    assert "On second thought it leaves from cedis in 1 parcel(s)" in speech.say(story, "en")
    assert client.post(f"/v1/rethinks/{run}/undo", {}).json == {"run": run, "orders": ["W-1"]}
    assert sent_from(client) == ["cedis", "centro"]
    assert client.post(f"/v1/rethinks/{run}/undo", {}).status == 409


def test_nothing_to_think_over(client: Client) -> None:
    told = client.get("/v1/rethinks")
    assert told.status == 200
    assert told.json["orders"] == 0
    assert client.post("/v1/rethinks/r9/undo", {}).status == 404
    thought = client.post("/v1/rethinks", {})
    assert thought.status == 200, thought.body
    assert thought.json == {"changed": False, "rethink": None}


def test_the_shop_thinks_as_often_as_its_policy_says(client: Client) -> None:
    assert split(client) == ["cedis", "centro"]
    count(client, "A", "cedis", 5)
    assert client.crew._think_again() == serving.ASLEEP_SECONDS
    assert sent_from(client) == ["cedis", "centro"], "a policy that says nothing thinks nothing over"
    now = client.machine.world.policies.now
    assert client.machine.submit(SetPolicy(replace(now, rethink_minutes=5)), "test").accepted
    assert client.crew._think_again() == 300.0
    assert sent_from(client) == ["cedis"]
