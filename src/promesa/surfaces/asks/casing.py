"""Cases: opened, answered, waited for, resolved; the list by deadline, and one case prepared for whoever takes it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from promesa.domain.conduct import remedies
from promesa.domain.conduct.remedies import CaseOption
from promesa.domain.people.cases import state
from promesa.domain.people.cases.state import Case
from promesa.domain.people.cases.words import (
    AnswerCase,
    AssignCase,
    CaseKind,
    CaseOpener,
    CaseParty,
    CaseRemedy,
    OpenCase,
    ResolveCase,
    ResumeCase,
    WaitInCase,
)
from promesa.domain.rules import sight
from promesa.domain.values import moments, refusal
from promesa.domain.values.ids import CaseId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.surfaces import fields
from promesa.surfaces.operations import Call, Command, Errand, Nothing, Question, Receipt, Room, Shape, receipt

LISTED_MAX = 500
Named = Annotated[str, Meta(min_length=1, max_length=200, pattern=fields.NAME_PATTERN)]


class OpenBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`case` names it if it is a new one; about an order that has an open case, the message joins that one."""

    case: Annotated[CaseId, Meta(min_length=1, max_length=64, pattern=fields.PLAIN_PATTERN, examples=["c-1"])]
    customer: fields.Customer
    kind: CaseKind
    by_customer: bool = True
    order: fields.Order | None = None
    parcel: fields.Parcel | None = None
    message: Annotated[str, Meta(max_length=200, description="The name of what was said, never its text.")] = ""


class AnswerBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    message: Named


class AssignBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    to: Named


class WaitBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    party: CaseParty


class ResolveBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    remedy: CaseRemedy
    refund: Annotated[str, Meta(max_length=200, description="Which money went back.")] | None = None


class ActBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One of the options of the case as it was shown: its name, and what it then took from us."""

    option: Annotated[str, Meta(min_length=1, max_length=40, examples=["refund_fee"])]
    centavos: Annotated[int, Meta(ge=0)] = 0


class CaseTold(msgspec.Struct, frozen=True):
    """A case with both of its deadlines; a deadline that stands still is null."""

    case: str
    kind: str
    stage: str
    customer: str
    order: str | None
    opener: str
    opened_at: datetime
    assigned: str
    unread: int
    waits_for: str | None
    answer_by: datetime | None
    resolve_by: datetime | None
    overdue: bool
    remedy: str | None
    centavos: int
    """What its order comes to."""


class CasesTold(msgspec.Struct, frozen=True):
    """The living ones, those due first before; `total` of them there are."""

    total: int
    overdue: int
    cases: tuple[CaseTold, ...]


class OptionTold(msgspec.Struct, frozen=True):
    """What may be done: its price and what leaving it would cost, or why it cannot be done."""

    name: str
    command: str
    body: Any
    centavos: int
    acting_centavos: int
    leaving_centavos: int
    sentence_es: str
    sentence_en: str
    is_allowed: bool
    why_not_es: str
    why_not_en: str


class PromiseAtHand(msgspec.Struct, frozen=True):
    promised_on: str
    told_on: str
    moves: int
    outcome: str


class ParcelAtHand(msgspec.Struct, frozen=True):
    parcel: str
    status: str
    location: str
    service: str
    arrives_on: str
    tracking: str


class CasePrepared(msgspec.Struct, frozen=True):
    """Everything that whoever takes the case needs: the facts, what may be done and what it costs, and a draft."""

    case: CaseTold
    messages: tuple[str, ...]
    promise: PromiseAtHand | None
    parcels: tuple[ParcelAtHand, ...]
    paid_centavos: int
    given_back_centavos: int
    options: tuple[OptionTold, ...]
    draft_es: str
    draft_en: str


class CasesAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Of one person or of all; only those that are overdue, or all that live."""

    assigned: Annotated[str, Meta(max_length=200)] = ""
    overdue: bool = False
    limit: Annotated[int, Meta(ge=1, le=LISTED_MAX)] = 50


