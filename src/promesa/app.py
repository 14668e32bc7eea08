"""Builds a running Promesa from Settings; the only file that knows every room."""

import gc
import time
from collections.abc import Callable, Iterable
from typing import Any, cast

from promesa.domain import rules as house_rules
from promesa.domain import world as worlds
from promesa.domain.conduct import rows
from promesa.domain.values.ids import TAG_OF_FIELD
from promesa.domain.world import World
from promesa.engine import words
from promesa.engine.codec import Codec
from promesa.engine.inbox import Inbox, InboxStore
from promesa.engine.log import Log, Trouble
from promesa.engine.machine import Machine
from promesa.engine.memory import MemoryLog
from promesa.engine.memory_inbox import MemoryInbox
from promesa.engine.model import Model
from promesa.engine.papers import MemoryPapers, Papers, PaperStore, SqlitePapers
from promesa.engine.sqlite import SqliteLog
from promesa.engine.sqlite_inbox import SqliteInbox
from promesa.engine.sqlite_rows import SqliteRows
from promesa.engine.tables import Derive, RowStore, Tables
from promesa.engine.vault import KeyStore, MemoryKeys, SqliteKeys, Vault
from promesa.flows import (
    asked_to_answered,
    attended_to_said,
    cart_to_order,
    count_to_truth,
    drift_to_alarm,
    edited_to_settled,
    failed_to_answered,
    halted_to_released,
    heard_to_answered,
    late_to_saved,
    missing_to_choice,
    notice_to_alarm,
    order_to_cash,
    order_to_door,
    paused_to_resumed,
    proposal_to_act,
    risk_to_case,
    silent_to_spoke,
    unheard_to_heard,
    wanted_to_said,
    word_to_consent,
    word_to_scan,
)
from promesa.settings import Settings, is_postgres

try:
    from promesa.engine.postgres import PostgresLog
    from promesa.engine.postgres_inbox import PostgresInbox
    from promesa.engine.postgres_papers import PostgresPapers
    from promesa.engine.postgres_rows import PostgresRows
    from promesa.engine.postgres_vault import PostgresKeys
except ImportError:  # the extra "postgres" is not installed
    PostgresLog = PostgresRows = PostgresKeys = PostgresInbox = PostgresPapers = None  # type: ignore[assignment, misc]


class NeedsExtra(Trouble):
    """The store asks for a library that was not installed."""

    english = "This store needs an extra: pip install 'promesa[{extra}]'."
    spanish = "Este almacenamiento necesita un complemento: pip install 'promesa[{extra}]'."


STORIES = (
    cart_to_order,
    order_to_cash,
    order_to_door,
    late_to_saved,
    count_to_truth,
    missing_to_choice,
    edited_to_settled,
    asked_to_answered,
    paused_to_resumed,
    failed_to_answered,
    drift_to_alarm,
    notice_to_alarm,
    silent_to_spoke,
    unheard_to_heard,
    halted_to_released,
    proposal_to_act,
    risk_to_case,
    heard_to_answered,
    attended_to_said,
    wanted_to_said,
    word_to_consent,
    word_to_scan,
)
"""In the order in which they hear of a fact."""

Story = Callable[[World, Any, int], Iterable[Any]]


def system_clock() -> int:
    """Now, in microseconds since 1970-01-01 UTC."""
    return time.time_ns() // 1_000


def calm_collector() -> None:
    """For processes that hold a world: collect garbage rarely, and never look through what is already there.

    A world is millions of objects without a cycle; looking through them took half of the time of placing orders
    (3,100/s against 6,500/s). What has cycles (a traceback, a request) is young and still found; it is looked for
    often enough that a look takes a millisecond or two, because everybody waits for it.
    """
    gc.set_threshold(5_000, 1_000, 1_000)
    gc.freeze()


def build(log: Log, clock: Callable[[], int] = system_clock) -> Machine[World]:
    """A machine that runs the whole business on a log."""
    return Machine(log, model(), clock)


def model() -> Model[World]:
    """The business as tables for the engine."""
    folds = cast(dict[type, Callable[[World, Any, int], None]], worlds.folds())
    rules = cast(dict[type, Callable[[World, Any, int], Any]], house_rules.RULES)
    kinds = (*folds, *house_rules.RULES, *house_rules.EFFECTS, *words.KINDS)
    return Model(
        codec=Codec(kinds, TAG_OF_FIELD),
        world_type=World,
        new_world=World,
        folds=folds,
        rules=rules,
        stories=stories(),
        policy_version=lambda world: world.policies.now.version,
        gate=house_rules.gate,
    )


def stories() -> dict[type, tuple[Story, ...]]:
    """Fact type -> every reaction to it."""
    heard: dict[type, tuple[Story, ...]] = {}
    for story in STORIES:
        for fact_type, reactions in story.WHEN.items():
            heard[fact_type] = (*heard.get(fact_type, ()), *reactions)
    return heard


def open_log(settings: Settings, *, read_only: bool = False) -> Log:
    """The store that the settings name."""
    if settings.store == ":memory:":
        return MemoryLog()
    if is_postgres(settings.store):
        if PostgresLog is None:
            raise NeedsExtra(extra="postgres")
        return PostgresLog.open(
            settings.store, None if "schema=" in settings.store else settings.tenant, read_only=read_only
        )
    return SqliteLog.open(settings.store, read_only=read_only)


def open_tables(settings: Settings, machine: Machine[World]) -> Tables | None:
    """Rows for lists and reports in the store's own database; None for a store in memory."""
    if settings.store == ":memory:":
        return None
    store: RowStore
    if is_postgres(settings.store):
        store = PostgresRows(settings.store, None if "schema=" in settings.store else settings.tenant)
    else:
        store = SqliteRows(settings.store)
    derive = cast(Derive, rows.ROWS)
    return Tables(machine.log, machine.model.codec, rows.TABLES, derive, store)


def open_keys(settings: Settings) -> KeyStore:
    """Where the keys of sealed contacts are: beside the log, never in it."""
    if settings.store == ":memory:":
        return MemoryKeys()
    if is_postgres(settings.store):
        if PostgresKeys is None:
            raise NeedsExtra(extra="postgres")
        return PostgresKeys(settings.store, None if "schema=" in settings.store else settings.tenant)
    return SqliteKeys(f"{settings.store}.vault")


def open_papers(settings: Settings, vault: Vault) -> Papers:
    """Photos that customers have shown us: beside the log, sealed, never in it; opened when first needed."""

    def opened() -> PaperStore:
        if settings.store == ":memory:":
            return MemoryPapers()
        if is_postgres(settings.store):
            if PostgresPapers is None:
                raise NeedsExtra(extra="postgres")
            return PostgresPapers(settings.store, None if "schema=" in settings.store else settings.tenant)
        return SqlitePapers(f"{settings.store}.papers")

    return Papers(opened, vault)


def open_inbox(settings: Settings, vault: Vault, machine: Machine[World]) -> Inbox:
    """What partners told us by themselves: beside the log, sealed, never in it."""
    store: InboxStore
    if settings.store == ":memory:":
        store = MemoryInbox()
    elif is_postgres(settings.store):
        if PostgresInbox is None:
            raise NeedsExtra(extra="postgres")
        store = PostgresInbox(settings.store, None if "schema=" in settings.store else settings.tenant)
    else:
        store = SqliteInbox(f"{settings.store}.inbox")
    return Inbox(store, vault, lambda: machine.clock())
