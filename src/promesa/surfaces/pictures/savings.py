"""What each policy would have saved against another: a row a policy, a dot with its whiskers on either side of zero."""

from collections.abc import Sequence

import msgspec

from promesa.surfaces.pictures import drawing
from promesa.surfaces.pictures.drawing import Drawing
from promesa.surfaces.pictures.words import WORDS

ROW, TOP, RIGHT, FOOT, NAME = 26, 44, 34, 28, 170
TICKS = (-1.0, -0.5, 0.0, 0.5, 1.0)


class SavingRow(msgspec.Struct, frozen=True):
    """One policy; shares of the other's cost, below zero where it costs more."""

    name: str
    share: float
    share_min: float
    share_max: float


def picture(rows: Sequence[SavingRow], against: str, language: str, width: int = 560) -> Drawing:
    """The policies in the order given; whiskers are 95 % intervals."""
    words = WORDS[language]
    reach = _reach(rows)
    middle, half = (NAME + width - RIGHT) / 2, (width - RIGHT - NAME) / 2
    ground = TOP + ROW * len(rows)
    title = words["savings"].format(against)
    strokes = [drawing.text(0, 16, title, "bold ink", size=13)]
    for tick in TICKS:
        x = middle + tick * half
        strokes.append(drawing.line(x, TOP - 6, x, ground, "soft" if tick == 0 else "rule"))
        strokes.append(drawing.text(x, ground + 16, f"{100 * tick * reach:+.3g} %" if tick else "0", anchor="middle"))
    for number, row in enumerate(rows):
        strokes.append(_row(row, TOP + ROW * number + ROW / 2, middle, half / reach, words))
    return Drawing(width, ground + FOOT, "".join(strokes), title)


def _row(row: SavingRow, y: float, middle: float, unit: float, words: dict[str, str]) -> str:
    kind = "kept" if row.share_min > 0 else "broken" if row.share_max < 0 else "soft"
    said = f"{row.name}: {row.share:+.1%} ({row.share_min:+.1%} – {row.share_max:+.1%})"
    return drawing.told(
        f"{said} {words['saved']}",
        (
            drawing.text(0, y + 4, row.name, "ink"),
            drawing.line(middle + row.share_min * unit, y, middle + row.share_max * unit, y, kind, 2),
            drawing.dot(middle + row.share * unit, y, 4, kind),
            drawing.text(NAME - 8, y + 4, f"{row.share:+.1%}", kind, anchor="end"),
        ),
    )


def _reach(rows: Sequence[SavingRow]) -> float:
    """The share at the ends of the scale: round, and beyond every whisker."""
    most = max((max(abs(row.share_min), abs(row.share_max)) for row in rows), default=0.0)
    return next((step for step in (0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 1.0, 2.0, 5.0) if step >= most), 10.0)
