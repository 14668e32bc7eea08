"""The words of the pages, in the Spanish of Mexico and in English."""

from datetime import date, datetime

import msgspec

from promesa.domain.conduct.indicators import RiskIndicator
from promesa.surfaces.http import chart

WORDS: dict[str, dict[str, str]] = {
    "es": {
        "title": "Cómo van las promesas",
        "tagline": "Esto, para ti, ahí, ese día, a ese precio.",
        "kept_share": "promesas cumplidas",
        "nothing_ended": "Todavía no termina ninguna promesa.",
        "made": "Hechas",
        "kept": "Cumplidas",
        "broken": "Incumplidas",
        "open": "Abiertas",
        "withdrawn": "Retiradas",
        "orders": "Pedidos",
        "units": "Piezas",
        "messages": "Mensajes",
        "oversold": "Sobrevendidas",
        "waiting": "Encargos en espera",
        "dead_letters": "Cartas muertas",
        "refused_steps": "Pasos negados",
        "chart": "Cumplidas e incumplidas, por fecha prometida",
        "at_risk": "En riesgo",
        "no_risks": "Ninguna promesa abierta está en riesgo.",
        "order": "Pedido",
        "risk": "Qué pasa",
        "promised": "Prometido",
        "location": "Ubicación",
        "probability": "Prob.",
        "as_of": "Al",
        "position": "posición",
        "docs": "API",
        "said_before": "habíamos dicho {} %",
        "lanes_drifted": "Rutas desviadas",
        "see_ledger": "El libro de promesas",
        "why_title": "Una promesa, contada",
        "ask_again": "¿Qué habría traído una fecha más temprana?",
        "ledger": "Libro",
        "ledger_title": "El libro de promesas",
        "since": "Desde",
        "until": "Hasta",
        "outcome": "Resultado",
        "failure": "Qué falló",
        "carrier": "Paquetería",
        "lane": "Ruta",
        "all": "todo",
        "show": "Ver",
        "clear": "Quitar filtros",
        "we_said": "Dijimos",
        "we_kept": "Cumplimos",
        "calibration_error": "Error de calibración",
        "promised_days": "Días prometidos",
        "actual_days": "Días que tomó",
        "ended_count": "Promesas terminadas: {}. Cuenta la primera fecha que se dijo.",
        "repromised": "Fechas dichas después: {}; cumplidas, {}.",
        "reliability": "¿Se cumple lo que prevemos?",
        "reliability_legend": "Sobre la diagonal se cumplió más de lo previsto. Rayas: intervalos de 95 %.",
        "slack": "¿Cuántos días antes o después?",
        "slack_legend": "Del día de la llegada al día prometido; en rojo, lo que llegó tarde.",
        "days_against_days": "Días prometidos contra días que tomó",
        "foreseen_against_kept": "Previsto y cumplido, por…",
        "cut_legend": "En rojo, donde lo cumplido queda por debajo de lo previsto sin que el azar lo explique (95 %).",
        "alarms": "Rutas que se desviaron de lo previsto",
        "drifted_worse": "llega tarde más de lo previsto",
        "drifted_better": "llega tarde menos de lo previsto",
        "alarm_text": "{foreseen} previsto tarde, {late} llegó tarde; desde el {since}.",
        "no_alarms": "Ninguna ruta se ha desviado de lo que decimos de ella.",
        "failures": "Por qué se incumplió",
        "rows_title": "Promesa por promesa",
        "rows_count": "{} renglones",
        "named": "Se dijo",
        "arrived": "Llegó",
        "slack_short": "Holgura",
        "foreseen": "Previsto",
        "again": "fecha nueva {}",
        "newer": "más nuevas",
        "older": "más viejas",
        "no_rows": "Ninguna promesa pasa este filtro.",
        "summary_page": "Resumen",
        "other": "English",
        "other_code": "en",
        "closed": "Hace falta una llave",
        "closed_text": "Escribe una llave con permiso de lectura como contraseña; el nombre puede ir vacío.",
        "docs_title": "La API de Promesa",
        "docs_start": "Primera petición",
        "takes": "Recibe",
        "gives": "Responde",
        "answers": "Otras respuestas",
        "scope": "Permiso",
        "field": "Campo",
        "kind": "Tipo",
        "meaning": "Qué es",
        "required": "obligatorio",
        "shapes": "Formas",
        "reasons": "Motivos de un no",
        "reason": "Motivo",
        "sentence": "Se dice",
        "document": "Documento OpenAPI 3.1",
    },
    "en": {
        "title": "How the promises stand",
        "tagline": "This, for you, there, by then, at this price.",
        "kept_share": "promises kept",
        "nothing_ended": "No promise has ended yet.",
        "made": "Made",
        "kept": "Kept",
        "broken": "Broken",
        "open": "Open",
        "withdrawn": "Withdrawn",
        "orders": "Orders",
        "units": "Units",
        "messages": "Messages",
        "oversold": "Oversold",
        "waiting": "Effects waiting",
        "dead_letters": "Dead letters",
        "refused_steps": "Refused steps",
        "chart": "Kept and broken, by promised date",
        "at_risk": "At risk",
        "no_risks": "No open promise is at risk.",
        "order": "Order",
        "risk": "What is wrong",
        "promised": "Promised",
        "location": "Location",
        "probability": "Prob.",
        "as_of": "As of",
        "position": "position",
        "docs": "API",
        "said_before": "we had said {} %",
        "lanes_drifted": "Drifted lanes",
        "see_ledger": "The ledger of promises",
        "why_title": "One promise, told",
        "ask_again": "What would have brought an earlier date?",
        "ledger": "Ledger",
        "ledger_title": "The ledger of promises",
        "since": "From",
        "until": "To",
        "outcome": "Outcome",
        "failure": "What failed",
        "carrier": "Carrier",
        "lane": "Lane",
        "all": "all",
        "show": "Show",
        "clear": "Clear filters",
        "we_said": "We said",
        "we_kept": "We kept",
        "calibration_error": "Calibration error",
        "promised_days": "Days promised",
        "actual_days": "Days it took",
        "ended_count": "Promises ended: {}. The first date that was told is the one that counts.",
        "repromised": "Dates told later: {}; kept, {}.",
        "reliability": "Does what we foresee come true?",
        "reliability_legend": "Above the diagonal we kept more than foreseen. Strokes: 95 % intervals.",
        "slack": "How many days early or late?",
        "slack_legend": "From the day of arrival to the day promised; in red, what came late.",
        "days_against_days": "Days promised against days it took",
        "foreseen_against_kept": "Foreseen and kept, by…",
        "cut_legend": "In red, where we kept less than foreseen and chance does not explain it (95 %).",
        "alarms": "Lanes that drifted from what was foreseen",
        "drifted_worse": "late more often than foreseen",
        "drifted_better": "late less often than foreseen",
        "alarm_text": "{foreseen} foreseen late, {late} came late; since {since}.",
        "no_alarms": "No lane has drifted from what we say of it.",
        "failures": "Why promises were broken",
        "rows_title": "Promise by promise",
        "rows_count": "{} rows",
        "named": "Named on",
        "arrived": "Arrived",
        "slack_short": "Slack",
        "foreseen": "Foreseen",
        "again": "new date {}",
        "newer": "newer",
        "older": "older",
        "no_rows": "No promise passes this filter.",
        "summary_page": "Summary",
        "other": "Español",
        "other_code": "es",
        "closed": "A key is needed",
        "closed_text": "Enter a key with the read scope as the password; the name may be empty.",
        "docs_title": "The Promesa API",
        "docs_start": "First request",
        "takes": "Takes",
        "gives": "Gives",
        "answers": "Other answers",
        "scope": "Scope",
        "field": "Field",
        "kind": "Kind",
        "meaning": "Meaning",
        "required": "required",
        "shapes": "Shapes",
        "reasons": "Reasons of a no",
        "reason": "Reason",
        "sentence": "Said as",
        "document": "OpenAPI 3.1 document",
    },
}

