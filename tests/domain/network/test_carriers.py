"""Carriers: who reaches where, when they arrive, what they cost (R15, R17, R20, R25)."""

from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.domain.network.carriers import lanes, rules, state
from promesa.domain.network.carriers.state import Carriers, Reach
from promesa.domain.network.carriers.words import (
    Lanes,
    OfferService,
    Rates,
    SetCoverage,
    SetRates,
    SetTransit,
    WithdrawService,
)
from promesa.domain.network.locations import days
from promesa.domain.network.locations.state import Location
from promesa.domain.network.locations.words import week
from promesa.domain.network.places import Place
from promesa.domain.values.calendars import CARRIER_WEEK, WORKING_WEEK, Calendar
from promesa.domain.values.refusal import Reason, Refused
from tests.domain.network import telling
from tests.domain.network.telling import at

CENTRO = Place(0, "06000", "09", "Cuauhtémoc", "Ciudad de México", "America/Mexico_City")
ROMA = Place(1, "06700", "09", "Cuauhtémoc", "Ciudad de México", "America/Mexico_City")
TIJUANA = Place(2, "22000", "02", "Tijuana", "Tijuana", "America/Tijuana")
MERIDA = Place(3, "97000", "31", "Mérida", "Mérida", "America/Mexico_City")


def tell(known: Carriers, *asks: Any) -> Any:
    return telling.tell(known, rules.RULES, state.FOLD, *asks)


def offered(service: str = "s1", **about: Any) -> OfferService:
    return OfferService(**{"service": service, "carrier": "c1", **about})


def carriers(*asks: Any) -> Carriers:
    known = Carriers()
    answer = tell(known, *asks)
    assert not isinstance(answer, Refused), answer
    return known


def names(reached: tuple[Reach, ...]) -> list[str]:
    return [reach.service.service for reach in reached]


def reach(place: Place = CENTRO, **about: Any) -> Reach:
    known = carriers(offered(**about), SetCoverage("s1", areas=("*",)))
    (only,) = state.reaching(known, place)
    return only


# --- coverage ---


def test_the_most_exact_word_about_a_place_counts() -> None:
    known = carriers(
        offered(),
        SetCoverage("s1", "door", areas=("*",)),
        SetCoverage("s1", "extended", areas=("02",)),
        SetCoverage("s1", "none", prefixes=("97", "06")),
        SetCoverage("s1", "door", prefixes=("067",)),
        SetCoverage("s1", "ocurre", postal_codes=("97000",)),
    )
    assert names(state.reaching(known, CENTRO)) == []
    assert names(state.reaching(known, ROMA)) == ["s1"]
    assert [reach.extended for reach in state.reaching(known, TIJUANA)] == [True]
    assert names(state.reaching(known, MERIDA)) == []
    assert [(reach.service.service, reach.ocurre) for reach in state.ocurre(known, MERIDA)] == [("s1", True)]
    assert state.ocurre(known, TIJUANA) == ()


def test_a_new_coverage_may_replace_all_that_was_said() -> None:
    known = carriers(offered(), SetCoverage("s1", postal_codes=("06000",), areas=("02",)))
    tell(known, SetCoverage("s1", postal_codes=("97000",), replace=True))
    assert [names(state.reaching(known, place)) for place in (CENTRO, TIJUANA, MERIDA)] == [[], [], ["s1"]]
    tell(known, SetCoverage("s1", replace=True))
    assert names(state.reaching(known, MERIDA)) == []
    assert tell(known, SetCoverage("s1")) == []


def test_postal_codes_of_any_shape_are_reached() -> None:
    known = carriers(offered(), SetCoverage("s1", postal_codes=("EC1A 1BB", "٠١٠٠٠", "01000")))
    for code, found in (("EC1A 1BB", ["s1"]), ("٠١٠٠٠", ["s1"]), ("01000", ["s1"]), ("1000", []), ("EC1A", [])):
        assert names(state.reaching(known, Place(0, code, "x", "", "", "UTC"))) == found


def test_r25_a_place_out_of_reach_has_no_service() -> None:
    known = carriers(offered(), SetCoverage("s1", areas=("02",)))
    assert [names(state.reaching(known, place)) for place in (TIJUANA, MERIDA)] == [["s1"], []]


