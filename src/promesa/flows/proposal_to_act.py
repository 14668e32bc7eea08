"""What an agent was allowed, or a person approved, is done when its moment comes; the rest is watched and told."""

from promesa.domain.conduct.mandates import acts
from promesa.domain.conduct.mandates.words import (
    ActAllowed,
    ActApproved,
    ActDeclined,
    ActJudged,
    ActShadowed,
    ActSuggested,
    ActUndone,
    CarryOutAct,
    JudgeAct,
    LapseAct,
    MandateDemoted,
    WatchMandate,
)
from promesa.domain.people.messages.words import NO_ORDER, OPERATIONS, CustomerWrittenTo, WantMessage
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.flows.steps import Do, Later, Steps


def carry_out(_: World, fact: ActAllowed | ActApproved, now: Instant) -> Steps:
    """At once, or when it can no longer be taken back."""
    if fact.due <= now:
        yield Do(CarryOutAct(fact.act))
    else:
        yield Later(fact.due, CarryOutAct(fact.act))


def mind_the_answer(_: World, fact: ActSuggested, __: Instant) -> Steps:
    yield Later(fact.until, LapseAct(fact.act))


def compare_later(_: World, fact: ActShadowed, now: Instant) -> Steps:
    if fact.before:
        yield Later(Instant(now + acts.JUDGED_AFTER), JudgeAct(fact.act))


def look_for_drift(world: World, fact: ActDeclined | ActUndone | ActJudged, _: Instant) -> Steps:
    receipt = world.mandates.acts[fact.act].receipt
    yield Do(WatchMandate(receipt.agent, receipt.kind))


def tell_operations(_: World, fact: MandateDemoted, now: Instant) -> Steps:
    words = (
        *(("agent", fact.agent), ("kind", fact.kind), ("was", str(fact.was)), ("autonomy", str(fact.autonomy))),
        *(("reason", fact.reason), ("bad_share", f"{fact.measure.bad_share:.1%}")),
    )
    name = f"mandate_demoted:{fact.agent}:{fact.kind}:{now}:{fact.autonomy}"
    yield Do(WantMessage(name, NO_ORDER, OPERATIONS, "mandate_demoted", words))


def write(_: World, fact: CustomerWrittenTo, __: Instant) -> Steps:
    yield Do(WantMessage(fact.message, fact.order, fact.customer, fact.template))


WHEN = {
    ActAllowed: (carry_out,),
    ActApproved: (carry_out,),
    ActSuggested: (mind_the_answer,),
    ActShadowed: (compare_later,),
    ActDeclined: (look_for_drift,),
    ActUndone: (look_for_drift,),
    ActJudged: (look_for_drift,),
    MandateDemoted: (tell_operations,),
    CustomerWrittenTo: (write,),
}
