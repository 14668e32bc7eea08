"""Quotes: what is offered, at which price, by which day, and every way to be refused."""

import pytest

from promesa.domain.ledger.capacity import CapacitySet, CapacityTaken
from promesa.domain.network.carriers.words import Rates, ServiceWithdrawn
from promesa.domain.network.locations.words import LocationPaused, week
from promesa.domain.promise.quoting import offers, quotes, renewals
from promesa.domain.promise.words import Ask, Quote, Want
from promesa.domain.values import moments
from promesa.domain.values.moments import MINUTE, Instant
from promesa.domain.values.refusal import Reason, Refused
from tests.domain.promise.shop import GUADALAJARA, MERIDA, MONDAY_MORNING, WEB, Shop, at, day, parts_of, takes


def one_store(**policy: object) -> Shop:
    """N1 has 5 of A and goes out by P, 2 days, 89.00."""
    shop = Shop(**policy)
    shop.sells("A", "B")
    shop.opens("N1")
    shop.carries("P", 2, 8_900)
    shop.has({("N1", "A"): 5})
    return shop


def test_an_offer_says_when_what_and_how_much() -> None:
    (offer,) = one_store().offers({"A": 2})
    assert takes(offer) == {("N1", "A"): 2}
    assert (offer.kind, offer.promised_on, offer.zone) == ("delivery", day("2027-03-03"), "America/Mexico_City")
    assert offer.promised_by == moments.end_of_day(day("2027-03-03"), "America/Mexico_City")
    assert (offer.fee, offer.cost, parts_of(offer)) == (8_900, 8_900, [{"freight": 8_900}])
    assert (offer.legs[0].process_on, offer.legs[0].service) == (day("2027-03-01"), "P")
    assert offer.legs[0].hand_over_by == at("2027-03-01 16:00")
    assert offer.postal_code == GUADALAJARA


def test_the_promise_ends_with_the_day_at_the_place() -> None:
    (offer,) = one_store().offers({"A": 1}, MERIDA)
    assert offer.zone == "America/Merida"
    assert offer.promised_by == moments.end_of_day(offer.promised_on, "America/Merida")


def test_a_cheap_and_a_fast_offer_where_they_differ() -> None:
    shop = one_store()
    shop.carries("express", 1, 15_000)
    shop.carries("worse", 3, 9_000)
    cheap, fast = shop.offers({"A": 1})
    assert (cheap.legs[0].service, cheap.fee) == ("P", 8_900)
    assert (fast.legs[0].service, fast.fee, fast.promised_on) == ("express", 15_000, day("2027-03-02"))


def test_of_services_that_cost_the_same_only_the_faster_is_offered() -> None:
    shop = one_store()
    shop.carries("express", 1, 8_900)
    (offer,) = shop.offers({"A": 1})
    assert offer.legs[0].service == "express"


def test_a_flat_fee_is_asked_once_and_speed_costs_what_it_costs() -> None:
    shop = one_store(flat_fee=9_900)
    shop.carries("express", 1, 15_000)
    cheap, fast = shop.offers({"A": 1})
    assert (cheap.fee, cheap.cost) == (9_900, 8_900)
    assert fast.fee == 9_900 + 15_000 - 8_900


@pytest.mark.parametrize(("units", "fee"), [(4, 9_900), (5, 0)])
def test_delivery_is_free_from_an_amount_on(units: int, fee: int) -> None:
    shop = one_store(flat_fee=9_900, free_fee_from=50_000)
    assert shop.offers({"A": units})[0].fee == fee


def test_kilograms_are_charged_as_the_carrier_charges_them() -> None:
    shop = Shop()
    shop.sells("stone", grams=2_600)
    shop.opens("N1")
    rates = Rates(same_area_centavos=8_000, per_kg_centavos=1_000, first_grams=1_000, extended_centavos=3_000)
    shop.carries("P", 2, 0, rates=rates)
    shop.has({("N1", "stone"): 9})
    (offer,) = shop.offers({"stone": 3})
    assert parts_of(offer) == [{"freight": 8_000 + 7 * 1_000}]


def test_a_load_too_heavy_for_one_parcel_leaves_in_several() -> None:
    shop = Shop(split_cost=500)
    shop.sells("stone", grams=30_000)
    shop.opens("N1")
    shop.carries("P", 2, 8_000, max_grams=70_000)
    shop.has({("N1", "stone"): 9})
    (offer,) = shop.offers({"stone": 5})
    assert sorted(take.units for leg in offer.legs for take in leg.takes) == [1, 2, 2]
    assert offer.cost == 3 * 8_000 + 2 * 500


