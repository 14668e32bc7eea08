"""`promesa ledger`: the ledger of promises as a table, as files and as a picture."""

import csv
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from promesa.cli import frame
from promesa.cli.wrong_calls import WrongCall
from promesa.domain.conduct import calibrations
from promesa.domain.conduct.calibrations import CUTS, Calibration, CalibrationCut
from promesa.domain.conduct.promise_ledger import FAILURES, LedgerFilter, PromiseRow
from promesa.surfaces import ledger_board, ledger_files, ledger_rows
from promesa.surfaces.asks import promise_book
from promesa.surfaces.pictures import picture_files, sheet

OUTCOMES = ("kept", "broken", "withdrawn", "moved", "open")
COLUMNS = ("order", "", "named on", "promised", "arrived", "slack", "outcome", "why", "foreseen", "lane", "location")
CUT_COLUMNS = ("", "promises", "foreseen", "kept", "95 %", "Brier", "days promised", "days taken", "slack")


def ledger(
    since: Annotated[str | None, typer.Option("--from", help="First day on which dates were named.")] = None,
    until: Annotated[str | None, typer.Option("--to", help="Last day, YYYY-MM-DD.")] = None,
    outcome: Annotated[str, typer.Option("--outcome", help=", ".join(OUTCOMES))] = "",
    failure: Annotated[str, typer.Option("--failure", help=", ".join(FAILURES))] = "",
    carrier: Annotated[str, typer.Option("--carrier")] = "",
    lane: Annotated[str, typer.Option("--lane", help='As it is shown: "SERVICE FROM>TO".')] = "",
    location: Annotated[str, typer.Option("--location")] = "",
    channel: Annotated[str, typer.Option("--channel")] = "",
    by: Annotated[str, typer.Option("--by", help=f"Foreseen against kept instead, by {', '.join(CUTS)}.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="Rows of the table, the newest.")] = 40,
    as_json: frame.AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="All rows as CSV on standard output.")] = False,
    parquet: Annotated[Path | None, typer.Option("--parquet", help="All rows into this Parquet file.")] = None,
    picture: Annotated[Path | None, typer.Option("--picture", help="The calibration into this .svg or .png.")] = None,
    language: frame.Language = "es",
    store: frame.Store = None,
) -> None:
    """Every promise and re-promise: what it stood on, how it ended, why; and how well what was foreseen came true."""
    _check(outcome, failure, by, language)
    wanted = LedgerFilter(
        since=_day(since, "--from"),
        until=_day(until, "--to"),
        outcome=outcome,
        failure=failure,
        carrier=carrier,
        lane=lane,
        location=location,
        channel=channel,
    )
    with frame.machine_on(store, read_only=True) as machine:
        rows = machine.ask(ledger_board.all_rows, wanted)
    if picture is not None:
        picture_files.write(picture, sheet.of_ledger(calibrations.of(rows), language))
    if parquet is not None:
        ledger_files.write_parquet(parquet, rows)
    if as_csv:
        names, cells = ledger_rows.flat(rows)
        csv.writer(sys.stdout).writerows([names, *cells])
    elif as_json:
        _put_json(rows, by)
    elif parquet is None and picture is None:
        _put_cut(calibrations.of(rows, (by,)), by) if by else _put_rows(rows, limit)


def _check(outcome: str, failure: str, by: str, language: str) -> None:
    for value, allowed, option in (
        (outcome, OUTCOMES, "--outcome"),
        (failure, FAILURES, "--failure"),
        (by, tuple(CUTS), "--by"),
        (language, ("es", "en"), "--language"),
    ):
        if value and value not in allowed:
            known = ", ".join(allowed)
            raise WrongCall(f"{value!r} no es ninguno de {known}", f"{value!r} is none of {known}", option)


def _day(text: str | None, option: str) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise WrongCall(f"{text!r} no es un día (AAAA-MM-DD)", f"{text!r} is not a day (YYYY-MM-DD)", option) from error


def _put_json(rows: list[PromiseRow], by: str) -> None:
    """One object a line: the calibration cut that way, or every row."""
    if by:
        frame.put_json(promise_book.told(calibrations.of(rows, (by,)), by))
        return
    for row in rows:
        frame.put_json(ledger_rows.told(row))


def _put_rows(rows: list[PromiseRow], limit: int) -> None:
    frame.put_table(_title(calibrations.of(rows, ()), len(rows)), COLUMNS, [_cells(row) for row in rows[-limit:]])


def _cells(row: PromiseRow) -> tuple[object, ...]:
    foreseen = None if row.keep_probability is None else f"{row.keep_probability:.1%}"
    return (
        row.order,
        str(row.number),
        f"{row.made_on} {row.hour:02d} h",
        row.promised_on,
        row.arrived_on,
        row.slack_days,
        row.outcome,
        row.failure,
        foreseen,
        row.lane,
        row.location,
    )


def _title(found: Calibration, rows: int) -> str:
    told = f"{rows:,} rows"
    if found.scores is None:
        return told
    scores = found.scores
    return (
        f"{told}; of {scores.cases:,} ended promises {scores.share:.1%} were kept"
        f" ({scores.share_min:.1%} to {scores.share_max:.1%}), {scores.chance:.1%} foreseen;"
        f" Brier {scores.brier:.4f}, calibration error {scores.expected_error:.1%}"
    )


def _put_cut(found: Calibration, by: str) -> None:
    frame.put_table(_title(found, found.repromises + _ended(found)), CUT_COLUMNS, list(map(_cut, found.cuts[by])))
    if found.failures:
        frame.put_table("broken, by what failed", ("", "promises"), list(found.failures.items()))


def _ended(found: Calibration) -> int:
    return 0 if found.scores is None else found.scores.cases


def _cut(one: CalibrationCut) -> tuple[object, ...]:
    return (
        one.name,
        one.promises,
        frame.percent(one.foreseen),
        frame.percent(one.kept),
        f"{one.kept_min:.1%} – {one.kept_max:.1%}",
        f"{one.brier:.4f}",
        one.promised_days,
        one.actual_days,
        one.slack_days,
    )
