"""What deliveries teach: quantiles of days per lane, and how often dates are kept."""

from datetime import date, timedelta

import pytest

from promesa.domain.ledger.shipments.words import (
    ParcelCancelled,
    ParcelDelivered,
    ParcelLost,
    ParcelPlanned,
    ParcelReady,
)
from promesa.domain.promise import lanes
from promesa.domain.promise.words import PromiseMade, PromiseWithdrawn
from promesa.domain.values.moments import Instant
from tests.domain.promise.shop import GUADALAJARA, MERIDA, MEXICO_CITY, MONDAY_MORNING, Shop, at, day

DAY = 86_400_000_000


def shop_with_lanes() -> Shop:
    shop = Shop()
    shop.sells("A")
    shop.opens("N1", "14")
    shop.opens("N2", "31")
    return shop


def promised(shop: Shop, order: str, to: str | None = GUADALAJARA, made_at: Instant = MONDAY_MORNING) -> None:
    made = PromiseMade(
        order=order,  # type: ignore[arg-type]
        kind="delivery",
        promised_by=Instant(0),
        promised_on=date(2027, 3, 5),
        zone=MEXICO_CITY,
        keep_probability=0.9,
        fee=0,  # type: ignore[arg-type]
        cost=0,  # type: ignore[arg-type]
        policy=1,
        fingerprint="",
        legs=(),
        postal_code=to,  # type: ignore[arg-type]
    )
    shop.tell(made, at=made_at)


def planned(shop: Shop, order: str, location: str = "N1", kind: str = "delivery", in_days: int = 3) -> None:
    arrives_on = date(2027, 3, 1) + timedelta(days=in_days)
    parcel = ParcelPlanned(f"{order}-1", order, kind, location, "P", (), at("2027-03-01 18:00"), arrives_on)  # type: ignore[arg-type]
    shop.tell(parcel)


def delivered(shop: Shop, order: str, days: int, location: str = "N1", to: str = GUADALAJARA, in_days: int = 3) -> None:
    promised(shop, order, to)
    planned(shop, order, location, in_days=in_days)
    shop.tell(ParcelDelivered(f"{order}-1", order, Instant(MONDAY_MORNING + days * DAY)))  # type: ignore[arg-type]


def test_a_lane_with_enough_deliveries_is_asked_itself() -> None:
    shop = shop_with_lanes()
    for number in range(30):
        delivered(shop, f"near{number}", 1 + number % 3)
    for number in range(60):
        delivered(shop, f"far{number}", 9, "N2")
    assert lanes.learned_days(shop.lanes, "P", "14", "14", 0.9) == 3
    assert lanes.learned_days(shop.lanes, "P", "31", "14", 0.9) == 9
    assert lanes.learned_days(shop.lanes, "P", "14", "14", 0.3) == 1


def test_a_lane_with_few_borrows_from_its_destination_then_from_the_service() -> None:
    shop = shop_with_lanes()
    for number in range(29):
        delivered(shop, f"near{number}", 2)
    assert lanes.learned_days(shop.lanes, "P", "14", "14", 0.9) is None
    delivered(shop, "far", 7, "N2")
    assert lanes.learned_days(shop.lanes, "P", "14", "14", 1.0) == 7
    assert lanes.learned_days(shop.lanes, "P", "02", "31", 1.0) == 7
    assert lanes.learned_days(shop.lanes, "Q", "14", "14", 0.9) is None


def test_an_answer_is_never_older_than_the_last_delivery() -> None:
    shop = shop_with_lanes()
    for number in range(30):
        delivered(shop, f"o{number}", 2)
    assert lanes.learned_days(shop.lanes, "P", "14", "14", 1.0) == 2
    delivered(shop, "late", 40)
    assert lanes.learned_days(shop.lanes, "P", "14", "14", 1.0) == 40


def test_days_are_civil_days_at_the_place() -> None:
    shop = shop_with_lanes()
    promised(shop, "o", made_at=at("2027-03-01 23:50"))
    planned(shop, "o")
    shop.tell(ParcelDelivered("o-1", "o", at("2027-03-02 00:10")))  # type: ignore[arg-type]
    assert shop.lanes.by_key["P\t14\t14"].waits == [0, 1]


