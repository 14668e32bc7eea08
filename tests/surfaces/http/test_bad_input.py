"""Bad input of every sort: a clear no in two languages, the right status, and nothing changed."""

import json
from typing import Any, NamedTuple

import pytest

from tests.surfaces.http.city import Client, order_of

QUOTE = {"lines": [{"sku": "A", "units": 1}], "channel": "web", "postal_code": "44100"}
COUNT = {"sku": "A", "location": "cedis", "units": 5, "source": "erp"}
PAID = {"payment": "p1", "amount_centavos": 100, "paid_at": "2027-07-05T15:00:00Z", "rail": "spei", "order": "o1"}
SAFETY = {"sku": "A", "location": "X", "units": 1}
LONG = "x" * 65


class Bad(NamedTuple):
    name: str
    path: str
    body: Any
    status: int
    reason: str


def lines(*pairs: tuple[str, object]) -> list[dict[str, object]]:
    return [{"sku": sku, "units": units} for sku, units in pairs]


def load(*shelves: tuple[str, str]) -> dict[str, object]:
    return {"source": "erp", "batch": "b", "rows": [[*shelf, 1] for shelf in shelves]}


BODIES = [
    Bad("malformed JSON", "/v1/quotes", b'{"lines": [', 400, "malformed"),
    Bad("an empty body", "/v1/quotes", b"", 400, "malformed"),
    Bad("no JSON at all", "/v1/orders", b"hello", 400, "malformed"),
    Bad("not UTF-8", "/v1/orders", b'{"order": "\xff\xfe"}', 400, "malformed"),
    Bad("half a surrogate", "/v1/orders", rb'{"order": "\ud800"}', 400, "malformed"),
    Bad("nested to the sky", "/v1/quotes", b'{"x":' * 50_000, 422, "invalid_field"),
    Bad("a tower of lists with an accent", "/v1/quotes", b"[" * 90_000 + "é".encode(), 400, "malformed"),
    Bad("a list for an object", "/v1/quotes", [], 422, "invalid_field"),
    Bad("null", "/v1/quotes", b"null", 422, "invalid_field"),
    Bad("an unknown field", "/v1/quotes", {**QUOTE, "qty": 1}, 422, "invalid_field"),
    Bad("a missing field", "/v1/quotes", {"lines": lines(("A", 1))}, 422, "invalid_field"),
    Bad("text as units", "/v1/quotes", {**QUOTE, "lines": lines(("A", "1"))}, 422, "invalid_field"),
    Bad("half a unit", "/v1/quotes", {**QUOTE, "lines": lines(("A", 1.5))}, 422, "invalid_field"),
    Bad("true as units", "/v1/quotes", {**QUOTE, "lines": lines(("A", True))}, 422, "invalid_field"),
    Bad("no units", "/v1/quotes", {**QUOTE, "lines": lines(("A", 0))}, 422, "invalid_field"),
    Bad("negative units", "/v1/quotes", {**QUOTE, "lines": lines(("A", -3))}, 422, "invalid_field"),
    Bad("more units than 32 bits", "/v1/quotes", {**QUOTE, "lines": lines(("A", 2**31))}, 422, "invalid_field"),
    Bad("more units than 64 bits", "/v1/quotes", {**QUOTE, "lines": lines(("A", 2**70))}, 422, "invalid_field"),
    Bad(
        "too many units in the sum", "/v1/quotes", {**QUOTE, "lines": lines(*[("A", 99_999)] * 3)}, 422, "bad_quantity"
    ),
    Bad("no lines", "/v1/quotes", {**QUOTE, "lines": []}, 422, "invalid_field"),
    Bad("a huge cart", "/v1/quotes", {**QUOTE, "lines": lines(*[("A", 1)] * 501)}, 422, "invalid_field"),
    Bad(
        "a cart too long for the policy",
        "/v1/quotes",
        {**QUOTE, "lines": lines(*[("A", 1)] * 201)},
        422,
        "too_many_lines",
    ),
    Bad("an unknown SKU", "/v1/quotes", {**QUOTE, "lines": lines(("Z", 1))}, 422, "unknown_sku"),
    Bad("a SKU without its zeros", "/v1/orders", order_of("o1", lines=lines(("012", 1))), 422, "unknown_sku"),
    Bad("a control character", "/v1/quotes", {**QUOTE, "lines": lines(("A\u0000", 1))}, 422, "invalid_field"),
    Bad("a line feed at the end", "/v1/quotes", {**QUOTE, "channel": "web\n"}, 422, "invalid_field"),
    Bad("a slash in a new name", "/v1/orders", order_of("o/1"), 422, "invalid_field"),
    Bad("a name too long", "/v1/orders", order_of(LONG), 422, "invalid_field"),
    Bad("an unknown postal code", "/v1/quotes", {**QUOTE, "postal_code": "00001"}, 422, "unknown_postal_code"),
    Bad("a postal code of strange signs", "/v1/quotes", {**QUOTE, "postal_code": "44100;--"}, 422, "invalid_field"),
    Bad("no place at all", "/v1/quotes", {"lines": lines(("A", 1)), "channel": "web"}, 422, "invalid"),
    Bad("an unknown pickup", "/v1/quotes", {**QUOTE, "pickup_location": "nowhere"}, 422, "unknown_location"),
    Bad("a counter that is none", "/v1/quotes", {**QUOTE, "pickup_location": "cedis"}, 409, "no_service"),
    Bad(
        "more than there is",
        "/v1/quotes",
        {**QUOTE, "pickup_location": "centro", "lines": lines(("A", 11))},
        409,
        "not_enough_stock",
    ),
    Bad("an unknown rail", "/v1/orders", order_of("o1", rail="bitcoin"), 422, "rail_not_offered"),
    Bad("a discount above the goods", "/v1/orders", order_of("o1", discount_centavos=10_001), 422, "bad_amount"),
    Bad("a negative discount", "/v1/orders", order_of("o1", discount_centavos=-1), 422, "invalid_field"),
    Bad("money beyond all money", "/v1/orders", order_of("o1", interest_centavos=10**15 + 1), 422, "invalid_field"),
    Bad(
        "a price that overflows",
        "/v1/orders",
        order_of("o1", lines=[{"sku": "A", "units": 9, "price_centavos": 10**15}]),
        422,
        "bad_amount",
    ),
    Bad("a token of nobody's", "/v1/orders", {"customer": "c", "rail": "card", "offer": "pq1.a.b.c"}, 422, "invalid"),
    Bad("neither offer nor lines", "/v1/orders", {"customer": "c", "rail": "card"}, 422, "empty_order"),
    Bad("lines without a channel", "/v1/orders", order_of("o1", channel=None), 422, "invalid"),
    Bad("an unknown slot", "/v1/orders", order_of("o1", slot="19-20"), 422, "unknown_slot"),
    Bad("an unknown cart", "/v1/checkouts/c9/complete", {"rail": "card"}, 404, "unknown_cart"),
    Bad("an unknown order", "/v1/orders/o9/cancel", {}, 404, "unknown_order"),
    Bad(
        "a refund of an unknown order",
        "/v1/orders/o9/refunds",
        {"refund": "r", "reason": "x", "amount_centavos": 5},
        404,
        "unknown_order",
    ),
    Bad(
        "a refund of two kinds",
        "/v1/orders/o9/refunds",
        {"refund": "r", "reason": "x", "amount_centavos": 5, "line": 1},
        422,
        "invalid",
    ),
    Bad(
        "a negative refund",
        "/v1/orders/o9/refunds",
        {"refund": "r", "reason": "x", "amount_centavos": -5},
        422,
        "invalid_field",
    ),
    Bad("an unknown parcel", "/v1/parcels/o9-1/pack", None, 404, "unknown_parcel"),
    Bad(
        "an unknown scan",
        "/v1/parcels/o9-1/scans",
        {"scan": "gone", "scanned_at": "2027-07-05T15:00:00Z"},
        422,
        "invalid_field",
    ),
    Bad("an instant without a zone", "/v1/payments", {**PAID, "paid_at": "2027-07-05T15:00:00"}, 422, "invalid_field"),
    Bad("an instant of no calendar", "/v1/payments", {**PAID, "paid_at": "2027-02-30T15:00:00Z"}, 422, "invalid_field"),
    Bad("an instant before us", "/v1/payments", {**PAID, "paid_at": "0001-01-01T00:00:00Z"}, 422, "invalid_field"),
    Bad("an instant after us", "/v1/payments", {**PAID, "paid_at": "9999-12-31T23:59:59Z"}, 422, "invalid_field"),
    Bad("money of tomorrow", "/v1/payments", {**PAID, "paid_at": "2027-07-06T15:00:00Z"}, 422, "clock_skew"),
    Bad("a count of tomorrow", "/v1/stock/counts", {**COUNT, "counted_at": "2027-07-06T15:00:00Z"}, 422, "clock_skew"),
    Bad("a negative count", "/v1/stock/counts", {**COUNT, "units": -1}, 422, "invalid_field"),
    Bad("a count beyond the shelf", "/v1/stock/counts", {**COUNT, "units": 2**31}, 422, "invalid_field"),
    Bad("a count of what nobody sells", "/v1/stock/counts", {**COUNT, "sku": "X"}, 422, "unknown_sku"),
    Bad("a count where nobody is", "/v1/stock/counts", {**COUNT, "location": "X"}, 422, "unknown_location"),
    Bad("a load of what nobody sells", "/v1/stock/loads", load(("A", "cedis"), ("X", "cedis")), 422, "unknown_sku"),
    Bad("a load where nobody is", "/v1/stock/loads", load(("A", "cedis"), ("A", "X")), 422, "unknown_location"),
    Bad("an adjustment of what nobody sells", "/v1/stock/adjustments", {**COUNT, "sku": "X"}, 422, "unknown_sku"),
    Bad("an adjustment where nobody is", "/v1/stock/adjustments", {**COUNT, "location": "X"}, 422, "unknown_location"),
    Bad("safety stock where nobody is", "/v1/stock/safety", SAFETY, 422, "unknown_location"),
    Bad("an adjustment of nothing", "/v1/stock/adjustments", {**COUNT, "units": 0}, 422, "bad_quantity"),
    Bad(
        "taking away what is not there",
        "/v1/stock/adjustments",
        {**COUNT, "location": "centro", "units": -11},
        409,
        "not_enough_stock",
    ),
    Bad(
        "a zone that does not exist",
        "/v1/locations",
        {"locations": [{"location": "x", "zone": "Mars/Phobos"}]},
        422,
        "invalid_field",
    ),
    Bad(
        "hours that end before they begin",
        "/v1/locations",
        {"locations": [{"location": "x", "hours": [["20:00", "09:00"]] * 7}]},
        422,
        "invalid",
    ),
    Bad("a policy that no rule can work with", "/v1/policies", {"cart_minutes": 0}, 422, "invalid_field"),
    Bad("a dead letter that is none", "/v1/dead-letters/7/revive", None, 404, "unknown_letter"),
    Bad("a key that nobody was given", "/v1/keys/nobody/revoke", None, 404, "unknown_key"),
    Bad("a key with a scope of its own", "/v1/keys", {"name": "k", "scopes": ["root"]}, 422, "invalid"),
]


