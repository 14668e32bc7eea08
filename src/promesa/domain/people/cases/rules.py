"""What may be done with a case: one for each matter, never closed over an unread reply."""

from collections.abc import Callable, Mapping
from typing import Any

from promesa.domain.ledger.orders.state import Orders
from promesa.domain.ledger.payments.state import Payments
from promesa.domain.people.cases import state
from promesa.domain.people.cases.state import LIVING, Case, Cases, CaseStage
from promesa.domain.people.cases.words import (
    AnswerCase,
    AssignCase,
    CaseAnswered,
    CaseAssigned,
    CaseClosed,
    CaseOpened,
    CaseRemedy,
    CaseReopened,
    CaseReplied,
    CaseResolved,
    CaseResumed,
    CaseWaiting,
    CloseCase,
    OpenCase,
    ResolveCase,
    ResumeCase,
    WaitInCase,
)
from promesa.domain.values import ids
from promesa.domain.values.ids import CaseId
from promesa.domain.values.moments import DAY, HOUR, Instant
from promesa.domain.values.policy import CarePolicy
from promesa.domain.values.refusal import Reason, Refused

MESSAGES_MAX = 1_000
"""Of one case: more is no conversation."""

CaseFacts = list[CaseOpened] | list[CaseReplied] | list[CaseReopened]


def open_case(cases: Cases, orders: Orders, care: CarePolicy, ask: OpenCase, now: Instant) -> CaseFacts | Refused:
    """A new case, one that is open already, or one that opens again; the same message twice changes nothing (R51)."""
    fault = _unsound(orders, ask)
    if fault is not None:
        return fault
    known = state.about(cases, ask.customer, ask.order)
    if known is not None and _is_said_again(known, ask):
        return []
    if known is not None and known.stage in LIVING:
        if not ask.message or len(known.messages) >= MESSAGES_MAX:
            return []
        return [CaseReplied(known.opened.case, ask.message, _kind(known, ask), ask.order)]
    if known is not None and ask.message and _may_reopen(known, care, now):
        return [CaseReopened(known.opened.case, ask.message, _kind(known, ask), ask.order)]
    if ask.case in cases.by_id:
        return Refused(Reason.ALREADY_EXISTS, ask.case)
    return [CaseOpened(ask.case, ask.customer, ask.kind, ask.opener, ask.order, ask.parcel, ask.message)]


def _unsound(orders: Orders, ask: OpenCase) -> Refused | None:
    """Whoever asks: nobody opens a case about somebody else's order."""
    if not ids.is_sound(ask.case) or not ids.is_sound(ask.customer):
        return Refused(Reason.INVALID, ask.case or "case")
    if ask.message and not ids.is_sound(ask.message):
        return Refused(Reason.INVALID, "message")
    if ask.order is None:
        return None
    order = orders.by_id.get(ask.order)
    if order is None or order.placed.customer != ask.customer:
        return Refused(Reason.UNKNOWN_ORDER, ask.order)
    return None


def _is_said_again(known: Case, ask: OpenCase) -> bool:
    return ask.message in known.messages if ask.message else known.opened.case == ask.case


def _kind(known: Case, ask: OpenCase) -> Any:
    """A reply that says nothing special leaves what the case is about."""
    return ask.kind if ask.kind != "other" else type(ask.kind)(known.kind)


def _may_reopen(known: Case, care: CarePolicy, now: Instant) -> bool:
    return known.resolved_at is not None and now - known.resolved_at <= care.reopen_days * DAY


def assign(cases: Cases, ask: AssignCase, _: Instant) -> list[CaseAssigned] | Refused:
    case = _living(cases, ask.case)
    if isinstance(case, Refused):
        return case
    if not ids.is_sound(ask.to):
        return Refused(Reason.INVALID, "to")
    return [] if case.assigned == ask.to else [CaseAssigned(ask.case, ask.to, case.opened.order)]


def answer(cases: Cases, ask: AnswerCase, _: Instant) -> list[CaseAnswered] | Refused:
    case = _living(cases, ask.case)
    if isinstance(case, Refused):
        return case
    if not ids.is_sound(ask.message):
        return Refused(Reason.INVALID, "message")
    return [CaseAnswered(ask.case, ask.message, case.opened.order)]


def wait(cases: Cases, ask: WaitInCase, _: Instant) -> list[CaseWaiting] | Refused:
    """Nobody waits for a customer whose words were not read."""
    case = _living(cases, ask.case)
    if isinstance(case, Refused):
        return case
    if case.stage is CaseStage.WAITING:
        return [] if case.waits_for is ask.party else Refused(Reason.WRONG_STATE, ask.case)
    if case.unread and ask.party == "customer":
        return Refused(Reason.UNREAD_REPLY, ask.case, case.unread)
    return [CaseWaiting(ask.case, ask.party, case.opened.order)]


def resume(cases: Cases, ask: ResumeCase, _: Instant) -> list[CaseResumed] | Refused:
    case = _living(cases, ask.case)
    if isinstance(case, Refused):
        return case
    return [CaseResumed(ask.case, case.opened.order)] if case.stage is CaseStage.WAITING else []


def resolve(
    cases: Cases, payments: Payments, care: CarePolicy, ask: ResolveCase, now: Instant
) -> list[CaseResolved] | Refused:
    """With its remedy: money that went back is named, and is this order's; nothing that was said is unread."""
    case = cases.by_id.get(ask.case)
    if case is None:
        return Refused(Reason.UNKNOWN_CASE, ask.case)
    if case.stage not in LIVING:
        return [] if case.remedy is ask.remedy else Refused(Reason.CASE_CLOSED, ask.case)
    if case.unread:
        return Refused(Reason.UNREAD_REPLY, ask.case, case.unread)
    refund = None if ask.refund is None else payments.refunds.get(ask.refund)
    if (ask.remedy is CaseRemedy.REFUNDED) != (refund is not None):
        return Refused(Reason.INVALID, "refund")
    if refund is not None and refund.owed.order != case.opened.order:
        return Refused(Reason.INVALID, "refund")
    close_at = Instant(now + round(care.close_hours * HOUR))
    return [CaseResolved(ask.case, ask.remedy, case.turn + 1, close_at, ask.refund, case.opened.order)]


def close(cases: Cases, ask: CloseCase, _: Instant) -> list[CaseClosed]:
    """Nothing where somebody said something since, or it is closed already: an old clock is no reason."""
    case = cases.by_id.get(ask.case)
    if case is None or case.stage is not CaseStage.RESOLVED or case.turn != ask.turn:
        return []
    return [CaseClosed(ask.case, ask.turn, case.opened.order)]


def _living(cases: Cases, name: CaseId) -> Case | Refused:
    case = cases.by_id.get(name)
    if case is None:
        return Refused(Reason.UNKNOWN_CASE, name)
    return case if case.stage in LIVING else Refused(Reason.CASE_CLOSED, name)


RULES: Mapping[type, Callable[[Any, Any, Instant], Any]] = {
    AssignCase: assign,
    AnswerCase: answer,
    WaitInCase: wait,
    ResumeCase: resume,
    CloseCase: close,
}
"""Those that read nothing but cases."""
