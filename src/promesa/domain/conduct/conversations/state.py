"""Where each customer's conversation stands, on their phone and on the pages of their orders."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from promesa.domain.conduct.conversations.words import (
    ActConfirmed,
    AnswerWritten,
    Browser,
    CodeSent,
    ConversationHandedBack,
    ConversationStepped,
    ConversationTaken,
    Reply,
    Session,
)
from promesa.domain.values.ids import CaseId, CustomerId, OrderId
from promesa.domain.values.moments import DAY, HOUR, Instant

HEARD_FOR = 8 * DAY
"""A partner tells again for seven days."""
STAND_FOR = 2 * HOUR
"""A page that nobody has touched for so long is begun anew: longer than any proof and any yes is good."""
NEW = Session()
ATTENDED_FOR = 12 * HOUR
"""So long after the last word of either a person has a conversation: nobody waits for who has gone home."""


class AttendedConversation(msgspec.Struct, frozen=True):
    """Whose a conversation is now, since when, and until when if nothing more is said."""

    attendant: str
    since: Instant
    until: Instant
    case: CaseId | None = None
    order: OrderId | None = None


class KeptAnswer(msgspec.Struct, frozen=True):
    """A person's words while they may still have to be said."""

    written: AnswerWritten
    at: Instant


class PageStand(msgspec.Struct, frozen=True):
    """Where one browser stands on an order's page, and what it was last answered."""

    order: OrderId
    session: Session = NEW
    replies: tuple[Reply, ...] = ()
    at: Instant = Instant(0)


class PageGuard(msgspec.Struct, frozen=True):
    """What counts for all browsers on an order's page together: another one is no fresh start for whoever guesses."""

    tries: int = 0
    locked_until: Instant = Instant(0)
    codes_at: tuple[Instant, ...] = ()


NOBODY = PageGuard()


class Conversations(msgspec.Struct):
    """Sessions by customer; utterances that were answered, oldest first."""

    sessions: dict[CustomerId, Session] = {}
    heard: dict[str, Instant] = {}
    spent: dict[str, Instant] = {}
    """Tokens that did what they were for."""
    browsers: dict[str, PageStand] = {}
    """Browsers on orders' pages by their mark, the one that moved last at the end."""
    guards: dict[OrderId, PageGuard] = {}
    attended: dict[CustomerId, AttendedConversation] = {}
    answers: dict[str, KeptAnswer] = {}
    """Persons' answers by the message that says them, oldest first."""
    answered: dict[CustomerId, tuple[str, ...]] = {}
    """Those of each customer."""


def attended(conversations: Conversations, customer: CustomerId, now: Instant) -> AttendedConversation | None:
    """Who of ours has the conversation now; None: the flows answer."""
    found = conversations.attended.get(customer)
    return found if found is not None and now < found.until else None


def session_of(conversations: Conversations, customer: CustomerId, browser: Browser | None = None) -> Session:
    """Where the phone stands, or that browser; of a page, wrong guesses and codes are all browsers' together."""
    if browser is None:
        return conversations.sessions.get(customer, NEW)
    known, guard = conversations.browsers.get(browser.mark), conversations.guards.get(browser.order, NOBODY)
    session = NEW if known is None or known.order != browser.order else known.session
    return replace(session, tries=guard.tries, locked_until=guard.locked_until, codes_at=guard.codes_at)


# --- the fold ---


def _stepped(conversations: Conversations, fact: ConversationStepped, at: Instant) -> None:
    if fact.browser is None:
        conversations.sessions[fact.customer] = fact.session
    else:
        _moved_on(conversations, fact.browser, fact.session, fact.replies, at)
    conversations.heard[fact.heard] = at
    _forget(conversations.heard, at)
    _goes_on(conversations, fact.customer, at)


def _moved_on(
    conversations: Conversations, browser: Browser, session: Session, replies: tuple[Reply, ...], at: Instant
) -> None:
    """The newest stands last; two that were left long ago go, so that it stays small without a long look."""
    browsers = conversations.browsers
    browsers.pop(browser.mark, None)
    browsers[browser.mark] = PageStand(browser.order, session, replies, at)
    for _ in range(2):
        oldest = next(iter(browsers))
        if browsers[oldest].at < at - STAND_FOR:
            del browsers[oldest]
    lately = tuple(one for one in session.codes_at if at - one < HOUR)
    guard = PageGuard(session.tries, session.locked_until if at < session.locked_until else Instant(0), lately)
    if guard == NOBODY:
        conversations.guards.pop(browser.order, None)
    else:
        conversations.guards[browser.order] = guard


def _confirmed(conversations: Conversations, fact: ActConfirmed, at: Instant) -> None:
    session = session_of(conversations, fact.customer, fact.browser)
    left = tuple(one for one in session.offered if one.token != fact.token)
    _put(conversations, fact.customer, fact.browser, replace(session, offered=left))
    conversations.spent[fact.token] = at
    _forget(conversations.spent, at)


def _code(conversations: Conversations, fact: CodeSent, _: Instant) -> None:
    session = session_of(conversations, fact.customer, fact.browser)
    _put(conversations, fact.customer, fact.browser, replace(session, code=fact.mark, code_until=fact.until))


def _put(conversations: Conversations, customer: CustomerId, browser: Browser | None, session: Session) -> None:
    if browser is None:
        conversations.sessions[customer] = session
    elif browser.mark in conversations.browsers:
        known = conversations.browsers[browser.mark]
        conversations.browsers[browser.mark] = replace(known, session=session)


def _taken(conversations: Conversations, fact: ConversationTaken, at: Instant) -> None:
    until = Instant(at + ATTENDED_FOR)
    conversations.attended[fact.customer] = AttendedConversation(fact.attendant, at, until, fact.case, fact.order)


def _handed_back(conversations: Conversations, fact: ConversationHandedBack, _: Instant) -> None:
    conversations.attended.pop(fact.customer, None)


def _goes_on(conversations: Conversations, customer: CustomerId, at: Instant) -> None:
    known = attended(conversations, customer, at)
    if known is not None:
        conversations.attended[customer] = replace(known, until=Instant(at + ATTENDED_FOR))


def _written(conversations: Conversations, fact: AnswerWritten, at: Instant) -> None:
    """What is older than a partner tells again is not said any more."""
    _goes_on(conversations, fact.customer, at)
    kept = conversations.answers
    kept[fact.message] = KeptAnswer(fact, at)
    conversations.answered[fact.customer] = (*conversations.answered.get(fact.customer, ()), fact.message)
    while (first := next(iter(kept.values()))).at <= at - HEARD_FOR:
        del kept[first.written.message]
        left = tuple(name for name in conversations.answered[first.written.customer] if name in kept)
        conversations.answered[first.written.customer] = left
        if not left:
            del conversations.answered[first.written.customer]


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
    ConversationTaken: _taken,
    ConversationHandedBack: _handed_back,
    AnswerWritten: _written,
}
