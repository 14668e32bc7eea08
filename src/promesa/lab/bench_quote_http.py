"""The `quote` bench over HTTP: the same questions in the same world, put by a load generator in a process of its own.

The world is built once: this process serves it, as the one worker that it is, and the generator is its child.
"""

import sys
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec

from promesa import app, serving
from promesa.domain.conduct.policies import SetPolicy
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.words import Ask
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.engine.machine import Machine
from promesa.engine.memory import MemoryLog
from promesa.lab import bench_load
from promesa.lab.clock import RunningClock
from promesa.settings import Settings
from promesa.surfaces import keys

CONNECTIONS = 32
PACE_PER_S = 2_000.0
"""The budget's: as many as must be answered."""
WARM_UP_QUOTES = 5_000
PATH = "/v1/quotes"
QUOTED, REFUSED = 200, 409


def run(parts: Parts, asks: Sequence[Ask], start: Instant, seconds: float) -> dict[str, Any]:
    """Rates and waits of quotes over kept-open connections, with an API key, at moments from `start` on.

    First as many as the worker answers, then (`paced`) as many as the budget asks, at random moments.

    `http_cpu_ms`: what the worker computed for one answer, however busy the machine is with other things.
    """
    made = keys.new("bench")
    machine = app.build(MemoryLog(), RunningClock(start))
    for command in (SetPolicy(parts.policy), made.command):
        verdict = machine.submit(command, "bench")
        assert verdict.accepted, verdict
    _furnish(machine, parts)
    requests = [request(ask, made.key) for ask in asks]
    before = sys.getswitchinterval()
    sys.setswitchinterval(serving.SWITCH_SECONDS)
    try:
        with serving.running(Settings(store=":memory:", port=0, secret="bench"), machine=machine) as url:
            port = urlsplit(url).port or 0
            warm = bench_load.run(port, requests[:WARM_UP_QUOTES], CONNECTIONS)
            spent = time.process_time()
            load = bench_load.run(port, requests, CONNECTIONS, seconds)
            spent = time.process_time() - spent
            paced = bench_load.run(port, requests, CONNECTIONS, seconds, PACE_PER_S)
    finally:
        sys.setswitchinterval(before)
    strange = set(Counter(warm.answers) + Counter(load.answers) + Counter(paced.answers)) - {QUOTED, REFUSED}
    assert not strange, (warm.answers, load.answers)
    return {
        "http_rate_per_s": round(load.rate_per_s, 1),
        "http_p50_ms": round(load.p50_ms, 3),
        "http_p99_ms": round(load.p99_ms, 3),
        "http_cpu_ms": round(spent * 1e3 / sum(load.answers.values()), 4),
        "http_paced_rate_per_s": round(paced.rate_per_s, 1),
        "http_paced_p50_ms": round(paced.p50_ms, 3),
        "http_paced_p99_ms": round(paced.p99_ms, 3),
        "http_connections": CONNECTIONS,
        "http_generator_busy_share": round(load.busy_share, 3),
    }


def _furnish(machine: Machine[World], parts: Parts) -> None:
    """The world that was told without a log, in the machine's: ten million shelves are not built twice."""
    world = machine.world
    world.catalog, world.places, world.locations = parts.catalog, parts.places, parts.locations
    world.carriers, world.stock, world.capacity, world.lanes = parts.carriers, parts.stock, parts.capacity, parts.lanes


def request(ask: Ask, key: str) -> bytes:
    """The question as a shop's server puts it."""
    body = {
        "lines": [{"sku": want.sku, "units": want.units} for want in ask.wants],
        "channel": ask.channel,
        "postal_code": ask.postal_code,
    }
    return bench_load.request("POST", PATH, msgspec.json.encode(body), key)
