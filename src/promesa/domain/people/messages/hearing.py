"""What partners and customers tell us: acceptance, statuses in any order, and that a customer wrote."""

from typing import Any

import msgspec

from promesa.domain.people.messages import billing, rules, state
from promesa.domain.people.messages.rules import MessageSight
from promesa.domain.people.messages.state import Messages
from promesa.domain.people.messages.words import (
    NO_ORDER,
    CustomerHeard,
    HearCustomer,
    MessageAccepted,
    MessageStatusesTold,
    Pricing,
    RecordAccepted,
    RecordStatus,
    Status,
    StatusTold,
)
from promesa.domain.values import ids
from promesa.domain.values.moments import DAY, Instant
from promesa.domain.values.refusal import Reason, Refused

CLOCKS_APART = DAY
"""A status or a text that claims to be so much later than now was not told by a sound clock."""


def accepted(messages: Messages, ask: RecordAccepted, _: Instant) -> list[MessageAccepted]:
    """Once for each attempt, however often the partner answers."""
    attempt = state.attempt_of(messages, ask.message, ask.attempt)
    if attempt is None or Status.ACCEPTED in attempt.times:
        return []
    return [MessageAccepted(ask.message, ask.attempt, state.order_of(messages, ask.message), ask.provider_id)]


def tell(sight: MessageSight, ask: RecordStatus, now: Instant) -> list[Any] | Refused:
    """Those that say something new, in one fact; what nobody of ours sent is passed over (R46)."""
    if any(one.at > now + CLOCKS_APART or one.at <= 0 for one in ask.told):
        return Refused(Reason.CLOCK_SKEW, "status")
    known = [one for one in (_ours(sight.messages, one) for one in ask.told) if one is not None]
    told = [one for one in _once(known) if _is_news(sight.messages, one)]
    if not told:
        return []
    orders = tuple(state.order_of(sight.messages, one.message) for one in told)
    return [MessageStatusesTold(tuple(told), orders), *_failures(sight, told, now)]


def _ours(messages: Messages, one: StatusTold) -> StatusTold | None:
    """The status under our own name of the message, where it is one of ours."""
    if one.message and state.attempt_of(messages, one.message, one.attempt) is not None:
        return one
    known = messages.by_provider.get(one.provider_id)
    if known is None:
        return None
    return StatusTold(*known, one.status, one.at, one.provider_id, one.code, one.recourse, one.pricing, one.part)


def _once(told: list[StatusTold]) -> list[StatusTold]:
    """Each status of an attempt or part once: the earliest of those told together, with a price where any has one."""
    found: dict[tuple[str, int, int, Status], StatusTold] = {}
    for one in told:
        name = (one.message, one.attempt, one.part, one.status)
        known = found.get(name)
        first = one if known is None or one.at < known.at else known
        price = one.pricing if known is None else max(known.pricing, one.pricing, key=_text_of)
        found[name] = first if first.pricing == price else msgspec.structs.replace(first, pricing=price)
    return list(found.values())


def _text_of(pricing: Pricing | None) -> tuple[str, ...]:
    """So that of two prices always the same one counts; none is the least."""
    return () if pricing is None else (pricing.category, pricing.type, str(pricing.billable), pricing.model)


def _is_news(messages: Messages, one: StatusTold) -> bool:
    """A status not known yet, an earlier moment of it, or its price."""
    attempt = state.attempt_of(messages, one.message, one.attempt)
    assert attempt is not None, one
    sofar = state.told_of(attempt, one.part)
    known = sofar.times.get(one.status)
    return known is None or one.at < known or billing.is_surer(sofar, one.status, one.pricing)


def _failures(sight: MessageSight, everything: list[StatusTold], now: Instant) -> list[Any]:
    """What failures among them ask for, each message once; not where the same breath says that it arrived."""
    told = [one for one in everything if not one.part]
    arrived = {(one.message, one.attempt) for one in told if one.status in rules.ARRIVED}
    found: list[Any] = []
    for name, attempt in dict.fromkeys((one.message, one.attempt) for one in told if one.status is Status.FAILED):
        message = sight.messages.by_name[name]
        number = message.attempts[attempt - 1]
        if (name, attempt) in arrived or Status.FAILED in number.times or number.code:
            continue
        failure = next(one for one in told if (one.message, one.attempt, one.status) == (name, attempt, Status.FAILED))
        found += rules.after_failure(sight, message, attempt, failure.recourse, now)
    return found


def hear(messages: Messages, ask: HearCustomer, now: Instant) -> list[CustomerHeard] | Refused:
    """Once for each of the partner's names (R47)."""
    if not ask.heard or not ids.is_sound(ask.customer):
        return Refused(Reason.INVALID, ask.heard)
    if ask.at > now + CLOCKS_APART or ask.at <= 0:
        return Refused(Reason.CLOCK_SKEW, ask.heard)
    if ask.heard in messages.heard:
        return []
    order = state.order_of(messages, ask.answers) if ask.answers else NO_ORDER
    about = (ask.customer, ask.heard, ask.at, ask.kind, ask.channel)
    return [CustomerHeard(*about, order, ask.answers, ask.button, ask.entry, ask.sealed)]
