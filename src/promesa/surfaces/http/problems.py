"""Every no of the API as a problem document (RFC 9457), in the Spanish of Mexico and in English."""

from enum import StrEnum

import msgspec
from msgspec import UNSET, UnsetType

from promesa.domain.values import refusal
from promesa.domain.values.refusal import Reason, Refused
from promesa.surfaces.http import faults
from promesa.surfaces.http.faults import Fault

CONTENT_TYPE = b"application/problem+json"


class Obstacle(StrEnum):
    """Why a request did not even reach a rule."""

    MALFORMED = "malformed"
    NOT_JSON = "not_json"
    TOO_LARGE = "too_large"
    INVALID_FIELD = "invalid_field"
    BAD_KEY = "bad_idempotency_key"
    NO_KEY = "no_api_key"
    NO_SIGNATURE = "no_signature"
    OLD_FORM = "old_form"
    SHOW_CODE = "show_code"
    TOO_FAST = "too_fast"
    NO_PAGE = "no_such_page"
    NO_METHOD = "no_such_method"
    TOO_MANY = "too_many_requests"
    BUSY = "busy"
    BROKEN = "broken"


STATUS: dict[Obstacle, int] = {
    Obstacle.MALFORMED: 400,
    Obstacle.BAD_KEY: 400,
    Obstacle.NO_KEY: 401,
    Obstacle.NO_SIGNATURE: 401,
    Obstacle.OLD_FORM: 403,
    Obstacle.SHOW_CODE: 403,
    Obstacle.NO_PAGE: 404,
    Obstacle.NO_METHOD: 405,
    Obstacle.TOO_LARGE: 413,
    Obstacle.NOT_JSON: 415,
    Obstacle.INVALID_FIELD: 422,
    Obstacle.TOO_MANY: 429,
    Obstacle.TOO_FAST: 429,
    Obstacle.BROKEN: 500,
    Obstacle.BUSY: 503,
}

SENTENCES: dict[Obstacle, tuple[str, str]] = {
    Obstacle.MALFORMED: ("El cuerpo no es JSON válido: {about}.", "The body is not valid JSON: {about}."),
    Obstacle.NOT_JSON: (
        "El cuerpo debe ser application/json, no {about}.",
        "The body must be application/json, not {about}.",
    ),
    Obstacle.TOO_LARGE: ("El cuerpo pasa de {about} bytes.", "The body is larger than {about} bytes."),
    Obstacle.INVALID_FIELD: ("Un dato no es válido: {about}.", "A field is not valid: {about}."),
    Obstacle.BAD_KEY: (
        "La llave de idempotencia debe tener de 1 a 200 caracteres ASCII visibles.",
        "An idempotency key has 1 to 200 visible ASCII characters.",
    ),
    Obstacle.NO_KEY: (
        "Hace falta una llave válida: Authorization: Bearer ...",
        "A valid key is needed: Authorization: Bearer ...",
    ),
    Obstacle.NO_SIGNATURE: ("La firma del aviso no es válida.", "The signature of the notice is not valid."),
    Obstacle.OLD_FORM: (
        "La página llevaba mucho tiempo abierta; vuelve a intentarlo.",
        "The page had been open for long; try again.",
    ),
    Obstacle.SHOW_CODE: (
        "Eso pide comprobar de nuevo que eres tú: muestra el código de tu teléfono.",
        "That asks to be sure once more that it is you: show the code on your phone.",
    ),
    Obstacle.NO_PAGE: ("Aquí no hay nada: {about}.", "There is nothing here: {about}."),
    Obstacle.NO_METHOD: ("Aquí no se puede usar {about}.", "{about} cannot be used here."),
    Obstacle.TOO_MANY: (
        "Esta llave tiene demasiadas peticiones en espera; intenta de nuevo en un momento.",
        "This key has too many requests waiting; try again in a moment.",
    ),
    Obstacle.TOO_FAST: (
        "Demasiadas veces seguidas; espera un momento y vuelve a intentarlo.",
        "Too many times in a row; wait a moment and try again.",
    ),
    Obstacle.BUSY: (
        "No podemos atender la petición en este momento; intenta de nuevo.",
        "We cannot take the request right now; try again.",
    ),
    Obstacle.BROKEN: ("Algo falló de nuestro lado; nada cambió.", "Something failed on our side; nothing changed."),
}
"""(es-MX, en), as for refusals."""

