"""Stock comes after the catalog: nobody counts what nobody sells, nor where nobody is."""

import pytest

from promesa.domain.ledger.stock import rules
from promesa.domain.ledger.stock.words import AdjustStock, CountStock, LoadStock, SetSafetyStock
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
        CountStock(sku, location, 5, "erp"),  # type: ignore[arg-type]
        AdjustStock(sku, location, 5, "erp"),  # type: ignore[arg-type]
        SetSafetyStock(sku, location, 5),  # type: ignore[arg-type]
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
    ask = LoadStock("erp", "b1", tuple(skus), locations, (1,) * len(skus))  # type: ignore[arg-type]
    assert rules.unknown_of_load(shop.catalog, shop.locations, ask) == no
