"""R12: stock is seen only through an active location, and closing one is a single fact, never half of one."""

from promesa.domain.ledger.stock.words import LoadStock
from promesa.domain.network.catalog import LoadProducts
from promesa.domain.network.locations.words import CloseLocation, LocationClosed, PauseLocation
from promesa.domain.promise.quoting import availability
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import parts
from tests.regressions.shop import GUADALAJARA, Shop, place_order

ROWS = 100_000


def catalog_of(names: tuple[str, ...]) -> LoadProducts:
    every = len(names)
    return LoadProducts(
        source="erp",
        skus=names,
        names=names,
        prices=(10_000,) * every,
        grams=(500,) * every,
        volumes_cm3=(0,) * every,
        categories=("",) * every,
    )


def test_r12_a_disabled_or_half_deleted_node_offers_nothing() -> None:
    """N1 is paused with 500, N2 has 2, N3 is being closed with 100,000 rows when the process dies."""
    here = Shop().sells("A", "S7").opens("N1").opens("N2").opens("N3").carries("P", 2, 50)
    here.has("N1", A=500).has("N2", A=2)
    names = tuple(f"S{n}" for n in range(ROWS))
    here.put(catalog_of(names))
    here.put(LoadStock("wms", "b1", names, ("N3",) * ROWS, (9,) * ROWS))
    assert here.offers({"S7": 1})[0].legs[0].location == "N3"
    here.put(PauseLocation("N1"))
    here.put(CloseLocation("N3"))
    again = Shop(log=here.log)  # what was accepted is all that a restart finds
    for shop in (here, again):
        assert [leg.location for leg in shop.offers({"A": 2})[0].legs] == ["N2"]
        assert shop.quote({"A": 3}) == Refused(Reason.NOT_ENOUGH_STOCK, "A", 2)
        assert shop.quote({"S7": 1}) == Refused(Reason.NOT_ENOUGH_STOCK, "S7", 0)
        assert shop.reason(place_order("o1", {"S7": 1})) is Reason.NOT_ENOUGH_STOCK
        assert shop.reason(place_order("o2", {"A": 3})) is Reason.NOT_ENOUGH_STOCK
        assert units(shop, "A") == 2
        assert units(shop, "S7") == 0
    assert again.put(CloseLocation("N3")) == []
    assert again.facts(LocationClosed, since=0) == [LocationClosed("N3", "")]
    again.places("o3", {"A": 2})
    assert again.shelf("A", "N2") == (2, 2, 0)
    assert again.on_hand("A", "N1") == 500
    assert again.messages() == ["o3:payment_pending"]


def units(shop: Shop, sku: str) -> int:
    """What the listing says."""
    found = availability.listing(*parts(shop.world), sku, "web", GUADALAJARA, shop.now, 0)
    assert not isinstance(found, Refused)
    return found.units
