"""The mandates in force, the acts that wait or can be undone, and the switch."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from hashlib import blake2b
from typing import Any

import msgspec

from promesa.domain.conduct.mandates import measures
from promesa.domain.conduct.mandates.measures import MandateRecord
from promesa.domain.conduct.mandates.words import (
    ActAllowed,
    ActApproved,
    ActCarriedOut,
    ActDeclined,
    ActDropped,
    ActFailed,
    ActJudged,
    ActLapsed,
    ActShadowed,
    ActSuggested,
    ActUndone,
    AgentsAllowed,
    AgentsStopped,
    Mandate,
    MandateDemoted,
    MandateGranted,
    MandatePromoted,
    ProposalRefused,
    Receipt,
)
from promesa.domain.values.moments import DAY, Instant
from promesa.domain.values.money import Centavos

ENDED_MAX = 5_000
"""Acts that have ended and are still told at once; older ones are in the log."""
SEEN_FOR = 35 * DAY
"""How long the key of an act is known."""
DEMOTIONS_MAX = 200


class ActStage(StrEnum):
    """How far an act has come."""

    SHADOWED = "shadowed"
    SUGGESTED = "suggested"
    ALLOWED = "allowed"
    APPROVED = "approved"
    DONE = "done"
    DECLINED = "declined"
    LAPSED = "lapsed"
    FAILED = "failed"
    DROPPED = "dropped"
    UNDONE = "undone"
    JUDGED = "judged"


WAITING = (ActStage.SUGGESTED, ActStage.ALLOWED, ActStage.APPROVED)
ALLOWED = (ActStage.ALLOWED, ActStage.APPROVED)


class Act(msgspec.Struct):
    """An act with its receipt. `until`: the end of what it waits for, or of the time in which it can be undone."""

    receipt: Receipt
    proposed_at: Instant
    stage: ActStage
    until: Instant = Instant(0)
    note: str = ""
    """Why it waits for a person, or how it ended."""
    by: str = ""
    """Who approved, declined or undid it."""
    undo_command: str = ""
    undo_body: str = ""
    after: str = ""
    before: str = ""
    is_own: bool = False
    """Done within the mandate: no person was asked."""


class ActsOfDay(msgspec.Struct, array_like=True):
    """What was allowed of one mandate on one day."""

    centavos: Centavos = Centavos(0)
    acts: int = 0


class MandateState(msgspec.Struct):
    """A mandate in force, how it does, and what it has used of its days."""

    mandate: Mandate
    granted_by: str
    granted_at: Instant
    record: MandateRecord = msgspec.field(default_factory=MandateRecord)
    days: dict[date, ActsOfDay] = {}
    suggested: int = 0
    """Suggestions that wait for a person."""
    shadowed: int = 0
    """Shadow acts that are not judged yet."""


class Demotion(msgspec.Struct, frozen=True):
    at: Instant
    told: MandateDemoted


class ProposalsOfDay(msgspec.Struct, array_like=True):
    """How many things of one agent the log took on one day (UTC)."""

    day: int = 0
    count: int = 0


class SeenAct(msgspec.Struct, frozen=True, array_like=True):
    """What a key stood for, and when."""

    digest: str
    at: Instant


class Mandates(msgspec.Struct):
    """By agent and kind; acts by name, oldest first; keys of acts; what is stopped, as (agent, kind), "" for all."""

    by_agent: dict[str, dict[str, MandateState]] = {}
    acts: dict[str, Act] = {}
    ended: dict[str, Instant] = {}
    """Acts that have ended, with the end of the time in which they can be undone."""
    seen: dict[str, SeenAct] = {}
    stopped: dict[str, Instant] = {}
    demotions: list[Demotion] = []
    refused: dict[str, int] = {}
    """Things that came from an agent and were no proposals, how many."""
    said: dict[str, ProposalsOfDay] = {}


def find(mandates: Mandates, agent: str, kind: str) -> MandateState | None:
    return mandates.by_agent.get(agent, {}).get(kind)


def of_act(mandates: Mandates, act: Act) -> MandateState:
    """The mandate under which it was proposed: mandates are never removed."""
    return mandates.by_agent[act.receipt.agent][act.receipt.kind]


def switch(agent: str, kind: str) -> str:
    """The name of a switch: one for all, for an agent, for a kind, for a kind of an agent."""
    return f"{agent}|{kind}"


def is_stopped(mandates: Mandates, agent: str, kind: str) -> bool:
    """Whether any switch that covers this mandate is off."""
    if not mandates.stopped:
        return False
    return any(switch(a, k) in mandates.stopped for a in ("", agent) for k in ("", kind))


def waiting(mandates: Mandates, agent: str = "", kind: str = "") -> list[tuple[str, Act]]:
    """Acts that wait for a person or for their moment, of all or of that agent or kind, oldest first."""
    return [
        (name, act)
        for name, act in mandates.acts.items()
        if act.stage in WAITING and agent in ("", act.receipt.agent) and kind in ("", act.receipt.kind)
    ]


def said_today(mandates: Mandates, agent: str, now: Instant) -> int:
    """What the log took of the agent since midnight UTC."""
    known = mandates.said.get(agent)
    return known.count if known is not None and known.day == now // DAY else 0


def used(known: MandateState, day: date) -> ActsOfDay:
    """What was allowed on that day."""
    return known.days.get(day) or ActsOfDay()


# --- the fold ---


def _granted(mandates: Mandates, fact: MandateGranted, at: Instant) -> None:
    told = fact.mandate
    known = find(mandates, told.agent, told.kind)
    if known is None:
        mandates.by_agent.setdefault(told.agent, {})[told.kind] = MandateState(told, fact.by, at)
        return
    if known.mandate.autonomy is not told.autonomy:
        known.record = MandateRecord()
    known.mandate, known.granted_by, known.granted_at = told, fact.by, at


def _changed(mandates: Mandates, fact: MandatePromoted | MandateDemoted, at: Instant) -> None:
    known = mandates.by_agent[fact.agent][fact.kind]
    known.mandate = msgspec.structs.replace(known.mandate, autonomy=fact.autonomy)
    known.record = MandateRecord()
    if isinstance(fact, MandateDemoted):
        mandates.demotions = [*mandates.demotions[-DEMOTIONS_MAX + 1 :], Demotion(at, fact)]


def digest_of(kind: str, command: str, body: str) -> str:
    """What makes two proposals the same."""
    return blake2b(f"{kind} {command} {body}".encode(), digest_size=8).hexdigest()


def _said(mandates: Mandates, agent: str, at: Instant) -> None:
    known = mandates.said.setdefault(agent, ProposalsOfDay())
    if known.day != at // DAY:
        known.day, known.count = at // DAY, 0
    known.count += 1


def _begin(mandates: Mandates, receipt: Receipt, stage: ActStage, at: Instant) -> Act:
    act = Act(receipt, at, stage)
    _said(mandates, receipt.agent, at)
    assert receipt.act not in mandates.seen, receipt.act
    mandates.acts[receipt.act] = act
    mandates.seen[receipt.act] = SeenAct(digest_of(receipt.kind, receipt.command, receipt.body), at)
    while (oldest := next(iter(mandates.seen.items())))[1].at + SEEN_FOR < at:
        del mandates.seen[oldest[0]]
    return act


def _shadowed(mandates: Mandates, fact: ActShadowed, at: Instant) -> None:
    act = _begin(mandates, fact.receipt, ActStage.SHADOWED, at)
    act.note, act.before = fact.would, fact.before
    of_act(mandates, act).shadowed += bool(fact.before)
    if not fact.before:
        _end(mandates, fact.act, at, at)


def _suggested(mandates: Mandates, fact: ActSuggested, at: Instant) -> None:
    act = _begin(mandates, fact.receipt, ActStage.SUGGESTED, at)
    act.note, act.until = fact.why, fact.until
    of_act(mandates, act).suggested += 1


def _allowed(mandates: Mandates, fact: ActAllowed, at: Instant) -> None:
    act = _begin(mandates, fact.receipt, ActStage.ALLOWED, at)
    act.until, act.is_own = fact.due, True
    known = of_act(mandates, act)
    use = known.days.setdefault(fact.day, ActsOfDay())
    use.centavos, use.acts = Centavos(use.centavos + fact.receipt.pesos), use.acts + 1
    for day in [day for day in known.days if day < fact.day - timedelta(days=3)]:
        del known.days[day]


def _approved(mandates: Mandates, fact: ActApproved, _: Instant) -> None:
    act = mandates.acts[fact.act]
    assert act.stage is ActStage.SUGGESTED, (fact, act.stage)
    act.stage, act.by, act.until = ActStage.APPROVED, fact.by, fact.due
    known = of_act(mandates, act)
    known.suggested -= 1
    measures.note(known.record, 0, agreed=True, pesos=act.receipt.pesos)


def worse_by(act: Act) -> int:
    """What a person's no says in our money: what the act costs more than leaving it, and at least what it takes."""
    return max(act.receipt.acting - act.receipt.leaving, act.receipt.pesos, 0)


