"""Agents: they only propose, they do no more than their mandates allow, each act has its receipt and its undo works."""

from collections import Counter
from typing import Any

import msgspec

from promesa.domain.conduct.mandates.words import (
    LADDER,
    ActAllowed,
    ActApproved,
    ActCarriedOut,
    ActDeclined,
    ActDropped,
    ActFailed,
    ActLapsed,
    ActLimits,
    ActShadowed,
    ActSuggested,
    ActUndone,
    AgentsAllowed,
    AgentsStopped,
    Autonomy,
    Mandate,
    MandateDemoted,
    MandateGranted,
    MandatePromoted,
    ProposalRefused,
    Receipt,
)
from promesa.domain.ledger.payments.words import RefundOwed
from promesa.domain.ledger.shipments.words import ParcelPlanned
from promesa.domain.values import moments
from promesa.domain.values.moments import MINUTE, Instant
from promesa.engine.log import Entry
from promesa.engine.words import Answered, TimerSet
from promesa.lab.audit.books import Books, Units
from promesa.lab.audit.findings import Findings, Heard
from promesa.lab.audit.stock import LAG

DOOR = "agents_only_propose"
WITHIN = "acts_within_their_mandate"
RECEIPTS = "every_act_has_its_receipt"
ONCE = "acts_are_done_once_or_never"
UNDONE = "undone_acts_leave_nothing"

AGENT = "agent:"
TOLD = frozenset(("refund", "message", "re_promise", "cancel", "pause_location", "contingency", "halt_order"))
"""Kinds that the outside hears of."""
WRITES = {
    "reroute": {"ParcelCancelled", "StockReserved", "CapacityReturned", "CapacityTaken", "SlotTaken", "ParcelPlanned"},
    "re_promise": {"PromiseMoved"},
    "refund": {"RefundOwed"},
    "message": {"CustomerWrittenTo"},
    "pause_location": {"LocationPaused"},
    "transfer": {"StockAdjusted", "SupplyAnnounced"},
    "markdown_delay": {"MarkdownDelayed"},
    "halt_order": {
        *("OrderHalted", "ParcelCancelled", "ParcelPlanned", "StockReserved", "PromiseMoved", "SaveFailed"),
        *("CapacityReturned", "CapacityTaken", "SlotTaken"),
    },
    "contingency": {
        *("CarriagePaused", "LocationPaused", "ContingencyOpened"),
        *("CarriageResumed", "LocationResumed", "ContingencyClosed"),
    },
    "cancel": {
        *("ParcelUnpacked", "ParcelCancelled", "StockUnpicked", "StockReserved", "ReservationReleased"),
        *("CapacityReturned", "PromiseBroken", "OrderCancelled"),
    },
}
"""What an act of each kind may write by itself, said here once more."""
WAITING = ("suggested", "allowed", "approved")
WRITES["reallocate"] = WRITES["reroute"] | {"OrderReallocated", "RethinkEnded"}
WRITES_BACK = {
    "reroute": WRITES["reroute"],
    "reallocate": WRITES["reroute"] | {"ReallocationUndone"},
    "transfer": {"StockAdjusted", "SupplyClosed"},
    "markdown_delay": {"MarkdownResumed"},
}
"""What undoing one may write."""
OPENING = (ActShadowed, ActSuggested, ActAllowed)

Plan = Counter[tuple[str, str, tuple[tuple[str, str, int], ...]]]


class ActBook(msgspec.Struct):
    receipt: Receipt
    stage: str
    due: int = 0
    before: Plan | None = None
    """What was planned for its order when it was carried out,"""
    reserved: Units = {}
    """and what was reserved for it."""


class Decision(msgspec.Struct):
    """The facts of one act's command, as they stand behind it in the log."""

    act: str
    cause: int
    position: int
    left: int | None = None
    """Of an undo: facts that are still to come."""
    refunded: int = 0


