"""What lists may say, with and without a place (R25, R26)."""

from promesa.domain.network.locations.words import LocationPaused, week
from promesa.domain.promise.quoting.availability import Availability, SkuAvailability, listing
from promesa.domain.values.refusal import Reason, Refused
from tests.domain.promise.shop import GUADALAJARA, MERIDA, TIJUANA, WEB, Shop, day


def listed(shop: Shop, sku: str, to: str | None = None, channel: str = WEB) -> SkuAvailability:
    answer = listing(*shop.parts(), sku, channel, to, shop.now, 7)
    assert isinstance(answer, SkuAvailability), answer
    return answer


def shop_of_r25() -> Shop:
    shop = Shop()
    shop.sells("A", "B", "C")
    shop.opens("web", channels=(WEB,))
    shop.opens("market", channels=("market",))
    shop.opens("north", "02", channels=(WEB,), zone="America/Tijuana")
    shop.carries("everywhere", 3, 9_000)
    shop.carries("local", 1, 5_000, to=("02",))
    shop.has({("web", "A"): 0, ("market", "A"): 7, ("web", "C"): 4})
    return shop


def test_units_of_other_channels_never_count() -> None:
    shop = shop_of_r25()
    for to in (None, TIJUANA, MERIDA):
        answer = listed(shop, "A", to)
        assert (answer.status, answer.units) == (Availability.NOT_AVAILABLE, 0)
    assert listed(shop, "A", channel="market").status == Availability.AVAILABLE


def test_what_reaches_only_some_places_depends_on_the_postal_code() -> None:
    shop = Shop()
    shop.sells("B")
    shop.opens("north", "02", zone="America/Tijuana")
    shop.carries("local", 1, 5_000, to=("02",))
    shop.has({("north", "B"): 3})
    assert (listed(shop, "B").status, listed(shop, "B").units) == (Availability.DEPENDS, 3)
    there = listed(shop, "B", TIJUANA)
    assert (there.status, there.units, there.promised_on) == (Availability.AVAILABLE, 3, day("2027-03-02"))
    assert (listed(shop, "B", MERIDA).status, listed(shop, "B", MERIDA).units) == (Availability.NOT_AVAILABLE, 0)


def test_what_reaches_everybody_is_available() -> None:
    shop = shop_of_r25()
    assert (listed(shop, "C").status, listed(shop, "C").units) == (Availability.AVAILABLE, 4)


def test_what_is_only_at_a_counter_depends_on_the_postal_code() -> None:
    shop = Shop()
    shop.sells("A")
    hours = week(("10:00", "20:00"))
    shop.opens("S1", pickup=True, ships=False, hours=hours, lat=20.68, lon=-103.35)
    shop.has({("S1", "A"): 2})
    assert listed(shop, "A").status == Availability.DEPENDS
    assert listed(shop, "A", GUADALAJARA).status == Availability.AVAILABLE
    assert listed(shop, "A", MERIDA).status == Availability.NOT_AVAILABLE


def test_a_list_and_a_cart_say_the_same() -> None:
    shop = shop_of_r25()
    shop.reserves("cart", ("web", "C", 1))
    answer = listed(shop, "C", GUADALAJARA)
    assert (answer.units, answer.promised_on) == (3, shop.offers({"C": 1})[0].promised_on)
    assert shop.asks({"C": 4}) == Refused(Reason.NOT_ENOUGH_STOCK, "C", 3)
    assert (answer.as_of, answer.position) == (shop.now, 7)


def test_a_paused_location_has_nothing() -> None:
    shop = shop_of_r25()
    shop.tell(LocationPaused("web"))
    assert listed(shop, "C").status == Availability.NOT_AVAILABLE


def test_unknown_things_are_refused() -> None:
    shop = shop_of_r25()
    parts, now = shop.parts(), shop.now
    assert listing(*parts, "X", WEB, None, now, 1) == Refused(Reason.UNKNOWN_SKU, "X")
    assert listing(*parts, "A", WEB, "99999", now, 1) == Refused(Reason.UNKNOWN_POSTAL_CODE, "99999")
