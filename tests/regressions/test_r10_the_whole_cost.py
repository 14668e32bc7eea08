"""R10: the number that is ranked is the number that is charged, and its parts are told."""

from promesa.domain.network.carriers.words import Rates
from promesa.domain.network.locations.words import ChangeLocation
from promesa.domain.promise.words import Offer
from tests.regressions.shop import Shop, open_location


def shop() -> Shop:
    """X sends for 89.00; Y for 79.00, but preparing a parcel costs 25.00 there. Both arrive the same day."""
    rates = Rates(same_area_centavos=89_00, other_area_centavos=79_00)
    here = Shop().sells("A").opens("X").opens("Y", "09", handling_centavos=25_00).carries("P", 2, rates=rates)
    return here.has("X", A=5).has("Y", A=5)


def parts(offer: Offer) -> dict[str, int]:
    return {part.name: part.amount for leg in offer.legs for part in leg.cost}


def test_r10_rank_by_the_whole_cost() -> None:
    """X wins at 89.00 while Y costs 104.00, and Y wins at 88.50 once its handling is 9.50."""
    here = shop()
    first = here.offers({"A": 1})[0]
    assert (first.legs[0].location, first.cost, first.fee) == ("X", 89_00, 89_00)
    assert parts(first) == {"freight": 89_00}
    cheaper = open_location("Y", "09", handling_centavos=9_50)
    here.put(ChangeLocation(**{name: getattr(cheaper, name) for name in cheaper.__struct_fields__}))
    second = here.offers({"A": 1})[0]
    assert (second.legs[0].location, second.cost, second.fee) == ("Y", 88_50, 88_50)
    assert parts(second) == {"freight": 79_00, "handling": 9_50}
    assert first.promised_on == second.promised_on
    here.places("o1", {"A": 1})
    assert here.world.orders.by_id["o1"].placed.fee == 88_50
    here.pays("o1")
    assert here.world.promises.by_order["o1"].made.legs == second.legs
    assert here.messages() == ["o1:payment_pending", "o1:confirmed"]


def test_r10_a_second_parcel_counts_too() -> None:
    """What a split costs us is part of the comparison, so one dearer parcel may beat two cheap ones."""
    here = Shop(split_cost=15_00).sells("A", "B").opens("N1").opens("N2").opens("N3", handling_centavos=24_00)
    here.carries("P", 2, 10).has("N1", A=1).has("N2", B=1).has("N3", A=1, B=1)
    assert [leg.location for leg in here.offers({"A": 1, "B": 1})[0].legs] == ["N3"]
    dearer = open_location("N3", handling_centavos=26_00)
    here.put(ChangeLocation(**{name: getattr(dearer, name) for name in dearer.__struct_fields__}))
    best = here.offers({"A": 1, "B": 1})[0]
    assert sorted(leg.location for leg in best.legs) == ["N1", "N2"]
    assert best.cost == 35_00
