"""Foreseen against kept, a row for each group: a ring for what we foresaw, a dot with its interval for what came."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from promesa.surfaces.pictures import drawing
from promesa.surfaces.pictures.drawing import Drawing
from promesa.surfaces.pictures.words import WORDS

ROW, TOP, RIGHT, FOOT = 24, 26, 66, 24
NAME_SHARE = 0.34
LETTER = 6.2
"""How wide a letter is, about."""


class CutRow(msgspec.Struct, frozen=True):
    """One group; shares in [0, 1]."""

    name: str
    cases: int
    foreseen: float
    share: float
    share_min: float
    share_max: float


class _Scale(NamedTuple):
    """From shares to units across."""

    low: float
    left: float
    right: float

    def x(self, share: float) -> float:
        return self.left + (max(self.low, share) - self.low) / (1 - self.low) * (self.right - self.left)


def picture(rows: Sequence[CutRow], title: str, language: str, width: int = 440) -> Drawing:
    """The groups in the order given."""
    words = WORDS[language]
    scale = _Scale(_low(rows), width * NAME_SHARE, width - RIGHT)
    ground = TOP + ROW * len(rows)
    strokes = []
    for tick in (scale.low, round((1 + scale.low) / 2, 4), 1.0):
        x = scale.x(tick)
        strokes.append(drawing.line(x, TOP - 4, x, ground))
        strokes.append(drawing.text(x, ground + 15, f"{round(100 * tick, 1):g} %", anchor="middle"))
    strokes += [
        drawing.dot(scale.left + 4, 9, 4, "soft", hollow=True),
        drawing.text(scale.left + 13, 13, words["said"]),
    ]
    strokes += [drawing.dot(scale.left + 84, 9, 4, "kept"), drawing.text(scale.left + 93, 13, words["was"])]
    strokes.append(drawing.text(width, 13, words["cases"], anchor="end"))
    strokes += [_row(row, TOP + ROW * number + ROW / 2, scale, width, words) for number, row in enumerate(rows)]
    return Drawing(width, ground + FOOT, "".join(strokes), title)


def _row(row: CutRow, y: float, scale: _Scale, width: int, words: dict[str, str]) -> str:
    missed = row.share_max < row.foreseen
    kind = "broken" if missed else "kept"
    letters = int((scale.left - 10) / LETTER)
    name = row.name if len(row.name) <= letters else f"{row.name[: letters - 1]}…"
    title = (
        f"{row.name}: {words['said']} {row.foreseen:.1%}, {words['was']} {row.share:.1%}"
        f" ({row.share_min:.1%} – {row.share_max:.1%}), {row.cases:,} {words['cases']}"
    )
    return drawing.told(
        title,
        (
            drawing.text(0, y + 4, name, "ink"),
            drawing.line(scale.x(row.share_min), y, scale.x(row.share_max), y, kind, 2),
            drawing.dot(scale.x(row.foreseen), y, 4.5, "soft", hollow=True),
            drawing.dot(scale.x(row.share), y, 4, kind),
            drawing.text(width, y + 4, f"{row.cases:,}", anchor="end"),
        ),
    )


def _low(rows: Sequence[CutRow]) -> float:
    least = min((min(row.foreseen, row.share_min) for row in rows), default=0.9)
    return max(0.0, min(0.9, math.floor((least - 0.01) * 20) / 20))
