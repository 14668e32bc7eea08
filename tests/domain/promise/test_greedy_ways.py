"""Other systems' ways to choose locations, each in pictures, and what all of them respect."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.domain.ledger.capacity import CapacitySet
from promesa.domain.network.locations.words import LocationPaused
from promesa.domain.promise.words import Quote
from promesa.domain.values.policy import SOURCINGS
from promesa.domain.values.refusal import Refused
from tests.domain.promise.shop import GUADALAJARA, MERIDA, Shop, takes
from tests.domain.promise.test_sourcing import Case, check_offer, larger_cases

GREEDY = SOURCINGS[1:]


def shop(sourcing: str, **policy: object) -> Shop:
    """Merida has everything; two stores near Guadalajara have a part each."""
    made = Shop(sourcing=sourcing, **policy)
    made.sells("A", "B")
    for name, area, lat, lon in (
        ("N-near", "14", 20.68, -103.36),
        ("M-nearer", "14", 20.671, -103.351),
        ("Z-merida", "31", 20.97, -89.62),
        ("L-merida", "31", 20.98, -89.63),
    ):
        made.opens(name, area, lat=lat, lon=lon, handling_centavos=500)
    made.carries("P", 2, 9_000)
    made.has(
        {
            ("M-nearer", "A"): 1,
            ("N-near", "A"): 2,
            ("N-near", "B"): 1,
            ("L-merida", "A"): 2,
            ("Z-merida", "A"): 9,
            ("Z-merida", "B"): 9,
        }
    )
    return made


@pytest.mark.parametrize(
    ("sourcing", "sent"),
    [
        ("least_cost", {("N-near", "A"): 2, ("N-near", "B"): 1}),
        ("nearest", {("N-near", "A"): 2, ("N-near", "B"): 1}),
        ("priority_distance", {("M-nearer", "A"): 1, ("N-near", "A"): 1, ("N-near", "B"): 1}),
        ("list_order", {("L-merida", "A"): 2, ("N-near", "B"): 1}),
        ("highest_stock", {("Z-merida", "A"): 2, ("Z-merida", "B"): 1}),
        ("fewest_splits", {("N-near", "A"): 2, ("N-near", "B"): 1}),
    ],
)
def test_who_sends_what(sourcing: str, sent: dict[tuple[str, str], int]) -> None:
    offer = shop(sourcing).offers({"A": 2, "B": 1})[0]
    assert takes(offer) == sent
    parcels = len({location for location, _ in sent})
    assert offer.cost == parcels * 9_500 + (parcels - 1) * 1_500


def test_a_line_that_nobody_has_whole_is_shared_out_in_the_order_of_the_list() -> None:
    made = shop("list_order")
    assert takes(made.offers({"A": 11})[0]) == {("L-merida", "A"): 2, ("M-nearer", "A"): 1, ("N-near", "A"): 2} | {
        ("Z-merida", "A"): 6
    }


def test_the_nearest_is_near_the_place_asked_for() -> None:
    assert takes(shop("nearest").offers({"A": 2, "B": 1}, MERIDA)[0]) == {("Z-merida", "A"): 2, ("Z-merida", "B"): 1}


def test_faster_services_from_the_same_locations() -> None:
    made = shop("nearest")
    made.carries("Q", 1, 20_000)
    cheap, fast = made.offers({"A": 2, "B": 1})
    assert takes(cheap) == takes(fast)
    assert (cheap.cost, fast.cost) == (9_500, 20_500)
    assert fast.promised_on < cheap.promised_on


@pytest.mark.parametrize("sourcing", GREEDY)
def test_a_full_day_is_a_later_date_or_another_location(sourcing: str) -> None:
    made = shop(sourcing)
    before = made.offers({"A": 2, "B": 1})[0]
    process_on = before.legs[0].process_on
    for name in ("N-near", "M-nearer", "L-merida", "Z-merida"):
        made.tell(CapacitySet(name, process_on.isoformat(), 0))
    after = made.offers({"A": 2, "B": 1})[0]
    assert all(leg.process_on > process_on for leg in after.legs)


@given(larger_cases, st.integers(0, 8), st.sampled_from(GREEDY))
def test_every_way_respects_what_the_house_respects(case: Case, paused: int, sourcing: str) -> None:
    ours, made = case.shop(), case.shop()
    made.policy = Shop(split_cost=case.split_cost, sourcing=sourcing).policy
    for one in (ours, made):
        if paused < len(case.locations):
            one.tell(LocationPaused(f"N{paused}"))
    answer, best = made.asks(case.wants), ours.asks(case.wants)
    if isinstance(best, Refused):
        assert answer == best
        return
    assert isinstance(answer, Quote)
    for offer in answer.offers:
        check_offer(offer, case, f"N{paused}")
    if not case.is_heavy() and len(best.offers[0].legs) <= 4:
        assert min(o.cost for o in answer.offers) >= min(o.cost for o in best.offers)
        assert answer.offers[-1].promised_on >= best.offers[-1].promised_on
    assert {o.postal_code for o in answer.offers} == {GUADALAJARA}
