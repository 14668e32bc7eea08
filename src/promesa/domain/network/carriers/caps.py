"""Security of what is carried, as data: what a parcel and a van may be worth, and what is expected to be lost."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from promesa.domain.network.carriers.risks import MILLION
from promesa.domain.network.carriers.state import Carriers
from promesa.domain.network.carriers.words import CapsSet, RouteRisk, SetCaps
from promesa.domain.values.ids import CarrierId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import MAX_CENTAVOS
from promesa.domain.values.refusal import Reason, Refused

CAPS_MAX = 1_000


def set_caps(carriers: Carriers, ask: SetCaps, _: Instant) -> list[CapsSet] | Refused:
    """All caps and risks at once; the same again changes nothing. UNKNOWN_SERVICE; BAD_AMOUNT; INVALID names what."""
    for name in ("caps", "collections", "risks"):
        if len(getattr(ask, name)) > CAPS_MAX:
            return Refused(Reason.INVALID, name, CAPS_MAX)
    if any(not 0 <= cap.parcel_centavos <= MAX_CENTAVOS for cap in ask.caps):
        return Refused(Reason.BAD_AMOUNT, "parcel_centavos")
    if any(not 0 <= cap.collection_centavos <= MAX_CENTAVOS for cap in ask.collections):
        return Refused(Reason.BAD_AMOUNT, "collection_centavos")
    wrong = next((field for field in map(_fault, ask.risks) if field), "")
    if wrong:
        return Refused(Reason.INVALID, wrong)
    unknown = _unknown(carriers, ask)
    if unknown is not None:
        return unknown
    known = (carriers.caps, carriers.collection_caps, carriers.risks)
    return [] if (ask.caps, ask.collections, ask.risks) == known else [CapsSet(ask.caps, ask.collections, ask.risks)]


def _fault(risk: RouteRisk) -> str:
    if not 0 <= risk.per_million <= MILLION:
        return "per_million"
    if not (0 <= risk.since_hour <= 23 and 0 <= risk.until_hour <= 24):
        return "since_hour"
    return "" if 0 <= risk.value_min <= MAX_CENTAVOS else "value_min"


def _unknown(carriers: Carriers, ask: SetCaps) -> Refused | None:
    named = [name for cap in ask.caps for name in cap.services]
    named += [name for risk in ask.risks for name in risk.services]
    service = next((name for name in named if name not in carriers.services), None)
    if service is not None:
        return Refused(Reason.UNKNOWN_SERVICE, service)
    known = {one.carrier for one in carriers.services.values()}
    carrier = next((name for name in _carriers(ask) if name not in known), None)
    return None if carrier is None else Refused(Reason.INVALID, f"carrier {carrier}")


def _carriers(ask: SetCaps) -> Iterable[CarrierId]:
    named = [name for cap in ask.collections for name in cap.carriers]
    return [*named, *(name for risk in ask.risks for name in risk.carriers)]


RULES: Mapping[type, Callable[[Any, Any, Instant], Any]] = {SetCaps: set_caps}
