"""Who may do what: keys, scopes, and a door that is closed unless it was opened."""

import pytest
from msgspec import structs

from promesa.surfaces import table
from promesa.surfaces.http import openapi
from tests.surfaces.http.city import SETTINGS, Client, city, order_of

CLOSED = structs.replace(SETTINGS, open=False)


def test_without_a_key_the_door_is_closed() -> None:
    with city(settings=CLOSED) as client:
        for told in (client.get("/v1/orders"), client.post("/v1/orders", order_of("o1")), client.get("/metrics")):
            assert (told.status, told.json["reason"]) == (401, "no_api_key")
            assert told.headers["www-authenticate"].startswith("Bearer")
        client.key = "prm_nobodys"
        assert client.get("/v1/orders").status == 401
        client.key = client.give_key("shop")
        assert client.get("/v1/orders").status == 200


def test_an_open_door_is_open_to_this_machine_only(client: Client) -> None:
    assert client.get("/v1/orders").status == 200
    for host in ("localhost:8080", "127.0.0.1", "[::1]:8080"):
        assert client.get("/v1/orders", {"Host": host}).status == 200
    for host in ("elsewhere.example", "localhost.elsewhere.example:80", "127.0.0.1.elsewhere.example"):
        assert client.get("/v1/orders", {"Host": host}).status == 401, "a page elsewhere made a browser here ask"
    client.address = "10.0.0.7"
    assert client.get("/v1/orders").status == 401


def test_a_wrong_key_does_not_pass_an_open_door(client: Client) -> None:
    client.key = "prm_wrong"
    assert client.get("/v1/orders").status == 401


def test_a_key_opens_its_own_doors_only(client: Client) -> None:
    client.key = client.give_key("list", ("read",))
    assert client.get("/v1/orders").status == 200
    head = client.head()
    told = client.post("/v1/orders", order_of("o1"))
    assert (told.status, told.json["reason"]) == (403, "not_allowed")
    assert client.head() == head


@pytest.mark.parametrize("operation", table.OPERATIONS, ids=lambda operation: operation.name)
def test_every_operation_asks_for_its_scope(unchanged: Client, operation: table.Operation) -> None:
    client = unchanged
    name = f"all-but-{operation.name}"
    others = tuple(scope for scope in openapi.keys.SCOPES if scope != operation.scope)
    key = client.give_key(name[:64], others)
    path = openapi.plain(operation.path)
    for word in openapi.names_in(path):
        path = path.replace(f"{{{word}}}", "1")
    told = client.ask(operation.method, path, {}, {"Authorization": f"Bearer {key}"})
    assert told.status == 403, told.body


def test_the_log_knows_who_and_never_the_key(client: Client) -> None:
    key = client.key = client.give_key("shop")
    client.order("o1")
    entries = list(client.machine.log.read())
    assert "key:shop" in {entry.by for entry in entries}
    assert all(key.encode() not in entry.body for entry in entries)


def test_a_revoked_key_opens_nothing_more(client: Client) -> None:
    boss = client.give_key("boss")
    client.key = boss
    given = client.post("/v1/keys", {"name": "shop", "scopes": ["read"]})
    assert given.status == 201
    client.key = given.json["key"]
    assert client.get("/v1/orders").status == 200
    client.key = boss
    assert client.post("/v1/keys/shop/revoke").json["changed"]
    assert client.post("/v1/keys", {"name": "shop", "scopes": ["read"]}).json["reason"] == "already_exists"
    told = {row["name"]: row for row in client.get("/v1/keys").json["keys"]}
    assert told["shop"]["revoked_at"] is not None
    assert "digest" not in told["shop"]
    client.key = given.json["key"]
    assert client.get("/v1/orders").status == 401
