"""Whatever an agent would do outside its mandate is found in the log by the auditor, by its name."""

import pytest

from tests.lab import agent_past, past


def test_a_good_log_is_clean() -> None:
    assert past.audit(agent_past.entries()).counts == {}


@pytest.mark.parametrize("name", agent_past.PLANTS)
def test_it_finds_what_is_planted(name: str) -> None:
    invariant, plant = agent_past.PLANTS[name]
    report = past.audit(plant())
    assert invariant in report.counts, (invariant, report.counts)
