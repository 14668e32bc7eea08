"""Hours, cut-offs and weekdays as a shop writes them: "L-V 9:00-21:00; S 10 a 18 hrs; D cerrado"."""

import re
from collections.abc import Callable, Iterable
from datetime import time, timedelta
from typing import Any, TypeVar

from promesa.domain.network.locations.words import Hours
from promesa.gateways.files import cells, headers
from promesa.gateways.files.faults import Fault

T = TypeVar("T")
Week = tuple[T | None, ...]

_NAMES = (
    ("l", "lu", "lun", "lunes", "mo", "mon", "monday"),
    ("m", "ma", "mar", "martes", "tu", "tue", "tues", "tuesday"),
    ("x", "mi", "mie", "mier", "miercoles", "w", "we", "wed", "wednesday"),
    ("j", "ju", "jue", "jueves", "th", "thu", "thur", "thursday"),
    ("v", "vi", "vie", "viernes", "fr", "fri", "friday"),
    ("s", "sa", "sab", "sabado", "sabados", "sat", "saturday"),
    ("d", "do", "dom", "domingo", "domingos", "su", "sun", "sunday"),
)
DAY_OF_NAME = {name: day for day, names in enumerate(_NAMES) for name in names}
EVERY_DAY = frozenset(("diario", "todoslosdias", "todos", "daily", "everyday", "alldays"))
SHUT = frozenset(("cerrado", "cerrada", "closed", "noabre", "nolabora"))
ALL_DAY = frozenset(("24horas", "24h", "24hrs", "24hours", "abierto24horas"))

_CLOCK = r"(\d{1,2})(?:[:.h](\d{2}))?(?::00)?\s*(?:([ap])\.?\s?m\.?(?!\w))?(?:\s*(?:hrs?|horas|h)\b\.?)?"
_SPAN = rf"{_CLOCK}\s*(?:-|–|—|a\b|al?\s+las\b|to\b)\s*{_CLOCK}"
_SHUT = r"cerrad[oa]|closed|no abre|no labora"
_CLOCK_ALONE = re.compile(_CLOCK, re.IGNORECASE)
_SPAN_ALONE = re.compile(_SPAN, re.IGNORECASE)
_PART_OF_CLOCKS = re.compile(rf"(?P<days>\D*?)(?P<value>{_SHUT}|{_CLOCK})(?![\w:])", re.IGNORECASE)
_PART_OF_HOURS = re.compile(
    rf"(?P<days>\D*?)(?P<value>{_SHUT}|(?:abierto )?24 ?(?:hrs?|horas|hours|h)\b|{_SPAN})(?![\w:])", re.IGNORECASE
)
_FROM = re.compile(r"(?:^|\s)(?:de|desde|from)\s*$", re.IGNORECASE)
_BETWEEN = " \t\n;,:./|"
_SEVEN = 7


def hours(cell: Any) -> Week[Hours] | Fault:
    """Seven opening and closing hours, Monday first, None where it is closed; hours without a day are of every day."""
    return _week(cells.as_text(cell), _PART_OF_HOURS, day_hours, range(_SEVEN), "bad_hours")


def cutoffs(cell: Any, default_days: Iterable[int]) -> Week[str] | Fault:
    """Seven hours, Monday first; an hour without a day is of the days given."""
    return _week(_clock_text(cell), _PART_OF_CLOCKS, clock, default_days, "bad_clock")


def _week(
    written: str, part: re.Pattern[str], reading: Callable[[str], T | Fault | None], default: Iterable[int], wrong: str
) -> Week[T] | Fault:
    if not written or written in cells.NOTHING:
        return (None,) * _SEVEN
    week: list[T | None] = [None] * _SEVEN
    at = 0
    while written[at:].strip(_BETWEEN):
        found = part.match(written, at)
        if found is None:
            return Fault(wrong, written)
        named = _FROM.sub("", found["days"]).strip(_BETWEEN)
        days, value = weekdays(named) if named else tuple(default), reading(found["value"])
        if isinstance(days, Fault) or isinstance(value, Fault):
            return Fault(wrong, written)
        for day in days:
            week[day] = value
        at = found.end()
    return tuple(week)


def weekdays(cell: Any) -> tuple[int, ...] | Fault:
    """Days of the week, Monday is 0: "L-V", "lunes a sábado", "L,M,X", "1-5" (Monday is 1), "diario"."""
    written = cells.as_text(cell)
    plain = headers.plain(written)
    if plain in EVERY_DAY:
        return tuple(range(_SEVEN))
    days: list[int] = []
    for part in re.split(r"\s*[,;/]\s*|\s+(?:y|e|and)\s+", written.strip().lower()):
        ends = [_day(word) for word in re.split(r"\s*[-–—]\s*|\s+(?:a|al|to)\s+", part)]
        first, last = ends[0], ends[-1]
        if first is None or last is None or len(ends) > 2:
            return Fault("bad_weekdays", written)
        days += [(first + step) % _SEVEN for step in range((last - first) % _SEVEN + 1)]
    return tuple(sorted(set(days)))


def _day(word: str) -> int | None:
    word = headers.plain(word)
    if word.isascii() and word.isdigit():
        return int(word) - 1 if 1 <= int(word) <= _SEVEN else None
    return DAY_OF_NAME.get(word)


def clock(cell: Any) -> str | Fault | None:
    """The hour "16:00" from 16:00, 4 pm, 16 hrs; None for closed."""
    written = _clock_text(cell)
    if headers.plain(written) in SHUT or written in cells.NOTHING:
        return None
    found = _CLOCK_ALONE.fullmatch(written)
    said = None if found is None else _hour(*found.groups())
    return Fault("bad_clock", written) if said is None else said


def day_hours(cell: Any) -> Hours | Fault | None:
    """Opening and closing hour of one day; None where it is closed."""
    written = cells.as_text(cell)
    plain = headers.plain(written)
    if plain in SHUT or written in cells.NOTHING:
        return None
    if plain in ALL_DAY:
        return "00:00", "24:00"
    found = _SPAN_ALONE.fullmatch(written)
    if found is None:
        return Fault("bad_hours", written)
    opens, closes = _hour(*found.groups()[:3]), _hour(*found.groups()[3:])
    if closes == "00:00":
        closes = "24:00"
    return (opens, closes) if opens and closes and opens < closes else Fault("bad_hours", written)


def _hour(hour: str, minute: str | None, half: str | None) -> str | None:
    """The hour as "HH:MM", or None where there is no such hour."""
    hours_past, minutes = int(hour), int(minute or 0)
    if half:
        if not 1 <= hours_past <= 12:
            return None
        hours_past = hours_past % 12 + (12 if half.lower() == "p" else 0)
    ends_day = hours_past == 24 and minutes == 0
    return f"{hours_past:02d}:{minutes:02d}" if (hours_past < 24 or ends_day) and minutes < 60 else None


def _clock_text(cell: Any) -> str:
    """A spreadsheet's hour: a time, a span since midnight or a part of a day; else the words."""
    if isinstance(cell, float) and 0 < cell < 1:
        cell = timedelta(days=cell)
    if isinstance(cell, timedelta):
        minutes = round(cell.total_seconds() / 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{cell:%H:%M}" if isinstance(cell, time) else cells.as_text(cell)
