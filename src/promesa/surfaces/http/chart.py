"""Kept and broken promises as bars of a small drawing: numbers in, numbers for an SVG out."""

from collections.abc import Sequence
from datetime import date

import msgspec

from promesa.domain.conduct.indicators import IndicatorPeriod

WIDTH, WIDTH_OF_A_PHONE, HEIGHT, TOP, BOTTOM, LEFT = 720, 320, 190, 12, 26, 34
BAR_MAX, GAP = 44, 3
LABEL_WIDTH = 80
MONTHS = {
    "es": ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}


class Bar(msgspec.Struct, frozen=True):
    """One period: the kept part stands on the ground, the broken part on top of it."""

    x: float
    width: float
    kept_y: float
    kept_height: float
    broken_y: float
    broken_height: float
    label: str
    title: str


class Chart(msgspec.Struct, frozen=True):
    bars: tuple[Bar, ...]
    lines: tuple[tuple[float, str], ...]
    """Heights of the scale with their figures."""
    width: int
    height: int = HEIGHT
    left: int = LEFT
    ground: int = HEIGHT - BOTTOM


def share(kept: int, broken: int) -> float | None:
    """Kept among the ended, in percent; None where none has ended. 100 is said only of all."""
    ended = kept + broken
    if not ended:
        return None
    percent = round(100 * kept / ended, 1)
    return 99.9 if broken and percent == 100.0 else percent


def bars(periods: Sequence[IndicatorPeriod], language: str, wide: int = WIDTH) -> Chart:
    """The bars of a chart `wide` units wide, the oldest at the left."""
    top = max((period.kept + period.broken for period in periods), default=0)
    if not top:
        return Chart((), (), wide)
    scale = (HEIGHT - TOP - BOTTOM) / top
    step = (wide - LEFT) / len(periods)
    width = min(BAR_MAX, step - GAP)
    every = -(-len(periods) * LABEL_WIDTH // (wide - LEFT))
    drawn = [
        _bar(period, LEFT + step * n + (step - width) / 2, width, scale, language, n % every == 0)
        for n, period in enumerate(periods)
    ]
    ground = HEIGHT - BOTTOM
    steps = sorted({top, top // 2} - {0})
    return Chart(tuple(drawn), tuple((round(ground - value * scale, 1), f"{value:,}") for value in steps), wide)


def _bar(period: IndicatorPeriod, x: float, width: float, scale: float, language: str, labelled: bool) -> Bar:
    ground = HEIGHT - BOTTOM
    kept, broken = period.kept * scale, period.broken * scale
    if period.broken:
        broken = max(broken, 2.0)  # one broken promise must be seen
    name = label(period.period, language)
    return Bar(
        round(x, 1),
        round(width, 1),
        round(ground - kept, 1),
        round(kept, 1),
        round(ground - kept - broken, 1),
        round(broken, 1),
        name if labelled else "",
        f"{name}: {share(period.kept, period.broken)} % ({period.kept:,} / {period.kept + period.broken:,})",
    )


def label(period: str, language: str) -> str:
    """ "2027-07-08" as "8 jul", "2027-07" as "jul 27"."""
    months = MONTHS[language]
    if len(period) == 7:
        return f"{months[int(period[5:]) - 1]} {period[2:4]}"
    day = date.fromisoformat(period)
    return f"{day.day} {months[day.month - 1]}"
