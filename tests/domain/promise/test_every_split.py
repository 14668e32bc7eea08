"""Few units shared out in every way there is: which ways there are, and plans that need no long way."""

import pytest

from promesa.domain.promise.quoting import deliveries
from promesa.domain.promise.sourcing import every_split
from promesa.domain.promise.words import Offer
from promesa.domain.values.policy import Policy
from tests.domain.promise.shop import Shop, takes


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Three locations, each a little dearer than the one before; whoever takes the long way fails."""
    monkeypatch.setattr(deliveries, "_long_way", lambda *_: pytest.fail("the long way was taken"))
    shop = Shop(split_cost=1_500)
    shop.sells("A", "B", grams=100)
    for number in range(3):
        shop.opens(f"N{number}", handling_centavos=number * 100)
    shop.carries("P", 2, 5_000)
    return shop


def test_two_units_of_one_line_and_one_of_another_go_in_two_parcels_at_most_in_three_ways() -> None:
    assert set(every_split.ways((2, 1), 2)) == {((2, 1),), ((2, 0), (0, 1)), ((1, 1), (1, 0))}


@pytest.mark.parametrize(("units", "parcels_max"), [((3, 3), 4), ((6,), 4), ((2, 2, 2), 3), ((1,), 1)])
def test_every_way_makes_up_the_units_once(units: tuple[int, ...], parcels_max: int) -> None:
    ways = every_split.ways(units, parcels_max)
    assert len({tuple(sorted(way)) for way in ways}) == len(ways)
    assert all(tuple(map(sum, zip(*way, strict=True))) == units and len(way) <= parcels_max for way in ways)


def test_many_units_are_not_few() -> None:
    assert every_split.are_few((3, 3), Policy())
    assert not every_split.are_few((4, 3), Policy())


def test_units_that_no_location_has_together_come_from_the_cheapest_two(shop: Shop) -> None:
    shop.has({("N0", "A"): 1, ("N1", "A"): 1, ("N2", "A"): 2})
    (offer,) = shop.offers({"A": 3})
    assert takes(offer) == {("N0", "A"): 1, ("N2", "A"): 2}
    assert offer.cost == 5_000 + 5_200 + 1_500


def test_a_line_in_parts_beside_another_costs_no_parcel_more_than_it_must(shop: Shop) -> None:
    shop.has({("N0", "A"): 2, ("N1", "A"): 1, ("N1", "B"): 2, ("N2", "B"): 2})
    (offer,) = shop.offers({"A": 3, "B": 2})
    assert takes(offer) == {("N0", "A"): 2, ("N1", "A"): 1, ("N1", "B"): 2}


def parcels(offer: Offer) -> list[tuple[str, int, int]]:
    """(location, units, cost) of each parcel, as they are named."""
    return [
        (leg.location, sum(t.units for t in leg.takes), sum(part.amount for part in leg.cost)) for leg in offer.legs
    ]


@pytest.mark.parametrize("wants", [{"A": 1, "B": 1}, {"B": 1, "A": 1}])
@pytest.mark.parametrize("cheap", ["A", "B"])
def test_of_two_whole_lines_the_dearer_parcel_is_named_second_and_bears_the_split(
    shop: Shop, wants: dict[str, int], cheap: str
) -> None:
    shop.has({("N0", cheap): 1, ("N2", "B" if cheap == "A" else "A"): 1})
    (offer,) = shop.offers(wants)
    assert parcels(offer) == [("N0", 1, 5_000), ("N2", 1, 5_200 + 1_500)]


@pytest.mark.parametrize("wants", [{"A": 3, "B": 2}, {"B": 2, "A": 3}])
def test_of_lines_in_parts_the_parcels_are_named_from_the_cheapest_location_on(
    shop: Shop, wants: dict[str, int]
) -> None:
    shop.has({("N2", "A"): 2, ("N2", "B"): 2, ("N1", "A"): 1, ("N0", "A"): 1})
    (offer,) = shop.offers(wants)
    assert parcels(offer) == [("N0", 1, 5_000), ("N2", 4, 5_200 + 1_500)]


def test_of_parcels_that_cost_the_same_the_first_by_name_is_named_first(shop: Shop) -> None:
    shop.opens("M9", handling_centavos=0)
    shop.has({("N0", "A"): 1, ("M9", "A"): 2})
    (offer,) = shop.offers({"A": 3})
    assert parcels(offer) == [("M9", 2, 5_000), ("N0", 1, 5_000 + 1_500)]
