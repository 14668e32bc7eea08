"""The reliability diagram: for each group of promises foreseen alike, how many of them were kept."""

import math
from collections.abc import Sequence

from promesa.kernels.calibration import Bin
from promesa.surfaces.pictures import drawing
from promesa.surfaces.pictures.drawing import Drawing
from promesa.surfaces.pictures.words import WORDS

TOP, LEFT, RIGHT, FOOT = 14, 46, 14, 84
BARS = 26
"""Height of the bars that say how many promises a dot stands for."""
RADIUS_MIN, RADIUS_MAX = 2.5, 7.0
LOWEST = 0.9


def picture(bins: Sequence[Bin], language: str, width: int = 440) -> Drawing:
    """The diagram, square and so wide; empty bins draw the empty field. Whiskers: 95 % intervals of the shares."""
    words = WORDS[language]
    low = _low(bins)
    side = width - LEFT - RIGHT
    field = _Field(low, side)
    strokes = [*_grid(field, words), *_dots(bins, field, words), *_bars(bins, field, words)]
    return Drawing(width, TOP + side + FOOT, "".join(strokes), words["reliability"])


class _Field:
    """From shares to units; owns its scale."""

    def __init__(self, low: float, side: float) -> None:
        self.low, self.side = low, side

    def x(self, chance: float) -> float:
        return LEFT + self._along(chance)

    def y(self, share: float) -> float:
        return TOP + self.side - self._along(share)

    def _along(self, share: float) -> float:
        return (max(share, self.low) - self.low) / (1 - self.low) * self.side


def _low(bins: Sequence[Bin]) -> float:
    """Where the axes begin: a tenth below all that is drawn, so that crowded dots get room."""
    least = min((min(one.chance, one.share_min) for one in bins), default=LOWEST)
    return max(0.0, min(LOWEST, math.floor((least - 0.01) * 20) / 20))


def _ticks(low: float) -> list[float]:
    step = 0.02 if low >= 0.9 else 0.05 if low >= 0.75 else 0.1 if low >= 0.4 else 0.2
    count = int((1 - low) / step + 1e-9)
    return [1 - step * number for number in range(count + 1)]


def _grid(field: _Field, words: dict[str, str]) -> list[str]:
    strokes = []
    ground, right = field.y(field.low), field.x(1)
    for tick in _ticks(field.low):
        strokes.append(drawing.line(LEFT, field.y(tick), right, field.y(tick)))
        strokes.append(drawing.line(field.x(tick), TOP, field.x(tick), ground))
        strokes.append(drawing.text(LEFT - 6, field.y(tick) + 4, f"{100 * tick:.0f}", anchor="end"))
        strokes.append(drawing.text(field.x(tick), ground + 15, f"{100 * tick:.0f}", anchor="middle"))
    strokes.append(drawing.line(LEFT, ground, right, TOP, "soft", dashed=True))
    strokes.append(drawing.text(LEFT + 6, TOP + 12, f"{words['realised']}, %"))
    strokes.append(drawing.text(right, ground + 30, f"{words['foreseen']}, %", anchor="end"))
    return strokes


def _dots(bins: Sequence[Bin], field: _Field, words: dict[str, str]) -> list[str]:
    strokes = []
    most = max((one.cases for one in bins), default=1)
    if len(bins) > 1:
        strokes.append(drawing.path([(field.x(one.chance), field.y(one.share)) for one in bins], "kept"))
    for one in bins:
        radius = RADIUS_MIN + (RADIUS_MAX - RADIUS_MIN) * math.sqrt(one.cases / most)
        x = field.x(one.chance)
        whisker = drawing.line(x, field.y(one.share_min), x, field.y(one.share_max), "kept", 1.5)
        title = (
            f"{words['said']} {one.chance:.1%}, {words['was']} {one.share:.1%}"
            f" ({one.share_min:.1%} – {one.share_max:.1%}), {one.cases:,} {words['cases']}"
        )
        strokes.append(drawing.told(title, (whisker, drawing.dot(x, field.y(one.share), radius, "kept"))))
    return strokes


def _bars(bins: Sequence[Bin], field: _Field, words: dict[str, str]) -> list[str]:
    """How crowded the chances are: each bin over the width that it has, its cases as its area."""
    ground = field.y(field.low) + FOOT - 8
    spans = [
        (one, field.x(one.chance_min), max(4.0, field.x(one.chance_max) - field.x(one.chance_min))) for one in bins
    ]
    most = max((one.cases / width for one, _, width in spans), default=1)
    strokes = [drawing.line(LEFT, ground, field.x(1), ground)]
    for one, x, width in spans:
        height = max(1.0, BARS * one.cases / width / most)
        strokes.append(drawing.rect(min(x, field.x(1) - width), ground - height, width, height, "kept", 0.45))
    whole = sum(one.cases for one in bins)
    strokes.append(drawing.text(LEFT, ground - BARS - 6, f"{whole:,} {words['cases']}"))
    return strokes
