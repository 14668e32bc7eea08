"""What was said to customers, what it cost, and why the rest was not said."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from promesa.domain.people.messages import billing, state
from promesa.domain.people.messages.billing import Dispute, MessageBill, MessageLine
from promesa.domain.people.messages.state import Attempt, Message
from promesa.domain.values import moments
from promesa.domain.values.ids import OrderId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.surfaces.operations import Call, Nothing, Question


class MessagesAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Only one month's charges, by the messaging partner's clock."""

    month: Annotated[str, Meta(pattern=r"^(|[0-9]{4}-(0[1-9]|1[0-2]))$(?!\n)", examples=["2027-05"])] = ""


class MessagesTold(msgspec.Struct, frozen=True):
    """`wanted` messages of all time, how far each came at best (`statuses`), why others were not said (`silences`).

    `lines` and `bills`: what was delivered and its cost, in millionths of the rate's currency and in centavos of pesos;
    `disputes`: what the partner charged otherwise than we thought.
    """

    wanted: int
    waiting: int
    statuses: dict[str, int]
    silences: dict[str, int]
    areas: dict[str, int]
    bills: tuple[MessageBill, ...]
    lines: tuple[MessageLine, ...]
    disputes: tuple[Dispute, ...]


class AttemptTold(msgspec.Struct, frozen=True):
    channel: str
    form: str
    category: str
    dispatched_at: datetime
    status: str
    times: dict[str, datetime]
    code: str


class MessageTold(msgspec.Struct, frozen=True):
    """One message: what, since when, each attempt with its statuses, and why it waits or was not said."""

    message: str
    order: str
    template: str
    area: str
    wanted_at: datetime
    held_until: datetime | None
    silence: str
    attempts: tuple[AttemptTold, ...]


class OrderMessages(msgspec.Struct, frozen=True):
    order: str
    messages: tuple[MessageTold, ...]


def totals(world: World, asked: MessagesAsked, _: Call | None = None) -> MessagesTold:
    """Everything was counted as it happened."""
    messages, policy = world.messages, world.policies.now.messages
    return MessagesTold(
        wanted=len(messages.by_name),
        waiting=messages.waiting,
        statuses=dict(sorted(messages.reached.items())),
        silences=dict(sorted(messages.silences.items())),
        areas=dict(sorted(messages.areas.items())),
        bills=tuple(one for one in billing.bills(messages, policy) if one.month.startswith(asked.month)),
        lines=tuple(one for one in billing.lines(messages, policy) if one.month.startswith(asked.month)),
        disputes=tuple(one for one in billing.disputes(messages) if one.month.startswith(asked.month)),
    )


def of_order(world: World, _: Nothing, call: Call) -> OrderMessages | Refused:
    order = OrderId(call.path["order"])
    if order not in world.orders.by_id:
        return Refused(Reason.UNKNOWN_ORDER, order)
    names = world.messages.by_order.get(order, ())
    return OrderMessages(order, tuple(_message(world.messages.by_name[name]) for name in names))


def _message(message: Message) -> MessageTold:
    wanted, held = message.wanted, message.held_until
    return MessageTold(
        message=wanted.message,
        order=wanted.order,
        template=wanted.template,
        area=wanted.area,
        wanted_at=moments.utc(message.wanted_at),
        held_until=None if held is None else moments.utc(held),
        silence="" if message.silence is None else message.silence.value,
        attempts=tuple(map(_attempt, message.attempts)),
    )


def _attempt(attempt: Attempt) -> AttemptTold:
    status = state.status_of(attempt)
    times: dict[Any, Instant] = dict(sorted(attempt.times.items(), key=lambda pair: state.RANK[pair[0]]))
    return AttemptTold(
        attempt.channel,
        attempt.form,
        attempt.category,
        moments.utc(attempt.dispatched_at),
        "" if status is None else status.value,
        {name.value: moments.utc(at) for name, at in times.items()},
        attempt.code,
    )


OPERATIONS = (
    Question(
        name="count_messages",
        method="GET",
        path="/v1/messages",
        scope="read",
        group="Messages",
        summary="What was said and what it cost, month by month and area by area, and why the rest was not said.",
        takes=MessagesAsked,
        gives=MessagesTold,
        answer=totals,
    ),
    Question(
        name="list_order_messages",
        method="GET",
        path="/v1/orders/{order}/messages",
        scope="read",
        group="Messages",
        summary="Every message about an order: how far it came, or why it waits or was not said.",
        gives=OrderMessages,
        answer=of_order,
    ),
)