RISKS: dict[str, dict[str, str]] = {
    "es": {
        "overdue": "Venció y no sabemos que llegó",
        "late_out": "Debía haber salido ya",
        "eta": "La paquetería dice otra fecha",
        "unlikely": "Vence pronto y es poco probable",
    },
    "en": {
        "overdue": "Due, and nobody says it arrived",
        "late_out": "Should have left by now",
        "eta": "The carrier names a later day",
        "unlikely": "Due soon and not likely",
    },
}


class RiskRow(msgspec.Struct, frozen=True):
    """An open promise in danger, as it is shown."""

    order: str
    kind: str
    text: str
    promised: str
    location: str
    percent: int


def risk(found: RiskIndicator, location_name: str, language: str) -> RiskRow:
    percent = round(100 * found.keep_probability)
    return RiskRow(
        found.order, found.risk, RISKS[language][found.risk], day(found.promised_on, language), location_name, percent
    )


def day(on: date, language: str) -> str:
    """ "8 jul 2027"."""
    return f"{on.day} {chart.MONTHS[language][on.month - 1]} {on.year}"


def short_day(on: date, language: str) -> str:
    """ "8 jul"."""
    return f"{on.day} {chart.MONTHS[language][on.month - 1]}"


def moment(local: datetime, language: str) -> str:
    """ "8 jul 2027, 14:05"."""
    return f"{day(local.date(), language)}, {local:%H:%M}"