def _declined(mandates: Mandates, fact: ActDeclined, at: Instant) -> None:
    act = _close(mandates, fact.act, ActStage.DECLINED, fact.reason, at, fact.by)
    measures.note(of_act(mandates, act).record, worse_by(act), agreed=False, pesos=act.receipt.pesos)


def _lapsed(mandates: Mandates, fact: ActLapsed, at: Instant) -> None:
    _close(mandates, fact.act, ActStage.LAPSED, "", at)


def _carried_out(mandates: Mandates, fact: ActCarriedOut, at: Instant) -> None:
    act = mandates.acts[fact.act]
    assert act.stage in ALLOWED, (fact, act.stage)
    act.stage, act.until = ActStage.DONE, fact.undo_until or at
    act.undo_command, act.undo_body, act.after = fact.undo_command, fact.undo_body, fact.after
    if act.is_own:
        measures.note(of_act(mandates, act).record, 0, agreed=True, pesos=act.receipt.pesos)
    _end(mandates, fact.act, act.until, at)


def _failed(mandates: Mandates, fact: ActFailed, at: Instant) -> None:
    _close(mandates, fact.act, ActStage.FAILED, f"{fact.reason} {fact.about}".strip(), at)


def _dropped(mandates: Mandates, fact: ActDropped, at: Instant) -> None:
    _close(mandates, fact.act, ActStage.DROPPED, fact.reason, at)


