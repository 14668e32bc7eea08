"""What a customer stops or resumes at a partner is a word about consent; what they had us cancel is erased in time."""

from promesa.domain.people.consent import rights, state
from promesa.domain.people.consent.words import (
    ConsentLayer,
    EraseContact,
    ExecuteRight,
    RecordConsent,
    Right,
    RightAnswered,
    RightExecuted,
)
from promesa.domain.people.preferences import PreferenceChanged
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.flows.steps import Do, Later, Steps, Tell

MARKETING = "marketing"


def count_the_switch(_: World, fact: PreferenceChanged, __: Instant) -> Steps:
    """The partner's own switch, whatever it calls the category of its advertising."""
    if MARKETING in fact.category:
        told = (fact.customer, ConsentLayer.PLATFORM, fact.allowed, fact.at)
        yield Do(RecordConsent(*told, source=fact.channel, proof=fact.category))


def erase_later(world: World, fact: RightAnswered, now: Instant) -> Steps:
    """A cancellation that was granted blocks at once, and erases when the block is over."""
    request = world.consents.requests[fact.request]
    if fact.granted and request.asked.right is Right.CANCELLATION:
        yield Later(rights.erase_at(now), ExecuteRight(fact.request))


def erase(world: World, fact: RightExecuted, _: Instant) -> Steps:
    """Not what a customer who came back meanwhile has given us anew."""
    if not state.of(world.consents, fact.customer).is_blocked:
        return
    if world.consents.requests[fact.request].asked.right is Right.CANCELLATION:
        yield Tell(EraseContact(fact.customer))


WHEN = {
    PreferenceChanged: (count_the_switch,),
    RightAnswered: (erase_later,),
    RightExecuted: (erase,),
}
