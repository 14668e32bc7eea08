"""Which conversations the partner's own agent has: while it has one, whatever we wrote would take it away from it."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from promesa.domain.values import ids
from promesa.domain.values.ids import CustomerId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused

NEVER = Instant(0)


class RecordHandover(msgspec.Struct, frozen=True):
    """At that moment the partner's agent had the conversation (`away`), or it was given back to us."""

    customer: CustomerId
    away: bool
    at: Instant


class ConversationPassed(msgspec.Struct, frozen=True):
    customer: CustomerId
    away: bool
    at: Instant


class Standby(msgspec.Struct):
    """The newest moment of each kind, by customer: so it does not matter in which order they are told."""

    away: dict[CustomerId, Instant] = {}
    back: dict[CustomerId, Instant] = {}


def is_away(standby: Standby, customer: CustomerId, heard_at: Instant) -> bool:
    """Whether the partner's agent has the conversation; `heard_at`: when the customer last wrote to us ourselves."""
    return standby.away.get(customer, NEVER) > max(standby.back.get(customer, NEVER), heard_at)


def record(standby: Standby, ask: RecordHandover, _: Instant) -> list[ConversationPassed] | Refused:
    """Only what is newer than all that we know of its kind."""
    if not ids.is_sound(ask.customer) or ask.at <= 0:
        return Refused(Reason.INVALID, ask.customer)
    known = _side(standby, ask.away).get(ask.customer, NEVER)
    return [ConversationPassed(ask.customer, ask.away, ask.at)] if ask.at > known else []


def _side(standby: Standby, away: bool) -> dict[CustomerId, Instant]:
    return standby.away if away else standby.back


def _passed(standby: Standby, fact: ConversationPassed, _: Instant) -> None:
    _side(standby, fact.away)[fact.customer] = fact.at


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {ConversationPassed: _passed}
RULES: Mapping[type, Callable[[Any, Any, Instant], Any]] = {RecordHandover: record}
