"""When something last happened on each location's floor: open phones are told that there is something new, not what.

Costs: a number a location; each fact costs the parcels that it names.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from promesa.domain.ledger.stock.counting import CountAsked
from promesa.domain.network.locations.words import LocationClosed, LocationPaused, LocationResumed
from promesa.domain.values.ids import LocationId, OrderId, ParcelId
from promesa.domain.world import World
from promesa.engine.log import Entry

_OF_LOCATIONS: tuple[type, ...] = (LocationPaused, LocationResumed, LocationClosed, CountAsked)


class FloorBoard:
    """Owns the position of the newest fact that touched each floor since it listens."""

    kinds = frozenset(one.__name__ for one in _OF_LOCATIONS)

    def __init__(self) -> None:
        self._touched: dict[LocationId, int] = {}

    def begin(self, world: World, now: int) -> None:
        """What was before nobody waits for."""
        self._touched = {}

    def hear(self, world: World, heard: Sequence[tuple[Entry, Any]], now: int) -> None:
        for entry, fact in heard:
            for location in _places(world, entry, fact):
                self._touched[location] = entry.position

    def position(self, location: LocationId) -> int:
        """That of the newest fact that touched the floor; 0 where none has."""
        return self._touched.get(location, 0)


def _places(world: World, entry: Entry, fact: Any) -> Iterator[LocationId]:
    """Where parcels are, or were, that a fact speaks of; or the location itself."""
    if isinstance(fact, _OF_LOCATIONS):
        yield fact.location  # type: ignore[attr-defined]  # each of them names it
    parcels = world.shipments.by_id
    for tag in entry.tags:
        kind, _, name = tag.partition(":")
        if kind == "parcel" and (parcel := parcels.get(ParcelId(name))) is not None:
            yield parcel.planned.location
        elif kind == "order":
            for one in world.shipments.by_order.get(OrderId(name), ()):
                yield parcels[one].planned.location
