"""What should be said is sent now, or when its moment comes; bad news that nobody has got goes another way too."""

from promesa.domain.people.messages import topics
from promesa.domain.people.messages.topics import Timing
from promesa.domain.people.messages.words import (
    OPERATIONS,
    SMS,
    WHATSAPP,
    CheckMessage,
    DispatchMessage,
    MessageDispatched,
    MessageFailed,
    MessageHeld,
    MessageStatusesTold,
    Recourse,
    Transmit,
)
from promesa.domain.people.preferences import MARKETING_MESSAGES, RecordPreference
from promesa.domain.values.moments import MINUTE, Instant
from promesa.domain.world import World
from promesa.flows.steps import Do, Later, Steps, Tell

TELLING = (WHATSAPP, SMS)
"""Channels that tell whether a message arrived; of e-mail nobody ever hears."""


def send(_: World, fact: MessageDispatched, __: Instant) -> Steps:
    yield Tell(Transmit(fact.message, fact.attempt, fact.order, fact.channel, fact.form))


def mind_bad_news(world: World, fact: MessageDispatched, now: Instant) -> Steps:
    wanted, minutes = world.messages.by_name[fact.message].wanted, world.policies.now.messages.reached_by_minutes
    if not minutes or fact.channel not in TELLING or wanted.customer == OPERATIONS:
        return
    if topics.of(wanted.template).timing is Timing.BAD_NEWS:
        yield Later(Instant(now + minutes * MINUTE), CheckMessage(fact.message, fact.attempt))


def wait(_: World, fact: MessageHeld, now: Instant) -> Steps:
    yield Later(max(now, fact.until), DispatchMessage(fact.message))


def stop_what_they_stopped(world: World, fact: MessageFailed, now: Instant) -> Steps:
    """The partner says that its user stopped our marketing: the switch was used, whoever told us first."""
    if fact.recourse is Recourse.STOPPED:
        customer = world.messages.by_name[fact.message].wanted.customer
        yield Do(RecordPreference(customer, WHATSAPP, MARKETING_MESSAGES, False, now))


def stop_what_statuses_stopped(world: World, fact: MessageStatusesTold, _: Instant) -> Steps:
    for one in fact.told:
        if one.code and one.recourse is Recourse.STOPPED:
            customer = world.messages.by_name[one.message].wanted.customer
            yield Do(RecordPreference(customer, WHATSAPP, MARKETING_MESSAGES, False, one.at))


WHEN = {
    MessageDispatched: (send, mind_bad_news),
    MessageHeld: (wait,),
    MessageFailed: (stop_what_they_stopped,),
    MessageStatusesTold: (stop_what_statuses_stopped,),
}
