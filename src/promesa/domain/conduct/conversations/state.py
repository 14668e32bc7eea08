"""Where each customer's conversation stands."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from promesa.domain.conduct.conversations.words import ActConfirmed, CodeSent, ConversationStepped, Session
from promesa.domain.values.ids import CustomerId
from promesa.domain.values.moments import DAY, Instant

HEARD_FOR = 8 * DAY
"""A partner tells again for seven days."""
NEW = Session()


class Conversations(msgspec.Struct):
    """Sessions by customer; utterances that were answered, oldest first."""

    sessions: dict[CustomerId, Session] = {}
    heard: dict[str, Instant] = {}
    spent: dict[str, Instant] = {}
    """Tokens that did what they were for."""


def session_of(conversations: Conversations, customer: CustomerId) -> Session:
    return conversations.sessions.get(customer, NEW)


# --- the fold ---


def _stepped(conversations: Conversations, fact: ConversationStepped, at: Instant) -> None:
    conversations.sessions[fact.customer] = fact.session
    conversations.heard[fact.heard] = at
    _forget(conversations.heard, at)


def _confirmed(conversations: Conversations, fact: ActConfirmed, at: Instant) -> None:
    session = conversations.sessions[fact.customer]
    left = tuple(one for one in session.offered if one.token != fact.token)
    conversations.sessions[fact.customer] = replace(session, offered=left)
    conversations.spent[fact.token] = at
    _forget(conversations.spent, at)


def _code(conversations: Conversations, fact: CodeSent, _: Instant) -> None:
    session = session_of(conversations, fact.customer)
    conversations.sessions[fact.customer] = replace(session, code=fact.mark, code_until=fact.until)


def _forget(known: dict[str, Instant], at: Instant) -> None:
    """Two at a time, so that it stays small without a long look."""
    for _ in range(2):
        first = next(iter(known), None)
        if first is None or known[first] > at - HEARD_FOR:
            return
        del known[first]


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    ConversationStepped: _stepped,
    ActConfirmed: _confirmed,
    CodeSent: _code,
}
