"""Takes an import back: what it changed becomes what it was, but for what somebody else has changed since."""

import time

from promesa.domain.conduct.imports import FinishImport, Import, ImportTotals, StartImport
from promesa.domain.world import World
from promesa.engine.machine import Machine
from promesa.gateways.files import memory, run, troubles
from promesa.gateways.files.bytestreams import Progress
from promesa.gateways.files.plans import Left
from promesa.gateways.files.report import ImportReport

LEFT_SHOWN = 1_000


def undo_import(
    machine: Machine[World],
    import_id: str,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
    by: str = "import",
) -> ImportReport:
    """Take an import back by an import of its own, which can be undone in its turn. Raises NoImport, NotUndoable.

    `left` of the report names what stays as it is: changed by others since, or impossible to take out of the world.
    An undo that was killed is taken up by calling it again.
    """
    began, tell = time.perf_counter(), progress or run.silent
    original = memory.known(machine, import_id)
    start = _start(machine, original)
    kind = run.kind_of(original.started.subject)
    started = memory.started_at(machine, import_id)
    applied = list(memory.facts_of(machine, started))
    was = memory.before(machine, kind, started, tell)
    undoing = machine.ask(kind.undo, was, applied)
    rows = sum(step.rows for step in undoing.steps) + len(undoing.left)
    report = ImportReport(kind=kind.name, file=original.started.name, undoes=import_id, dry_run=dry_run, rows=rows)
    report.changed = sum(step.rows for step in undoing.steps)
    left = list(undoing.left)
    if not dry_run:
        cause = memory.start(machine, start, by)
        report.import_id = start.import_id
        for step in undoing.steps:
            for one, verdict in zip(step.puts, run.put(machine, start.import_id, step, cause, by) or (), strict=False):
                if verdict.refusal is None:
                    report.applied += len(one.numbers)
                else:
                    left.append(Left(str(verdict.refusal.about), *run.sentences(verdict.refusal)))
            tell("undo", report.applied, report.changed)
        totals = ImportTotals(rows=rows, applied=report.applied, unchanged=rows - report.applied)
        machine.submit(FinishImport(import_id=start.import_id, totals=totals), by, cause=cause)
    report.left, report.left_count = left[:LEFT_SHOWN], len(left)
    report.unchanged, report.seconds = rows - report.applied, time.perf_counter() - began
    return report


def _start(machine: Machine[World], original: Import) -> StartImport:
    """The undo's own start; where an undo of it died half-way, that one's."""
    asked = original.started
    if original.undone_by:
        earlier = memory.known(machine, original.undone_by)
        if earlier.finished is not None:
            raise troubles.NotUndoable(import_id=asked.import_id, why=original.undone_by)
        return run.started_again(earlier)
    return StartImport(
        import_id=f"{asked.import_id}-undo",
        subject=asked.subject,
        digest=f"undo of {asked.import_id}",
        name=asked.name,
        mode=asked.mode,
        undoes=asked.import_id,
    )
