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
from promesa.domain.people.customers import AddressesNoted, ContactChanged, CustomerMet
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


def follow_the_person(world: World, fact: CustomerMet | ContactChanged | AddressesNoted, _: Instant) -> Steps:
    """What a stranger said is the word of the customer who they turned out to be."""
    for stranger in fact.was:
        for name, word in state.of(world.consents, stranger).words.items():
            layer, purpose = name.split("/")
            proof = stranger if word.is_proven else ""
            said = (fact.customer, ConsentLayer(layer), word.allowed, word.at, purpose, word.is_proven)
            yield Do(RecordConsent(*said, source="stranger", proof=proof))


WHEN = {
    CustomerMet: (follow_the_person,),
    ContactChanged: (follow_the_person,),
    AddressesNoted: (follow_the_person,),
    PreferenceChanged: (count_the_switch,),
    RightAnswered: (erase_later,),
    RightExecuted: (erase,),
}