def test_a_unit_that_no_service_carries_is_refused() -> None:
    shop = Shop()
    shop.sells("piano", grams=300_000)
    shop.opens("N1")
    shop.carries("P", 2, 8_000)
    shop.has({("N1", "piano"): 1})
    assert shop.asks({"piano": 1}) == Refused(Reason.NO_SERVICE, GUADALAJARA)


# --- refusals ---


def test_refusals_of_the_question() -> None:
    shop = one_store(lines_max=2, units_max=100)
    assert shop.asks({}) == Refused(Reason.EMPTY_ORDER)
    assert shop.asks({"A": 0}) == Refused(Reason.BAD_QUANTITY, "A")
    assert shop.asks({"A": -1}) == Refused(Reason.BAD_QUANTITY, "A")
    assert shop.asks({"A": 2**70}) == Refused(Reason.BAD_QUANTITY, "A")
    assert shop.asks({"A": 1, "B": 1, "C": 1}) == Refused(Reason.TOO_MANY_LINES, "3", 2)
    assert shop.asks({"X": 1}) == Refused(Reason.UNKNOWN_SKU, "X")
    assert shop.asks({"A": 1}, "99999") == Refused(Reason.UNKNOWN_POSTAL_CODE, "99999")
    assert shop.asks({"A": 1}, None) == Refused(Reason.UNKNOWN_POSTAL_CODE, "")


def test_refusals_of_the_world() -> None:
    shop = one_store()
    assert shop.asks({"A": 6}) == Refused(Reason.NOT_ENOUGH_STOCK, "A", 5)
    assert shop.asks({"B": 1}) == Refused(Reason.NOT_ENOUGH_STOCK, "B", 0)
    shop.tell(ServiceWithdrawn("P"))
    assert shop.asks({"A": 1}) == Refused(Reason.NO_SERVICE, GUADALAJARA)


def test_units_where_no_service_collects_are_no_units() -> None:
    shop = one_store()
    shop.opens("N2", ships=False)
    shop.has({("N2", "A"): 5})
    assert shop.asks({"A": 6}) == Refused(Reason.NOT_ENOUGH_STOCK, "A", 5)


def test_no_promise_that_would_not_be_kept() -> None:
    shop = one_store(keep_probability_min=0.97)
    assert shop.asks({"A": 1}) == Refused(Reason.NO_PROMISE, GUADALAJARA)


def test_a_date_beyond_the_horizon_is_no_offer() -> None:
    shop = one_store(horizon_days=10)
    shop.carries("P", 11, 8_900)
    assert shop.asks({"A": 1}) == Refused(Reason.NO_SERVICE, GUADALAJARA)


# --- capacity ---


def test_a_full_day_moves_the_plan_to_the_next_working_day() -> None:
    shop = one_store()
    shop.opens("N1", orders_per_day=1)
    assert shop.offers({"A": 1})[0].promised_on == day("2027-03-03")
    shop.tell(CapacityTaken("o1", "N1", "2027-03-01", 1))
    (offer,) = shop.offers({"A": 1})
    assert (offer.legs[0].process_on, offer.promised_on) == (day("2027-03-02"), day("2027-03-04"))


def test_a_full_location_loses_to_another() -> None:
    shop = one_store()
    shop.opens("N1", orders_per_day=1)
    shop.opens("N2", handling_centavos=100)
    shop.has({("N2", "A"): 5})
    assert takes(shop.offers({"A": 1})[0]) == {("N1", "A"): 1}
    shop.tell(CapacityTaken("o1", "N1", "2027-03-01", 1))
    cheap, fast = shop.offers({"A": 1})
    assert (takes(cheap), cheap.promised_on) == ({("N1", "A"): 1}, day("2027-03-04"))
    assert (takes(fast), fast.promised_on) == ({("N2", "A"): 1}, day("2027-03-03"))


def test_a_closed_location_is_no_capacity() -> None:
    shop = one_store()
    shop.opens("N1", orders_per_day=0)
    assert shop.asks({"A": 1}) == Refused(Reason.NO_CAPACITY, GUADALAJARA)


def test_a_day_closed_by_hand_counts_too() -> None:
    shop = one_store()
    shop.tell(CapacitySet("N1", "2027-03-01", 0))
    assert shop.offers({"A": 1})[0].legs[0].process_on == day("2027-03-02")


# --- pickups ---


