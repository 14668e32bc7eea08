"""Every door at which a promise can be asked for, over one log: for tests that want the same answer from all."""

import contextlib
import io
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import msgspec

from promesa import app, serving
from promesa.cli import main
from promesa.domain.world import World
from promesa.engine import timers
from promesa.engine.log import Draft, Log
from promesa.engine.machine import Machine
from promesa.engine.memory import MemoryLog
from promesa.engine.sqlite import SqliteLog
from promesa.engine.vault import MemoryKeys, Vault
from promesa.engine.writer import Writer
from promesa.surfaces import table, tokens
from promesa.surfaces.asks import availability, quoting
from promesa.surfaces.boards.following import Boards
from promesa.surfaces.changes import Changes
from promesa.surfaces.figures import FigureBoard
from promesa.surfaces.http.api import api
from promesa.surfaces.http.door import Door
from promesa.surfaces.http.frame import House
from promesa.surfaces.http.meter import Meter
from promesa.surfaces.ledger_board import LedgerBoard
from promesa.surfaces.operations import Call, Room
from tests.surfaces.http.city import Client, Clock, network

SECRET = "a secret of the doors"
RING = tokens.ring([SECRET])
Answer = Any
"""What a door says, as plain values, tokens and all."""


class Doors:
    """A retailer with an API, a second process, and ways to look at its log afresh; no thread of its own writes."""

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.store = str(Path(self.folder.name) / "shop.db")
        self.clock = Clock()
        self.log: Log = SqliteLog.open(self.store)
        self.beside = SqliteLog.open(self.store, read_only=True)
        self._open()
        for command in network():
            assert self.machine.submit(command, "test").accepted
        self.other = app.build(self.beside, self.clock)

    def _open(self) -> None:
        self.machine = app.build(self.log, self.clock)
        self.writer = Writer(self.machine)
        boards = FigureBoard(self.machine, lambda: 0.0), LedgerBoard(self.machine), Boards(self.machine, ())
        room = Room(self.machine, Vault(MemoryKeys()), Changes(self.log), *boards)
        meter = Meter()
        house = House(room, Door(self.machine, self.writer, meter, None), meter, RING, "es", True)
        crew = SimpleNamespace(app=api(house, table.OPERATIONS, {}, "0", lambda: True), room=room)
        self.client = Client(cast(serving.Crew, crew), self.machine, self.clock)

    def restart(self) -> None:
        """The serving process ends and begins again: from its snapshot if there is one."""
        self._shut()
        self._open()

    def _shut(self) -> None:
        self.client.runner.close()
        self.writer.close()

    def close(self) -> None:
        self._shut()
        self.beside.close()
        self.log.close()
        self.folder.cleanup()

    def passes(self, minutes: int) -> None:
        """Time goes by, and what was due is done."""
        self.clock.now += minutes * 60_000_000
        while timers.fire_due(self.machine):
            pass

    # --- the same question everywhere ---

    def quotes(self, body: dict[str, Any]) -> dict[str, Answer]:
        """The answer to one quote by the name of its door."""
        asked = msgspec.convert(body, quoting.AskQuote)
        told = self.client.post("/v1/quotes", body)
        return {"http": told.json, "http again": self.client.post("/v1/quotes", body).json} | {
            name: self._answer(machine, quoting.ask_quote, asked) for name, machine in self._worlds().items()
        }

    def availability(self, sku: str, postal_code: str) -> dict[str, Answer]:
        """The answer to one list by the name of its door."""
        asked = availability.AskAvailability(sku=(sku,), channel="web", postal_code=postal_code)
        told = self.client.get(f"/v1/availability?sku={sku}&channel=web&postal_code={postal_code}")
        return {"http": told.json} | {
            name: self._answer(machine, availability.ask_availability, asked)
            for name, machine in self._worlds().items()
        }

    def _worlds(self) -> dict[str, Machine[World]]:
        """Another process that has been up all the while, one just started, and the log folded from nothing."""
        self.other.catch_up()
        return {
            "another process": self.other,
            "restarted": app.build(self.beside, self.clock),
            "replayed": self._replayed(),
        }

    def _replayed(self) -> Machine[World]:
        memory = MemoryLog()
        memory.append([Draft(e.at, e.by, e.cause, e.policy, e.kind, e.body, e.tags) for e in self.log.read()])
        return app.build(memory, self.clock)

    def _answer(self, machine: Machine[World], answer: Callable[..., Any], asked: Any) -> Answer:
        call = Call("test", machine.now(), {}, "", RING, machine.seen)
        told = machine.ask(answer, asked, call)
        return json.loads(msgspec.json.encode(told)) if not _is_no(told) else _no(told)

    def by_command_line(self, sku: str, units: int, postal_code: str) -> Answer:
        """`promesa quote --json`, which reads the store by itself; its clock is the log's newest entry."""
        out = io.StringIO()
        arguments = ["quote", "--sku", sku, "--units", str(units), "--postal-code", postal_code, "--json"]
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(io.StringIO()),
            contextlib.suppress(SystemExit),
        ):
            main.main([*arguments, "--store", self.store])
        return json.loads(out.getvalue()) if out.getvalue() else None


def _is_no(told: object) -> bool:
    return type(told).__name__ == "Refused"


def _no(told: Any) -> Answer:
    return {"reason": told.reason.value}


def plain(answer: Answer) -> Answer:
    """What is comparable of an answer from any door: a no by its reason."""
    return {"reason": answer["reason"]} if "reason" in answer else answer
