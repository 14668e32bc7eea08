"""What may be said of messages: wanted once, planned, planned again; each command against what is so."""

from collections.abc import Callable
from typing import Any, NamedTuple

from promesa.domain.ledger.orders.state import Orders, open_order
from promesa.domain.ledger.shipments.state import Shipments
from promesa.domain.network import places
from promesa.domain.network.places import Places
from promesa.domain.people import handsets, lines
from promesa.domain.people.handsets import HandsetChanged, Handsets, RecordHandset
from promesa.domain.people.messages import billing, hours, planner, questions, state, topics, truth
from promesa.domain.people.messages.earlier import MessageSent, RecordMessage
from promesa.domain.people.messages.planner import DropPlan, Plan, PlanSight, SendPlan, WaitPlan
from promesa.domain.people.messages.questions import SendableMessage
from promesa.domain.people.messages.state import Attempt, Message, Messages
from promesa.domain.people.messages.words import (
    AREAS,
    FORMS,
    OPERATIONS,
    SERVICE,
    TEMPLATE,
    CheckMessage,
    CustomerWrittenTo,
    DispatchMessage,
    MessageDispatched,
    MessageFailed,
    MessageHeld,
    MessageNotSent,
    MessageWanted,
    RecordFailed,
    Recourse,
    ReplanMessage,
    Silence,
    Status,
    Transmit,
    WantMessage,
    WriteToCustomer,
)
from promesa.domain.people.templates import registry
from promesa.domain.values import ids
from promesa.domain.values.ids import CustomerId, OrderId
from promesa.domain.values.moments import HOUR, MINUTE, Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.policy import Policy
from promesa.domain.values.refusal import Reason, Refused

KEY_MAX = 480
"""Letters of a business key: with its attempt it is echoed by the partner, which takes 512."""
ARRIVED = (Status.DELIVERED, Status.READ)
PAUSES = (10 * MINUTE, 60 * MINUTE)
"""After a failure of the moment a channel is tried again so much later, and then no more."""
REWORDED_MAX = 2
"""So often a message is said in other words when its wording is stopped: no meaning has more than three."""

Spoken = list[Any]
Forbids = Callable[[CustomerId, str], tuple[Silence, str] | None]
"""Customer and area -> why consent says no and which layer decided; None where it says yes."""


class MessageSight(NamedTuple):
    """What the rules of messages read."""

    messages: Messages
    orders: Orders
    shipments: Shipments
    policy: Policy
    forbids: Forbids
    handsets: Handsets
    places: Places


def want(sight: MessageSight, ask: WantMessage, now: Instant) -> Spoken | Refused:
    """Once for each business key, whoever asks again."""
    if not 0 < len(ask.message) <= KEY_MAX or not ask.template or not ids.is_sound(ask.customer):
        return Refused(Reason.INVALID, ask.message[:KEY_MAX])
    if not ask.forms or not set(ask.forms) <= set(FORMS) or ask.area not in ("", *AREAS):
        return Refused(Reason.INVALID, ask.message)
    if state.is_known(sight.messages, ask.message):
        return []
    area = ask.area or (SERVICE if ask.replies_to else topics.of(ask.template).area)
    about = (ask.message, ask.order, ask.customer, ask.template, ask.words)
    wanted = MessageWanted(*about, area, ask.forms, ask.replies_to)
    return [wanted, *_planned(wanted, 1, planner.plan(_sight(sight, wanted, now, now), now))]


