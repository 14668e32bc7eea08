"""The `pages` bench: every page over HTTP with many open orders while more come in, and what is live at many consoles.

The world is built once: this process serves it, as the one worker that it is; whoever asks is a process of its own.
"""

import contextlib
import itertools
import re
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec
import numpy as np
from starlette.routing import Route

from promesa import app, serving
from promesa.domain.world import World
from promesa.engine.machine import Machine
from promesa.lab import bench_consoles, bench_load, bench_replay, bench_shop, bench_store
from promesa.lab.bench_quote import machine as machine_of
from promesa.lab.bench_shop import Shop
from promesa.settings import Settings
from promesa.surfaces import faces
from promesa.surfaces.http.frame import House
from promesa.surfaces.operations import Room
from promesa.surfaces.web.frame import Frame
from promesa.surfaces.web.live import Hub
from promesa.surfaces.web.page import DIRECTOR, STAFF, Asked, Page, Topic

OPEN_ORDERS, CONSOLES, BEATS = 100_000, 200, 40
ASKED_EACH, CONNECTIONS = 60, 2
ORDERS_PER_S = 20
BEAT_SECONDS = 0.5
WARM_SECONDS_MAX = 300.0
LIVE_PATH = "/bench/live"
NAMES = re.compile(r"\{(\w+)(?::path)?\}")
GOOD = frozenset({200, 303, 308})

Told = Callable[[float, float], None]


class Seen(NamedTuple):
    """How a page answered; milliseconds.

    `cpu`: what this process computed for one answer, the shop's going on included, however busy the machine is with
    other things. `first`: the first time anybody asked, once the house says that it is ready.
    """

    p50: float
    p95: float
    p99: float
    cpu: float
    first: float
    kilobytes: float


