"""Stock comes after the catalog: nobody counts what nobody sells, nor where nobody is."""

from datetime import date

import pytest

from promesa.domain.ledger import capacity_rules
from promesa.domain.ledger.capacity import Capacity, SetCapacity
from promesa.domain.ledger.stock import rules
from promesa.domain.ledger.stock.words import AdjustStock, CountStock, LoadStock, SetSafetyStock
from promesa.domain.ledger.supply import AnnounceSupply
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused
from tests.domain.promise.shop import Shop


@pytest.fixture
def shop() -> Shop:
    shop = Shop()
    shop.sells("A", "B")
    shop.opens("N1")
    return shop


@pytest.mark.parametrize(
    ("sku", "location", "no"),
    [
        ("A", "N1", None),
        ("X", "N1", Refused(Reason.UNKNOWN_SKU, "X")),
        ("a", "N1", Refused(Reason.UNKNOWN_SKU, "a")),
        ("A", "X", Refused(Reason.UNKNOWN_LOCATION, "X")),
        ("X", "Y", Refused(Reason.UNKNOWN_SKU, "X")),
    ],
)
def test_a_shelf_is_known_by_its_sku_and_its_location(shop: Shop, sku: str, location: str, no: Refused | None) -> None:
    asks = (
        CountStock(sku, location, 5, "erp"),
        AdjustStock(sku, location, 5, "erp"),
        SetSafetyStock(sku, location, 5),
        AnnounceSupply("s1", location, sku, 5, date(2027, 3, 1)),
    )
    for ask in asks:
        assert rules.unknown(shop.catalog, shop.locations, ask) == no


@pytest.mark.parametrize(
    ("skus", "locations", "no"),
    [
        ("AB", ("N1", "N1"), None),
        ("", (), None),
        ("AXY", ("N1", "N1", "N1"), Refused(Reason.UNKNOWN_SKU, "X")),
        ("AB", ("N1", "X"), Refused(Reason.UNKNOWN_LOCATION, "X")),
    ],
)
def test_a_load_names_the_first_that_nobody_knows(
    shop: Shop, skus: str, locations: tuple[str, ...], no: Refused | None
) -> None:
    ask = LoadStock("erp", "b1", tuple(skus), locations, (1,) * len(skus))
    assert rules.unknown_of_load(shop.catalog, shop.locations, ask) == no


@pytest.mark.parametrize("ask", [SetCapacity("X", "2027-03-01", 5), SetCapacity("X", "2027-03-01", None, minutes=5)])
def test_nobody_sets_the_capacity_of_what_nobody_knows(shop: Shop, ask: SetCapacity) -> None:
    outcome = capacity_rules.set_capacity(shop.locations, Capacity(), ask, Instant(0))
    assert outcome == Refused(Reason.UNKNOWN_LOCATION, "X")
