"""What the groups of a cut are called on pages and pictures: months, hours, weekdays, states, the counter."""

from promesa.domain.values.place import STATES
from promesa.surfaces.pictures import words

ANYWHERE = "*"
COUNTER = {"es": "en mostrador", "en": "at the counter"}
WEEKDAYS = {
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


def said(by: str, name: str, language: str) -> str:
    """The group of that name in the cut `by`; a name that means nothing else is said as it is."""
    if by == "weekday" and name in "1234567":
        return WEEKDAYS[language][int(name) - 1]
    if by == "hour":
        return f"{name} h"
    if by == "month":
        return words.period(name, language)
    if by == "destination":
        return COUNTER[language] if name == ANYWHERE else STATES[name].name if name in STATES else name
    if name in ("pickup", ""):
        return COUNTER[language]
    return name
