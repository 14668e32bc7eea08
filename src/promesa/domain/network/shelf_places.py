"""Where on a location's floor each SKU stands, and the way past them: told by whoever arranges the shelves."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import msgspec

from promesa.domain.network.catalog import Catalog
from promesa.domain.network.locations.state import Locations
from promesa.domain.values.ids import LocationId, Sku
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused

PLACE_LENGTH = 40
Thing = TypeVar("Thing")
_PARTS = re.compile(r"\d+|[^\W\d_]+")


class SetShelfPlaces(msgspec.Struct, frozen=True):
    """Columns of equal length: the place of each SKU as its people write it ("A-03-2"); an empty one: unknown."""

    location: LocationId
    source: str
    skus: tuple[Sku, ...]
    places: tuple[str, ...]


class ShelfPlacesSet(msgspec.Struct, frozen=True):
    """What is new of it."""

    location: LocationId
    source: str
    skus: tuple[Sku, ...]
    places: tuple[str, ...]


class ShelfPlaces(msgspec.Struct):
    by_location: dict[LocationId, dict[Sku, str]] = {}


class WalkKey(msgspec.Struct, frozen=True, order=True, array_like=True):
    """Sorts things of one floor by the way past them: those with a place first, then by family and name."""

    is_unplaced: bool
    aisle: tuple[tuple[bool, int, str], ...]
    further: tuple[tuple[bool, int, str], ...]
    family: str
    name: str


def place_of(places: ShelfPlaces, location: LocationId, sku: Sku) -> str:
    """Where the SKU stands at the location; empty where nobody said."""
    return places.by_location.get(location, {}).get(sku, "")


def set_places(
    catalog: Catalog, locations: Locations, places: ShelfPlaces, ask: SetShelfPlaces
) -> list[ShelfPlacesSet] | Refused:
    """All or none; what is so already is not said again."""
    if ask.location not in locations.by_id:
        return Refused(Reason.UNKNOWN_LOCATION, ask.location)
    if len(ask.skus) != len(ask.places) or len(set(ask.skus)) != len(ask.skus):
        return Refused(Reason.INVALID, "skus")
    for sku, place in zip(ask.skus, ask.places, strict=True):
        if sku not in catalog.products:
            return Refused(Reason.UNKNOWN_SKU, sku)
        if len(place) > PLACE_LENGTH or place != place.strip() or not place.isprintable():
            return Refused(Reason.INVALID, place[:PLACE_LENGTH])
    known = places.by_location.get(ask.location, {})
    new = [(sku, place) for sku, place in zip(ask.skus, ask.places, strict=True) if known.get(sku, "") != place]
    if not new:
        return []
    return [ShelfPlacesSet(ask.location, ask.source, *zip(*new, strict=True))]


def walk(things: Iterable[Thing], key: Callable[[Thing], WalkKey]) -> list[Thing]:
    """Up the first aisle and down the next: nobody walks an aisle's length back for nothing. Without a place: by family
    and name, at the end."""
    aisles: dict[tuple[Any, ...], list[Thing]] = {}
    for thing in sorted(things, key=key):
        known = key(thing)
        aisles.setdefault((known.is_unplaced, *known.aisle), []).append(thing)
    found: list[Thing] = []
    for number, one in enumerate(aisles.values()):
        is_down = number % 2 == 1 and not key(one[0]).is_unplaced
        found += reversed(one) if is_down else one
    return found


def walk_key(places: ShelfPlaces, catalog: Catalog, location: LocationId, sku: Sku) -> WalkKey:
    """The first part of a place is its aisle ("A" of "A-03-2", "12" of "12-B"); numbers count as numbers."""
    product = catalog.products.get(sku)
    family, name = ("", str(sku)) if product is None else (product.category, product.name or str(sku))
    place = place_of(places, location, sku)
    parts = tuple(
        (part.isdigit(), int(part) if part.isdigit() else 0, part.casefold()) for part in _PARTS.findall(place)
    )
    return WalkKey(not parts, parts[:1], parts[1:], family, name)


def _set(places: ShelfPlaces, fact: ShelfPlacesSet, _: Instant) -> None:
    known = places.by_location.setdefault(fact.location, {})
    for sku, place in zip(fact.skus, fact.places, strict=True):
        if place:
            known[sku] = place
        else:
            known.pop(sku, None)


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {ShelfPlacesSet: _set}
