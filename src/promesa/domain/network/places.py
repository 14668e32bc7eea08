"""The gazetteer: which postal codes exist, in which area and zone they lie, and where that is."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from promesa.domain.values import ids, moments
from promesa.domain.values.ids import PostalCode
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused


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


# --- rules ---


class _Row(NamedTuple):
    """A place as it is told, without its index."""

    postal_code: PostalCode
    area: str
    municipality: str
    city: str
    zone: str
    lat: float | None
    lon: float | None


def load_places(places: Places, ask: LoadPlaces, now: Instant) -> list[PlacesLoaded] | Refused:
    """All rows or none; rows that say nothing new are left out, and with none left nothing happens.

    A code twice in a batch is ambiguous and refused; the row at fault is named by its number, from 1.
    """
    unknown = (None,) * len(ask.postal_codes)
    lats, lons = ask.lats or unknown, ask.lons or unknown
    columns = (ask.postal_codes, ask.areas, ask.municipalities, ask.cities, ask.zones, lats, lons)
    if any(len(column) != len(ask.postal_codes) for column in columns):
        return Refused(Reason.INVALID, "columns")
    news, seen, known_zones = [], set[PostalCode](), _sound_zones(ask.zones)
    for number, told in enumerate(zip(*columns, strict=True), 1):
        row = _entered(_Row(*told))
        if not _is_sound(row, known_zones) or row.postal_code in seen:
            return Refused(Reason.INVALID, f"row {number}: {row.postal_code}")
        seen.add(row.postal_code)
        known = places.by_code.get(row.postal_code)
        if known is None or _told(known) != row:
            news.append(row)
    return [_loaded(ask.source, news)] if news else []


def _entered(row: _Row) -> _Row:
    return row._replace(
        postal_code=PostalCode(ids.entered(row.postal_code)),
        area=ids.entered(row.area),
        municipality=row.municipality.strip(),
        city=row.city.strip(),
    )


def _sound_zones(zones: tuple[str, ...]) -> frozenset[str]:
    return frozenset(zone for zone in set(zones) if moments.is_zone(zone))


def _is_sound(row: _Row, known_zones: frozenset[str]) -> bool:
    if not ids.is_sound(row.postal_code) or not ids.is_sound(row.area) or row.zone not in known_zones:
        return False
    if row.lat is None or row.lon is None:
        return row.lat is row.lon
    return -90 <= row.lat <= 90 and -180 <= row.lon <= 180


def _told(place: Place) -> _Row:
    return _Row(place.postal_code, place.area, place.municipality, place.city, place.zone, place.lat, place.lon)


def _loaded(source: str, rows: list[_Row]) -> PlacesLoaded:
    return PlacesLoaded(
        source=source,
        postal_codes=tuple(row.postal_code for row in rows),
        areas=tuple(row.area for row in rows),
        municipalities=tuple(row.municipality for row in rows),
        cities=tuple(row.city for row in rows),
        zones=tuple(row.zone for row in rows),
        lats=tuple(row.lat for row in rows),
        lons=tuple(row.lon for row in rows),
    )


# --- the fold ---


def _rows(fact: PlacesLoaded) -> Iterator[_Row]:
    columns = (fact.postal_codes, fact.areas, fact.municipalities, fact.cities, fact.zones, fact.lats, fact.lons)
    return (_Row(*row) for row in zip(*columns, strict=True))


def _fold_loaded(places: Places, fact: PlacesLoaded, _: Instant) -> None:
    for row in _rows(fact):
        known = places.by_code.get(row.postal_code)
        places.by_code[row.postal_code] = Place(len(places.by_code) if known is None else known.index, *row)
    places.version += 1


RULES: Mapping[type, Callable[[Any, Any, Instant], Any]] = {LoadPlaces: load_places}
FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {PlacesLoaded: _fold_loaded}
