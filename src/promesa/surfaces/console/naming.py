"""Names of places, carriers and codes as the console says them."""

from collections.abc import Iterable
from datetime import date

from promesa.domain.network.locations import state as locations
from promesa.domain.values import moments, place
from promesa.domain.values.ids import LocationId
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.surfaces.speech import why as speech

Choice = tuple[str, str]
"""What a form sends, and how it is said."""


def location(world: World, name: str) -> str:
    """The location's name; its id where it has none."""
    found = locations.find(world.locations, LocationId(name))
    return found.name if found is not None and found.name else name


def region(code: str) -> str:
    """The state of a two-digit code; any other key of the gazetteer as it is."""
    known = place.STATES.get(code)
    return known.name if known is not None else code


def coded(code: str, language: str) -> str:
    """A short code as people say it."""
    return speech.coded(code, language)


def places(world: World, names: Iterable[str]) -> list[Choice]:
    """Locations to choose from, by name."""
    return sorted(((name, location(world, name)) for name in names if name), key=lambda one: one[1])


def regions(codes: Iterable[str]) -> list[Choice]:
    return sorted(((code, region(code)) for code in codes if code), key=lambda one: one[1])


def today(world: World, now: Instant) -> date:
    """The civil day in the house's own zone."""
    return moments.local_date(now, world.policies.now.zone)
