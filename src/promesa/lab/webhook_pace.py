"""How soon a notice of WhatsApp is answered under load, and how soon a thousand updates of one post are facts."""

import json
import statistics
import time
import urllib.request
from pathlib import Path

import msgspec

from promesa.gateways.messaging.whatsapp import signature
from promesa.lab import bench_load, bench_serve

SECRET = "5e0c1bd1c0ffee"
PATH = "/v1/webhooks/whatsapp"
CONNECTIONS = 16
BATCH = 1_000
BATCHES = 5
STATUSES = 750
"""Of a batch: Meta asks for room for three times what we send and once what is sent to us."""
LONGEST_SECONDS = 60.0
LOOK_SECONDS = 0.005
CONNECTED = {
    "whatsapp_number_id": "111",
    "whatsapp_token": "none",
    "whatsapp_app_secret": SECRET,
    "whatsapp_verify_token": "none",
    "whatsapp_url": "http://127.0.0.1:9",
    "open": True,
}
ACK_BUDGET_MS, BATCH_BUDGET_SECONDS = 50.0, 1.0


class WebhookPace(msgspec.Struct, frozen=True):
    """`ack`: from a post's first byte to its 200; `batch`: from the post to the last of its updates being a fact."""

    posts_per_s: float
    ack_p50_ms: float
    ack_p95_ms: float
    ack_p99_ms: float
    batch_seconds: float
    """The median of batches as Meta foresees them: three statuses to each text (of people who never wrote before)."""
    texts_batch_seconds: float
    """Of a thousand texts of a thousand strangers: each is given a key, and read for what it may want."""
    backlog: int
    """Letters that waited when the posting ended."""
    answers: dict[int, int]

    @property
    def is_well(self) -> bool:
        soon = self.ack_p95_ms <= ACK_BUDGET_MS and self.batch_seconds <= BATCH_BUDGET_SECONDS
        return soon and set(self.answers) == {200}


def measure(store: str | Path, seconds: float = 5.0) -> WebhookPace:
    """On a server of its own; the store is thrown away by whoever named it."""
    with bench_serve.served(str(store), **CONNECTED) as port:
        _batch_seconds(port, BATCHES * 3, 99, BATCH - 1)  # the first text pays for learning what customers may want
        texts = [_batch_seconds(port, number, number, 0) for number in range(BATCHES)]
        mixed = [_batch_seconds(port, BATCHES + number, BATCHES + number, STATUSES) for number in range(BATCHES)]
        posts = [_request(_notice(f"load.{number}", [(number % 5_000, 0)])) for number in range(20_000)]
        load = bench_load.run(port, posts, CONNECTIONS, seconds)
        waiting = _waiting(port)
    told = (load.rate_per_s, load.p50_ms, load.p95_ms, load.p99_ms, statistics.median(mixed))
    return WebhookPace(*told, statistics.median(texts), waiting, dict(load.answers))


def _notice(name: str, people: list[tuple[int, int]], statuses: int = 0) -> bytes:
    """One text of each person, a number within a group, and statuses of messages of ours."""
    now = str(int(time.time()))
    texts = [
        {"from": f"52155{group:03}{who:05}", "id": f"wamid.{name}.{who}", "timestamp": now}
        | {"type": "text", "text": {"body": "¿Dónde está mi pedido?"}}
        for who, group in people
    ]
    told = [
        {"id": f"wamid.{name}.s{number}", "status": "delivered", "timestamp": now, "recipient_id": "5215500000000"}
        | {"biz_opaque_callback_data": f"o{number}:confirmed#1"}
        for number in range(statuses)
    ]
    about = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": "111"}}
    value = {**about, "messages": texts, "statuses": told}
    entry = {"id": "222", "changes": [{"field": "messages", "value": value}]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def _request(body: bytes) -> bytes:
    return bench_load.request("POST", PATH, body, headers={signature.HEADER: signature.sign(SECRET, body)})


def _batch_seconds(port: int, name: int, group: int, statuses: int) -> float:
    """From the post of a thousand updates to nothing left to read."""
    body = _notice(f"batch.{name}", [(who, group + 1) for who in range(BATCH - statuses)], statuses)
    signed = {signature.HEADER: signature.sign(SECRET, body)}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{PATH}", body, signed, method="POST")
    began = time.perf_counter()
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert answer.status == 200
    while _waiting(port) and time.perf_counter() - began < LONGEST_SECONDS:
        time.sleep(LOOK_SECONDS)
    return time.perf_counter() - began


def _waiting(port: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/inbox", timeout=30) as answer:
        return int(json.loads(answer.read())["waiting"])
