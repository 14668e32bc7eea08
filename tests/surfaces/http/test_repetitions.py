"""The same request again: one key, one effect, one answer."""

import asyncio

from tests.surfaces.http.city import Client, order_of

SHELF = {"sku": "A", "location": "centro", "source": "erp"}


def on_hand(client: Client) -> int:
    shelves = client.get("/v1/stock/A").json["shelves"]
    return next(int(shelf["on_hand"]) for shelf in shelves if shelf["location"] == "centro")


def test_an_error_500_that_was_applied(client: Client) -> None:
    """R28: +10 (k1) and set to 55 (k2), each repeated five times, and k1 once with another body."""
    client.post("/v1/stock/counts", {**SHELF, "units": 40})
    calls = (
        ("/v1/stock/adjustments", {**SHELF, "units": 10}, "k1"),
        ("/v1/stock/counts", {**SHELF, "units": 55}, "k2"),
    )
    for (path, body, key), expected in zip(calls, (50, 55), strict=True):
        first = client.post(path, body, {"Idempotency-Key": key})
        assert first.status == 201
        assert "idempotency-replayed" not in first.headers
        head = client.head()
        for _ in range(5):
            again = client.post(path, body, {"Idempotency-Key": key})
            assert (again.status, again.body) == (first.status, first.body)
            assert again.headers["idempotency-replayed"] == "true"
        assert (on_hand(client), client.head()) == (expected, head)
    path, body, key = calls[0]
    told = client.post(path, {**body, "units": 11}, {"Idempotency-Key": key})
    assert (told.status, told.json["reason"]) == (409, "key_reused")
    assert on_hand(client) == 55


def test_a_repeated_order_gets_the_first_answer_whatever_happened_since(client: Client) -> None:
    headers = {"Idempotency-Key": "once"}
    first = client.post("/v1/orders", order_of("o1"), headers)
    client.post("/v1/orders/o1/cancel", {})
    again = client.post("/v1/orders", order_of("o1"), headers)
    assert (again.status, again.body) == (201, first.body)
    assert client.get("/v1/orders/o1").json["stage"] == "cancelled"


def test_an_order_without_a_name_gets_the_same_one_again(client: Client) -> None:
    body = {name: value for name, value in order_of("").items() if name != "order"}
    told = [client.post("/v1/orders", body, {"Idempotency-Key": "k"}).json["order"] for _ in range(3)]
    assert len(set(told)) == 1
    assert client.post("/v1/orders", body).json["order"] not in told
    assert len(client.get("/v1/orders").json["orders"]) == 2


def test_the_same_words_of_another_client_or_on_another_path_are_another_key(client: Client) -> None:
    headers = {"Idempotency-Key": "k"}
    assert client.post("/v1/stock/adjustments", {**SHELF, "units": 1}, headers).status == 201
    assert client.post("/v1/stock/counts", {**SHELF, "units": 30}, headers).status == 201
    client.key = client.give_key("erp", ("stock", "read"))
    assert client.post("/v1/stock/adjustments", {**SHELF, "units": 2}, headers).status == 201
    assert on_hand(client) == 32


def test_a_refusal_is_not_remembered(client: Client) -> None:
    """What was refused changed nothing, so the same key may be tried again when it can be."""
    headers, body = {"Idempotency-Key": "k"}, {**SHELF, "units": -11}
    assert client.post("/v1/stock/adjustments", body, headers).status == 409
    client.post("/v1/stock/counts", {**SHELF, "units": 20})
    told = client.post("/v1/stock/adjustments", body, headers)
    assert told.status == 201
    assert "idempotency-replayed" not in told.headers


def test_twice_in_the_same_moment_is_once(client: Client) -> None:
    async def twice() -> list[bytes]:
        headers = {"Idempotency-Key": "k"}
        told = await asyncio.gather(
            *(client.ask_soon("POST", "/v1/stock/adjustments", {**SHELF, "units": 5}, headers) for _ in range(8))
        )
        assert [answer.status for answer in told] == [201] * 8
        return sorted(answer.headers.get("idempotency-replayed", "").encode() for answer in told)

    assert client.runner.run(twice()) == [b""] + [b"true"] * 7
    assert on_hand(client) == 15


def test_late_and_squeezed_counts(client: Client) -> None:
    """R29 through the door: the highest version of a source wins, older ones are told so."""
    versions = ((103, 4), (101, 12), (102, 0))
    told = [client.post("/v1/stock/counts", {**SHELF, "units": units, "version": v}) for v, units in versions]
    assert [answer.json["superseded"] for answer in told] == [False, True, True]
    assert on_hand(client) == 4


def test_sold_units_are_subtracted_once(client: Client) -> None:
    """R27 through the door: the count already leaves out the sale, and says so."""
    client.post("/v1/stock/counts", {**SHELF, "units": 2})
    for name in ("o1", "o2"):
        client.order(name, postal_code=None, pickup_location="centro")
    told = client.post("/v1/stock/counts", {**SHELF, "units": 0, "includes": ["o1", "o2"]})
    assert told.json["on_hand"] == 2
    for name in ("o1", "o2"):
        assert client.post(f"/v1/parcels/{name}-1/pack").status == 200
    assert on_hand(client) == 0
