"""WhatsApp as a channel, and our messages written for it."""

from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec

from promesa.domain.people.messages.questions import SendableMessage
from promesa.domain.people.messages.words import MARKETING, MessageWanted, Silence
from promesa.domain.values.ids import CustomerId
from promesa.gateways.messaging import hand
from promesa.gateways.messaging.channel import Capabilities, Declined, Limits, Outcome, Remedy
from promesa.gateways.messaging.whatsapp import contents, errors, write
from promesa.gateways.messaging.whatsapp.limits import Unsendable
from promesa.gateways.messaging.whatsapp.write import Request

LANGUAGE = "es_MX"
CAPABILITIES = Capabilities(
    text_max=4_096,
    buttons_max=3,
    pictures=True,
    documents=True,
    tells_delivered=True,
    tells_read=True,
    window_hours=24,
)
ORDINARY, HIGH = 80.0, 1_000.0
"""Messages a second from one number, as Meta grants them."""
BURST, RECIPIENT_SECONDS = 45, 6.0


class Address(msgspec.Struct, frozen=True):
    """Where a customer is reached: by phone (E.164), by business-scoped id, or both; opened when it is needed."""

    phone: str = ""
    scoped: str = ""


AddressOf = Callable[[CustomerId], Address]
Say = Callable[[SendableMessage], Sequence[contents.Content] | Silence]
"""The contents of a message, one for each part; or why it is not said (`gateways/messaging/wording`)."""


class Posts(Protocol):
    """The connection, or its twin."""

    def send(self, request: Request) -> Outcome: ...


class WhatsApp:
    """The channel of one number; owns nothing but its connection."""

    name = "whatsapp"
    capabilities = CAPABILITIES

    def __init__(
        self, posts: Posts, number: str, per_second: float = ORDINARY, *, marketing_messages: bool = False
    ) -> None:
        """`marketing_messages`: what we want to sell goes through the Marketing Messages API."""
        self._posts, self._number, self.marketing_messages = posts, number, marketing_messages
        self.limits = Limits(per_second, BURST, RECIPIENT_SECONDS)

    def send(self, said: contents.Outgoing) -> Outcome:
        """A payload that WhatsApp would refuse is a mistake of ours and goes nowhere."""
        request = write.send(said, self._number)
        if isinstance(request, Unsendable):
            what = f"{request.field}: {request.found}, not {request.least} to {request.most}"
            return Declined("unsendable", Remedy.BUG, what)
        return self._posts.send(request)


def line(channel: WhatsApp, address_of: AddressOf, say: Say) -> hand.Line:
    """Our messages, addressed and worded at the moment of sending."""

    def written(found: SendableMessage) -> Sequence[hand.Post] | Silence:
        address = address_of(found.says[0].customer)
        if not (address.phone or address.scoped):
            return Silence.UNDELIVERABLE
        said = say(found)
        if isinstance(said, Silence):
            return said
        marketing = channel.marketing_messages and found.says[0].area == MARKETING
        return [_post(channel, content, address, marketing) for content in said]

    return written


def _post(channel: WhatsApp, content: contents.Content, address: Address, marketing: bool) -> hand.Post:
    through_marketing = marketing and isinstance(content, contents.Template)

    def post(callback: str) -> Outcome:
        said = contents.Outgoing(
            content,
            to=address.phone.removeprefix("+"),
            recipient=address.scoped,
            callback=callback,
            marketing=through_marketing,
        )
        outcome = channel.send(said)
        if isinstance(outcome, Declined) and isinstance(content, contents.Template):
            return _stopped(outcome, content)
        return outcome

    return post


def _stopped(no: Declined, content: contents.Template) -> Declined:
    """A refusal of the wording itself names it, so that the next attempt is in other words."""
    change = errors.STOPPED.get(int(no.code)) if no.code.isdecimal() else None
    if change is None:
        return no
    return msgspec.structs.replace(no, stopped=(f"{content.name}/{content.language}", change))


def as_templates(found: SendableMessage) -> list[contents.Content]:
    """For whom no wording was made: the templates named after ours, with their words by name."""
    return [as_template(wanted) for wanted in found.says]


def as_template(wanted: MessageWanted) -> contents.Template:
    return contents.Template(wanted.template, LANGUAGE, wanted.words)
