"""`promesa serve` and `promesa demo`: a Promesa that runs until it is interrupted."""

import os
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from promesa import app, serving
from promesa import settings as config
from promesa.cli import frame
from promesa.domain.world import World
from promesa.engine.log import Trouble
from promesa.engine.machine import Machine
from promesa.engine.vault import Vault
from promesa.lab import demo
from promesa.lab.clock import Clock, RunningClock
from promesa.lab.demo import DemoReport
from promesa.lab.phone import page
from promesa.lab.phone.line import Phones
from promesa.lab.scenario import Scenario
from promesa.settings import Settings, is_postgres
from promesa.surfaces import keys

VISIT_TRIES, VISIT_PAUSE_SECONDS = 60, 1.0
MEMORY = ":memory:"
DEMO_KEY = "demo"


class NotEmpty(Trouble):
    english = "{store} already holds {entries} entries: the demo needs an empty store. Name one with --store."
    spanish = (
        "{store} ya tiene {entries} entradas: la demostración necesita un registro vacío. Indique otro con --store."
    )


def serve(
    host: Annotated[str | None, typer.Option("--host", help="Else PROMESA_HOST, else 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option("--port", help="Else PROMESA_PORT, else 8080; 0: any free one.")] = None,
    as_json: frame.AsJson = False,
    store: frame.Store = None,
) -> None:
    """The HTTP API, its pages, timers and outbox on a store, until it is interrupted."""
    given = frame.settings_of(store, host=host, port=port)
    with suppress(KeyboardInterrupt):  # how it is told to end
        serving.serve(given, ready=lambda url: _say_ready(url, given, "", as_json))


def play_demo(
    headless: Annotated[bool, typer.Option("--headless", help="Build, report, and end.")] = False,
    seed: Annotated[int, typer.Option("--seed", help="Same seed, same log.")] = 1,
    days: Annotated[int, typer.Option("--days", min=1, max=3_650, help="How long a past.")] = Scenario().days,
    host: Annotated[str | None, typer.Option("--host")] = None,
    port: Annotated[int | None, typer.Option("--port")] = None,
    as_json: frame.AsJson = False,
    store: frame.Store = None,
) -> None:
    """A Mexican retailer's past from a seed, played through the real loop; then its API is served."""
    given = frame.settings_of(store, host=host, port=port)
    if headless and store is None and "PROMESA_STORE" not in os.environ:
        given = msgspec.structs.replace(given, store=MEMORY)
    log = app.open_log(given)
    try:
        machine = app.build(log, Clock(demo.begin(days)))
        report = _build(machine, given, seed, days, again=not headless)
        if report is not None:
            _put_report(report, as_json)
        if not headless:
            _serve(machine, given, as_json)
    finally:
        log.close()
    if report is not None and report.oversold:
        frame.fail(f"Se vendieron {report.oversold} piezas de más.", f"{report.oversold} units were oversold.")


def _build(machine: Machine[World], given: Settings, seed: int, days: int, *, again: bool) -> DemoReport | None:
    """Play the demo on an empty store; None where it was played before and is only to be served again."""
    app.calm_collector()
    if machine.seen > 0:
        if again and DEMO_KEY in machine.world.keys.by_name:
            return None
        raise NotEmpty(store=given.store, entries=machine.seen)
    with frame.progress("demo") as told:
        report = demo.run(machine, seed, days, lambda share: told(share, 1.0))
    if given.store != MEMORY:
        machine.save_snapshot()
    return report


def _put_report(report: DemoReport, as_json: bool) -> None:
    if as_json:
        frame.put_json(report)
        return
    figures = [(name, value) for name, value in msgspec.structs.asdict(report).items() if name != "notes"]
    frame.put_table("demo", ("", ""), [*figures, *sorted(report.notes.items())])


def _serve(machine: Machine[World], given: Settings, as_json: bool) -> None:
    """Go on from where the simulated past ends, at the world's own pace: what is open there is open here."""
    machine.clock = RunningClock(machine.last_at)
    given = _at_home(given)
    key, opened = _demo_key(machine, given), msgspec.structs.replace(given, open=True)
    vault = Vault(app.open_keys(given))
    phones = Phones(machine, vault, opened)

    def ready(url: str) -> None:
        phones.open(url)
        threading.Thread(target=_visited, args=(phones,), name="visitors", daemon=True).start()
        _say_ready(url, given, key, as_json)

    try:
        with suppress(KeyboardInterrupt):
            serving.serve(
                opened, machine=machine, partners=phones.partners(), rooms_beside=page.routes(phones), ready=ready
            )
    finally:
        phones.close()
        vault.close()


def _visited(phones: Phones) -> None:
    """Customers write once the store has a moment: right after a long past its tables are being written."""
    for _ in range(VISIT_TRIES):
        try:
            phones.visit()
            return
        except Trouble:
            time.sleep(VISIT_PAUSE_SECONDS)


def _at_home(given: Settings) -> Settings:
    """With a port that is known before anything is served, so that links in messages lead here."""
    port = given.port or serving.free_port(given.host)
    if config.public_address(given):
        return msgspec.structs.replace(given, port=port)
    host = f"[{given.host}]" if ":" in given.host else given.host
    return msgspec.structs.replace(given, port=port, orders_url=f"http://{host}:{port}")


def _demo_key(machine: Machine[World], given: Settings) -> str:
    """The key that opens the demo, kept beside an SQLite store so that it can be shown again."""
    kept = None if given.store == MEMORY or is_postgres(given.store) else Path(f"{given.store}.demo-key")
    if kept is not None and kept.exists():
        return kept.read_text().strip()
    taken = machine.world.keys.by_name
    name = next(name for number in range(1, 10**6) if (name := _numbered(number)) not in taken)
    made = keys.new(name)
    verdict = machine.submit(made.command, "demo")
    assert verdict.accepted, verdict
    if kept is not None:
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(made.key)
    return made.key


def _numbered(number: int) -> str:
    return DEMO_KEY if number == 1 else f"{DEMO_KEY}-{number}"


def _say_ready(url: str, given: Settings, key: str, as_json: bool) -> None:
    """Where it is and how to ask: programs that started us wait for this line."""
    if as_json:
        frame.put_json({"url": url, "store": given.store, **({"key": key} if key else {})}, flush=True)
        return
    print(f"Promesa: {url} ({given.store})", flush=True)
    if key:
        print(f"{url}/phone", flush=True)
        print(f"curl -H 'Authorization: Bearer {key}' {url}/v1/orders?limit=3", flush=True)
