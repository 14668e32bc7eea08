"""The `place` bench over HTTP: the same orders, put to one worker process by a load generator of its own."""

from collections.abc import Sequence
from typing import Any

import msgspec

from promesa import app
from promesa.domain.promise.commit.words import PlaceOrder
from promesa.lab import bench_load, bench_place, bench_serve, bench_shop, bench_store
from promesa.settings import Settings
from promesa.surfaces import keys

WARM_UP_ORDERS = 1_000
ORDERS_MAX = 20_000
PATH = "/v1/orders"
SOLD, REFUSED = 201, 409


def run(orders: int, seed: int, store: str, told: bench_place.Told) -> dict[str, Any]:
    """Rates and waits of at most ORDERS_MAX orders over HTTP, and what was sold twice or lost, on a throw-away store.

    The server is a process as `promesa serve` starts it, asked over connections that are kept open, with an API key.
    """
    count = min(orders, ORDERS_MAX)
    shop = bench_place.shop_for(count + WARM_UP_ORDERS)
    kind = store if store == bench_store.POSTGRES else bench_store.SQLITE
    with bench_store.placed(kind) as where:
        key = furnish(where, shop)
        requests = [request(ask, key) for ask in bench_place.commands(count + WARM_UP_ORDERS, shop, seed)]
        with bench_serve.served(where) as port:
            warm = bench_load.run(port, requests[:WARM_UP_ORDERS])
            told(WARM_UP_ORDERS, len(requests))
            load = bench_load.run(port, requests[WARM_UP_ORDERS:])
        told(len(requests), len(requests))
        oversold, leaked = audit(where)
    answers = {status: warm.answers.get(status, 0) + load.answers.get(status, 0) for status in (SOLD, REFUSED)}
    assert sum(answers.values()) == len(requests), (warm.answers, load.answers)
    return {
        "http_rate_per_s": round(load.rate_per_s, 1),
        "http_p50_ms": round(load.p50_ms, 3),
        "http_p99_ms": round(load.p99_ms, 3),
        "http_orders": count,
        "http_connections": bench_load.CONNECTIONS,
        "http_generator_busy_share": round(load.busy_share, 3),
        "oversold": oversold,
        "leaked": leaked,
    }


def furnish(where: str, shop: bench_shop.Shop) -> str:
    """The shop in an empty store, and the API key that opens it."""
    made = keys.new("bench")
    log = app.open_log(Settings(store=where))
    try:
        machine = app.build(log)
        for command in (*bench_shop.commands(shop), made.command):
            verdict = machine.submit(command, "bench")
            assert verdict.accepted, verdict
    finally:
        log.close()
    return made.key


def request(ask: PlaceOrder, key: str) -> bytes:
    body = {
        "order": ask.order,
        "customer": ask.customer,
        "channel": ask.channel,
        "lines": _lines(ask),
        "postal_code": ask.postal_code,
        "rail": ask.rail,
    }
    return bench_load.request("POST", PATH, msgspec.json.encode(body), key)


def _lines(ask: PlaceOrder) -> Sequence[dict[str, Any]]:
    return [{"sku": item.sku, "units": item.units} for item in ask.items]


def audit(where: str) -> tuple[int, int]:
    """The served store opened again, added up as in the bench in process."""
    log = app.open_log(Settings(store=where))
    try:
        return bench_place.audit(app.build(log).world)
    finally:
        log.close()
