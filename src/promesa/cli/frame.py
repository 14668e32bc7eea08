"""What every command shares: its store, its two ways of answering, its progress, and how it says no."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any, NoReturn

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from promesa import app, settings
from promesa.cli.wrong_calls import WrongCall
from promesa.domain.values import refusal
from promesa.domain.values.refusal import Refused
from promesa.domain.world import World
from promesa.engine.log import Log
from promesa.engine.machine import Machine
from promesa.settings import Settings
from promesa.surfaces.http import faults

Store = Annotated[
    str | None,
    typer.Option("--store", help="An SQLite file or a postgresql:// URL; else PROMESA_STORE, else promesa.db."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer with JSON on standard output.")]
Language = Annotated[str, typer.Option("--language", help='"es" or "en".')]

Told = Callable[[float, float], None]
"""Hears how much is done, and of how much."""


def settings_of(store: str | None, **given: object) -> Settings:
    """The settings with what was asked for here; a bad figure is a mistake in how we were called."""
    try:
        return settings.read(None, store=store, **given)
    except ValueError as error:
        fault = faults.read(str(error.__cause__ or error))
        name = f"PROMESA_{fault.field.upper()}" if fault.field else ""
        raise WrongCall(fault.spanish, fault.english, name) from error


@contextmanager
def log_on(store: str | None, *, read_only: bool = False) -> Iterator[Log]:
    """The log of the store; read-only beside whoever writes it."""
    log = app.open_log(settings_of(store), read_only=read_only)
    try:
        yield log
    finally:
        log.close()


@contextmanager
def machine_on(
    store: str | None, *, read_only: bool = False, clock: Callable[[], int] = app.system_clock
) -> Iterator[Machine[World]]:
    """The business on the store."""
    with log_on(store, read_only=read_only) as log:
        machine = app.build(log, clock)
        app.calm_collector()
        yield machine


# --- answering ---


def put_json(answer: Any, *, flush: bool = False) -> None:
    """One object on one line of standard output."""
    print(msgspec.json.encode(answer).decode(), flush=flush)


def put_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table for people; figures are aligned right."""
    table = Table()
    for number, name in enumerate(columns):
        figures = all(isinstance(row[number], int | float | None) for row in rows)
        table.add_column(name, justify="right" if figures and rows else "left")
    for row in rows:
        table.add_row(*(cell(value) for value in row))
    print(title)
    Console().print(table)


def cell(value: object) -> str:
    """A value as it stands in a table."""
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"


@contextmanager
def progress(what: str) -> Iterator[Told]:
    """A bar on standard error for as long as the block takes, where a person is looking."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


# --- saying no ---


def refuse(refused: Refused) -> NoReturn:
    """The refusal in both languages; exit 1."""
    fail(refusal.say(refused, "es"), refusal.say(refused, "en"))


def fail(spanish: str, english: str) -> NoReturn:
    """Say what went wrong in both languages on standard error; exit 1."""
    say_wrong(spanish, english)
    raise typer.Exit(1)


def say_wrong(spanish: str, english: str) -> None:
    print(spanish, file=sys.stderr)
    print(english, file=sys.stderr)
