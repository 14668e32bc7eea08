"""Dates, moments, money and units as a customer reads them on a phone."""

from datetime import date

from promesa.domain.people.templates import library
from promesa.domain.people.templates.words import ENGLISH, ParameterKind, TemplateValue
from promesa.domain.values import moments
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos, pesos

_DAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
_MONTHS = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)
_ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def written(parameter: str, kind: ParameterKind, value: TemplateValue, language: str, zone: str) -> str:
    """The value as it stands in a text. A name is on one line and not longer than a partner shows."""
    match kind:
        case ParameterKind.DATE:
            assert isinstance(value, date), (parameter, value)
            return day(value, language)
        case ParameterKind.MOMENT:
            assert isinstance(value, int), (parameter, value)
            return moment(Instant(value), language, zone)
        case ParameterKind.MONEY:
            assert isinstance(value, int), (parameter, value)
            return f"${pesos(Centavos(value))}" + (" MXN" if language == ENGLISH else "")
        case ParameterKind.UNITS:
            assert isinstance(value, int), (parameter, value)
            return units(value, language)
        case ParameterKind.PHRASE:
            return library.phrase(parameter, str(value), language)
        case _:
            return " ".join(str(value).split())


def day(on: date, language: str) -> str:
    """«jueves 9 de julio», "Thursday 9 July": a year would only be read past."""
    if language == ENGLISH:
        return f"{_ENGLISH_DAYS[on.weekday()]} {on.day} {_ENGLISH_MONTHS[on.month - 1]}"
    return f"{_DAYS[on.weekday()]} {on.day} de {_MONTHS[on.month - 1]}"


def moment(at: Instant, language: str, zone: str) -> str:
    """A day with its hour, where the reader is; the last instant of a minute is that minute."""
    local = moments.local(at, zone)
    said = f"{day(local.date(), language)}, {local:%H:%M}"
    return said if language == ENGLISH else f"{said} h"


def units(count: int, language: str) -> str:
    if language == ENGLISH:
        return f"{count} unit" if count == 1 else f"{count} units"
    return "ninguna pieza" if count == 0 else f"{count} pieza" if count == 1 else f"{count} piezas"