def _sight(
    sight: MessageSight,
    wanted: MessageWanted,
    wanted_at: Instant,
    now: Instant,
    tried: tuple[str, ...] = (),
    is_merged: bool = False,
) -> PlanSight:
    """All that the planner looks at."""
    policy, topic = sight.policy.messages, topics.of(wanted.template)
    side = state.side_of(sight.messages, wanted.customer)
    if wanted.customer == OPERATIONS:
        aside = _past_stopped(sight, tried)
        return PlanSight(wanted, wanted_at, topic, policy, side, sight.policy.zone, tried=aside)
    newest = _is_newest_of_its_kind(sight.messages, wanted)
    return PlanSight(
        *(wanted, wanted_at, topic, policy, side, _zone(sight, wanted)),
        sight.forbids(wanted.customer, wanted.area),
        truth.why_untrue(sight.orders, sight.shipments, wanted, newest, now),
        tried,
        _cost(sight, wanted, now) if planner.is_weighed(policy, topic, wanted) else Centavos(0),
        is_merged,
        bool(state.attempt_of(sight.messages, wanted.message, 1)),
        _is_said(sight.messages, wanted, Instant(now - int(policy.same_hours * HOUR))),
    )


def _past_stopped(sight: MessageSight, tried: tuple[str, ...]) -> tuple[str, ...]:
    """Our own people hear by a channel that runs, where one is left; a customer's message waits for its own."""
    aside = {*tried, *lines.stopped(sight.handsets)}
    left = set(sight.policy.messages.fallbacks) - aside
    return tuple(sorted(aside)) if left else tried


def _zone(sight: MessageSight, wanted: MessageWanted) -> str:
    """Where the customer lives, as their order says, or their newest where it is about none; else the retailer's own.

    A promise is in the zone of the counter or branch where it is fetched, which may be another one.
    """
    newest = sight.orders.by_customer.get(wanted.customer, [OrderId("")])[-1]
    order = sight.orders.by_id.get(wanted.order or newest)
    if order is None:
        return sight.policy.zone
    home = order.placed.postal_code
    lives = None if home is None else places.find(sight.places, home)
    return order.placed.zone if lives is None else lives.zone


def _cost(sight: MessageSight, wanted: MessageWanted, now: Instant) -> Centavos:
    side = state.side_of(sight.messages, wanted.customer)
    is_open, free = state.is_open(side, now), now < side.entry_until
    category = topics.of(wanted.template).category if wanted.forms[0] == TEMPLATE or not is_open else SERVICE
    return billing.next_cost(sight.messages, sight.policy.messages, category, is_open, free, now)


def _is_newest_of_its_kind(messages: Messages, wanted: MessageWanted) -> bool:
    """Whether nothing of the same template was wanted about the order after it."""
    about = messages.by_order.get(wanted.order, [])
    same = [name for name in about if messages.by_name[name].wanted.template == wanted.template]
    return not same or wanted.message not in same or same[-1] == wanted.message


def _is_said(messages: Messages, wanted: MessageWanted, since: Instant) -> bool:
    """Whether another message about the order has said the same of another of its parcels since then."""
    if wanted.template not in truth.ONCE_FOR_ALL:
        return False
    for name in messages.by_order.get(wanted.order, ()):
        other = messages.by_name[name]
        if name == wanted.message or other.wanted.template != wanted.template or not other.attempts:
            continue
        same = dict(other.wanted.words, parcel="") == dict(wanted.words, parcel="")
        if same and other.attempts[0].dispatched_at > since:
            return True
    return False


def _planned(wanted: MessageWanted, attempt: int, plan: Plan, merged: tuple[str, ...] = ()) -> Spoken:
    """What the planner decided, as a fact."""
    if isinstance(plan, DropPlan):
        return [MessageNotSent(wanted.message, wanted.order, plan.reason, plan.by)]
    if isinstance(plan, WaitPlan):
        return [MessageHeld(wanted.message, wanted.order, plan.until, plan.reason)]
    return [_dispatched(wanted, attempt, plan, merged)]


def _dispatched(wanted: MessageWanted, attempt: int, plan: SendPlan, merged: tuple[str, ...]) -> MessageDispatched:
    category = topics.of(wanted.template).category if plan.form == TEMPLATE else SERVICE
    about = (wanted.message, attempt, wanted.order, plan.channel, plan.form, category, plan.reason)
    return MessageDispatched(*about, merged)


# --- at the moment of sending ---


