"""Long walks of plausible requests in any order: every answer is documented, and nothing is ever oversold."""

from datetime import UTC, datetime
from random import Random
from typing import Any

from promesa.domain.conduct import indicators
from promesa.surfaces import table
from promesa.surfaces.http import openapi
from tests.surfaces.http.city import Client, city

STEPS = 400
ORDERS = [f"o{number}" for number in range(25)]
PLACES = ({"postal_code": "44100"}, {"postal_code": "22000"}, {"pickup_location": "centro"})
DOCUMENTED = {o.name: {o.status, *openapi.statuses(o)} for o in table.OPERATIONS}
HOUR = 3_600 * 1_000_000


class Walker:
    """Chooses requests by dice; remembers tokens and amounts, as a client would."""

    def __init__(self, dice: Random, client: Client) -> None:
        self.dice, self.client = dice, client
        self.tokens: list[str] = []
        self.totals: dict[str, int] = {}

    def step(self) -> None:
        name = self.dice.choice(DECK)
        path, body = MOVES[name](self)
        operation = table.named(name)
        headers = {"Idempotency-Key": f"k{self.dice.randrange(60)}"} if self.dice.random() < 0.3 else {}
        told = self.client.ask(operation.method, path, body, headers)
        assert told.status in DOCUMENTED[name], (name, path, body, told)
        if name == "ask_quote" and told.status == 200:
            self.tokens = [offer["offer"] for offer in told.json["offers"]]
        if name == "place_order" and told.status == 201:
            self.totals[told.json["order"]] = told.json["total_centavos"]
        self.client.clock.now += self.dice.randrange(HOUR if self.dice.random() < 0.9 else 30 * HOUR)

    def order(self) -> str:
        return self.dice.choice(ORDERS)

    def parcel(self) -> str:
        return f"{self.order()}-{self.dice.randint(1, 2)}"

    def lines(self) -> list[dict[str, Any]]:
        return [{"sku": s, "units": self.dice.randint(1, 4)} for s in self.dice.choices(("A", "A", "B"), k=2)]

    def moment(self) -> str:
        at = self.client.clock.now // 1_000_000 + self.dice.randrange(-7_200, 200)
        return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}"

    def wish(self) -> dict[str, Any]:
        if self.tokens and self.dice.random() < 0.6:
            return {"offer": self.dice.choice(self.tokens)}
        return {"lines": self.lines(), "channel": "web", **self.dice.choice(PLACES)}


MOVES: dict[str, Any] = {
    "ask_quote": lambda w: ("/v1/quotes", {"lines": w.lines(), "channel": "web", **w.dice.choice(PLACES)}),
    "place_order": lambda w: (
        "/v1/orders",
        {"order": w.order(), "customer": "c", "rail": w.dice.choice(("cod", "card", "oxxo", "spei")), **w.wish()},
    ),
    "open_checkout": lambda w: ("/v1/checkouts", {"cart": f"k{w.dice.randrange(4)}", "customer": "c", **w.wish()}),
    "complete_checkout": lambda w: (f"/v1/checkouts/k{w.dice.randrange(4)}/complete", {"rail": "card"}),
    "cancel_order": lambda w: (f"/v1/orders/{w.order()}/cancel", {"by_customer": w.dice.random() < 0.7}),
    "receive_payment": lambda w: (
        "/v1/payments",
        {
            "payment": f"{(order := w.order())}:{w.dice.randint(1, 2)}",
            "amount_centavos": w.totals.get(order, 100) + (w.dice.random() < 0.1),
            "paid_at": w.moment(),
            "rail": "card",
            "order": order,
        },
    ),
    "authorise_payment": lambda w: (
        f"/v1/payments/{(order := w.order())}:1/authorise",
        {"amount_centavos": w.totals.get(order, 100), "order": order},
    ),
    "decline_payment": lambda w: (f"/v1/payments/{w.order()}:1/decline", {"reason": "no funds"}),
    "void_payment": lambda w: (f"/v1/payments/{(order := w.order())}:1/void", {"order": order, "reason": "x"}),
    "refund_order": lambda w: (
        f"/v1/orders/{w.order()}/refunds",
        {"refund": f"r{w.dice.randrange(9)}", "reason": "x", "amount_centavos": w.dice.randint(1, 30_000)},
    ),
    "pack_parcel": lambda w: (f"/v1/parcels/{w.parcel()}/pack", None),
    "unpack_parcel": lambda w: (f"/v1/parcels/{w.parcel()}/unpack", None),
    "ready_parcel": lambda w: (f"/v1/parcels/{w.parcel()}/ready", None),
    "collect_parcel": lambda w: (f"/v1/parcels/{w.parcel()}/collect", None),
    "hand_over_parcel": lambda w: (f"/v1/parcels/{w.parcel()}/hand-over", {}),
    "scans_parcel": lambda w: (
        f"/v1/parcels/{w.parcel()}/scans",
        {
            "scan": w.dice.choice(("in_transit", "delivered", "lost", "attempt_failed")),
            "scanned_at": w.moment(),
            "eta": w.dice.choice((None, "2027-07-09", "2027-07-20")),
        },
    ),
    "count_stock": lambda w: (
        "/v1/stock/counts",
        {"sku": "A", "location": w.dice.choice(("cedis", "centro")), "units": w.dice.randrange(90), "source": "erp"},
    ),
    "adjust_stock": lambda w: (
        "/v1/stock/adjustments",
        {"sku": "A", "location": "centro", "units": w.dice.randint(-5, 15), "source": "erp"},
    ),
    "set_safety_stock": lambda w: (
        "/v1/stock/safety",
        {"sku": "A", "location": "centro", "units": w.dice.randrange(3)},
    ),
    "set_capacity": lambda w: (
        "/v1/capacity",
        {
            "location": "cedis",
            "bucket": f"2027-07-{w.dice.randint(5, 20):02d}",
            "places": w.dice.choice((None, 0, 1, 5)),
        },
    ),
    "set_labour": lambda w: (
        "/v1/locations/centro/labour",
        {
            "slots": [
                {"weekday": day, "starts": "09:00", "ends": "20:00", "minutes": w.dice.choice((0, 60, 900))}
                for day in range(7)
            ]
        },
    ),
    "set_collection": lambda w: (
        "/v1/locations/cedis/collections",
        {"service": "estafeta", "hours": [w.dice.choice(("17:00", "10:00", None))] * 7, "prep_minutes": 30},
    ),
    "show_labour": lambda w: ("/v1/locations/centro/labour?days=3", None),
    "show_order": lambda w: (f"/v1/orders/{w.order()}", None),
    "list_orders": lambda w: (f"/v1/orders?cursor={w.dice.randrange(300)}&limit=5", None),
    "why_promise": lambda w: (f"/v1/promises/{w.order()}/why", None),
    "ask_availability": lambda w: ("/v1/availability?sku=A&sku=B&channel=web&postal_code=44100", None),
    "show_stock": lambda w: ("/v1/stock/A", None),
    "show_indicators": lambda w: ("/v1/indicators", None),
}

OFTEN = {
    "place_order": 8,
    "ask_quote": 4,
    "receive_payment": 6,
    "pack_parcel": 4,
    "hand_over_parcel": 4,
    "scans_parcel": 4,
}
DECK = [name for name in MOVES for _ in range(OFTEN.get(name, 1))]


def test_a_walk_ends_well(seed: int) -> None:
    with city() as client:
        walker = Walker(Random(seed), client)
        for _ in range(STEPS):
            walker.step()
        assert indicators.oversold(client.machine.world.stock) == 0
        assert client.machine.world.promises.made > 0
