"""The `agents` bench: a random and a hostile agent at every level of autonomy, and not one act outside a mandate.

`size` is how many actions each agent proposes at each level; the acceptance of the hand brake is 1,000,000.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from promesa.domain.conduct.mandates.words import LADDER
from promesa.lab.agents import soak
from promesa.lab.agents.soak import SoakReport, Told
from promesa.lab.bench_quote import machine as machine_of

ACTIONS = 10_000
Done = Callable[[SoakReport], None]
"""Hears of each level when it has ended, so that a run that is broken off still tells how far it came."""


def run(actions: int, seed: int, told: Told, done: Done = lambda _: None) -> dict[str, Any]:
    """Rates, what became of the proposals, and `violations`: invariants that did not hold, bugs, undos that failed."""
    reports: list[SoakReport] = []
    whole = actions * len(soak.AGENTS) * len(LADDER)
    for agent in soak.AGENTS:
        for autonomy in LADDER:
            before = sum(report.proposed for report in reports)
            reports.append(soak.run(agent, autonomy, actions, seed, partial(_tell, told, before, whole)))
            done(reports[-1])
    seconds = sum(report.seconds for report in reports)
    totals = ("proposed", "allowed", "suggested", "shadowed", "carried_out", "undone", "undo_refused", "facts")
    return {
        "rate_per_s": round(sum(report.proposed for report in reports) / seconds, 1),
        "seconds": round(seconds, 2),
        "workload": f"{actions} proposals of each of {', '.join(soak.AGENTS)} at {', '.join(LADDER)}",
        "machine": machine_of(),
        **{name: sum(getattr(report, name) for report in reports) for name in totals},
        "violations": sum(len(report.faults) for report in reports),
        "faults": [fault for report in reports for fault in report.faults],
        "levels": [{"agent": one.agent, "autonomy": one.autonomy, "proposed": one.proposed} for one in reports],
    }


def line(report: SoakReport) -> str:
    """One ended level as one line."""
    done = f"{report.proposed} proposed, {report.carried_out} carried out, {report.undone} undone, {report.facts} facts"
    faults = "; ".join(report.faults) or "no faults"
    return f"{report.agent}/{report.autonomy}: {done}, {report.seconds} s, {faults}"


def _tell(told: Told, before: float, whole: float, done: float, _: float) -> None:
    """How far all levels have come, where one has come so far."""
    told(before + done, whole)