def may_go(sight: MessageSight, ask: Transmit, now: Instant) -> SendableMessage | Silence:
    """Whether the attempt may still go out: the partner may have been silent for hours, and its reader gone to bed."""
    found = questions.still_sendable(sight.messages, ask, now)
    if isinstance(found, Silence) or found.says[0].customer == OPERATIONS:
        return found
    message = sight.messages.by_name[ask.message]
    seen = _sight(sight, message.wanted, message.wanted_at, now)
    if seen.forbidden is not None:
        return seen.forbidden[0]
    if planner.is_too_late(seen, now):
        return Silence.TOO_LATE
    later = hours.wait_until(seen.policy, planner.timing_of(seen), seen.wanted.area, seen.zone, now)
    return found if later is None else later[1]


# --- planned again ---


def dispatch(sight: MessageSight, ask: DispatchMessage, now: Instant) -> Spoken:
    """What waits is planned again: not before it was to, and once. Texts that wait together are said together."""
    message = sight.messages.by_name.get(ask.message)
    if message is None or message.held_until is None or now < message.held_until:
        return []
    if state.reached(message) in ARRIVED:
        return [MessageNotSent(ask.message, message.wanted.order, Silence.OVERTAKEN, "delivered")]
    is_merged = message.silence is Silence.MERGING
    seen = _sight(sight, message.wanted, message.wanted_at, now, _tried(message), is_merged)
    plan, merged = planner.plan(seen, now), tuple[str, ...]()
    if is_merged and isinstance(plan, SendPlan) and plan.form != TEMPLATE:
        merged = tuple(name for name in seen.side.merging if name != ask.message)
    return _planned(message.wanted, len(message.attempts) + 1, plan, merged)


def replan(sight: MessageSight, ask: ReplanMessage, now: Instant) -> Spoken:
    """Only of the newest attempt, and only while the partner has not taken it: by template, or not at all (R48)."""
    message = sight.messages.by_name.get(ask.message)
    if message is None or not _is_newest(message, ask.attempt) or message.attempts[-1].times:
        return []
    if ask.reason is Silence.WINDOW_CLOSED:
        return _by_template(sight, message, now)
    if ask.reason in (Silence.QUIET_HOURS, Silence.SUNDAY):
        plan = planner.plan(_sight(sight, message.wanted, message.wanted_at, now, is_merged=True), now)
        return _planned(message.wanted, ask.attempt + 1, plan)
    if ask.reason in (Silence.NO_CHANNEL, Silence.UNDELIVERABLE):
        return _no_such_way(sight, message, ask.reason, now)
    return [MessageNotSent(ask.message, message.wanted.order, ask.reason)]


def _no_such_way(sight: MessageSight, message: Message, reason: Silence, now: Instant) -> Spoken:
    """The customer has no address there: the next channel, and silence only where no earlier attempt may yet arrive."""
    wanted, number = message.wanted, len(message.attempts)
    said = MessageFailed(wanted.message, number, wanted.order, reason.value)
    plan = planner.plan(_sight(sight, wanted, message.wanted_at, now, _used(message)), now)
    if isinstance(plan, SendPlan):
        return [said, *_planned(wanted, number + 1, plan)]
    if any(one.times and not one.code for one in message.attempts[:-1]):
        return [said]
    return [said, MessageNotSent(wanted.message, wanted.order, reason)]


def _by_template(sight: MessageSight, message: Message, now: Instant) -> Spoken:
    """What was free text is never sent as free text again."""
    wanted = message.wanted
    if TEMPLATE not in wanted.forms:
        return [MessageNotSent(wanted.message, wanted.order, Silence.WINDOW_CLOSED)]
    plan = planner.plan(_sight(sight, wanted, message.wanted_at, now, is_merged=True), now)
    if isinstance(plan, SendPlan):
        plan = SendPlan(plan.channel, TEMPLATE, Silence.WINDOW_CLOSED)
    return _planned(wanted, len(message.attempts) + 1, plan)


