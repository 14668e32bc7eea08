"""Life, readiness and measures; and what partners tell us."""

import hashlib
import hmac
from collections.abc import Sequence
from typing import Any

import pytest
from msgspec import structs

from promesa.domain.ledger.shipments.words import RecordScan, RecordUnknownWord, Scan
from promesa.domain.values.ids import ParcelId
from promesa.domain.values.moments import from_iso
from promesa.engine import words
from promesa.engine.log import Unreachable
from promesa.engine.memory import MemoryLog
from promesa.surfaces.webhooks import Posted
from tests.surfaces.http.city import Client, city

SECRET = b"shared with the carrier"


def hear_carrier(posted: Posted) -> Sequence[Any] | None:
    """A carrier that signs its bodies: `PARCEL SCAN INSTANT`, one to a line."""
    if posted.headers.get("x-signature") != hmac.new(SECRET, posted.body, hashlib.sha256).hexdigest():
        return None
    if posted.query.get("broken"):
        raise ValueError("cannot be read")
    commands: list[Any] = []
    for line in posted.body.decode().splitlines():
        parcel, word, moment = line.split()
        if word in list(Scan):
            commands.append(RecordScan(ParcelId(parcel), Scan(word), from_iso(moment)))
        else:
            commands.append(RecordUnknownWord("carrier", word, parcel))
    return commands


def signed(body: bytes) -> dict[str, str]:
    return {"x-signature": hmac.new(SECRET, body, hashlib.sha256).hexdigest()}


def test_a_signed_notice_becomes_facts() -> None:
    with city(webhooks={"carrier": hear_carrier}) as client:
        client.order("o1")
        client.clock.set("2027-07-06T00:00:00Z")
        client.post("/v1/parcels/o1-1/hand-over", {})
        client.clock.set("2027-07-06T18:00:00Z")
        body = (
            b"o1-1 delivered 2027-07-06T17:00:00Z\no1-1 beamed 2027-07-06T17:00:00Z\nzz in_transit 2027-07-06T17:00:00Z"
        )
        for _ in range(3):
            told = client.ask("POST", "/v1/webhooks/carrier", raw=body, headers=signed(body))
            assert told.json == {"commands": 3, "refused": ["unknown_parcel"]}
        assert client.get("/v1/orders/o1").json["promise"]["outcome"] == "kept"
        assert {e.by for e in client.machine.log.read() if e.kind == "ParcelDelivered"} == {"partner:carrier"}


def test_a_notice_that_is_not_signed_changes_nothing() -> None:
    with city(webhooks={"carrier": hear_carrier}) as client:
        head, body = client.head(), b"o1-1 delivered 2027-07-06T17:00:00Z"
        told = client.ask("POST", "/v1/webhooks/carrier", raw=body, headers={"x-signature": "0" * 64})
        assert (told.status, told.json["reason"]) == (401, "no_signature")
        told = client.ask("POST", "/v1/webhooks/nobody", raw=body)
        assert (told.status, told.json["reason"]) == (404, "no_such_page")
        told = client.ask("POST", "/v1/webhooks/carrier?broken=1", raw=body, headers=signed(body))
        assert (told.status, told.headers["retry-after"]) == (503, "1")
        assert client.get("/v1/webhooks/carrier").status == 405
        big = b" " * (1024 * 1024 + 1)
        assert client.ask("POST", "/v1/webhooks/carrier", raw=big).status == 413
        assert client.head() == head


def test_life_and_readiness(client: Client) -> None:
    assert client.get("/healthz").json["status"] == "ok"
    assert client.get("/readyz").json == {"status": "ready", "position": client.head()}


def test_measures_say_what_was_done(client: Client) -> None:
    client.order("o1")
    client.quote()
    text = client.get("/metrics").body.decode()
    assert 'promesa_answers_total{operation="place_order",status="201"} 1' in text
    assert "promesa_queue_length 0" in text
    assert f"promesa_log_position {client.head()}" in text
    assert "promesa_commit_seconds_count 1" in text
    assert "promesa_group_size_sum 1.0" in text
    for line in text.splitlines():
        assert line.startswith("# TYPE promesa_") or (line.startswith("promesa_") and len(line.rsplit(" ", 1)) == 2)


class Faulty(MemoryLog):
    """A store that stops answering when it is told to."""

    away = False

    def head(self) -> int:
        if self.away:
            raise Unreachable(where="the store", why="it is away")
        return super().head()

    def turn(self) -> Any:
        if self.away:
            raise Unreachable(where="the store", why="it is away")
        return super().turn()


def test_a_store_that_is_away_is_said_so_and_comes_back() -> None:
    log = Faulty()
    with city(log) as client:
        log.away = True
        told = client.post("/v1/stock/counts", {"sku": "A", "location": "cedis", "units": 1, "source": "erp"})
        assert (told.status, told.json["reason"], told.headers["retry-after"]) == (503, "busy", "1")
        assert client.get("/readyz").status == 503
        assert client.get("/healthz").status == 200
        log.away = False
        assert client.order("o1")["stage"] == "confirmed"
        assert client.get("/readyz").status == 200


def test_a_bug_is_our_error_and_changes_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Any:
        raise AssertionError("a bug")

    rules = dict(client.machine.model.rules)
    rules[next(kind for kind in rules if kind.__name__ == "CountStock")] = broken
    monkeypatch.setattr(client.machine, "model", structs.replace(client.machine.model, rules=rules))
    head = client.head()
    told = client.post("/v1/stock/counts", {"sku": "A", "location": "cedis", "units": 1, "source": "erp"})
    assert (told.status, told.json["reason"]) == (500, "broken")
    assert client.head() == head
    assert client.order("o1")["stage"] == "confirmed", "one bug does not take its neighbours along"


def test_dead_letters_are_seen_and_revived(client: Client) -> None:
    client.order("o1")
    key = next(iter(client.machine.desk.effects))
    with client.machine.turn() as now:
        client.machine.write(words.EffectDead(key, "no answer"), "test", key, now)
    told = client.get("/v1/dead-letters").json
    assert (told["total"], told["letters"][0]["key"], told["letters"][0]["error"]) == (1, key, "no answer")
    assert client.get("/v1/indicators").json["dead_letters"] == 1
    assert client.post(f"/v1/dead-letters/{key}/revive").json == {"key": key, "revived": True}
    assert client.post(f"/v1/dead-letters/{key}/revive").json == {"key": key, "revived": False}
    assert client.get("/v1/dead-letters").json["total"] == 0
