"""An order from its quote to the customer's hands over HTTP, and how it is read on the way."""

import asyncio

from promesa.surfaces import why
from promesa.surfaces.speech import why as speech
from tests.surfaces.http.city import Client, city, order_of

PAID_AT = "2027-07-05T16:05:00Z"


def pay(client: Client, order: str, amount: int, payment: str | None = None, paid_at: str = PAID_AT) -> str:
    body = {"payment": payment or f"{order}:1", "amount_centavos": amount, "paid_at": paid_at, "rail": "card"}
    told = client.post("/v1/payments", {**body, "order": order})
    assert told.status == 200, told.body
    return str(told.json["outcome"])


def test_an_order_by_its_offer_is_promised_paid_sent_and_kept(client: Client) -> None:
    quote = client.quote()
    offer = quote["offers"][0]
    body = {"order": "W-1", "customer": "c1", "rail": "card", "offer": offer["offer"]}
    placed = client.post("/v1/orders", body)
    assert placed.status == 201
    assert placed.json["total_centavos"] == 10_000 + offer["fee_centavos"]
    assert placed.json["promise"]["promised_on"] == offer["promised_on"] == "2027-07-07"
    client.clock.set(PAID_AT)
    assert pay(client, "W-1", placed.json["total_centavos"]) == "captured"
    assert client.get("/v1/orders/W-1").json["parcels"][0]["status"] == "planned"
    for step in ("pack", "pack"):
        assert client.post(f"/v1/parcels/W-1-1/{step}").status == 200
    client.clock.set("2027-07-05T23:00:00Z")
    assert client.post("/v1/parcels/W-1-1/hand-over", {}).json["recorded"][0] == "ParcelHandedOver"
    client.clock.set("2027-07-07T18:00:00Z")
    scan = {"scan": "delivered", "scanned_at": "2027-07-07T17:59:00Z"}
    assert client.post("/v1/parcels/W-1-1/scans", scan).json["changed"]
    assert not client.post("/v1/parcels/W-1-1/scans", scan).json["changed"]
    order = client.get("/v1/orders/W-1").json
    assert (order["stage"], order["promise"]["outcome"]) == ("closed", "kept")
    assert order["promise"]["arrived_on"] == "2027-07-07"
    figures = client.get("/v1/indicators").json
    assert (figures["promises_made"], figures["promises_kept"], figures["promises_open"]) == (1, 1, 0)


def test_an_offer_is_good_for_its_own_question_only(client: Client) -> None:
    token = client.quote(postal_code="44100")["offers"][0]["offer"]
    body = {"order": "o1", "customer": "c1", "rail": "card", "offer": token}
    for more in ({"postal_code": "97000"}, {"channel": "app"}, {"pickup_location": "centro"}):
        told = client.post("/v1/orders", {**body, **more})
        assert (told.status, told.json["reason"], told.json["about"]) == (422, "invalid", "offer")
    told = client.post("/v1/orders", {**body, "lines": [{"sku": "A", "units": 2}]})
    assert (told.status, told.json["reason"]) == (409, "quote_changed")
    assert client.post("/v1/orders", {**body, "postal_code": "44100", "channel": "web"}).status == 201


def test_an_offer_of_pickup_answers_a_question_of_delivery(client: Client) -> None:
    asked = {"lines": [{"sku": "A", "units": 1}], "channel": "web", "postal_code": "06700"}
    offers = client.post("/v1/quotes", asked).json["offers"]
    pickup = next(offer for offer in offers if offer["kind"] == "pickup")
    told = client.post("/v1/orders", {"customer": "c1", "rail": "cod", "offer": pickup["offer"]})
    assert told.status == 201, told.body
    order = client.get(f"/v1/orders/{told.json['order']}").json
    assert (order["pickup_location"], order["postal_code"]) == ("centro", None)
    assert order["parcels"][0]["kind"] == "pickup"


def test_an_offer_expires(client: Client) -> None:
    token = client.quote()["offers"][0]["offer"]
    client.clock.set("2027-07-05T16:15:01Z")
    told = client.post("/v1/orders", {"order": "o1", "customer": "c1", "rail": "card", "offer": token})
    assert (told.status, told.json["reason"]) == (409, "quote_expired")


def test_a_cart_becomes_one_order_however_often_it_is_completed(client: Client) -> None:
    """R60 through the door: the same cart always becomes the same order."""
    opened = client.post(
        "/v1/checkouts", {"cart": "k1", "customer": "c1", "offer": client.quote()["offers"][0]["offer"]}
    )
    assert opened.status == 201, opened.body
    assert opened.json["until"] == "2027-07-05T16:10:00Z"
    told = [client.post("/v1/checkouts/k1/complete", {"rail": "card"}) for _ in range(3)]
    assert {answer.status for answer in told} == {200}
    assert {answer.json["order"] for answer in told} == {"o-k1"}
    assert client.get("/v1/orders/o-k1").json["cart"] == "k1"


