"""The gazetteer: loading places and finding them, Mexican or not."""

from typing import Any

import msgspec
import pytest

from promesa.domain.network import places
from promesa.domain.network.places import LoadPlaces, Place, Places
from promesa.domain.values.refusal import Reason, Refused
from tests.domain.network import telling

CENTRO = ("06000", "09", "Cuauhtémoc", "Ciudad de México", "America/Mexico_City", 19.43, -99.13)
TIJUANA = ("22000", "02", "Tijuana", "Tijuana", "America/Tijuana", 32.5, -117.0)
SAO_PAULO = ("01037", "SP", "", "sao paulo", "America/Sao_Paulo", None, None)


def tell(state: Places, *asks: Any) -> Any:
    return telling.tell(state, places.RULES, places.FOLD, *asks)


def load(*rows: tuple[Any, ...]) -> LoadPlaces:
    codes, areas, municipalities, cities, zones, lats, lons = zip(*rows, strict=True)
    return LoadPlaces(
        source="sepomex",
        postal_codes=codes,
        areas=areas,
        municipalities=municipalities,
        cities=cities,
        zones=zones,
        lats=lats,
        lons=lons,
    )


def test_a_loaded_place_is_found_and_has_a_row() -> None:
    state = Places()
    assert len(tell(state, load(CENTRO, TIJUANA))) == 1
    assert places.find(state, "06000") == Place(0, *CENTRO)
    assert places.find(state, "22000") == Place(1, *TIJUANA)
    assert places.find(state, "6000") is None
    assert places.find(state, "99999") is None


def test_other_countries_use_their_own_areas() -> None:
    state = Places()
    tell(state, load(SAO_PAULO))
    assert places.find(state, "01037").area == "SP"


def test_the_same_again_changes_nothing_and_a_change_keeps_its_row() -> None:
    state = Places()
    tell(state, load(CENTRO, TIJUANA))
    version = state.version
    assert tell(state, load(TIJUANA, CENTRO)) == []
    assert state.version == version
    (fact,) = tell(state, load(CENTRO, (*TIJUANA[:3], "Tijuana B.C.", *TIJUANA[4:])))
    assert fact.postal_codes == ("22000",)
    assert places.find(state, "22000").index == 1
    tell(state, load(SAO_PAULO))
    assert places.find(state, "01037").index == 2


def test_where_a_place_lies_may_be_unknown() -> None:
    state = Places()
    bare = LoadPlaces(source="", postal_codes=("1",), areas=("x",), municipalities=("",), cities=("",), zones=("UTC",))
    tell(state, bare)
    assert places.find(state, "1") == Place(0, "1", "x", "", "", "UTC")


@pytest.mark.parametrize(
    "bad",
    [
        ("", *CENTRO[1:]),
        ("06001", "", *CENTRO[2:]),
        ("06001", *CENTRO[1:4], "America/Atlantis", 0.0, 0.0),
        ("06001", *CENTRO[1:5], 91.0, 0.0),
        ("06001", *CENTRO[1:5], 0.0, float("nan")),
        ("06001", *CENTRO[1:5], 0.0, None),
        (" 06000 ", "09", "", "", "America/Mexico_City", None, None),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_applied(bad: tuple[Any, ...]) -> None:
    state = Places()
    answer = tell(state, load(CENTRO, bad))
    assert isinstance(answer, Refused)
    assert answer == Refused(Reason.INVALID, f"row 2: {bad[0].strip()}")
    assert state == Places()


def test_columns_of_unequal_length_are_refused() -> None:
    ask = msgspec.structs.replace(load(CENTRO, TIJUANA), zones=("UTC",))
    assert tell(Places(), ask) == Refused(Reason.INVALID, "columns")


def test_the_state_goes_through_a_snapshot() -> None:
    state = Places()
    tell(state, load(CENTRO, TIJUANA, SAO_PAULO))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(state), type=Places) == state
