"""Runs an import: read, compare, apply step by step under keys of its own, so that a killed run is taken up again."""

import gc
import hashlib
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from promesa.domain.conduct import imports
from promesa.domain.conduct.imports import FinishImport, Import, ImportTotals, StartImport
from promesa.domain.values.refusal import Refused
from promesa.domain.world import World
from promesa.engine.log import Conflict
from promesa.engine.machine import CONFLICTS_MAX, KeyReused, Machine, Request, Verdict
from promesa.gateways.files import (
    branches,
    bytestreams,
    capacity,
    carriers,
    catalog,
    collections,
    customs,
    faults,
    locations,
    memory,
    orders,
    rates,
    reading,
    security,
    sepomex,
    stock,
    troubles,
)
from promesa.gateways.files.bytestreams import Progress
from promesa.gateways.files.plans import Kind, Plan, Put, Step
from promesa.gateways.files.reading import Options, Reading
from promesa.gateways.files.report import ImportReport

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        stock.KIND,
        catalog.KIND,
        locations.KIND,
        capacity.KIND,
        collections.KIND,
        carriers.KIND,
        branches.KIND,
        rates.KIND,
        security.KIND,
        customs.KIND,
        orders.KIND,
        sepomex.KIND,
    )
}
"""What can be imported, by the word of `promesa import KIND FILE`."""
VALID_ROWS, ALL_OR_NOTHING = "valid", "all_or_nothing"
MODES = (VALID_ROWS, ALL_OR_NOTHING)
LEFT_SHOWN = 1_000


class Run(msgspec.Struct, frozen=True):
    """Which import this is: new, taken up again where it died, or a repetition of the newest."""

    start: StartImport
    only: frozenset[int] | None = None
    """Rows to look at; the others of a repeated file were applied before and are left alone."""
    resumes: bool = False
    repeats: str = ""
    """The import that it repeats."""


def run_import(
    machine: Machine[World],
    kind: str,
    path: Path | str,
    *,
    mode: str = VALID_ROWS,
    dry_run: bool = False,
    mapping: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    by: str = "import",
    again: bool = False,
    bad_rows_to: Path | None = None,
    encoding: str | None = None,
    decimal: str | None = None,
) -> ImportReport:
    """Import a file. `mapping` is {"their header": "our column"} ("-": not read; "=value": the same for every row).

    mode "valid" applies the good rows; "all_or_nothing" applies nothing unless every row is good, and then all of it
    in one append. A run that was killed is taken up by running it again. A file that was imported and is imported
    again, with no other import of its kind in between, changes nothing but the rows that were bad and are good now;
    `again` applies the whole of it once more. Raises the troubles of `troubles.py`; bad rows are in the report.
    """
    began, tell = time.perf_counter(), progress or silent
    assert mode in MODES, mode
    one = kind_of(kind)
    options = Options(dict(mapping or {}), encoding, decimal, bad_rows_to)
    with _no_collections():
        file = reading.read(Path(path), one.fields, options, tell)
    try:
        digest, name = _digest(one, file, mode, options), bytestreams.sayable(file.source.path.name)
        run = machine.ask(_which, one.name, digest, name, mode, again, fresh=True)
        with _no_collections():
            plan = one.plan(file, machine.ask, run.only)
        if not bytestreams.unchanged(file.source):
            raise troubles.FileChanged(path=file.source.path)
        report = _report(one, file, plan, run, mode, dry_run)
        if not dry_run:
            _apply(machine, one, file, plan, run, report, by)
    finally:
        file.bad.close()
    _close(report, file, plan)
    report.seconds = time.perf_counter() - began
    return report