def test_a_cart_holds_its_units_against_others_and_not_against_itself(client: Client) -> None:
    """R05 through the door."""
    lines = [{"sku": "A", "units": 10}]
    cart = {"cart": "k1", "customer": "c1", "lines": lines, "channel": "web", "pickup_location": "centro"}
    assert client.post("/v1/checkouts", cart).status == 201
    asked = {"lines": lines, "channel": "web", "pickup_location": "centro"}
    assert client.post("/v1/quotes", asked).json["reason"] == "not_enough_stock"
    assert client.post("/v1/quotes", {**asked, "cart": "k1"}).status == 200
    assert client.post("/v1/checkouts", {**cart, "cart": "k2"}).json["reason"] == "not_enough_stock"
    assert client.post("/v1/checkouts/k1/complete", {"rail": "card"}).status == 200


def test_cancelling_gives_everything_back_once(client: Client) -> None:
    client.order("o1", lines=[{"sku": "A", "units": 3}])
    before = client.get("/v1/stock/A").json["shelves"][0]["reserved"]
    told = client.post("/v1/orders/o1/cancel", {"reason": "changed my mind"})
    assert told.json["changed"]
    assert not client.post("/v1/orders/o1/cancel", {"reason": "changed my mind"}).json["changed"]
    assert before - client.get("/v1/stock/A").json["shelves"][0]["reserved"] == 3
    order = client.get("/v1/orders/o1").json
    assert (order["stage"], order["cancelled_reason"]) == ("cancelled", "changed my mind")


def test_local_midnight(client: Client) -> None:
    """R16: an order of 23:40 in Mexico City is of that day in the detail, the list and the filter."""
    client.clock.set("2027-07-08T05:40:00Z")
    assert client.get("/v1/orders").json["orders"] == []
    client.order("late")
    order = client.get("/v1/orders/late").json
    assert (order["placed_at"], order["placed_on"]) == ("2027-07-08T05:40:00Z", "2027-07-07")
    assert order["promise"]["zone"] == "America/Mexico_City"
    assert [row["order"] for row in client.get("/v1/orders?placed_on=2027-07-07").json["orders"]] == ["late"]
    assert client.get("/v1/orders?placed_on=2027-07-08").json["orders"] == []
    row = client.get("/v1/orders").json["orders"][0]
    assert (row["placed_on"], row["promise"]["promised_on"]) == ("2027-07-07", order["promise"]["promised_on"])
    said = client.get("/v1/promises/late/why").json["said_es"]
    assert "7 jul 2027, 23:40" in said


def test_a_cart_that_became_no_order_has_its_story_too(client: Client) -> None:
    """Whatever `promesa why` can tell is told here, and the other way round."""
    cart = {**order_of(""), "cart": "k1"}
    del cart["order"]
    assert client.post("/v1/checkouts", cart).status == 201
    told = client.get("/v1/promises/k1/why")
    story = why.why(client.machine, "k1")
    assert (told.status, told.json["order"], told.json["outcome"]) == (200, "", story.outcome)
    assert told.json["said_es"] == speech.say(story, "es")
    assert not why.is_known(why.why(client.machine, "k2"))
    assert client.get("/v1/promises/k2/why").status == 404


def test_one_amount_everywhere(client: Client) -> None:
    """R55: 12,345,678.91 and 80.00 of interest read the same in every view, and go back whole."""
    price = 1_234_567_891
    lines = [{"sku": "A", "units": 1, "price_centavos": price}]
    placed = client.order("x", rail="card", lines=lines, interest_centavos=8_000)
    total = price + 8_000 + placed["fee_centavos"]
    detail = client.get("/v1/orders/x").json
    row = client.get("/v1/orders").json["orders"][0]
    assert {placed["total_centavos"], detail["total_centavos"], row["total_centavos"]} == {total}
    assert placed["payment"]["amount_centavos"] == detail["payments"][0]["amount_centavos"] == total
    client.clock.set(PAID_AT)
    assert pay(client, "x", total) == "captured"
    assert client.get("/v1/orders/x").json["money"]["refundable_centavos"] == total
    back = client.post("/v1/orders/x/refunds", {"refund": "r1", "amount_centavos": total, "reason": "all of it"})
    assert (back.status, back.json["amount_centavos"]) == (201, total)
    money = client.get("/v1/orders/x").json["money"]
    assert (money["captured_centavos"], money["refundable_centavos"]) == (total, 0)


