"""R28: one key, one effect; a reply that was lost is not a write that failed."""

from promesa.domain.ledger.stock.words import AdjustStock, CountStock, StockAdjusted, StockCounted
from promesa.engine.machine import KeyReused
from tests.regressions.counter import door_of
from tests.regressions.shop import Shop


def shop() -> Shop:
    return Shop().sells("A").opens("N1").carries("P", 2).has("N1", A=40)


def test_r28_error_500_but_it_was_applied() -> None:
    """+10 and then 55, each told six times: 50, then 55; another body under an old key is a conflict."""
    here = shop()
    plus_ten, set_to = AdjustStock("A", "N1", 10, "wms"), CountStock("A", "N1", 55, "wms")
    told = [here.submit(plus_ten, "k1") for _ in range(6)]
    assert here.on_hand("A") == 50
    assert [verdict.facts for verdict in told] == [[StockAdjusted("A", "N1", 10, "wms")]] * 6
    assert [verdict.repeated for verdict in told] == [False] + [True] * 5
    counted = [here.submit(set_to, "k2") for _ in range(6)]
    assert here.on_hand("A") == 55
    assert len({tuple(verdict.facts) for verdict in counted}) == 1
    assert here.submit(AdjustStock("A", "N1", 11, "wms"), "k1").refusal == KeyReused("k1")
    again = Shop(log=here.log)
    assert again.submit(plus_ten, "k1").repeated, "after a restart too"
    assert (again.on_hand("A"), len(here.facts(StockAdjusted)), len(here.facts(StockCounted))) == (55, 1, 1)
    assert here.messages() == []


def test_r28_the_same_over_http() -> None:
    here = shop()
    plus_ten = {"sku": "A", "location": "N1", "units": 10, "source": "wms"}
    with door_of(here) as client:
        path, key = "/v1/stock/adjustments", {"Idempotency-Key": "k1"}
        told = [client.post(path, plus_ten, key) for _ in range(6)]
        assert {answer.status for answer in told} == {told[0].status}
        assert len({answer.body for answer in told}) == 1
        other = client.post(path, {**plus_ten, "units": 11}, key)
        assert other.status in (409, 422)
        assert other.json["reason"] == "key_reused"
    assert here.on_hand("A") == 50
