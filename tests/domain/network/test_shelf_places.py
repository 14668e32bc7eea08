"""Where things stand, and the way past them."""

import pytest

from promesa.domain.network import shelf_places
from promesa.domain.network.catalog import ListProduct
from promesa.domain.network.shelf_places import SetShelfPlaces, ShelfPlacesSet
from promesa.domain.values.ids import LocationId, Sku
from promesa.domain.values.refusal import Reason
from tests.regressions.shop import Shop

N1 = LocationId("N1")


def floor(**places: str) -> Shop:
    here = Shop().sells(*places).opens("N1").opens("N2")
    here.put(SetShelfPlaces(N1, "planogram", tuple(map(Sku, places)), tuple(places.values())))
    return here


def walked(here: Shop, *skus: str) -> str:
    world = here.world
    return " ".join(
        shelf_places.walk(skus, lambda sku: shelf_places.walk_key(world.shelf_places, world.catalog, N1, Sku(sku)))
    )


@pytest.mark.parametrize(
    ("places", "way"),
    [
        ({"x": "A-1", "y": "A-2", "z": "A-10"}, "x y z"),
        ({"x": "A-1", "y": "B-1", "z": "B-2"}, "x z y"),
        ({"x": "A-1", "y": "B-1", "z": "B-2", "u": "C-1", "v": "C-2"}, "x z y u v"),
        ({"x": "12-B", "y": "2-C", "z": "2-A"}, "z y x"),
        ({"x": "", "y": "B-1", "z": "a-1"}, "z y x"),
        ({"x": "", "y": "", "z": ""}, "x y z"),
    ],
)
def test_up_one_aisle_and_down_the_next(places: dict[str, str], way: str) -> None:
    assert walked(floor(**places), *places) == way


def test_without_places_families_stay_together() -> None:
    here = Shop().opens("N1")
    for sku, name, family in (("1", "zapato", "calzado"), ("2", "bota", "calzado"), ("3", "anillo", "joyas")):
        here.put(ListProduct(Sku(sku), name, category=family))
    assert walked(here, "3", "1", "2") == "2 1 3"


def test_only_what_is_new_is_said() -> None:
    here = floor(x="A-1", y="A-2")
    (fact,) = here.put(SetShelfPlaces(N1, "planogram", (Sku("x"), Sku("y")), ("A-1", "")))
    assert fact == ShelfPlacesSet(N1, "planogram", (Sku("y"),), ("",))
    assert here.put(SetShelfPlaces(N1, "planogram", (Sku("x"), Sku("y")), ("A-1", ""))) == []
    known = here.world.shelf_places
    assert [shelf_places.place_of(known, N1, Sku(sku)) for sku in "xy"] == ["A-1", ""]
    assert shelf_places.place_of(known, LocationId("N2"), Sku("x")) == ""


@pytest.mark.parametrize(
    ("ask", "reason"),
    [
        (SetShelfPlaces(LocationId("none"), "s", (), ()), Reason.UNKNOWN_LOCATION),
        (SetShelfPlaces(N1, "s", (Sku("none"),), ("A",)), Reason.UNKNOWN_SKU),
        (SetShelfPlaces(N1, "s", (Sku("x"),), ()), Reason.INVALID),
        (SetShelfPlaces(N1, "s", (Sku("x"), Sku("x")), ("A", "B")), Reason.INVALID),
        (SetShelfPlaces(N1, "s", (Sku("x"),), (" A",)), Reason.INVALID),
        (SetShelfPlaces(N1, "s", (Sku("x"),), ("A" * 41,)), Reason.INVALID),
        (SetShelfPlaces(N1, "s", (Sku("x"),), ("A\n1",)), Reason.INVALID),
    ],
)
def test_what_cannot_be_a_place(ask: SetShelfPlaces, reason: Reason) -> None:
    assert floor(x="A-1").refuses(ask).reason is reason
