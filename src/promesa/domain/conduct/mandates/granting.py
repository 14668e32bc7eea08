"""Who may do what: mandates granted, promoted by what was measured, taken down by people or drift; the kill switch."""

from collections.abc import Callable
from typing import Any

from promesa.domain.conduct.mandates import acts, measures, state
from promesa.domain.conduct.mandates.kinds import KINDS
from promesa.domain.conduct.mandates.sight import ActSight
from promesa.domain.conduct.mandates.state import ActStage, Mandates, MandateState
from promesa.domain.conduct.mandates.words import (
    LADDER,
    ActLimits,
    AgentsAllowed,
    AgentsStopped,
    AllowAgents,
    ApproveAct,
    Autonomy,
    CarryOutAct,
    DeclineAct,
    DemoteMandate,
    GrantMandate,
    JudgeAct,
    LapseAct,
    Mandate,
    MandateDemoted,
    MandateGranted,
    MandatePromoted,
    PromoteMandate,
    ProposeAct,
    ReportProposal,
    StopAgents,
    UndoAct,
    WatchMandate,
)
from promesa.domain.values import ids
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import MAX_CENTAVOS
from promesa.domain.values.refusal import Reason, Refused

Facts = list[Any]

AGENT = "agent:"
"""How the log names an agent: an author that begins so may propose, and nothing else."""
PERSONS = frozenset(
    (GrantMandate, PromoteMandate, DemoteMandate, ApproveAct, DeclineAct, UndoAct, StopAgents, AllowAgents)
)
"""Said by people, each under the name by which the door knows them."""
CLOCKS = frozenset((LapseAct, CarryOutAct, JudgeAct, WatchMandate))
"""Said by stories and timers alone."""


def gate(command: Any, by: str) -> Refused | None:
    """Why nobody by that name may put this command, whatever door they came through; None where they may."""
    said = type(command)
    if said is ProposeAct or said is ReportProposal:
        return None if by == f"{AGENT}{command.agent}" else Refused(Reason.NOT_ALLOWED, said.__name__)
    if by.startswith(AGENT) or said in CLOCKS:
        return Refused(Reason.NOT_ALLOWED, said.__name__)
    if said in PERSONS and command.by != by:
        return Refused(Reason.NOT_ALLOWED, said.__name__)
    return None


def grant(mandates: Mandates, ask: GrantMandate, _: Instant) -> Facts | Refused:
    """A new mandate begins in the shadow or by suggesting; a known one may have its figures changed, or less autonomy.
    What waits under more autonomy than is left is dropped."""
    told = ask.mandate
    wrong = _wrong(told)
    if wrong is not None:
        return wrong
    known = state.find(mandates, told.agent, told.kind)
    highest = Autonomy.SUGGEST if known is None else max(known.mandate.autonomy, Autonomy.SUGGEST, key=LADDER.index)
    if LADDER.index(told.autonomy) > LADDER.index(highest):
        return Refused(Reason.NOT_MEASURED, str(told.autonomy))
    if known is not None and known.mandate == told:
        return []
    return [MandateGranted(told, ask.by), *_dropped(mandates, told.agent, told.kind, told.autonomy)]


def _wrong(told: Mandate) -> Refused | None:
    if not ids.is_plain(told.agent):
        return Refused(Reason.INVALID, "agent")
    if told.kind not in KINDS:
        return Refused(Reason.INVALID, "kind")
    if not all(_is_sound(limits) for limits in (told.limits, told.caps)) or not 0 <= told.regret_max <= MAX_CENTAVOS:
        return Refused(Reason.BAD_AMOUNT, "limits")
    if not _within(told.limits, told.caps):
        return Refused(Reason.INVALID, "limits above caps")
    if not (0 <= told.undo_minutes <= 43_200 and 0.0 < told.suggestion_hours <= 720.0):
        return Refused(Reason.INVALID, "undo_minutes")
    if KINDS[told.kind].is_told and told.undo_minutes < 1:
        return Refused(Reason.INVALID, "undo_minutes")
    if not (0 <= told.decisions_min <= 1_000_000 and 0.0 <= told.bad_share_max < 1.0):
        return Refused(Reason.INVALID, "decisions_min")
    return None


def _is_sound(limits: ActLimits) -> bool:
    money = (limits.act_centavos, limits.day_centavos)
    return all(0 <= amount <= MAX_CENTAVOS for amount in money) and 0 <= limits.day_acts <= 1_000_000


def _within(limits: ActLimits, caps: ActLimits) -> bool:
    return (
        limits.act_centavos <= caps.act_centavos
        and limits.day_centavos <= caps.day_centavos
        and limits.day_acts <= caps.day_acts
    )


