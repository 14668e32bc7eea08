"""What is counted of each parcel, and when it counts."""

from datetime import date, timedelta

import msgspec
import pytest

from promesa.domain.ledger.shipments.words import ParcelCancelled, ParcelPlanned, ParcelReady
from promesa.domain.network.carriers.words import ServiceWithdrawn
from promesa.domain.promise.chance import lanes as learning
from promesa.domain.promise.chance import laws
from promesa.domain.promise.chance.lanes import Lanes, Record
from promesa.domain.promise.words import PromiseMade, PromiseWithdrawn
from promesa.domain.values.ids import ServiceId
from promesa.domain.values.policy import Policy
from tests.domain.promise.road import MONDAY, Road
from tests.domain.promise.shop import MERIDA, at

LANE = "transit\tP\t14\t14"


def day(after: int) -> date:
    return MONDAY + timedelta(days=after)


def counts(record: Record) -> dict[int, int]:
    """How many ended at each slip, where all are of one day."""
    return {slip: round(weight) for slip, weight in record.ended.items()}


def test_a_parcel_counts_for_its_lane_and_all_its_parents() -> None:
    road = Road()
    road.takes(2)
    road.edition(day(9))
    found = {key: counts(record) for key, record in road.lanes.records.items() if key.startswith("transit")}
    assert found == {key: {2: 1} for key in ("transit\t*", "transit\tP", "transit\tP\t*\t14", LANE)}


def test_a_late_hand_over_is_the_locations_and_not_the_carriers() -> None:
    road = Road()
    road.takes(0, handling=2)
    road.edition(day(9))
    assert counts(road.lanes.records["handling\tN1"]) == {2: 1}
    assert counts(road.lanes.records[LANE]) == {0: 1}


def test_a_door_that_nobody_opened_is_neithers() -> None:
    road = Road()
    order = road.plans()
    road.leaves(order, day(0))
    road.fails(order, day(3))
    road.arrives(order, day(5))
    road.edition(day(9))
    assert counts(road.lanes.records[LANE]) == {0: 1}
    assert counts(road.lanes.records["attempt\tP\t*\t14"]) == {2: 1}


def test_days_are_civil_days_at_the_place_and_slips_are_days_of_delivery() -> None:
    road = Road()
    road.carries("P", 3, 5_000, delivery_weekdays=(0, 1, 2, 3, 4), learned=True)
    order = road.plans(date(2027, 3, 2))
    road.leaves(order, date(2027, 3, 2))
    road.arrives(order, date(2027, 3, 8))
    road.edition(day(9))
    assert counts(road.lanes.records[LANE]) == {1: 1}, "agreed for Friday, there on Monday"


def test_what_was_learned_is_used_from_the_next_edition_on() -> None:
    road = Road()
    for _ in range(50):
        road.takes(4)
    road.edition(day(8))
    before = road.lanes.version
    road.asked_on(day(8), 12)
    said = road.offers({"A": 1})
    for _ in range(50):
        road.lanes.learned_at = at("2027-03-09 12:00")
        road.takes(0)
    assert road.lanes.version == before
    assert road.offers({"A": 1}) == said
    road.edition(day(9), 14)
    assert road.lanes.version == before + 1
    assert road.offers({"A": 1}) != said


def test_the_old_fades_by_half_each_half_life() -> None:
    road = Road(half_life_days=30.0)
    learning.heed(road.lanes, road.policy, road.moment(MONDAY))
    road.takes(0)
    road.takes(5, day(30))
    road.edition(day(40))
    ended = road.lanes.records[LANE].ended
    assert ended[5] / ended[0] == pytest.approx(2.0)


def test_another_half_life_holds_from_then_on() -> None:
    lanes = Lanes(fading=learning.Fading(1_000, 0.0, 10.0))
    learning.heed(lanes, Policy(half_life_days=20.0), at("0003-01-01 10:00"))
    assert learning.weight_on(lanes.fading, lanes.fading.day) == pytest.approx(2.0 ** ((lanes.fading.day - 1_000) / 10))
    assert learning.weight_on(lanes.fading, lanes.fading.day + 20) == pytest.approx(
        2.0 * learning.weight_on(lanes.fading, lanes.fading.day)
    )


