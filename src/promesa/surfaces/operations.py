"""What can be asked of us and told to us, as a table that HTTP, its document, the command line and programs share."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Refused
from promesa.domain.world import World
from promesa.engine.inbox import Inbox
from promesa.engine.machine import Machine
from promesa.engine.papers import Papers
from promesa.engine.vault import Vault
from promesa.surfaces.boards.following import Boards
from promesa.surfaces.changes import Changes
from promesa.surfaces.figures import FigureBoard
from promesa.surfaces.ledger_board import LedgerBoard
from promesa.surfaces.replays import Replays
from promesa.surfaces.tokens import Ring

Shape = type[msgspec.Struct]


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """No figures are needed."""


class Call(msgspec.Struct, frozen=True):
    """What surrounds a request: who, when, from which world, with which names in its path."""

    by: str
    now: Instant
    path: Mapping[str, Any]
    seed: str
    """A name for what has none yet: the same for the same idempotency key, else new."""
    ring: Ring
    position: int = 0
    """Of the log, as the answer sees it."""


def nobody_thinks() -> None:
    """Where no program was wired."""


class Room(msgspec.Struct, frozen=True):
    """What errands reach beyond the world."""

    machine: Machine[World]
    vault: Vault
    changes: Changes
    figures: FigureBoard
    ledger: LedgerBoard
    boards: Boards
    """What pages show of the whole: `boards.of(RiskBoard)`."""
    rethink: Callable[[], str | Refused | None] = nobody_thinks
    """Thinks over again all orders that nobody has picked: the name of the rethink, None where nothing is better."""
    inbox: Inbox | None = None
    """What partners told us by themselves; None where none of them does."""
    replays: Replays | None = None
    """None where no other process can read the store."""
    papers: Papers | None = None
    """Photos that customers have shown us; None where nobody can show any."""


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that can be asked or told.

    `takes` is a struct with all that it needs beside the names in its path: the body of a POST, the query of a GET.
    `gives` is the struct of a good answer; a `Refused` in its place is a no.
    """

    name: str
    method: str
    path: str
    scope: str
    group: str
    summary: str
    """One sentence, in English, for the pages."""
    takes: Shape = Nothing
    gives: Shape
    status: int = 200


class Question(Operation, frozen=True, kw_only=True):
    """Answered from the world as it is: (world, asked, call) -> `gives` or Refused. Pure, and quick: microseconds.

    `in_state`: there is no answer while what it is about is in another state.
    """

    answer: Callable[[World, Any, Call], Any]
    in_state: bool = False


class Command(Operation, frozen=True, kw_only=True):
    """Becomes a command of the domain, then an answer.

    `command`: (asked, call) -> the command, or Refused. `reply`: (world, asked, call, facts) -> `gives` or Refused;
    made of the decision's own facts wherever it can be, so that a repetition gets the same answer. `after`: (room,
    asked, call) -> one more command to put once the first is accepted, or None; it may wait.
    """

    command: Callable[[Any, Call], Any]
    reply: Callable[[World, Any, Call, Sequence[Any]], Any]
    after: Callable[[Room, Any, Call], Any] | None = None


class Errand(Operation, frozen=True, kw_only=True):
    """Needs more than a look at the world: (room, asked, call) -> `gives` or Refused; it may wait and read the log."""

    run: Callable[[Room, Any, Call], Any]


class Receipt(msgspec.Struct, frozen=True):
    """What a command did: the facts that were recorded, none where everything was already so."""

    about: str
    changed: bool
    recorded: tuple[str, ...]


def receipt(about: str, facts: Sequence[Any]) -> Receipt:
    return Receipt(about, bool(facts), tuple(type(fact).__name__ for fact in facts))


def first(kind: type, facts: Sequence[Any]) -> Any:
    """The first fact of a kind, or None."""
    return next((fact for fact in facts if type(fact) is kind), None)
