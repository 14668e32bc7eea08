"""Killed at random moments, and crashed between any two steps: what was acknowledged is a fact, once."""

import itertools
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from promesa import app
from promesa.domain.people.handsets import NoteWord
from promesa.engine import inbox_work
from promesa.engine.inbox import Arrived, Inbox, InboxStore
from promesa.engine.inbox_work import Item
from promesa.engine.log import Draft, Log
from promesa.engine.memory import MemoryLog
from promesa.engine.memory_inbox import MemoryInbox
from promesa.engine.vault import MemoryKeys, Vault
from promesa.lab import inbox_kills
from promesa.lab.inbox_kills import InboxKillReport, Site

QUICK, LIVES, SITES = 8, 10, 10


def check(report: InboxKillReport, kills: int) -> None:
    assert report.faults == []
    assert report.kills == kills
    assert report.words >= report.acknowledged > kills


def test_killed_on_sqlite(tmp_path: Path) -> None:
    check(inbox_kills.campaign(Site(str(tmp_path / "log.db")), QUICK, seed=1), QUICK)


def test_killed_on_postgres(postgres_url: str, postgres_schema: str) -> None:
    check(inbox_kills.campaign(Site(postgres_url, postgres_schema), QUICK, seed=2), QUICK)


@pytest.mark.soak
@pytest.mark.parametrize("number", range(SITES))
def test_killed_a_hundred_times_on_sqlite(tmp_path: Path, number: int) -> None:
    check(inbox_kills.campaign(Site(str(tmp_path / "log.db")), LIVES, seed=100 + number), LIVES)


@pytest.mark.soak
@pytest.mark.parametrize("number", range(SITES))
def test_killed_a_hundred_times_on_postgres(postgres_url: str, postgres_schema: str, number: int) -> None:
    site = Site(postgres_url, f"{postgres_schema}_{uuid.uuid4().hex[:6]}")
    check(inbox_kills.campaign(site, LIVES, seed=200 + number), LIVES)


# --- between any two steps ---


class Fallen(BaseException):
    """The process is no more."""


class Steps:
    """Counts what is done to a store, and falls before or after the step that it is told."""

    def __init__(self, store: Any, falls_at: int, count: Iterator[int], *, after: bool) -> None:
        self._store, self._falls_at, self._count, self._after = store, falls_at, count, after

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._store, name)
        return self._stepped(found) if callable(found) and name in STEPS else found

    def _stepped(self, what: Callable[..., Any]) -> Callable[..., Any]:
        def step(*told: Any, **named: Any) -> Any:
            falls = next(self._count) == self._falls_at
            if falls and not self._after:
                raise Fallen
            done = what(*told, **named)
            if falls:
                raise Fallen
            return done

        return step


class TurnSteps(Steps):
    """The same for a log, whose turn commits as its block ends."""

    @contextmanager
    def turn(self) -> Iterator[Any]:
        falls = next(self._count) == self._falls_at
        if falls and not self._after:
            raise Fallen
        with self._store.turn() as turn:
            yield turn
        if falls:
            raise Fallen


STEPS = frozenset({"add", "claim", "settle", "turn"})


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_crashed_before_and_after_every_step(after: bool) -> None:
    """Two letters of three words; whatever step it falls at, the next life ends with each acknowledged word once."""
    falls_at, fell = 0, True
    while fell:
        fell = life_and_afterlife(falls_at, after=after)
        falls_at += 1
    assert falls_at == 7, "put, put, claim, turn, settle, the claim that finds nothing, and the life that never fell"


def life_and_afterlife(falls_at: int, *, after: bool) -> bool:
    """Whether it fell at all."""
    log, store, keys, clock = MemoryLog(), MemoryInbox(), MemoryKeys(), [1_804_000_000_000_000]
    count, told, fell = itertools.count(), list[str](), False
    box, machine = opened(
        TurnSteps(log, falls_at, count, after=after), Steps(store, falls_at, count, after=after), keys, clock
    )
    try:
        for letter in ("a b c", "c d e"):
            box.put([Arrived("p", clock[0], letter.encode())])
            told += letter.split()
        read_all(box, machine)
    except Fallen:
        fell = True
    clock[0] += 31_000_000
    box, machine = opened(log, store, keys, clock)
    read_all(box, machine)
    words = inbox_kills.facts(log)
    assert set(told) <= set(words), f"lost after falling at {falls_at}"
    assert set(words.values()) <= {1}, f"doubled after falling at {falls_at}"
    assert box.lag().waiting == 0
    return fell


def opened(log: Any, store: Any, keys: MemoryKeys, clock: list[int]) -> tuple[Inbox, Any]:
    as_log: Log = log
    as_store: InboxStore = store
    return Inbox(as_store, Vault(keys), lambda: clock[0]), app.build(as_log, lambda: clock[0])


def read_all(box: Inbox, machine: Any) -> None:
    def read(letter: Any) -> list[Item]:
        return [Item(number, NoteWord("p", word)) for number, word in enumerate(letter.body.decode().split(), 1)]

    while inbox_work.work(box, machine, {"p": lambda: read}):
        pass


def test_a_campaign_finds_what_is_lost_and_what_is_doubled(tmp_path: Path) -> None:
    site = Site(str(tmp_path / "log.db"))
    report = InboxKillReport()
    office = inbox_kills.open_office(site, inbox_kills.START)
    office.inbox.put([Arrived("kills", inbox_kills.START, b"1.0.0.0.0")])
    office.close()
    inbox_kills.look(site, {"1.0.0.0.0", "1.0.0.0.1"}, inbox_kills.START, report)
    assert report.faults == ["acknowledged and lost: 1.0.0.0.1"]
    log = site.log()
    (told,) = [entry for entry in log.read() if entry.kind == "WordNotUnderstood"]
    with log.turn() as turn:
        turn.append([Draft(told.at, told.by, 0, told.policy, told.kind, told.body)])
    assert set(inbox_kills.facts(log).values()) == {2}
    log.close()