class MandateFamily:
    """Owns the mandates, the switches, what was used of each day, the acts, and the entries that agents wrote."""

    invariants = (DOOR, WITHIN, RECEIPTS, ONCE, UNDONE)

    def __init__(self, books: Books, findings: Findings) -> None:
        self._books, self._findings = books, findings
        self._mandates: dict[tuple[str, str], Mandate] = {}
        self._stopped: set[tuple[str, str]] = set()
        self._used: dict[tuple[str, str, str], tuple[int, int]] = {}
        self._acts: dict[str, ActBook] = {}
        self._own: dict[int, bool] = {}
        """Positions of entries that an agent is the author of: whether something may follow from them."""
        self._content: dict[str, tuple[str, str, tuple[tuple[str, str, int], ...]]] = {}
        self._decision: Decision | None = None
        self.hears: dict[type, Heard] = {
            MandateGranted: self._granted,
            MandatePromoted: self._changed,
            MandateDemoted: self._changed,
            AgentsStopped: self._stop,
            AgentsAllowed: self._allow,
            ActShadowed: self._opened,
            ActSuggested: self._opened,
            ActAllowed: self._opened,
            ActApproved: self._approved,
            ActCarriedOut: self._carried_out,
            ActUndone: self._undone,
            ActDeclined: lambda fact, entry: self._close(fact.act, "declined", ("suggested",), entry),
            ActLapsed: lambda fact, entry: self._close(fact.act, "lapsed", ("suggested",), entry),
            ActFailed: lambda fact, entry: self._close(fact.act, "failed", ("allowed", "approved"), entry),
            ActDropped: lambda fact, entry: self._close(fact.act, "dropped", WAITING, entry),
            ParcelPlanned: self._planned,
        }

    # --- every entry ---

    def see(self, fact: Any, entry: Entry) -> None:
        """Before anybody else hears of the entry."""
        if self._decision is not None:
            self._follow(self._decision, fact, entry)
        if entry.by.startswith(AGENT):
            self._by_agent(fact, entry)

    def _by_agent(self, fact: Any, entry: Entry) -> None:
        if entry.cause:
            follows = self._own.get(entry.cause)
            if follows is None or (not follows and not isinstance(fact, TimerSet | Answered)):
                self._findings.add(DOOR, entry.position, f"{entry.kind} by {entry.by} follows {entry.cause}")
            self._own[entry.position] = bool(follows)
            return
        agent = entry.by.removeprefix(AGENT)
        named = fact.receipt.agent if isinstance(fact, OPENING) else getattr(fact, "agent", agent)
        if not isinstance(fact, (*OPENING, ProposalRefused, Answered)) or named != agent:
            self._findings.add(DOOR, entry.position, f"{entry.kind} by {entry.by}")
        self._own[entry.position] = isinstance(fact, ActAllowed)

    def _follow(self, decision: Decision, fact: Any, entry: Entry) -> None:
        follows = entry.cause == decision.cause and entry.position == decision.position + 1
        if not follows or isinstance(fact, Answered) or decision.left == 0:
            self._over(decision)
            return
        decision.position = entry.position
        receipt, writes = self._acts[decision.act].receipt, WRITES
        if decision.left is not None:
            decision.left, writes = decision.left - 1, WRITES_BACK
        if entry.kind.partition("@")[0] not in writes.get(receipt.kind, ()):
            self._findings.add(WITHIN, entry.position, f"{decision.act} ({receipt.kind}) writes {entry.kind}")
        if receipt.kind != "reallocate" and getattr(fact, "order", receipt.order) != receipt.order:
            self._findings.add(WITHIN, entry.position, f"{decision.act} is about {receipt.order}, not {fact.order}")
        if isinstance(fact, RefundOwed):
            decision.refunded += fact.amount

    def _over(self, decision: Decision) -> None:
        """All of an act's own facts were heard."""
        self._decision = None
        act = self._acts[decision.act]
        if decision.refunded > act.receipt.pesos:
            self._findings.add(WITHIN, decision.position, f"{decision.act} gives back {decision.refunded}")
        if decision.left is not None and act.before is not None and self._plan(act.receipt.order) != act.before:
            self._findings.add(UNDONE, decision.position, f"{decision.act}: {act.before} is not what is planned now")
        if decision.left is not None and self._reserved(act.receipt.order) != act.reserved:
            self._findings.add(UNDONE, decision.position, f"{decision.act}: {act.reserved} is not what is reserved now")

    # --- mandates and switches ---

    def _granted(self, fact: MandateGranted, entry: Entry) -> None:
        told = fact.mandate
        was = self._mandates.get((told.agent, told.kind))
        highest = Autonomy.SUGGEST if was is None else max(was.autonomy, Autonomy.SUGGEST, key=LADDER.index)
        if LADDER.index(told.autonomy) > LADDER.index(highest) or entry.by != fact.by:
            self._findings.add(WITHIN, entry.position, f"{told.agent} {told.kind} is granted {told.autonomy}")
        self._mandates[told.agent, told.kind] = told

    def _changed(self, fact: MandatePromoted | MandateDemoted, entry: Entry) -> None:
        told = self._mandates[fact.agent, fact.kind]
        step = LADDER.index(fact.autonomy) - LADDER.index(told.autonomy)
        if step != (1 if isinstance(fact, MandatePromoted) else -1) or entry.by.startswith(AGENT):
            self._findings.add(WITHIN, entry.position, f"{fact.agent} {fact.kind}: {told.autonomy}, {fact.autonomy}")
        if isinstance(fact, MandatePromoted) and fact.measure.decisions < told.decisions_min:
            self._findings.add(WITHIN, entry.position, f"{fact.agent} {fact.kind} is promoted unmeasured")
        self._mandates[fact.agent, fact.kind] = msgspec.structs.replace(told, autonomy=fact.autonomy)

    def _stop(self, fact: AgentsStopped, _: Entry) -> None:
        self._stopped.add((fact.agent, fact.kind))

    def _allow(self, fact: AgentsAllowed, _: Entry) -> None:
        self._stopped.discard((fact.agent, fact.kind))

    def _is_stopped(self, receipt: Receipt) -> bool:
        reaches = ((a, k) for a in ("", receipt.agent) for k in ("", receipt.kind))
        return any(reach in self._stopped for reach in reaches)

    # --- acts ---

    def _opened(self, fact: ActShadowed | ActSuggested | ActAllowed, entry: Entry) -> None:
        receipt = fact.receipt
        said = (receipt.sentence_es, receipt.sentence_en, receipt.otherwise_es, receipt.otherwise_en)
        reasons = (receipt.reason_es, receipt.reason_en, receipt.body, receipt.command)
        if not all(said) or not all(reasons) or (receipt.act, receipt.order) != (fact.act, fact.order):
            self._findings.add(RECEIPTS, entry.position, f"{fact.act} has no whole receipt")
        if fact.act in self._acts:
            self._findings.add(ONCE, entry.position, f"{fact.act} is proposed twice")
        stage = {ActShadowed: "shadowed", ActSuggested: "suggested", ActAllowed: "allowed"}[type(fact)]
        self._acts[fact.act] = ActBook(receipt, stage, fact.due if isinstance(fact, ActAllowed) else 0)
        mandate = self._mandates.get((receipt.agent, receipt.kind))
        if mandate is None or receipt.pesos > mandate.caps.act_centavos or receipt.pesos < 0:
            self._findings.add(WITHIN, entry.position, f"{fact.act} has no mandate, or is above its cap")
        elif isinstance(fact, ActAllowed):
            self._check_allowed(fact, entry, mandate)
        elif isinstance(fact, ActSuggested) and (self._is_stopped(receipt) or mandate.autonomy is Autonomy.SHADOW):
            self._findings.add(WITHIN, entry.position, f"{fact.act} is suggested out of the shadow")

    def _check_allowed(self, fact: ActAllowed, entry: Entry, mandate: Mandate) -> None:
        receipt = fact.receipt
        if mandate.autonomy not in (Autonomy.BOUNDED, Autonomy.ACT) or self._is_stopped(receipt):
            self._findings.add(WITHIN, entry.position, f"{fact.act} is allowed: {mandate.autonomy}, or stopped")
        day = moments.local_date(Instant(entry.at), self._books.policy.zone).isoformat()
        centavos, count = self._used.get((receipt.agent, receipt.kind, day), (0, 0))
        centavos, count = centavos + receipt.pesos, count + 1
        self._used[receipt.agent, receipt.kind, day] = (centavos, count)
        bounds = [mandate.caps] if mandate.autonomy is Autonomy.ACT else [mandate.limits, mandate.caps]
        if any(_passes(limits, receipt.pesos, centavos, count) for limits in bounds):
            self._findings.add(WITHIN, entry.position, f"{fact.act}: {receipt.pesos}, {centavos} and {count} on {day}")
        window = mandate.undo_minutes * MINUTE if receipt.kind in TOLD else 0
        if fact.due != entry.at + window:
            self._findings.add(WITHIN, entry.position, f"{fact.act} is due at {fact.due}")

    def _approved(self, fact: ActApproved, entry: Entry) -> None:
        act = self._ends(fact.act, "approved", ("suggested",), entry)
        if entry.by.startswith(AGENT) or entry.by != fact.by:
            self._findings.add(WITHIN, entry.position, f"{fact.act} is approved by {entry.by}, said to be {fact.by}")
        if act is not None:
            act.due = fact.due

    def _carried_out(self, fact: ActCarriedOut, entry: Entry) -> None:
        act = self._ends(fact.act, "done", ("allowed", "approved"), entry)
        if act is None:
            return
        if entry.at < act.due or self._is_stopped(act.receipt):
            self._findings.add(WITHIN, entry.position, f"{fact.act} is done before {act.due}, or while stopped")
        act.before, act.reserved = self._plan(act.receipt.order), self._reserved(act.receipt.order)
        self._decision = Decision(fact.act, entry.cause, entry.position)

    def _undone(self, fact: ActUndone, entry: Entry) -> None:
        since = ("done",) if fact.how == "inverted" else ("allowed", "approved")
        act = self._ends(fact.act, "undone", since, entry)
        if act is not None and fact.how == "inverted":
            self._decision = Decision(fact.act, entry.cause, entry.position, fact.facts)

    def _close(self, name: str, stage: str, since: tuple[str, ...], entry: Entry) -> None:
        self._ends(name, stage, since, entry)

    def _ends(self, name: str, stage: str, since: tuple[str, ...], entry: Entry) -> ActBook | None:
        act = self._acts.get(name)
        if act is None:
            self._findings.add(RECEIPTS, entry.position, f"{name} is {stage} and was never proposed")
            return None
        if act.stage not in since:
            self._findings.add(ONCE, entry.position, f"{name} is {act.stage} and becomes {stage}")
        act.stage = stage
        return act

    # --- plans ---

    def _planned(self, fact: ParcelPlanned, _: Entry) -> None:
        takes = tuple(sorted((take.sku, take.location, take.units) for take in fact.takes))
        self._content[fact.parcel] = (fact.location, fact.service, takes)

    def _plan(self, order: str) -> Plan:
        """What is planned for an order, whatever its parcels are called."""
        book = self._books.orders.get(order)
        names = book.parcels if book is not None else []
        return Counter(self._content[name] for name in names if self._books.parcels[name].status == "planned")

    def _reserved(self, order: str) -> Units:
        book = self._books.orders.get(order)
        live = None if book is None else self._books.reservations.get(book.reservation)
        return {} if live is None else {shelf: units for shelf, units in live.takes.items() if units}

    def instant_over(self, position: int) -> None:
        if self._decision is not None:
            self._over(self._decision)

    def log_over(self, position: int, at: int) -> None:
        for name, act in self._acts.items():
            if act.stage in ("allowed", "approved") and act.due + LAG < at:
                self._findings.add(ONCE, position, f"{name} was due at {act.due} and nothing became of it")


def _passes(limits: ActLimits, pesos: int, centavos: int, count: int) -> bool:
    return pesos > limits.act_centavos or centavos > limits.day_centavos or count > limits.day_acts
