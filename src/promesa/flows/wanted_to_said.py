"""What should be said is sent now, or when its moment comes."""

from promesa.domain.people.messages.words import DispatchMessage, MessageDispatched, MessageHeld, Transmit
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.flows.steps import Later, Steps, Tell


def send(_: World, fact: MessageDispatched, __: Instant) -> Steps:
    yield Tell(Transmit(fact.message, fact.attempt, fact.order, fact.channel, fact.form))


def wait(_: World, fact: MessageHeld, now: Instant) -> Steps:
    yield Later(max(now, fact.until), DispatchMessage(fact.message))


WHEN = {
    MessageDispatched: (send,),
    MessageHeld: (wait,),
}