def test_services_are_listed_by_id_and_alike_places_share_the_answer() -> None:
    known = carriers(
        *(offered(name) for name in ("s3", "s1", "s2")),
        *(SetCoverage(name, areas=("09",)) for name in ("s1", "s2", "s3")),
    )
    assert names(state.reaching(known, CENTRO)) == ["s1", "s2", "s3"]
    assert state.reaching(known, CENTRO) is state.reaching(known, ROMA)
    before = state.reaching(known, CENTRO)
    tell(known, WithdrawService("s2"))
    assert names(state.reaching(known, CENTRO)) == ["s1", "s3"]
    assert names(before) == ["s1", "s2", "s3"], "whoever asked before keeps one answer"
    tell(known, offered("s2"))
    assert names(state.reaching(known, CENTRO)) == ["s1", "s2", "s3"]


codes = st.sampled_from(("06000", "06700", "06701", "97000", "0670", "X"))
words = st.lists(
    st.tuples(
        st.sampled_from(("none", "door", "extended", "ocurre")), st.sampled_from(("code", "prefix", "area")), codes
    ),
    max_size=8,
)


@given(words, codes, st.sampled_from(("0", "06", "X", "*")))
def test_coverage_is_what_a_walk_over_the_words_finds(said: list[tuple[str, str, str]], code: str, area: str) -> None:
    known, table = carriers(offered()), dict[tuple[str, str], str]()
    for way, kind, word in said:
        key = {"code": word, "prefix": word[:3], "area": "*" if word == "X" else word[:2]}[kind]
        columns = {"code": {"postal_codes": (key,)}, "prefix": {"prefixes": (key,)}, "area": {"areas": (key,)}}[kind]
        tell(known, SetCoverage("s1", way, **columns))
        table[kind, key] = way
    exact = [("code", code), *(("prefix", code[:n]) for n in range(len(code), 0, -1)), ("area", area), ("area", "*")]
    way = next((table[key] for key in exact if key in table), "none")
    place = Place(0, code, area, "", "", "UTC")
    assert bool(state.reaching(known, place)) == (way in ("door", "extended"))
    assert bool(state.ocurre(known, place)) == (way == "ocurre")


# --- days ---

MONDAY_TO_FRIDAY = Calendar(WORKING_WEEK, ("mx",))


def test_r15_the_carrier_counts_the_same_days() -> None:
    cedis = Location(location="n1", index=0, cutoffs=week("16:00", "11:00"))
    next_day = reach(calendar=Calendar(CARRIER_WEEK), pickup_weekdays=CARRIER_WEEK, delivery_weekdays=CARRIER_WEEK)
    arrivals = []
    for asked in ("2027-01-30T10:59:59", "2027-01-30T11:00:00"):
        counted = days.process_day(cedis, at(asked))
        assert counted is not None
        out = lanes.pickup_day(next_day.service, cedis.working, days.ready_day(cedis, counted))
        assert out is not None
        arrivals.append(lanes.arrival(next_day, "09", out, 1))
    assert arrivals == [date(2027, 2, 2), date(2027, 2, 3)]


def test_r17_calendars_intersect() -> None:
    known = carriers(
        offered("S1", calendar=Calendar((5,)), pickup_weekdays=CARRIER_WEEK, delivery_weekdays=WORKING_WEEK),
        offered("S2", calendar=MONDAY_TO_FRIDAY, transit_days=3),
        SetCoverage("S1", areas=("*",)),
        SetCoverage("S2", areas=("*",)),
    )
    (s2,) = state.reaching(known, CENTRO)
    assert s2.service.service == "S2", "S1 is not offered at all"
    for handling_days, arrives in ((1, date(2026, 12, 31)), (60, date(2027, 3, 29))):
        node = Location(location="n1", index=0, cutoffs=week("16:00"), handling_days=handling_days)
        counted = days.process_day(node, at("2026-12-24T12:00"))
        assert counted == date(2026, 12, 24)
        out = lanes.pickup_day(s2.service, node.working, days.ready_day(node, counted))
        assert out is not None
        assert lanes.arrival(s2, "09", out) == arrives
        slots = lanes.delivery_days(s2.service, arrives, 5)
        assert len(slots) == 5
        assert slots[0] == arrives
    assert lanes.delivery_days(s2.service, date(2026, 12, 31), 3) == (
        date(2026, 12, 31),
        date(2027, 1, 4),
        date(2027, 1, 5),
    )


