"""What parcels are worth that one van is to take: by location, carrier and day, where a cap speaks of it."""

from datetime import date, timedelta

import msgspec

from promesa.domain.network.carriers.state import Carriers
from promesa.domain.network.carriers.words import CollectionCap
from promesa.domain.network.locations.state import Location
from promesa.domain.values import moments
from promesa.domain.values.ids import CarrierId, LocationId, OrderId, ParcelId, ServiceId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos

DAYS_KEPT = 7
"""Collections older than this are forgotten."""


class CargoKey(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One collection: whose van, where, on which day of the location's own calendar."""

    location: LocationId
    carrier: CarrierId
    day: date

    @property
    def name(self) -> str:
        return f"{self.day.isoformat()} {self.carrier}"


class CargoTaken(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a parcel, or a leg that will be one, takes of a collection."""

    key: CargoKey
    centavos: Centavos


class Cargo(msgspec.Struct):
    """`planned` and `handed`: centavos by location and collection; empty where no cap speaks of any collection."""

    caps: tuple[CollectionCap, ...] = ()
    planned: dict[LocationId, dict[str, int]] = {}
    """Of all that is to leave with it, what has left included."""
    handed: dict[LocationId, dict[str, int]] = {}
    by_order: dict[OrderId, tuple[CargoTaken, ...]] = {}
    """Of orders whose parcels are not planned yet."""
    by_parcel: dict[ParcelId, CargoTaken] = {}
    """Of parcels that have not left."""


def key_of(carriers: Carriers, at: Location, service: ServiceId, hand_over_by: Instant) -> CargoKey | None:
    """The collection with which such a parcel leaves; None: no carrier moves it."""
    known = carriers.services.get(service)
    return None if known is None else CargoKey(at.location, known.carrier, moments.local_date(hand_over_by, at.zone))


def cap_of(cargo: Cargo, location: LocationId, carrier: CarrierId) -> int | None:
    """The lowest cap that speaks of its collections, or None."""
    spoken = [
        cap.collection_centavos
        for cap in cargo.caps
        if (not cap.carriers or carrier in cap.carriers) and (not cap.locations or location in cap.locations)
    ]
    return min(spoken, default=None)


def planned(cargo: Cargo, key: CargoKey) -> int:
    """Centavos that are to leave with it already."""
    return cargo.planned.get(key.location, {}).get(key.name, 0)


def handed(cargo: Cargo, key: CargoKey) -> int:
    """Centavos that it has taken."""
    return cargo.handed.get(key.location, {}).get(key.name, 0)


def left(cargo: Cargo, key: CargoKey) -> int | None:
    """Centavos that the collection may still take; None: no cap speaks of it."""
    cap = cap_of(cargo, key.location, key.carrier)
    return None if cap is None else max(0, cap - planned(cargo, key))


def add(book: dict[LocationId, dict[str, int]], taken: CargoTaken, sign: int = 1) -> None:
    """So much more (or less) of the collection."""
    own = book.setdefault(taken.key.location, {})
    total = max(0, own.get(taken.key.name, 0) + sign * taken.centavos)
    if total:
        own[taken.key.name] = total
    else:
        own.pop(taken.key.name, None)


def forget(book: dict[LocationId, dict[str, int]], location: LocationId, before: date) -> None:
    """Collections of the location that were well before that day."""
    own, first = book.get(location, {}), (before - timedelta(days=DAYS_KEPT)).isoformat()
    for name in [name for name in own if name[:10] < first]:
        del own[name]
