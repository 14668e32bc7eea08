"""Places at a location: taken whole, never more than there are, given back once."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.domain.ledger import capacity as capacities
from promesa.domain.ledger.capacity import FOLD, Capacity, CapacityReturned, CapacitySet, CapacityTaken, SetCapacity
from promesa.domain.values.ids import LocationId, OrderId
from promesa.domain.values.moments import MINUTE, Instant
from promesa.domain.values.refusal import Reason, Refused
from tests.domain.ledger.till import NOON

N1, DAY, SLOT = LocationId("N1"), "2027-05-14", "19:00-20:00"


def told(*facts: object) -> Capacity:
    capacity = Capacity()
    for fact in facts:
        FOLD[type(fact)](capacity, fact, NOON)
    return capacity


def taken(*orders: str, bucket: str = DAY) -> tuple[CapacityTaken, ...]:
    return tuple(CapacityTaken(OrderId(order), N1, bucket, 1) for order in orders)


def limit(places: int | None, bucket: str = DAY) -> CapacitySet:
    return CapacitySet(N1, bucket, places)


@pytest.mark.parametrize(
    ("facts", "daily", "left"),
    [
        ((), None, None),
        ((), 3, 3),
        (taken("o1"), 3, 2),
        (taken("o1"), None, None),
        (taken("o1", "o2", "o3"), 3, 0),
        ((limit(5), *taken("o1")), 3, 4),
        ((limit(0),), 3, 0),
        ((limit(None), *taken("o1")), 3, 2),
        ((limit(5), *taken("o1", "o2"), limit(1)), 3, 0),
        ((limit(1), *taken("o1"), CapacityReturned(OrderId("o1"), "x")), 3, 1),
    ],
)
def test_places_left(facts: tuple[object, ...], daily: int | None, left: int | None) -> None:
    capacity = told(*facts)
    assert capacities.free(capacity, N1, DAY, daily) == left
    outcome = capacities.take(capacity, OrderId("o9"), N1, DAY, daily)
    if left == 0:
        assert outcome == Refused(Reason.NO_CAPACITY, f"N1 {DAY}", 0)
    else:
        assert outcome == list(taken("o9"))


def open_slot(places: int | None, minutes: int = 30) -> CapacitySet:
    return CapacitySet(N1, SLOT, places, Instant(NOON + minutes * MINUTE))


@pytest.mark.parametrize(
    ("facts", "slot", "reason"),
    [
        ((open_slot(2),), SLOT, None),
        ((open_slot(None), *taken("o1", bucket=SLOT)), SLOT, None),
        ((open_slot(1), *taken("o1", bucket=SLOT)), SLOT, Reason.NO_CAPACITY),
        ((open_slot(0),), SLOT, Reason.NO_CAPACITY),
        ((open_slot(2, 0),), SLOT, Reason.CUTOFF_PASSED),
        ((), SLOT, Reason.UNKNOWN_SLOT),
        ((open_slot(2),), "19:00", Reason.UNKNOWN_SLOT),
        ((limit(2),), DAY, Reason.UNKNOWN_SLOT),
    ],
    ids=["room", "no limit", "full", "closed", "cut-off", "unknown", "part of a name", "a working day is no slot"],
)
def test_slots(facts: tuple[object, ...], slot: str, reason: Reason | None) -> None:
    outcome = capacities.take_slot(told(*facts), OrderId("o9"), N1, slot, NOON)
    assert (outcome.reason if isinstance(outcome, Refused) else None) is reason


@pytest.mark.parametrize(
    ("bucket", "is_day"), [("2027-05-14", True), ("20270514", False), ("2027-02-30", False), ("19:00-20:00", False)]
)
def test_a_day_is_told_from_a_slot(bucket: str, is_day: bool) -> None:
    assert capacities.is_day(bucket) is is_day


def test_a_negative_number_of_places_is_refused() -> None:
    assert capacities.set_places(Capacity(), SetCapacity(N1, DAY, -1), NOON) == Refused(Reason.BAD_QUANTITY, DAY)


steps = st.lists(st.tuples(st.sampled_from(["take", "give back"]), st.sampled_from("abcde")), max_size=40)


@given(steps, st.integers(0, 4))
def test_whatever_comes_no_place_is_taken_twice_or_given_back_twice(steps: list[tuple[str, str]], places: int) -> None:
    capacity, held = told(limit(places)), Counter[str]()
    for step, name in steps:
        order = OrderId(name)
        if step == "take":
            outcome = capacities.take(capacity, order, N1, DAY, None)
            assert isinstance(outcome, Refused) is (held.total() >= places)
            facts: list[object] = [] if isinstance(outcome, Refused) else [*outcome]
            held[name] += len(facts)
        else:
            facts = [*capacities.give_back(capacity, order, "x")]
            assert bool(facts) is bool(held.pop(name, 0))
        for fact in facts:
            FOLD[type(fact)](capacity, fact, NOON)
        assert capacities.free(capacity, N1, DAY, None) == places - held.total()
