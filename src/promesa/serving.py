"""The process that serves: one machine, its writing thread, timers, outbox and inbox behind an HTTP server."""

import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import TypedDict, Unpack

import uvicorn
from fastapi import FastAPI
from starlette.routing import Route

import promesa
from promesa import app as rooms
from promesa import partners as outside
from promesa import settings as config
from promesa.agents import rethinker, watching
from promesa.domain.people.consent.words import EraseContact
from promesa.domain.people.customers import ForgetCustomer
from promesa.domain.values.refusal import Refused
from promesa.domain.world import World
from promesa.engine import daemons
from promesa.engine.daemons import Daemon
from promesa.engine.inbox import Inbox
from promesa.engine.inbox_slot import Slot
from promesa.engine.log import Trouble
from promesa.engine.machine import Machine
from promesa.engine.outbox import Hand
from promesa.engine.vault import Vault
from promesa.engine.writer import Writer
from promesa.partners import Partners
from promesa.settings import Settings, is_postgres
from promesa.surfaces import faces, table, tokens
from promesa.surfaces.boards.following import Boards
from promesa.surfaces.boards.table import BOARDS
from promesa.surfaces.changes import Changes
from promesa.surfaces.figures import FigureBoard
from promesa.surfaces.http.api import api
from promesa.surfaces.http.door import Door
from promesa.surfaces.http.frame import House
from promesa.surfaces.http.front import Front
from promesa.surfaces.http.meter import Meter
from promesa.surfaces.http.whole_answers import WholeAnswers
from promesa.surfaces.ledger_board import LedgerBoard
from promesa.surfaces.operations import Room
from promesa.surfaces.replays import Replays
from promesa.surfaces.tracking.door import TrackingPages
from promesa.surfaces.web import docs_page
from promesa.surfaces.web.acting import Acts
from promesa.surfaces.web.door_desk import Desk
from promesa.surfaces.web.frame import Frame
from promesa.surfaces.web.live import Hub
from promesa.surfaces.web.signing_in import Doors
from promesa.surfaces.web.vouching import VouchingDoors
from promesa.surfaces.web.warming import Warming
from promesa.surfaces.webhooks import Mailbox, Webhook

SWITCH_SECONDS = 0.0003
"""How long the writing thread may keep the interpreter from the event loop: the default, 5 ms, shows at the p99."""
GROUP_MAX = 64
"""Commands of one append while the event loop waits for its turn with the world."""
OUTBOX_WORKERS = 2
CHANGES_BITE = 2_000
THINK_SECONDS = 60.0
"""So long a second thought may wait for its turn to be put."""
ASLEEP_SECONDS = 30.0
"""How soon a policy that begins to think again is noticed."""
BACKLOG = 2_048
MEMORY = ":memory:"
NOTHING: Mapping[type, Hand] = MappingProxyType({})
NOBODY: Mapping[str, Webhook] = MappingProxyType({})


def _erases(vault: Vault) -> Hand:
    """Destroys the key of a customer's data, which is our own to do: the key goes first, then the log is told."""

    def erase(effect: EraseContact, _: str) -> list[ForgetCustomer]:
        vault.forget(effect.customer)
        return [ForgetCustomer(effect.customer)]

    return erase


Beside = Callable[[House], Sequence[Route]]
"""Pages of whoever starts us, beside our own: the lab's."""


def nothing_beside(_: House) -> Sequence[Route]:
    """As it is in production."""
    return ()


class PortTaken(Trouble):
    english = "{host}:{port} cannot be listened on: {why}."
    spanish = "No se puede escuchar en {host}:{port}: {why}."


