"""Every customer's words about what we may write, the newest of each layer; registers; and the requests of rights."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from promesa.domain.people.consent.words import (
    ADVERTISING,
    PURPOSES,
    ConsentLayer,
    ConsentRecorded,
    RegisterLoaded,
    Right,
    RightAnswered,
    RightAsked,
    RightExecuted,
)
from promesa.domain.people.customers import AddressesNoted, ContactChanged, CustomerForgotten, CustomerMet
from promesa.domain.values.ids import CustomerId
from promesa.domain.values.moments import Instant


class ConsentWord(msgspec.Struct, frozen=True):
    """A yes or a no, since when, and whether it was said in so many words and can be shown."""

    allowed: bool
    at: Instant
    is_proven: bool


class CustomerConsent(msgspec.Struct):
    """`words`: the newest of each "layer/purpose"; `number` and `receipt` of the newest of all; `marks`: addresses."""

    words: dict[str, ConsentWord] = {}
    number: int = 0
    receipt: str = ""
    marks: tuple[str, ...] = ()
    is_blocked: bool = False
    """Their data are kept for a while and used for nothing; who comes again with a new contact is written to again."""
    is_profiled: bool = True
    """False: nothing about them is decided by a machine alone."""


class RightRequest(msgspec.Struct):
    """A request and how far it has come; its deadlines are read, not kept (`rights`)."""

    asked: RightAsked
    asked_at: Instant
    granted: bool | None = None
    answered_at: Instant | None = None
    reason: str = ""
    executed_at: Instant | None = None


class Consents(msgspec.Struct):
    by_customer: dict[CustomerId, CustomerConsent] = {}
    listed: dict[str, Instant] = {}
    """Marks in a register against advertising, since when."""
    requests: dict[str, RightRequest] = {}


def name_of(layer: ConsentLayer, purpose: str) -> str:
    """Under which name the newest word of a layer about a purpose is known."""
    return f"{layer.value}/{purpose}"


def of(consents: Consents, customer: CustomerId) -> CustomerConsent:
    """What is known of the customer's consent; an empty one where nothing is. Not to be changed."""
    return consents.by_customer.get(customer) or CustomerConsent()


def word(consent: CustomerConsent, layer: ConsentLayer, purpose: str = ADVERTISING) -> ConsentWord | None:
    """The layer's newest word about a purpose."""
    return consent.words.get(name_of(layer, purpose))


# --- the fold ---


def _own(consents: Consents, customer: CustomerId) -> CustomerConsent:
    return consents.by_customer.setdefault(customer, CustomerConsent())


def _recorded(consents: Consents, fact: ConsentRecorded, _: Instant) -> None:
    """The newest word counts; of two of one moment the no."""
    consent, name = _own(consents, fact.customer), name_of(fact.layer, fact.purpose)
    known = consent.words.get(name)
    if known is None or (fact.at, not fact.allowed) > (known.at, not known.allowed):
        consent.words[name] = ConsentWord(fact.allowed, fact.at, fact.express and bool(fact.proof))
    consent.number, consent.receipt = fact.number, fact.receipt


def _loaded(consents: Consents, fact: RegisterLoaded, _: Instant) -> None:
    for mark in fact.gone:
        consents.listed.pop(mark, None)
    for mark in fact.marks:
        consents.listed[mark] = min(fact.entered_at, consents.listed.get(mark, fact.entered_at))


def _addressed(consents: Consents, fact: CustomerMet | ContactChanged | AddressesNoted, _: Instant) -> None:
    if fact.marks:
        consent = _own(consents, fact.customer)
        consent.marks = tuple(dict.fromkeys((*consent.marks, *fact.marks)))
    if fact.customer in consents.by_customer and not isinstance(fact, AddressesNoted):
        consents.by_customer[fact.customer].is_blocked = False


def _forgotten(consents: Consents, fact: CustomerForgotten, _: Instant) -> None:
    """What they refused stays refused: it is kept without anything that names them."""
    consent = consents.by_customer.get(fact.customer)
    if consent is not None:
        consent.marks = ()


def _asked(consents: Consents, fact: RightAsked, at: Instant) -> None:
    consents.requests[fact.request] = RightRequest(fact, at)


def _answered(consents: Consents, fact: RightAnswered, at: Instant) -> None:
    request = consents.requests[fact.request]
    request.granted, request.answered_at, request.reason = fact.granted, at, fact.reason
    if not fact.granted:
        return
    if request.asked.right is Right.CANCELLATION:
        _own(consents, fact.customer).is_blocked = True
    elif request.asked.right is Right.OPPOSITION and request.asked.purpose in ("", PURPOSES[1]):
        _own(consents, fact.customer).is_profiled = False


def _executed(consents: Consents, fact: RightExecuted, at: Instant) -> None:
    consents.requests[fact.request].executed_at = at


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    ConsentRecorded: _recorded,
    RegisterLoaded: _loaded,
    CustomerMet: _addressed,
    ContactChanged: _addressed,
    AddressesNoted: _addressed,
    CustomerForgotten: _forgotten,
    RightAsked: _asked,
    RightAnswered: _answered,
    RightExecuted: _executed,
}
