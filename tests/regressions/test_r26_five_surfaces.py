"""R26: one promise function under one stamp: whoever asks at the same position hears the same."""

from promesa.domain.ledger.stock.words import ReserveStock
from tests.regressions.counter import door_of
from tests.regressions.shop import GUADALAJARA, Shop, at
from tests.regressions.truths import takes_of
from tests.surfaces.http.city import Client

WEDNESDAY = "2027-03-03"


def shop() -> Shop:
    """A: 10, all reserved by unpaid orders, one of them by SPEI. B: 4, one reserved."""
    here = Shop("2027-03-01 10:00").sells("A", "B").opens("N1").carries("P", 2, 50).has("N1", A=10, B=4)
    for n in range(9):
        here.places(f"o{n}", {"A": 1}, rail="oxxo")
    here.places("spei", {"A": 1}, rail="spei")
    here.put(ReserveStock("cart", takes_of(("B", "N1", 1)), at("2027-03-02 10:00")))
    return here


def had(client: Client, sku: str) -> dict[str, tuple[int, str | None]]:
    """(units that can be had, the day they would come) as each surface says it."""
    listed = client.get(f"/v1/availability?sku={sku}&channel=web&postal_code={GUADALAJARA}").json["skus"][0]
    shelf = sum(row["available"] for row in client.get(f"/v1/stock/{sku}").json["shelves"])
    return {
        "list": (listed["units"], listed.get("promised_on")),
        "product page": most(client, sku),
        "cart": most(client, sku, cart="c1"),
        "chat": most(client, sku, explain=True),
        "store": (shelf, most(client, sku)[1]),
    }


def most(client: Client, sku: str, **more: object) -> tuple[int, str | None]:
    """The most units that are quoted, and their day; one more is refused and says how many there are."""
    body = {"channel": "web", "postal_code": GUADALAJARA, **more}
    left = client.post("/v1/quotes", {**body, "lines": [{"sku": sku, "units": 99}]}).json["left"]
    if left == 0:
        return 0, None
    told = client.post("/v1/quotes", {**body, "lines": [{"sku": sku, "units": left}]})
    return left, told.json["offers"][0]["promised_on"]


def test_r26_five_surfaces_one_answer() -> None:
    """List, product page, cart, chat and store agree: A 0 and B 3; then one reservation ends and A is 1."""
    here = shop()
    with door_of(here) as client:
        head = client.head()
        assert set(had(client, "A").values()) == {(0, None)}
        assert set(had(client, "B").values()) == {(3, WEDNESDAY)}
        assert client.head() == head, "asking changes nothing"
        here.passes_to("2027-03-01 10:31")
        assert set(had(client, "A").values()) == {(1, WEDNESDAY)}
        assert here.stages() == {"placed": 9, "cancelled": 1}


def test_r26_two_answers_with_the_same_stamp_never_differ() -> None:
    asked = {"lines": [{"sku": "B", "units": 2}], "channel": "web", "postal_code": GUADALAJARA}
    with door_of(shop()) as client:
        one, other = (client.post("/v1/quotes", asked).json for _ in range(2))
    assert one["as_of"] == other["as_of"]
    for answer in (one, other):
        answer["offers"] = [{**offer, "offer": ""} for offer in answer["offers"]]
    assert one == other
