"""The ledger as a calendar: promises by the day or month on which they were due, the broken ones on top."""

from collections.abc import Sequence

import msgspec

from promesa.surfaces.pictures import drawing
from promesa.surfaces.pictures import words as said_by
from promesa.surfaces.pictures.drawing import Drawing
from promesa.surfaces.pictures.words import WORDS

TOP, LEFT, RIGHT, FOOT = 24, 46, 8, 26
BAR_MAX, GAP_SHARE, LABEL = 40, 0.22, 44
SEEN = 1.5
"""Height at least of a part that is not nothing: one broken promise must be seen."""


class PeriodBar(msgspec.Struct, frozen=True):
    """Promises that were due in a period and have ended."""

    name: str
    kept: int
    broken: int


def picture(periods: Sequence[PeriodBar], language: str, width: int = 900, height: int = 190) -> Drawing:
    """The oldest at the left."""
    words = WORDS[language]
    most = max((period.kept + period.broken for period in periods), default=0)
    ground, tall = height - FOOT, height - FOOT - TOP
    strokes = [drawing.line(LEFT, ground, width - RIGHT, ground)]
    for number, (kind, said) in enumerate((("kept", words["kept"]), ("broken", words["broken"]))):
        x = LEFT + 110 * number
        strokes += [drawing.dot(x + 4, 8, 4, kind), drawing.text(x + 13, 12, said)]
    for part in (0.5, 1.0) if most else ():
        y = ground - tall * part
        strokes.append(drawing.line(LEFT, y, width - RIGHT, y))
        strokes.append(drawing.text(LEFT - 6, y + 4, f"{round(most * part):,}", anchor="end"))
    step = (width - LEFT - RIGHT) / max(1, len(periods))
    every = max(1, -(-LABEL // max(1, int(step))))
    for number, period in enumerate(periods):
        left = LEFT + step * number
        strokes.append(_bar(period, left, step, ground, tall / max(1, most), words))
        if number % every == 0 and left + step / 2 < width - RIGHT - LABEL / 3:
            strokes.append(
                drawing.text(left + step / 2, ground + 15, said_by.period(period.name, language), anchor="middle")
            )
    return Drawing(width, height, "".join(strokes), words["periods"])


def _bar(period: PeriodBar, x: float, step: float, ground: float, scale: float, words: dict[str, str]) -> str:
    wide = min(BAR_MAX, step * (1 - GAP_SHARE))
    left = x + (step - wide) / 2
    kept = period.kept * scale
    broken = max(SEEN, period.broken * scale) if period.broken else 0.0
    ended = period.kept + period.broken
    title = f"{period.name}: {period.kept:,} {words['kept']}, {period.broken:,} {words['broken']}"
    title += f" ({period.kept / ended:.1%})" if ended else ""
    boxes = [drawing.rect(left, ground - kept, wide, kept, "kept")]
    if broken:
        boxes.append(drawing.rect(left, ground - kept - broken, wide, broken, "broken"))
    return drawing.told(title, boxes)
