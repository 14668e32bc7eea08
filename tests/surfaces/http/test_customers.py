"""Personal data: sealed before it is written, opened for those who may, forgotten for good."""

from collections.abc import Callable
from pathlib import Path

import pytest

from promesa.engine.sqlite import SqliteLog
from promesa.engine.vault import KeyStore, MemoryKeys, SqliteKeys, Vault
from tests.surfaces.http.city import Client, city, order_of

CONTACT = {"name": "Ana María Núñez", "phone": "+525512345678", "email": "ana@example.com", "street": "Av. Juárez"}


def test_a_contact_is_opened_by_those_who_may_only(client: Client) -> None:
    client.order("o1", contact=CONTACT)
    told = client.get("/v1/customers/c1")
    assert told.json["contact"] == CONTACT
    client.key = client.give_key("shop", ("order", "read"))
    assert client.get("/v1/customers/c1").status == 403
    assert b"Ana" not in client.get("/v1/orders/o1").body


def test_no_personal_data_in_any_file(tmp_path: Path) -> None:
    log = SqliteLog.open(str(tmp_path / "store.db"))
    with city(log) as client:
        client.order("o1", contact=CONTACT)
        assert client.get("/v1/customers/c1").json["contact"] == CONTACT
    log.close()
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert b"o1" in written
    for word in CONTACT.values():
        assert word.encode() not in written


def test_a_forgotten_customer_stays_forgotten(client: Client) -> None:
    client.order("o1", contact=CONTACT)
    sealed = client.machine.world.customers.by_id["c1"].sealed
    assert client.ask("DELETE", "/v1/customers/c1").json == {"customer": "c1", "forgotten": True}
    assert client.ask("DELETE", "/v1/customers/c1").json == {"customer": "c1", "forgotten": False}
    told = client.get("/v1/customers/c1").json
    assert (told["contact"], told["forgotten_at"]) == (None, "2027-07-05T16:00:00Z")
    assert client.crew.room.vault.open("c1", sealed) is None
    assert client.get("/v1/orders/o1").json["stage"] == "confirmed", "orders are not forgotten"
    client.order("o2", contact={"name": "Ana"})
    assert client.get("/v1/customers/c1").json["contact"] == {"name": "Ana"}
    assert client.crew.room.vault.open("c1", sealed) is None


def test_the_team_that_hears_alarms_has_a_contact(client: Client) -> None:
    team = {"name": "Operaciones", "phone": "+525500000000"}
    assert client.post("/v1/customers/operations", team).json == {"customer": "operations", "changed": True}
    assert client.post("/v1/customers/operations", team).json == {"customer": "operations", "changed": False}
    assert client.get("/v1/customers/operations").json["contact"] == team
    assert client.post("/v1/customers/operations", {"shoe": 1}).status == 422


def test_a_customer_that_nobody_named_is_not_known(client: Client) -> None:
    """Who mistypes a name must not believe that somebody was forgotten."""
    client.order("o1")
    assert client.get("/v1/customers/c1").json["contact"] is None, "an order names them, and no more"
    assert client.ask("DELETE", "/v1/customers/c1").json == {"customer": "c1", "forgotten": False}
    for method in ("GET", "DELETE"):
        told = client.ask(method, "/v1/customers/c11")
        assert (told.status, told.json["reason"]) == (404, "unknown_customer")


def test_a_refused_order_leaves_no_contact(client: Client) -> None:
    client.order("o1", customer="c1")
    head = client.head()
    for body in (order_of("o2", rail="bitcoin", contact=CONTACT), order_of("o1", contact=CONTACT)):
        assert client.post("/v1/orders", body).status in (409, 422)
    assert client.head() == head
    assert client.get("/v1/customers/c1").json["contact"] is None


def test_a_repetition_with_the_same_contact_changes_nothing(client: Client) -> None:
    headers = {"Idempotency-Key": "k"}
    first = client.post("/v1/orders", order_of("o1", contact=CONTACT), headers)
    head = client.head()
    again = client.post("/v1/orders", order_of("o1", contact=CONTACT), headers)
    assert (again.body, client.head()) == (first.body, head)
    told = client.post("/v1/orders", order_of("o1", contact={"name": "Eva"}), headers)
    assert (told.status, told.json["reason"]) == (409, "key_reused")
    assert client.get("/v1/customers/c1").json["contact"] == CONTACT


def test_a_contact_of_a_cart(client: Client) -> None:
    cart = {**order_of(""), "cart": "k1", "contact": CONTACT}
    del cart["order"]
    assert client.post("/v1/checkouts", cart).status == 201
    assert client.get("/v1/customers/c1").json["contact"] == CONTACT


