"""R22: a pickup comes from the chosen store's own shelf and from no other."""

from promesa.domain.ledger.shipments.words import CollectParcel, MarkReady
from promesa.domain.network.locations.words import week
from promesa.domain.values.refusal import Reason
from tests.regressions.counter import door_of
from tests.regressions.shop import GUADALAJARA, Shop, place_order

DAYS = week(("09:00", "21:00"), ("09:00", "21:00"), ("09:00", "21:00"))


def test_r22_only_the_chosen_stores_shelf() -> None:
    """S1 has none, S2 has five, the warehouse fifty."""
    here = Shop().sells("A").opens("S1", pickup=True, hours=DAYS, postal_code=GUADALAJARA)
    here.opens("S2", pickup=True, hours=DAYS, postal_code=GUADALAJARA).opens("W").carries("P", 2, 50)
    here.has("S1", A=0).has("S2", A=5).has("W", A=50)
    assert here.reason(place_order("o1", {"A": 1}, pickup_location="S1", postal_code=None)) is Reason.NOT_ENOUGH_STOCK
    counters = {offer.legs[0].location for offer in here.offers({"A": 2}) if offer.kind == "pickup"}
    assert counters == {"S2"}
    here.places("o2", {"A": 2}, pickup_location="S2", postal_code=None)
    here.pays("o2")
    here.put(MarkReady("o2-1", (("A", 2),)))
    here.put(CollectParcel("o2-1"))
    assert here.shelf("A", "S2") == (3, 0, 3)
    assert here.shelf("A", "W") == (50, 0, 50)
    with door_of(here) as client:
        shelves = {row["location"]: row for row in client.get("/v1/stock/A").json["shelves"]}
        assert (shelves["S2"]["on_hand"], shelves["S2"]["reserved"]) == (3, 0)
        assert (shelves["W"]["on_hand"], shelves["W"]["reserved"]) == (50, 0)
