"""Figures, money, days and moments as pages say them, in the Spanish of Mexico and in English."""

from datetime import date, datetime

from promesa.domain.values import moments
from promesa.domain.values.moments import Instant

MONTHS = {
    "es": ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
WEEKDAYS = {
    "es": ("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
NEAR_DAYS = {"es": {-1: "ayer", 0: "hoy", 1: "mañana"}, "en": {-1: "yesterday", 0: "today", 1: "tomorrow"}}
NONE = "–"
"""Said where there is no figure."""


def number(value: float | None, digits: int = 0) -> str:
    """1234567 as "1,234,567", as it is written in Mexico and in English."""
    return NONE if value is None else f"{value:,.{digits}f}"


def money(centavos: int | None, cents: bool = True) -> str:
    """Centavos as "$1,299.00"; without cents to the nearest peso."""
    if centavos is None:
        return NONE
    sign = "−" if centavos < 0 else ""
    pesos, rest = divmod(abs(centavos), 100)
    return f"{sign}${pesos:,}.{rest:02d}" if cents else f"{sign}${pesos + (rest >= 50):,}"


def percent(share: float | None, digits: int = 1) -> str:
    """0.983 as "98.3 %"; 100 is said only of all, 0 only of none."""
    if share is None:
        return NONE
    least = 10.0**-digits
    shown = round(100 * share, digits)
    if shown >= 100 and share < 1:
        shown = 100 - least
    if shown <= 0 and share > 0:
        shown = least
    return f"{shown:.{digits}f} %"


def day(on: date, language: str, today: date | None = None) -> str:
    """ "8 jul 2027"; near `today` "hoy", "mañana", and without its year in the same year."""
    if today is not None and (near := NEAR_DAYS[language].get((on - today).days)) is not None:
        return near
    year = "" if today is not None and on.year == today.year else f" {on.year}"
    return f"{on.day} {MONTHS[language][on.month - 1]}{year}"


def weekday(on: date, language: str) -> str:
    """ "jue 8 jul"."""
    return f"{WEEKDAYS[language][on.weekday()]} {on.day} {MONTHS[language][on.month - 1]}"


def moment(at: Instant | datetime, language: str, zone: str, now: Instant | None = None) -> str:
    """ "8 jul 2027, 14:05" on a wall clock of the zone; near `now` "hoy, 14:05"."""
    told = moments.local(at, zone) if isinstance(at, int) else at.astimezone(moments.zone(zone))
    today = None if now is None else moments.local_date(now, zone)
    return f"{day(told.date(), language, today)}, {told:%H:%M}"


def clock(at: Instant | datetime, zone: str) -> str:
    """ "14:05"."""
    told = moments.local(at, zone) if isinstance(at, int) else at.astimezone(moments.zone(zone))
    return f"{told:%H:%M}"


def duration(micros: int) -> str:
    """ "3 d 4 h", "2 h 05 min", "12 min", "40 s": its two largest parts; of either sign."""
    seconds = abs(micros) // moments.SECOND
    if seconds < 60:
        return f"{seconds} s"
    minutes, hours = seconds // 60, seconds // 3_600
    if minutes < 60:
        return f"{minutes} min"
    if hours < 24:
        return f"{hours} h {minutes % 60:02d} min"
    rest = hours % 24
    return f"{hours // 24} d {rest} h" if rest and hours < 240 else f"{hours // 24} d"
