"""Sends our messages through WhatsApp."""

from collections.abc import Callable, Mapping

from promesa.domain.people.messages import SendMessage
from promesa.domain.values.ids import CustomerId
from promesa.engine.outbox import Hand
from promesa.gateways.messaging.whatsapp import read, write

Send = Callable[[write.Request], bytes]
"""Sends one request and returns the body of its answer, good or bad."""
PhoneOf = Callable[[CustomerId], str]
"""Opens the sealed contact of a customer, at the moment of sending."""


def hands(send: Send, phone_of: PhoneOf, phone_number_id: str) -> Mapping[type, Hand]:
    """What the outbox calls."""
    return {
        SendMessage: lambda effect, _: [
            read.sent(send(write.send(effect, phone_of(effect.customer), phone_number_id)), effect)
        ]
    }
