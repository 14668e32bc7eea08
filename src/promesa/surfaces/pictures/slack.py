"""How many days before or after the promised day things came, as bars: the late ones to the left."""

from collections.abc import Mapping

from promesa.surfaces.pictures import drawing
from promesa.surfaces.pictures.drawing import Drawing
from promesa.surfaces.pictures.words import WORDS

TOP, LEFT, RIGHT, FOOT = 22, 40, 8, 34
LATEST, EARLIEST = -8, 14
"""Days beyond these are shown with these."""
NAMED = (LATEST, -4, -1, 0, 1, 4, 7, 10, EARLIEST)


def picture(days: Mapping[int, int], language: str, width: int = 440, height: int = 240) -> Drawing:
    """days: promises by days of slack, below zero late."""
    words = WORDS[language]
    counts = _gathered(days)
    most, whole = max(counts.values(), default=1) or 1, sum(counts.values())
    step = (width - LEFT - RIGHT) / len(counts)
    ground, tall = height - FOOT, height - FOOT - TOP
    strokes = [drawing.line(LEFT, ground, width - RIGHT, ground)]
    for number, (day, count) in enumerate(counts.items()):
        x, bar = LEFT + number * step, tall * count / most
        share = f"{100 * count / whole:.1f} %" if whole else ""
        box = drawing.rect(x + 1, ground - bar, step - 2, bar, "broken" if day < 0 else "kept", corner=1.5)
        strokes.append(drawing.told(f"{_name(day)} {words['days']}: {count:,} ({share})", (box,)))
        if day in NAMED:
            strokes.append(drawing.text(x + step / 2, ground + 14, _name(day), anchor="middle"))
    zero = LEFT - LATEST * step
    strokes.append(drawing.line(zero, TOP - 8, zero, ground, "soft", dashed=True))
    strokes.append(drawing.text(zero - 5, TOP - 3, f"← {words['late']}", "broken", "end"))
    strokes.append(drawing.text(zero + 5, TOP - 3, f"{words['on_the_day']}, {words['early']} →", "kept"))
    strokes.append(drawing.text(width - RIGHT, height - 4, words["days"], anchor="end"))
    for part in (0.5, 1.0):
        strokes.append(drawing.text(LEFT - 6, ground - tall * part + 4, f"{round(most * part):,}", anchor="end"))
    return Drawing(width, height, "".join(strokes), words["slack"])


def _gathered(days: Mapping[int, int]) -> dict[int, int]:
    counts = dict.fromkeys(range(LATEST, EARLIEST + 1), 0)
    for day, count in days.items():
        counts[min(EARLIEST, max(LATEST, day))] += count
    return counts


def _name(day: int) -> str:
    beyond = "≥" if day == EARLIEST else "≤" if day == LATEST else ""
    return f"{beyond}{day}" if day <= 0 else f"{beyond}+{day}" if not beyond else f"{beyond}{day}"
