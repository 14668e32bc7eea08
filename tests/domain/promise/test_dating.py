"""From what was learned to the date that is named, and to what is said about it."""

from datetime import date, timedelta

import pytest

from promesa.domain.promise.chance import laws
from promesa.domain.promise.words import Quote, TimePart
from promesa.domain.values.refusal import Reason, Refused
from tests.domain.promise.road import MONDAY, Road, waiting_days
from tests.domain.promise.shop import MERIDA


def day(after: int) -> date:
    return MONDAY + timedelta(days=after)


def taught(slips: dict[int, int], **about: object) -> Road:
    """A road on which so many parcels slipped so many days, asked two weeks later."""
    road = Road(**about)
    road.sends(slips)
    road.edition(day(14), 9)
    road.asked_on(day(14))
    return road


def test_without_history_the_agreed_day_and_what_is_believed_of_it() -> None:
    (offer,) = taught({}).offers({"A": 1})
    assert (offer.promised_on, offer.basis) == (day(17), "cautious")
    assert offer.keep_probability == pytest.approx(0.95, abs=0.002)


def test_a_lane_that_is_always_sooner_gets_a_sooner_date() -> None:
    assert waiting_days(taught({-1: 100}), day(14)) == 2
    assert waiting_days(taught({-1: 50, 0: 50}), day(14)) == 3


def test_a_lane_that_is_often_later_gets_a_later_date() -> None:
    (offer,) = taught({0: 70, 2: 30}).offers({"A": 1})
    assert (offer.promised_on, offer.basis) == (day(19), "learned")
    assert offer.keep_probability > 0.9
    assert offer.legs[0].time == (TimePart("handling", 0.0), TimePart("transit", 3.0), TimePart("margin", 2.0))


def test_an_agreed_service_stays_with_the_carriers_day_and_says_how_often_it_holds() -> None:
    (offer,) = taught({0: 70, 2: 30}, learned=False).offers({"A": 1})
    assert (offer.promised_on, offer.basis) == (day(17), "agreed")
    assert 0.6 < offer.keep_probability < 0.8


def test_the_target_late_share_decides_for_all_services() -> None:
    history = {0: 80, 1: 12, 2: 8}
    days = [waiting_days(taught(history, learned=False, late_share=share), day(14)) for share in (0.3, 0.15, 0.03)]
    assert days == [3, 4, 5]


def test_prices_decide_where_they_are_given() -> None:
    history = {0: 80, 1: 12, 2: 8}
    cheap, dear = (
        waiting_days(taught(history, wait_day_price=1_000, late_price=price), day(14)) for price in (3_000, 100_000)
    )
    assert cheap == 3
    assert dear >= 5


def test_a_place_that_is_never_gone_to_borrows_from_the_service_with_care() -> None:
    road = taught({0: 80, 2: 20})
    known = waiting_days(road, day(14))
    (offer,) = road.offers({"A": 1}, MERIDA)
    assert offer.basis == "cautious"
    assert (offer.promised_on - day(14)).days >= known


def test_a_wide_law_is_said_as_a_range_and_a_guess_will_be_confirmed() -> None:
    history = {-2: 60, 0: 40, 2: 40, 4: 30}
    (plain,) = taught(history).offers({"A": 1})
    assert plain.earliest_on is None
    (ranged,) = taught(history, range_days_max=3).offers({"A": 1})
    assert (ranged.earliest_on, ranged.promised_on) == (day(15), plain.promised_on)
    assert ranged.confirm_by is None, "the lane is known: it is just wide"
    (guessed,) = taught(history, guess_days_max=3).offers({"A": 1}, MERIDA)
    assert guessed.confirm_by is not None
    assert guessed.earliest_on is not None


def test_no_promise_where_none_can_be_meant() -> None:
    late = taught({0: 20, 5: 80}, learned=False)
    assert late.asks({"A": 1}) == Refused(Reason.NO_PROMISE, "44100")
    lost = Road(late_share=0.02)
    for _ in range(60):
        order = lost.plans()
        lost.leaves(order, MONDAY)
        lost.loses(order, day(9))
    lost.edition(day(14), 9)
    lost.asked_on(day(14))
    assert isinstance(lost.asks({"A": 1}), Refused)


def test_how_likely_by_a_deadline() -> None:
    road = taught({0: 80, 1: 12, 2: 8})
    chances = []
    for deadline in (15, 16, 17, 18, 19, 24):
        quote = road.asks({"A": 1}, deadline=day(deadline))
        assert isinstance(quote, Quote)
        chances.append(quote.offers[0].deadline_chance)
    assert chances == sorted(chances)
    assert chances[0] < 0.01 < 0.7 < chances[2] < 0.85 < chances[3] < chances[5]
    (offer,) = road.offers({"A": 1})
    assert offer.deadline_chance is None
    (asked,) = road.offers({"A": 1}, deadline=offer.promised_on)
    assert asked.deadline_chance == pytest.approx(offer.keep_probability)
    assert asked.fingerprint == offer.fingerprint


def test_a_location_that_leaves_late_just_before_its_cut_off_is_known_for_it() -> None:
    road = Road(late_share=0.1)
    for number in range(200):
        road.takes(0, day(-number % 14), handling=1 if number % 2 else 0, hour=15 if number % 2 else 9)
    road.edition(day(30), 6)
    assert road.lanes.paces["N1"][0] > road.lanes.paces["N1"][2]
    road.asked_on(day(30), 9)
    early = road.offers({"A": 1})[0]
    road.asked_on(day(30), 15)
    road.now += 30 * 60_000_000
    hurried = road.offers({"A": 1})[0]
    assert hurried.promised_on == early.promised_on + timedelta(days=1)
    quote = road.asks({"A": 1})
    assert isinstance(quote, Quote)


def test_what_was_foreseen_wrongly_is_put_right() -> None:
    """The law alone is wrong for a season: the promises of that season come out late, and the next are more careful."""
    road = Road(late_share=0.1)
    leaf = laws.leaf_of("P", MONDAY)
    for _ in range(40):
        road.takes(0)
    for _ in range(20):
        road.leaves(road.plans(in_days=2), MONDAY)
    road.edition(day(10))
    assert laws.correction(road.lanes, leaf) != 0.0
    assert laws.correction(road.lanes, laws.leaf_of("Q", MONDAY)) == laws.correction(
        road.lanes, laws.leaf_of("R", day(1))
    )


def test_every_offer_says_which_edition_it_was_made_from() -> None:
    road = taught({0: 10})
    assert road.offers({"A": 1})[0].model == road.lanes.version > 0


def test_what_never_comes_makes_a_promise_less_likely_and_not_later() -> None:
    road = Road(late_share=0.05)
    road.sends({0: 80})
    for _ in range(10):
        order = road.plans()
        road.leaves(order, MONDAY)
        road.loses(order, day(9))
    road.edition(day(14), 9)
    road.asked_on(day(14))
    (offer,) = road.offers({"A": 1})
    assert offer.promised_on == day(17)
    assert 0.6 < offer.keep_probability < 0.95
