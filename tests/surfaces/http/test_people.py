"""People by the API: added, invited, moved and removed by programs that may, and by nobody else."""

from promesa.domain.conduct.staff.words import PERSON
from promesa.engine.vault import Vault
from tests.surfaces.http.city import CLOSED, Client, city


def people(client: Client) -> dict[str, dict[str, object]]:
    return {row["person"]: row for row in client.get("/v1/people").json["people"]}


def test_a_person_comes_moves_and_leaves(client: Client) -> None:
    assert client.post("/v1/people", {"person": "Ana", "role": "director"}).status == 201
    assert client.post("/v1/people", {"person": "luz", "role": "store", "location": "centro"}).status == 201
    assert people(client)["luz"]["location"] == "centro"
    invited = client.post("/v1/people/luz/invite", {"days": 1})
    assert invited.status == 201
    assert invited.json["path"].startswith("/welcome?code=")
    assert people(client)["luz"]["state"] == "invited"
    assert client.post("/v1/people/luz/role", {"role": "care"}).json["changed"]
    assert people(client)["luz"] | {"role": "care", "location": ""} == people(client)["luz"]
    assert client.post("/v1/people/luz/sign-out").json["changed"]
    vault: Vault = client.crew.room.vault
    sealed = vault.seal(PERSON + "luz", b"credentials")
    assert client.post("/v1/people/luz/remove").json["changed"]
    assert vault.open(PERSON + "luz", sealed) is None, "the key of their credentials is gone"
    assert not client.post("/v1/people/luz/remove").json["changed"]
    assert people(client)["luz"]["state"] == "removed"


def test_what_cannot_be_is_refused_by_its_reason(client: Client) -> None:
    client.post("/v1/people", {"person": "ana", "role": "director"})
    for path, body, told in (
        ("/v1/people", {"person": "ana", "role": "care"}, (409, "already_exists")),
        ("/v1/people", {"person": "luz", "role": "store"}, (422, "invalid")),
        ("/v1/people", {"person": "luz", "role": "store", "location": "zz"}, (422, "unknown_location")),
        ("/v1/people", {"person": "a@b.mx", "role": "care"}, (422, "invalid_field")),
        ("/v1/people", {"person": "luz", "role": "boss"}, (422, "invalid_field")),
        ("/v1/people/ana/role", {"role": "care"}, (409, "last_director")),
        ("/v1/people/ana/remove", {}, (409, "last_director")),
        ("/v1/people/zz/invite", {}, (404, "unknown_person")),
        ("/v1/people/zz/remove", {}, (404, "unknown_person")),
    ):
        answer = client.post(path, body)
        assert (answer.status, answer.json["reason"]) == told, (path, body)


def test_only_keys_with_the_scope_say_who_works_here() -> None:
    with city(settings=CLOSED) as client:
        client.key = client.give_key("some", ("read", "operate", "keys"))
        assert client.post("/v1/people", {"person": "spy", "role": "director"}).status == 403
        assert client.get("/v1/people").status == 403
        client.key = client.give_key("hr", ("people",))
        assert client.post("/v1/people", {"person": "ana", "role": "director"}).status == 201
        (entry,) = [one for one in client.machine.log.read() if one.kind == "PersonAdded"]
        assert entry.by == "key:hr"
