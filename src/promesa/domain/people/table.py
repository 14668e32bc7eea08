"""Where messages and consent meet the house: each command its rule, each fact its folds, what is asked of outside."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from promesa.domain.ledger.orders.state import Orders
from promesa.domain.ledger.shipments.state import Shipments
from promesa.domain.network.places import Places
from promesa.domain.people.consent import decision
from promesa.domain.people.consent import rules as consenting
from promesa.domain.people.consent import state as consents
from promesa.domain.people.consent.state import Consents
from promesa.domain.people.consent.words import EraseContact
from promesa.domain.people.customers import Customers
from promesa.domain.people.handsets import Handsets
from promesa.domain.people.messages import billing, earlier, folds, hearing, rules, words
from promesa.domain.people.messages.questions import SendableMessage
from promesa.domain.people.messages.rules import MessageSight
from promesa.domain.people.messages.state import Messages
from promesa.domain.values.ids import CustomerId
from promesa.domain.values.moments import Instant
from promesa.domain.values.policy import Policy


class MessageBooks(NamedTuple):
    """The nouns that the rules of this table read."""

    messages: Messages
    consents: Consents
    customers: Customers
    orders: Orders
    shipments: Shipments
    policy: Policy
    handsets: Handsets
    places: Places


def sight(books: MessageBooks, now: Instant) -> MessageSight:
    """What the rules of messages see; whether consent forbids is asked of consent."""

    def forbids(customer: CustomerId, area: str) -> tuple[words.Silence, str] | None:
        found = decision.decide(books.consents, books.customers, customer, area, books.policy.messages, now)
        return None if found.reason is None else (found.reason, found.by)

    return MessageSight(
        books.messages, books.orders, books.shipments, books.policy, forbids, books.handsets, books.places
    )


def may_go(books: MessageBooks, ask: words.Transmit, now: Instant) -> SendableMessage | words.Silence:
    """Whether an attempt may be sent at this moment, by everything that speaks against it; else why not."""
    return rules.may_go(sight(books, now), ask, now)


Rule = Callable[[MessageBooks, Any, Instant], Any]


def _say(rule: Callable[[MessageSight, Any, Instant], Any]) -> Rule:
    return lambda books, ask, now: rule(sight(books, now), ask, now)


def _consent(rule: Callable[[Consents, Any, Instant], Any]) -> Rule:
    return lambda books, ask, now: rule(books.consents, ask, now)


RULES: Mapping[type, Rule] = {
    words.WantMessage: _say(rules.want),
    words.DispatchMessage: _say(rules.dispatch),
    words.ReplanMessage: _say(rules.replan),
    words.RecordFailed: _say(rules.failed),
    words.CheckMessage: _say(rules.check_reached),
    words.RecordStatus: _say(hearing.tell),
    words.RecordAccepted: lambda books, ask, now: hearing.accepted(books.messages, ask, now),
    words.HearCustomer: lambda books, ask, now: hearing.hear(books.messages, ask, now),
    words.WriteToCustomer: lambda books, ask, now: rules.write(books.messages, books.orders, ask, now),
    earlier.RecordMessage: lambda books, ask, now: rules.record(books.messages, ask, now),
    **{ask: _consent(rule) for ask, rule in consenting.RULES.items()},
}

EFFECTS: tuple[type, ...] = (words.Transmit, earlier.SendMessage, EraseContact)
"""What is asked of the outside."""

_FOLDS: tuple[tuple[Callable[[MessageBooks], Any], Mapping[type, Callable[[Any, Any, Instant], None]]], ...] = (
    (lambda books: books.messages, folds.FOLD),
    (lambda books: billing.MessageCounting(books.messages, books.policy.messages), billing.FOLD),
    (lambda books: books.consents, consents.FOLD),
)


def _together(kind: type) -> Callable[[MessageBooks, Any, Instant], None]:
    """Every noun that takes note of a fact, in the order of the table."""
    several = tuple((noun_of, table[kind]) for noun_of, table in _FOLDS if kind in table)

    def fold(books: MessageBooks, fact: Any, at: Instant) -> None:
        for noun_of, one in several:
            one(noun_of(books), fact, at)

    return fold


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    kind: _together(kind) for kind in dict.fromkeys(kind for _, table in _FOLDS for kind in table)
}
