"""What becomes of a proposal: watched, asked about, allowed; then carried out, undone, or judged against people."""

from collections.abc import Sequence
from typing import Any

import msgspec

from promesa.domain.conduct.mandates import kinds, state
from promesa.domain.conduct.mandates.kinds import KINDS
from promesa.domain.conduct.mandates.sight import ActKind, ActSight, ShadowNote, ValuedAct
from promesa.domain.conduct.mandates.state import ALLOWED, Act, ActStage, Mandates, MandateState
from promesa.domain.conduct.mandates.words import (
    ActAllowed,
    ActApproved,
    ActCarriedOut,
    ActDeclined,
    ActDropped,
    ActFailed,
    ActJudged,
    ActLapsed,
    ActLimits,
    ActShadowed,
    ActSuggested,
    ActUndone,
    ApproveAct,
    Autonomy,
    CarryOutAct,
    DeclineAct,
    JudgeAct,
    LapseAct,
    ProposalRefused,
    ProposeAct,
    Receipt,
    ReportProposal,
    UndoAct,
)
from promesa.domain.values import ids, moments
from promesa.domain.values.moments import HOUR, MINUTE, Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.refusal import Reason, Refused

Facts = list[Any]

SAID_LENGTH = 500
OPEN_MAX = 500
"""Suggestions of one mandate that wait for a person: above it no more are taken."""
SHADOWS_MAX = 2_000
"""Shadow acts of one mandate that wait to be judged; more are recorded and not judged."""
JUDGED_AFTER = 48 * HOUR
"""People have so long to do what the shadow would have done."""
STRANGE_LETTERS = 500
SAID_MAX = 20_000
"""Proposals of one agent that the log takes in a day: whoever talks without end is not heard out."""


# --- a proposal ---


def propose(mandates: Mandates, sight: ActSight, ask: ProposeAct, now: Instant) -> Facts | Refused:
    """Decided by the mandate, in our figures. The same key with the same words changes nothing; with others it is
    refused. A rule's own refusal of the command is the answer, whatever the mandate."""
    known = state.find(mandates, ask.agent, ask.kind)
    if known is None or ask.kind not in KINDS:
        return Refused(Reason.NO_MANDATE, f"{ask.agent} {ask.kind}"[:SAID_LENGTH])
    unfit = _unfit(ask)
    if unfit is not None:
        return unfit
    act = f"{ask.agent}:{ask.key}"
    seen = mandates.seen.get(act)
    if seen is not None:
        same = seen.digest == state.digest_of(ask.kind, ask.command, ask.body)
        return [] if same else Refused(Reason.KEY_REUSED, act)
    if state.said_today(mandates, ask.agent, now) >= SAID_MAX:
        return Refused(Reason.OVER_MANDATE, "proposals", SAID_MAX)
    kind = KINDS[ask.kind]
    command = kinds.read(kind, ask.command, ask.body, act)
    if isinstance(command, Refused):
        return command
    weighed = _weigh(sight, kind, command, now)
    if isinstance(weighed, Refused):
        return weighed
    receipt = _receipt(act, ask, weighed[0])
    if receipt.pesos > known.mandate.caps.act_centavos:
        return Refused(Reason.OVER_MANDATE, act, known.mandate.caps.act_centavos)
    return _decided(mandates, sight, known, kind, command, receipt, now)


def _unfit(ask: ProposeAct) -> Refused | None:
    if not ids.is_plain(ask.key):
        return Refused(Reason.INVALID, "key")
    for name, said in (("reason_es", ask.reason_es), ("reason_en", ask.reason_en)):
        if not said.strip() or len(said) > SAID_LENGTH or not said.isprintable():
            return Refused(Reason.INVALID, name)
    if len(ask.counterfactual) > SAID_LENGTH or not ask.counterfactual.isprintable():
        return Refused(Reason.INVALID, "counterfactual")
    return None


def _weigh(sight: ActSight, kind: ActKind, command: Any, now: Instant) -> tuple[ValuedAct, Facts] | Refused:
    """What the command's own rule would write, valued; NOT_OF_KIND where it would write more than its kind may."""
    facts = sight.decide(command)
    if isinstance(facts, Refused):
        return facts
    if not facts:
        return Refused(Reason.NOTHING_CHANGES, getattr(command, "order", ""))
    beyond = next((type(fact).__name__ for fact in facts if type(fact).__name__ not in kind.facts), None)
    if beyond is not None:
        return Refused(Reason.NOT_OF_KIND, beyond)
    valued = kind.value(sight, command, facts, now)
    return valued if isinstance(valued, Refused) else (valued, facts)