class Crew:
    """Everything that runs around a machine; owns the threads."""

    def __init__(
        self,
        machine: Machine[World],
        settings: Settings,
        vault: Vault,
        hands: Mapping[type, Hand] = NOTHING,
        webhooks: Mapping[str, Webhook] = NOBODY,
        partners: Partners | None = None,
        rooms_beside: Beside = nothing_beside,
        warm: bool = False,
    ) -> None:
        known = partners or Partners()
        hands = {**known.hands, **hands}
        if hands:
            hands[EraseContact] = _erases(vault)
        shared = is_postgres(settings.store)
        self.writer = Writer(machine, GROUP_MAX)
        self._thinking = threading.Lock()
        followed = Boards(machine, BOARDS)
        boards = FigureBoard(machine, time.monotonic), LedgerBoard(machine), followed
        self.inbox = rooms.open_inbox(settings, vault, machine) if known.gates else None
        self.slot = None if self.inbox is None else Slot(self.inbox)
        self.replays = _replays(machine, settings)
        self.papers = rooms.open_papers(settings, vault)
        beside = self.inbox, self.replays, self.papers
        self.room = Room(machine, vault, Changes(machine.log), *boards, self._think, *beside)
        self.tables = rooms.open_tables(settings, machine)  # before a first snapshot, which holds the file for long
        self.daemons = [
            Daemon("timers", daemons.timer_step(machine, shared)),
            Daemon("snapshots", daemons.snapshot_step(machine, settings.snapshot_every)),
            Daemon("changes", self._follow),
            Daemon("boards", followed.follow),
            Daemon("watchman", watching.step(machine)),
            Daemon("rethinker", self._think_again),
        ]
        if self.tables is not None:
            self.daemons.append(Daemon("tables", daemons.tables_step(self.tables)))
        self.sender = known.sender
        if self.sender is not None:
            self.daemons.append(Daemon("sender", self.sender.step))
        if hands:
            others = self.sender.names if self.sender is not None else frozenset[str]()
            names = [f"outbox-{socket.gethostname()}-{os.getpid()}-{n}" for n in range(OUTBOX_WORKERS)]
            self.daemons += [Daemon(name, daemons.outbox_step(machine, hands, name, without=others)) for name in names]
        if self.inbox is not None:
            self.daemons += _reading(self.inbox, machine, known, settings.inbox_days)
        doors: dict[str, Webhook | Mailbox] = {**webhooks, **self._mailboxes(known)}
        meter = Meter()
        door = Door(machine, self.writer, meter, settings.fresh_ms / 1_000 if shared else None)
        ring = tokens.ring(config.secrets_of(settings))
        house = House(self.room, door, meter, ring, settings.language, settings.open)
        shell = faces.shell(*docs_page.pages(table.OPERATIONS, promesa.__version__))
        frame = Frame(house, shell, promesa.__version__)
        self.hub = Hub(frame)
        tracking = TrackingPages(frame, config.public_address(settings), settings.whatsapp_phone)
        doors_in = Doors(frame, Desk(house), known.vouching is not None)
        faced = [*tracking.routes(), *doors_in.routes(), *frame.routes()]
        if known.vouching is not None:
            faced += VouchingDoors(frame, doors_in, known.vouching).routes()
        pages = [*faced, Acts(frame, table.OPERATIONS).route(), self.hub.route()]
        self.app: FastAPI = api(house, table.OPERATIONS, doors, promesa.__version__, self.hindrance, pages, frame.lost)
        self.app.router.routes.extend(rooms_beside(house))
        self.warming = Warming(frame) if warm else None
        if self.warming is not None:
            self.daemons.append(Daemon("warming", self.warming.step))
        if warm and known.learn is not None:
            threading.Thread(target=known.learn, name="learning", daemon=True).start()

    def _mailboxes(self, known: Partners) -> dict[str, Mailbox]:
        machine, slot = self.room.machine, self.slot
        if slot is None:
            return {}
        return {name: Mailbox(gate, slot, lambda: machine.clock()) for name, gate in known.gates.items()}

    def _follow(self) -> float:
        """Read the log in small bites, so that the first list of orders need not read all of it at once."""
        return 0.005 if self.room.changes.catch_up(self.room.machine.seen, CHANGES_BITE) else 1.0

    def _think(self) -> str | Refused | None:
        """One at a time, whoever asks for it."""
        with self._thinking:
            return rethinker.once(self.room.machine, lambda request: self.writer.submit(request).result(THINK_SECONDS))

    def _think_again(self) -> float:
        """As often as the policy says."""
        minutes: int = self.room.machine.ask(lambda world: world.policies.now.rethink_minutes)
        if not minutes:
            return ASLEEP_SECONDS
        self._think()
        return minutes * 60.0

    def is_alive(self) -> bool:
        return all(daemon.is_alive() for daemon in self.daemons) and (self.slot is None or self.slot.is_alive())

    def hindrance(self) -> str:
        """Why nobody should be sent here now; "": nothing."""
        if not self.is_alive():
            return "a thread has ended"
        return "" if self.warming is None or self.warming.is_warm else "pages are being warmed"

    def stop(self) -> None:
        """Finish what is queued; nothing is lost that was answered."""
        if self.warming is not None:
            self.warming.close()
        if self.replays is not None:
            self.replays.close()
        if self.slot is not None:
            self.slot.close()
        for daemon in self.daemons:
            daemon.stop()
        if self.sender is not None:
            self.sender.close()
        self.writer.close()
        if self.tables is not None:
            self.tables.close()
        if self.inbox is not None:
            self.inbox.close()
        self.papers.close()