def two_counters() -> Shop:
    shop = one_store()
    hours = week(("10:00", "20:00"))
    shop.opens("S1", pickup=True, hours=hours, lat=20.68, lon=-103.35, handling_centavos=1_000)
    shop.opens("S2", pickup=True, hours=hours, lat=20.70, lon=-103.40)
    shop.opens("far", "31", pickup=True, hours=hours, lat=20.97, lon=-89.62)
    shop.has({("S1", "B"): 2, ("S2", "B"): 5, ("far", "B"): 9})
    return shop


def test_nearby_counters_that_have_everything_are_offered_nearest_first() -> None:
    offers_ = [offer for offer in two_counters().offers({"B": 1}) if offer.kind == "pickup"]
    assert [offer.legs[0].location for offer in offers_] == ["S1", "S2"]
    assert (offers_[0].fee, offers_[0].cost, offers_[0].promised_on) == (0, 1_000, day("2027-03-01"))
    assert offers_[0].legs[0].hand_over_by == at("2027-03-01 12:00")
    offers_ = [offer for offer in two_counters().offers({"B": 3}) if offer.kind == "pickup"]
    assert [offer.legs[0].location for offer in offers_] == ["S2"]


def test_a_pickup_asked_for_is_answered_by_that_shelf_alone() -> None:
    shop = two_counters()
    (offer,) = shop.offers({"B": 2}, None, pickup_location="S1")
    assert (offer.kind, takes(offer)) == ("pickup", {("S1", "B"): 2})
    assert shop.asks({"B": 3}, None, pickup_location="S1") == Refused(Reason.NOT_ENOUGH_STOCK, "B", 2)
    assert shop.asks({"B": 1}, None, pickup_location="N1") == Refused(Reason.NO_SERVICE, "N1")
    assert shop.asks({"B": 1}, None, pickup_location="X") == Refused(Reason.UNKNOWN_LOCATION, "X")


def test_a_pickup_late_in_the_day_is_ready_tomorrow() -> None:
    shop = two_counters()
    shop.now = at("2027-03-01 18:30")
    (offer,) = shop.offers({"B": 1}, None, pickup_location="S1")
    assert offer.promised_on == day("2027-03-02")


def test_a_full_day_moves_a_pickup_too() -> None:
    shop = two_counters()
    shop.tell(CapacitySet("S1", "2027-03-01", 0))
    (offer,) = shop.offers({"B": 1}, None, pickup_location="S1")
    assert offer.promised_on == day("2027-03-02")


def test_what_cannot_be_delivered_may_still_be_picked_up() -> None:
    shop = two_counters()
    shop.tell(ServiceWithdrawn("P"))
    assert {offer.kind for offer in shop.offers({"B": 1})} == {"pickup"}


# --- the asker ---


def test_a_reservation_never_counts_against_its_owner() -> None:
    shop = one_store()
    shop.reserves("cart-1", ("N1", "A", 5))
    assert shop.asks({"A": 1}) == Refused(Reason.NOT_ENOUGH_STOCK, "A", 0)
    assert takes(shop.offers({"A": 5}, reservation="cart-1")[0]) == {("N1", "A"): 5}
    assert shop.asks({"A": 1}, reservation="another") == Refused(Reason.NOT_ENOUGH_STOCK, "A", 0)


def test_locations_to_avoid_are_not_in_the_plan() -> None:
    shop = one_store()
    shop.opens("N2", handling_centavos=100)
    shop.has({("N2", "A"): 5})
    assert takes(shop.offers({"A": 1}, avoid=("N1",))[0]) == {("N2", "A"): 1}
    assert shop.asks({"A": 6}, avoid=("N1",)) == Refused(Reason.NOT_ENOUGH_STOCK, "A", 5)


def test_a_quote_ends_with_its_minutes_or_with_the_cutoff() -> None:
    shop = one_store(quote_minutes=15)
    answer = shop.asks({"A": 1})
    assert isinstance(answer, Quote)
    assert (answer.as_of, answer.position, answer.expires_at) == (shop.now, 7, shop.now + 15 * MINUTE)
    shop.now = at("2027-03-01 15:50")
    answer = shop.asks({"A": 1})
    assert isinstance(answer, Quote)
    assert answer.expires_at == at("2027-03-01 16:00")


