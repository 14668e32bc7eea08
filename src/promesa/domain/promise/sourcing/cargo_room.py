"""Whether a van may take what is to leave with it: all that it carries at once, within the cap that speaks of it."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from promesa.domain.ledger import cargo as cargos
from promesa.domain.ledger.cargo import Cargo, CargoKey
from promesa.domain.ledger.stock.words import Take
from promesa.domain.network.carriers.state import Service
from promesa.domain.network.locations.state import Location
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.words import Leg
from promesa.domain.values import moments
from promesa.domain.values.moments import Instant

NOTHING_FREED: Mapping[CargoKey, int] = MappingProxyType({})


def has(cargo: Cargo, at: Location, service: Service, by: Instant, value: int) -> bool:
    """Whether the service's van of that day may take so much more."""
    if not cargo.caps or not value:
        return True
    free = cargos.left(cargo, CargoKey(at.location, service.carrier, moments.local_date(by, at.zone)))
    return free is None or value <= free


def most(cargo: Cargo, at: Location, services: Iterable[Service]) -> int | None:
    """The most that a van of any of the services may take from there on any day; None: one has no cap."""
    caps = [cargos.cap_of(cargo, at.location, service.carrier) for service in services]
    known = [cap for cap in caps if cap is not None]
    return max(known) if caps and len(known) == len(caps) else None


def worth(parts: Parts, takes: Iterable[Take]) -> int:
    """Centavos of the units at the catalog's prices."""
    products = parts.catalog.products
    return sum(products[take.sku].price * take.units for take in takes)


def wanted(parts: Parts, legs: Iterable[Leg]) -> dict[CargoKey, int]:
    """What legs take of capped collections."""
    found: dict[CargoKey, int] = {}
    for leg in legs:
        at = parts.locations.by_id[leg.location]
        key = cargos.key_of(parts.carriers, at, leg.service, leg.hand_over_by)
        if key is not None and cargos.cap_of(parts.capacity.cargo, key.location, key.carrier) is not None:
            found[key] = found.get(key, 0) + worth(parts, leg.takes)
    return found


def stands(parts: Parts, legs: Iterable[Leg], freed: Mapping[CargoKey, int] = NOTHING_FREED) -> bool:
    """Whether all legs may leave with their vans; `freed`: what leaves them (less than zero: joins them) besides."""
    for key, value in wanted(parts, legs).items():
        free = cargos.left(parts.capacity.cargo, key)
        if free is not None and value > free + freed.get(key, 0):
            return False
    return True
