"""A shop whose orders wait to be packed, with an agent that proposes and people who answer."""

from typing import Any

import msgspec

from promesa.domain.conduct.mandates import state
from promesa.domain.conduct.mandates.state import Act, MandateState
from promesa.domain.conduct.mandates.words import (
    ActLimits,
    ApproveAct,
    Autonomy,
    DeclineAct,
    GrantMandate,
    Mandate,
    PromoteMandate,
    ProposeAct,
    UndoAct,
)
from promesa.domain.ledger.payments.words import Refund
from promesa.domain.ledger.stock.words import Take
from promesa.domain.people.messages.words import WriteToCustomer
from promesa.domain.promise.keeping.given_plans import GivenParcel, RerouteOrder
from promesa.domain.values.refusal import Reason, Refused
from promesa.engine.machine import Verdict
from promesa.lab import auditor
from tests.regressions.shop import Shop

BOSS = "key:boss"
PESO = 100
LIMITS = ActLimits(500 * PESO, 2_000 * PESO, 20)
CAPS = ActLimits(1_000 * PESO, 5_000 * PESO, 50)


class Agency(Shop):
    """N1 next door and N2 far away with A and B; `robot` may do what `grants` says."""

    def __init__(self, now: str = "2027-03-01 10:00", **policy: Any) -> None:
        super().__init__(now, **policy)
        self.sells("A", "B").opens("N1").opens("N2", "09")
        self.carries("slow", 4, 40).carries("fast", 1, 90, to=("14",))
        self.has("N1", A=50, B=50).has("N2", A=50, B=50)
        self.keys = 0

    def grants(self, kind: str, autonomy: str, agent: str = "robot", **about: Any) -> None:
        """The mandate, by as many promotions as its autonomy takes."""
        told = {"limits": LIMITS, "caps": CAPS, "decisions_min": 0, **about}
        first = Autonomy.SHADOW if autonomy == "shadow" else Autonomy.SUGGEST
        self.orders_by(BOSS, GrantMandate(Mandate(agent, kind, first, **told), BOSS))
        while (known := self.mandate(kind, agent)).mandate.autonomy != autonomy:
            self.orders_by(BOSS, PromoteMandate(known.mandate.agent, kind, BOSS))

    def mandate(self, kind: str, agent: str = "robot") -> MandateState:
        known = state.find(self.world.mandates, agent, kind)
        assert known is not None
        return known

    def orders_by(self, by: str, command: object) -> list[Any]:
        verdict = self.machine.submit(command, by)
        assert verdict.refusal is None, (command, verdict.refusal)
        return verdict.facts

    def refused(self, by: str, command: object) -> Reason:
        before = self.machine.seen
        verdict = self.machine.submit(command, by)
        assert isinstance(verdict.refusal, Refused), verdict.facts
        assert self.machine.seen == before
        return verdict.refusal.reason

    # --- the agent ---

    def proposal(self, kind: str, inner: Any, agent: str = "robot", key: str | None = None) -> ProposeAct:
        self.keys += 1
        return ProposeAct(
            agent,
            kind,
            key or f"k{self.keys}",
            type(inner).__name__,
            msgspec.json.encode(inner).decode(),
            "porque sí",
            "because",
        )

    def proposes(self, kind: str, inner: Any, agent: str = "robot", key: str | None = None) -> Verdict:
        return self.machine.submit(self.proposal(kind, inner, agent, key), f"agent:{agent}")

    def act(self, verdict: Verdict) -> tuple[str, Act]:
        """The act of a proposal that was taken."""
        assert verdict.refusal is None, verdict.refusal
        name = verdict.facts[0].act
        return name, self.world.mandates.acts[name]

    def refund(self, order: str, pesos: int, agent: str = "robot", key: str | None = None) -> Verdict:
        self.keys += 1
        key = key or f"k{self.keys}"
        inner = Refund(order, f"act:{agent}:{key}", pesos * PESO, "agent")
        return self.proposes("refund", inner, agent, key)

    def reroute(self, order: str, to: str = "N2", service: str = "fast", units: int = 2, **about: Any) -> Verdict:
        parcel = GivenParcel(to, service, (Take("A", to, units),))
        return self.proposes("reroute", RerouteOrder(order, (parcel,), "agent"), **about)

    def message(self, order: str, template: str = "delay_apology", **about: Any) -> Verdict:
        return self.proposes("message", WriteToCustomer(order, template), **about)

    # --- people ---

    def approves(self, act: str) -> list[Any]:
        return self.orders_by(BOSS, ApproveAct(act, BOSS))

    def declines(self, act: str) -> list[Any]:
        return self.orders_by(BOSS, DeclineAct(act, BOSS, "no"))

    def undoes(self, act: str) -> list[Any]:
        return self.orders_by(BOSS, UndoAct(act, BOSS))

    # --- what is so ---

    def sells_one(self, order: str = "o1", **about: Any) -> None:
        """A paid order of two of A from N1, its parcel planned."""
        self.places(order, {"A": 2}, **about)
        if about.get("rail") != "cod":
            self.pays(order)

    def parcels(self, order: str = "o1") -> list[tuple[str, str, str]]:
        names = self.world.shipments.by_order[order]
        all_of = [self.world.shipments.by_id[name] for name in names]
        return [(p.planned.location, p.planned.service, str(p.status)) for p in all_of]

    def owed(self, order: str = "o1") -> int:
        return self.world.payments.by_order[order].refunded // PESO

    def is_clean(self) -> bool:
        report = auditor.audit(self.machine)
        assert report.counts == {}, report.violations[:5]
        return True