def _receipt(act: str, ask: ProposeAct, valued: ValuedAct) -> Receipt:
    return Receipt(
        act,
        ask.agent,
        ask.kind,
        valued.order,
        ask.command,
        ask.body,
        valued.pesos,
        valued.acting,
        valued.leaving,
        *valued.sentence,
        *valued.otherwise,
        ask.reason_es,
        ask.reason_en,
        valued.known,
        ask.counterfactual,
    )


def _decided(
    mandates: Mandates,
    sight: ActSight,
    known: MandateState,
    kind: ActKind,
    command: Any,
    receipt: Receipt,
    now: Instant,
) -> Facts | Refused:
    mandate, day = known.mandate, moments.local_date(now, sight.parts.policy.zone)
    is_stopped = state.is_stopped(mandates, receipt.agent, receipt.kind)
    bounds = mandate.caps if mandate.autonomy is Autonomy.ACT else mandate.limits
    why = _why_not(known, bounds, receipt, day)
    if is_stopped or mandate.autonomy is Autonomy.SHADOW:
        before = kind.before(sight, command) if known.shadowed < SHADOWS_MAX and not is_stopped else ""
        return [ActShadowed(receipt.act, receipt.order, receipt, "suggested" if why else "done", before)]
    if mandate.autonomy is Autonomy.SUGGEST or why:
        if known.suggested >= OPEN_MAX:
            return Refused(Reason.OVER_MANDATE, "suggestions", OPEN_MAX)
        until = Instant(now + round(mandate.suggestion_hours * HOUR))
        return [ActSuggested(receipt.act, receipt.order, receipt, why or "autonomy", until)]
    due = _due(kind, known, now)
    return [ActAllowed(receipt.act, receipt.order, receipt, mandate.autonomy, due, day)]


def _why_not(known: MandateState, bounds: ActLimits, receipt: Receipt, day: Any) -> str:
    """The limit that the act would pass today, or ""; the mandate's caps always count besides."""
    use = state.used(known, day)
    for limits in (bounds, known.mandate.caps):
        if receipt.pesos > limits.act_centavos:
            return "act_centavos"
        if use.centavos + receipt.pesos > limits.day_centavos:
            return "day_centavos"
        if use.acts + 1 > limits.day_acts:
            return "day_acts"
    return ""


def _due(kind: ActKind, known: MandateState, now: Instant) -> Instant:
    """What the outside hears of waits for the end of its undo window."""
    return Instant(now + known.mandate.undo_minutes * MINUTE) if kind.is_told else now


def report(mandates: Mandates, ask: ReportProposal, now: Instant) -> Facts | Refused:
    """What was no proposal is noted, as text that cannot do anything."""
    if not ids.is_plain(ask.agent):
        return Refused(Reason.INVALID, "agent")
    if state.said_today(mandates, ask.agent, now) >= SAID_MAX:
        return Refused(Reason.OVER_MANDATE, "proposals", SAID_MAX)
    about = "".join(letter if letter.isprintable() else "?" for letter in ask.about[:STRANGE_LETTERS])
    return [ProposalRefused(ask.agent, about)]


# --- people answer ---


def _find(mandates: Mandates, name: str, *stages: ActStage) -> Act | Refused:
    act = mandates.acts.get(name)
    if act is None:
        return Refused(Reason.UNKNOWN_ACT, name)
    return act if act.stage in stages else Refused(Reason.WRONG_STATE, name)


def approve(mandates: Mandates, _: ActSight, ask: ApproveAct, now: Instant) -> Facts | Refused:
    """A person's yes; what can no longer be done then fails by itself and says so."""
    act = _find(mandates, ask.act, ActStage.SUGGESTED)
    if isinstance(act, Refused):
        return act
    if state.is_stopped(mandates, act.receipt.agent, act.receipt.kind):
        return Refused(Reason.AGENTS_STOPPED, act.receipt.agent)
    return [ActApproved(ask.act, ask.by, _due(KINDS[act.receipt.kind], state.of_act(mandates, act), now))]