TITLES: dict[int, tuple[str, str]] = {
    400: ("Petición mal formada", "Malformed request"),
    401: ("Falta una llave válida", "A valid key is missing"),
    403: ("La llave no abre esta puerta", "The key does not open this door"),
    404: ("No existe", "Not found"),
    405: ("Método no permitido", "Method not allowed"),
    409: ("Ahora no se puede", "Not possible now"),
    413: ("Demasiado grande", "Too large"),
    415: ("Tipo de contenido no aceptado", "Content type not accepted"),
    422: ("Un dato no se acepta", "A value is not accepted"),
    429: ("Demasiadas peticiones", "Too many requests"),
    500: ("Error nuestro", "Our error"),
    503: ("Intenta de nuevo", "Try again"),
}

UNKNOWN = frozenset(reason for reason in Reason if reason.startswith("unknown_"))
_IMPOSSIBLE_AS_SAID = UNKNOWN | {
    Reason.INVALID,
    Reason.EMPTY_ORDER,
    Reason.BAD_QUANTITY,
    Reason.BAD_AMOUNT,
    Reason.TOO_MANY_LINES,
    Reason.AMBIGUOUS_LINE,
    Reason.RAIL_NOT_OFFERED,
    Reason.CLOCK_SKEW,
}


class Problem(msgspec.Struct, frozen=True):
    """A no: `reason` is for programs, `detail` for people, in the language asked for and in both."""

    type: str
    title: str
    status: int
    detail: str
    detail_es: str
    detail_en: str
    reason: str
    about: str = ""
    left: int | UnsetType = UNSET
    """The figure that would have made it a yes: units, places or centavos left."""


def refused(no: Refused, language: str, named: tuple[str, ...] = ()) -> Problem:
    """A refusal of the domain; a thing that is `named` in the path and unknown is not found."""
    spanish, english = refusal.say(no, "es"), refusal.say(no, "en")
    left = UNSET if no.left is None else no.left
    return _problem(status_of(no, named), no.reason, (spanish, english), no.about, language, left)


def obstacle(kind: Obstacle, language: str, about: str = "") -> Problem:
    """A request that did not reach a rule."""
    if kind is Obstacle.INVALID_FIELD:
        return _field(faults.read(about), language)
    spanish, english = SENTENCES[kind]
    sentences = (spanish.replace("{about}", about), english.replace("{about}", about))
    return _problem(STATUS[kind], kind, sentences, about, language, UNSET)


def _field(fault: Fault, language: str) -> Problem:
    """The field that is at fault, and what is wrong with it."""
    spanish, english = SENTENCES[Obstacle.INVALID_FIELD]
    at = f"{fault.field}: " if fault.field else ""
    sentences = (
        spanish.replace("{about}", f"{at}{fault.spanish}"[:500]),
        english.replace("{about}", f"{at}{fault.english}"[:500]),
    )
    return _problem(STATUS[Obstacle.INVALID_FIELD], Obstacle.INVALID_FIELD, sentences, fault.field, language, UNSET)


def status_of(no: Refused, named: tuple[str, ...] = ()) -> int:
    """404 for what the path names and nobody knows, 403, 422 for what can never be, 409 for what cannot be now."""
    if no.reason in UNKNOWN and no.about in named:
        return 404
    if no.reason in (Reason.NOT_ALLOWED, Reason.NOT_YOURS):
        return 403
    return 422 if no.reason in _IMPOSSIBLE_AS_SAID else 409


def _problem(
    status: int, reason: str, sentences: tuple[str, str], about: str, language: str, left: int | UnsetType
) -> Problem:
    at = 0 if language == "es" else 1
    return Problem(
        f"/docs#{reason}", TITLES[status][at], status, sentences[at], *sentences, str(reason), about[:500], left
    )
