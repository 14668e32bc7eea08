"""What the log remembers of an import: when it started, the facts it brought, and how things were before it."""

from collections.abc import Iterable, Iterator
from typing import Any

from promesa.domain.conduct import imports
from promesa.domain.conduct.imports import ImportFinished, ImportStarted, StartImport
from promesa.domain.values import refusal
from promesa.domain.world import World
from promesa.engine.codec import Codec
from promesa.engine.log import Query, QueryItem
from promesa.engine.machine import KeyReused, Machine
from promesa.gateways.files import troubles
from promesa.gateways.files.bytestreams import Progress
from promesa.gateways.files.plans import Applied, Kind

TOLD_EVERY = 5_000


def start(machine: Machine[World], ask: StartImport, by: str) -> int:
    """Start an import, or find it started; the position of that entry is the cause of all that the import does."""
    verdict = machine.submit(ask, by, key=f"{ask.import_id}/start")
    if verdict.refusal is not None and not isinstance(verdict.refusal, KeyReused):  # known under another file's name
        raise troubles.NotUndoable(import_id=ask.undoes or ask.import_id, why=refusal.say(verdict.refusal, "en"))
    return started_at(machine, ask.import_id)


def started_at(machine: Machine[World], import_id: str) -> int:
    """The position of the entry that says that the import started."""
    answer = machine.desk.answers.get(f"{import_id}/start")
    if answer is not None and answer.count:
        return answer.first
    for entry in machine.log.read(_query(machine.model.codec, [ImportStarted])):
        if machine.model.codec.decode(entry.kind, entry.body).import_id == import_id:
            return entry.position
    raise troubles.NoImport(import_id=import_id)


def facts_of(machine: Machine[World], started: int) -> Iterator[Applied]:
    """The facts that the import itself brought, in their order; not what stories made of them."""
    for entry in machine.log.read(after=started):
        if entry.cause == started:
            fact = machine.model.codec.decode(entry.kind, entry.body)
            if isinstance(fact, ImportFinished):
                return
            yield Applied(fact, entry.at)


def before(machine: Machine[World], kind: Kind, started: int, progress: Progress) -> Any:
    """The kind's noun as it was when the import started, folded from the log anew."""
    noun, codec = kind.noun(), machine.model.codec
    entries = machine.log.read(_query(codec, kind.folds)) if kind.folds else iter(())
    for entry in entries:
        if entry.position >= started:
            break
        fact = codec.decode(entry.kind, entry.body)
        kind.folds[type(fact)](noun, fact, entry.at)
        if entry.position % TOLD_EVERY == 0:
            progress("undo", entry.position, started)
    return noun


def known(machine: Machine[World], import_id: str) -> imports.Import:
    """The import. Raises NoImport."""
    found: imports.Import | None = machine.ask(lambda world: imports.find(world.imports, import_id), fresh=True)
    if found is None:
        raise troubles.NoImport(import_id=import_id)
    return found


def _query(codec: Codec, types: Iterable[type]) -> Query:
    """Every entry of these types, in whatever version it was written."""
    names: list[str] = []
    for one in types:
        bare, _, version = codec.name(one).partition("@")
        names += [bare, *(f"{bare}@{number}" for number in range(2, int(version or 1) + 1))]
    return Query((QueryItem(kinds=tuple(names)),))
