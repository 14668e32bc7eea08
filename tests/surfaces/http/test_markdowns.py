"""Markdowns over HTTP: planned, shown, delayed, resumed and ended; an order says where its price comes from."""

from promesa.domain.values.refusal import Reason, Refused, say
from tests.surfaces.http.city import Client, order_of

FAR = "2027-12-01T06:00:00Z"


def test_a_markdown_over_http(client: Client) -> None:
    body = {"markdown": "BF-27", "sku": "A", "price_centavos": 5_000, "ends_at": FAR}
    planned = client.post("/v1/markdowns", body)
    assert (planned.status, planned.json["recorded"]) == (201, ["MarkdownPlanned"])
    assert client.post("/v1/markdowns", {**body, "price_centavos": 9_900_000}).json["reason"] == "already_exists"
    dear = client.post("/v1/markdowns", {**body, "markdown": "x", "price_centavos": 9_900_000})
    assert (dear.status, dear.json["reason"]) == (409, "not_lower")
    (shown,) = client.get("/v1/markdowns").json["markdowns"]
    assert (shown["stage"], shown["price_centavos"]) == ("in_force", 5_000)
    placed = client.post("/v1/orders", {**order_of("W-1"), "rail": "cod"})
    assert placed.status == 201, placed.body
    (line,) = client.get("/v1/orders/W-1").json["lines"]
    assert (line["price_centavos"], line["price_from"]) == (5_000, "markdown:BF-27")
    later = {"until": "2027-10-01T06:00:00Z", "reason": "few left"}
    assert client.post("/v1/markdowns/BF-27/delay", later).json["recorded"] == ["MarkdownDelayed"]
    (shown,) = client.get("/v1/markdowns").json["markdowns"]
    assert (shown["stage"], shown["delay_reason"]) == ("delayed", "few left")
    assert client.post("/v1/markdowns/BF-27/resume").json["recorded"] == ["MarkdownResumed"]
    assert client.post("/v1/markdowns/none/resume").status == 404
    assert client.post("/v1/markdowns/BF-27/end", {"reason": "enough"}).json["recorded"] == ["MarkdownEnded"]
    assert client.get("/v1/markdowns").json["markdowns"] == []


def test_no_is_said_in_words() -> None:
    assert "menor que el del catálogo" in say(Refused(Reason.NOT_LOWER, "A"), "es")
    assert "another markdown" in say(Refused(Reason.MARKDOWNS_MEET, "m"), "en")