@pytest.mark.parametrize("language", ["es-MX", "en"])
@pytest.mark.parametrize("bad", BODIES, ids=lambda bad: bad.name.replace(" ", "-"))
def test_a_no_is_clear_and_changes_nothing(unchanged: Client, bad: Bad, language: str) -> None:
    client = unchanged
    head, state = client.head(), client.machine.seen
    raw = bad.body if isinstance(bad.body, bytes) else None
    body = None if raw is not None else bad.body
    told = client.ask("POST", bad.path, body, {"Accept-Language": language}, raw=raw)
    assert (told.status, told.json["reason"]) == (bad.status, bad.reason), told.body
    assert told.headers["content-type"] == "application/problem+json"
    problem = told.json
    assert problem["status"] == bad.status
    assert problem["detail"] == (problem["detail_es"] if language == "es-MX" else problem["detail_en"])
    assert problem["detail_es"] != problem["detail_en"]
    assert not {"Expected", "Object", "Invalid"} & {*problem["detail"].split()}, "msgspec speaks to programs"
    assert told.headers["content-language"] == language[:2]
    assert (client.head(), client.machine.seen) == (head, state), "a refusal changed something"


GETS = [
    ("/v1/availability?channel=web", 422, "invalid_field"),
    ("/v1/availability?sku=Z&channel=web", 422, "unknown_sku"),
    ("/v1/availability?sku=A&channel=web&postal_code=00001", 422, "unknown_postal_code"),
    ("/v1/availability?sku=A&channel=web&channel=app", 422, "invalid_field"),
    ("/v1/availability?" + "&".join(["sku=A"] * 51) + "&channel=web", 422, "invalid_field"),
    ("/v1/availability?" + "&".join(["sku=A"] * 201) + "&channel=web", 422, "invalid_field"),
    ("/v1/orders?cursor=-1", 422, "invalid_field"),
    ("/v1/orders?cursor=99999999999999999999999", 422, "invalid_field"),
    ("/v1/orders?limit=1000", 422, "invalid_field"),
    ("/v1/orders?placed_on=2027-13-01", 422, "invalid_field"),
    ("/v1/orders?stage=gone", 422, "invalid_field"),
    ("/v1/orders?page=2", 422, "invalid_field"),
    ("/v1/orders/nobody", 404, "unknown_order"),
    ("/v1/promises/nobody/why", 404, "unknown_order"),
    ("/v1/stock/nothing", 404, "unknown_sku"),
    ("/v1/products/nothing", 404, "unknown_sku"),
    ("/v1/nothing", 404, "no_such_page"),
    ("/v2", 404, "no_such_page"),
    ("/v1/quotes", 405, "no_such_method"),
]


