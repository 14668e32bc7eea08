"""The watchman in a simulated past, and the person who answers what it suggests, every morning."""

from datetime import date, timedelta
from typing import Any

from promesa.agents.watchman import NAME, Watchman
from promesa.domain.conduct.mandates import granting, state
from promesa.domain.conduct.mandates.state import ActStage
from promesa.domain.conduct.mandates.words import (
    ActLimits,
    ApproveAct,
    Autonomy,
    DeclineAct,
    GrantMandate,
    Mandate,
    PromoteMandate,
)
from promesa.domain.ledger.shipments.words import ParcelPlanned
from promesa.domain.promise.words import PromiseBroken
from promesa.domain.values import moments
from promesa.domain.values.moments import HOUR, Instant
from promesa.domain.values.money import Centavos
from promesa.engine.machine import Request
from promesa.lab.play import Play
from promesa.lab.scenario import Scenario, chance

BY = "customer care"
HOURS = range(9, 21, 2)
"""When it looks, by Mexico City's clock; beside a real shop it looks every half minute."""
APPROVED_SHARE = 0.85
GRANTED = {
    "reroute": (Autonomy.BOUNDED, ActLimits(Centavos(30_000), Centavos(300_000), 60)),
    "re_promise": (Autonomy.BOUNDED, ActLimits(Centavos(60_000), Centavos(600_000), 60)),
    "refund": (Autonomy.SUGGEST, ActLimits(Centavos(20_000), Centavos(200_000), 40)),
}
"""What the demo retailer lets it do, and up to which limits."""


class Watch:
    """Owns the watchman of a demo, and the dice of the person who answers it."""

    def __init__(self, play: Play, scenario: Scenario) -> None:
        self._play, self._watchman = play, Watchman()
        self._dice = chance(scenario.seed, "watch")
        play.listen({ParcelPlanned: self._planned, PromiseBroken: self._broken})

    def grants(self) -> list[Any]:
        """The mandates, as the retailer's people grant them before the first day."""
        told: list[Any] = []
        for kind, (autonomy, limits) in GRANTED.items():
            told.append(GrantMandate(Mandate(NAME, kind, Autonomy.SUGGEST, limits, limits, decisions_min=0), BY))
            if autonomy is Autonomy.BOUNDED:
                told.append(PromoteMandate(NAME, kind, BY))
        return told

    def day(self, day: date) -> None:
        """Note when it looks, and when it is answered."""
        midnight = moments.end_of_day(day - timedelta(days=1), moments.MEXICO_CITY) + 1
        self._play.agenda.note(midnight + 8 * HOUR, self._answer)
        for hour in HOURS:
            self._play.agenda.note(midnight + hour * HOUR, self._look)

    def _planned(self, fact: ParcelPlanned, _: Instant) -> None:
        self._watchman.orders[fact.order] = None

    def _broken(self, fact: PromiseBroken, _: Instant) -> None:
        self._watchman.broken[fact.order] = None

    def _look(self, _: Instant) -> list[Any]:
        now = Instant(self._play.machine.now())
        by = f"{granting.AGENT}{NAME}"
        return [Request(one, by) for one in self._watchman.proposals(self._play.world, now)]

    def _answer(self, _: Instant) -> list[Any]:
        waiting = state.waiting(self._play.world.mandates, NAME)
        asked = [name for name, act in waiting if act.stage is ActStage.SUGGESTED]
        return [Request(self._say(name), BY) for name in asked]

    def _say(self, act: str) -> ApproveAct | DeclineAct:
        yes = self._dice.random() < APPROVED_SHARE
        return ApproveAct(act, BY) if yes else DeclineAct(act, BY, "not this customer")
