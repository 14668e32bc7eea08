"""Whose queue a message stands in, and how urgent it is."""

from promesa.domain.conduct.conversations.words import SendCode
from promesa.domain.people.messages import topics
from promesa.domain.people.messages.earlier import SendMessage
from promesa.domain.people.messages.topics import Timing
from promesa.domain.people.messages.words import MARKETING, WHATSAPP, Transmit
from promesa.domain.world import World
from promesa.gateways.messaging.sender import Route

AT_ONCE, SOON, ORDINARY, LAST = range(4)
"""Bad news and answers; what the day's work says; and after everything else, what we want to sell."""
URGENCY = {Timing.BAD_NEWS: AT_ONCE, Timing.ANSWER: SOON, Timing.DAYTIME: ORDINARY}


def route(world: World, effect: Transmit | SendMessage | SendCode) -> Route:
    """One queue for each customer and channel."""
    if isinstance(effect, SendCode):  # somebody waits for it, phone in hand
        return Route("", effect.customer, AT_ONCE)
    if isinstance(effect, SendMessage):
        return Route(WHATSAPP, effect.customer, URGENCY[topics.of(effect.template).timing])
    message = world.messages.by_name.get(effect.message)
    if message is None:
        return Route(effect.channel, effect.message, ORDINARY)
    wanted = message.wanted
    urgency = LAST if wanted.area == MARKETING else URGENCY[topics.of(wanted.template).timing]
    return Route(effect.channel, wanted.customer, urgency)