def test_keep_probability_moves_with_what_was_kept() -> None:
    shop = shop_with_lanes()
    unknown = lanes.keep_probability(shop.lanes, "P", "14", "14")
    assert unknown == pytest.approx(lanes.KEPT_BEFORE)
    for number in range(200):
        delivered(shop, f"o{number}", 5, in_days=3)
    assert lanes.keep_probability(shop.lanes, "P", "14", "14") < 0.15
    assert lanes.keep_probability(shop.lanes, "P", "31", "31") < 0.5
    assert lanes.keep_probability(shop.lanes, "Q", "14", "14") == pytest.approx(unknown)


def test_a_learned_share_is_the_share_of_parcels_that_came_in_time() -> None:
    shop = shop_with_lanes()
    for number in range(40):
        delivered(shop, f"o{number}", 2 if number % 4 else 6)
    assert lanes.keep_probability_within(shop.lanes, "P", "14", "14", 2) == pytest.approx(0.75)
    assert lanes.keep_probability_within(shop.lanes, "P", "14", "14", 6) == 1.0


def test_a_lost_parcel_counts_as_very_late_and_a_cancelled_one_not_at_all() -> None:
    shop = shop_with_lanes()
    for order in ("lost", "cancelled"):
        promised(shop, order)
        planned(shop, order)
    shop.tell(ParcelLost("lost-1", "lost", "theft"), ParcelCancelled("cancelled-1", "cancelled", "customer"))  # type: ignore[arg-type]
    lane = shop.lanes.by_key["P\t14\t14"]
    assert (lane.seen, lane.kept, len(lane.waits)) == (1, 0, lanes.LONGEST_WAIT_DAYS + 1)


def test_pickups_have_a_lane_of_their_own() -> None:
    shop = shop_with_lanes()
    for order, ready in (("one", "2027-03-01 17:00"), ("two", "2027-03-01 19:00")):
        promised(shop, order, None)
        planned(shop, order, kind="pickup")
        shop.tell(ParcelReady(f"{order}-1", order, at(ready)))  # type: ignore[arg-type]
    lane = shop.lanes.by_key["pickup\tN1\t*"]
    assert (lane.seen, lane.kept) == (2, 1)


def test_what_has_ended_is_forgotten() -> None:
    shop = shop_with_lanes()
    delivered(shop, "o", 2)
    shop.tell(PromiseWithdrawn("o", "customer"))  # type: ignore[arg-type]
    assert not shop.lanes.orders
    assert not shop.lanes.parcels


def test_a_learned_service_promises_its_quantile_in_calendar_days() -> None:
    shop = shop_with_lanes()
    shop.carries("P", 20, 5_000, learned=True)
    shop.has({("N1", "A"): 5})
    assert shop.offers({"A": 1})[0].promised_on == day("2027-03-21"), "the agreed transit while too little is known"
    for number in range(29):
        delivered(shop, f"o{number}", 4, in_days=20)
    assert shop.offers({"A": 1})[0].promised_on == day("2027-03-21")
    delivered(shop, "the thirtieth", 4, in_days=20)
    (offer,) = shop.offers({"A": 1})
    assert (offer.promised_on, offer.keep_probability) == (day("2027-03-05"), 1.0)
    delivered(shop, "a slow one", 9)
    assert shop.offers({"A": 1})[0].promised_on == day("2027-03-05"), "0.90 of them still came within 4 days"
    for number in range(5):
        delivered(shop, f"slow{number}", 9)
    assert shop.offers({"A": 1})[0].promised_on == day("2027-03-10")


def test_a_learned_date_moves_at_the_places_midnight() -> None:
    shop = shop_with_lanes()
    shop.carries("P", 20, 5_000, learned=True)
    shop.has({("N1", "A"): 5})
    for number in range(30):
        delivered(shop, f"o{number}", 4, to=MERIDA)
    shop.now = at("2027-03-01 23:59:59", "America/Merida")
    assert shop.offers({"A": 1}, MERIDA)[0].promised_on == day("2027-03-05")
    shop.now = at("2027-03-02 00:00:00", "America/Merida")
    assert shop.offers({"A": 1}, MERIDA)[0].promised_on == day("2027-03-06")
