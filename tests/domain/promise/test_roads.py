"""Roads that are blocked from one location or to some postal codes: what goes another way, and what is not touched."""

import pytest

from promesa.domain.ledger.shipments.state import live
from promesa.domain.network.places import LoadPlaces
from promesa.domain.promise.choices import Choice, MakeChoice
from promesa.domain.promise.keeping.contingency.words import (
    CloseContingency,
    ContingencyAnswer,
    ContingencyKind,
    OpenContingency,
)
from promesa.domain.values.refusal import Reason, Refused
from promesa.lab import auditor
from tests.regressions.shop import Shop

ROAD = ContingencyKind.BLOCKED_ROAD


@pytest.fixture
def shop() -> Shop:
    """N1 and N3 are neighbours, N2 is far away; all have A; one service, days everywhere alike."""
    made = Shop("2027-03-01 10:00").sells("A").opens("N2", "09").carries("slow", 3, 40)
    for name in ("N1", "N3"):
        made.opens(name, pickup=True, hours=(("09:00", "20:00"),) * 7, postal_code="44100")
    made.has("N1", A=20).has("N2", A=20).has("N3", A=20)
    ask = LoadPlaces(
        source="test",
        postal_codes=("44200",),
        areas=("14",),
        municipalities=("Guadalajara",),
        cities=("Guadalajara",),
        zones=("America/Mexico_City",),
    )
    assert made.machine.submit(ask, "setup").refusal is None
    return made


def opened(shop: Shop, **about: object) -> object:
    told = {"contingency": "road", "kind": ROAD, **about}
    return shop.machine.submit(OpenContingency(**told), "people")


def sent_from(shop: Shop, order: str) -> list[str]:
    return [one.planned.location for one in live(shop.world.shipments, order)]


def sends(shop: Shop, order: str) -> str:
    shop.places(order, {"A": 1}, rail="cod")
    (place,) = sent_from(shop, order)
    return place


def test_a_road_from_one_location_stops_nobody_elses(shop: Shop) -> None:
    first = sends(shop, "o1")
    neighbour = "N3" if first == "N1" else "N1"
    assert opened(shop, locations=(first,), areas=("14",)).refusal is None
    one = shop.world.contingencies.by_name["road"]
    assert one.opened.paused == (), "the location itself works on"
    assert one.answered["o1"].answer is ContingencyAnswer.REROUTED
    assert sent_from(shop, "o1")[0] in (neighbour, "N2")
    assert sends(shop, "o2") != first
    shop.has("N2", A=0)
    assert sends(shop, "o4") == neighbour, "its neighbour's road is open"
    assert shop.machine.submit(CloseContingency("road"), "people").refusal is None
    assert sends(shop, "o3") == first
    assert auditor.audit(shop.machine).clean


def test_a_road_to_one_postal_code_stops_no_other(shop: Shop) -> None:
    first = sends(shop, "o1")
    assert opened(shop, locations=("N1", "N3"), postal_codes=("44200",)).refusal is None
    one = shop.world.contingencies.by_name["road"]
    assert one.opened.affected == ()
    assert sends(shop, "o2") == first, "44100 is reached as ever"
    shop.places("o3", {"A": 1}, rail="cod", postal_code="44200")
    assert sent_from(shop, "o3") == ["N2"]
    assert auditor.audit(shop.machine).clean


def test_a_hurricane_over_some_postal_codes(shop: Shop) -> None:
    sends(shop, "o1")
    about = {"contingency": "storm", "kind": ContingencyKind.HURRICANE, "postal_codes": ("44100",)}
    assert shop.machine.submit(OpenContingency(**about), "people").refusal is None
    one = shop.world.contingencies.by_name["storm"]
    assert one.opened.affected == ("o1",)
    shop.places("o2", {"A": 1}, rail="cod", postal_code="44200")
    assert sent_from(shop, "o2")


def test_a_road_from_an_area_stops_that_area_alone_though_days_are_alike(shop: Shop) -> None:
    assert opened(shop, origins=("14",), areas=("14",)).refusal is None
    assert sends(shop, "o1") == "N2"


@pytest.mark.parametrize(
    ("about", "reason"),
    [
        ({"areas": ("14",)}, Reason.INVALID),
        ({"locations": ("N1",)}, Reason.INVALID),
        ({"locations": ("N9",), "areas": ("14",)}, Reason.UNKNOWN_LOCATION),
        ({"locations": ("N1",), "postal_codes": ("99999",)}, Reason.UNKNOWN_POSTAL_CODE),
    ],
)
def test_a_road_has_two_ends_that_exist(shop: Shop, about: dict[str, object], reason: Reason) -> None:
    told = opened(shop, **about).refusal
    assert isinstance(told, Refused)
    assert told.reason is reason


def test_where_nothing_brings_it_a_counter_that_has_it_is_offered_before_the_money(shop: Shop) -> None:
    """Nobody knows when the carrier runs again: its customer may fetch it, and does."""
    first = sends(shop, "o1")
    outage = OpenContingency(contingency="strike", kind=ContingencyKind.CARRIER_OUTAGE, services=("slow",))
    assert shop.machine.submit(outage, "people").refusal is None
    assert shop.world.contingencies.by_name["strike"].answered["o1"].answer is ContingencyAnswer.CHOICE
    other = next(name for name in ("N1", "N3") if name != first)
    chosen = shop.machine.submit(MakeChoice("o1", Choice.OTHER_STORE, other), "customer")
    assert chosen.refusal is None
    (parcel,) = live(shop.world.shipments, "o1")
    assert (parcel.planned.kind, parcel.planned.location) == ("pickup", other)
    assert auditor.audit(shop.machine).clean


def test_where_no_counter_has_it_the_money_goes_back(shop: Shop) -> None:
    first = sends(shop, "o1")
    for other in {"N1", "N2", "N3"} - {first}:
        shop.has(other, A=0)
    outage = OpenContingency(contingency="strike", kind=ContingencyKind.CARRIER_OUTAGE, services=("slow",))
    assert shop.machine.submit(outage, "people").refusal is None
    assert shop.world.contingencies.by_name["strike"].answered["o1"].answer is ContingencyAnswer.REFUNDED
    assert auditor.audit(shop.machine).clean
