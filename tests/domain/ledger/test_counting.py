"""Counts: which shelves are worth one, and that an ask ends with a count by hand."""

import pytest

from promesa.domain.ledger.stock import counting, folds
from promesa.domain.ledger.stock.counting import AskCounts, CountAsked
from promesa.domain.ledger.stock.words import CountStock, StockMissing
from promesa.domain.values.ids import LocationId, ParcelId, Sku
from promesa.domain.values.refusal import Reason
from tests.regressions.shop import Shop

N1 = LocationId("N1")


def shop(**prices: int) -> Shop:
    here = Shop().opens("N1").opens("N2").carries("P", 2, 0)
    for sku, price in prices.items():
        here.sells(sku, price=price)
    return here


def worth(here: Shop, most: int = 9) -> list[str]:
    world = here.world
    return [one.sku for one in counting.worth(world.catalog, world.stock, N1, here.now, most)]


def test_dearer_and_more_doubtful_before() -> None:
    here = shop(A=100, B=900, C=100).has("N1", A=9, B=9, C=2).has("N2", A=9)
    assert worth(here) == ["B", "C", "A"]
    assert worth(here, 1) == ["B"]
    missed = StockMissing(Sku("A"), N1, 1, ParcelId("x"), "not_found")
    folds.FOLD[StockMissing](here.world.stock, missed, here.now)
    assert worth(here)[:2] == ["B", "A"]


def test_what_was_just_looked_at_is_worth_less() -> None:
    here = shop(A=100, B=100).has("N1", A=3, B=3)
    here.put(CountStock("A", "N1", 3, "hand", by_hand=True))
    assert worth(here) == ["B", "A"]


def test_an_ask_ends_with_a_count_by_hand_and_is_not_doubled() -> None:
    here = shop(A=100, B=50).has("N1", A=3, B=3)
    (first,) = here.put(AskCounts(N1, (), 1))
    assert isinstance(first, CountAsked)
    assert (first.sku, first.stake > 0) == ("A", True)
    assert here.put(AskCounts(N1, (Sku("A"),))) == []
    assert [one.sku for one in here.put(AskCounts(N1, (), 5))] == ["B"]
    here.put(CountStock("A", "N1", 2, "erp"))
    assert [one.sku for one in counting.asked_at(here.world.count_asks, N1)] == ["A", "B"]
    here.put(CountStock("A", "N1", 2, "hand", by_hand=True))
    assert [one.sku for one in counting.asked_at(here.world.count_asks, N1)] == ["B"]


@pytest.mark.parametrize(
    ("ask", "reason"),
    [
        (AskCounts(LocationId("none")), Reason.UNKNOWN_LOCATION),
        (AskCounts(N1, (Sku("none"),)), Reason.UNKNOWN_SKU),
        (AskCounts(N1, (), 0), Reason.BAD_QUANTITY),
        (AskCounts(N1, (), 51), Reason.BAD_QUANTITY),
    ],
)
def test_what_cannot_be_asked(ask: AskCounts, reason: Reason) -> None:
    assert shop(A=100).has("N1", A=3).refuses(ask).reason is reason


@pytest.mark.parametrize(("units", "first", "last"), [(1, 0.1, 0.1), (6, 0.26, 0.28), (40, 0.05, 0.07)])
def test_the_units_that_are_promised_next_are_doubted(units: int, first: float, last: float) -> None:
    """0.10 of the last, 0.04 of the four before it, 0.01 of the others."""
    here = shop(A=100).has("N1", A=units)
    (one,) = counting.worth(here.world.catalog, here.world.stock, N1, here.now, 1)
    assert first - 1e-9 <= one.missing <= last + 1e-9
