"""Second wishes over HTTP: an unpaid order revised, a paid one halted, released and redirected, and a kit."""

from tests.surfaces.http.city import Client, order_of
from tests.surfaces.http.test_orders import pay


def test_an_order_that_waits_at_the_counter_is_revised(client: Client) -> None:
    client.order("W-1", rail="oxxo", lines=[{"sku": "A", "units": 2}])
    told = client.post("/v1/orders/W-1/revise", {"edit": "e1", "lines": [{"sku": "A", "units": 1}]})
    assert told.status == 200, told.body
    assert (told.json["difference_centavos"], told.json["payment"]) == (-10_000, "W-1:2")
    again = client.post("/v1/orders/W-1/revise", {"edit": "e1", "lines": [{"sku": "A", "units": 1}]})
    assert (again.status, again.json["changed"]) == (200, False)
    none = client.post("/v1/orders/W-1/revise", {"edit": "e2"})
    assert (none.status, none.json["reason"]) == (422, "invalid")


def test_a_paid_order_waits_and_goes_elsewhere(client: Client) -> None:
    placed = client.post("/v1/orders", {**order_of("W-1"), "rail": "card"})
    assert placed.status == 201, placed.body
    pay(client, "W-1", placed.json["total_centavos"])
    halted = client.post("/v1/orders/W-1/halt", {"kind": "review", "reason": "odd", "owner": "ana"})
    assert halted.json["recorded"][0] == "OrderHalted"
    order = client.get("/v1/orders/W-1").json
    assert [(one["kind"], one["owner"]) for one in order["waits"]] == [("review", "ana")]
    parcel = order["parcels"][-1]["parcel"]
    assert client.post(f"/v1/parcels/{parcel}/pack").json["reason"] == "order_halted"
    assert client.post("/v1/orders/W-1/release", {"kind": "review"}).json["changed"]
    assert client.get("/v1/orders/W-1").json["waits"] == []
    quoted = client.get("/v1/orders/W-1/delivery?postal_code=06700")
    assert quoted.status == 200, quoted.body
    same = client.get("/v1/orders/W-1/delivery?postal_code=44100").json
    assert (same["possible"], same["reason"]) == (False, "nothing_changes")
    more = quoted.json["difference_centavos"]
    body = {"edit": "e1", "postal_code": "06700"}
    assert client.post("/v1/orders/W-1/delivery", {**body, "difference_centavos": more + 1}).json["reason"] == (
        "quote_changed"
    )
    told = client.post("/v1/orders/W-1/delivery", {**body, "difference_centavos": more})
    assert told.status == 200, told.body
    if more > 0:
        assert client.get("/v1/orders/W-1").json["change"]["due_centavos"] == more
    else:
        assert told.json["promised_on"] == quoted.json["promised_on"]
    sentences = client.get("/v1/promises/W-1").body.decode()
    assert "{" in sentences


def test_a_kit_is_shown_as_far_as_its_components_reach(client: Client) -> None:
    client.post("/v1/products", {"products": [{"sku": "K", "price_centavos": 15_000}]})
    assert client.post("/v1/kits", {"sku": "K", "components": [["A", 2]]}).json["changed"]
    alone = client.get("/v1/stock/A").json["shelves"][0]
    kit = next(one for one in client.get("/v1/stock/K").json["shelves"] if one["location"] == alone["location"])
    assert kit["available"] == alone["available"] // 2
    assert client.get("/v1/kits").json["kits"] == [{"sku": "K", "components": [["A", 2]]}]
    count = {"sku": "K", "location": alone["location"], "units": 3, "source": "wms"}
    assert client.post("/v1/stock/counts", count).json["reason"] == "is_a_kit"
