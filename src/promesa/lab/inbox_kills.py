"""Kills whoever keeps and reads letters at random moments, opens again, and says what was lost or happened twice."""

import contextlib
import itertools
import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection
from typing import NamedTuple

import msgspec

from promesa import app
from promesa.domain.people.handsets import NoteWord
from promesa.domain.world import World
from promesa.engine import inbox_work
from promesa.engine.inbox import Arrived, Inbox, InboxStore, Letter
from promesa.engine.inbox_slot import Slot
from promesa.engine.inbox_work import Item
from promesa.engine.log import Log, Query, QueryItem
from promesa.engine.machine import Machine
from promesa.engine.postgres import PostgresLog
from promesa.engine.postgres_inbox import PostgresInbox
from promesa.engine.postgres_vault import PostgresKeys
from promesa.engine.sqlite import SqliteLog
from promesa.engine.sqlite_inbox import SqliteInbox
from promesa.engine.vault import KeyStore, SqliteKeys, Vault

LIVES_SECONDS = (0.01, 0.4)
OPENS_SECONDS_MAX = 60.0
START = 1_804_000_000_000_000
LEASE = 31_000_000
FORKS = multiprocessing.get_context("forkserver")


class Site(NamedTuple):
    """Log, inbox and keys that outlive a process: beside an SQLite file, or in a PostgreSQL schema."""

    address: str
    schema: str | None = None

    def log(self) -> Log:
        return SqliteLog.open(self.address) if self.schema is None else PostgresLog.open(self.address, self.schema)

    def store(self) -> InboxStore:
        if self.schema is None:
            return SqliteInbox(f"{self.address}.inbox")
        return PostgresInbox(self.address, self.schema)

    def keys(self) -> KeyStore:
        return SqliteKeys(f"{self.address}.vault") if self.schema is None else PostgresKeys(self.address, self.schema)


class Office(msgspec.Struct):
    """A machine and its inbox, opened."""

    log: Log
    machine: Machine[World]
    inbox: Inbox
    vault: Vault

    def close(self) -> None:
        self.inbox.close()
        self.vault.close()
        self.log.close()


class InboxKillReport(msgspec.Struct):
    """What a campaign of kills came to; `faults` is empty where everything held."""

    kills: int = 0
    acknowledged: int = 0
    words: int = 0
    read_again: int = 0
    """Letters that were claimed more than once: a kill came between the claim and the settling."""
    faults: list[str] = []


def open_office(site: Site, now: int) -> Office:
    log, vault = site.log(), Vault(site.keys())
    machine = app.build(log, lambda: now)
    return Office(log, machine, Inbox(site.store(), vault, lambda: now), vault)


def read_words(letter: Letter) -> Sequence[Item]:
    """Each word of a letter is one item; a word is a fact once."""
    assert letter.body is not None
    words = letter.body.decode().split()
    return [Item(number, NoteWord(_partner(word), word)) for number, word in enumerate(words, 1)]


def _partner(word: str) -> str:
    """One for each few words: of one partner only so many are told."""
    return "k" + ".".join(word.split(".")[:3])


READERS = {"kills": lambda: read_words}


def campaign(site: Site, kills: int, seed: int) -> InboxKillReport:
    """Open, post and read, kill, look, again: on one inbox."""
    FORKS.set_forkserver_preload([__name__])  # each life begins in milliseconds
    dice, report, told = random.Random(seed), InboxKillReport(), set[str]()
    open_office(site, START).close()
    for life in range(kills):
        now = START + life * LEASE  # whoever was killed holds no lease any more
        told |= one_life(site, f"{seed}.{life}", now, dice.uniform(*LIVES_SECONDS))
        report.kills += 1
        if dice.random() < 0.3 or life == kills - 1:
            look(site, told, now + LEASE, report)
        if report.faults:
            break
    report.acknowledged = len(told)
    return report


def one_life(site: Site, name: str, now: int, seconds: float) -> set[str]:
    """A process that posts and reads, killed after so many seconds; the words whose letters it acknowledged."""
    ours, theirs = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=_live, args=(site, name, now, theirs), daemon=True)
    process.start()
    theirs.close()
    assert ours.poll(OPENS_SECONDS_MAX), "it did not open"
    assert ours.recv_bytes() == b"open"
    told = {word for heard in _heard_for(ours, seconds) for word in heard}
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    with contextlib.suppress(EOFError):
        while True:
            told.update(ours.recv_bytes().decode().split())
    process.join()
    ours.close()
    assert process.exitcode == -signal.SIGKILL, f"it ended by itself: {process.exitcode}"
    return told


def _heard_for(pipe: Connection, seconds: float) -> Iterator[list[str]]:
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if pipe.poll(left):
            yield pipe.recv_bytes().decode().split()


def _live(site: Site, name: str, now: int, pipe: Connection) -> None:
    office, dice = open_office(site, now), random.Random(name)
    slot = Slot(office.inbox)
    pipe.send_bytes(b"open")
    for number in itertools.count():
        letters = [" ".join(f"{name}.{number}.{letter}.{word}" for word in range(3)) for letter in range(8)]
        futures = [slot.submit(Arrived("kills", now, text.encode())) for text in letters]
        for text, future in zip(letters, futures, strict=True):
            future.result()
            pipe.send_bytes(text.encode())
        for _ in range(dice.randrange(3)):
            inbox_work.work(office.inbox, office.machine, READERS, limit=dice.randint(1, 12))


# --- what must be so after a kill ---


def look(site: Site, told: set[str], now: int, report: InboxKillReport) -> None:
    """Reads what waits, then: every word that was acknowledged is one fact, and no word is two."""

    def read(letter: Letter) -> Sequence[Item]:
        report.read_again += letter.tries > 1
        return read_words(letter)

    office = open_office(site, now)
    try:
        while inbox_work.work(office.inbox, office.machine, {"kills": lambda: read}):
            pass
        words = facts(office.log)
        report.words = len(words)
        report.faults += [f"acknowledged and lost: {word}" for word in sorted(told - set(words))]
        report.faults += [f"{times} times: {word}" for word, times in words.items() if times > 1]
        lag = office.inbox.lag()
        if lag.waiting or lag.dead:
            report.faults.append(f"left behind: {lag}")
    finally:
        office.close()


def facts(log: Log) -> Counter[str]:
    """How often each word became a fact."""
    told = log.read(Query((QueryItem(kinds=("WordNotUnderstood",)),)))
    return Counter(str(msgspec.json.decode(entry.body)["word"]) for entry in told)