@pytest.mark.parametrize(
    "store", [lambda _: MemoryKeys(), lambda path: SqliteKeys(path / "a.vault")], ids=["ram", "file"]
)
def test_a_vault_seals_for_one_owner(store: Callable[[Path], KeyStore], tmp_path: Path) -> None:
    vault = Vault(store(tmp_path))
    sealed = vault.seal("ana", b"secret")
    assert b"secret" not in sealed
    assert vault.seal("ana", b"secret") == sealed
    assert vault.seal("ana", b"other") != vault.seal("eva", b"other")
    assert vault.open("ana", sealed) == b"secret"
    assert vault.open("eva", sealed) is None
    for broken in (b"", sealed[:-1], sealed[:20], b"\x02" + sealed[1:], sealed[:-1] + bytes([sealed[-1] ^ 1])):
        assert vault.open("ana", broken) is None
    assert vault.forget("ana")
    assert not vault.forget("ana")
    assert vault.open("ana", sealed) is None
    vault.close()


def test_a_vault_is_a_file_for_its_owner_alone_and_survives(tmp_path: Path) -> None:
    path = tmp_path / "store.db.vault"
    vault = Vault(SqliteKeys(path))
    sealed = vault.seal("ana", b"secret")
    key = SqliteKeys.get(vault._keys, "ana")
    vault.close()
    assert path.stat().st_mode & 0o777 == 0o600
    vault = Vault(SqliteKeys(path))
    assert vault.open("ana", sealed) == b"secret"
    assert key is not None
    assert key in path.read_bytes()
    vault.forget("ana")
    vault.close()
    assert all(key not in file.read_bytes() for file in tmp_path.iterdir()), "an erased key can still be read"


def test_a_person_answers_in_their_own_words_and_nobody_reads_them_in_the_log(client: Client) -> None:
    client.order("o1", contact=CONTACT)
    told = client.get("/v1/conversations/c1").json
    assert (told["attendant"], told["is_window_open"], told["unread"]) == ("", False, 0)
    said = client.post("/v1/conversations/c1/answers", {"text": "Ya lo vimos, Ana.", "order": "o1"})
    assert said.json["recorded"] == ["ConversationTaken", "AnswerWritten"]
    assert b"Ya lo vimos" not in b"".join(entry.body for entry in client.machine.log.read())
    assert client.get("/v1/conversations/c1").json["attendant"]
    assert client.post("/v1/conversations/c1/back", {}).json["recorded"] == ["ConversationHandedBack"]
    assert client.get("/v1/conversations/nobody").status == 404


def test_what_no_fact_backs_is_refused_until_somebody_stands_for_it(client: Client) -> None:
    client.order("o1", contact=CONTACT)
    client.order("o2", customer="c2")
    text = "Te devolvemos $777.77"
    no = client.post("/v1/conversations/c1/answers", {"text": text})
    assert (no.status, no.json["reason"]) == (409, "not_backed")
    assert client.post("/v1/conversations/c1/answers", {"text": text, "sure": True}).status == 200
    strange = client.post("/v1/conversations/c1/answers", {"text": "Como el pedido o2", "sure": True})
    assert strange.json["reason"] == "not_allowed"


def test_a_contact_is_opened_with_a_reason_of_a_closed_list(client: Client) -> None:
    client.order("o1", contact=CONTACT)
    assert client.post("/v1/customers/c1/open", {"why": "call_back"}).json["recorded"] == ["ContactOpened"]
    assert client.post("/v1/customers/c1/open", {"why": "curious"}).status == 422


def test_a_case_offers_acts_at_a_price_and_they_are_done_at_that_price_only(client: Client) -> None:
    client.order("o1")
    client.post("/v1/cases", {"case": "k1", "customer": "c1", "kind": "late", "order": "o1", "message": "m1"})
    options = {one["name"]: one for one in client.get("/v1/cases/k1").json["options"]}
    cancel = options["cancel"]
    assert cancel["is_allowed"]
    wrong = client.post("/v1/cases/k1/act", {"option": "cancel", "centavos": cancel["centavos"] + 1})
    assert wrong.json["reason"] == "amount_differs"
    done = client.post("/v1/cases/k1/act", {"option": "cancel", "centavos": cancel["centavos"]})
    assert "OrderCancelled" in done.json["recorded"]
    assert client.post("/v1/cases/k1/act", {"option": "dance"}).json["reason"] == "invalid"
