"""A lane that stops doing what we say of it is told to operations, and so is the end of it."""

from promesa.domain.conduct.drifts import JudgeLane, LaneDrifted, LaneSettled
from promesa.domain.people.messages.words import NO_ORDER, OPERATIONS, WantMessage
from promesa.domain.promise.words import PromiseBroken, PromiseKept
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.flows.steps import Do, Steps


def look(world: World, _: PromiseKept | PromiseBroken, __: Instant) -> Steps:
    """The fold has counted the promise."""
    for lane in tuple(world.drifts.crossed):
        yield Do(JudgeLane(lane))


def tell(_: World, fact: LaneDrifted | LaneSettled, __: Instant) -> Steps:
    template = "lane_drifted" if isinstance(fact, LaneDrifted) else "lane_settled"
    words = (
        ("lane", fact.lane),
        ("direction", fact.direction),
        ("foreseen_late_share", f"{fact.foreseen_late_share:.1%}"),
        ("late_share", f"{fact.late_share:.1%}"),
    )
    yield Do(WantMessage(f"{template}:{fact.lane}:{fact.promises}", NO_ORDER, OPERATIONS, template, words))


WHEN = {
    PromiseKept: (look,),
    PromiseBroken: (look,),
    LaneDrifted: (tell,),
    LaneSettled: (tell,),
}
