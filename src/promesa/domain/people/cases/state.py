"""The cases we know: what was said in each, whom it waits for, and how far it has come."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

import msgspec

from promesa.domain.people.cases import clock
from promesa.domain.people.cases.clock import CasePause
from promesa.domain.people.cases.words import (
    CaseAnswered,
    CaseAssigned,
    CaseClosed,
    CaseOpened,
    CaseParty,
    CaseRemedy,
    CaseReopened,
    CaseReplied,
    CaseResolved,
    CaseResumed,
    CaseWaiting,
)
from promesa.domain.values.ids import CaseId, CustomerId, OrderId, RefundId
from promesa.domain.values.moments import Instant
from promesa.domain.values.policy import CarePolicy


class CaseStage(StrEnum):
    OPEN = "open"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"


LIVING = (CaseStage.OPEN, CaseStage.WAITING)


class Case(msgspec.Struct):
    """How it began, and what has come of it. `unread`: what the customer said since we last answered."""

    opened: CaseOpened
    opened_at: Instant
    stage: CaseStage = CaseStage.OPEN
    kind: str = ""
    """What it is about by now; a later reply may say more than the first."""
    assigned: str = ""
    unread: int = 0
    unread_since: Instant | None = None
    messages: list[str] = []
    """Names of what the customer said in it, oldest first."""
    waits_for: CaseParty | None = None
    pauses: list[tuple[Instant, Instant | None]] = []
    answered_at: Instant | None = None
    """Our first answer."""
    resolved_at: Instant | None = None
    remedy: CaseRemedy | None = None
    refund: RefundId | None = None
    closed_at: Instant | None = None
    turn: int = 0
    """How many times it was resolved or opened again."""


class Cases(msgspec.Struct):
    """By name; the newest of each customer and order; the living ones, oldest first."""

    by_id: dict[CaseId, Case] = {}
    newest: dict[CustomerId, dict[str, CaseId]] = {}
    """By order, "" for matters of none."""
    living: dict[CaseId, None] = {}


def about(cases: Cases, customer: CustomerId, order: OrderId | None) -> Case | None:
    """The newest case of the customer about the order, or about none."""
    name = cases.newest.get(customer, {}).get(order or "")
    return None if name is None else cases.by_id[name]


def answer_due(case: Case, care: CarePolicy) -> Instant | None:
    """By when the customer has an answer to what is unread; None where nothing is."""
    return None if case.unread_since is None else clock.due(case.unread_since, care.answer_hours, (), care.desk)


def resolve_due(case: Case, care: CarePolicy) -> Instant | None:
    """By when it is to be resolved; None while it waits for somebody else."""
    hours = care.resolve_hours.get(case.kind, care.resolve_hours[""])
    return clock.due(case.opened_at, hours, [CasePause(*pause) for pause in case.pauses], care.desk)


# --- the fold ---


def _opened(cases: Cases, fact: CaseOpened, at: Instant) -> None:
    assert fact.case not in cases.by_id, fact
    case = Case(fact, at, kind=fact.kind.value)
    cases.by_id[fact.case] = case
    cases.newest.setdefault(fact.customer, {})[fact.order or ""] = fact.case
    cases.living[fact.case] = None
    if fact.message:
        _said(case, fact.message, at)


def _said(case: Case, message: str, at: Instant) -> None:
    case.messages.append(message)
    case.unread += 1
    case.unread_since = at if case.unread_since is None else case.unread_since


def _all_read(case: Case) -> None:
    case.unread, case.unread_since = 0, None


def _replied(cases: Cases, fact: CaseReplied, at: Instant) -> None:
    case = cases.by_id[fact.case]
    assert case.stage in LIVING, (fact, case.stage)
    _said(case, fact.message, at)
    case.kind = fact.kind.value
    if case.waits_for is CaseParty.CUSTOMER:
        _goes_on(case, at)


def _reopened(cases: Cases, fact: CaseReopened, at: Instant) -> None:
    """Its clock did not run while it was thought to be over."""
    case = cases.by_id[fact.case]
    assert case.stage not in LIVING, (fact, case.stage)
    assert case.resolved_at is not None, fact
    case.pauses.append((case.resolved_at, at))
    case.stage, case.turn = CaseStage.OPEN, case.turn + 1
    case.resolved_at = case.closed_at = case.remedy = case.refund = None
    case.kind = fact.kind.value
    cases.living[fact.case] = None
    _said(case, fact.message, at)


def _assigned(cases: Cases, fact: CaseAssigned, _: Instant) -> None:
    cases.by_id[fact.case].assigned = fact.to


def _answered(cases: Cases, fact: CaseAnswered, at: Instant) -> None:
    case = cases.by_id[fact.case]
    _all_read(case)
    if case.answered_at is None:
        case.answered_at = at


def _waiting(cases: Cases, fact: CaseWaiting, at: Instant) -> None:
    case = cases.by_id[fact.case]
    assert case.stage is CaseStage.OPEN, (fact, case.stage)
    case.stage, case.waits_for = CaseStage.WAITING, fact.party
    case.pauses.append((at, None))


def _resumed(cases: Cases, fact: CaseResumed, at: Instant) -> None:
    _goes_on(cases.by_id[fact.case], at)


def _goes_on(case: Case, at: Instant) -> None:
    assert case.stage is CaseStage.WAITING, case
    since, _ = case.pauses.pop()
    case.pauses.append((since, at))
    case.stage, case.waits_for = CaseStage.OPEN, None


def _resolved(cases: Cases, fact: CaseResolved, at: Instant) -> None:
    case = cases.by_id[fact.case]
    assert case.stage in LIVING, (fact, case.stage)
    if case.stage is CaseStage.WAITING:
        _goes_on(case, at)
    case.stage, case.turn, case.resolved_at = CaseStage.RESOLVED, fact.turn, at
    case.remedy, case.refund = fact.remedy, fact.refund
    _all_read(case)
    del cases.living[fact.case]


def _closed(cases: Cases, fact: CaseClosed, at: Instant) -> None:
    case = cases.by_id[fact.case]
    assert case.stage is CaseStage.RESOLVED, (fact, case.stage)
    assert case.turn == fact.turn, (fact, case.turn)
    case.stage, case.closed_at = CaseStage.CLOSED, at


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    CaseOpened: _opened,
    CaseReplied: _replied,
    CaseReopened: _reopened,
    CaseAssigned: _assigned,
    CaseAnswered: _answered,
    CaseWaiting: _waiting,
    CaseResumed: _resumed,
    CaseResolved: _resolved,
    CaseClosed: _closed,
}
