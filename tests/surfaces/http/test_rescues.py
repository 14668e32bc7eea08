"""Rescuing a promise through the door: what can be done with its price, and done at that price or not at all."""

from promesa.domain.ledger.shipments.words import HandOver, PackParcel
from tests.surfaces.http.city import Client


def sent_from(client: Client) -> list[str]:
    parcels = client.get("/v1/orders/W-1").json["parcels"]
    return [parcel["location"] for parcel in parcels if parcel["status"] == "planned"]


def test_another_way_is_shown_with_its_price_and_taken(client: Client) -> None:
    client.order("W-1")
    told = client.get("/v1/orders/W-1/rescues").json
    (stands,) = sent_from(client)
    assert told["plan"]["parcels"][0]["location"] == stands
    option = told["options"][0]
    assert (option["name"], option["operation"]) == ("reroute", "reroute_order")
    assert option["plan"]["parcels"][0]["location"] != stands
    assert "cedis" in option["sentence_es"]
    assert "cedis" in option["sentence_en"]
    taken = client.post("/v1/orders/W-1/reroute", option["body"])
    assert taken.status == 200, taken.body
    assert taken.json["changed"]
    assert sent_from(client) == [option["plan"]["parcels"][0]["location"]]
    again = client.post("/v1/orders/W-1/reroute", option["body"])
    assert (again.status, again.json["changed"]) == (200, False)


def test_what_became_dearer_than_it_was_shown_is_refused(client: Client) -> None:
    client.order("W-1")
    option = client.get("/v1/orders/W-1/rescues").json["options"][0]
    rates = {"same_area_centavos": 5_900, "other_area_centavos": 99_900}
    (stands,) = sent_from(client)
    other = option["plan"]["parcels"][0]["location"]
    body = {"parcels": [{**option["body"]["parcels"][0], "service": "dear"}], "extra_centavos": 0}
    service = {
        "service": "dear",
        "carrier": "dear",
        "transit_days": 1,
        "rates": rates,
    }
    assert client.post("/v1/services", service).status in (200, 201)
    assert client.post("/v1/services/dear/coverage", {"reach": "door", "areas": ["*"]}).status in (200, 201)
    told = client.post("/v1/orders/W-1/reroute", body)
    assert (told.status, told.json["reason"]) == (409, "quote_changed"), told.body
    assert sent_from(client) == [stands] != [other]


def test_a_later_day_is_told_only_where_none_keeps_the_one_that_was_told(client: Client) -> None:
    client.order("W-1")
    promised = client.machine.world.promises.by_order["W-1"].told_on.isoformat()
    told = client.post("/v1/orders/W-1/date", {"promised_on": "2027-07-20"})
    assert (told.status, told.json["reason"]) == (409, "wrong_state")
    client.clock.set("2027-07-09T16:00:00Z")
    found = client.get("/v1/orders/W-1/rescues").json
    (option,) = [one for one in found["options"] if one["name"] == "move"]
    assert option["promised_on"] > promised
    assert client.post("/v1/orders/W-1/date", option["body"]).json["changed"]


def test_what_is_at_risk_is_listed_with_its_money(client: Client) -> None:
    total = client.order("W-1")["total_centavos"]
    assert client.get("/v1/risks").json["risks"] == []
    client.clock.set("2027-07-09T16:00:00Z")
    told = client.get("/v1/risks").json
    assert (told["total"], told["open"], told["value_centavos"]) == (1, 1, total)
    assert told["risks"][0]["causes"] == ["overdue", "late_out"]
    assert not told["risks"][0]["is_savable"]
    assert client.get("/v1/risks?cause=shut").json["total"] == 0


def test_what_has_left_has_no_other_way(client: Client) -> None:
    client.order("W-1")
    for command in (PackParcel("W-1-1"), HandOver("W-1-1", client.clock.now)):
        assert client.machine.submit(command, "test").accepted
    told = client.get("/v1/orders/W-1/rescues").json
    assert (told["plan"], told["options"]) == (None, [])
    assert client.get("/v1/orders/nobody/rescues").status == 404
