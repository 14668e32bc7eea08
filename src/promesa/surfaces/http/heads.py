"""What we read of a request's head: the key, the kind of body, the idempotency key, the language."""

from typing import Any, NamedTuple

BEARER = "bearer "
IDEMPOTENCY_MAX = 200


class Head(NamedTuple):
    """Headers as they came, empty where they did not; `language` is "es", "en" or empty."""

    authorization: str
    content_type: str
    content_length: str
    idempotency_key: str | None
    accept_language: str


_FIELDS = {
    b"authorization": 0,
    b"content-type": 1,
    b"content-length": 2,
    b"idempotency-key": 3,
    b"accept-language": 4,
}


def read(scope: Any) -> Head:
    """The five headers that we look at, in one walk."""
    found: list[Any] = ["", "", "", None, ""]
    for name, value in scope["headers"]:
        at = _FIELDS.get(name)
        if at is not None:
            found[at] = value.decode("latin-1")
    return Head(*found)


def bearer(head: Head) -> str:
    """The API key that was shown, or an empty text."""
    shown = head.authorization
    return shown[len(BEARER) :].strip() if shown[: len(BEARER)].lower() == BEARER else ""


def is_json(content_type: str) -> bool:
    """application/json or +json, in UTF-8."""
    kind, _, rest = content_type.lower().partition(";")
    kind, rest = kind.strip(), rest.replace(" ", "").replace('"', "")
    charset_fits = "charset=" not in rest or "charset=utf-8" in rest
    return (kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))) and charset_fits


def is_sound_key(key: str) -> bool:
    """1 to 200 visible ASCII characters."""
    return 0 < len(key) <= IDEMPOTENCY_MAX and key.isascii() and key.isprintable() and key.strip() == key


def language(accept: str, otherwise: str) -> str:
    """ "es" or "en", whichever the reader likes better (RFC 9110, 12.5.4); `otherwise` where neither is named."""
    best, best_weight = otherwise, 0.0
    for part in accept.lower().split(","):
        tag, _, parameter = part.strip().partition(";")
        word = tag.strip().split("-")[0]
        weight = _weight(parameter)
        if word in ("es", "en") and weight > best_weight:
            best, best_weight = word, weight
    return best


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