def promote(mandates: Mandates, ask: PromoteMandate, _: Instant) -> Facts | Refused:
    """One rung, where enough decisions since the last change were judged, and the upper end of their mean regret is
    small, with acts that are no trifles beside the limit. With `decisions_min` 0 whoever granted it vouches for it."""
    known = state.find(mandates, ask.agent, ask.kind)
    if known is None:
        return Refused(Reason.NO_MANDATE, f"{ask.agent} {ask.kind}")
    was = known.mandate.autonomy
    if was is Autonomy.ACT:
        return Refused(Reason.NOTHING_CHANGES, f"{ask.agent} {ask.kind}")
    if state.is_stopped(mandates, ask.agent, ask.kind):
        return Refused(Reason.AGENTS_STOPPED, ask.agent)
    autonomy = LADDER[LADDER.index(was) + 1]
    worst = known.mandate.caps if autonomy is Autonomy.ACT else known.mandate.limits
    measure = measures.measured(known.record, worst.act_centavos)
    if measure.decisions < known.mandate.decisions_min:
        return Refused(Reason.NOT_MEASURED, f"{measure.decisions} < {known.mandate.decisions_min}")
    if known.mandate.decisions_min and measure.regret_upper > known.mandate.regret_max:
        return Refused(Reason.NOT_MEASURED, f"regret {measure.regret_upper:.0f} > {known.mandate.regret_max}")
    if known.mandate.decisions_min and not measures.is_tried(measure, worst.act_centavos):
        return Refused(Reason.NOT_MEASURED, f"size {measure.size_mean} < {worst.act_centavos}")
    return [MandatePromoted(ask.agent, ask.kind, was, autonomy, ask.by, measure)]


def demote(mandates: Mandates, ask: DemoteMandate, _: Instant) -> Facts | Refused:
    """A person takes it one rung down."""
    known = state.find(mandates, ask.agent, ask.kind)
    if known is None:
        return Refused(Reason.NO_MANDATE, f"{ask.agent} {ask.kind}")
    return _down(mandates, known, ask.reason[: acts.SAID_LENGTH], ask.by)


def watch(mandates: Mandates, ask: WatchMandate, _: Instant) -> Facts:
    """Down a rung by itself, where its last decisions were declined or undone too often, or cost too much."""
    known = state.find(mandates, ask.agent, ask.kind)
    if known is None or known.mandate.autonomy is Autonomy.SHADOW:
        return []
    why = measures.drift(known.record, known.mandate.regret_max, known.mandate.bad_share_max)
    return _down(mandates, known, why, "") if why else []


def _down(mandates: Mandates, known: MandateState, reason: str, by: str) -> Facts:
    told = known.mandate
    if told.autonomy is Autonomy.SHADOW:
        return []
    autonomy = LADDER[LADDER.index(told.autonomy) - 1]
    measure = measures.measured(known.record, told.limits.act_centavos)
    fact = MandateDemoted(told.agent, told.kind, told.autonomy, autonomy, reason, by, measure)
    return [fact, *_dropped(mandates, told.agent, told.kind, autonomy)]


def _dropped(mandates: Mandates, agent: str, kind: str, autonomy: Autonomy) -> Facts:
    """What waits and would need more autonomy than is left; what a person has approved stays approved."""
    if autonomy not in (Autonomy.SHADOW, Autonomy.SUGGEST):
        return []
    stays = (ActStage.APPROVED,) if autonomy is Autonomy.SHADOW else (ActStage.SUGGESTED, ActStage.APPROVED)
    waiting = state.waiting(mandates, agent, kind)
    return list(acts.dropped([pair for pair in waiting if pair[1].stage not in stays], f"mandate:{autonomy}"))


def stop(mandates: Mandates, ask: StopAgents, _: Instant) -> Facts | Refused:
    """From this append on everything in its reach is only watched, and whatever waits is dropped."""
    wrong = _wrong_reach(ask)
    if wrong is not None:
        return wrong
    waiting = acts.dropped(state.waiting(mandates, ask.agent, ask.kind), "stopped")
    if state.switch(ask.agent, ask.kind) in mandates.stopped:
        return list(waiting)
    return [AgentsStopped(ask.by, ask.agent, ask.kind), *waiting]


def allow(mandates: Mandates, ask: AllowAgents, _: Instant) -> Facts | Refused:
    wrong = _wrong_reach(ask)
    if wrong is not None:
        return wrong
    if state.switch(ask.agent, ask.kind) not in mandates.stopped:
        return []
    return [AgentsAllowed(ask.by, ask.agent, ask.kind)]


def _wrong_reach(ask: StopAgents | AllowAgents) -> Refused | None:
    if ask.agent and not ids.is_plain(ask.agent):
        return Refused(Reason.INVALID, "agent")
    return Refused(Reason.INVALID, "kind") if ask.kind and ask.kind not in KINDS else None


RULES: dict[type, Callable[[Mandates, Any, Instant], Any]] = {
    GrantMandate: grant,
    PromoteMandate: promote,
    DemoteMandate: demote,
    WatchMandate: watch,
    StopAgents: stop,
    AllowAgents: allow,
    ReportProposal: acts.report,
}
ACT_RULES: dict[type, Callable[[Mandates, ActSight, Any, Instant], Any]] = {
    ProposeAct: acts.propose,
    ApproveAct: acts.approve,
    DeclineAct: acts.decline,
    LapseAct: acts.lapse,
    CarryOutAct: acts.carry_out,
    UndoAct: acts.undo,
    JudgeAct: acts.judge,
}
"""Those that see more of the world than the mandates."""