@pytest.mark.parametrize("about", [{"pickup_weekdays": ()}, {"delivery_weekdays": (6,)}, {"calendar": Calendar(())}])
def test_r17_a_service_without_days_is_never_offered(about: dict[str, Any]) -> None:
    known = carriers(offered(**about), SetCoverage("s1", areas=("*",)))
    assert state.reaching(known, CENTRO) == ()


def test_r17_a_location_that_never_meets_the_carrier_ships_nothing_by_it() -> None:
    saturdays = reach(pickup_weekdays=(5,))
    weekdays = Location(location="n1", index=0, cutoffs=week("16:00"))
    assert lanes.pickup_day(saturdays.service, weekdays.working, date(2027, 5, 12)) is None
    with_saturday = Location(location="n1", index=0, cutoffs=week("16:00", "11:00"))
    assert lanes.pickup_day(saturdays.service, with_saturday.working, date(2027, 5, 12)) == date(2027, 5, 15)


@pytest.mark.parametrize(
    ("about", "handed_over", "arrives"),
    [
        ({"transit_days": 2}, date(2027, 5, 13), date(2027, 5, 17)),  # Thursday, Saturday counts, Monday delivers
        ({"transit_days": 1}, date(2027, 5, 15), date(2027, 5, 18)),  # Saturday is no pickup day here
        ({"transit_days": 3, "counts": "calendar"}, date(2027, 5, 13), date(2027, 5, 17)),  # Sunday moves to Monday
        ({"transit_days": 4, "counts": "calendar"}, date(2027, 5, 13), date(2027, 5, 17)),
        ({"transit_days": 0}, date(2027, 5, 13), date(2027, 5, 13)),
        ({"transit_days": 1}, date(2027, 3, 25), date(2027, 3, 29)),  # Good Friday; Saturday counts
    ],
)
def test_a_parcel_arrives_on_a_day_of_delivery(about: dict[str, Any], handed_over: date, arrives: date) -> None:
    one = reach(calendar=Calendar(CARRIER_WEEK, ("mx_carriers",)), **about)
    assert lanes.arrival(one, "14", handed_over) == arrives
    assert lanes.arrival(one, "14", handed_over) == arrives, "kept and worked out are the same (R24)"


def test_a_lane_has_its_own_transit_and_an_extended_zone_more() -> None:
    known = carriers(
        offered(transit_days=3, extended_days=2, lanes=Lanes(("14", "09"), ("09", "14"), (1, 2))),
        SetCoverage("s1", "door", postal_codes=("06000",)),
        SetCoverage("s1", "extended", postal_codes=("06700",)),
    )
    door, extended = state.reaching(known, CENTRO)[0], state.reaching(known, ROMA)[0]
    assert (lanes.transit_days(door, "14"), lanes.transit_days(door, "02")) == (1, 3)
    assert (lanes.transit_days(extended, "14"), lanes.transit_days(extended, "02")) == (3, 5)
    tell(known, SetTransit("s1", 7))
    assert lanes.transit_days(state.reaching(known, CENTRO)[0], "14") == 7


@given(st.dates(date(2026, 1, 1), date(2028, 12, 31)), st.integers(0, 20), st.integers(0, 20))
def test_a_later_hand_over_or_a_longer_transit_never_arrives_earlier(handed: date, short: int, more: int) -> None:
    one = reach(counts="calendar" if more % 2 else "working")
    soon, late = lanes.arrival(one, "", handed, short), lanes.arrival(one, "", handed, short + more)
    assert soon is not None
    assert late is not None
    assert handed <= soon <= late
    later = lanes.arrival(one, "", date.fromordinal(handed.toordinal() + more), short)
    assert later is not None
    assert soon <= later


# --- freight ---

RATES = Rates(9_000, 14_000, 1_500, first_grams=5_000, extended_centavos=24_900)


@pytest.mark.parametrize(
    ("origin", "grams", "volume_cm3", "centavos"),
    [
        ("09", 5_000, 0, 9_000),
        ("09", 5_001, 0, 10_500),
        ("14", 0, 0, 14_000),
        ("14", 7_000, 0, 17_000),
        ("14", 1_000, 25_000, 14_000),  # 5 kg of volume
        ("14", 1_000, 30_001, 17_000),  # 6.0002 kg of volume: two kilograms begun
    ],
)
def test_freight_is_a_base_and_started_kilograms(origin: str, grams: int, volume_cm3: int, centavos: int) -> None:
    assert lanes.freight(reach(rates=RATES), origin, grams, volume_cm3) == (("freight", centavos),)


