"""A random and a hostile agent at every level of autonomy: no act outside a mandate, every undo works."""

import pytest

from promesa.domain.conduct.mandates.words import LADDER, Autonomy
from promesa.lab import bench_agents
from promesa.lab.agents import soak

QUICK, LONG = 500, 1_000_000


@pytest.mark.parametrize("agent", soak.AGENTS)
@pytest.mark.parametrize("autonomy", Autonomy)
def test_nothing_outside_the_mandate(agent: str, autonomy: Autonomy) -> None:
    report = soak.run(agent, autonomy, QUICK, 1)
    assert report.faults == []
    assert report.proposed >= QUICK
    told = {Autonomy.SHADOW: report.shadowed, Autonomy.SUGGEST: report.suggested}.get(autonomy, report.carried_out)
    assert told > 0, "nothing was tried"
    if autonomy is Autonomy.SHADOW:
        assert (report.allowed, report.carried_out) == (0, 0)
    if autonomy is Autonomy.SUGGEST:
        assert report.allowed == 0


@pytest.mark.soak
@pytest.mark.parametrize("agent", soak.AGENTS)
@pytest.mark.parametrize("autonomy", Autonomy)
def test_a_million_proposals(agent: str, autonomy: Autonomy) -> None:
    report = soak.run(agent, autonomy, LONG, 1)
    assert report.faults == []


def test_each_level_is_told_when_it_has_ended() -> None:
    ended: list[str] = []
    bench_agents.run(40, 2, lambda _, __: None, lambda report: ended.append(bench_agents.line(report)))
    levels = [f"{agent}/{autonomy}" for agent in soak.AGENTS for autonomy in LADDER]
    assert [one.partition(":")[0] for one in ended] == levels
    assert all("no faults" in one for one in ended)
