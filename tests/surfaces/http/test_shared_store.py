"""Two processes on one PostgreSQL log: each sees the other's writes in time, and the vault is theirs together."""

import time

from msgspec import structs

from promesa import app, serving
from promesa.settings import Settings
from tests.surfaces.http.city import SETTINGS, Client, Clock, network, order_of

CONTACT = {"name": "Ana María Núñez", "phone": "+525512345678"}


def settings_of(url: str, schema: str) -> Settings:
    return structs.replace(SETTINGS, store=url, tenant=schema, fresh_ms=20)


def test_what_one_process_writes_the_other_reads(postgres_url: str, postgres_schema: str) -> None:
    settings, clock = settings_of(postgres_url, postgres_schema), Clock()
    logs = [app.open_log(settings) for _ in range(2)]
    machines = [app.build(log, clock) for log in logs]
    for command in network():
        assert machines[0].submit(command, "test").accepted
    with (
        serving.crew(settings, machine=machines[0]) as first,
        serving.crew(settings, machine=machines[1]) as second,
    ):
        here, there = Client(first, machines[0], clock), Client(second, machines[1], clock)
        assert here.post("/v1/orders", order_of("o1", contact=CONTACT), {"Idempotency-Key": "k"}).status == 201
        time.sleep(0.03)
        assert there.get("/v1/orders/o1").status == 200
        assert [row["order"] for row in there.get("/v1/orders").json["orders"]] == ["o1"]
        again = there.post("/v1/orders", order_of("o1", contact=CONTACT), {"Idempotency-Key": "k"})
        assert again.headers["idempotency-replayed"] == "true", "a key is one effect whichever process is asked"
        assert there.get("/v1/customers/c1").json["contact"] == CONTACT
        assert there.ask("DELETE", "/v1/customers/c1").json["forgotten"]
        time.sleep(0.03)
        assert here.get("/v1/customers/c1").json["contact"] is None
        token = here.quote()["offers"][0]["offer"]
        body = {"order": "o2", "customer": "c1", "rail": "cod", "offer": token}
        assert there.post("/v1/orders", body).status == 201, "an offer of one process is good at the other"
        for client in (here, there):
            client.runner.close()
    for log in logs:
        log.close()
    again_open = app.open_log(settings)
    assert again_open.head() > 0, "the vault's table beside the log does not trouble it"
    again_open.close()