def told(world: World, case: Case, now: Instant) -> CaseTold:
    care = world.policies.now.care
    living = case.stage in state.LIVING
    answer_by = state.answer_due(case, care) if living else None
    resolve_by = state.resolve_due(case, care) if living else None
    order = None if case.opened.order is None else world.orders.by_id[case.opened.order]
    return CaseTold(
        case=case.opened.case,
        kind=case.kind,
        stage=case.stage.value,
        customer=case.opened.customer,
        order=case.opened.order,
        opener=case.opened.opener.value,
        opened_at=moments.utc(case.opened_at),
        assigned=case.assigned,
        unread=case.unread,
        waits_for=None if case.waits_for is None else case.waits_for.value,
        answer_by=_moment(answer_by),
        resolve_by=_moment(resolve_by),
        overdue=any(due is not None and due < now for due in (answer_by, resolve_by)),
        remedy=None if case.remedy is None else case.remedy.value,
        centavos=0 if order is None else order.placed.total,
    )


def _moment(at: Instant | None) -> datetime | None:
    return None if at is None else moments.utc(at)


def listed(world: World, asked: CasesAsked, now: Instant) -> CasesTold:
    """Due first before; what waits for others is last."""
    living = [told(world, world.cases.by_id[name], now) for name in world.cases.living]
    mine = [one for one in living if asked.assigned in ("", one.assigned)]
    late = [one for one in mine if one.overdue]
    chosen = sorted(late if asked.overdue else mine, key=_urgency)
    return CasesTold(len(chosen), len(late), tuple(chosen[: asked.limit]))


def _urgency(one: CaseTold) -> tuple[bool, datetime, int, str]:
    dues = [due for due in (one.answer_by, one.resolve_by) if due is not None]
    return not dues, min(dues, default=one.opened_at), -one.centavos, one.case


def prepare(world: World, _: Nothing, call: Call) -> CasePrepared | Refused:
    case = world.cases.by_id.get(CaseId(call.path["case"]))
    if case is None:
        return Refused(Reason.UNKNOWN_CASE, call.path["case"])
    offered = remedies.options(sight(world, call.now), case, call.now) if case.stage in state.LIVING else ()
    spanish, english = remedies.draft(case, offered)
    order = case.opened.order
    account = None if order is None else world.payments.by_order.get(order)
    return CasePrepared(
        case=told(world, case, call.now),
        messages=tuple(case.messages),
        promise=_promise(world, order),
        parcels=_parcels(world, order),
        paid_centavos=0 if account is None else account.captured,
        given_back_centavos=0 if account is None else account.refunded,
        options=tuple(map(_option, offered)),
        draft_es=spanish,
        draft_en=english,
    )


def _promise(world: World, order: Any) -> PromiseAtHand | None:
    promise = world.promises.by_order.get(order)
    if promise is None:
        return None
    days = promise.made.promised_on.isoformat(), promise.told_on.isoformat()
    return PromiseAtHand(*days, promise.moves, promise.outcome.value)


def _parcels(world: World, order: Any) -> tuple[ParcelAtHand, ...]:
    found = (world.shipments.by_id[name] for name in world.shipments.by_order.get(order, ()))
    return tuple(
        ParcelAtHand(
            parcel=one.planned.parcel,
            status=one.status.value,
            location=one.planned.location,
            service=one.planned.service,
            arrives_on=(one.eta or one.planned.arrives_on).isoformat(),
            tracking=one.tracking,
        )
        for one in found
    )


def _option(one: CaseOption) -> OptionTold:
    no = one.refused
    return OptionTold(
        name=one.name,
        command=one.command,
        body=msgspec.to_builtins(one.body),
        centavos=one.centavos,
        acting_centavos=one.acting,
        leaving_centavos=one.leaving,
        sentence_es=one.spanish,
        sentence_en=one.english,
        is_allowed=no is None,
        why_not_es="" if no is None else refusal.say(no, "es"),
        why_not_en="" if no is None else refusal.say(no, "en"),
    )