def _undone(mandates: Mandates, fact: ActUndone, at: Instant) -> None:
    act = _close(mandates, fact.act, ActStage.UNDONE, fact.how, at, fact.by)
    measures.note(of_act(mandates, act).record, worse_by(act), agreed=False, pesos=act.receipt.pesos)


def _judged(mandates: Mandates, fact: ActJudged, at: Instant) -> None:
    act = mandates.acts[fact.act]
    known = of_act(mandates, act)
    known.shadowed -= 1
    _close(mandates, fact.act, ActStage.JUDGED, fact.done, at)
    measures.note(known.record, fact.regret, agreed=fact.agreed, pesos=act.receipt.pesos)


def _close(mandates: Mandates, name: str, stage: ActStage, note: str, at: Instant, by: str = "") -> Act:
    act = mandates.acts[name]
    assert act.stage in (*WAITING, ActStage.DONE, ActStage.SHADOWED), (name, act.stage, stage)
    if act.stage is ActStage.SUGGESTED:
        of_act(mandates, act).suggested -= 1
    act.stage, act.note, act.until, act.by = stage, note, at, by or act.by
    _end(mandates, name, at, at)
    return act


def _end(mandates: Mandates, name: str, until: Instant, now: Instant) -> None:
    """Told for a while longer; one that can still be undone stays whatever comes after it."""
    ended = mandates.ended
    ended.pop(name, None)
    ended[name] = until
    while len(ended) > ENDED_MAX:
        oldest, undoable_until = next(iter(ended.items()))
        if undoable_until > now:
            return
        del ended[oldest], mandates.acts[oldest]


def _stopped(mandates: Mandates, fact: AgentsStopped, at: Instant) -> None:
    mandates.stopped[switch(fact.agent, fact.kind)] = at


def _started(mandates: Mandates, fact: AgentsAllowed, _: Instant) -> None:
    del mandates.stopped[switch(fact.agent, fact.kind)]


def _refused(mandates: Mandates, fact: ProposalRefused, at: Instant) -> None:
    _said(mandates, fact.agent, at)
    mandates.refused[fact.agent] = mandates.refused.get(fact.agent, 0) + 1


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    MandateGranted: _granted,
    MandatePromoted: _changed,
    MandateDemoted: _changed,
    ActShadowed: _shadowed,
    ActSuggested: _suggested,
    ActAllowed: _allowed,
    ActApproved: _approved,
    ActDeclined: _declined,
    ActLapsed: _lapsed,
    ActCarriedOut: _carried_out,
    ActFailed: _failed,
    ActDropped: _dropped,
    ActUndone: _undone,
    ActJudged: _judged,
    AgentsStopped: _stopped,
    AgentsAllowed: _started,
    ProposalRefused: _refused,
}
