"""The inbox's stores under one roof: a test that takes `letterbox` runs on each of them."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from promesa.engine.inbox import Inbox, InboxStore
from promesa.engine.memory_inbox import MemoryInbox
from promesa.engine.postgres_inbox import PostgresInbox
from promesa.engine.sqlite_inbox import SqliteInbox
from promesa.engine.vault import KeyStore, MemoryKeys, Vault

START = 1_804_000_000_000_000
SECOND = 1_000_000
DAY = 86_400 * SECOND


class Letterbox(msgspec.Struct):
    """How to open the same store again, with keys and a clock that outlive it."""

    name: str
    open_store: Callable[[], InboxStore]
    keys: KeyStore = msgspec.field(default_factory=MemoryKeys)
    now: int = START

    def open(self) -> Inbox:
        return Inbox(self.open_store(), Vault(self.keys), lambda: self.now)


def memory() -> Letterbox:
    store = MemoryInbox()
    return Letterbox("memory", lambda: store)


def sqlite(folder: Path) -> Letterbox:
    return Letterbox("sqlite", lambda: SqliteInbox(folder / "log.db.inbox"))


def postgres(url: str, schema: str) -> Letterbox:
    return Letterbox("postgres", lambda: PostgresInbox(url, schema))
