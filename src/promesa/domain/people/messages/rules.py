"""What may be said of messages: each command against what is so."""

from typing import Any

from promesa.domain.ledger.orders.state import Orders, open_order
from promesa.domain.people.messages import planner, state, topics
from promesa.domain.people.messages.earlier import MessageSent, RecordMessage
from promesa.domain.people.messages.planner import DropPlan, Plan, SendPlan, WaitPlan
from promesa.domain.people.messages.state import Message, Messages
from promesa.domain.people.messages.words import (
    AREAS,
    FORMS,
    NO_ORDER,
    SERVICE,
    TEMPLATE,
    CustomerHeard,
    CustomerWrittenTo,
    DispatchMessage,
    HearCustomer,
    MessageAccepted,
    MessageDispatched,
    MessageFailed,
    MessageHeld,
    MessageNotSent,
    MessageStatusesTold,
    MessageWanted,
    RecordAccepted,
    RecordFailed,
    RecordStatus,
    ReplanMessage,
    Status,
    StatusTold,
    WantMessage,
    WriteToCustomer,
)
from promesa.domain.values import ids
from promesa.domain.values.ids import OrderId
from promesa.domain.values.moments import DAY, Instant
from promesa.domain.values.refusal import Reason, Refused

CLOCKS_APART = DAY
"""A status or a text that claims to be so much later than now was not told by a sound clock."""
KEY_MAX = 480
"""Letters of a business key: with its attempt it is echoed by the partner, which takes 512."""

Spoken = list[Any]


def want(messages: Messages, ask: WantMessage, now: Instant) -> Spoken | Refused:
    """Once for each business key, whoever asks again."""
    if not 0 < len(ask.message) <= KEY_MAX or not ask.template or not ids.is_sound(ask.customer):
        return Refused(Reason.INVALID, ask.message[:KEY_MAX])
    if not ask.forms or not set(ask.forms) <= set(FORMS) or ask.area not in ("", *AREAS):
        return Refused(Reason.INVALID, ask.message)
    if state.is_known(messages, ask.message):
        return []
    area = ask.area or (SERVICE if ask.replies_to else topics.of(ask.template).area)
    about = (ask.message, ask.order, ask.customer, ask.template, ask.words)
    wanted = MessageWanted(*about, area, ask.forms, ask.replies_to)
    return [wanted, *_planned(wanted, 1, planner.SendPlan())]


def _planned(wanted: MessageWanted, attempt: int, plan: Plan) -> Spoken:
    """What the planner decided, as a fact."""
    if isinstance(plan, DropPlan):
        return [MessageNotSent(wanted.message, wanted.order, plan.reason, plan.by)]
    if isinstance(plan, WaitPlan):
        return [MessageHeld(wanted.message, wanted.order, plan.until, plan.reason)]
    return [_dispatched(wanted, attempt, plan)]


def _dispatched(wanted: MessageWanted, attempt: int, plan: SendPlan) -> MessageDispatched:
    category = topics.of(wanted.template).category if plan.form == TEMPLATE else SERVICE
    return MessageDispatched(wanted.message, attempt, wanted.order, plan.channel, plan.form, category, plan.reason)


def dispatch(messages: Messages, ask: DispatchMessage, now: Instant) -> Spoken:
    """What waits is planned again, whoever asks: not before it was to, and once."""
    message = messages.by_name.get(ask.message)
    if message is None or message.held_until is None or now < message.held_until:
        return []
    return _planned(message.wanted, len(message.attempts) + 1, planner.SendPlan())


def replan(messages: Messages, ask: ReplanMessage, now: Instant) -> Spoken:
    """Only of the newest attempt, and only while the partner has not taken it."""
    message = messages.by_name.get(ask.message)
    if message is None or not _is_newest(message, ask.attempt) or message.attempts[-1].times:
        return []
    return [MessageNotSent(ask.message, message.wanted.order, ask.reason)]


def _is_newest(message: Message, attempt: int) -> bool:
    return attempt == len(message.attempts) and message.silence is None


