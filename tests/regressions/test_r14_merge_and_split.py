"""R14: parcels that have not left are merged and split; units, fee and reservation stay what they are."""

from promesa.domain.ledger.shipments.state import live
from promesa.domain.ledger.shipments.words import ParcelPlanned, ParcelsRegrouped, RegroupParcels
from promesa.domain.values.refusal import Reason
from promesa.lab import auditor
from tests.regressions import truths
from tests.regressions.counter import door_of
from tests.regressions.shop import Shop, place_order

EIGHT = (("A", 8),)


def shop() -> Shop:
    """An order of 24 units of A in three parcels of N1."""
    here = Shop(flat_fee=99_00).sells("A", "B").opens("N1").opens("N2").carries("P", 2, 40).has("N1", A=24)
    here.places("o1", {"A": 24})
    here.pays("o1")
    here.put(RegroupParcels("o1", ("o1-1",), (EIGHT, EIGHT, EIGHT)))
    return here


def parcels(here: Shop) -> list[tuple[str, int]]:
    found = live(here.world.shipments, "o1")
    return [(one.planned.parcel, sum(take.units for take in one.planned.takes)) for one in found]


def test_r14_merging_and_splitting_conserve_units() -> None:
    here = shop()
    assert parcels(here) == [("o1-2", 8), ("o1-3", 8), ("o1-4", 8)]
    merge = RegroupParcels("o1", ("o1-2", "o1-3", "o1-4"))
    assert here.put(merge)
    assert here.put(merge) == [], "said again, nothing more"
    assert parcels(here) == [("o1-5", 24)], "emptied parcels disappear"
    split = RegroupParcels("o1", ("o1-5",), ((("A", 9),), (("A", 15),)))
    assert here.put(split)
    assert here.put(split) == []
    assert parcels(here) == [("o1-6", 9), ("o1-7", 15)]
    assert here.shelf("A") == (24, 24, 0)
    assert here.world.orders.by_id["o1"].placed.fee == 99_00
    assert len(here.facts(ParcelsRegrouped)) == 3
    with door_of(here) as client:
        told = client.get("/v1/orders/o1").json
        assert sum(one.get("fee_share_centavos", 0) for one in told["parcels"]) == 99_00
    truths.hold(here.world)
    here.hands_over("o1-6")
    here.hands_over("o1-7")
    assert here.shelf("A") == (0, 0, 0)
    assert auditor.audit(here.log).violations == ()


def test_r14_over_the_api_and_what_is_no_regrouping() -> None:
    here = shop()
    with door_of(here) as client:
        body = {"parcels": ["o1-3", "o1-4"]}
        assert client.post("/v1/orders/o1/regroup", body).json["changed"]
    assert parcels(here) == [("o1-2", 8), ("o1-5", 16)]

    def why(*names: str, groups: tuple[tuple[tuple[str, int], ...], ...] = ()) -> Reason:
        return here.reason(RegroupParcels("o1", names, groups))

    assert why("o1-9") is Reason.UNKNOWN_PARCEL
    assert why("o1-2", "o1-2") is Reason.INVALID
    assert why("o1-2", groups=((("A", 9),),)) is Reason.PARCEL_INCOMPLETE
    assert why("o1-2", groups=((("A", 8),), ())) is Reason.BAD_QUANTITY
    assert why("o1-2", "o1-3") is Reason.WRONG_STATE, "it has become another"
    here.packs("o1-5")
    assert why("o1-2", "o1-5") is Reason.ALREADY_PICKED
    here.hands_over("o1-5")
    assert why("o1-2", "o1-5") is Reason.ALREADY_SHIPPED


def test_r14_parcels_of_two_locations_stay_two() -> None:
    here = Shop().sells("A").opens("N1").opens("N2").carries("P", 2, 40).has("N1", A=1).has("N2", A=1)
    here.places("o1", {"A": 2})
    here.pays("o1")
    assert here.reason(RegroupParcels("o1", ("o1-1", "o1-2"))) is Reason.WRONG_STATE


def test_r14_what_no_shelf_has_makes_no_parcel() -> None:
    """The house has no back orders: a line without stock is refused with the whole order, and nothing is planned."""
    here = Shop().sells("A", "B").opens("N1").carries("P", 2, 40).has("N1", A=24)
    from_nowhere = {"A": 24, "B": 1}
    assert here.submit(place_order("o1", from_nowhere)).refusal is not None
    assert here.facts(ParcelPlanned) == []
    assert here.shelf("A") == (24, 0, 24)
