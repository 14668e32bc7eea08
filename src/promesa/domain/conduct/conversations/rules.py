"""What may be said and done in a conversation: each utterance once, each yes once, only what the table allows."""

from typing import Any

import msgspec

from promesa.domain.conduct.conversations import attending, customer_acts, identity, state, turns
from promesa.domain.conduct.conversations.state import Conversations
from promesa.domain.conduct.conversations.talk import Talk, TalkSight, Turn
from promesa.domain.conduct.conversations.words import (
    ActConfirmed,
    Browser,
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
    browser = ask.said.browser
    if not ids.is_sound(ask.customer) or not ask.said.heard:
        return Refused(Reason.INVALID, ask.said.heard)
    if browser is not None and not (
        browser.mark and customer_acts.is_own(seen.sight.orders, ask.customer, browser.order)
    ):
        return Refused(Reason.NOT_ALLOWED, browser.order)
    is_away = browser is None and standby.is_away(seen.standby, ask.customer, ask.said.at)
    if ask.said.heard in conversations.heard or is_away:
        return []
    session = state.session_of(conversations, ask.customer, browser)
    attended = state.attended(conversations, ask.customer, now)
    if browser is None and attended is not None and attending.is_for_a_person(ask.said):
        turn = attending.passed_on(Talk(seen, ask.customer, session, ask.said, now), attended)
    else:
        turn = turns.turn(seen, ask.customer, session, ask.said, now)
    return [_stepped(ask.said.heard, ask.customer, turn, browser)]


def confirm(conversations: Conversations, seen: TalkSight, ask: ConfirmAct, now: Instant) -> list[Any] | Refused:
    """The act that was offered with the token, if it is theirs, in time, not spent, and they have proved enough.

    Ownership, level and the table are looked at here, so that no flow, program or model can get around them.
    """
    if ask.token in conversations.spent:
        return Refused(Reason.ALREADY_EXISTS, ask.token)
    session = state.session_of(conversations, ask.customer, ask.browser)
    offered = next((one for one in session.offered if one.token == ask.token), None)
    if offered is None or offered.command not in customer_acts.ACTS:
        return Refused(Reason.NOT_ALLOWED, ask.token)
    act = customer_acts.read(offered.command, offered.body)
    level = session.level if now < session.level_until else customer_acts.least_level(ask.browser)
    needed = max(offered.level, customer_acts.level_of(act))
    if (
        now >= offered.until
        or level < needed
        or customer_acts.order_of(act) != offered.order
        or not customer_acts.is_of_page(ask.browser, offered.order)
        or not customer_acts.is_sound(act)
    ):
        return Refused(Reason.NOT_ALLOWED, ask.token)
    if not customer_acts.is_theirs(seen.sight.orders, ask.customer, act):
        return Refused(Reason.NOT_ALLOWED, ask.token)
    facts = seen.sight.decide(act)
    if isinstance(facts, Refused):
        return facts
    said = ActConfirmed(ask.customer, ask.token, offered.command, offered.body, offered.order, ask.browser)
    return [said, *facts]


def record_code(conversations: Conversations, ask: RecordCode, now: Instant) -> list[CodeSent] | Refused:
    """Only for whoever was asked for one, and not for long."""
    session = state.session_of(conversations, ask.customer, ask.browser)
    if not ask.mark or not now < ask.until <= now + DAY:
        return Refused(Reason.INVALID, "code")
    was_asked = any(now - at < HOUR for at in session.codes_at)
    if not was_asked or session.code == ask.mark:
        return []
    return [CodeSent(ask.customer, ask.mark, ask.until, ask.browser)]


def give_up_code(
    conversations: Conversations, seen: TalkSight, ask: GiveUpCode, now: Instant
) -> list[ConversationStepped] | Refused:
    """A step that nobody said: where that code is still waited for, a person takes over; told again, nothing."""
    name = f"code-{ask.wanted_at}-{ask.customer}"[:200]
    session = state.session_of(conversations, ask.customer, ask.browser)
    is_awaited = session.step in identity.CODES and session.codes_at[-1:] == (ask.wanted_at,) and not session.code
    if name in conversations.heard or not is_awaited:
        return []
    talk = Talk(seen, ask.customer, session, Utterance(name, now, browser=ask.browser), now)
    return [_stepped(name, ask.customer, identity.no_code(talk), ask.browser)]


def _stepped(heard: str, customer: CustomerId, turn: Turn, browser: Browser | None = None) -> ConversationStepped:
    """The turn as a fact; nobody asks for anything but what the table has, in their own name."""
    others = [one for one in turn.asks if not isinstance(one, SendCode)]
    assert all(customer_acts.speaks_for(customer, one, browser) for one in others), others
    asks = tuple((type(one).__name__, msgspec.json.encode(one).decode()) for one in turn.asks)
    order = turn.order if browser is None else browser.order
    return ConversationStepped(customer, heard, turn.session, turn.replies, asks, order, browser)


EFFECT = SendCode
"""What the gateways are asked to do."""
