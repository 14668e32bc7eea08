"""Our messages as plain letters and texts, worded at the moment of sending like any other."""

from collections.abc import Callable, Sequence

from promesa.domain.people.messages.questions import SendableMessage
from promesa.domain.people.messages.words import MessageWanted, Silence
from promesa.domain.people.templates.words import RenderedTemplate
from promesa.domain.values.ids import CustomerId
from promesa.gateways.messaging import hand
from promesa.gateways.messaging.channel import Channel
from promesa.gateways.messaging.mail.channel import Mail
from promesa.gateways.messaging.sms.channel import Sms

Worded = Callable[[MessageWanted], RenderedTemplate | Silence]
AddressOf = Callable[[CustomerId], str]
BLANK = "\n\n"


def by_mail(channel: Channel[Mail], address_of: AddressOf, worded: Worded) -> hand.Line:
    """All that is said in one breath is one letter; its subject is the first line."""

    def written(found: SendableMessage) -> Sequence[hand.Post] | Silence:
        letter = _addressed(found, address_of, worded)
        if isinstance(letter, Silence):
            return letter
        to, said = letter
        text = BLANK.join(one.plain for one in said)
        subject = text.splitlines()[0]
        return [lambda reference: channel.send(Mail(to, subject, text, reference))]

    return written


def by_sms(channel: Channel[Sms], address_of: AddressOf, worded: Worded) -> hand.Line:
    """One text for each thing that is said."""

    def written(found: SendableMessage) -> Sequence[hand.Post] | Silence:
        letter = _addressed(found, address_of, worded)
        if isinstance(letter, Silence):
            return letter
        to, said = letter
        return [_text(channel, to, one.short) for one in said]

    return written


def _text(channel: Channel[Sms], to: str, text: str) -> hand.Post:
    return lambda reference: channel.send(Sms(to, text, reference))


def _addressed(
    found: SendableMessage, address_of: AddressOf, worded: Worded
) -> tuple[str, list[RenderedTemplate]] | Silence:
    """To whom, and what may be said; why not, where nothing may be or nobody is there."""
    said = _said(found, worded)
    if isinstance(said, Silence):
        return said
    to = address_of(found.says[0].customer)
    return (to, said) if to else Silence.UNDELIVERABLE


def _said(found: SendableMessage, worded: Worded) -> list[RenderedTemplate] | Silence:
    """Those that may be said; why not, where none may."""
    parts = [worded(wanted) for wanted in found.says]
    said = [part for part in parts if not isinstance(part, Silence)]
    silences = [part for part in parts if isinstance(part, Silence)]
    return said or silences[0]
