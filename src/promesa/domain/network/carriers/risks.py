"""What is expected to be lost of what is carried: by route, hour of hand-over and value."""

from collections.abc import Iterable

from promesa.domain.network.carriers.words import RouteRisk
from promesa.domain.values.money import Centavos

MILLION = 1_000_000


def spoken(risks: Iterable[RouteRisk], origin_area: str, hour: int) -> tuple[RouteRisk, ...]:
    """Those that speak of what leaves from the area in that hour of the location's clock (0 to 23)."""
    return tuple(one for one in risks if (not one.origins or origin_area in one.origins) and is_then(one, hour))


def is_then(risk: RouteRisk, hour: int) -> bool:
    """Whether the hour is one of the risk's; from 22 to 5 is the night."""
    if risk.since_hour < risk.until_hour:
        return risk.since_hour <= hour < risk.until_hour
    return hour >= risk.since_hour or hour < risk.until_hour


def loss(risks: Iterable[RouteRisk], value: int) -> Centavos:
    """The highest expected loss of a parcel worth so much among risks that speak of it, rounded half up."""
    return Centavos(
        max(((value * one.per_million + MILLION // 2) // MILLION for one in risks if value >= one.value_min), default=0)
    )
