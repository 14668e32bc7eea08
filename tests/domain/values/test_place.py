"""Postal codes, states, zones and distances."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.domain.values import place


@pytest.mark.parametrize("text", ["01000", " 01000 ", "99999", "00001"])
def test_a_postal_code_keeps_its_zeros(text: str) -> None:
    assert place.postal_code(text) == text.strip()


@pytest.mark.parametrize("text", ["", "1000", "010000", "0100a", "٠١٠٠٠", "00000", "01 000", "-1000", "+1000", "1000."])
def test_anything_else_is_no_postal_code(text: str) -> None:
    assert place.postal_code(text) is None


def test_a_spreadsheet_gets_its_zeros_back() -> None:
    assert place.postal_code_of_number(1000) == "01000"
    assert place.postal_code_of_number(44100) == "44100"
    assert place.postal_code_of_number(-1000) is None
    assert place.postal_code_of_number(123456) is None
    assert place.postal_code_of_number(0) is None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("CDMX", "09"),
        ("Distrito Federal", "09"),
        ("México", "15"),
        ("Estado de Mexico", "15"),
        ("EDOMEX", "15"),
        ("coahuila de zaragoza", "05"),
        ("N.L.", "19"),
        ("Q. Roo", "23"),
        ("Veracruz de Ignacio de la Llave", "30"),
        ("michoacan", "16"),
        ("01", "01"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_a_state_goes_by_many_names(name: str, code: str | None) -> None:
    assert place.state_code(name) == code


def test_no_two_states_share_a_name() -> None:
    assert len(place.STATES) == 32
    told = [name for state in place.STATES.values() for name in {state.name, state.sepomex, *state.aliases}]
    assert all(place.state_code(name) is not None for name in told)
    assert len({(place.state_code(name), name) for name in told}) == len(told)
    assert {place.state_code(state.name) for state in place.STATES.values()} == set(place.STATES)


@pytest.mark.parametrize(
    ("state", "municipality", "zone", "january", "july"),
    [
        ("09", "015", "America/Mexico_City", -6, -6),
        ("02", "004", "America/Tijuana", -8, -7),
        ("26", "030", "America/Hermosillo", -7, -7),
        ("23", "005", "America/Cancun", -5, -5),
        ("25", "012", "America/Mazatlan", -7, -7),
        ("18", "017", "America/Mazatlan", -7, -7),
        ("18", "020", "America/Bahia_Banderas", -6, -6),
        ("08", "019", "America/Chihuahua", -6, -6),
        ("08", "037", "America/Ciudad_Juarez", -7, -6),
        ("08", "052", "America/Ojinaga", -6, -5),
        ("19", "039", "America/Mexico_City", -6, -6),
        ("19", "005", "America/Matamoros", -6, -5),
        ("28", "032", "America/Matamoros", -6, -5),
        ("28", "041", "America/Mexico_City", -6, -6),
        ("05", "025", "America/Matamoros", -6, -5),
    ],
)
def test_zones_are_those_of_the_law_of_2022(state: str, municipality: str, zone: str, january: int, july: int) -> None:
    assert place.zone_of(state, municipality) == zone
    for month, hours in ((1, january), (7, july)):
        offset = datetime(2027, month, 8, tzinfo=UTC).astimezone(ZoneInfo(zone)).utcoffset()
        assert offset is not None
        assert offset.total_seconds() == hours * 3600


def test_a_state_without_a_municipality_has_its_usual_zone() -> None:
    assert place.zone_of("28") == "America/Mexico_City"
    assert place.zone_of("33") is None
    assert place.zone_of("") is None


def test_distances_are_those_of_the_map() -> None:
    mexico_city, guadalajara, tijuana = (19.4326, -99.1332), (20.6597, -103.3496), (32.5149, -117.0382)
    assert place.distance_km(*mexico_city, *guadalajara) == pytest.approx(461, abs=3)
    assert place.distance_km(*mexico_city, *tijuana) == pytest.approx(2_298, abs=12)
    assert place.distance_km(0, 0, 0, 180) == pytest.approx(20_015.1, abs=0.1)


spots = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@given(spots, spots)
def test_distance_is_symmetric_and_bounded(one: tuple[float, float], other: tuple[float, float]) -> None:
    there = place.distance_km(*one, *other)
    assert 0 <= there <= 20_016
    assert there == pytest.approx(place.distance_km(*other, *one), abs=1e-6)
    assert place.distance_km(*one, *one) == pytest.approx(0, abs=1e-6)
