"""A person in a conversation: taken, answered in their own words, handed back; and a contact opened with a reason."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from promesa.domain.conduct.conversations import state
from promesa.domain.conduct.conversations.words import HandBackConversation, TakeConversation, WriteAnswer
from promesa.domain.conduct.telling import own_words
from promesa.domain.people.cases import state as cases
from promesa.domain.people.messages import state as messages
from promesa.domain.people.openings import OpenContact, OpeningReason
from promesa.domain.values import moments
from promesa.domain.values.ids import CaseId, CustomerId, OrderId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.surfaces.operations import Call, Command, Errand, Nothing, Question, Receipt, Room, receipt

TEXT_MAX = 3_000
"""Letters of one answer: WhatsApp takes 4,096, and nobody reads them."""
Case = Annotated[str, Meta(max_length=200, description="The case that it is for; empty: none.")]


class TakeBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    case: Case = ""


class OwnAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is said to the customer; sealed before anything is written. `sure`: whoever writes stands for the days and
    amounts in it that no fact of ours has."""

    text: Annotated[str, Meta(min_length=1, max_length=TEXT_MAX, examples=["Hola, ya lo estamos viendo."])]
    case: Case = ""
    order: Annotated[str, Meta(max_length=64)] = ""
    sure: bool = False


class ContactWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    why: OpeningReason


class ConversationTold(msgspec.Struct, frozen=True):
    """Both clocks of a conversation: the hours of the desk (`answer_by`), and the messaging partner's window."""

    customer: str
    attendant: str
    heard_at: datetime | None
    window_until: datetime | None
    is_window_open: bool
    unread: int
    answer_by: datetime | None
    cases: tuple[str, ...]


def show(world: World, _: Nothing, call: Call) -> ConversationTold | Refused:
    """Of a customer who has an order or has ever written."""
    customer = CustomerId(call.path["customer"])
    if customer not in world.orders.by_customer and customer not in world.messages.sides:
        return Refused(Reason.UNKNOWN_CUSTOMER, customer)
    side, attended = messages.side_of(world.messages, customer), state.attended(world.conversations, customer, call.now)
    living = living_cases(world, customer)
    dues = [due for one in living if (due := cases.answer_due(one, world.policies.now.care)) is not None]
    until = messages.window_until(side)
    return ConversationTold(
        customer=customer,
        attendant="" if attended is None else attended.attendant,
        heard_at=_moment(side.heard_at),
        window_until=_moment(until),
        is_window_open=call.now < until,
        unread=sum(one.unread for one in living),
        answer_by=_moment(min(dues, default=Instant(0))),
        cases=tuple(one.opened.case for one in living),
    )


def living_cases(world: World, customer: CustomerId) -> list[cases.Case]:
    """The customer's cases that are not over."""
    names = world.cases.newest.get(customer, {}).values()
    return [one for name in names if (one := world.cases.by_id[name]).stage in cases.LIVING]


def _moment(at: Instant) -> datetime | None:
    return None if at <= 0 else moments.utc(at)


def answer(room: Room, asked: OwnAnswer, call: Call) -> Receipt | Refused:
    """Held against what we know, sealed, and put under a name that a repetition of the request has, too."""
    customer, text = CustomerId(call.path["customer"]), asked.text.strip()
    if not text:
        return Refused(Reason.INVALID, "text")
    found = room.machine.ask(own_words.held_against, customer, text, call.now)
    if found.strange_orders:
        return Refused(Reason.NOT_ALLOWED, found.strange_orders[0])
    if found.beside and not asked.sure:
        return Refused(Reason.NOT_BACKED, ", ".join(found.beside))
    sealed = room.vault.seal(customer, text.encode())
    order, case = (OrderId(asked.order) if asked.order else None), (CaseId(asked.case) if asked.case else None)
    written = WriteAnswer(call.seed, customer, call.by, sealed, order, case, found.beside)
    verdict = room.machine.submit(written, call.by)
    return verdict.refusal if isinstance(verdict.refusal, Refused) else receipt(customer, verdict.facts)


def _take(asked: TakeBody, call: Call) -> TakeConversation:
    return TakeConversation(CustomerId(call.path["customer"]), call.by, CaseId(asked.case) if asked.case else None)


def _of_customer(_: World, __: Any, call: Call, facts: Sequence[Any]) -> Receipt:
    return receipt(call.path["customer"], facts)


OPERATIONS = (
    Question(
        name="show_conversation",
        method="GET",
        path="/v1/conversations/{customer}",
        scope="read",
        group="Conversations",
        summary="Who has a customer's conversation, what is unread in it, and both of its clocks.",
        gives=ConversationTold,
        answer=show,
    ),
    Command(
        name="take_conversation",
        method="POST",
        path="/v1/conversations/{customer}/take",
        scope="customer",
        group="Conversations",
        summary="A person takes the conversation: no flow answers what the customer writes until it is handed back.",
        takes=TakeBody,
        gives=Receipt,
        command=_take,
        reply=_of_customer,
    ),
    Errand(
        name="answer_customer",
        method="POST",
        path="/v1/conversations/{customer}/answers",
        scope="customer",
        group="Conversations",
        summary="Answer a customer in your own words: in the window at once, else announced by template and said then.",
        takes=OwnAnswer,
        gives=Receipt,
        run=answer,
    ),
    Command(
        name="hand_back_conversation",
        method="POST",
        path="/v1/conversations/{customer}/back",
        scope="customer",
        group="Conversations",
        summary="The person is done: the flows answer the customer again.",
        gives=Receipt,
        command=lambda _, call: HandBackConversation(CustomerId(call.path["customer"]), call.by),
        reply=_of_customer,
    ),
    Command(
        name="open_contact",
        method="POST",
        path="/v1/customers/{customer}/open",
        scope="customer",
        group="Customers",
        summary="Say what a customer's personal data are opened for; whoever says so sees them for ten minutes.",
        takes=ContactWanted,
        gives=Receipt,
        command=lambda asked, call: OpenContact(CustomerId(call.path["customer"]), call.by, asked.why),
        reply=_of_customer,
    ),
)
