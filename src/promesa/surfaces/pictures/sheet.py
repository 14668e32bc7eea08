"""A whole sheet for a report: reliability, slack, and foreseen against kept by group, under one title."""

from collections.abc import Mapping, Sequence

import msgspec

from promesa.domain.conduct.calibrations import Calibration, CalibrationCut
from promesa.kernels.calibration import Bin, Scores
from promesa.surfaces.pictures import cuts, drawing, reliability, slack
from promesa.surfaces.pictures.cuts import CutRow
from promesa.surfaces.pictures.drawing import Drawing
from promesa.surfaces.pictures.words import WORDS

MARGIN, GAP, HEAD = 28, 40, 84
COLUMN = 430
ROWS_MAX = 12
"""Groups of a cut that are drawn."""


class Numbers(msgspec.Struct, frozen=True, kw_only=True):
    """What a sheet is drawn from: any ledger of promises, ours or a backtest's."""

    title: str
    scores: Scores | None
    bins: Sequence[Bin]
    slack: Mapping[int, int]
    """Promises by days of slack, below zero late."""
    cuts: Sequence[tuple[str, Sequence[CutRow]]] = ()
    """(heading, groups) of each cut."""
    note: str = ""


def of_ledger(found: Calibration, language: str) -> Drawing:
    """The sheet of a ledger."""
    words = WORDS[language]
    shown = [
        (words["by"].format(words[name]), [row_of(one) for one in found.cuts[name]]) for name in ("carrier", "month")
    ]
    title = words["reliability"]
    return picture(Numbers(title=title, scores=found.scores, bins=found.bins, slack=found.slack, cuts=shown), language)


def row_of(one: CalibrationCut) -> CutRow:
    """A group of the ledger as a row of a drawing."""
    return CutRow(one.name or "–", one.promises, one.foreseen, one.kept, one.kept_min, one.kept_max)


def picture(numbers: Numbers, language: str) -> Drawing:
    """Two columns: the diagram and the slack above, a cut below each."""
    words = WORDS[language]
    right = MARGIN + COLUMN + GAP
    diagram = reliability.picture(numbers.bins, language, COLUMN)
    bars = slack.picture(numbers.slack, language, COLUMN, 230)
    strokes = [
        drawing.text(MARGIN, 38, numbers.title, "bold ink", size=19),
        drawing.text(MARGIN, 60, summary(numbers.scores, language), "soft", size=13),
        drawing.moved(MARGIN, HEAD, diagram),
        drawing.text(right, HEAD + 8, words["slack"], "bold ink", size=13),
        drawing.moved(right, HEAD + 18, bars),
    ]
    below = [HEAD + diagram.height + 26, HEAD + bars.height + 60]
    for number, (heading, rows) in enumerate(numbers.cuts):
        side = (number + 1) % 2
        x, y = (MARGIN, right)[side], below[side]
        part = cuts.picture(rows[:ROWS_MAX], heading, language, COLUMN)
        strokes += [drawing.text(x, y, heading, "bold ink", size=13), drawing.moved(x, y + 12, part)]
        below[side] = y + part.height + 44
    height = max(below) - 8
    if numbers.note:
        strokes.append(drawing.text(MARGIN, height, numbers.note))
    return Drawing(right + COLUMN + MARGIN, height + 14, "".join(strokes), numbers.title)


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
