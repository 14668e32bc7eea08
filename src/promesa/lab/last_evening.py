"""The last evening of a simulated past: the busiest centre loses its power, and what it was to send waits for a word.

What is open at the end of a past is all that whoever looks at it next can act on; a quiet night would leave nothing.
"""

from collections import Counter
from datetime import time
from typing import Any

from promesa.agents.watchman import NAME, PAUSES
from promesa.domain.conduct.mandates.words import ActLimits, Autonomy, GrantMandate, Mandate
from promesa.domain.ledger.shipments.pick_words import NoPick, RejectPick
from promesa.domain.ledger.shipments.state import Parcel, Status, live
from promesa.domain.promise.promises import Outcome
from promesa.domain.values import moments
from promesa.domain.values.ids import LocationId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos
from promesa.domain.world import World
from promesa.engine.machine import Request
from promesa.lab.play import Play
from promesa.lab.scenario import LAST_DAY
from promesa.lab.watch import BY

AT = time(23, 10)
PARCELS_MIN = 3
"""Where less waits it is no trouble."""
LIMITS = ActLimits(Centavos(2_000_000), Centavos(4_000_000), 5)
UNDO_MINUTES = 15


class LastEvening:
    """Owns nothing but its place on the agenda."""

    def __init__(self, play: Play) -> None:
        self._play = play

    def note(self) -> None:
        self._play.agenda.note(moments.at_local(LAST_DAY, AT, moments.MEXICO_CITY), self._power_fails)

    def _power_fails(self, _: Instant) -> list[Any]:
        """Its people say so of the parcel that is due first; from now on the watchman may ask to pause locations."""
        waiting = _waiting(self._play.world)
        if not waiting:
            return []
        first = min(waiting, key=lambda one: (one.planned.arrives_on, one.planned.parcel))
        grant = Mandate(NAME, PAUSES, Autonomy.SUGGEST, LIMITS, LIMITS, undo_minutes=UNDO_MINUTES, decisions_min=0)
        no = RejectPick(first.planned.parcel, NoPick.NO_POWER)
        return [Request(GrantMandate(grant, BY), BY), Request(no, f"location:{first.planned.location}")]


def _waiting(world: World) -> list[Parcel]:
    """Deliveries that wait to be packed where most of them do."""
    found: dict[LocationId, list[Parcel]] = {}
    for promise in world.promises.by_order.values():
        if promise.outcome is Outcome.OPEN and promise.made.kind == "delivery":
            for parcel in live(world.shipments, promise.made.order):
                if parcel.status is Status.PLANNED:
                    found.setdefault(parcel.planned.location, []).append(parcel)
    counts = Counter({location: len(parcels) for location, parcels in found.items()})
    busiest = min(counts, key=lambda one: (-counts[one], one), default=None)
    return [] if busiest is None or counts[busiest] < PARCELS_MIN else found[busiest]
