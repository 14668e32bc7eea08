"""The demo's second thoughts: before each wave reaches the floor, all orders that nobody has picked are looked at."""

from datetime import date, time
from typing import Any

from promesa.agents import rethinker
from promesa.domain.promise.rethinks import RethinkEnded
from promesa.domain.values import moments
from promesa.domain.values.moments import Instant
from promesa.lab.play import Play

BEFORE_WAVES = {
    **dict.fromkeys(range(5), (time(12, 45), time(14, 30), time(15, 50))),
    5: (time(7, 45), time(10, 45), time(12, 15)),
    6: (),
}
"""By weekday on the clocks of Mexico City: before centres get their work, before stores do, and before the last orders
of the day are picked; all of it earlier on Saturdays."""


class SecondThoughts:
    """Owns nothing but its place on the agenda; the policy says whether."""

    def __init__(self, play: Play) -> None:
        self._play = play
        play.listen({RethinkEnded: self._ended})

    def day(self, day: date) -> None:
        """Note a day's thoughts, also where nobody will think: two pasts may then be compared scene by scene."""
        for clock in BEFORE_WAVES[day.weekday()]:
            self._play.agenda.note(moments.at_local(day, clock, moments.MEXICO_CITY), self._think)

    def _think(self, at: Instant) -> list[Any]:
        """Put at once: what is proposed is decided in the very world that was looked at."""
        machine = self._play.machine
        if machine.world.policies.now.rethink_minutes:
            found = rethinker.think_all(machine.ask, Instant(machine.now()), rethinker.run_name(at))
            self._play.put(found, rethinker.BY)
        return []

    def _ended(self, fact: RethinkEnded, _: Instant) -> None:
        tally = self._play.tally
        tally["orders reallocated"] += fact.orders
        tally["centavos saved by rethinking"] += fact.saved
        tally["parcels saved by rethinking"] += fact.parcels_saved
        tally["kilometres saved by rethinking"] += fact.km_saved
