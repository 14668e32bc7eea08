"""R25: "available" is said only if some buyer of that channel can really get it."""

from promesa.domain.promise.quoting import availability
from promesa.domain.promise.quoting.availability import SkuAvailability
from promesa.domain.values.refusal import Refused
from promesa.domain.world import parts
from tests.regressions.shop import MERIDA, TIJUANA, Shop


def shop() -> Shop:
    """A: 0 in the web's nodes, 7 in another channel's. B: 3 units that only reach Baja California."""
    here = Shop().sells("A", "B").opens("N1", channels=("web",)).opens("N2", channels=("market",)).opens("N3", "02")
    here.carries("local", 1, 30, to=("02",)).carries("wide", 3, 90, to=("14",))
    return here.has("N1", A=0).has("N2", A=7).has("N3", B=3)


def listing(here: Shop, sku: str, to: str | None) -> SkuAvailability:
    found = availability.listing(*parts(here.world), sku, "web", to, here.now, 0)
    assert not isinstance(found, Refused), found
    return found


def test_r25_availability_when_no_place_is_known() -> None:
    here = shop()
    said = {(sku, to): str(listing(here, sku, to).status) for sku in "AB" for to in (None, TIJUANA, MERIDA)}
    assert said == {
        ("A", None): "not_available",
        ("A", TIJUANA): "not_available",
        ("A", MERIDA): "not_available",
        ("B", None): "depends_on_postal_code",
        ("B", TIJUANA): "available",
        ("B", MERIDA): "not_available",
    }
    assert listing(here, "B", TIJUANA).units == 3
    assert listing(here, "B", MERIDA).units == 0
    assert here.story() == []