def test_the_losers_are_said_when_asked_for() -> None:
    shop = one_store()
    shop.carries("Q", 5, 9_900)
    shop.opens("N2", handling_centavos=100)
    shop.opens("N3", channels=("market",))
    shop.opens("N4")
    shop.opens("N5")
    shop.tell(LocationPaused("N5"))
    shop.has({("N2", "A"): 5, ("N3", "A"): 5, ("N4", "A"): 1, ("N5", "A"): 5})
    ask = Ask((Want("A", 2),), WEB, GUADALAJARA)
    quote = quotes.quote(*shop.parts(), ask, shop.now, 7, explain=True)
    assert isinstance(quote, Quote)
    assert quote.losers == (
        "N2 · P · 2027-03-03 · 90.00",
        "N1 · Q · 2027-03-06 · 99.00",
        "N2 · Q · 2027-03-06 · 100.00",
        "N4 · 1/2",
        "N3 · channel",
        "N5 · paused",
    )


# --- accepted offers, later ---


def test_an_offer_stands_until_its_cutoff() -> None:
    shop = one_store()
    (offer,) = shop.offers({"A": 1})
    assert renewals.legs_still_good(shop.parts(), offer, at("2027-03-01 15:59:59"))
    assert not renewals.legs_still_good(shop.parts(), offer, at("2027-03-01 16:00"))
    shop.tell(LocationPaused("N1"))
    assert not renewals.legs_still_good(shop.parts(), offer, MONDAY_MORNING)


def test_an_offer_falls_with_its_service() -> None:
    shop = one_store()
    (offer,) = shop.offers({"A": 1})
    shop.tell(ServiceWithdrawn("P"))
    assert not renewals.legs_still_good(shop.parts(), offer, MONDAY_MORNING)


def test_a_pickup_offer_stands_while_it_can_be_ready_that_day() -> None:
    shop = two_counters()
    (offer,) = shop.offers({"B": 1}, None, pickup_location="S1")
    assert renewals.legs_still_good(shop.parts(), offer, at("2027-03-01 17:59"))
    assert not renewals.legs_still_good(shop.parts(), offer, at("2027-03-01 18:00"))


def test_a_paid_voucher_starts_the_same_plan_anew() -> None:
    shop = one_store()
    (offer,) = shop.offers({"A": 2})
    renewed = renewals.renew(shop.parts(), offer, at("2027-03-03 17:00"))
    assert not isinstance(renewed, Refused)
    assert (takes(renewed), renewed.fee) == (takes(offer), offer.fee)
    assert (renewed.legs[0].process_on, renewed.promised_on) == (day("2027-03-04"), day("2027-03-06"))
    assert renewals.legs_still_good(shop.parts(), renewed, at("2027-03-03 17:00"))


def test_a_renewal_takes_another_service_if_its_own_is_gone() -> None:
    shop = one_store()
    (offer,) = shop.offers({"A": 2})
    shop.carries("Q", 1, 20_000)
    shop.tell(ServiceWithdrawn("P"))
    renewed = renewals.renew(shop.parts(), offer, MONDAY_MORNING)
    assert not isinstance(renewed, Refused)
    assert (renewed.legs[0].service, renewed.fee, renewed.cost) == ("Q", 8_900, 20_000)
    shop.tell(LocationPaused("N1"))
    assert renewals.renew(shop.parts(), offer, MONDAY_MORNING) == Refused(Reason.NO_SERVICE, "N1")


def test_a_pickup_is_renewed_at_its_counter() -> None:
    shop = two_counters()
    (offer,) = shop.offers({"B": 1}, None, pickup_location="S1")
    renewed = renewals.renew(shop.parts(), offer, at("2027-03-05 19:00"))
    assert not isinstance(renewed, Refused)
    assert (renewed.kind, renewed.promised_on, takes(renewed)) == ("pickup", day("2027-03-08"), takes(offer))


def test_one_fee_is_shared_out_to_its_parcels() -> None:
    shop = Shop(flat_fee=9_900)
    shop.sells("C")
    for name in ("N1", "N2"):
        shop.opens(name)
    shop.carries("P", 2, 8_900)
    shop.has({("N1", "C"): 2, ("N2", "C"): 1})
    (offer,) = shop.offers({"C": 3})
    assert offer.fee == 9_900
    assert offers.fee_shares(offer.fee, offer.legs) == [6_600, 3_300]


def test_going_back_in_time_gives_the_same_answer_again() -> None:
    shop = one_store()
    first = shop.asks({"A": 1})
    shop.now = at("2027-05-01 09:00")
    later = shop.asks({"A": 1})
    shop.now = Instant(MONDAY_MORNING)
    assert shop.asks({"A": 1}) == first != later
