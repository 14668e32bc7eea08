"""How each fact about messages changes what is so."""

from collections.abc import Callable, Mapping
from typing import Any

from promesa.domain.people.customers import AddressesNoted, ContactChanged, CustomerMet
from promesa.domain.people.messages import state
from promesa.domain.people.messages.earlier import MessageSent
from promesa.domain.people.messages.state import Attempt, CustomerSide, Message, Messages, Part
from promesa.domain.people.messages.words import (
    OPERATIONS,
    WHATSAPP,
    CustomerHeard,
    CustomerWrittenTo,
    MessageAccepted,
    MessageDispatched,
    MessageFailed,
    MessageHeld,
    MessageNotSent,
    MessageStatusesTold,
    MessageWanted,
    Recourse,
    Silence,
    Status,
)
from promesa.domain.values.ids import CustomerId
from promesa.domain.values.moments import DAY, Instant

PUSHES_DAYS = 8
"""Pushes older than this no budget looks at."""
HEARD_DAYS = 30
"""So long the partner's name of what a customer wrote is remembered: it repeats itself for a week at most."""


def _side(messages: Messages, customer: CustomerId) -> CustomerSide:
    return messages.sides.setdefault(customer, CustomerSide())


def _wanted(messages: Messages, fact: MessageWanted, at: Instant) -> None:
    assert fact.message not in messages.by_name, fact.message
    messages.by_name[fact.message] = Message(fact, at)
    messages.areas[fact.area] = messages.areas.get(fact.area, 0) + 1
    if fact.order:
        messages.by_order.setdefault(fact.order, []).append(fact.message)


def _dispatched(messages: Messages, fact: MessageDispatched, at: Instant) -> None:
    message = messages.by_name[fact.message]
    assert fact.attempt == len(message.attempts) + 1, fact
    side = _side(messages, message.wanted.customer)
    in_window = fact.channel == WHATSAPP and state.is_open(side, at)
    attempt = Attempt(fact.channel, fact.form, fact.category, at, in_window)
    message.attempts.append(attempt)
    _silence(messages, message, None, None)
    message.merged = fact.merged
    for merged in fact.merged:
        _silence(messages, messages.by_name[merged], None, Silence.MERGED)
    _unmerge(side, (fact.message, *fact.merged))
    if fact.attempt == 1:
        _count_push(side, message, at)
    if fact.channel == WHATSAPP and side.entry_at and at < side.entry_at + state.WINDOW:
        side.entry_until, side.entry_at = Instant(at + state.ENTRY_WINDOW), state.NEVER
    attempt.free_entry = fact.channel == WHATSAPP and at < side.entry_until


def _count_push(side: CustomerSide, message: Message, at: Instant) -> None:
    """What answers a customer is no push, nor what our own people are told."""
    wanted = message.wanted
    if wanted.replies_to or wanted.customer == OPERATIONS:
        return
    since = at - PUSHES_DAYS * DAY
    side.pushes = [*(push for push in side.pushes if push[0] > since), (at, wanted.area)]
    side.unreplied[wanted.area] = side.unreplied.get(wanted.area, 0) + 1


def _unmerge(side: CustomerSide, names: tuple[str, ...]) -> None:
    if side.merging:
        side.merging = tuple(name for name in side.merging if name not in names)


def _silence(messages: Messages, message: Message, until: Instant | None, reason: Silence | None) -> None:
    messages.waiting += (until is not None) - (message.held_until is not None)
    message.held_until, message.silence = until, reason


def _held(messages: Messages, fact: MessageHeld, _: Instant) -> None:
    message = messages.by_name[fact.message]
    _silence(messages, message, fact.until, fact.reason)
    if fact.reason is Silence.MERGING:
        side = _side(messages, message.wanted.customer)
        side.merging = (*side.merging, fact.message)


def _not_sent(messages: Messages, fact: MessageNotSent, _: Instant) -> None:
    message = messages.by_name[fact.message]
    _silence(messages, message, None, fact.reason)
    messages.silences[fact.reason.value] = messages.silences.get(fact.reason.value, 0) + 1
    _unmerge(_side(messages, message.wanted.customer), (fact.message,))


