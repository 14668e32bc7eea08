"""R29: the highest version of a source wins, however late or often its messages come."""

from itertools import permutations

import pytest

from promesa.domain.ledger.stock.words import CountStock, StockCounted, StockCountSuperseded
from promesa.domain.promise.quoting import availability
from promesa.domain.values.refusal import Refused
from promesa.domain.world import parts
from tests.regressions.shop import GUADALAJARA, Shop, at

SAID = {101: (12, "09:00:00"), 102: (0, "09:01:10"), 103: (4, "09:01:50")}
ORDERS = [(103, 101, 102), (101, 103), (101, 102, 103, 102), *permutations(SAID)]


@pytest.mark.parametrize("arrivals", ORDERS, ids=lambda arrivals: "-".join(map(str, arrivals)))
def test_r29_late_and_squeezed_stock_messages(arrivals: tuple[int, ...]) -> None:
    here = Shop("2027-03-01 09:02").sells("A").opens("N1").carries("P", 2).has("N1", A=7)
    newest = 0
    for version in arrivals:
        units, counted_at = SAID[version]
        facts = here.put(CountStock("A", "N1", units, "erp", version, at(f"2027-03-01 {counted_at}")))
        assert isinstance(facts[0], StockCounted if version > newest else StockCountSuperseded)
        newest = max(newest, version)
    assert here.on_hand("A") == 4
    for channel in ("web", "market"):
        said = availability.listing(*parts(here.world), "A", channel, GUADALAJARA, here.now, 0)
        assert not isinstance(said, Refused)
        assert said.units == 4, channel
    assert len(here.story()) == len(arrivals), "what was superseded is recorded, and nothing else happens"
    assert here.messages() == []
