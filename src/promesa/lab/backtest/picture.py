"""The backtest as a sheet: reliability of our chances, days of slack, and foreseen against kept by month and state."""

from collections.abc import Sequence

from promesa.kernels import calibration
from promesa.lab.backtest.report import Report, Row
from promesa.surfaces.pictures import sheet
from promesa.surfaces.pictures import words as said_by
from promesa.surfaces.pictures.cuts import CutRow
from promesa.surfaces.pictures.drawing import Drawing
from promesa.surfaces.pictures.sheet import Numbers
from promesa.surfaces.pictures.words import WORDS

TITLES = {
    "es": "Olist, comprados del {since} al {until}: prometidos {days:.1f} días (la plataforma: {theirs:.1f})",
    "en": "Olist, bought {since} to {until}: {days:.1f} days promised (the platform: {theirs:.1f})",
}


def of(report: Report, language: str) -> Drawing:
    """The sheet of a report; `language` is "es" or "en"."""
    words = WORDS[language]
    months = [(said_by.period(row.name, language), row) for row in report.by_month]
    states = sorted(((row.name, row) for row in report.by_state), key=lambda pair: -pair[1].orders)
    title = TITLES[language].format(
        since=report.since,
        until=report.until,
        days=report.mean_promised_days or 0.0,
        theirs=report.platform_mean_promised_days or 0.0,
    )
    cuts = [(words["by"].format(words[by]), _rows(rows)) for by, rows in (("month", months), ("destination", states))]
    return sheet.picture(
        Numbers(title=title, scores=report.scores, bins=report.bins, slack=report.slack, cuts=cuts), language
    )


def _rows(named: Sequence[tuple[str, Row]]) -> list[CutRow]:
    """Rows with orders in them: foreseen and realised share kept, with its interval."""
    found = []
    for name, row in named:
        if row.late_share is not None and row.foreseen_late_share is not None:
            kept = round((1.0 - row.late_share) * row.orders)
            low, high = calibration.wilson(kept, row.orders)
            found.append(CutRow(name, row.orders, 1.0 - row.foreseen_late_share, kept / row.orders, low, high))
    return found
