"""The benches by name, as `promesa bench` runs them."""

import sys
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from promesa.lab import (
    bench_agents,
    bench_messages,
    bench_pages,
    bench_place,
    bench_place_http,
    bench_quote,
    bench_reoptimise,
    bench_replay,
    bench_rethink,
)
from promesa.lab.agents.soak import SoakReport

Told = Callable[[float, float], None]


class Asked(msgspec.Struct, frozen=True):
    """What a bench may be asked for: how long, from which seed, how much of its own work, on which store."""

    seconds: float
    seed: int
    size: int | None
    store: str


def quote(asked: Asked, _: Told) -> dict[str, Any]:
    return bench_quote.run(asked.seconds, asked.seed)


def place(asked: Asked, told: Told) -> dict[str, Any]:
    """`size` is how many orders; over HTTP as many, but no more than `bench_place_http.ORDERS_MAX`."""
    orders = asked.size or bench_place.RESERVATIONS
    over_http = min(orders, bench_place_http.ORDERS_MAX)
    inside = bench_place.run(orders, asked.seed, asked.store, lambda done, _: told(done, orders + over_http))
    http = bench_place_http.run(orders, asked.seed, asked.store, lambda _, __: told(orders, orders + over_http))
    faults = {fault: inside[fault] + http[fault] for fault in ("oversold", "leaked")}
    return {**inside, **http, **faults}


def replay(asked: Asked, told: Told) -> dict[str, Any]:
    """`size` is how many open orders."""
    return bench_replay.run(asked.size or bench_replay.OPEN_ORDERS, asked.seed, asked.store, told)


def reoptimise(asked: Asked, _: Told) -> dict[str, Any]:
    """`size` is how many open orders."""
    return bench_reoptimise.run(asked.size or bench_reoptimise.ORDERS, asked.seed)


def rethink(asked: Asked, _: Told) -> dict[str, Any]:
    return bench_rethink.run(bench_rethink.DAYS, asked.seed)


def agents(asked: Asked, told: Told) -> dict[str, Any]:
    """`size` is how many proposals, of each agent at each level of autonomy; a line on standard error as each ends."""
    return bench_agents.run(asked.size or bench_agents.ACTIONS, asked.seed, told, _say)


def _say(report: SoakReport) -> None:
    sys.stderr.write(bench_agents.line(report) + "\n")
    sys.stderr.flush()


def messages(asked: Asked, told: Told) -> dict[str, Any]:
    """`size` is how many messages."""
    return bench_messages.run(asked.size or bench_messages.MESSAGES, asked.seed, asked.store, told)


def pages(asked: Asked, told: Told) -> dict[str, Any]:
    """`size` is how many open orders."""
    return bench_pages.run(asked.size or bench_pages.OPEN_ORDERS, asked.seed, asked.store, told)


BENCHES: Mapping[str, Callable[[Asked, Told], dict[str, Any]]] = MappingProxyType(
    {
        "quote": quote,
        "place": place,
        "reoptimise": reoptimise,
        "replay": replay,
        "agents": agents,
        "rethink": rethink,
        "messages": messages,
        "pages": pages,
    }
)
