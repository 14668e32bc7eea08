"""A partner's letters: believed by their signature, durable before they are answered, read afterwards."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from promesa.domain.people.handsets import NoteWord
from promesa.engine import inbox as inboxes
from promesa.engine.inbox_work import Item, Unreadable
from promesa.engine.log import Unreachable
from promesa.gateways.messaging.whatsapp import signature
from promesa.partners import Partners, whatsapp_gate
from promesa.surfaces.http import mailboxes
from tests.regressions import whatsapp as meta
from tests.surfaces.http.city import Client, city

SECRET, TOKEN = "the app's secret", "a word of ours"
PATH = "/v1/webhooks/whatsapp"


def read_lines(letter: Any) -> list[Item]:
    """A word a line; "broken" cannot be read."""
    if letter.body == b"none":
        raise Unreadable("nothing at all")
    items = []
    for number, word in enumerate(letter.body.decode().split(), 1):
        broken = ValueError("5512345678") if word == "broken" else None
        items.append(Item(number, NoteWord("whatsapp", word), broken))
    return items


@pytest.fixture
def client() -> Iterator[Client]:
    partners = Partners({"whatsapp": whatsapp_gate([SECRET, "an older one"], TOKEN)}, {"whatsapp": lambda: read_lines})
    with city(partners=partners) as opened:
        yield opened


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    return {"x-hub-signature-256": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


def wait_until(so: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not so():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.01)


def words(client: Client) -> set[str]:
    return set(client.machine.world.news.handsets.words.get("whatsapp", set()))


def test_the_handshake_gives_the_challenge_back_raw(client: Client) -> None:
    asked = f"{PATH}?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=a+word+of+ours"
    told = client.get(asked)
    assert (told.status, told.body, told.headers["content-type"]) == (200, b"1158201444", "text/plain; charset=utf-8")
    for wrong in (
        asked.replace("ours", "theirs"),
        asked.replace("subscribe", "unsubscribe"),
        f"{PATH}?hub.mode=subscribe&hub.challenge=1",
        f"{PATH}?hub.mode=subscribe&hub.verify_token=a+word+of+ours",
        PATH,
    ):
        assert client.get(wrong).status == 403, wrong
    assert client.ask("PUT", PATH).status == 405


def test_a_letter_is_kept_then_read(client: Client) -> None:
    told = client.ask("POST", PATH, raw=b"one two", headers=signed(b"one two"))
    assert (told.status, told.json) == (200, {"commands": 0, "refused": []})
    wait_until(lambda: words(client) == {"one", "two"})
    assert {e.by for e in client.machine.log.read() if e.kind == "WordNotUnderstood"} == {"partner:whatsapp"}
    text = client.get("/metrics").body.decode()
    assert 'promesa_answers_total{operation="webhook",status="200"} 1' in text
    assert "promesa_webhook_seconds_count 1" in text
    wait_until(lambda: "promesa_inbox_waiting 0" in client.get("/metrics").body.decode())


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-hub-signature-256": ""},
        {"x-hub-signature-256": "sha256="},
        {"x-hub-signature-256": "sha256=" + "0" * 64},
        {"x-hub-signature-256": "ñ"},
        {"x-hub-signature": "sha1=" + "0" * 40},
        signed(b"one", "somebody else's secret"),
        signed(b"one", ""),
        signed(b"other"),
    ],
)
def test_what_is_not_signed_is_not_kept(client: Client, headers: dict[str, str]) -> None:
    assert client.ask("POST", PATH, raw=b"one", headers=headers).status == 401
    assert client.crew.inbox is not None
    assert client.crew.inbox.lag().waiting == 0
    assert words(client) == set()


def test_both_secrets_are_believed_while_one_is_changed(client: Client) -> None:
    for secret in (SECRET, "an older one"):
        assert client.ask("POST", PATH, raw=b"one", headers=signed(b"one", secret)).status == 200


def test_the_signature_is_over_the_bytes_as_they_came() -> None:
    """Meta writes what is not ASCII as escapes and signs that: the same JSON in other bytes is another body."""
    escaped, plain = b'{"name":"Jos\\u00e9"}', '{"name":"José"}'.encode()
    assert json.loads(escaped) == json.loads(plain)
    told = signature.sign(SECRET, escaped)
    assert signature.is_genuine([SECRET], escaped, told)
    assert not signature.is_genuine([SECRET], plain, told)
    assert not signature.is_genuine([], escaped, told), "no secret believes nothing"
    assert not signature.is_genuine([""], escaped, signature.sign("", escaped))


def test_a_big_one_is_taken_up_to_three_megabytes(client: Client) -> None:
    body = b"x" * 500 + b" " * (3 * 1024 * 1024 - 500)
    assert client.ask("POST", PATH, raw=body, headers=signed(body)).status == 200
    wait_until(lambda: words(client) == {"x" * 500})
    assert client.ask("POST", PATH, raw=body + b" ", headers=signed(body + b" ")).status == 413


def test_many_at_once_are_all_kept(client: Client) -> None:
    async def post_all() -> list[int]:
        bodies = [b"w%d" % number for number in range(300)]
        asked = [client.ask_soon("POST", PATH, raw=body, headers=signed(body)) for body in bodies]
        return [told.status for told in await asyncio.gather(*asked)]

    assert client.runner.run(post_all()) == [200] * 300
    wait_until(lambda: len(words(client)) == 300)


def test_a_disk_that_is_full_is_said_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: object) -> Any:
        raise Unreachable(where="the disk", why="it is full")

    monkeypatch.setattr(client.crew.inbox, "put", full)
    told = client.ask("POST", PATH, raw=b"one", headers=signed(b"one"))
    assert (told.status, told.headers["retry-after"]) == (503, "1")
    monkeypatch.undo()
    assert client.ask("POST", PATH, raw=b"one", headers=signed(b"one")).status == 200
    wait_until(lambda: words(client) == {"one"})


def test_too_much_at_once_is_asked_to_come_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailboxes, "WAITING_MAX_BYTES", 2)
    assert client.ask("POST", PATH, raw=b"one", headers=signed(b"one")).status == 503


def test_a_dead_letter_is_seen_without_what_it_says(client: Client) -> None:
    for body in (b"none", b"fine"):
        client.ask("POST", PATH, raw=body, headers=signed(body))
    wait_until(lambda: client.get("/v1/inbox").json["dead"] == 1)
    told = client.get("/v1/inbox").json
    (letter,) = told["letters"]
    assert (letter["partner"], letter["error"], letter["tries"]) == ("whatsapp", "unreadable: nothing at all", 1)
    number = letter["number"]
    assert client.post(f"/v1/inbox/{number}/revive").json == {"number": number, "revived": True}
    wait_until(lambda: client.get("/v1/inbox").json["dead"] == 1)
    assert client.post(f"/v1/inbox/{number}/discard").json == {"number": number, "discarded": True}
    assert client.get("/v1/inbox").json["dead"] == 0
    for verb in ("discard", "revive"):
        assert client.post(f"/v1/inbox/9999/{verb}").json["reason"] == "unknown_letter"


def test_what_breaks_is_tried_again_and_its_message_is_told_to_nobody(client: Client) -> None:
    body = b"one broken two"
    client.ask("POST", PATH, raw=body, headers=signed(body))
    wait_until(lambda: words(client) == {"one", "two"})
    assert client.get("/v1/inbox").json["waiting"] == 1
    for _ in range(inboxes.TRIES_MAX):
        client.clock.now += 1_000 * 1_000_000
        time.sleep(0.06)
    wait_until(lambda: client.get("/v1/inbox").json["dead"] == 1)
    (letter,) = client.get("/v1/inbox").json["letters"]
    assert letter["tries"] == inboxes.TRIES_MAX
    assert letter["error"] == "item 2: ValueError", "never the message, which may quote what a person wrote"
    assert [e.kind for e in client.machine.log.read()].count("WordNotUnderstood") == 2


def test_a_text_is_heard_by_what_the_settings_connect() -> None:
    """All of it, as `promesa serve` wires it: door, inbox, reader, ears, rules, stories."""
    with city(settings=meta.WITH_WHATSAPP) as client:
        at = int(client.clock.now // 1_000_000)
        said = (meta.text("wamid.1", "¿dónde está mi pedido?", at=at), meta.tap("wamid.2", "cc:omw:o1", at=at))
        body = meta.messages(*said, {"from": meta.ANA, "id": "wamid.3", "type": "image", "image": {"id": "9"}})
        assert client.ask("POST", PATH, raw=body, headers=meta.signed(body)).status == 200
        wait_until(lambda: client.get("/v1/inbox").json["waiting"] == 0 or client.get("/v1/inbox").json["dead"] > 0)
        kinds = [entry.kind for entry in client.machine.log.read()]
        assert kinds.count("CustomerHeard") == 3
        assert client.get("/v1/inbox").json["dead"] == 0


def test_nobody_has_an_inbox_without_a_partner() -> None:
    with city() as client:
        assert client.get("/v1/inbox").json == {"waiting": 0, "oldest_at": None, "dead": 0, "letters": []}
        assert client.post("/v1/inbox/1/revive").status == 404
        assert client.ask("POST", PATH, raw=b"one", headers=signed(b"one")).status == 404
        assert client.get(PATH).status == 405
