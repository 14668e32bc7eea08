"""What is certain without any learning: one word that ends everything, an order's number alone, a tax id."""

import re
from collections.abc import Mapping

from promesa.domain.people.intents import spelling
from promesa.domain.people.intents.words import Intent

SURE = 0.99
LIKELY = 0.9
MAYBE = 0.6

_STOPS = ("baja", "alto", "stop", "basta", "salir", "unsubscribe", "cancelar suscripcion", "dar de baja")
_PEOPLE = (
    "asesor",
    "asesora",
    "agente",
    "humano",
    "persona",
    "operador",
    "operadora",
    "ejecutivo",
    "representante",
    "agent",
)
_RESUMES = ("alta", "start", "unstop", "dar de alta", "quiero promociones", "reanudar promociones")
_PRIVACY = ("mis datos", "datos personales", "mis datos personales", "privacidad", "aviso de privacidad", "arco")
_POLITE = frozenset(spelling.words("por favor porfavor ya ! hola gracias un una quiero"))
_RFC = re.compile(r"\b[a-zñ&]{3,4}\d{6}[a-z0-9]{3}\b", re.IGNORECASE)
_FOLIO = re.compile(
    r"^\W*(?:(?:pedido|folio|orden|compra|no|num|numero)\W+)*#?(?=[\w-]*\d{3})[a-z]{0,3}-?\d[\d-]{2,}\W*$", re.I
)
_POSTAL_CODE = re.compile(r"^\W*(?:c\.?p\.?|codigo postal|código postal)?\W*\d{5}\W*$", re.IGNORECASE)
_DAY = r"(?:hoy|mañana|manana|pasado mañana|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo)"
_MONTH = r"(?:ene|feb|mar|abr|may|jun|jul|ago|sep|oct|nov|dic)[a-z]*"
_DATE = re.compile(
    rf"^\W*(?:el |para el |mejor (?:el )?)?(?:{_DAY}|\d{{1,2}}(?: de |/|-)(?:{_MONTH}|\d{{1,2}}))\W*$", re.I
)


def certain(text: str) -> Mapping[Intent, float]:
    """Intents that a pattern shows, each with the least probability that it has."""
    found: dict[Intent, float] = {}
    bare = " ".join(word for word in spelling.words(text) if word not in _POLITE)
    if bare in _heard(_STOPS):
        found[Intent.STOP] = SURE
    if bare in _heard(_PEOPLE):
        found[Intent.TALK_TO_A_PERSON] = SURE
    if _RFC.search(text):
        found[Intent.INVOICE] = LIKELY
    if _POSTAL_CODE.match(text):
        found |= {Intent.WHEN_WOULD_IT_ARRIVE: MAYBE, Intent.CHANGE_ADDRESS: MAYBE - 0.1}
    elif _FOLIO.match(text):
        found[Intent.WHERE_IS_MY_ORDER] = LIKELY
    if _DATE.match(text):
        found[Intent.CHANGE_DATE] = MAYBE
    return found


def alone(text: str) -> str:
    """A word that stands alone and opens a page of ours: "resume" (asked again before it counts), "my_data", or ""."""
    bare = " ".join(word for word in spelling.words(text) if word not in _POLITE)
    return "resume" if bare in _heard(_RESUMES) else "my_data" if bare in _heard(_PRIVACY) else ""


def _heard(said: tuple[str, ...]) -> frozenset[str]:
    return frozenset(" ".join(spelling.words(one)) for one in said)
