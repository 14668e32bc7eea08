"""A great many proposed actions by a random and by a hostile agent, at one level of autonomy, and what came of them."""

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import msgspec

from promesa import app
from promesa.domain.conduct.mandates.state import ActStage
from promesa.domain.conduct.mandates.words import ActAllowed, ActCarriedOut, ActShadowed, ActSuggested, Autonomy
from promesa.domain.values.refusal import Refused
from promesa.engine.machine import Verdict
from promesa.lab import auditor
from promesa.lab.agents.players import HOSTILE, RANDOM, HostileAgent, RandomAgent
from promesa.lab.agents.stage import AgentStage

SCENE = 40
"""Proposals between two moments of the shop's own life; of them so many share an append."""
GROUP = 8
CHAPTER = 10_000
"""Proposals on one log, which is then audited from its first entry."""
AGENTS: dict[str, type[RandomAgent]] = {RANDOM: RandomAgent, HOSTILE: HostileAgent}
Told = Callable[[float, float], None]


class SoakReport(msgspec.Struct):
    """`faults`: violations, bugs, and undos that failed; empty where everything held."""

    agent: str
    autonomy: str
    proposed: int = 0
    allowed: int = 0
    suggested: int = 0
    shadowed: int = 0
    carried_out: int = 0
    undone: int = 0
    undo_refused: int = 0
    refused: dict[str, int] = {}
    facts: int = 0
    seconds: float = 0.0
    faults: list[str] = []


def run(agent: str, autonomy: Autonomy, actions: int, seed: int, told: Told = lambda _, __: None) -> SoakReport:
    """So many proposed actions of one agent at one level; chapters of `CHAPTER`, each on a new log."""
    report = SoakReport(agent, str(autonomy))
    model, began = app.model(), time.perf_counter()
    refused: Counter[str] = Counter()
    chapter = 0
    while report.proposed < actions and not report.faults:
        stage = AgentStage(model, f"{seed}:{agent}:{autonomy}:{chapter}")
        player = AGENTS[agent](stage, f"{seed}:{agent}:{autonomy}:{chapter}:player")
        _chapter(stage, player, autonomy, min(CHAPTER, actions - report.proposed), refused, report)
        told(report.proposed, actions)
        chapter += 1
    report.refused = dict(sorted(refused.items()))
    report.seconds = round(time.perf_counter() - began, 2)
    return report


def _chapter(
    stage: AgentStage,
    player: RandomAgent,
    autonomy: Autonomy,
    actions: int,
    refused: Counter[str],
    report: SoakReport,
) -> None:
    stage.grant(player.name, autonomy)
    if player.name != RANDOM:
        stage.grant(RANDOM, Autonomy.SUGGEST)
    done = 0
    while done < actions:
        for _ in range(min(SCENE, actions - done) // GROUP or 1):
            requests = [player.next() for _ in range(min(GROUP, actions - done))]
            for verdict in stage.put_all(requests):
                _count(verdict, refused, report)
            done += len(requests)
        done += _at_once(stage, player, refused, report)
        stage.live()
        for kind in list(stage.world.mandates.by_agent[player.name]):
            stage.raise_to(player.name, kind, autonomy)
    report.proposed += done
    _close(stage, report)


def _at_once(stage: AgentStage, player: RandomAgent, refused: Counter[str], report: SoakReport) -> int:
    """One more proposal by itself: if it was done it is taken back before anything else happens: that must work."""
    propose = player.dice.choice((player.reroute, player.reroute, player.transfer, player.reallocate))
    (verdict,) = stage.put_all([propose()])
    _count(verdict, refused, report)
    for fact in verdict.facts:
        act = stage.world.mandates.acts.get(getattr(fact, "act", ""))
        if act is not None and act.stage is ActStage.DONE and act.undo_command:
            stage.undo(fact.act, act, must=True)
    return 1


def _count(verdict: Verdict, refused: Counter[str], report: SoakReport) -> None:
    if isinstance(verdict.refusal, Refused):
        refused[str(verdict.refusal.reason)] += 1
    elif verdict.refusal is not None:
        refused[type(verdict.refusal).__name__] += 1
    for fact in verdict.facts if not verdict.repeated else ():
        report.allowed += isinstance(fact, ActAllowed)
        report.suggested += isinstance(fact, ActSuggested)
        report.shadowed += isinstance(fact, ActShadowed)


def _close(stage: AgentStage, report: SoakReport) -> None:
    """Audit the chapter's log."""
    audited = auditor.audit(stage.machine)
    found: list[Any] = [f"{one.invariant} at {one.position}: {one.about}" for one in audited.violations]
    report.faults = [*stage.faults, *found][:20]
    report.undone += stage.undone
    report.undo_refused += stage.undo_refused
    report.facts += audited.facts
    name = ActCarriedOut.__name__
    report.carried_out += sum(entry.kind == name for entry in stage.machine.log.read())