@contextmanager
def _no_collections() -> Iterator[None]:
    """Millions of short-lived rows and no cycle among them: looking for cycles would take most of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def silent(_: str, __: int, ___: int) -> None:
    """Nobody watches."""


def kind_of(name: str) -> Kind:
    if name not in KINDS:
        raise troubles.UnknownKind(kind=name, known=", ".join(KINDS))
    return KINDS[name]


def _digest(kind: Kind, file: Reading, mode: str, options: Options) -> str:
    """The same for the same bytes read in the same way."""
    said = (kind.name, file.source.digest, mode, sorted(options.mapping.items()), options.encoding, options.decimal)
    return hashlib.blake2b(msgspec.json.encode(said), digest_size=16).hexdigest()


def _which(world: World, kind: str, digest: str, name: str, mode: str, again: bool) -> Run:
    newest = imports.newest(world.imports, kind)
    if newest is not None and newest.started.digest == digest:
        if newest.finished is None:
            return Run(started_again(newest), resumes=True)
        if not again:
            repeated = newest.started.import_id
            return Run(_start(world, kind, digest, name, mode), _bad_rows(world, kind), repeats=repeated)
    return Run(_start(world, kind, digest, name, mode))


def started_again(known: Import) -> StartImport:
    """The command that started an import, to take it up where it stopped."""
    return StartImport(**{name: getattr(known.started, name) for name in StartImport.__struct_fields__})


def _start(world: World, kind: str, digest: str, name: str, mode: str) -> StartImport:
    number = world.imports.times.get(digest, 0) + 1
    import_id = f"{kind}-{digest[:12]}-{number}"
    return StartImport(import_id=import_id, subject=kind, digest=digest, name=name, mode=mode)


def _bad_rows(world: World, kind: str) -> frozenset[int]:
    """The numbers of the rows that were bad in the newest import of the kind."""
    packed = world.imports.bad_rows.get(kind, b"")
    return frozenset(np.cumsum(np.frombuffer(zlib.decompress(packed), "<i8")).tolist()) if packed else frozenset()


def _packed(file: Reading) -> bytes:
    numbers = file.bad.all_numbers()
    return zlib.compress(np.diff(numbers, prepend=0).astype("<i8").tobytes()) if len(numbers) else b""


# --- applying ---


def _apply(
    machine: Machine[World], kind: Kind, file: Reading, plan: Plan, run: Run, report: ImportReport, by: str
) -> None:
    nothing_to_say = not (plan.new or plan.changed)
    if run.repeats and nothing_to_say:
        report.import_id = run.repeats
        return
    if report.mode == ALL_OR_NOTHING:
        if not file.bad.count:
            _all_at_once(machine, file, plan, run, report, by)
        return
    start = memory.start(machine, run.start, by)
    if run.resumes:
        report.resumed = sum(kind.rows_of(one.fact) for one in memory.facts_of(machine, start))
    report.import_id = run.start.import_id
    done = 0
    for step in plan.steps:
        _put(machine, step, start, file, report, by)
        done += step.rows
        file.progress("apply", done, plan.new + plan.changed)
    report.applied += report.resumed
    machine.submit(_finish(file, report), by, cause=start)


def _put(machine: Machine[World], step: Step, cause: int, file: Reading, report: ImportReport, by: str) -> None:
    """Apply one step, unless an earlier run did."""
    verdicts = put(machine, report.import_id, step, cause, by)
    if verdicts is None:
        report.moved += step.rows
        return
    for one, verdict in zip(step.puts, verdicts, strict=True):
        if verdict.refusal is None or isinstance(verdict.refusal, KeyReused):
            report.applied += len(one.numbers)  # under a known key: another process does the same import right now
        else:
            _refuse(file, one, verdict.refusal)


def put(machine: Machine[World], import_id: str, step: Step, cause: int, by: str) -> list[Verdict] | None:
    """Submit a step under its keys; None where all of them were answered before."""
    marks = _marks(step, import_id)
    if all(mark in machine.desk.answers for mark in marks):
        return None
    pairs = zip(step.puts, marks, strict=True)
    verdicts = machine.submit_many([Request(one.command(mark), by, key=mark, cause=cause) for one, mark in pairs])
    for verdict in verdicts:
        if verdict.error is not None:
            raise verdict.error
    return verdicts


def _marks(step: Step, import_id: str) -> list[str]:
    """The idempotency key of each command: the file, its mode and the part of it are in it."""
    return [one.key or f"{import_id}/{step.number}/{nth}" for nth, one in enumerate(step.puts)]


def _refuse(file: Reading, put: Put, refusal: Refused) -> None:
    for number in put.numbers:
        file.bad.add(number, "", faults.refused(refusal))


def _all_at_once(machine: Machine[World], file: Reading, plan: Plan, run: Run, report: ImportReport, by: str) -> None:
    """The whole import in one append: a crash, or a no to any of it, leaves nothing of it."""
    steps = list(plan.steps)
    for attempt in range(CONFLICTS_MAX):
        try:
            with machine.turn() as now:
                cause = _decide(machine, run.start, by, 0, now)
                for step in steps:
                    _decide_step(machine, step, run.start.import_id, cause, now, by, file)
                report.import_id, report.applied = run.start.import_id, sum(step.rows for step in steps)
                _decide(machine, _finish(file, report), by, cause, now)
            return
        except (Conflict, troubles.Overtaken) as no:
            report.import_id, report.applied = "", 0
            if isinstance(no, troubles.Overtaken) and file.bad.count:
                return
            if isinstance(no, troubles.Overtaken) or attempt + 1 == CONFLICTS_MAX:
                raise


def _decide_step(
    machine: Machine[World], step: Step, import_id: str, cause: int, now: int, by: str, file: Reading
) -> None:
    for one, mark in zip(step.puts, _marks(step, import_id), strict=True):
        _decide(machine, one.command(mark), by, cause, now, partial(_refuse, file, one))


def _decide(
    machine: Machine[World],
    command: Any,
    by: str,
    cause: int,
    now: int,
    refuse: Callable[[Refused], None] | None = None,
) -> int:
    """Decide and write one command inside a turn; the position of its first fact. A no ends the turn: Overtaken."""
    outcome = machine.decide(command, now)
    if not isinstance(outcome, list):
        if refuse is not None:
            refuse(outcome)
        raise troubles.Overtaken(why=str(outcome))
    first = machine.seen + 1
    machine.accept(outcome, by, cause, now)
    return first


def _finish(file: Reading, report: ImportReport) -> FinishImport:
    bad = file.bad.count
    unchanged = file.rows - report.applied - bad
    totals = ImportTotals(rows=file.rows, applied=report.applied, unchanged=unchanged, bad=bad)
    return FinishImport(import_id=report.import_id, totals=totals, bad_rows=_packed(file))


# --- reporting ---


def _report(kind: Kind, file: Reading, plan: Plan, run: Run, mode: str, dry_run: bool) -> ImportReport:
    first = file.sheets[0]
    return ImportReport(
        kind=kind.name,
        file=bytestreams.sayable(str(file.source.path)),
        digest=file.source.digest,
        mode=mode,
        dry_run=dry_run,
        rows=file.rows,
        doubled=plan.doubled,
        new=plan.new,
        changed=plan.changed,
        gone=plan.gone,
        moved=plan.moved,
        samples=plan.samples,
        repeated=bool(run.repeats),
        columns=dict(first.columns.said),
        unknown_columns=sorted({name for one in file.sheets for name in one.columns.unknown}),
        encoding=first.sheet.encoding,
        delimiter=first.sheet.delimiter,
        sheets=[one.sheet.name for one in file.sheets if one.sheet.name],
    )


def _close(report: ImportReport, file: Reading, plan: Plan) -> None:
    """The figures that are known only at the end."""
    report.bad, report.bad_count = file.bad.listed, file.bad.count
    report.bad_file = str(file.bad.path) if file.bad.path is not None and file.bad.count else None
    report.unchanged = report.rows - report.applied - report.doubled - report.bad_count
    report.notes = [*file.notes, *plan.notes]
    if report.moved:
        report.notes.append(reading.note("moved_since", report.moved))
    if report.gone:
        report.notes.append(reading.note("gone", report.gone))


def sentences(refusal: object) -> tuple[str, str]:
    """A refusal in Spanish and in English."""
    return faults.say(faults.refused(refusal)) if isinstance(refusal, Refused) else (str(refusal), str(refusal))
