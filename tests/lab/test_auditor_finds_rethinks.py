"""What second thoughts may not do is planted in a good log, and the auditor finds it by its name."""

import pytest

from tests.lab import past, rethink_past


def test_a_good_log_is_clean() -> None:
    assert past.audit(rethink_past.entries()).counts == {}


@pytest.mark.parametrize("name", rethink_past.PLANTS)
def test_it_finds_what_is_planted(name: str) -> None:
    invariant, plant = rethink_past.PLANTS[name]
    report = past.audit(plant())
    assert invariant in report.counts, (invariant, report.counts)
