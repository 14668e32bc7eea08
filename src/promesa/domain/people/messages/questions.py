"""What the hand that sends asks of the world, at the moment of sending."""

import msgspec

from promesa.domain.people.messages import state
from promesa.domain.people.messages.state import Messages
from promesa.domain.people.messages.words import TEMPLATE, WHATSAPP, MessageWanted, Silence, Transmit
from promesa.domain.values.moments import Instant


class SendableMessage(msgspec.Struct, frozen=True):
    """What to say to whom: the message, and those that are said in the same breath, in order."""

    message: str
    attempt: int
    channel: str
    form: str
    says: tuple[MessageWanted, ...]
    wanted_at: Instant = Instant(0)


def still_sendable(messages: Messages, ask: Transmit, now: Instant) -> SendableMessage | Silence:
    """Whether the attempt may still go out as it was planned (R48); else why not: answer with `ReplanMessage`.

    An attempt that the partner has taken, or that another one has followed, is `Silence.OVERTAKEN`: send nothing.
    """
    message, attempt = messages.by_name.get(ask.message), state.attempt_of(messages, ask.message, ask.attempt)
    if message is None or attempt is None or ask.attempt != len(message.attempts) or attempt.times:
        return Silence.OVERTAKEN
    if message.silence is not None:
        return message.silence
    side = state.side_of(messages, message.wanted.customer)
    if ask.channel == WHATSAPP and ask.form != TEMPLATE and not state.is_open(side, now):
        return Silence.WINDOW_CLOSED
    others = tuple(messages.by_name[name].wanted for name in message.merged)
    return SendableMessage(
        ask.message, ask.attempt, ask.channel, ask.form, (message.wanted, *others), message.wanted_at
    )
