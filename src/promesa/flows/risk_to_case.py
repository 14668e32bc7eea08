"""A promise that had to be moved becomes a case before its customer writes, and ends by itself where all is well."""

from promesa.domain.conduct.conversations import state as conversations
from promesa.domain.ledger.orders.words import OrderCancelled, OrderClosed
from promesa.domain.people.cases import numbers
from promesa.domain.people.cases import state as cases
from promesa.domain.people.cases.words import (
    CaseClosed,
    CaseKind,
    CaseOpened,
    CaseOpener,
    CaseRemedy,
    CaseReopened,
    CaseReplied,
    CaseResolved,
    CloseCase,
    OpenCase,
    ResolveCase,
)
from promesa.domain.people.messages.words import NO_ORDER, WantMessage
from promesa.domain.promise.words import PromiseMoved
from promesa.domain.values.moments import Instant, to_iso
from promesa.domain.world import World
from promesa.flows.steps import Do, Later, Steps


def care_before_they_write(world: World, fact: PromiseMoved, _: Instant) -> Steps:
    """A person sees it with what can be done, while there is time to do it."""
    least, placed = world.policies.now.care.at_risk_from, world.orders.by_id[fact.order].placed
    if least is None or placed.total < least or cases.about(world.cases, placed.customer, fact.order) is not None:
        return
    name = numbers.of_risk(fact.order)
    yield Do(OpenCase(name, placed.customer, CaseKind.AT_RISK, CaseOpener.PROMISE, fact.order))


def end_what_nobody_wrote_about(world: World, fact: OrderClosed | OrderCancelled, _: Instant) -> Steps:
    """It arrived, or is no more: where the customer has said nothing there is nothing left to answer."""
    case = cases.about(world.cases, world.orders.by_id[fact.order].placed.customer, fact.order)
    if case is not None and case.stage in cases.LIVING and not case.messages:
        yield Do(ResolveCase(case.opened.case, CaseRemedy.NONE_NEEDED))


def say_by_when(world: World, fact: CaseOpened | CaseReplied | CaseReopened, now: Instant) -> Steps:
    """Whoever writes hears at once by when a person answers: with the first unread message, not with each."""
    case = world.cases.by_id[fact.case]
    by = cases.answer_due(case, world.policies.now.care)
    if conversations.attended(world.conversations, case.opened.customer, now) is not None:
        return  # a person is there
    if by is not None and case.unread == 1:
        words = (("case", fact.case), ("answer_by", to_iso(by)))
        name = f"case:{fact.case}:heard:{len(case.messages)}"
        yield Do(WantMessage(name, fact.order or NO_ORDER, case.opened.customer, "case_opened", words))


def mind_the_end(_: World, fact: CaseResolved, __: Instant) -> Steps:
    yield Later(fact.close_at, CloseCase(fact.case, fact.turn))


def say_that_it_is_over(world: World, fact: CaseClosed, _: Instant) -> Steps:
    """Once for each ending, and only to those who wrote."""
    case = world.cases.by_id[fact.case]
    if case.messages and case.remedy is not None:
        words = (("case", fact.case), ("remedy", case.remedy.value))
        name = f"case:{fact.case}:closed:{fact.turn}"
        yield Do(WantMessage(name, fact.order or NO_ORDER, case.opened.customer, "case_closed", words))


WHEN = {
    PromiseMoved: (care_before_they_write,),
    OrderClosed: (end_what_nobody_wrote_about,),
    OrderCancelled: (end_what_nobody_wrote_about,),
    CaseOpened: (say_by_when,),
    CaseReplied: (say_by_when,),
    CaseReopened: (say_by_when,),
    CaseResolved: (mind_the_end,),
    CaseClosed: (say_that_it_is_over,),
}
