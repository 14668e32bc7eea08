"""The demo's second thoughts: every so many minutes all orders that nobody has picked are thought over again."""

from typing import Any

from promesa.agents import rethinker
from promesa.domain.promise.rethinks import RethinkEnded
from promesa.domain.values import moments
from promesa.domain.values.moments import MINUTE, Instant
from promesa.engine.machine import Request
from promesa.kernels.reassign import Limits
from promesa.lab.play import Play

BY = "agent:rethinker"
EVERY_MINUTES = 30


class SecondThoughts:
    """Owns nothing but its place on the agenda; the policy says how often."""

    def __init__(self, play: Play) -> None:
        self._play = play
        play.listen({RethinkEnded: self._ended})

    def begin(self, at: Instant) -> None:
        """Note the first one."""
        self._play.agenda.note(at, self._think)

    def _think(self, at: Instant) -> list[Any]:
        """The agenda goes on even where nobody thinks, so that two pasts may be compared scene by scene."""
        minutes = self._play.world.policies.now.rethink_minutes
        self._play.agenda.note(at + (minutes or EVERY_MINUTES) * MINUTE, self._think)
        if not minutes:
            return []
        run = moments.utc(at).strftime("%Y-%m-%dT%H:%M:%SZ")
        found = rethinker.think(self._play.machine.ask, Instant(self._play.machine.now()), run, Limits())
        return [] if found is None else [Request(found, BY)]

    def _ended(self, fact: RethinkEnded, _: Instant) -> None:
        tally = self._play.tally
        tally["orders reallocated"] += fact.orders
        tally["centavos saved by rethinking"] += fact.saved
        tally["parcels saved by rethinking"] += fact.parcels_saved
        tally["kilometres saved by rethinking"] += fact.km_saved
