"""What a customer allows, who decides, with the chain's newest receipt; and requests of rights with their deadlines."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from promesa.domain.people.consent import decision, rights, state
from promesa.domain.people.consent.words import (
    PURPOSES,
    AnswerRight,
    AskRight,
    ConsentLayer,
    ExecuteRight,
    RecordConsent,
    Right,
)
from promesa.domain.people.messages.words import AREAS
from promesa.domain.values import moments
from promesa.domain.values.ids import CustomerId
from promesa.domain.world import World
from promesa.surfaces import fields
from promesa.surfaces.operations import Call, Command, Nothing, Question, Receipt, receipt

Text = Annotated[str, Meta(max_length=300)]
Request = Annotated[str, Meta(min_length=1, max_length=64, pattern=fields.PLAIN_PATTERN, examples=["arco-17"])]


class ConsentWordTold(msgspec.Struct, frozen=True):
    layer: str
    purpose: str
    allowed: bool
    at: datetime
    is_proven: bool


class ConsentDecided(msgspec.Struct, frozen=True):
    """`by`: the layer that decided; `reason`: why not."""

    area: str
    allowed: bool
    by: str
    reason: str


class ConsentTold(msgspec.Struct, frozen=True):
    """`receipt`: of the newest of `words_said` words; each seals the one before it."""

    customer: str
    decisions: tuple[ConsentDecided, ...]
    words: tuple[ConsentWordTold, ...]
    words_said: int
    receipt: str
    is_profiled: bool


class ConsentBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`proof`: where the customer's own words can be seen (a form, a recording), never the words themselves."""

    layer: Literal["data_law", "consumer_law"]
    allowed: bool
    purpose: Literal["advertising", "profiling"] = "advertising"
    express: bool = True
    source: Text = ""
    proof: Text = ""


class RightBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`purpose`: what is opposed; "" every voluntary one."""

    request: Request
    customer: fields.Customer
    right: Right
    purpose: Literal["", "advertising", "profiling"] = ""
    source: Text = ""


class RightAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    granted: bool
    reason: Text = ""


class RightTold(msgspec.Struct, frozen=True):
    """`answer_by`, `execute_by`: the last day of what is still owed."""

    request: str
    right: str
    answer_by: date | None
    execute_by: date | None
    late: bool


class RightsTold(msgspec.Struct, frozen=True):
    owed: tuple[RightTold, ...]


def show(world: World, _: Nothing, call: Call) -> ConsentTold:
    customer = CustomerId(call.path["customer"])
    consent, policy = state.of(world.consents, customer), world.policies.now.messages
    decisions = []
    for area in AREAS:
        found = decision.decide(world.consents, world.customers, customer, area, policy, call.now)
        reason = "" if found.reason is None else found.reason.value
        decisions.append(ConsentDecided(area, found.allowed, found.by, reason))
    words = [
        ConsentWordTold(layer.value, purpose, word.allowed, moments.utc(word.at), word.is_proven)
        for layer in ConsentLayer
        for purpose in PURPOSES
        if (word := state.word(consent, layer, purpose)) is not None
    ]
    said = (consent.number, consent.receipt, consent.is_profiled)
    return ConsentTold(customer, tuple(decisions), tuple(words), *said)


def owed(world: World, _: Nothing, call: Call) -> RightsTold:
    found = rights.owed(world.consents, world.policies.now.zone, call.now)
    told = [RightTold(one.request, one.right, one.answer_by, one.execute_by, one.late) for one in found]
    return RightsTold(tuple(told))


def _word(asked: ConsentBody, call: Call) -> RecordConsent:
    about = (CustomerId(call.path["customer"]), ConsentLayer(asked.layer), asked.allowed, call.now, asked.purpose)
    return RecordConsent(*about, asked.express, asked.source or call.by, asked.proof)


def _of_customer(_: World, __: Any, call: Call, facts: Sequence[Any]) -> Receipt:
    return receipt(call.path["customer"], facts)


def _of_request(_: World, __: Any, call: Call, facts: Sequence[Any]) -> Receipt:
    return receipt(call.path["request"], facts)


OPERATIONS = (
    Question(
        name="show_consent",
        method="GET",
        path="/v1/customers/{customer}/consent",
        scope="read",
        group="Consent",
        summary="Whether each area may write to a customer, which layer decided, and what was said.",
        gives=ConsentTold,
        answer=show,
    ),
    Command(
        name="record_consent",
        method="POST",
        path="/v1/customers/{customer}/consent",
        scope="customer",
        group="Consent",
        summary="A customer said yes or no to a voluntary purpose, or to advertising at all; kept with a receipt.",
        takes=ConsentBody,
        gives=Receipt,
        command=_word,
        reply=_of_customer,
    ),
    Question(
        name="list_rights_owed",
        method="GET",
        path="/v1/rights",
        scope="read",
        group="Consent",
        summary="Requests of access, rectification, cancellation and opposition that somebody still owes something on.",
        gives=RightsTold,
        answer=owed,
    ),
    Command(
        name="ask_right",
        method="POST",
        path="/v1/rights",
        scope="customer",
        group="Consent",
        summary="A customer asks what their right gives them: from now on its deadlines run.",
        takes=RightBody,
        gives=Receipt,
        status=201,
        command=lambda asked, _: AskRight(asked.request, asked.customer, asked.right, asked.purpose, asked.source),
        reply=lambda _, asked, __, facts: receipt(asked.request, facts),
    ),
    Command(
        name="answer_right",
        method="POST",
        path="/v1/rights/{request}/answer",
        scope="customer",
        group="Consent",
        summary="Granted, or not and why: a cancellation blocks at once, an opposition is a no from now on.",
        takes=RightAnswer,
        gives=Receipt,
        command=lambda asked, call: AnswerRight(call.path["request"], asked.granted, asked.reason),
        reply=_of_request,
    ),
    Command(
        name="execute_right",
        method="POST",
        path="/v1/rights/{request}/done",
        scope="customer",
        group="Consent",
        summary="What was granted was done.",
        gives=Receipt,
        command=lambda _, call: ExecuteRight(call.path["request"]),
        reply=_of_request,
    ),
)
