"""The words on pictures, in the Spanish of Mexico and in English."""

WORDS: dict[str, dict[str, str]] = {
    "es": {
        "reliability": "Lo que previmos contra lo que cumplimos",
        "foreseen": "probabilidad prevista",
        "realised": "parte cumplida",
        "cases": "promesas",
        "perfect": "perfecta",
        "slack": "Días de holgura: del día de la llegada al prometido",
        "late": "tarde",
        "early": "antes",
        "on_the_day": "justo",
        "days": "días",
        "days_promised": "días prometidos",
        "days_taken": "días que tomó",
        "by_days": "Días prometidos contra días que tomó",
        "as_promised": "lo prometido",
        "said": "previsto",
        "was": "cumplido",
        "nothing": "Todavía no termina ninguna promesa.",
        "brier": "Brier",
        "error": "error de calibración",
        "savings": "Lo que cada política habría ahorrado frente a «{}»",
        "saved": "del costo",
        "kept": "cumplidas",
        "broken": "incumplidas",
        "diagram": "Probabilidad prevista contra parte cumplida",
        "periods": "Promesa por promesa: por día en que vencían",
        "reasons": "Por qué se incumplió",
        "summary": (
            "Cuando decimos {said}, cumplimos {kept} ({low} a {high}; {cases} promesas)."
            " Brier {brier}, error de calibración {error}."
        ),
        "by": "Por {}",
        "month": "mes",
        "carrier": "paquetería",
        "lane": "ruta",
        "location": "ubicación",
        "hour": "hora",
        "weekday": "día",
        "channel": "canal",
        "service": "servicio",
        "destination": "estado",
    },
    "en": {
        "reliability": "What we foresaw against what we kept",
        "foreseen": "foreseen probability",
        "realised": "share kept",
        "cases": "promises",
        "perfect": "perfect",
        "slack": "Days of slack: from the day of arrival to the day promised",
        "late": "late",
        "early": "early",
        "on_the_day": "on the day",
        "days": "days",
        "days_promised": "days promised",
        "days_taken": "days it took",
        "by_days": "Days promised against days it took",
        "as_promised": "as promised",
        "said": "foreseen",
        "was": "kept",
        "nothing": "No promise has ended yet.",
        "brier": "Brier",
        "error": "calibration error",
        "savings": "What each policy would have saved against “{}”",
        "saved": "of its cost",
        "kept": "kept",
        "broken": "broken",
        "diagram": "Foreseen probability against share kept",
        "periods": "Promise by promise: by the day they were due",
        "reasons": "Why promises were broken",
        "summary": (
            "When we say {said}, we keep {kept} ({low} to {high}; {cases} promises)."
            " Brier {brier}, calibration error {error}."
        ),
        "by": "By {}",
        "month": "month",
        "carrier": "carrier",
        "lane": "lane",
        "location": "location",
        "hour": "hour",
        "weekday": "weekday",
        "channel": "channel",
        "service": "service",
        "destination": "state",
    },
}

MONTHS = {
    "es": ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}


def period(name: str, language: str) -> str:
    """ "2027-07-08" as "8 jul", "2027-07" as "jul 27"; any other name as it is."""
    year, _, rest = name.partition("-")
    month, _, day = rest.partition("-")
    if not (len(year) == 4 and month.isdecimal() and 1 <= int(month) <= 12):
        return name
    said = MONTHS[language][int(month) - 1]
    return f"{int(day)} {said}" if day else f"{said} {year[2:]}"
