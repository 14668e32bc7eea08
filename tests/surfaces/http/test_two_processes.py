"""Two processes on one PostgreSQL log at the same position: the same answers to the letter, tokens too."""

import random

from msgspec import structs

from promesa import app, serving
from promesa.domain.ledger.stock.words import CountStock
from promesa.domain.network.locations.words import PauseLocation, ResumeLocation
from promesa.domain.values.ids import LocationId, Sku
from tests.surfaces.http.city import GUADALAJARA, MERIDA, SETTINGS, TIJUANA, Client, Clock, network, order_of

PLACES = (GUADALAJARA, TIJUANA, MERIDA, "06700")


def test_both_say_the_same_whoever_wrote_last(postgres_url: str, postgres_schema: str) -> None:
    settings = structs.replace(SETTINGS, store=postgres_url, tenant=postgres_schema, fresh_ms=0)
    clock, dice = Clock(), random.Random(5)
    logs = [app.open_log(settings) for _ in range(2)]
    machines = [app.build(log, clock) for log in logs]
    for command in network():
        assert machines[0].submit(command, "test").accepted
    with (
        serving.crew(settings, machine=machines[0]) as first,
        serving.crew(settings, machine=machines[1]) as second,
    ):
        clients = [Client(first, machines[0], clock), Client(second, machines[1], clock)]
        for number in range(25):
            writer = dice.randrange(2)
            _something_happens(clients[writer], number, dice)
            clock.now += dice.choice([0, 60, 3_600, 86_400]) * 1_000_000
            asked = {"lines": [{"sku": "A", "units": dice.randint(1, 3)}], "channel": "web", "explain": True}
            body = {**asked, "postal_code": dice.choice(PLACES)}
            here, there = (client.post("/v1/quotes", body).json for client in clients)
            while here.get("as_of") != there.get("as_of"):  # a timer of one of them fired in between
                here, there = (client.post("/v1/quotes", body).json for client in clients)
            assert here == there
            listed = [client.get(f"/v1/availability?sku=A&channel=web&postal_code={MERIDA}").json for client in clients]
            if listed[0]["as_of"] == listed[1]["as_of"]:
                assert listed[0] == listed[1]
        for client in clients:
            client.runner.close()
    for log in logs:
        log.close()


def _something_happens(client: Client, number: int, dice: random.Random) -> None:
    location = LocationId(dice.choice(["cedis", "centro"]))
    command = dice.choice(
        [
            CountStock(Sku("A"), location, dice.randrange(5), "test"),
            CountStock(Sku("A"), LocationId("cedis"), 50, "test"),
            PauseLocation(location),
            ResumeLocation(location),
        ]
    )
    client.machine.submit(command, "test")
    client.post("/v1/orders", order_of(f"o{number}", postal_code=dice.choice(PLACES)))
