"""Plans in small random worlds: against the slow obvious twin, the short way against the long, what always holds."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.domain.network.carriers import lanes as carrying
from promesa.domain.network.carriers.state import Reach, reaching
from promesa.domain.network.carriers.words import Lanes, Rates
from promesa.domain.network.locations import days
from promesa.domain.network.locations.words import LocationPaused, week
from promesa.domain.promise.sourcing import short_way
from promesa.domain.promise.words import Offer, Quote
from promesa.domain.values.refusal import Reason, Refused
from tests.domain.promise.shop import GUADALAJARA, Shop, at, parts_of, takes

AREAS = ("14", "31", "02")
SKUS = ("A", "B", "C")
# Every kind of location and of service, made once: a world is then a few draws, not a draw for each of its properties.
LOCATIONS = tuple(
    {"area": area, "handling_centavos": centavos, "handling_days": handling_days, "cutoffs": week(cutoff, None)}
    for handling_days, cutoff, centavos, area in product((0, 1), ("09:00", "16:00"), (0, 500, 900), AREAS)
)


def services(first_grams: tuple[int, ...]) -> st.SearchStrategy[dict[str, Any]]:
    return st.sampled_from(
        [
            {
                "transit_days": transit,
                "lanes": Lanes(("14",), ("14",), (near,)),
                "rates": Rates(same, other, per_kg_centavos=per_kg, first_grams=first),
                "delivery_weekdays": weekdays,
            }
            for weekdays, transit, near, same, other, per_kg, first in product(
                ((0, 1, 2, 3, 4), (0, 1, 2, 3, 4, 5, 6)),
                (1, 2, 3, 4),
                (1, 2),
                (2_000, 5_000),
                (5_000, 6_000, 12_000),
                (0, 300, 2_500),
                first_grams,
            )
        ]
    )


class Case:
    """A random world and a question for it, described by plain values so that it can be built twice."""

    def __init__(
        self,
        draw: st.DrawFn,
        max_locations: int = 4,
        max_units: int = 3,
        grams: tuple[int, ...] = (400,),
        services: st.SearchStrategy[dict[str, Any]] = services((5_000,)),  # noqa: B008
    ):
        units = st.integers(-max_units, max_units)  # below none: there is no shelf
        self.locations = draw(st.lists(st.sampled_from(LOCATIONS), min_size=1, max_size=max_locations))
        self.services = draw(st.lists(services, min_size=1, max_size=3))
        self.grams = draw(st.sampled_from(grams))
        asked = SKUS[: draw(st.integers(1, 2))]
        drawn = {(f"N{n}", sku): draw(units) for n in range(len(self.locations)) for sku in asked}
        self.shelves = {shelf: on_hand for shelf, on_hand in drawn.items() if on_hand >= 0}
        self.wants = {sku: draw(st.integers(1, max_units)) for sku in asked}
        self.split_cost = draw(st.sampled_from((0, 1_500)))

    def is_heavy(self) -> bool:
        """Kilograms are to be paid: then the long way shares units out by a rule of thumb, and may pay some more."""
        return self.grams * sum(self.wants.values()) > 5_000

    def shop(self, order: Sequence[tuple[str, str]] = ()) -> Shop:
        shop = Shop(split_cost=self.split_cost)
        shop.sells(*SKUS, grams=self.grams)
        for number, about in enumerate(self.locations):
            shop.opens(f"N{number}", **about)
        for number, about in enumerate(self.services):
            shop.carries(f"P{number}", 1, 0, **about)
        shop.has({shelf: self.shelves[shelf] for shelf in order or sorted(self.shelves)})
        return shop


small_cases = st.composite(Case)()
heavy_cases = st.composite(lambda draw: Case(draw, grams=(400, 900, 3_000), services=services((1_000, 2_000))))()
larger_cases = st.composite(lambda draw: Case(draw, max_locations=9, max_units=5, grams=(400, 4_000, 20_000)))()


def every_plan(case: Case, shop: Shop) -> Iterator[tuple[int, date, int]]:
    """The slow obvious twin: (cost, date, parcels) of every way to send everything by some service each."""
    names = [f"N{number}" for number in range(len(case.locations))]
    shares = []
    for sku, units in case.wants.items():
        most = [min(units, case.shelves.get((name, sku), 0)) for name in names]
        shares.append([share for share in product(*(range(m + 1) for m in most)) if sum(share) == units])
    options = {
        (name, units): list(_ways(case, shop, name, units * case.grams)) for name in names for units in range(1, 7)
    }
    for split in product(*shares):
        loads = [(name, sum(share[number] for share in split)) for number, name in enumerate(names)]
        used = [(name, units) for name, units in loads if units]
        for ways in product(*(options[parcel] for parcel in used)):
            yield (
                sum(cost for cost, _ in ways) + case.split_cost * (len(used) - 1),
                max(day for _, day in ways),
                len(used),
            )


def _ways(case: Case, shop: Shop, name: str, grams: int) -> Iterator[tuple[int, date]]:
    """(cost, date) of a parcel of that weight by each service."""
    location = shop.locations.by_id[name]
    process_on = days.process_day(location, shop.now)
    assert process_on is not None
    for reach in shop_reaches(shop):
        hand_over_on = carrying.pickup_day(reach.service, location.working, days.ready_day(location, process_on))
        freight = carrying.freight(reach, location.area, grams)
        assert hand_over_on is not None
        assert freight is not None
        arrives_on = carrying.arrival(reach, location.area, hand_over_on)
        assert arrives_on is not None
        yield sum(amount for _, amount in freight) + location.handling_centavos, arrives_on


def shop_reaches(shop: Shop) -> tuple[Reach, ...]:
    return reaching(shop.carriers, shop.places.by_code[GUADALAJARA])


@given(small_cases)
def test_the_offers_are_those_of_the_slow_twin(case: Case) -> None:
    shop = case.shop()
    plans = list(every_plan(case, shop))
    answer = shop.asks(case.wants)
    if isinstance(answer, Refused):
        assert not plans
        assert answer.reason is Reason.NOT_ENOUGH_STOCK
        return
    cheapest = min(plans)
    first = min(day for _, day, _ in plans)
    fastest = min(cost for cost, day, _ in plans if day == first)
    assert answer.offers[0].cost == (cheapest[0] if len(answer.offers) > 1 else answer.offers[-1].cost)
    assert cheapest[0] == min(offer.cost for offer in answer.offers)
    assert (answer.offers[-1].promised_on, answer.offers[-1].cost) == (first, fastest)
    equal = [(parcels, day) for cost, day, parcels in plans if cost == answer.offers[0].cost]
    if len(answer.offers) > 1:
        assert len(answer.offers[0].legs) == min(equal)[0]
    if min(equal)[0] == 1 and len(answer.offers) > 1:
        assert answer.offers[0].promised_on == min(equal)[1]


def said(answer: Quote | Refused) -> Any:
    return answer if isinstance(answer, Refused) else [(o.kind, o.cost, o.fee, o.promised_on) for o in answer.offers]


@given(larger_cases)
def test_the_short_way_finds_what_the_long_way_finds(case: Case) -> None:
    short = said(case.shop().asks(case.wants))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(short_way, "plans", lambda *_: short_way.NOTHING_SURE)
        long = said(case.shop().asks(case.wants))
    if isinstance(short, list) and case.is_heavy():
        assert short[-1][3] == long[-1][3], "the first possible day"
        assert min(offer[1] for offer in short) <= min(offer[1] for offer in long)
    else:
        assert short == long


@given(heavy_cases)
def test_the_short_way_is_sure_only_of_what_nothing_beats(case: Case) -> None:
    shop, sure = case.shop(), []
    short = short_way.plans

    def watched(*asked: Any) -> short_way.SurePlans:
        sure.append(short(*asked))
        return sure[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(short_way, "plans", watched)
        answer = shop.asks(case.wants)
    plans = list(every_plan(case, shop))
    if isinstance(answer, Refused):
        assert not plans
        return
    cheapest, first = min(cost for cost, _, _ in plans), min(day for _, day, _ in plans)
    fastest = min(cost for cost, day, _ in plans if day == first)
    assert min(offer.cost for offer in answer.offers) >= cheapest
    assert answer.offers[-1].promised_on == first
    for found in sure:
        if found.plans is not None:
            assert (found.plans[0].cost, found.plans[-1].cost) == (cheapest, fastest)
        elif found.cheap is not None:
            assert found.cheap.cost == cheapest


@given(larger_cases, st.integers(0, 10**6))
def test_the_same_question_has_the_same_answer_whatever_the_order_of_the_shelves(case: Case, seed: int) -> None:
    shuffled = Random(seed).sample(sorted(case.shelves), len(case.shelves))
    assert case.shop().asks(case.wants) == case.shop(shuffled).asks(case.wants)


@given(larger_cases, st.integers(0, 8))
def test_a_plan_takes_what_is_there_from_active_locations_and_its_numbers_add_up(case: Case, paused: int) -> None:
    shop = case.shop()
    if paused < len(case.locations):
        shop.tell(LocationPaused(f"N{paused}"))
    answer = shop.asks(case.wants)
    has = dict.fromkeys(case.wants, 0)
    for (name, sku), units in case.shelves.items():
        if sku in has and name != f"N{paused}":
            has[sku] += units
    enough = all(has[sku] >= units for sku, units in case.wants.items())
    assert isinstance(answer, Quote) == enough
    for offer in answer.offers if isinstance(answer, Quote) else ():
        check_offer(offer, case, f"N{paused}")


def check_offer(offer: Offer, case: Case, paused: str) -> None:
    taken: dict[tuple[str, str], int] = {}
    for leg in offer.legs:
        assert leg.location != paused
        assert leg.takes
        assert leg.arrives_on <= offer.promised_on
        for take in leg.takes:
            assert take.location == leg.location
            taken[take.location, take.sku] = taken.get((take.location, take.sku), 0) + take.units
    assert all(units <= case.shelves[shelf] for shelf, units in taken.items())
    for sku, units in case.wants.items():
        assert sum(n for (_, of), n in taken.items() if of == sku) == units
    assert sum(sum(parts.values()) for parts in parts_of(offer)) == offer.cost == offer.fee
    assert max(leg.arrives_on for leg in offer.legs) == offer.promised_on


@given(larger_cases)
def test_asking_for_less_is_never_refused_where_more_is_not_and_never_later(case: Case) -> None:
    shop = case.shop()
    more = shop.asks(case.wants)
    fewer = {sku: max(1, units - 1) for sku, units in case.wants.items()}
    less = shop.asks(fewer)
    if isinstance(more, Quote):
        assert isinstance(less, Quote)
        assert less.offers[-1].promised_on <= more.offers[-1].promised_on


@given(
    larger_cases, st.lists(st.sampled_from(("2027-03-01 08:00", "2027-03-01 12:00", "2027-03-05 17:00")), max_size=4)
)
def test_what_was_remembered_never_changes_an_answer(case: Case, moments: list[str]) -> None:
    asked_often = case.shop()
    for moment in moments:
        asked_often.now = at(moment)
        asked_often.asks(case.wants)
        fresh = case.shop()
        fresh.now = at(moment)
        assert asked_often.asks(case.wants) == fresh.asks(case.wants)


def test_a_cart_of_two_hundred_lines_is_planned() -> None:
    shop = Shop(split_cost=1_500)
    skus = [f"S{number:03}" for number in range(200)]
    shop.sells(*skus, grams=100)
    for number in range(30):
        shop.opens(f"N{number:02}", handling_centavos=number)
    shop.carries("P", 2, 5_000)
    shop.has({(f"N{number:02}", sku): 1 for i, sku in enumerate(skus) for number in range(30) if (i + number) % 7})
    (offer,) = shop.offers(dict.fromkeys(skus, 2))
    assert sum(takes(offer).values()) == 400
    assert len(offer.legs) <= 4
