"""The gazetteer: which postal codes exist, in which area and zone they lie, and where that is."""

import msgspec

from promesa.domain.values.ids import PostalCode


class LoadPlaces(msgspec.Struct, frozen=True, kw_only=True):
    """Many places at once, as columns of equal length (`lats` and `lons` may be empty: unknown).

    `areas` are states' two-digit INEGI codes, or any key that locations and carriers' lanes use too. New codes are
    added, known ones take what is said here; the same again changes nothing.
    """

    source: str
    postal_codes: tuple[PostalCode, ...]
    areas: tuple[str, ...]
    municipalities: tuple[str, ...]
    cities: tuple[str, ...]
    zones: tuple[str, ...]
    lats: tuple[float | None, ...] = ()
    lons: tuple[float | None, ...] = ()


class PlacesLoaded(msgspec.Struct, frozen=True, kw_only=True):
    """New and changed places, as columns of equal length."""

    source: str
    postal_codes: tuple[PostalCode, ...]
    areas: tuple[str, ...]
    municipalities: tuple[str, ...]
    cities: tuple[str, ...]
    zones: tuple[str, ...]
    lats: tuple[float | None, ...]
    lons: tuple[float | None, ...]


class Place(msgspec.Struct, frozen=True):
    """A postal code that exists."""

    index: int
    """Dense, by order of loading, for life: a place's row in arrays."""
    postal_code: PostalCode
    area: str
    municipality: str
    city: str
    zone: str
    lat: float | None = None
    lon: float | None = None


class Places(msgspec.Struct):
    """All places by postal code; `version` grows with every load."""

    by_code: dict[PostalCode, Place] = {}
    version: int = 0


def find(places: Places, postal_code: PostalCode) -> Place | None:
    """The place, or None for a code that nobody loaded."""
    return places.by_code.get(postal_code)