def accepted(messages: Messages, ask: RecordAccepted, _: Instant) -> list[MessageAccepted]:
    """Once for each attempt, however often the partner answers."""
    attempt = state.attempt_of(messages, ask.message, ask.attempt)
    if attempt is None or attempt.provider_id:
        return []
    order = state.order_of(messages, ask.message)
    return [MessageAccepted(ask.message, ask.attempt, order, ask.provider_id)]


def failed(messages: Messages, ask: RecordFailed, now: Instant) -> Spoken:
    """Another way is looked for only where this was the newest attempt and nobody has it."""
    message, attempt = messages.by_name.get(ask.message), state.attempt_of(messages, ask.message, ask.attempt)
    if message is None or attempt is None or attempt.code or state.reached(message) in (Status.DELIVERED, Status.READ):
        return []
    return [MessageFailed(ask.message, ask.attempt, message.wanted.order, ask.code)]


# --- statuses ---


def tell(messages: Messages, ask: RecordStatus, now: Instant) -> Spoken | Refused:
    """Those that say something new, in one fact; what nobody of ours sent is passed over."""
    if any(one.at > now + CLOCKS_APART or one.at < 0 for one in ask.told):
        return Refused(Reason.CLOCK_SKEW, "status")
    ours = (_ours(messages, one) for one in ask.told)
    told = [one for one in ours if one is not None and _is_news(messages, one)]
    if not told:
        return []
    return [MessageStatusesTold(tuple(told), tuple(state.order_of(messages, one.message) for one in told))]


def _ours(messages: Messages, one: StatusTold) -> StatusTold | None:
    """The status under our own name of the message, where it is one of ours."""
    if one.message and state.attempt_of(messages, one.message, one.attempt) is not None:
        return one
    known = messages.by_provider.get(one.provider_id)
    if known is None:
        return None
    return StatusTold(known[0], known[1], one.status, one.at, one.provider_id, one.code, one.recourse, one.pricing)


def _is_news(messages: Messages, one: StatusTold) -> bool:
    attempt = state.attempt_of(messages, one.message, one.attempt)
    known = None if attempt is None else attempt.times.get(one.status)
    return known is None or one.at < known


# --- customers ---


def hear(messages: Messages, ask: HearCustomer, now: Instant) -> list[CustomerHeard] | Refused:
    """Once for each of the partner's names (R47)."""
    if not ask.heard or not ids.is_sound(ask.customer):
        return Refused(Reason.INVALID, ask.heard)
    if ask.at > now + CLOCKS_APART or ask.at < 0:
        return Refused(Reason.CLOCK_SKEW, ask.heard)
    if ask.heard in messages.heard:
        return []
    order = state.order_of(messages, ask.answers) if ask.answers else NO_ORDER
    about = (ask.customer, ask.heard, ask.at, ask.kind, ask.channel)
    return [CustomerHeard(*about, order, ask.answers, ask.button, ask.entry, ask.sealed)]


def name_of(ask: WriteToCustomer) -> str:
    """The business key of a message that somebody chose to write."""
    return f"{ask.order}:written:{ask.template}"


def write(messages: Messages, orders: Orders, ask: WriteToCustomer, _: Instant) -> list[CustomerWrittenTo] | Refused:
    """About a living order, and never the same again."""
    if ask.template not in topics.WRITTEN:
        return Refused(Reason.INVALID, "template")
    if ask.order not in orders.by_id:
        return Refused(Reason.UNKNOWN_ORDER, ask.order)
    order = open_order(orders, ask.order)
    if order is None:
        return Refused(Reason.ORDER_CLOSED, ask.order)
    name = name_of(ask)
    if name in messages.written:
        return Refused(Reason.ALREADY_EXISTS, name)
    return [CustomerWrittenTo(ask.order, order.placed.customer, ask.template, name)]


def record(messages: Messages, ask: RecordMessage, _: Instant) -> list[MessageSent]:
    """The answer to what an earlier release wanted to be sent."""
    return [] if ask.message in messages.sent else [MessageSent(ask.message, OrderId(ask.order), ask.provider_id)]