def act(room: Room, asked: ActBody, call: Call) -> Receipt | Refused:
    """What was shown is done: at another price than the one that was seen, nothing is."""
    case = CaseId(call.path["case"])
    found = room.machine.ask(_option_named, case, asked.option, call.now)
    if isinstance(found, Refused) or found.refused is not None:
        return found if isinstance(found, Refused) else found.refused
    if found.centavos != asked.centavos:
        return Refused(Reason.AMOUNT_DIFFERS, asked.option, found.centavos)
    verdict = room.machine.submit(found.body, call.by)
    return verdict.refusal if isinstance(verdict.refusal, Refused) else receipt(case, verdict.facts)


def _option_named(world: World, name: CaseId, option: str, now: Instant) -> CaseOption | Refused:
    case = world.cases.by_id.get(name)
    if case is None:
        return Refused(Reason.UNKNOWN_CASE, name)
    if case.stage not in state.LIVING:
        return Refused(Reason.CASE_CLOSED, name)
    offered = remedies.options(sight(world, now), case, now)
    return next((one for one in offered if one.name == option), Refused(Reason.INVALID, "option"))


def _open(asked: OpenBody, _: Call) -> OpenCase:
    opener = CaseOpener.CUSTOMER if asked.by_customer else CaseOpener.PERSON
    return OpenCase(asked.case, asked.customer, asked.kind, opener, asked.order, asked.parcel, asked.message)


def _opened(world: World, asked: OpenBody, call: Call, _: Sequence[Any]) -> CaseTold:
    """The case that the matter is in now, which may be an older one."""
    case = state.about(world.cases, asked.customer, asked.order)
    assert case is not None, asked
    return told(world, case, call.now)


def _step(name: str, verb: str, summary: str, takes: Shape, command: Callable[[Any, CaseId], Any]) -> Command:
    def reply(_: World, __: Any, call: Call, facts: Sequence[Any]) -> Receipt:
        return receipt(call.path["case"], facts)

    return Command(
        name=name,
        method="POST",
        path=f"/v1/cases/{{case}}/{verb}",
        scope="order",
        group="Cases",
        summary=summary,
        takes=takes,
        gives=Receipt,
        command=lambda asked, call: command(asked, CaseId(call.path["case"])),
        reply=reply,
    )


OPERATIONS = (
    Command(
        name="open_case",
        method="POST",
        path="/v1/cases",
        scope="order",
        group="Cases",
        summary="A matter that a person must bring to an end: a new case, or more for the one that is about the same.",
        takes=OpenBody,
        gives=CaseTold,
        status=201,
        command=_open,
        reply=_opened,
    ),
    Question(
        name="list_cases",
        method="GET",
        path="/v1/cases",
        scope="read",
        group="Cases",
        summary="The cases that live, those due first before.",
        takes=CasesAsked,
        gives=CasesTold,
        answer=lambda world, asked, call: listed(world, asked, call.now),
    ),
    Question(
        name="show_case",
        method="GET",
        path="/v1/cases/{case}",
        scope="read",
        group="Cases",
        summary="One case prepared for whoever takes it: the facts, what may be done at what price, and a draft.",
        gives=CasePrepared,
        answer=prepare,
    ),
    _step(
        "answer_case",
        "answer",
        "Somebody has read all that was said and answered.",
        AnswerBody,
        lambda asked, case: AnswerCase(case, asked.message),
    ),
    Errand(
        name="act_in_case",
        method="POST",
        path="/v1/cases/{case}/act",
        scope="order",
        group="Cases",
        summary="Do one of the things that the case offers, at the price that was shown.",
        takes=ActBody,
        gives=Receipt,
        run=act,
    ),
    _step("assign_case", "assign", "Who takes the case.", AssignBody, lambda asked, case: AssignCase(case, asked.to)),
    _step(
        "wait_in_case",
        "wait",
        "Nothing can be done until they answer: the clock stands still.",
        WaitBody,
        lambda asked, case: WaitInCase(case, asked.party),
    ),
    _step("resume_case", "resume", "Who was waited for has answered.", Nothing, lambda _, case: ResumeCase(case)),
    _step(
        "resolve_case",
        "resolve",
        "Brought to an end, with what it took; never over a reply that nobody has read.",
        ResolveBody,
        lambda asked, case: ResolveCase(case, asked.remedy, asked.refund),
    ),
)