def test_a_refund_is_known_by_its_name(client: Client) -> None:
    """R31 through the door: equal amounts are two refunds, an equal name is one, and no more goes back than came in."""
    placed = client.order("o1", rail="card", lines=[{"sku": "A", "units": 1, "price_centavos": 100_000}])
    client.clock.set(PAID_AT)
    pay(client, "o1", placed["total_centavos"])
    for name in ("k1", "k2", "k3", "k1"):
        told = client.post("/v1/orders/o1/refunds", {"refund": name, "amount_centavos": 30_000, "reason": "x"})
        assert (told.status, told.json["amount_centavos"]) == (201, 30_000)
    told = client.post("/v1/orders/o1/refunds", {"refund": "k4", "amount_centavos": 30_000, "reason": "x"})
    assert (told.status, told.json["left"]) == (409, 10_000 + placed["fee_centavos"])
    told = client.post("/v1/orders/o1/refunds", {"refund": "k1", "amount_centavos": 20_000, "reason": "x"})
    assert (told.status, told.json["reason"]) == (409, "key_reused")


def test_a_line_goes_back_at_its_price(client: Client) -> None:
    lines = [{"sku": "A", "units": 2}, {"sku": "B", "units": 1}]
    placed = client.order("o1", rail="card", lines=lines, discount_centavos=4_500)
    client.clock.set(PAID_AT)
    pay(client, "o1", placed["total_centavos"])
    told = client.post("/v1/orders/o1/refunds", {"refund": "r1", "line": 1, "units": 1, "reason": "too small"})
    assert told.json["amount_centavos"] == 10_000 - 1_000


def test_pages_while_orders_change(client: Client) -> None:
    """R56: everything present at the start is seen, every later change comes with the next read, both reads end."""
    names = [f"o{number}" for number in range(60)]
    for name in names:  # all of one instant: the clock stands still
        client.order(name)
    cursor, seen, pages = 0, [], 0
    while True:
        page = client.get(f"/v1/orders?limit=7&cursor={cursor}").json
        pages += 1
        seen += [row["order"] for row in page["orders"]]
        cursor = page["next_cursor"]
        if pages < 4:
            client.post(f"/v1/orders/o{pages}/cancel", {})
            client.order(f"new{pages}")
        if not page["more"]:
            break
    assert set(names) <= set(seen)
    assert {f"new{n}" for n in (1, 2, 3)} <= set(seen)
    assert client.get(f"/v1/orders?cursor={cursor}").json["orders"] == []
    client.post("/v1/orders/o59/cancel", {})
    client.order("last")
    changes = client.get(f"/v1/orders?cursor={cursor}").json
    assert [row["order"] for row in changes["orders"]] == ["o59", "last"]
    assert not changes["more"]


def test_a_reader_may_filter_and_still_reach_the_end(client: Client) -> None:
    for number in range(12):
        client.order(f"o{number}")
    client.post("/v1/orders/o5/cancel", {})
    page = client.get("/v1/orders?stage=cancelled&limit=2").json
    assert ([row["order"] for row in page["orders"]], page["more"]) == (["o5"], False)
    assert client.get("/v1/orders?channel=app").json["orders"] == []


def test_the_same_stamp_is_the_same_answer(client: Client) -> None:
    """R26: listing, quote and shelf agree, and two answers with one as-of never differ."""
    listing = "/v1/availability?sku=A&channel=web&postal_code=44100"
    first, second = client.get(listing).json, client.get(listing).json
    assert first == second
    assert client.quote() == client.quote()
    assert client.quote()["as_of"] == first["as_of"]
    assert first["skus"][0]["promised_on"] == client.quote()["offers"][0]["promised_on"]
    client.order("o1")
    after = client.get(listing).json
    assert after["as_of"] != first["as_of"]
    assert after["skus"][0]["units"] == first["skus"][0]["units"] - 1


def test_availability_says_only_what_a_buyer_can_get() -> None:
    """R25: another channel's stock never counts."""
    with city() as client:
        told = client.get("/v1/availability?sku=A&sku=B&channel=app").json
        assert {sku["status"] for sku in told["skus"]} == {"not_available"}
        told = client.get("/v1/availability?sku=A&channel=web").json
        assert told["skus"][0]["status"] == "available"


def test_the_cut_off_is_the_same_through_this_door(client: Client) -> None:
    """R15: an order of 15:59:59 is worked on today, one of 16:00:00 tomorrow, whoever asks."""
    days = []
    for moment in ("2027-07-05T21:59:59Z", "2027-07-05T22:00:00Z"):
        client.clock.set(moment)
        days.append(client.quote()["offers"][0]["promised_on"])
        assert client.order(f"o{len(days)}")["promise"]["promised_on"] == days[-1]
        listing = client.get("/v1/availability?sku=B&channel=web&postal_code=44100").json
        assert listing["skus"][0]["promised_on"] == days[-1]
    assert days == ["2027-07-07", "2027-07-08"]


def test_many_at_once_are_answered_each(client: Client) -> None:
    """R01 through the door: ten on the shelf, thirty at once, ten are sold."""
    asked = [order_of(f"o{n}", postal_code=None, pickup_location="centro") for n in range(30)]

    async def all_at_once() -> list[int]:
        told = await asyncio.gather(*(client.ask_soon("POST", "/v1/orders", body) for body in asked))
        return sorted(answer.status for answer in told)

    assert client.runner.run(all_at_once()) == [201] * 10 + [409] * 20