def _accepted(messages: Messages, fact: MessageAccepted, at: Instant) -> None:
    attempt = messages.by_name[fact.message].attempts[fact.attempt - 1]
    attempt.provider_id = fact.provider_id
    messages.by_provider[fact.provider_id] = (fact.message, fact.attempt)
    _merge(messages, fact.message, attempt, Status.ACCEPTED, at)


def _failed(messages: Messages, fact: MessageFailed, at: Instant) -> None:
    attempt = messages.by_name[fact.message].attempts[fact.attempt - 1]
    attempt.code = attempt.code or fact.code
    attempt.is_spent = attempt.is_spent or fact.recourse is not Recourse.LATER
    _merge(messages, fact.message, attempt, Status.FAILED, attempt.times.get(Status.FAILED, at))


def _merge(messages: Messages, name: str, attempt: Attempt, status: Status, at: Instant) -> None:
    """The earliest moment of each status: the same result in any order, however often (R46)."""
    known = attempt.times.get(status)
    if known is not None:
        attempt.times[status] = min(at, known)
        return
    message = messages.by_name[name]
    before = state.reached(message)
    attempt.times[status] = at
    after = state.reached(message)
    if after is not before:
        for one, more in ((before, -1), (after, 1)):
            if one is not None:
                messages.reached[one.value] = messages.reached.get(one.value, 0) + more


def _told(messages: Messages, fact: MessageStatusesTold, _: Instant) -> None:
    for one in fact.told:
        attempt = messages.by_name[one.message].attempts[one.attempt - 1]
        if one.part:
            times = attempt.parts.setdefault(one.part, Part()).times
            times[one.status] = min(one.at, times.get(one.status, one.at))
            continue
        _merge(messages, one.message, attempt, one.status, one.at)
        attempt.code = min(filter(None, (attempt.code, one.code)), default="")
        if one.status is Status.FAILED and one.recourse is not Recourse.LATER:
            attempt.is_spent = True
        if one.provider_id and not attempt.provider_id:
            attempt.provider_id = one.provider_id
            messages.by_provider[one.provider_id] = (one.message, one.attempt)


def _heard(messages: Messages, fact: CustomerHeard, at: Instant) -> None:
    side = _side(messages, fact.customer)
    if fact.channel == WHATSAPP:
        if fact.at >= side.heard_at:
            side.heard_at, side.heard = fact.at, fact.heard
        if fact.entry:
            side.entry_at = fact.at
    side.unreplied = {}
    messages.heard[fact.heard] = at
    while (oldest := next(iter(messages.heard))) and messages.heard[oldest] < at - HEARD_DAYS * DAY:
        del messages.heard[oldest]


def _written(messages: Messages, fact: CustomerWrittenTo, at: Instant) -> None:
    messages.written[fact.message] = at


def _sent(messages: Messages, fact: MessageSent, _: Instant) -> None:
    messages.sent[fact.message] = fact.provider_id


def _linked(messages: Messages, fact: CustomerMet | ContactChanged | AddressesNoted, _: Instant) -> None:
    """What a stranger wrote, the customer wrote who they turned out to be: they may be answered as freely."""
    for stranger in fact.was:
        other = messages.sides.get(stranger)
        if other is not None:
            side = _side(messages, fact.customer)
            side.heard_at, side.heard = max((side.heard_at, side.heard), (other.heard_at, other.heard))
            side.entry_at = max(side.entry_at, other.entry_at)
            side.entry_until = max(side.entry_until, other.entry_until)


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    CustomerMet: _linked,
    ContactChanged: _linked,
    AddressesNoted: _linked,
    MessageWanted: _wanted,
    MessageDispatched: _dispatched,
    MessageHeld: _held,
    MessageNotSent: _not_sent,
    MessageAccepted: _accepted,
    MessageFailed: _failed,
    MessageStatusesTold: _told,
    CustomerHeard: _heard,
    CustomerWrittenTo: _written,
    MessageSent: _sent,
}
