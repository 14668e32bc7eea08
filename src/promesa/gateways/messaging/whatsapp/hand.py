"""Sends our messages through WhatsApp."""

from collections.abc import Callable, Mapping
from typing import Any

from promesa.domain.people.messages.earlier import RecordMessage, SendMessage
from promesa.domain.people.messages.questions import SendableMessage
from promesa.domain.people.messages.words import RecordAccepted, ReplanMessage, Silence, Transmit
from promesa.domain.values.ids import CustomerId
from promesa.engine.outbox import Hand
from promesa.gateways.messaging.whatsapp import read, write

Send = Callable[[write.Request], bytes]
"""Sends one request and returns the body of its answer, good or bad."""
PhoneOf = Callable[[CustomerId], str]
"""Opens the sealed contact of a customer, at the moment of sending."""
Look = Callable[[Transmit], SendableMessage | Silence]
"""Asks the world whether an attempt may still be sent, at the moment of sending."""


def hands(send: Send, phone_of: PhoneOf, phone_number_id: str, look: Look) -> Mapping[type, Hand]:
    """What the outbox calls; what an earlier release wanted to be sent is sent as it was."""

    def transmit(effect: Transmit, _: str) -> list[Any]:
        found = look(effect)
        if isinstance(found, Silence):
            return [ReplanMessage(effect.message, effect.attempt, found)]
        wanted = found.says[0]
        name = read.sent(send(write.send(wanted, phone_of(wanted.customer), phone_number_id)))
        return [RecordAccepted(effect.message, effect.attempt, name)]

    def send_as_before(effect: SendMessage, _: str) -> list[Any]:
        name = read.sent(send(write.send(effect, phone_of(effect.customer), phone_number_id)))
        return [RecordMessage(effect.message, effect.order, name)]

    return {Transmit: transmit, SendMessage: send_as_before}
