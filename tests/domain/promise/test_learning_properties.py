"""What more knowledge may never do: a later history never gives an earlier date, a faster lane never a worse one."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from promesa.domain.promise.words import Offer
from tests.domain.promise.road import MONDAY, Road
from tests.domain.promise.shop import GUADALAJARA, MERIDA

HISTORIES = st.dictionaries(st.integers(-2, 6), st.integers(1, 40), max_size=4)
SHARES = st.sampled_from((0.02, 0.05, 0.1, 0.25))
ASKED_ON = MONDAY + timedelta(days=21)


def taught(history: dict[int, int], share: float) -> Road:
    """Three weeks after so many parcels of each slip."""
    road = Road(late_share=share, keep_probability_min=0.0)
    road.sends(history)
    road.edition(ASKED_ON, 9)
    return road


def offer(road: Road, days: int = 3, to: str = GUADALAJARA, hour: int = 10, **about: object) -> Offer:
    """What is offered there with a service of so many days; `about`: more of the location, from now on."""
    road.carries("P", days, 5_000, learned=True)
    if about:
        road.opens("N1", "14", **about)
    road.asked_on(ASKED_ON, hour)
    return road.offers({"A": 1}, to)[0]


@given(HISTORIES, st.integers(-2, 5), st.integers(1, 3), st.integers(1, 60), SHARES)
def test_later_parcels_never_give_an_earlier_date(history, slip, later, parcels, share) -> None:
    sooner = offer(taught({**history, slip: history.get(slip, 0) + parcels}, share))
    slower = offer(taught({**history, slip + later: history.get(slip + later, 0) + parcels}, share))
    assert slower.promised_on >= sooner.promised_on


@given(HISTORIES, st.integers(-2, 5), st.integers(1, 3), st.integers(1, 60))
def test_later_parcels_never_make_a_day_more_likely(history, slip, later, parcels) -> None:
    by, chances = ASKED_ON + timedelta(days=4), []
    for at in (slip, slip + later):
        road = Road(learned=False, keep_probability_min=0.0)
        road.sends({**history, at: history.get(at, 0) + parcels})
        road.edition(ASKED_ON, 9)
        road.asked_on(ASKED_ON)
        (found,) = road.offers({"A": 1}, deadline=by)
        chances.append((found.keep_probability, found.deadline_chance or 0.0))
    assert chances[1][0] <= chances[0][0] + 0.005
    assert chances[1][1] <= chances[0][1] + 0.005


@given(HISTORIES, st.integers(0, 5), st.integers(1, 4), SHARES, st.sampled_from((GUADALAJARA, MERIDA)))
def test_a_faster_lane_never_gives_a_later_date(history, days, more, share, to) -> None:
    road = taught(history, share)
    assert offer(road, days, to).promised_on <= offer(road, days + more, to).promised_on


@given(HISTORIES, st.integers(9, 20), st.integers(10, 15), SHARES)
def test_a_later_cut_off_never_gives_a_later_date(history, cut_off, hour, share) -> None:
    road = taught(history, share)
    early, late = ((f"{clock:02}:00",) * 7 for clock in (cut_off, cut_off + 3))
    one, other = (offer(road, hour=hour, cutoffs=clocks) for clocks in (early, late))
    assert other.promised_on <= one.promised_on


def test_a_date_is_never_before_the_hand_over() -> None:
    found = offer(taught({-2: 100}, 0.25), days=0)
    assert found.promised_on >= ASKED_ON
    assert isinstance(found.promised_on, date)
