"""What can be said of mandates and of acts under them: grants, proposals, receipts, answers, undos, the switch."""

from datetime import date
from enum import StrEnum

import msgspec

from promesa.domain.values.ids import OrderId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos


class Autonomy(StrEnum):
    """How far a mandate goes, from nothing at all to doing by itself."""

    SHADOW = "shadow"
    """Only recorded: what would have happened."""
    SUGGEST = "suggest"
    """A person says yes or no."""
    BOUNDED = "bounded"
    """Done within the limits, else a person is asked."""
    ACT = "act"
    """Done under the caps, else a person is asked."""


LADDER = (Autonomy.SHADOW, Autonomy.SUGGEST, Autonomy.BOUNDED, Autonomy.ACT)
"""From the least to the most; a mandate climbs one rung at a time."""


class ActLimits(msgspec.Struct, frozen=True):
    """What one act, and all acts of one day in the retailer's zone, may come to."""

    act_centavos: Centavos
    day_centavos: Centavos
    day_acts: int


class Mandate(msgspec.Struct, frozen=True):
    """What one agent may do of one kind of act."""

    agent: str
    kind: str
    autonomy: Autonomy = Autonomy.SHADOW
    limits: ActLimits = ActLimits(Centavos(0), Centavos(0), 0)
    """While its autonomy is "bounded"."""
    caps: ActLimits = ActLimits(Centavos(0), Centavos(0), 0)
    """Whatever its autonomy: one act above `act_centavos` is refused, a day above the others asks a person."""
    undo_minutes: int = 60
    """An act that the outside hears of waits so long; one that does not can be undone for so long."""
    suggestion_hours: float = 24.0
    """A person answers within so many hours, or the suggestion lapses."""
    decisions_min: int = 100
    """So many judged decisions before it may climb; 0: whoever grants it vouches for it without any."""
    regret_max: Centavos = Centavos(2_000)
    """What a decision may cost more than people's, on average, at the upper end of what is known of it."""
    bad_share_max: float = 0.2
    """Of its last decisions so many may have been declined or undone; above it the mandate goes down a rung."""


class Receipt(msgspec.Struct, frozen=True):
    """What an agent wants to do, or did, in our own figures: none of them is the agent's word but the two reasons."""

    act: str
    agent: str
    kind: str
    order: OrderId
    command: str
    """The type of the command that it carries, and its body as JSON."""
    body: str
    pesos: Centavos
    """What it takes of the mandate's limits."""
    acting: Centavos
    """What we expect the act to cost in all, chances of being late included."""
    leaving: Centavos
    """What we expect it to cost if nothing is done."""
    sentence_es: str
    sentence_en: str
    otherwise_es: str
    """What would happen otherwise."""
    otherwise_en: str
    reason_es: str
    """In the agent's own words."""
    reason_en: str
    known: tuple[tuple[str, str], ...] = ()
    """What was known, by name."""
    claimed: str = ""
    """What the agent says would happen otherwise."""


class Measure(msgspec.Struct, frozen=True):
    """How well decisions of one mandate did against people's."""

    decisions: int
    agreed: int
    regret_mean: float
    """Centavos a decision."""
    regret_upper: float
    """The upper end of its one-sided 95 % interval, one decision as bad as can be counted besides."""
    bad_share: float
    """Of the last ones: declined by a person, or undone."""
    size_mean: Centavos = Centavos(0)
    """What a decision took of the limits."""


# --- commands ---


class GrantMandate(msgspec.Struct, frozen=True):
    """A person grants a mandate, changes its figures, or takes autonomy away; it climbs by `PromoteMandate` alone."""

    mandate: Mandate
    by: str


class PromoteMandate(msgspec.Struct, frozen=True):
    """One rung up, where enough decisions were measured and their regret is small."""

    agent: str
    kind: str
    by: str


class DemoteMandate(msgspec.Struct, frozen=True):
    """A person takes a mandate one rung down."""

    agent: str
    kind: str
    by: str
    reason: str


class WatchMandate(msgspec.Struct, frozen=True):
    """Look whether a mandate has drifted from what people want; if so it goes down a rung."""

    agent: str
    kind: str


class ProposeAct(msgspec.Struct, frozen=True):
    """The only thing that an agent can say: this command, for this reason. The same key again is the same act."""

    agent: str
    kind: str
    key: str
    command: str
    body: str
    reason_es: str
    reason_en: str
    counterfactual: str = ""