def test_an_extended_zone_is_a_part_of_its_own() -> None:
    known = carriers(offered(rates=RATES, max_grams=30_000), SetCoverage("s1", "extended", areas=("02",)))
    (only,) = state.reaching(known, TIJUANA)
    assert lanes.freight(only, "09", 100) == (("freight", 14_000), ("extended_zone", 24_900))
    assert lanes.freight(only, "09", 30_000) is not None
    assert lanes.freight(only, "09", 30_001) is None


def test_new_rates_count_from_their_fact_on() -> None:
    known = carriers(offered(rates=RATES), SetCoverage("s1", areas=("*",)), SetRates("s1", Rates(1, 2)))
    assert lanes.freight(state.reaching(known, CENTRO)[0], "09", 0) == (("freight", 1),)
    assert tell(known, SetRates("s1", Rates(1, 2))) == []


# --- what is refused ---


@pytest.mark.parametrize(
    ("ask", "reason"),
    [
        (offered(" "), Reason.INVALID),
        (offered(carrier=""), Reason.INVALID),
        (offered(calendar=Calendar((7,))), Reason.INVALID),
        (offered(calendar=Calendar((0,), ("atlantis",))), Reason.INVALID),
        (offered(pickup_weekdays=(-1,)), Reason.INVALID),
        (offered(counts="business"), Reason.INVALID),
        (offered(transit_days=-1), Reason.INVALID),
        (offered(lanes=Lanes(("a",), ("b",), ())), Reason.INVALID),
        (offered(lanes=Lanes(("a", "a "), ("b", "b"), (1, 2))), Reason.INVALID),
        (offered(max_grams=-1), Reason.INVALID),
        (offered(rates=Rates(-1)), Reason.INVALID),
        (SetRates("s0", Rates(per_kg_centavos=-1)), Reason.BAD_AMOUNT),
        (SetTransit("s0", 400), Reason.INVALID),
        (SetCoverage("s0", "maybe", areas=("09",)), Reason.INVALID),
        (SetCoverage("s0", postal_codes=("",)), Reason.INVALID),
        (SetCoverage("s9", areas=("09",)), Reason.UNKNOWN_SERVICE),
        (WithdrawService("s9"), Reason.UNKNOWN_SERVICE),
        (offered("S0"), Reason.ALREADY_EXISTS),
    ],
)
def test_bad_words_are_refused_and_change_nothing(ask: Any, reason: Reason) -> None:
    known = carriers(offered("s0"))
    before = msgspec.msgpack.encode(known)
    answer = tell(known, ask)
    assert isinstance(answer, Refused)
    assert answer.reason == reason
    assert msgspec.msgpack.encode(known) == before


def test_r20_an_awkward_service_id_is_one_service() -> None:
    name = "Envío rápido a la colonia Doctores, con acentos, espacios y ochenta letras justas"
    known = carriers(offered(f" {name} "), SetCoverage(name, areas=("09",)))
    assert names(state.reaching(known, CENTRO)) == [name]


def test_the_same_offer_again_is_nothing_and_a_new_one_keeps_coverage_and_row() -> None:
    known = carriers(offered("s0"), offered("s1"), SetCoverage("s1", areas=("*",)))
    assert tell(known, offered("s1")) == []
    tell(known, offered("s1", transit_days=9))
    service = state.find(known, "s1")
    assert service is not None
    assert (service.index, service.transit_days, names(state.reaching(known, CENTRO))) == (1, 9, ["s1"])
    assert tell(known, WithdrawService("s0"), WithdrawService("s0")) == []


def test_the_state_goes_through_a_snapshot_without_what_was_worked_out() -> None:
    known = carriers(offered(lanes=Lanes(("a",), ("b",), (1,))), SetCoverage("s1", postal_codes=("06000", "x")))
    only = state.reaching(known, CENTRO)[0]
    lanes.arrival(only, "09", date(2027, 5, 12))
    written = msgspec.msgpack.encode(known)
    again = msgspec.msgpack.decode(written, type=Carriers)
    assert again == known
    assert b"arrivals" not in written
    assert b"answers" not in written
    assert state.reaching(again, CENTRO) == state.reaching(known, CENTRO)
    assert msgspec.json.decode(msgspec.json.encode(known), type=Carriers) == known
