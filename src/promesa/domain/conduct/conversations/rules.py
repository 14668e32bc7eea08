"""What may be said and done in a conversation: each utterance once, each yes once, only what the table allows."""

from typing import Any

import msgspec

from promesa.domain.conduct.conversations import customer_acts, identity, state, turns
from promesa.domain.conduct.conversations.state import Conversations
from promesa.domain.conduct.conversations.talk import Talk, TalkSight, Turn
from promesa.domain.conduct.conversations.words import (
    ActConfirmed,
    CodeSent,
    ConfirmAct,
    ConversationStepped,
    GiveUpCode,
    RecordCode,
    SendCode,
    TalkOn,
    Utterance,
)
from promesa.domain.people import standby
from promesa.domain.values import ids
from promesa.domain.values.ids import CustomerId
from promesa.domain.values.moments import DAY, HOUR, Instant
from promesa.domain.values.refusal import Reason, Refused


def converse(
    conversations: Conversations, seen: TalkSight, ask: TalkOn, now: Instant
) -> list[ConversationStepped] | Refused:
    """One step for one utterance; told again, nothing (R47); nothing while the partner's own agent has it."""
    if not ids.is_sound(ask.customer) or not ask.said.heard:
        return Refused(Reason.INVALID, ask.said.heard)
    if ask.said.heard in conversations.heard or standby.is_away(seen.standby, ask.customer, ask.said.at):
        return []
    session = state.session_of(conversations, ask.customer)
    turn = turns.turn(seen, ask.customer, session, ask.said, now)
    return [_stepped(ask.said.heard, ask.customer, turn)]


def confirm(conversations: Conversations, seen: TalkSight, ask: ConfirmAct, now: Instant) -> list[Any] | Refused:
    """The act that was offered with the token, if it is theirs, in time, not spent, and they have proved enough.

    Ownership, level and the table are looked at here, so that no flow, program or model can get around them.
    """
    if ask.token in conversations.spent:
        return Refused(Reason.ALREADY_EXISTS, ask.token)
    session = state.session_of(conversations, ask.customer)
    offered = next((one for one in session.offered if one.token == ask.token), None)
    if offered is None or offered.command not in customer_acts.ACTS:
        return Refused(Reason.NOT_ALLOWED, ask.token)
    act = customer_acts.read(offered.command, offered.body)
    level = session.level if now < session.level_until else customer_acts.KNOWN
    needed = max(offered.level, customer_acts.level_of(act))
    if (
        now >= offered.until
        or level < needed
        or customer_acts.order_of(act) != offered.order
        or not customer_acts.is_sound(act)
    ):
        return Refused(Reason.NOT_ALLOWED, ask.token)
    if not customer_acts.is_theirs(seen.sight.orders, ask.customer, act):
        return Refused(Reason.NOT_ALLOWED, ask.token)
    facts = seen.sight.decide(act)
    if isinstance(facts, Refused):
        return facts
    return [ActConfirmed(ask.customer, ask.token, offered.command, offered.body, offered.order), *facts]


def record_code(conversations: Conversations, ask: RecordCode, now: Instant) -> list[CodeSent] | Refused:
    """Only for whoever was asked for one, and not for long."""
    session = state.session_of(conversations, ask.customer)
    if not ask.mark or not now < ask.until <= now + DAY:
        return Refused(Reason.INVALID, "code")
    was_asked = any(now - at < HOUR for at in session.codes_at)
    if not was_asked or session.code == ask.mark:
        return []
    return [CodeSent(ask.customer, ask.mark, ask.until)]


def give_up_code(
    conversations: Conversations, seen: TalkSight, ask: GiveUpCode, now: Instant
) -> list[ConversationStepped] | Refused:
    """A step that nobody said: where that code is still waited for, a person takes over; told again, nothing."""
    name, session = f"code-{ask.wanted_at}-{ask.customer}"[:200], state.session_of(conversations, ask.customer)
    is_awaited = session.step == identity.CODE and session.codes_at[-1:] == (ask.wanted_at,) and not session.code
    if name in conversations.heard or not is_awaited:
        return []
    return [
        _stepped(name, ask.customer, identity.no_code(Talk(seen, ask.customer, session, Utterance(name, now), now)))
    ]


def _stepped(heard: str, customer: CustomerId, turn: Turn) -> ConversationStepped:
    """The turn as a fact; nobody asks for anything but what the table has, in their own name."""
    others = [one for one in turn.asks if not isinstance(one, SendCode)]
    assert all(customer_acts.speaks_for(customer, one) for one in others), others
    asks = tuple((type(one).__name__, msgspec.json.encode(one).decode()) for one in turn.asks)
    return ConversationStepped(customer, heard, turn.session, turn.replies, asks, turn.order)


EFFECT = SendCode
"""What the gateways are asked to do."""
