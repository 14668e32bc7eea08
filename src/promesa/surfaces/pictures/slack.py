"""How many days before or after the promised day things came, as bars: the late ones to the left."""

from collections.abc import Mapping

from promesa.surfaces.pictures import drawing
from promesa.surfaces.pictures.drawing import Drawing
from promesa.surfaces.pictures.words import WORDS

TOP, LEFT, RIGHT, FOOT = 22, 40, 8, 34
LATEST, EARLIEST = (-21, -4), (10, 35)
"""The scale ends between these, where few are beyond; those are shown with the last day."""
FEW = 0.01
NAMES = 9
"""Days that are named, about."""


def picture(days: Mapping[int, int], language: str, width: int = 440, height: int = 240) -> Drawing:
    """days: promises by days of slack, below zero late."""
    words = WORDS[language]
    counts = _gathered(days)
    latest, earliest = min(counts), max(counts)
    most, whole = max(counts.values(), default=1) or 1, sum(counts.values())
    step = (width - LEFT - RIGHT) / len(counts)
    ground, tall = height - FOOT, height - FOOT - TOP
    every = max(2, round(len(counts) / NAMES))
    strokes = [drawing.line(LEFT, ground, width - RIGHT, ground)]
    for number, (day, count) in enumerate(counts.items()):
        x, bar = LEFT + number * step, tall * count / most
        share = f"{100 * count / whole:.1f} %" if whole else ""
        name = _name(day, latest, earliest)
        box = drawing.rect(x + 0.6, ground - bar, step - 1.2, bar, "broken" if day < 0 else "kept", corner=1)
        strokes.append(drawing.told(f"{name} {words['days']}: {count:,} ({share})", (box,)))
        if day in (latest, earliest) or (day % every == 0 and latest + every / 2 < day < earliest - every / 2):
            strokes.append(drawing.text(x + step / 2, ground + 14, name, anchor="middle"))
    zero = LEFT - latest * step
    strokes.append(drawing.line(zero, TOP - 8, zero, ground, "soft", dashed=True))
    strokes.append(drawing.text(zero - 5, TOP - 3, f"← {words['late']}", "broken", "end"))
    strokes.append(drawing.text(zero + 5, TOP - 3, f"{words['on_the_day']}, {words['early']} →", "kept"))
    strokes.append(drawing.text(width - RIGHT, height - 4, words["days"], anchor="end"))
    for part in (0.5, 1.0):
        strokes.append(drawing.text(LEFT - 6, ground - tall * part + 4, f"{round(most * part):,}", anchor="end"))
    return Drawing(width, height, "".join(strokes), words["slack"])


def _gathered(days: Mapping[int, int]) -> dict[int, int]:
    """Every day of the scale with its promises, the latest first."""
    latest = -_end({-day: count for day, count in days.items()}, -LATEST[1], -LATEST[0])
    earliest = _end(days, *EARLIEST)
    counts = dict.fromkeys(range(latest, earliest + 1), 0)
    for day, count in days.items():
        counts[min(earliest, max(latest, day))] += count
    return counts


def _end(days: Mapping[int, int], least: int, most: int) -> int:
    """The first day from `least` to `most` beyond which there are few."""
    few = FEW * sum(days.values())
    return next((day for day in range(least, most) if sum(n for one, n in days.items() if one > day) <= few), most)


def _name(day: int, latest: int, earliest: int) -> str:
    if day == latest:
        return f"≤{day}"
    return f"≥{day}" if day == earliest else f"{day:+d}" if day else "0"
