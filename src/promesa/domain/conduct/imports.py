"""The imports of files: which file was applied when, how it ended, and which import undid it."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from promesa.domain.values import ids
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused


class ImportTotals(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of an import: read, applied by it, said nothing new, bad."""

    rows: int = 0
    applied: int = 0
    unchanged: int = 0
    bad: int = 0


# --- commands ---


class StartImport(msgspec.Struct, frozen=True, kw_only=True):
    """A file is about to be applied, batch by batch; each batch names the entry of this as its cause.

    `digest` says which file in which reading it is: the same digest is the same import until another of its subject
    comes in between. `undoes` names an import that this one takes back.
    """

    import_id: str
    subject: str
    """"stock", "catalog", ..."""
    digest: str
    name: str
    """The file's name, for people."""
    mode: str
    undoes: str = ""


class FinishImport(msgspec.Struct, frozen=True, kw_only=True):
    """Every batch was applied. `bad_rows` are the numbers of the bad rows as their reader wrote them."""

    import_id: str
    totals: ImportTotals
    bad_rows: bytes = b""


# --- facts ---


class ImportStarted(StartImport, frozen=True, kw_only=True):
    pass


class ImportFinished(FinishImport, frozen=True, kw_only=True):
    pass


class Import(msgspec.Struct):
    """One import; `finished` is None while it runs, and when it died half-way."""

    started: ImportStarted
    started_at: Instant
    finished: ImportTotals | None = None
    finished_at: Instant | None = None
    undone_by: str = ""


class Imports(msgspec.Struct):
    """All imports in their order; the newest of each subject; how often each file was imported."""

    by_id: dict[str, Import] = {}
    newest: dict[str, str] = {}
    times: dict[str, int] = {}
    bad_rows: dict[str, bytes] = {}
    """Of the newest import of each subject only."""


def find(imports: Imports, import_id: str) -> Import | None:
    """The import, or None."""
    return imports.by_id.get(import_id)


def newest(imports: Imports, subject: str) -> Import | None:
    """The import of that subject which started last, or None."""
    return imports.by_id.get(imports.newest.get(subject, ""))


# --- rules ---


def start(imports: Imports, ask: StartImport, _: Instant) -> list[ImportStarted] | Refused:
    """Starting again what was started changes nothing; an import is undone once, be it finished or not."""
    if not all(map(ids.is_sound, (ask.import_id, ask.subject, ask.digest, ask.mode))):
        return Refused(Reason.INVALID, "import")
    if ask.import_id in imports.by_id:
        return []
    undone = imports.by_id.get(ask.undoes)
    if ask.undoes and (undone is None or undone.undone_by):
        return Refused(Reason.WRONG_STATE, ask.undoes)
    return [ImportStarted(**_fields(ask))]


def finish(imports: Imports, ask: FinishImport, _: Instant) -> list[ImportFinished] | Refused:
    """Finishing again changes nothing."""
    known = imports.by_id.get(ask.import_id)
    if known is None:
        return Refused(Reason.INVALID, ask.import_id)
    return [] if known.finished is not None else [ImportFinished(**_fields(ask))]


def _fields(ask: msgspec.Struct) -> dict[str, Any]:
    return {name: getattr(ask, name) for name in ask.__struct_fields__}


# --- the fold ---


def _fold_started(imports: Imports, fact: ImportStarted, at: Instant) -> None:
    imports.by_id[fact.import_id] = Import(fact, at)
    imports.newest[fact.subject] = fact.import_id
    imports.times[fact.digest] = imports.times.get(fact.digest, 0) + 1
    imports.bad_rows.pop(fact.subject, None)
    if fact.undoes:
        imports.by_id[fact.undoes].undone_by = fact.import_id


def _fold_finished(imports: Imports, fact: ImportFinished, at: Instant) -> None:
    known = imports.by_id[fact.import_id]
    known.finished, known.finished_at = fact.totals, at
    if imports.newest[known.started.subject] == fact.import_id:
        imports.bad_rows[known.started.subject] = fact.bad_rows


RULES: Mapping[type, Callable[[Any, Any, Instant], Any]] = {StartImport: start, FinishImport: finish}
FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    ImportStarted: _fold_started,
    ImportFinished: _fold_finished,
}
