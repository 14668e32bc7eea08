"""Messages through the outbox into the WhatsApp twin over HTTP, and its notices back through the webhook, measured.

Promesa (machine, sender, webhook, inbox) is this process, the twin is one of its own. All messages are wanted before
the first is sent; the number's pace is set far above the rate: what is measured is the outbox and not Meta's limits.
"""

import asyncio
import random
import resource
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

import httpx2
import msgspec
import numpy as np
from msgspec import structs

from promesa import app, partners, serving
from promesa.domain.people.customers import RecordContact
from promesa.domain.people.messages import state
from promesa.domain.people.messages.words import NO_ORDER, Status, WantMessage
from promesa.domain.values.ids import CustomerId
from promesa.domain.world import World
from promesa.engine import words
from promesa.engine.machine import Machine, Request
from promesa.engine.vault import Vault
from promesa.gateways.messaging.whatsapp import hand as whatsapp
from promesa.lab import bench_load, bench_store
from promesa.lab.bench_quote import machine as machine_of
from promesa.lab.twins.whatsapp import serving as twin
from promesa.lab.twins.whatsapp import world as worlds
from promesa.lab.twins.whatsapp.chances import CALM
from promesa.lab.twins.whatsapp.telling import Teller, Update
from promesa.settings import Settings

MESSAGES = 10_000
FAST = 100_000
"""Messages a second that the number may send: more than anybody can."""
GROUP = 500
BATCH = 1_000
ACCOUNT = worlds.Account(secret="bench-app-secret", per_second=FAST)
WAIT_SECONDS = 300.0
TEMPLATE = "confirmed"
WORDS = (("promised_on", "2027-03-04"), ("store", "Del Valle"))
Told = Callable[[float, float], None]


def run(messages: int, seed: int, store: str, told: Told) -> dict[str, Any]:
    """Rates, waits, memory; messages and statuses lost, and messages that somebody saw twice, on a throw-away store."""
    ports = [_free_port(), _free_port()]
    with bench_store.placed(store) as where:
        settings = _settings(where, *ports)
        log = app.open_log(settings)
        try:
            machine = app.build(log)
            _furnish(machine, settings, messages)
            app.calm_collector()
            sys.setswitchinterval(serving.SWITCH_SECONDS)
            spent = time.process_time()
            with _twin(ports[1], f"http://127.0.0.1:{ports[0]}/v1/webhooks/whatsapp", seed):
                with _connected(machine, settings) as url:
                    _wait(lambda: _delivered(machine), messages, told)
                    cpu_seconds = time.process_time() - spent
                    ack_ms, batch_seconds = _batch(machine, url, min(BATCH, messages))
                figures = httpx2.get(f"http://127.0.0.1:{ports[1]}/twin/figures").json()
            return {**_figures(machine, messages, figures), **_costs(cpu_seconds, ack_ms, batch_seconds, store)}
        finally:
            log.close()


@contextmanager
def _connected(machine: Machine[World], settings: Settings) -> Iterator[str]:
    """Served as `promesa serve` does, but that what is said are bare templates: the bench has no orders to speak of."""
    vault = Vault(app.open_keys(settings))
    try:
        known = partners.connect(settings, machine, vault)
        sender = partners.sender(
            settings, machine, vault, whatsapp.as_templates, partners.order_links(settings, machine)
        )
        with serving.running(settings, machine=machine, partners=structs.replace(known, sender=sender)) as url:
            yield url
    finally:
        vault.close()


def _settings(where: str, port: int, twin_port: int) -> Settings:
    return Settings(
        store=where,
        port=port,
        secret="bench",
        whatsapp_number_id=ACCOUNT.number,
        whatsapp_token=ACCOUNT.token,
        whatsapp_app_secret=ACCOUNT.secret,
        whatsapp_verify_token="bench",
        whatsapp_url=f"http://127.0.0.1:{twin_port}/v26.0",
        whatsapp_per_second=FAST,
    )


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def _furnish(machine: Machine[World], settings: Settings, messages: int) -> None:
    """So many customers with a sealed phone, and a message wanted for each."""
    vault = Vault(app.open_keys(settings))
    names = [CustomerId(f"c{number}") for number in range(messages)]
    vault.prepare(names)
    commands: list[Any] = []
    for number, name in enumerate(names):
        sealed = vault.seal(name, msgspec.json.encode({"phone": f"+5255{10_000_000 + number}"}))
        commands.append(RecordContact(name, sealed))
        commands.append(WantMessage(f"m{number}", NO_ORDER, name, TEMPLATE, WORDS))
    vault.close()
    for at in range(0, len(commands), GROUP):
        for verdict in machine.submit_many([Request(one, "bench") for one in commands[at : at + GROUP]]):
            assert verdict.accepted, verdict


