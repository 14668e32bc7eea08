"""R40: two lines that share a component are one demand for it."""

from promesa.domain.network.kits import Component, SetKit
from promesa.domain.promise.quoting.availability import listing
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import parts
from promesa.lab import auditor
from tests.regressions import truths
from tests.regressions.shop import GUADALAJARA, Shop, place_order


def shop(**units: int) -> Shop:
    here = Shop().sells("c", "d", price=50).sells("K1", "K2", price=100).opens("N1").carries("P", 2, 0)
    here.put(SetKit("K1", (Component("c", 1),)))
    here.put(SetKit("K2", (Component("c", 1), Component("d", 1))))
    return here.has("N1", **(units or {"c": 7, "d": 100}))


def units(here: Shop, sku: str) -> int:
    told = listing(*parts(here.world), sku, "web", GUADALAJARA, here.now, here.machine.seen)
    assert not isinstance(told, Refused)
    return told.units


def test_r40_two_lines_one_component() -> None:
    here = shop()
    assert (units(here, "K1"), units(here, "K2"), units(here, "c")) == (7, 7, 7)
    said = here.quote({"K1": 6, "K2": 4})
    assert said == Refused(Reason.NOT_ENOUGH_STOCK, "c", 7), "c: 10 wanted, 7 left"
    here.places("o1", {"K1": 3, "K2": 4}, rail="cod")
    assert (here.reserved("c"), here.reserved("d")) == (7, 4)
    assert (units(here, "K1"), units(here, "K2"), units(here, "d")) == (0, 0, 96)
    assert here.reason(_order("o2", K2=1)) is Reason.NOT_ENOUGH_STOCK
    here.packs("o1-1")
    here.hands_over("o1-1")
    assert (here.on_hand("c"), here.on_hand("d")) == (0, 96)
    truths.hold(here.world)
    assert auditor.audit(here.log).violations == ()


def _order(order: str, **wanted: int) -> object:

    return place_order(order, wanted, rail="cod")


def test_r40_kits_and_their_own_components_in_one_order() -> None:
    here = shop()
    assert here.quote({"K1": 4, "c": 4}) == Refused(Reason.NOT_ENOUGH_STOCK, "c", 7)
    here.places("o1", {"K1": 4, "c": 3}, rail="cod")
    assert here.shelf("c") == (7, 7, 0)
    assert auditor.audit(here.log).violations == ()


def test_r40_a_location_counts_only_for_whole_kits() -> None:
    here = shop(c=7, d=0).opens("N2").has("N2", d=9)
    assert here.quote({"K2": 1}) == Refused(Reason.NOT_ENOUGH_STOCK, "c", 0)
    assert (units(here, "c"), units(here, "d")) == (7, 9)
    here.has("N2", c=2)
    (first, *_) = here.offers({"K2": 2})
    assert [(take.sku, take.location, take.units) for leg in first.legs for take in leg.takes] == [
        ("c", "N2", 2),
        ("d", "N2", 2),
    ]
    (parted, *_) = here.offers({"K2": 2, "c": 5})
    given = {(take.sku, take.location): take.units for leg in parted.legs for take in leg.takes}
    assert given == {("c", "N1"): 5, ("c", "N2"): 2, ("d", "N2"): 2}
