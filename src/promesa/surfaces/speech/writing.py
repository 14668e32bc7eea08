"""Dates, wall clocks, amounts and probabilities as each language writes them."""

from datetime import date, datetime

from promesa.domain.values.money import Centavos, pesos
from promesa.surfaces.why_told import Money, Said

_DAYS = {
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = {
    "es": (
        *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
        *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}


def written(word: Said, language: str) -> str:
    """A word as it stands in a sentence; a datetime is a wall clock, a float a probability."""
    if isinstance(word, datetime):
        return clock(word, language)
    if isinstance(word, date):
        return day(word, language)
    if isinstance(word, Money):
        return f"${pesos(Centavos(word.centavos))} {word.currency}"
    if isinstance(word, float):
        return f"{word * 100:.0f} %" if language == "es" else f"{word * 100:.0f}%"
    return str(word)


def day(on: date, language: str) -> str:
    """«viernes 28 de abril de 2017», "Friday 28 April 2017"."""
    weekday, month = _DAYS[language][on.weekday()], _MONTHS[language][on.month - 1]
    return (
        f"{weekday} {on.day} de {month} de {on.year}" if language == "es" else f"{weekday} {on.day} {month} {on.year}"
    )


def clock(at: datetime, language: str) -> str:
    """A short date with its hour."""
    month = _MONTHS[language][at.month - 1][:3]
    return f"{at.day} {month} {at.year}, {at:%H:%M}"
