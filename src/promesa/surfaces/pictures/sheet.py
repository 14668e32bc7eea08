"""A whole sheet for a report: reliability, days, groups, reasons and the calendar of a ledger, under one title."""

from collections.abc import Mapping, Sequence

import msgspec

from promesa.domain.conduct.calibrations import Calibration
from promesa.kernels.calibration import Bin, Scores
from promesa.surfaces.pictures import cuts, days, drawing, group_names, periods, reasons, reliability, slack
from promesa.surfaces.pictures.cuts import CutRow
from promesa.surfaces.pictures.drawing import Drawing
from promesa.surfaces.pictures.periods import PeriodBar
from promesa.surfaces.pictures.words import WORDS
from promesa.surfaces.speech import failure_words

MARGIN, GAP, HEAD = 28, 40, 92
COLUMN = 430
ROWS_MAX = 10
"""Groups of a cut that are drawn."""
LEDGER_CUTS = ("carrier", "destination")
CUT_FIELDS = ("promises", "foreseen", "kept", "kept_min", "kept_max")


class Numbers(msgspec.Struct, frozen=True, kw_only=True):
    """What a sheet is drawn from: any ledger of promises, ours or a backtest's. What is empty is left out."""

    title: str
    scores: Scores | None
    bins: Sequence[Bin]
    slack: Mapping[int, int] = {}
    """Promises by days of slack, below zero late."""
    days: Mapping[tuple[int, int], int] = {}
    """Promises by (days promised, days it took)."""
    cuts: Sequence[tuple[str, Sequence[CutRow]]] = ()
    """(heading, groups) of each cut."""
    reasons: Sequence[tuple[str, int]] = ()
    periods: Sequence[PeriodBar] = ()


def of_ledger(found: Calibration, language: str) -> Drawing:
    """The sheet of a ledger."""
    words, said = WORDS[language], failure_words.FAILURES
    numbers = Numbers(
        title=words["reliability"],
        scores=found.scores,
        bins=found.bins,
        slack=found.slack,
        days=found.days,
        cuts=[(words["by"].format(words[name]), rows_of(found, name, language)) for name in LEDGER_CUTS],
        reasons=[(failure_words.say(said, code, language), many) for code, many in found.failures.items()],
        periods=[PeriodBar(*period) for period in found.periods],
    )
    return picture(numbers, language)


def rows_of(found: Calibration, by: str, language: str) -> list[CutRow]:
    """The groups of a cut as rows of a drawing, by the names that people know."""
    return [
        CutRow(group_names.said(by, one.name, language), *(getattr(one, field) for field in CUT_FIELDS))
        for one in found.cuts[by]
    ]


def picture(numbers: Numbers, language: str) -> Drawing:
    """Two columns under the title, each part below the shorter column's last one, and the calendar across."""
    width = 2 * MARGIN + 2 * COLUMN + GAP
    strokes = [
        drawing.text(MARGIN, 40, numbers.title, "bold ink", size=18),
        drawing.text(MARGIN, 64, summary(numbers.scores, language), "soft", size=13),
    ]
    ends = [HEAD, HEAD]
    for heading, part in _parts(numbers, language):
        side = 0 if ends[0] <= ends[1] else 1
        x, y = MARGIN + side * (COLUMN + GAP), ends[side]
        strokes += [drawing.text(x, y + 12, heading, "bold ink", size=14), drawing.moved(x, y + 24, part)]
        ends[side] = y + 24 + part.height + 26
    height = max(ends)
    if numbers.periods:
        words = WORDS[language]
        calendar = periods.picture(numbers.periods, language, width - 2 * MARGIN)
        strokes += [drawing.text(MARGIN, height + 12, words["periods"], "bold ink", size=14)]
        strokes += [drawing.moved(MARGIN, height + 26, calendar)]
        height += 26 + calendar.height + 16
    return Drawing(width, height, "".join(strokes), numbers.title)


def _parts(numbers: Numbers, language: str) -> list[tuple[str, Drawing]]:
    words = WORDS[language]
    parts = [(words["diagram"], reliability.picture(numbers.bins, language, COLUMN))]
    if numbers.slack:
        parts.append((words["slack"], slack.picture(numbers.slack, language, COLUMN, 190)))
    if numbers.days:
        parts.append((words["by_days"], days.picture(numbers.days, language, COLUMN)))
    for heading, rows in numbers.cuts:
        parts.append((heading, cuts.picture(rows[:ROWS_MAX], heading, language, COLUMN)))
    if numbers.reasons:
        parts.append((words["reasons"], reasons.picture(numbers.reasons, words["reasons"], COLUMN)))
    return parts


def summary(scores: Scores | None, language: str) -> str:
    """One sentence: what we said, what we kept, how far off."""
    words = WORDS[language]
    if scores is None:
        return words["nothing"]
    return words["summary"].format(
        said=f"{scores.chance:.1%}",
        kept=f"{scores.share:.1%}",
        low=f"{scores.share_min:.1%}",
        high=f"{scores.share_max:.1%}",
        cases=f"{scores.cases:,}",
        brier=f"{scores.brier:.4f}",
        error=f"{scores.expected_error:.1%}",
    )