@pytest.mark.parametrize(("path", "status", "reason"), GETS, ids=[path[:60] for path, _, _ in GETS])
def test_a_question_that_cannot_be_answered(unchanged: Client, path: str, status: int, reason: str) -> None:
    told = unchanged.get(path)
    assert (told.status, told.json["reason"]) == (status, reason), told.body
    assert told.headers["content-type"] == "application/problem+json"


def test_the_figure_that_would_have_made_it_a_yes(unchanged: Client) -> None:
    asked = {**QUOTE, "pickup_location": "centro", "lines": lines(("A", 11))}
    told = unchanged.post("/v1/quotes", asked).json
    assert (told["about"], told["left"]) == ("A", 10)
    assert "left" not in unchanged.post("/v1/quotes", {**QUOTE, "lines": lines(("Z", 1))}).json


def test_a_body_of_another_kind_is_not_read(unchanged: Client) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1", ""):
        told = unchanged.post("/v1/quotes", QUOTE, {"Content-Type": kind})
        assert (told.status, told.json["reason"]) == (415, "not_json"), kind
    for kind in ("application/json", "application/json; charset=UTF-8", "Application/JSON", "application/ld+json"):
        assert unchanged.post("/v1/quotes", QUOTE, {"Content-Type": kind}).status == 200, kind


