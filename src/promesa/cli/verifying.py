"""`promesa verify`: the auditor over the whole log."""

from typing import Annotated

import typer

from promesa import app
from promesa.cli import frame
from promesa.lab import auditor
from promesa.lab.auditor import AuditReport


def verify(
    log_only: Annotated[
        bool, typer.Option("--log-only", help="Do not compare with the world that a start would give.")
    ] = False,
    as_json: frame.AsJson = False,
    store: frame.Store = None,
) -> None:
    """Every invariant over every entry of the log; exit 0 only where all of them hold."""
    report = _audited_log(store) if log_only else _audited_machine(store)
    if as_json:
        frame.put_json(
            {
                "facts": report.facts,
                "invariants": len(report.invariants),
                "violations": sum(report.counts.values()),
                "counts": report.counts,
                "first_violations": report.violations,
                "invariant_names": report.invariants,
                "seconds": report.seconds,
            }
        )
    else:
        _put_report(report)
    if not report.clean:
        total = sum(report.counts.values())
        frame.fail(f"{total} faltas en el registro.", f"{total} violations in the log.")


def _audited_machine(store: str | None) -> AuditReport:
    with frame.machine_on(store, read_only=True) as machine, frame.progress("verify") as told:
        return auditor.audit(machine, lambda read: told(read, machine.seen))


def _audited_log(store: str | None) -> AuditReport:
    with frame.log_on(store, read_only=True) as log, frame.progress("verify") as told:
        app.calm_collector()
        head = log.head()
        return auditor.audit(log, lambda read: told(read, head))


def _put_report(report: AuditReport) -> None:
    rows = [(name, report.counts.get(name) or "holds") for name in report.invariants]
    frame.put_table(f"{report.facts:,} entries in {report.seconds:.1f} s", ("invariant", "violations"), rows)
    if report.violations:
        found = [(one.invariant, one.position, one.about) for one in report.violations]
        frame.put_table("the first of each", ("invariant", "entry", "about"), found)
