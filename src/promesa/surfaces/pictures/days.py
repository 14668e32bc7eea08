"""Days promised against days it took, as discs on a grid: on the diagonal what came on its day, above it the late."""

import math
from collections.abc import Mapping

from promesa.surfaces.pictures import drawing
from promesa.surfaces.pictures.drawing import Drawing
from promesa.surfaces.pictures.words import WORDS

TOP, LEFT, RIGHT, FOOT = 12, 40, 12, 34
DAYS_MIN, DAYS_MAX = 5, 40
"""Fewest and most days on an axis; what took longer is drawn at the edge."""
SHARE_SHOWN = 0.99
"""The axes reach to where so many of the promises are."""
FLAT = 0.62
"""Height of the field for its width."""


def picture(days: Mapping[tuple[int, int], int], language: str, width: int = 440) -> Drawing:
    """days: promises by (days promised, days it took)."""
    words = WORDS[language]
    reach = _reach(days)
    across = (width - LEFT - RIGHT) / (reach + 1)
    tall = across * FLAT
    ground = TOP + tall * (reach + 1)
    most = max(days.values(), default=1)
    strokes = [drawing.line(LEFT, ground, width - RIGHT, ground), drawing.line(LEFT, TOP, LEFT, ground)]
    strokes.append(drawing.line(LEFT, ground, width - RIGHT, TOP, "soft", dashed=True))
    for promised, taken, many in sorted(_gathered(days, reach)):
        x, y = LEFT + across * (promised + 0.5), ground - tall * (taken + 0.5)
        radius = max(1.2, min(across, tall) * 0.62 * math.sqrt(many / most))
        title = f"{promised} → {taken} {words['days']}: {many:,}"
        strokes.append(drawing.told(title, (drawing.dot(x, y, radius, "broken" if taken > promised else "kept"),)))
    every = max(1, math.ceil((reach + 1) / 8))
    for day in range(0, reach + 1, every):
        strokes.append(drawing.text(LEFT + across * (day + 0.5), ground + 14, str(day), anchor="middle"))
        strokes.append(drawing.text(LEFT - 6, ground - tall * (day + 0.5) + 4, str(day), anchor="end"))
    strokes.append(drawing.text(width - RIGHT, ground + 28, words["days_promised"], anchor="end"))
    strokes.append(drawing.text(LEFT + 6, TOP + 8, words["days_taken"]))
    return Drawing(width, round(ground) + FOOT, "".join(strokes), words["by_days"])


def _gathered(days: Mapping[tuple[int, int], int], reach: int) -> list[tuple[int, int, int]]:
    counts: dict[tuple[int, int], int] = {}
    for (promised, taken), many in days.items():
        spot = min(max(promised, 0), reach), min(max(taken, 0), reach)
        counts[spot] = counts.get(spot, 0) + many
    return [(promised, taken, many) for (promised, taken), many in counts.items()]


def _reach(days: Mapping[tuple[int, int], int]) -> int:
    whole, upto = sum(days.values()), 0
    furthest: dict[int, int] = {}
    for pair, many in days.items():
        furthest[max(pair)] = furthest.get(max(pair), 0) + many
    for day in sorted(furthest):
        upto += furthest[day]
        if upto >= SHARE_SHOWN * whole:
            return min(DAYS_MAX, max(DAYS_MIN, day))
    return DAYS_MIN
