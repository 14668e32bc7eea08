"""The way to and from the WhatsApp world in a simulated past: posted to in process, its notices put on the agenda."""

from collections.abc import Callable
from typing import Any

from promesa.domain.values.moments import MINUTE, Instant
from promesa.gateways.messaging.channel import Outcome, Unreached
from promesa.gateways.messaging.whatsapp.write import Request
from promesa.lab.clock import Agenda, Clock
from promesa.lab.outages import Outage, Outages
from promesa.lab.twins.whatsapp import line
from promesa.lab.twins.whatsapp.world import World

ROUND = 15 * MINUTE
"""How often he comes at most: a notice then holds all that happened since."""


class Postman:
    """Owns when he comes next; `deliver` takes what is due at that moment and gives what is to be put."""

    def __init__(
        self, world: World, agenda: Agenda, clock: Clock, outages: Outages, deliver: Callable[[Instant], list[Any]]
    ) -> None:
        self._world, self._agenda, self._clock, self._outages = world, agenda, clock, outages
        self._deliver = deliver
        self._called_for = 0
        """0: not called."""

    def send(self, request: Request) -> Outcome:
        """As `client.Client.send`; within a spell of silence nobody is reached."""
        try:
            self._outages.check(self._clock())
        except Outage:
            return Unreached("ConnectError")
        outcome = line.send(self._world, request)
        self.call()
        return outcome

    def call(self) -> None:
        """He comes when there is something to tell, and not more often than once a round."""
        due = self._world.teller.next_at()
        if due is None:
            return
        comes = max(due, self._clock() + ROUND)
        if not self._called_for or comes < self._called_for:
            self._called_for = comes
            self._agenda.note(comes, self._post)

    def _post(self, at: Instant) -> list[Any]:
        if not self._called_for or at < self._called_for:  # called for an earlier hour meanwhile, he has been here
            return []
        self._called_for = 0
        found = self._deliver(at)
        self.call()
        return found