@contextmanager
def _twin(port: int, webhook: str, seed: int) -> Iterator[None]:
    """The twin in a process of its own while the block lasts."""
    ours, theirs = bench_load.SPAWN.Pipe()
    process = bench_load.SPAWN.Process(target=_serve, args=(port, webhook, seed, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        ours.recv()
        yield
    finally:
        process.terminate()
        process.join(10)
        ours.close()


def _serve(port: int, webhook: str, seed: int, pipe: Connection) -> None:
    chances = msgspec.structs.replace(CALM, never_read=1.0)
    world = worlds.World(app.system_clock, random.Random(seed), chances, ACCOUNT, any_template=True)
    asyncio.run(twin.serve(world, port, webhook, lambda: pipe.send("up")))


def _wait(done: Callable[[], int], messages: int, told: Told) -> None:
    """Until all are done, or nothing more will come."""
    until = time.monotonic() + WAIT_SECONDS
    while (count := done()) < messages and time.monotonic() < until:
        told(count, messages)
        time.sleep(0.5)


def _delivered(machine: Machine[World]) -> int:
    def count(world: World) -> int:
        reached = (state.reached(message) for message in world.messages.by_name.values())
        return sum(status in (Status.DELIVERED, Status.READ) for status in reached)

    found: int = machine.ask(count)
    return found


def _batch(machine: Machine[World], url: str, size: int) -> tuple[float, float]:
    """One notice with so many statuses: milliseconds to its 200, seconds until the world knows all of them."""
    at = int(time.time())
    told = [
        {"id": f"wamid.BATCH{n}", "status": "read", "timestamp": str(at), "biz_opaque_callback_data": f"m{n}#1"}
        for n in range(size)
    ]
    teller = Teller(random.Random(0), CALM, ACCOUNT.waba, ACCOUNT.number, ACCOUNT.display, ACCOUNT.secret)
    notice = teller.notice([Update("messages", "statuses", one) for one in told])
    headers = {"X-Hub-Signature-256": notice.signature, "Content-Type": "application/json"}
    began = time.perf_counter()
    answer = httpx2.post(f"{url}/v1/webhooks/whatsapp", content=notice.body, headers=headers)
    ack_ms = (time.perf_counter() - began) * 1e3
    assert answer.status_code == 200, answer.status_code

    def read(world: World) -> bool:
        reached = (state.reached(world.messages.by_name[f"m{n}"]) for n in range(size))
        return all(status == Status.READ for status in reached)

    while not machine.ask(read) and time.perf_counter() - began < WAIT_SECONDS:
        time.sleep(0.01)
    return ack_ms, time.perf_counter() - began


def _figures(machine: Machine[World], messages: int, figures: dict[str, Any]) -> dict[str, Any]:
    waits_ms, seconds = _waits(machine)
    p50, p99 = np.percentile(waits_ms, (50, 99)).tolist()
    (p95,) = np.percentile(figures["waits_ms"] or [0.0], (95,)).tolist()
    done, delivered = len(waits_ms), _delivered(machine)
    return {
        "rate_per_s": round(done / seconds, 1),
        "p50_ms": round(p50, 3),
        "p99_ms": round(p99, 3),
        "webhook_p95_ms": round(p95, 3),
        "notices": len(figures["waits_ms"]),
        "updates": figures["updates"],
        "seconds": round(seconds, 3),
        "lost": (messages - done) + (messages - delivered) + figures["unheard"],
        "doubled": figures["doubled"],
    }


def _waits(machine: Machine[World]) -> tuple[Any, float]:
    """Milliseconds from each durable mark to its durable answer, and seconds from the first mark to the last answer."""
    decode, begun, waits = machine.model.codec.decode, dict[int, int](), []
    first = last = 0
    for entry in machine.log.read():
        if entry.kind == words.EffectsBegun.__name__:
            first = first or entry.at
            begun |= dict.fromkeys(decode(entry.kind, entry.body).effects, entry.at)
        elif entry.kind == words.EffectDone.__name__:
            key = decode(entry.kind, entry.body).effect
            if key in begun:
                waits.append((entry.at - begun[key]) / 1e3)
                last = entry.at
    return np.array(waits or [0.0]), max((last - first) / 1e6, 1e-6)


def _costs(cpu_seconds: float, ack_ms: float, batch_seconds: float, store: str) -> dict[str, Any]:
    return {
        "batch_ack_ms": round(ack_ms, 3),
        "batch_seconds": round(batch_seconds, 3),
        "cpu_seconds": round(cpu_seconds, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "workload": f"a bare template each to customers of their own, {store}; twin and webhook over HTTP; no pace",
        "machine": machine_of(),
    }