def decline(mandates: Mandates, _: ActSight, ask: DeclineAct, __: Instant) -> Facts | Refused:
    act = _find(mandates, ask.act, ActStage.SUGGESTED)
    return act if isinstance(act, Refused) else [ActDeclined(ask.act, ask.by, ask.reason[:SAID_LENGTH])]


def lapse(mandates: Mandates, _: ActSight, ask: LapseAct, now: Instant) -> Facts:
    """Only if nobody answered and its time is really over."""
    act = mandates.acts.get(ask.act)
    return [ActLapsed(ask.act)] if act is not None and act.stage is ActStage.SUGGESTED and now >= act.until else []


# --- done, and undone ---


def carry_out(mandates: Mandates, sight: ActSight, ask: CarryOutAct, now: Instant) -> Facts:
    """The command's own rule decides again on the world as it is now. Where it says no, or where it has become dearer
    than what was allowed, nothing is done and that is said."""
    act = mandates.acts.get(ask.act)
    if act is None or act.stage not in ALLOWED or now < act.until:
        return []
    receipt, known = act.receipt, state.of_act(mandates, act)
    if state.is_stopped(mandates, receipt.agent, receipt.kind):
        return [ActDropped(ask.act, "stopped")]
    kind = KINDS[receipt.kind]
    command = kinds.read(kind, receipt.command, receipt.body, ask.act)
    weighed = command if isinstance(command, Refused) else _weigh(sight, kind, command, now)
    if isinstance(weighed, Refused):
        return [ActFailed(ask.act, str(weighed.reason), weighed.about)]
    valued, facts = weighed
    if valued.pesos > receipt.pesos:
        return [ActFailed(ask.act, str(Reason.OVER_MANDATE), ask.act)]
    inverse = kind.inverse(sight, command, facts, now)
    if inverse is None:
        return [ActCarriedOut(ask.act, receipt.order), *facts]
    until = Instant(now + known.mandate.undo_minutes * MINUTE)
    body = msgspec.json.encode(inverse.command).decode()
    name = type(inverse.command).__name__
    return [ActCarriedOut(ask.act, receipt.order, until, name, body, inverse.after), *facts]


def undo(mandates: Mandates, sight: ActSight, ask: UndoAct, now: Instant) -> Facts | Refused:
    """What waits for its moment is dropped; what is done is inverted by its own rule, while the window is open and
    nobody has touched it since. Told again, it changes nothing."""
    act = _find(mandates, ask.act, *ALLOWED, ActStage.DONE, ActStage.UNDONE)
    if isinstance(act, Refused):
        return act
    if act.stage is ActStage.UNDONE:
        return []
    if act.stage in ALLOWED:
        return [ActUndone(ask.act, ask.by, "dropped")]
    kind = KINDS[act.receipt.kind]
    if not act.undo_command or now > act.until:
        return Refused(Reason.UNDO_TOO_LATE, ask.act)
    inverse: Any = msgspec.json.decode(act.undo_body, type=kind.inverses[act.undo_command])
    if kind.after(sight, inverse) != act.after:
        return Refused(Reason.UNDO_TOO_LATE, ask.act)
    facts = sight.decide(inverse)
    if isinstance(facts, Refused) or not facts:
        return Refused(Reason.UNDO_TOO_LATE, ask.act)
    return [ActUndone(ask.act, ask.by, "inverted", len(facts)), *facts]


def judge(mandates: Mandates, sight: ActSight, ask: JudgeAct, now: Instant) -> Facts:
    """What the shadow wanted against what was done since, in our own valuation."""
    act = mandates.acts.get(ask.act)
    if act is None or act.stage is not ActStage.SHADOWED or now < act.proposed_at + JUDGED_AFTER:
        return []
    kind = KINDS[act.receipt.kind]
    command = kinds.read(kind, act.receipt.command, act.receipt.body, ask.act)
    judged = kind.judge(sight, command, ShadowNote(act.before, act.receipt.pesos), now)
    return [ActJudged(ask.act, judged.agreed, Centavos(max(0, judged.regret)), judged.done)]


def dropped(waiting: Sequence[tuple[str, Act]], reason: str) -> list[ActDropped]:
    """The end of acts that wait."""
    return [ActDropped(name, reason) for name, _ in waiting]