def test_a_body_without_end_is_not_read(unchanged: Client) -> None:
    told = unchanged.ask("POST", "/v1/quotes", raw=b" " * (1024 * 1024 + 1))
    assert (told.status, told.json["reason"]) == (413, "too_large")
    told = unchanged.ask("POST", "/v1/quotes", raw=b" " * (1024 * 1024 + 1), headers={"content-length": ""})
    assert (told.status, told.json["reason"]) == (413, "too_large")


@pytest.mark.parametrize("key", ["", "ñ", "a" * 201, " a", "a\x7f"])
def test_an_idempotency_key_must_be_sound(client: Client, key: str) -> None:
    headers = {"Idempotency-Key": key} if key else {}
    status = client.post("/v1/orders", order_of("o1"), headers).status
    assert status == (400 if key else 201)


def test_one_name_however_it_is_composed(unchanged: Client) -> None:
    """An ñ of one character or of two, in the clear or escaped, is the same SKU (R20)."""
    for name in ("ma\u00f1ana", "man\u0303ana"):
        assert unchanged.quote(name)["offers"]
        in_the_clear = json.dumps({**QUOTE, "lines": lines((name, 1))}, ensure_ascii=False)
        assert unchanged.ask("POST", "/v1/quotes", raw=in_the_clear.encode()).status == 200
    assert unchanged.get("/v1/stock/man\u0303ana").status == 200
