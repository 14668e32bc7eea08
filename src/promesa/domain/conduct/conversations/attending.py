"""A person of ours in a conversation: who has it, what goes to them, and what they answer in their own words."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from promesa.domain.conduct.conversations import customer_acts, state
from promesa.domain.conduct.conversations.state import AttendedConversation, Conversations, KeptAnswer
from promesa.domain.conduct.conversations.talk import Talk, Turn, hand_on
from promesa.domain.conduct.conversations.words import (
    AnswerWritten,
    ConversationHandedBack,
    ConversationTaken,
    HandBackConversation,
    TakeConversation,
    Utterance,
    WriteAnswer,
)
from promesa.domain.ledger.orders.state import Orders
from promesa.domain.people import standby
from promesa.domain.people.cases.state import LIVING, Cases
from promesa.domain.people.cases.words import CaseKind
from promesa.domain.people.intents.words import Intent
from promesa.domain.people.messages import state as messages
from promesa.domain.people.messages.state import Messages
from promesa.domain.people.messages.words import TEMPLATE, WHATSAPP
from promesa.domain.people.standby import Standby
from promesa.domain.values import ids
from promesa.domain.values.ids import CaseId, CustomerId, OrderId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused

WAITING = "answer_waiting"
"""The template that says, where the window is closed, that an answer is there; in the window it is the answer."""
AGAIN = ":said"
"""Ends the name of an answer that is said after its template has opened the window."""
SEALED_MAX = 16_384
QUIET = frozenset(("reaction", "system", "revoke", "edit", "order", "unsupported", "call"))
BESIDE = frozenset(("date", "amount"))


class AttendingSight(NamedTuple):
    """What the rules of attending read."""

    conversations: Conversations
    messages: Messages
    orders: Orders
    cases: Cases
    standby: Standby


# --- what goes to whom ---


def is_for_a_person(said: Utterance) -> bool:
    """What is written or shown; a button is an act of its own, and a stop is heard at once whoever has it.

    An order's page is no conversation: its forms are answered there.
    """
    is_stop = ("exact", Intent.STOP.value) in said.mentions
    return said.browser is None and not said.button and not is_stop and said.kind not in QUIET


def passed_on(talk: Talk, attended: AttendedConversation) -> Turn:
    """It joins their case without a word of ours: a person is there."""
    order = attended.order or talk.said.order or None
    is_own = order is not None and customer_acts.is_own(talk.seen.sight.orders, talk.customer, order)
    return hand_on(talk, CaseKind.OTHER, order if is_own else None)


# --- rules ---


def take(sight: AttendingSight, ask: TakeConversation, now: Instant) -> list[ConversationTaken] | Refused:
    """From the flows, or from a colleague: two never have it. For a living case of theirs where one is named."""
    if not ids.is_sound(ask.customer) or not ids.is_sound(ask.attendant):
        return Refused(Reason.INVALID, ask.customer)
    order = _order_of(sight, ask.customer, ask.case, None)
    if isinstance(order, Refused):
        return order
    known = state.attended(sight.conversations, ask.customer, now)
    if known is not None and (known.attendant, known.case) == (ask.attendant, ask.case):
        return []
    return [ConversationTaken(ask.customer, ask.attendant, ask.case, order)]


def hand_back(sight: AttendingSight, ask: HandBackConversation, now: Instant) -> list[ConversationHandedBack] | Refused:
    """Anybody may: who has it may have gone home."""
    if state.attended(sight.conversations, ask.customer, now) is None:
        return []
    return [ConversationHandedBack(ask.customer, ask.attendant)]


def write(sight: AttendingSight, ask: WriteAnswer, now: Instant) -> list[Any] | Refused:
    """Whoever answers has the conversation; nobody speaks into a colleague's, nor into the partner's own agent's."""
    sound = all(map(ids.is_sound, (ask.customer, ask.attendant, ask.answer))) and set(ask.beside) <= BESIDE
    if not sound or not 0 < len(ask.sealed) <= SEALED_MAX:
        return Refused(Reason.INVALID, ask.answer)
    message = f"answer:{ask.answer}"
    known = sight.conversations.answers.get(message)
    if known is not None or messages.is_known(sight.messages, message):
        same = known is not None and (known.written.customer, known.written.sealed) == (ask.customer, ask.sealed)
        return [] if same else Refused(Reason.ALREADY_EXISTS, ask.answer)
    order = _order_of(sight, ask.customer, ask.case, ask.order)
    if isinstance(order, Refused):
        return order
    side = messages.side_of(sight.messages, ask.customer)
    if standby.is_away(sight.standby, ask.customer, side.heard_at):
        return Refused(Reason.ATTENDED, "WhatsApp")
    attended = state.attended(sight.conversations, ask.customer, now)
    if attended is not None and attended.attendant != ask.attendant:
        return Refused(Reason.ATTENDED, attended.attendant)
    replies_to = side.heard if messages.is_open(side, now) else ""
    about = (ask.answer, ask.customer, ask.attendant, message, ask.sealed)
    written = AnswerWritten(*about, order, ask.case, replies_to, ask.beside)
    taken = [] if attended is not None else [ConversationTaken(ask.customer, ask.attendant, ask.case, order)]
    return [*taken, written]


def _order_of(
    sight: AttendingSight, customer: CustomerId, case: CaseId | None, order: OrderId | None
) -> OrderId | Refused | None:
    """The order that it is about: the case's own, or the one that is named; always the customer's."""
    if case is not None:
        known = sight.cases.by_id.get(case)
        if known is None or known.opened.customer != customer:
            return Refused(Reason.UNKNOWN_CASE, case)
        return known.opened.order if known.stage in LIVING else Refused(Reason.CASE_CLOSED, case)
    if order is not None and not customer_acts.is_own(sight.orders, customer, order):
        return Refused(Reason.UNKNOWN_ORDER, order)
    return order


RULES: Mapping[type, Callable[[AttendingSight, Any, Instant], Any]] = {
    TakeConversation: take,
    HandBackConversation: hand_back,
    WriteAnswer: write,
}


# --- questions ---


def answer_of(conversations: Conversations, message: str) -> KeptAnswer | None:
    """The words that a message says, under its first name or after its template."""
    return conversations.answers.get(message.removesuffix(AGAIN))


def to_say(conversations: Conversations, said: Messages, customer: CustomerId) -> list[AnswerWritten]:
    """Answers of which the customer has had only the template: now that they have written, the words themselves."""
    found = []
    for name in conversations.answered.get(customer, ()):
        message = said.by_name.get(name)
        last = message.attempts[-1] if message is not None and message.attempts else None
        is_announced = last is not None and (last.channel, last.form) == (WHATSAPP, TEMPLATE)
        if is_announced and not messages.is_known(said, f"{name}{AGAIN}"):
            found.append(conversations.answers[name].written)
    return found
