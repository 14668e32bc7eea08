"""R13: the fewest parcels at equal dates; what a second parcel costs is ours, the customer pays one fee."""

from promesa.domain.ledger.shipments.regrouping import fee_shares
from promesa.domain.ledger.shipments.state import live
from promesa.lab import auditor
from tests.regressions.counter import door_of
from tests.regressions.shop import Shop


def shop() -> Shop:
    """N1 has A and B, N2 only A, N3 only B; of three C two are at N1 and one is at N2. Delivery is a flat 99.00."""
    here = Shop(flat_fee=99_00).sells("A", "B", "C").opens("N1").opens("N2").opens("N3").carries("P", 2, 40)
    return here.has("N1", A=1, B=1, C=2).has("N2", A=1, C=1).has("N3", B=1)


def test_r13_fewest_parcels_one_fee() -> None:
    here = shop()
    here.places("o1", {"A": 1, "B": 1})
    here.pays("o1")
    (parcel,) = live(here.world.shipments, "o1")
    assert (parcel.planned.location, {take.sku for take in parcel.planned.takes}) == ("N1", {"A", "B"})
    here.places("o2", {"C": 3})
    here.pays("o2")
    placed, parcels = here.world.orders.by_id["o2"].placed, live(here.world.shipments, "o2")
    assert [one.planned.location for one in parcels] == ["N1", "N2"]
    assert (placed.fee, placed.total) == (99_00, 399_00)
    assert fee_shares(placed.fee, parcels) == [66_00, 33_00]
    with door_of(here) as client:
        told = client.get("/v1/orders/o2").json
        assert [one["fee_share_centavos"] for one in told["parcels"]] == [66_00, 33_00]
        assert told["fee_centavos"] == 99_00
    assert auditor.audit(here.log).violations == ()


def test_r13_shares_of_a_fee_that_does_not_divide_sum_to_it() -> None:
    here = Shop(flat_fee=100_00).sells("A").opens("N1").opens("N2").opens("N3").carries("P", 2, 1)
    here.has("N1", A=1).has("N2", A=1).has("N3", A=1)
    here.places("o1", {"A": 3})
    here.pays("o1")
    found = fee_shares(here.world.orders.by_id["o1"].placed.fee, live(here.world.shipments, "o1"))
    assert (found, sum(found)) == ([33_33, 33_33, 33_34], 100_00)