def _replays(machine: Machine[World], settings: Settings) -> Replays | None:
    """By the command line on the same store; what lives in memory alone no other process can read."""
    if settings.store == MEMORY:
        return None
    begin = (sys.executable, "-m", "promesa", "replay", "--store", settings.store, "--json", "--steps")
    return Replays(machine, lambda asked: (*begin, *asked))


def _reading(inbox: Inbox, machine: Machine[World], known: Partners, keep_days: int) -> list[Daemon]:
    """Who reads what partners have posted, and who forgets it."""
    return [
        Daemon("inbox", daemons.inbox_step(inbox, machine, known.readers)),
        Daemon("inbox-sweep", daemons.sweep_step(inbox, keep_days)),
    ]


class Given(TypedDict, total=False):
    """What a program may bring along instead of what the settings name (`crew`)."""

    machine: Machine[World] | None
    hands: Mapping[type, Hand]
    webhooks: Mapping[str, Webhook]
    partners: Partners | None
    rooms_beside: Beside


@contextmanager
def crew(
    settings: Settings,
    *,
    machine: Machine[World] | None = None,
    hands: Mapping[type, Hand] = NOTHING,
    webhooks: Mapping[str, Webhook] = NOBODY,
    partners: Partners | None = None,
    rooms_beside: Beside = nothing_beside,
    warm: bool = False,
) -> Iterator[Crew]:
    """All that serves but for the server: for tests, and for programs that bring their own. Closes what it opened.

    `partners`: instead of those that the settings name; `warm`: every page is drawn once, beside.
    """
    log = None if machine is not None else rooms.open_log(settings)
    built = machine if log is None else rooms.build(log)
    assert built is not None
    vault = Vault(rooms.open_keys(settings))
    try:
        known = partners or outside.connect(settings, built, vault)
        aboard = Crew(built, settings, vault, hands, webhooks, known, rooms_beside, warm)
        try:
            yield aboard
        finally:
            aboard.stop()
    finally:
        vault.close()
        if log is not None:
            log.close()


def serve(
    settings: Settings,
    *,
    warm: bool = True,
    ready: Callable[[str], None] = lambda url: None,
    **given: Unpack[Given],
) -> None:
    """Serve until interrupted; `ready` is told the URL once it can be asked; `warm`: pages are drawn once, beside."""
    with crew(settings, warm=warm, **given) as aboard:
        listener = _listen(settings)
        server = _server(aboard, listener, ready)
        sys.setswitchinterval(SWITCH_SECONDS)
        rooms.calm_collector()
        server.run(sockets=[listener])


@contextmanager
def running(settings: Settings, *, warm: bool = False, **given: Unpack[Given]) -> Iterator[str]:
    """The server on a thread of this process while the block lasts: its URL (port 0 takes any free one)."""
    with crew(settings, warm=warm, **given) as aboard:
        listener, up = _listen(settings), threading.Event()
        server = _server(aboard, listener, lambda url: up.set())
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="http", daemon=True)
        thread.start()
        assert up.wait(30), "the server did not start"
        try:
            yield url_of(listener)
        finally:
            server.should_exit = True
            thread.join(30)


def url_of(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def free_port(host: str) -> int:
    """A port that nobody listens on."""
    with _listen(Settings(host=host, port=0)) as listener:
        return int(listener.getsockname()[1])


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise PortTaken(host=settings.host, port=settings.port, why=error.strerror or str(error)) from error


class _Server(uvicorn.Server):
    """Uvicorn's server, which also says when it can be asked, and lets go of open streams when it ends."""

    def __init__(self, settings: uvicorn.Config, ready: Callable[[], None], ending: Callable[[], None]) -> None:
        super().__init__(settings)
        self._ready, self._ending = ready, ending

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._ending()
        await super().shutdown(sockets)


def _server(aboard: Crew, listener: socket.socket, ready: Callable[[str], None]) -> _Server:
    settings = uvicorn.Config(
        Front(aboard.app),
        http=WholeAnswers,
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=10,
    )
    return _Server(settings, lambda: ready(url_of(listener)), aboard.hub.close)
