"""The fields of a form as the struct that an operation takes: dotted names nest, what is left empty is not said."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from promesa.domain.values import moments
from promesa.surfaces.http.bodies import Hindered
from promesa.surfaces.http.problems import Obstacle

FIELDS_MAX = 2_000
FORM_BYTES_MAX = 1024 * 1024
DEPTH_MAX = 6
LIST_MAX = 1_000


def pairs(body: bytes) -> list[tuple[str, str]] | Hindered:
    """What a form of application/x-www-form-urlencoded says, in order, composed (NFC), trimmed."""
    try:
        told = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=FIELDS_MAX)
    except (UnicodeDecodeError, ValueError) as error:
        return Hindered(Obstacle.MALFORMED, str(error)[:100])
    return [(name, unicodedata.normalize("NFC", value).strip()) for name, value in told]


def first(told: Sequence[tuple[str, str]], name: str) -> str:
    return next((value for key, value in told if key == name), "")


def struct(takes: type, told: Sequence[tuple[str, str]], zone: str) -> Any:
    """The struct of those fields, or Hindered.

    `lines.0.sku` nests; a name said more than once, or that ends in `[]`, is a list. `price:pesos` is an amount in
    pesos ("1,299.50") for a field in centavos, `at:local` a moment on a wall clock of the zone, `on:flag` a box that
    was ticked, `share:percent` a figure between 0 and 100 for one between 0 and 1.
    """
    try:
        return msgspec.convert(_nested(told, zone), takes, strict=False)
    except (msgspec.ValidationError, ValueError) as error:
        return Hindered(Obstacle.INVALID_FIELD, str(error)[:500])


def _nested(told: Sequence[tuple[str, str]], zone: str) -> Any:
    root: dict[str, Any] = {}
    for said, text in told:
        if not text:
            continue
        name, _, way = said.partition(":")
        value = _READ[way](text, zone) if way in _READ else text
        *above, last = name.split(".")
        _check_depth(above)
        inside = root
        for part in above:
            inside = inside.setdefault(part, {})
            if not isinstance(inside, dict):
                raise ValueError(f"{name}: said twice")
        _put(inside, last, value)
    return _listed(root)


def _check_depth(above: Sequence[str]) -> None:
    """Raises ValueError where a name nests deeper than any struct of ours."""
    if len(above) > DEPTH_MAX:
        raise ValueError(".".join(above)[:100])


def _put(inside: dict[str, Any], name: str, value: Any) -> None:
    if name.endswith("[]"):
        inside.setdefault(name[:-2], []).append(value)
    elif name not in inside:
        inside[name] = value
    elif isinstance(inside[name], list):
        inside[name].append(value)
    else:
        inside[name] = [inside[name], value]


def _listed(value: Any) -> Any:
    """A dict of 0, 1, 2... is a list; of others what they are."""
    if not isinstance(value, dict):
        return value
    told = {name: _listed(one) for name, one in value.items()}
    if told and all(name.isdecimal() for name in told):
        return [told[name] for name in sorted(told, key=int)][:LIST_MAX]
    return told


def _pesos(text: str, _: str) -> int:
    """Raises ValueError for what is no amount, or has more than two decimals."""
    try:
        centavos = Decimal(text.replace(",", "").replace("$", "").strip()) * 100
    except InvalidOperation as error:
        raise ValueError(f"Expected `int`, got `{text[:40]}`") from error
    if centavos != centavos.to_integral_value() or abs(centavos) > 10**15:
        raise ValueError(f"Expected `int`, got `{text[:40]}`")
    return int(centavos)


def _local(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=moments.zone(zone))


def _percent(text: str, _: str) -> float:
    return float(text.replace("%", "").strip()) / 100


_READ: Mapping[str, Callable[[str, str], Any]] = {
    "pesos": _pesos,
    "local": _local,
    "flag": lambda text, _: text in ("1", "on", "true"),
    "percent": _percent,
}
