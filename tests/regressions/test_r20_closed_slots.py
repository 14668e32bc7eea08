"""R20: a slot of no places is closed, one of one place takes one order, and names are opaque, compared whole."""

from promesa.domain.ledger.delivery_slots import DaySlots, SetDeliverySlots
from promesa.domain.values.refusal import Reason
from tests.regressions import truths
from tests.regressions.counter import door_of
from tests.regressions.shop import GUADALAJARA, Shop, open_location
from tests.surfaces.http.city import Client

AWKWARD = "Entrega a domicilio en la mañana · Zona metropolitana de Guadalajara (última ñ)"[:80].ljust(80, "x")
CLOSED, LAST = "2027-03-03 18:00-19:00", "2027-03-03 19:00-20:00"


def shop() -> Shop:
    """One service with an awkward name, two days on the road, that comes between six and eight in the evening."""
    here = Shop("2027-03-01 10:00").sells("A").opens("N1").carries(AWKWARD, 2, 50).has("N1", A=9)
    slots = (DaySlots("18:00", "19:00", 0), DaySlots("19:00", "20:00", 1, (2,)))
    here.put(SetDeliverySlots(service=AWKWARD, slots=slots))
    return here


def body(order: str, **more: object) -> dict[str, object]:
    lines = [{"sku": "A", "units": 1}]
    wish = {"customer": f"k-{order}", "channel": "web", "postal_code": GUADALAJARA, "rail": "cod", "lines": lines}
    return {"order": order, **wish, **more}


def slots_of(client: Client) -> list[str]:
    asked = {"channel": "web", "postal_code": GUADALAJARA, "lines": [{"sku": "A", "units": 1}]}
    told = client.post("/v1/quotes", asked).json
    assert "places" not in str(told.get("offers")), "how many are left is nobody's business"
    return [slot["slot"] for offer in told.get("offers", ()) for slot in offer["slots"]]


def test_r20_zero_means_closed_and_one_means_one() -> None:
    here = shop()
    assert len(AWKWARD) == 80
    with door_of(here) as client:
        assert slots_of(client) == [LAST]
        assert client.post("/v1/orders", body("o1", slot=CLOSED)).json["reason"] == "no_capacity"
        assert client.post("/v1/orders", body("o2", slot=LAST)).status == 201
        refused = client.post("/v1/orders", body("o3", slot=LAST))
        assert (refused.status, refused.json["reason"]) == (409, "no_capacity")
        assert slots_of(client) == [], "no slot is left, so this service offers nothing"
        assert client.post("/v1/orders", body("o4", slot="2027-03-03 20:00-21:00")).json["reason"] != "internal"
        promise = here.world.promises.by_order["o2"].made
        assert (promise.slot, promise.promised_on.isoformat()) == (LAST, "2027-03-03")
        assert client.post("/v1/orders/o2/cancel", {"by_customer": True}).status == 200
        assert slots_of(client) == [LAST], "it came back, once"
        path = f"/v1/services/{AWKWARD}/slots/places"
        assert client.post(path, {"area": "14", "slot": LAST, "places": 0}).status == 200
        assert slots_of(client) == []
    truths.hold(here.world)


def test_r20_a_counter_answers_for_itself_alone() -> None:
    here = Shop("2027-03-01 10:00").sells("A")
    for name in ("8", "835"):
        here.opens(name, pickup=True, hours=(("09:00", "20:00"),) * 7)
    here.has("835", A=3).has("8", A=0)
    with door_of(here) as client:
        asked = {"channel": "web", "lines": [{"sku": "A", "units": 1}]}
        assert client.post("/v1/quotes", {**asked, "pickup_location": "8"}).json["left"] == 0
        assert client.post("/v1/quotes", {**asked, "pickup_location": "835"}).status == 200
        shelves = {row["location"]: row["available"] for row in client.get("/v1/stock/A").json["shelves"]}
        assert shelves == {"8": 0, "835": 3}


def test_r20_a_name_that_differs_by_case_alone_is_refused_by_the_one_that_is_there() -> None:
    here = Shop().opens("TEST")
    refused = here.refuses(open_location("test"))
    assert (refused.reason, refused.about) == (Reason.ALREADY_EXISTS, "TEST")
    with door_of(here) as client:
        told = client.post("/v1/locations", {"locations": [{"location": "test", "area": "14"}]})
        assert (told.json["reason"], told.json["about"]) == ("already_exists", "row 1: test")