def failed(sight: MessageSight, ask: RecordFailed, now: Instant) -> Spoken:
    """The attempt came to nothing; what its failure asks for is done where nobody has the message yet."""
    message, attempt = (
        sight.messages.by_name.get(ask.message),
        state.attempt_of(sight.messages, ask.message, ask.attempt),
    )
    if message is None or attempt is None or attempt.code or state.status_of(attempt) in ARRIVED:
        return []
    said = MessageFailed(ask.message, ask.attempt, message.wanted.order, ask.code, ask.recourse)
    more = after_failure(sight, message, ask.attempt, ask.recourse, now)
    return [said, *_standing(sight, attempt, ask, now), *more]


def _standing(sight: MessageSight, attempt: Attempt, ask: RecordFailed, now: Instant) -> list[HandsetChanged]:
    """What the refusal tells of its wording, as the partner's notice of it would that may come hours later.

    As of the moment before it was asked: whatever the partner told since then is newer.
    """
    if ask.stopped is None:
        return []
    wording, change = ask.stopped
    told = RecordHandset(
        attempt.channel, wording, registry.STATUS, change, attempt.dispatched_at, (("code", ask.code),)
    )
    found = handsets.record(sight.handsets, told, now)
    return [] if isinstance(found, Refused) else found


def after_failure(sight: MessageSight, message: Message, attempt: int, recourse: Recourse, now: Instant) -> Spoken:
    """Another channel, a template, another day, or silence with its reason."""
    wanted = message.wanted
    if not _is_newest(message, attempt) or state.reached(message) in ARRIVED:
        return []
    if recourse is Recourse.TEMPLATE and message.attempts[-1].form != TEMPLATE:
        return _by_template(sight, message, now)
    if recourse is Recourse.STOPPED:
        return [MessageNotSent(wanted.message, wanted.order, Silence.STOPPED, "platform")]
    if recourse in (Recourse.GIVE_UP, Recourse.TEMPLATE):
        return [MessageNotSent(wanted.message, wanted.order, Silence.UNDELIVERABLE)]
    if recourse is Recourse.LATER and (pause := _pause(message)) is not None:
        return [MessageHeld(wanted.message, wanted.order, Instant(now + pause), Silence.CHANNEL_BUSY)]
    channel = message.attempts[-1].channel
    tried = (*_tried(message), *_coming(message), channel)
    if recourse is Recourse.SIBLING and tried.count(channel) <= REWORDED_MAX:
        tried = tuple(one for one in tried if one != channel)
    return _planned(wanted, attempt + 1, planner.plan(_sight(sight, wanted, message.wanted_at, now, tried), now))


def _pause(message: Message) -> int | None:
    """How long its channel is left alone before the next try there; None where it has had its tries."""
    before = sum(1 for one in message.attempts[:-1] if one.code and not one.is_spent)
    return PAUSES[before] if before < len(PAUSES) else None


def check_reached(sight: MessageSight, ask: CheckMessage, now: Instant) -> Spoken:
    """Bad news that nobody has got by its hour goes another way too, where there is one."""
    message = sight.messages.by_name.get(ask.message)
    if message is None or not _is_newest(message, ask.attempt) or state.reached(message) in ARRIVED:
        return []
    if message.held_until is not None:
        return []
    plan = planner.plan(_sight(sight, message.wanted, message.wanted_at, now, _used(message)), now)
    return _planned(message.wanted, ask.attempt + 1, plan) if isinstance(plan, SendPlan) else []


def _is_newest(message: Message, attempt: int) -> bool:
    return attempt == len(message.attempts) and message.silence is None


def _used(message: Message) -> tuple[str, ...]:
    """Channels of all its attempts."""
    return tuple(one.channel for one in message.attempts)


def _coming(message: Message) -> tuple[str, ...]:
    """Channels of earlier attempts that were taken and may yet arrive: the same is not said there again."""
    found = [(one.channel, state.status_of(one)) for one in message.attempts[:-1] if not one.code]
    return tuple(channel for channel, status in found if status not in (None, Status.FAILED))


def _tried(message: Message) -> tuple[str, ...]:
    """Channels that will not bring it."""
    return tuple(one.channel for one in message.attempts if one.code and one.is_spent)


# --- somebody writes ---


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
