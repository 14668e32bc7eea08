"""What carriers owe us and by when it lapses: each parcel on the road looked at once, then as facts speak of it.

Costs a row for each claim that could be filed; what only silence shows (lost) is looked for anew once an hour.
"""

from collections.abc import Sequence
from typing import Any

from promesa.domain.ledger.shipments import claims
from promesa.domain.ledger.shipments.claims import ClaimDue, ClaimFiled
from promesa.domain.ledger.shipments.words import ParcelAtBranch, ParcelDelivered, ParcelLost
from promesa.domain.values.ids import ParcelId
from promesa.domain.values.moments import HOUR, Instant
from promesa.domain.world import World
from promesa.engine.log import Entry

_TOUCHING = (ParcelDelivered, ParcelAtBranch, ParcelLost, ClaimFiled)


class ClaimBoard:
    """Owns what is due; replaced whole, so that a page may read it at any time."""

    kinds = frozenset(one.__name__ for one in _TOUCHING)

    def __init__(self) -> None:
        self._due: dict[ParcelId, ClaimDue] = {}
        self._begun_at = 0

    def due(self, now: Instant) -> list[ClaimDue]:
        """Soonest to lapse first."""
        living = [one for one in list(self._due.values()) if one.until >= now]
        return sorted(living, key=lambda one: (one.until, -one.amount, one.parcel))

    def begin(self, world: World, now: int) -> None:
        nouns = (world.claims, world.orders, world.shipments, world.carriers, world.policies.now.care)
        self._due = {one.parcel: one for one in claims.due(*nouns, Instant(now))}
        self._begun_at = now

    def hear(self, world: World, heard: Sequence[tuple[Entry, Any]], now: int) -> None:
        if now - self._begun_at > HOUR:
            self.begin(world, now)
            return
        nouns = (world.claims, world.orders, world.shipments, world.carriers, world.policies.now.care)
        for _, fact in heard:
            if not isinstance(fact, _TOUCHING):
                continue
            found = claims.due_of(*nouns, fact.parcel, Instant(now))
            if found is None:
                self._due.pop(fact.parcel, None)
            else:
                self._due[fact.parcel] = found
