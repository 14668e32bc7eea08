"""What an import is going to do, before it does it: what is new, what changes, and the commands, step by step."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from promesa.domain.world import World
from promesa.gateways.files.faults import BadRows, Fault
from promesa.gateways.files.headers import Field
from promesa.gateways.files.reading import Note, Reading

SAMPLES = 20
STEPS_WANTED = 100
STEP_ROWS_MIN, STEP_ROWS_MAX = 5_000, 200_000
NEW, CHANGED = "new", "changed"

Ask = Callable[..., Any]
"""The machine's `ask`: `ask(question, *args)` is `question(world, *args)`."""


class Change(msgspec.Struct, frozen=True):
    """One line of the difference between the file and the world, for people."""

    what: str
    about: str
    before: str
    after: str


class Put(msgspec.Struct, frozen=True):
    """A command, made when the mark of its step is known, and the rows that it stands for."""

    command: Callable[[str], Any]
    numbers: Sequence[int]
    key: str = ""
    """Where it has an idempotency key of its own; else its mark is its key."""


class Step(msgspec.Struct, frozen=True):
    """Commands that are put together, in one append."""

    number: int
    puts: tuple[Put, ...]

    @property
    def rows(self) -> int:
        return sum(len(put.numbers) for put in self.puts)


class Plan(msgspec.Struct, kw_only=True):
    """The difference as counts and samples, and the steps that apply it (each built when it is its turn)."""

    new: int = 0
    changed: int = 0
    same: int = 0
    doubled: int = 0
    """Rows that say again what an earlier row says."""
    gone: int = 0
    moved: int = 0
    """Rows that an earlier import of this very file applied, and that others have changed since: left alone."""
    samples: list[Change] = []
    steps: Iterator[Step] = iter(())
    notes: list[Note] = []


class Left(msgspec.Struct, frozen=True):
    """What an undo leaves as it is, and why: "changed since", "cannot be unmade"."""

    about: str
    why_es: str
    why_en: str


class Undoing(msgspec.Struct, kw_only=True):
    """The steps that take an import back, and what they leave."""

    steps: list[Step] = []
    left: list[Left] = []


class Applied(NamedTuple):
    """A fact of an import, and when it was written."""

    fact: Any
    at: int


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of file: its columns, how its rows become a plan, and how its facts are taken back."""

    name: str
    fields: tuple[Field, ...]
    plan: Callable[[Reading, Ask, frozenset[int] | None], Plan]
    rows_of: Callable[[Any], int]
    """How many rows a fact of the import stands for."""
    undo: Callable[[World, Any, list[Applied]], Undoing]
    """(world, the noun as it was before, what the import did in its order)."""
    noun: Callable[[], Any]
    folds: Mapping[type, Callable[[Any, Any, Any], None]]


class Told(NamedTuple):
    """What one row says about one thing."""

    number: int
    says: Any


def unique(rows: Iterable[tuple[Hashable, Told]], bad: BadRows, plan: Plan) -> list[Told]:
    """One row for each thing: who says the same again is counted, who says something else spoils all rows about it."""
    first: dict[Hashable, Told] = {}
    again: dict[Hashable, list[Told]] = {}
    for thing, told in rows:
        if thing in first:
            again.setdefault(thing, []).append(told)
        else:
            first[thing] = told
    for thing, others in again.items():
        if all(told.says == first[thing].says for told in others):
            plan.doubled += len(others)
            continue
        for told in (first.pop(thing), *others):
            about = thing if isinstance(thing, str) else " · ".join(map(str, thing))  # type: ignore[call-overload]
            bad.add(told.number, "", Fault("ambiguous_rows", about=about))
    return list(first.values())


def step_rows(rows: int) -> int:
    """How many lines of the file go into one step: a matter of the file alone, so that a resumed run cuts alike."""
    return min(max(rows // STEPS_WANTED, STEP_ROWS_MIN), STEP_ROWS_MAX)


def stepped(rows: Sequence[Told], size: int) -> Iterator[tuple[int, list[Told]]]:
    """The rows by the step that their line belongs to, in the order of the file."""
    pending: list[Told] = []
    at = -1
    for told in sorted(rows, key=lambda one: one.number):
        if told.number // size != at and pending:
            yield at, pending
            pending = []
        at = told.number // size
        pending.append(told)
    if pending:
        yield at, pending


def sample(plan: Plan, what: str, about: str, before: str, after: str) -> None:
    """Count a change, and show the first ones."""
    if what == NEW:
        plan.new += 1
    else:
        plan.changed += 1
    if len(plan.samples) < SAMPLES:
        plan.samples.append(Change(what, about, before, after))


def changed_since(about: str) -> Left:
    """Why an undo leaves it: somebody else has said something since."""
    return Left(about, "cambió después de la importación", "changed after the import")


def unmakeable(about: str) -> Left:
    """Why an undo leaves it: there is no taking it out of the world."""
    return Left(about, "no se puede quitar", "cannot be taken out")
