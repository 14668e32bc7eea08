"""`promesa backtest olist`: our dates against real deliveries, beside the platform's and plain tables."""

import resource
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from promesa.cli import frame
from promesa.cli.wrong_calls import WrongCall
from promesa.domain.values import moments
from promesa.gateways.olist import files
from promesa.gateways.olist.rows import ZONE, OlistData
from promesa.lab.backtest import orders, picture, report, run
from promesa.lab.backtest.report import Method, Report, Row
from promesa.surfaces.pictures import picture_files

COLUMNS = (
    *("", "orders", "late", "foreseen", "days promised", "days it took", "slack", "late (Olist)"),
    "days promised (Olist)",
)
METHOD_COLUMNS = ("method", "late", "days promised", "slack", "error by month")


def backtest(
    data: Annotated[Path, typer.Option("--data", help="The folder of Olist's public files.")],
    since: Annotated[str | None, typer.Option("--from", help="First day of purchase, YYYY-MM-DD.")] = None,
    until: Annotated[str | None, typer.Option("--to", help="Last day of purchase, YYYY-MM-DD.")] = None,
    late: Annotated[float, typer.Option("--late", min=0.001, max=0.999, help="Share that may be late.")] = 0.05,
    shown: Annotated[Path | None, typer.Option("--picture", help="The calibration into this .svg or .png.")] = None,
    as_json: frame.AsJson = False,
    language: frame.Language = "es",
    store: frame.Store = None,
) -> None:
    """Our dates against Olist's real deliveries, each from what was known at its purchase; a few minutes."""
    del store  # every command takes it; this one keeps nothing
    if language not in ("es", "en"):
        raise WrongCall(f"{language!r} no es es ni en", f"{language!r} is neither es nor en", "--language")
    first, last = _day(since, "--from"), _day(until, "--to")
    _check(first, last)
    told = _raced(data, first, last, late)
    if shown is not None:
        picture_files.write(shown, picture.of(told, language))
    if as_json:
        frame.put_json(said(told))
    else:
        _put(told)
    if not told.orders:
        frame.fail("No hay pedidos entregados en esas fechas.", "There are no delivered orders in those days.")


def _check(first: date | None, last: date | None) -> None:
    if first is not None and last is not None and first > last:
        raise WrongCall(f"{first} es después de --to {last}", f"{first} is after --to {last}", "--from")


def _day(text: str | None, option: str) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise WrongCall(f"{text!r} no es un día (AAAA-MM-DD)", f"{text!r} is not a day (YYYY-MM-DD)", option) from error


def _raced(folder: Path, first: date | None, last: date | None, late: float) -> Report:
    """The race over the days asked for, else over all days with a purchase."""
    began = time.perf_counter()
    with frame.progress(f"{folder}"):
        olist, payments = files.read(folder), orders.read_payments(folder)
    begins, ends = _days_of(olist)
    first, last = first or min(begins, last or begins), last or max(ends, first or ends)
    with frame.progress("backtest olist") as told:
        found = run.race(olist, payments, first, last, late, lambda done, total: told(done, total))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return report.with_cost(found, round(time.perf_counter() - began, 1), round(peak_mb, 1))


def _days_of(olist: OlistData) -> tuple[date, date]:
    """First and last day of purchase; a folder without orders has none, and any day will do."""
    if not olist.orders:
        return date(1970, 1, 1), date(1970, 1, 1)
    return (
        moments.local_date(olist.orders[0].purchased_at, ZONE),
        moments.local_date(olist.orders[-1].purchased_at, ZONE),
    )


# --- the answer ---


def said(told: Report) -> dict[str, object]:
    """The report with its keys as they are promised: rows by month and state, methods by name."""
    whole = msgspec.structs.asdict(told)
    return {
        **whole,
        "from": whole.pop("since"),
        "to": whole.pop("until"),
        "on_time_share": _kept(told.late_share),
        "by_month": [_named(row, "month") for row in told.by_month],
        "by_state": [_named(row, "state") for row in told.by_state],
        "methods": [_method(one) for one in told.methods],
        "scores": None if told.scores is None else told.scores._asdict(),
        "bins": [one._asdict() for one in told.bins],
    }


def _named(row: Row, key: str) -> dict[str, object]:
    values = msgspec.structs.asdict(row)
    return {key: values.pop("name"), **values, "on_time_share": _kept(row.late_share)}


def _method(one: Method) -> dict[str, object]:
    values = msgspec.structs.asdict(one)
    months = [
        {"month": month.name, "late_share": month.late_share, "mean_promised_days": month.mean_promised_days}
        for month in one.by_month
    ]
    return {"method": values.pop("name"), **values, "by_month": months}


def _kept(late_share: float | None) -> float | None:
    return None if late_share is None else round(1.0 - late_share, 4)


def _put(told: Report) -> None:
    total = Row(**{name: getattr(told, name) for name in Row.__struct_fields__ if name != "name"}, name="")
    _put_rows("by month", told.by_month)
    _put_rows("by state", (*told.by_state, total))
    frame.put_table("methods", METHOD_COLUMNS, [_method_cells(one) for one in told.methods])
    print(f"{told.since} to {told.until}, asked to be late {frame.percent(told.late)}; {told.seconds} s;", end=" ")
    print(f"{told.peak_mb} MB")


def _put_rows(title: str, rows: Sequence[Row]) -> None:
    frame.put_table(title, COLUMNS, [_cells(row) for row in rows])


def _cells(row: Row) -> tuple[object, ...]:
    return (
        row.name or "all",
        row.orders,
        frame.percent(row.late_share),
        frame.percent(row.foreseen_late_share),
        row.mean_promised_days,
        row.mean_actual_days,
        row.mean_absolute_slack_days,
        frame.percent(row.platform_late_share),
        row.platform_mean_promised_days,
    )


def _method_cells(one: Method) -> tuple[object, ...]:
    return (
        one.name,
        frame.percent(one.late_share),
        one.mean_promised_days,
        one.mean_absolute_slack_days,
        frame.percent(one.month_error),
    )
