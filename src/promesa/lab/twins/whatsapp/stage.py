"""The WhatsApp world on the stage of a simulated past: whose notices tell us what became of messages."""

import random
from typing import Any

from promesa.domain.people.messages.words import RecordStatus, Status
from promesa.domain.people.messages.words import StatusTold as OurStatus
from promesa.domain.values.moments import Instant
from promesa.engine.machine import Request as Put
from promesa.gateways.messaging import callback
from promesa.gateways.messaging.hand import recourse_of
from promesa.gateways.messaging.whatsapp import envelope, errors, reading
from promesa.gateways.messaging.whatsapp.notices import StatusTold
from promesa.lab.clock import Agenda, Clock
from promesa.lab.outages import Outages
from promesa.lab.twins.whatsapp.chances import ROUGH, Chances
from promesa.lab.twins.whatsapp.postman import Postman
from promesa.lab.twins.whatsapp.telling import Notice
from promesa.lab.twins.whatsapp.world import Account, Shown, World

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
        self.world = World(clock, dice, chances, PAST, shown, any_template=True)
        self.postman = Postman(self.world, agenda, clock, outages, self._told)

    def _told(self, at: Instant) -> list[Any]:
        notices = self.world.teller.due(at)
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
    message, attempt, part = callback.read(told.callback)
    remedy = errors.remedy(int(told.code or "0"))
    return OurStatus(message, attempt, Status(told.status), told.at, told.id, told.code, recourse_of(remedy), part=part)