def test_a_lost_parcel_never_ends_and_a_cancelled_one_is_not_counted() -> None:
    road = Road()
    lost, cancelled = road.plans(), road.plans()
    road.leaves(lost, day(0))
    road.loses(lost, day(20))
    road.tell(ParcelCancelled(f"{cancelled}-1", cancelled, "customer"), at=road.moment(MONDAY))
    road.edition(day(21))
    record = road.lanes.records[LANE]
    assert (round(record.never), record.ended, record.under_way, record.waited) == (1, {}, {}, {})
    assert not road.lanes.parcels


def test_parcels_on_the_road_are_at_risk() -> None:
    """Nobody has said that they are late: the law knows it all the same."""
    road = Road()
    for _ in range(60):
        road.takes(0, MONDAY - timedelta(days=30))
    road.edition(MONDAY)
    usual = laws.at_door(road.lanes, "P", "14", "14")[40]
    for _ in range(60):
        road.leaves(road.plans(), day(0))
    road.edition(day(3))
    in_time = laws.at_door(road.lanes, "P", "14", "14")[40]
    road.edition(day(9))
    silent = laws.at_door(road.lanes, "P", "14", "14")[40]
    assert usual < 0.1
    assert in_time == pytest.approx(usual, abs=0.02), "their agreed day is not over for them"
    assert silent > 0.4


def test_silent_promises_are_late_on_the_day_after() -> None:
    road = Road()
    road.takes(-1)
    road.leaves(road.plans(), day(0))
    road.edition(day(4), 11)
    assert not road.lanes.outcomes, "news of a delivery takes hours"
    road.edition(day(4), 13)
    outcome = road.lanes.outcomes["P"]
    weight = learning.weight_on(road.lanes.outcome_fading, day(3).toordinal())
    assert (outcome.cases / weight, outcome.late / weight) == pytest.approx((2.0, 1.0))
    assert outcome.foreseen / weight == pytest.approx(0.6, abs=0.6)


def test_news_that_comes_late_is_believed() -> None:
    road = Road()
    order = road.plans()
    road.leaves(order, day(0))
    road.edition(day(9))
    assert road.lanes.outcomes["P"].late > 0.9
    road.arrives(order, day(3))
    road.edition(day(10), 13)
    assert road.lanes.outcomes["P"].late == pytest.approx(0.0)


def test_pickups_have_a_counter_of_their_own() -> None:
    road = Road()
    for order, ready in (("one", "2027-03-01 17:00"), ("two", "2027-03-01 19:00")):
        made = PromiseMade(order, "pickup", at(ready), MONDAY, "America/Mexico_City", 0.9, 0, 0, 1, "", ())
        planned = ParcelPlanned(f"{order}-1", order, "pickup", "N1", "pickup", (), at("2027-03-01 18:00"), MONDAY)
        road.tell(made, planned, ParcelReady(f"{order}-1", order, at(ready)))
    counter = road.lanes.counters["N1"]
    assert (counter.seen, counter.kept) == (2, 1)
    assert learning.pickup_probability(road.lanes, "N1") < learning.pickup_probability(road.lanes, "N2")


def test_what_has_ended_is_forgotten() -> None:
    road = Road()
    order = road.takes(0)
    road.tell(PromiseWithdrawn(order, "customer"))
    assert not road.lanes.orders
    assert not road.lanes.parcels


def test_a_place_that_nobody_reaches_any_more_teaches_nothing() -> None:
    road = Road()
    order = road.plans(to=MERIDA)
    road.tell(ServiceWithdrawn(ServiceId("P")))
    road.leaves(order, day(0))
    road.edition(day(1))
    assert not road.lanes.parcels
    assert not any(record.under_way for record in road.lanes.records.values())


def test_a_snapshot_keeps_every_count() -> None:
    road = Road()
    for slip in (0, 0, 3, -1):
        road.takes(slip)
    road.leaves(road.plans(), day(0))
    road.edition(day(5))
    road.plans(day(5))
    wire = msgspec.msgpack.encode(road.lanes)
    again = msgspec.msgpack.decode(wire, type=Lanes)
    assert again == road.lanes
    way = laws.Way("P", "14", "14", 0, (0, 1, 2, 3, 5), laws.leaf_of("P", day(5)))
    assert laws.of_leg(again, way).waiting.tolist() == laws.of_leg(road.lanes, way).waiting.tolist()