class ReportProposal(msgspec.Struct, frozen=True):
    """Something came from an agent that is no proposal at all."""

    agent: str
    about: str


class ApproveAct(msgspec.Struct, frozen=True):
    """A person says yes to a suggestion."""

    act: str
    by: str


class DeclineAct(msgspec.Struct, frozen=True):
    act: str
    by: str
    reason: str


class LapseAct(msgspec.Struct, frozen=True):
    """Sent by the clock: nobody answered the suggestion."""

    act: str


class CarryOutAct(msgspec.Struct, frozen=True):
    """Do what was allowed, now that its moment has come."""

    act: str


class JudgeAct(msgspec.Struct, frozen=True):
    """Sent by the clock: compare what an agent in the shadow wanted with what was done."""

    act: str


class UndoAct(msgspec.Struct, frozen=True):
    """A person takes an act back while that is possible."""

    act: str
    by: str


class StopAgents(msgspec.Struct, frozen=True):
    """The kill switch: all agents, one, or one kind of act; whatever waits is dropped."""

    by: str
    agent: str = ""
    kind: str = ""


class AllowAgents(msgspec.Struct, frozen=True):
    """The same switch back."""

    by: str
    agent: str = ""
    kind: str = ""


# --- facts ---


class MandateGranted(msgspec.Struct, frozen=True):
    mandate: Mandate
    by: str


class MandatePromoted(msgspec.Struct, frozen=True):
    agent: str
    kind: str
    was: Autonomy
    autonomy: Autonomy
    by: str
    measure: Measure


class MandateDemoted(msgspec.Struct, frozen=True):
    """`by` is empty where it went down by itself."""

    agent: str
    kind: str
    was: Autonomy
    autonomy: Autonomy
    reason: str
    by: str
    measure: Measure


class ActShadowed(msgspec.Struct, frozen=True):
    """Recorded, not done; `would`: "done" or "suggested" under the mandate's limits. `before`: what `JudgeAct` compares
    with."""

    act: str
    order: OrderId
    receipt: Receipt
    would: str
    before: str = ""


class ActSuggested(msgspec.Struct, frozen=True):
    """Waits for a person until then; `why`: by its autonomy, or the limit that it passes."""

    act: str
    order: OrderId
    receipt: Receipt
    why: str
    until: Instant


class ActAllowed(msgspec.Struct, frozen=True):
    """Within the mandate: carried out at `due`, until which it can be dropped as if it had never been."""

    act: str
    order: OrderId
    receipt: Receipt
    autonomy: Autonomy
    due: Instant
    day: date
    """In the retailer's zone: what its limits of a day are counted by."""


class ActApproved(msgspec.Struct, frozen=True):
    """A person said yes: carried out at `due`."""

    act: str
    by: str
    due: Instant


class ActDeclined(msgspec.Struct, frozen=True):
    act: str
    by: str
    reason: str


class ActLapsed(msgspec.Struct, frozen=True):
    act: str


class ActCarriedOut(msgspec.Struct, frozen=True):
    """Done: the facts of its command stand after it under the same cause. `undo_body`: the inverse command, where there
    is one."""

    act: str
    order: OrderId
    undo_until: Instant | None = None
    undo_command: str = ""
    undo_body: str = ""
    after: str = ""
    """What must still be so for the inverse to be one."""


class ActFailed(msgspec.Struct, frozen=True):
    """What was allowed could not be done any more when its moment came; nothing was."""

    act: str
    reason: str
    about: str


class ActDropped(msgspec.Struct, frozen=True):
    """It waited, and the agents were stopped or the mandate went down."""

    act: str
    reason: str


class ActUndone(msgspec.Struct, frozen=True):
    """`how`: "dropped" before it was done, or "inverted" by the command whose `facts` facts stand after it."""

    act: str
    by: str
    how: str
    facts: int = 0


class ActJudged(msgspec.Struct, frozen=True):
    """What the shadow wanted against what was done: `regret` in our valuation."""

    act: str
    agreed: bool
    regret: Centavos
    done: str


class ProposalRefused(msgspec.Struct, frozen=True):
    agent: str
    about: str


class AgentsStopped(msgspec.Struct, frozen=True):
    by: str
    agent: str = ""
    kind: str = ""


class AgentsAllowed(msgspec.Struct, frozen=True):
    by: str
    agent: str = ""
    kind: str = ""
