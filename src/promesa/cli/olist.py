"""`promesa import olist`."""

import resource
import time
from pathlib import Path

import msgspec

from promesa import app
from promesa.cli import frame
from promesa.gateways.olist import files
from promesa.gateways.olist.rows import OlistData
from promesa.lab import log_hash, olist_report
from promesa.lab import olist as lab
from promesa.lab.olist_report import Report, Row

COLUMNS = (
    *("month", "orders", "refused", "promises", "kept", "broken", "withdrawn", "open"),
    *("late", "days promised", "late (Olist)", "days promised (Olist)", "days it took"),
)


def import_olist(folder: Path, store: str | None, as_json: bool) -> None:
    """Every order of Olist's public files through the loop, on a fresh store or where a killed run stopped."""
    began = time.perf_counter()
    with frame.log_on(store) as log:
        app.calm_collector()
        olist = _read(folder)
        machine = app.build(log, lambda: 0)  # the happenings bring their own moments
        with frame.progress("Olist") as told:
            lab.run(machine, olist, told)
        report = olist_report.report(machine.world, log, olist)
        answer = {
            **_totals(report),
            "facts": machine.seen,
            "log_hash": log_hash.of(log.read()),
            "seconds": round(time.perf_counter() - began, 2),
            "peak_mb": _peak_mb(),
            "by_month": report.by_month,
        }
        machine.save_snapshot()
    if as_json:
        frame.put_json(answer)
    else:
        _put_report(report, answer)
    if report.oversold:
        frame.fail(f"Se vendieron {report.oversold} piezas de más.", f"{report.oversold} units were oversold.")
    if report.rows_not_read:
        lines = f"{report.rows_not_read:,}"
        frame.fail(f"{lines} renglones no se pudieron leer.", f"{lines} rows could not be read.")


def _read(folder: Path) -> OlistData:
    with frame.progress(f"{folder}"):
        return files.read(folder)


def _peak_mb() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


# --- the import's answer ---


def _totals(report: Report) -> dict[str, object]:
    total = msgspec.structs.asdict(report.total)
    del total["month"]
    return {
        **total,
        "units": report.units,
        "messages_wanted": report.messages_wanted,
        "oversold": report.oversold,
        "refused_by_reason": report.refused,
        "refused_steps": report.refused_steps,
        "rows_not_read": report.rows_not_read,
        "faults": report.faults,
    }


def _put_report(report: Report, answer: dict[str, object]) -> None:
    rows = [_cells(row.month, row) for row in report.by_month]
    frame.put_table("Olist", COLUMNS, [*rows, _cells("all", report.total)])
    refused = ", ".join(f"{reason} {count:,}" for reason, count in report.refused.items()) or "none"
    steps = ", ".join(f"{step} {count:,}" for step, count in report.refused_steps.items()) or "none"
    print(f"orders refused: {refused}; later news that could not be taken: {steps}; rows not read:", end=" ")
    print(f"{report.rows_not_read:,}")
    for fault in report.faults:
        print(f"  {fault.file} line {fault.line}, {fault.column}: {fault.value!r}")
    print(f"oversold {report.oversold}; {answer['facts']:,} entries; log hash {answer['log_hash']};", end=" ")
    print(f"{answer['seconds']} s; {answer['peak_mb']} MB")


def _cells(name: str, row: Row) -> tuple[object, ...]:
    return (
        name,
        row.orders,
        row.refused,
        row.promises_made,
        row.promises_kept,
        row.promises_broken,
        row.promises_withdrawn,
        row.promises_open,
        frame.percent(row.late_share),
        row.mean_promised_days,
        frame.percent(row.platform_late_share),
        row.platform_mean_promised_days,
        row.mean_actual_days,
    )
