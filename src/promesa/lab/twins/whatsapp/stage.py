"""The WhatsApp world on the stage of a simulated past: posted to in process, its notices put on the agenda."""

import random
from typing import Any

from promesa.domain.people.messages.words import RecordStatus, Status
from promesa.domain.people.messages.words import StatusTold as OurStatus
from promesa.domain.values.moments import MINUTE, Instant
from promesa.engine.machine import Request as Put
from promesa.gateways.messaging.channel import Outcome, Unreached
from promesa.gateways.messaging.hand import recourse_of
from promesa.gateways.messaging.whatsapp import callback, envelope, errors, reading
from promesa.gateways.messaging.whatsapp.notices import StatusTold
from promesa.gateways.messaging.whatsapp.write import Request
from promesa.lab.clock import Agenda, Clock
from promesa.lab.outages import Outage, Outages
from promesa.lab.twins.whatsapp import line
from promesa.lab.twins.whatsapp.chances import ROUGH, Chances
from promesa.lab.twins.whatsapp.telling import Notice
from promesa.lab.twins.whatsapp.world import Account, Shown, World

ROUND = 15 * MINUTE
"""How often the past's postman comes at most: a notice then holds all that happened since."""
PAST = Account(per_second=10**6)
"""A scene of the past is one instant: no second can be told from another."""


class Stage:
    """Owns the world and its postman."""

    def __init__(
        self,
        agenda: Agenda,
        clock: Clock,
        dice: random.Random,
        outages: Outages,
        shown: Shown,
        chances: Chances = ROUGH,
    ) -> None:
        self._agenda, self._clock, self._outages = agenda, clock, outages
        self.world = World(clock, dice, chances, PAST, shown, any_template=True)
        self._called_for = 0
        """When the postman comes next; 0: not called."""

    def send(self, request: Request) -> Outcome:
        """As `client.Client.send`; within a spell of silence nobody is reached."""
        try:
            self._outages.check(self._clock())
        except Outage:
            return Unreached("ConnectError")
        outcome = line.send(self.world, request)
        self.call_postman()
        return outcome

    def call_postman(self) -> None:
        """He comes when there is something to tell, and not more often than once a round."""
        due = self.world.teller.next_at()
        if due is not None and not self._called_for:
            self._called_for = max(due, self._clock() + ROUND)
            self._agenda.note(self._called_for, self._post)

    def _post(self, at: Instant) -> list[Any]:
        self._called_for = 0
        notices = self.world.teller.due(at)
        self.call_postman()
        return [Put(command, "partner:whatsapp") for notice in notices for command in statuses_of(notice, at)]


def statuses_of(notice: Notice, at: Instant) -> list[RecordStatus]:
    """All statuses of a notice as one command, read as in production but for the persons: the lab seals no contact."""
    told = [
        said
        for piece in envelope.pieces(notice.body, at)
        for said in reading.notices(piece)
        if type(said) is StatusTold
    ]
    found = [ours(one) for one in told]
    return [RecordStatus(tuple(found))] if found else []


def ours(told: StatusTold) -> OurStatus:
    message, attempt = callback.read(told.callback) or ("", 0)
    remedy = errors.remedy(int(told.code or "0"))
    return OurStatus(message, attempt, Status(told.status), told.at, told.id, told.code, recourse_of(remedy))
