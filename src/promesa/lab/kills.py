"""Kills a shop under load at random moments, opens its log again, and says what was lost, doubled or half done."""

import contextlib
import multiprocessing
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

import msgspec

from promesa import app
from promesa.domain.world import World
from promesa.engine import timers
from promesa.engine.log import Log
from promesa.engine.machine import Machine
from promesa.engine.postgres import PostgresLog
from promesa.engine.sqlite import SqliteLog
from promesa.lab import auditor, busy_shop, reactions
from promesa.lab.busy_shop import SPEED, BusyShop

LIVES_SECONDS = (0.02, 0.8)
"""A shop is killed so long after it has opened, at random."""
OPENS_SECONDS_MAX = 60.0
START = 1_804_000_000_000_000
FORKS = multiprocessing.get_context("forkserver")


class Where(NamedTuple):
    """A store that outlives a process: an SQLite file, or a PostgreSQL URL and schema."""

    address: str
    schema: str | None = None

    def open(self) -> Log:
        return SqliteLog.open(self.address) if self.schema is None else PostgresLog.open(self.address, self.schema)


class KillReport(msgspec.Struct):
    """What a campaign of kills came to; `faults` is empty where everything held."""

    kills: int = 0
    acknowledged: int = 0
    orders: int = 0
    entries: int = 0
    effects_tried: int = 0
    effects_tried_again: int = 0
    timers_fired: int = 0
    faults: list[str] = []


def campaign(where: Where, notes: Path, kills: int, seed: int) -> KillReport:
    """Open the shop, kill it, look, and again, on one log; `notes` is what the outside writes down."""
    FORKS.set_forkserver_preload([__name__])  # each life begins in milliseconds
    dice, report = random.Random(seed), KillReport()
    told: set[str] = set()
    with contextlib.closing(where.open()) as log:
        busy_shop.furnish(app.build(log, lambda: START))
    notes.touch()
    for life in range(kills):
        told |= one_life(where, notes, seed * 1_000 + life, dice.uniform(*LIVES_SECONDS))
        report.kills += 1
        with contextlib.closing(where.open()) as log:
            look(log, told, notes, report)
            if dice.random() < 0.3:
                machine = app.build(log, lambda: START)
                machine.save_snapshot()
        if report.faults:
            break
    report.acknowledged = len(told)
    return report


def one_life(where: Where, notes: Path, seed: int, seconds: float) -> set[str]:
    """A shop in a process of its own, killed after so many seconds; the orders it has acknowledged."""
    ours, theirs = FORKS.Pipe(duplex=False)
    shop = FORKS.Process(target=_live, args=(where, str(notes), theirs, seed), daemon=True)
    shop.start()
    theirs.close()
    assert ours.poll(OPENS_SECONDS_MAX), "the shop did not open"
    heard = [ours.recv_bytes().decode()]
    assert heard == ["open"], heard
    told = set(_heard_for(ours, seconds))
    assert shop.pid is not None
    os.kill(shop.pid, signal.SIGKILL)
    with contextlib.suppress(EOFError):
        while True:
            told.add(ours.recv_bytes().decode())
    shop.join()
    ours.close()
    assert shop.exitcode == -signal.SIGKILL, f"the shop ended by itself: {shop.exitcode}"
    return told


def _heard_for(pipe: Connection, seconds: float) -> Iterator[str]:
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if pipe.poll(left):
            yield pipe.recv_bytes().decode()


def _live(where: Where, notes: str, pipe: Connection, seed: int) -> None:
    log = where.open()
    opened = time.monotonic()
    base = max((entry.at for entry in log.read(after=max(0, log.head() - 1))), default=START)
    busy = BusyShop(
        log, lambda: base + int((time.monotonic() - opened) * SPEED * 1e6), _teller(pipe), _noter(notes), seed
    )
    busy.look_around()
    pipe.send_bytes(b"open")
    busy.open()
    busy.wait()


def _teller(pipe: Connection) -> Callable[[str], None]:
    talking = threading.Lock()

    def tell(name: str) -> None:
        with talking:
            pipe.send_bytes(name.encode())

    return tell


def _noter(path: str) -> Callable[[str], None]:
    """Appends a line in one write, which a kill of this process cannot take back."""
    notes = os.open(path, os.O_WRONLY | os.O_APPEND)

    def note(line: str) -> None:
        os.write(notes, f"{line}\n".encode())

    return note


# --- what must be so after a kill ---


def look(log: Log, told: set[str], notes: Path, report: KillReport) -> None:
    """Adds to the report what the log says once what fell due while nobody lived has been done.

    The shop's clock runs hours in a second, so a killed shop may leave timers hours overdue; a lost one never fires.
    """
    machine: Machine[World] = app.build(log, lambda: START)
    while timers.fire_due(machine):
        pass
    orders = machine.world.orders.by_id
    report.faults += [f"acknowledged and lost: {name}" for name in sorted(told) if not is_known(machine, name)]
    audited = auditor.audit(machine)
    report.faults += [f"{found.invariant} at {found.position}: {found.about}" for found in audited.violations]
    said = reactions.read(machine)
    report.faults += said.faults
    report.faults += tried_as_wanted(said, notes, report)
    report.orders, report.entries, report.timers_fired = len(orders), machine.seen, said.timers_fired


def is_known(machine: Machine[World], order: str) -> bool:
    return order in machine.world.orders.by_id


def tried_as_wanted(said: reactions.Said, notes: Path, report: KillReport) -> list[str]:
    """Each effect that is done was tried, and each try of it was of the same thing under the same key."""
    faults, tried = [], dict[str, str]()
    lines = notes.read_text().splitlines()
    for line in lines:
        key, _, what = line.partition(" ")
        if key == "bug":
            faults.append(line)
        elif tried.setdefault(key, what) != what:
            faults.append(f"effect {key} was tried as {tried[key]!r} and as {what!r}")
    for position, what in said.effects.items():
        if str(position) in tried and not tried[str(position)].startswith(f"{what} "):
            faults.append(f"effect {position} is {what} and was tried as {tried[str(position)]!r}")
    faults += [f"tried and never wanted: {key}" for key in tried if int(key) not in said.effects]
    faults += [f"done and never tried: {done}" for done in said.done if str(done) not in tried]
    report.effects_tried, report.effects_tried_again = len(tried), len(lines) - len(tried)
    return faults
