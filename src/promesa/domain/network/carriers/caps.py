"""Security of what is carried, as data: no parcel worth more than a cap goes by that service to that area."""

from collections.abc import Callable, Mapping
from typing import Any

from promesa.domain.network.carriers.state import Carriers
from promesa.domain.network.carriers.words import CapsSet, SetCaps
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import MAX_CENTAVOS
from promesa.domain.values.refusal import Reason, Refused

CAPS_MAX = 1_000


def set_caps(carriers: Carriers, ask: SetCaps, _: Instant) -> list[CapsSet] | Refused:
    """All caps at once; the same again changes nothing."""
    if len(ask.caps) > CAPS_MAX:
        return Refused(Reason.INVALID, "caps", CAPS_MAX)
    if any(not 0 <= cap.parcel_centavos <= MAX_CENTAVOS for cap in ask.caps):
        return Refused(Reason.BAD_AMOUNT, "parcel_centavos")
    service = next((name for cap in ask.caps for name in cap.services if name not in carriers.services), None)
    if service is not None:
        return Refused(Reason.UNKNOWN_SERVICE, service)
    return [] if ask.caps == carriers.caps else [CapsSet(ask.caps)]


RULES: Mapping[type, Callable[[Any, Any, Instant], Any]] = {SetCaps: set_caps}
