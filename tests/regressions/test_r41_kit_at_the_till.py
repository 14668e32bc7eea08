"""R41: a kit is sold online and at the till, and given back: each component is subtracted once, a kit is a view."""

import pytest

from promesa.domain.ledger.payments.words import RefundOwed
from promesa.domain.ledger.stock.words import SALE, AdjustStock, CountStock, StockAdjusted
from promesa.domain.network.kits import Component, SetKit
from promesa.domain.promise.editing.words import ReduceLine
from promesa.domain.promise.quoting.availability import listing
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import parts
from promesa.lab import auditor
from tests.regressions import truths
from tests.regressions.shop import Shop


def shop() -> Shop:
    here = Shop().sells("c", price=50).sells("K", price=150).opens("N1", pickup=True).carries("P", 2, 0)
    here.put(SetKit("K", (Component("c", 4),)))
    here.has("N1", c=120)
    here.places("o1", {"K": 2})
    here.pays("o1")
    here.put(AdjustStock("K", "N1", -1, "till", SALE))
    here.put(AdjustStock("c", "N1", -3, "till", SALE))
    return here


def shown(here: Shop, channel: str) -> tuple[int, int]:
    told = [listing(*parts(here.world), sku, channel, None, here.now, here.machine.seen) for sku in ("c", "K")]
    assert not any(isinstance(one, Refused) for one in told), told
    return told[0].units, told[1].units


@pytest.mark.parametrize("way", ["cancelled", "taken out", "sent back"])
def test_r41_kit_sold_online_and_at_the_till_then_refunded(way: str) -> None:
    here = shop()
    assert shown(here, "web") == shown(here, "store") == (105, 26)
    if way == "cancelled":
        here.cancels("o1")
    elif way == "taken out":
        here.put(ReduceLine("o1", "e1", 1, sku="K"))
        assert shown(here, "web") == shown(here, "store") == (109, 27)
        here.cancels("o1")
    else:
        here.packs("o1-1")
        here.hands_over("o1-1")
        here.delivers("o1-1")
        assert shown(here, "web") == (105, 26), "what was reserved is what left"
        here.put(AdjustStock("K", "N1", 2, "returns", "return"))
    assert shown(here, "web") == shown(here, "store") == (113, 28)
    if way != "sent back":
        assert sum(fact.amount for fact in here.facts(RefundOwed)) == 300_00
    truths.hold(here.world)
    assert auditor.audit(here.log).violations == ()


def test_r41_only_components_hold_stock() -> None:
    here = shop()
    assert here.reason(CountStock("K", "N1", 5, "wms")) is Reason.IS_A_KIT
    assert here.reason(SetKit("c", (Component("K", 1),))) is Reason.INVALID
    assert here.refuses(AdjustStock("K", "N1", -27, "till", SALE)) == Refused(Reason.NOT_ENOUGH_STOCK, "c", 105)
    assert not any(fact.sku == "K" for fact in here.facts(StockAdjusted))
    here.sells("y")
    assert here.refuses(SetKit("y", (Component("K", 1),))) == Refused(Reason.INVALID, "K")
    here.sells("x")
    here.has("N1", x=1)
    assert here.reason(SetKit("x", (Component("c", 1),))) is Reason.WRONG_STATE


def test_r41_what_was_sold_stays_what_it_was_made_of() -> None:
    """The kit is another one tomorrow; the order that waits for its money is not."""
    here = shop()
    here.places("o2", {"K": 1})
    here.put(SetKit("K", (Component("c", 5),)))
    here.pays("o2")
    assert here.reserved("c") == 8 + 4
    here.put(ReduceLine("o1", "e1", 1, line=1))
    assert here.reserved("c") == 4 + 4
    assert auditor.audit(here.log).violations == ()
