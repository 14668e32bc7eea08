"""Something that many promises stand on has failed: each of them has its answer in steps, soon, and then it is over."""

from promesa.domain.ledger.shipments.words import ParcelUnpacked
from promesa.domain.people.messages.words import NO_ORDER, OPERATIONS, WantMessage
from promesa.domain.promise.keeping.contingency.words import (
    CAUSE,
    AnswerOrder,
    ContingencyClosed,
    ContingencyOpened,
    EndContingency,
)
from promesa.domain.values.moments import SECOND, Instant, to_iso
from promesa.domain.world import World
from promesa.flows.steps import Do, Later, Steps

AT_ONCE = 20
"""Orders that have their answer together, so that no turn lasts long."""
STEP = SECOND
STEPS_MAX = 400
"""All have their answer within so many steps: where there are more orders, more of them are answered together."""


def tell(_: World, fact: ContingencyOpened, now: Instant) -> Steps:
    words = (
        ("contingency", fact.contingency),
        ("kind", fact.kind.value),
        ("until", "" if fact.until is None else to_iso(fact.until)),
        ("affected", str(len(fact.affected))),
        ("reason", fact.reason),
    )
    yield Do(WantMessage(f"contingency_opened:{fact.contingency}", NO_ORDER, OPERATIONS, "contingency_opened", words))
    if fact.until is not None:
        yield Later(max(now, fact.until), EndContingency(fact.contingency, fact.until))


def answer_all(_: World, fact: ContingencyOpened, now: Instant) -> Steps:
    """Those that are due soonest first."""
    together = max(AT_ONCE, -(-len(fact.affected) // STEPS_MAX))
    for number, order in enumerate(fact.affected):
        if number < together:
            yield Do(AnswerOrder(fact.contingency, order))
        else:
            yield Later(Instant(now + number // together * STEP), AnswerOrder(fact.contingency, order))


def go_on(_: World, fact: ParcelUnpacked, __: Instant) -> Steps:
    """What was packed is on its shelf again and can be planned."""
    if fact.reason.startswith(CAUSE):
        yield Do(AnswerOrder(fact.reason.removeprefix(CAUSE), fact.order))


def say_it_is_over(world: World, fact: ContingencyClosed, _: Instant) -> Steps:
    one = world.contingencies.by_name[fact.contingency]
    words = (("contingency", fact.contingency), ("answered", str(len(one.answered))))
    yield Do(WantMessage(f"contingency_closed:{fact.contingency}", NO_ORDER, OPERATIONS, "contingency_closed", words))


WHEN = {
    ContingencyOpened: (tell, answer_all),
    ParcelUnpacked: (go_on,),
    ContingencyClosed: (say_it_is_over,),
}