def run(orders: int, seed: int, store: str, told: Told) -> dict[str, Any]:
    """Waits of every page that a director can open, one after the other, and of a fact on its way to open consoles."""
    began = time.perf_counter()
    shop = Shop(200, 4_000, 25, max(20, orders // 500), 1_000)
    with bench_store.opened(store) as log, tempfile.TemporaryDirectory(prefix="promesa-bench-") as folder:
        app.calm_collector()
        machine = bench_replay.build(log, shop, orders, seed, told)
        before = sys.getswitchinterval()
        sys.setswitchinterval(serving.SWITCH_SECONDS)
        try:
            with serving.running(_settings(), machine=machine, rooms_beside=_beside(folder), warm=True) as url:
                port = urlsplit(url).port or 0
                warmed = _warmed(port)
                with _going_on(port, shop):
                    pages = {path: _ask(port, asked) for path, asked in _addresses(machine, orders).items()}
                delays = _live(port, shop)
        finally:
            sys.setswitchinterval(before)
    return {"warm_seconds": warmed, **_report(pages, delays, orders, time.perf_counter() - began)}


def _settings() -> Settings:
    return Settings(store=":memory:", port=0, secret="bench", open=True)


def _addresses(machine: Machine[World], orders: int) -> dict[str, list[str]]:
    """A page's path -> what is asked of it: about many different things where it is about one."""
    rng = np.random.default_rng(1)
    some = rng.integers(orders, size=ASKED_EACH).tolist()
    known: Mapping[str, Sequence[str]] = {
        "order": [f"o{number}" for number in some],
        "customer": [f"c{number}" for number in some],
        "sku": [bench_shop.sku(number % 4_000) for number in some],
        "location": [bench_shop.location(number % 200) for number in some],
    }
    found: dict[str, list[str]] = {}
    for page in faces.shell().pages:
        names = NAMES.findall(page.path)
        if DIRECTOR in page.roles and page.template and all(name in known for name in names):
            found[page.path] = [
                NAMES.sub(lambda match, n=n: known[match[1]][n], page.path)  # type: ignore[misc]  # a default is bound
                for n in range(ASKED_EACH)
            ]
    if "/search" in found:
        found["/search"] = [f"/search?q=o{number // 100}" for number in some]
    return found


def _ask(port: int, addresses: Sequence[str]) -> Seen:
    first, kilobytes = _first(port, addresses[0])
    requests = [bench_load.request("GET", address) for address in addresses]
    bench_load.run(port, requests[:4], 1)
    spent = time.process_time()
    load = bench_load.run(port, requests, CONNECTIONS)
    cpu = (time.process_time() - spent) * 1e3 / len(requests)
    wrong = set(load.answers) - GOOD
    assert not wrong, (addresses[0], load.answers)
    return Seen(round(load.p50_ms, 1), round(load.p95_ms, 1), round(load.p99_ms, 1), round(cpu, 1), first, kilobytes)


def _first(port: int, address: str) -> tuple[float, float]:
    began = time.perf_counter()
    with contextlib.closing(HTTPConnection("127.0.0.1", port, timeout=120)) as asking:
        asking.request("GET", address)
        answer = asking.getresponse()
        body = answer.read()
    assert answer.status in GOOD, (address, answer.status)
    return round((time.perf_counter() - began) * 1e3, 1), round(len(body) / 1024, 1)


def _warmed(port: int) -> float:
    """Seconds until the house says that it is ready, the shop standing still. Raises TimeoutError."""
    began = time.perf_counter()
    while (took := time.perf_counter() - began) < WARM_SECONDS_MAX:
        with contextlib.closing(HTTPConnection("127.0.0.1", port, timeout=120)) as asking:
            asking.request("GET", "/readyz")
            answer = asking.getresponse()
            answer.read()
        if answer.status == 200:
            return round(took, 2)
        time.sleep(WARM_SECONDS_MAX / 10_000)
    raise TimeoutError("the pages were never warm")


# --- the shop goes on meanwhile ---


class Customers:
    """Places orders over HTTP, one at a time; owns the connection."""

    def __init__(self, port: int, shop: Shop, named: str) -> None:
        self._asking = HTTPConnection("127.0.0.1", port, timeout=60)
        self._shop, self._named, self._numbers = shop, named, itertools.count()

    def order(self) -> None:
        number = next(self._numbers)
        body = {
            "order": f"{self._named}{number}",
            "customer": f"{self._named}{number}",
            "channel": bench_shop.WEB,
            "lines": [{"sku": bench_shop.sku(number % self._shop.skus), "units": 1}],
            "postal_code": bench_shop.postal_code(number % self._shop.postal_codes),
            "rail": "cod",
        }
        self._asking.request("POST", "/v1/orders", msgspec.json.encode(body), {"Content-Type": "application/json"})
        answer = self._asking.getresponse()
        told = answer.read()
        assert answer.status == 201, told

    def close(self) -> None:
        self._asking.close()


@contextlib.contextmanager
def _going_on(port: int, shop: Shop) -> Iterator[None]:
    over = threading.Event()
    customers = Customers(port, shop, "m")

    def work() -> None:
        while not over.wait(1 / ORDERS_PER_S):
            customers.order()

    thread = threading.Thread(target=work, name="customers", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(60)
        customers.close()


# --- what is live ---


def _beside(folder: str) -> serving.Beside:
    """One more stream: all that is pushed anyway, and a fragment that every order changes."""
    (Path(folder) / "count.html").write_text("<p>{{ count }}</p>")

    def view(room: Room, _: Asked) -> Mapping[str, Any]:
        return {"count": room.machine.ask(lambda world: len(world.orders.by_id))}

    words: Mapping[str, Mapping[str, str]] = {"es": {}, "en": {}}
    page = Page("/bench/count", bench_consoles.TOPIC, "bench/count.html", STAFF, view, words)

    def routes(house: House) -> Sequence[Route]:
        built = faces.shell(page)
        topics = {**built.topics, bench_consoles.TOPIC: Topic(page.name, frozenset({"OrderPlaced"}))}
        shell = built._replace(topics=topics, templates={**built.templates, "bench": folder})
        return [Route(LIVE_PATH, Hub(Frame(house, shell, "bench")))]

    return routes


def _live(port: int, shop: Shop) -> list[float]:
    """Milliseconds from asking for an order to its being at a console, for each beat and console."""
    topics = ",".join([*faces.shell().topics, bench_consoles.TOPIC])
    customers = Customers(port, shop, "l")
    with bench_consoles.opened(port, f"{LIVE_PATH}?topics={topics}", CONSOLES) as consoles:
        began: list[float] = []
        for _ in range(BEATS):
            time.sleep(BEAT_SECONDS)
            began.append(time.monotonic())
            customers.order()
        time.sleep(4 * BEAT_SECONDS)
        heard = consoles()
    customers.close()
    assert len(heard) == CONSOLES, len(heard)
    delays: list[float] = []
    for told in heard:
        last = told[-1][1]  # the count after the last beat: each beat is one order more
        for beat, start in enumerate(began):
            at = next(at for at, count in told if count > last - BEATS + beat)
            delays.append((at - start) * 1e3)
    return delays


def _report(pages: Mapping[str, Seen], delays: Sequence[float], orders: int, seconds: float) -> dict[str, Any]:
    worst = max(pages, key=lambda path: pages[path].p95)
    return {
        "p50_ms": round(float(np.median([one.p50 for one in pages.values()])), 1),
        "p95_ms": pages[worst].p95,
        "p99_ms": max(one.p99 for one in pages.values()),
        "slowest": worst,
        "live_p50_ms": round(float(np.percentile(delays, 50)), 1),
        "live_p99_ms": round(float(np.percentile(delays, 99)), 1),
        "live_max_ms": round(max(delays), 1),
        "consoles": CONSOLES,
        "open_orders": orders,
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "seconds": round(seconds, 1),
        "workload": f"{len(pages)} pages asked {ASKED_EACH} times each by {CONNECTIONS} browsers with {orders} open "
        f"orders while {ORDERS_PER_S} more come a second (p50: of the median page; p95, p99: of the slowest); then "
        f"{BEATS} orders on their way to {CONSOLES} open consoles",
        "machine": machine_of(),
        "not_asked": sorted(page.path for page in faces.shell().pages if page.template and page.path not in pages),
        "pages": {path: seen._asdict() for path, seen in sorted(pages.items())},
    }
