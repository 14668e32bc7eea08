"""A small retailer to ask over HTTP: two locations, two services, three places, and a clock that the test moves."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from msgspec import structs

from promesa import app, serving
from promesa.domain.conduct.keys import SCOPES
from promesa.domain.ledger.stock.words import CountStock
from promesa.domain.network.carriers.words import OfferService, Rates, SetCoverage
from promesa.domain.network.catalog import ListProduct
from promesa.domain.network.locations.words import OpenLocation, week
from promesa.domain.network.places import LoadPlaces
from promesa.domain.values.ids import CarrierId, ChannelId, LocationId, PostalCode, ServiceId, Sku
from promesa.domain.values.moments import from_iso
from promesa.domain.values.money import Centavos
from promesa.domain.world import World
from promesa.engine.log import Log
from promesa.engine.machine import Machine
from promesa.engine.memory import MemoryLog
from promesa.settings import Settings
from promesa.surfaces import keys as api_keys

MONDAY = "2027-07-05T16:00:00Z"
"""Ten in the morning in Mexico City."""
SETTINGS = Settings(store=":memory:", secret="a secret of the tests", open=True)
CLOSED = structs.replace(SETTINGS, open=False)
"""Whoever has no key stays outside."""
GUADALAJARA, TIJUANA, MERIDA = "44100", "22000", "97000"


class Clock:
    """Microseconds that stand still until the test moves them."""

    def __init__(self, start: str = MONDAY) -> None:
        self.now = int(from_iso(start))

    def __call__(self) -> int:
        return self.now

    def set(self, moment: str) -> None:
        self.now = int(from_iso(moment))


class Told(NamedTuple):
    """An answer: status, headers in lower case, the body and what it says as JSON."""

    status: int
    headers: dict[str, str]
    body: bytes
    cookies: tuple[str, ...] = ()
    """What it tells a browser to keep, header by header."""

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """Asks the ASGI application as a server would, one request at a time."""

    def __init__(self, crew: serving.Crew, machine: Machine[World], clock: Clock) -> None:
        self.crew, self.machine, self.clock = crew, machine, clock
        self.runner = asyncio.Runner()
        self.key = ""
        self.address = "127.0.0.1"

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        raw: bytes | None = None,
    ) -> Told:
        return self.runner.run(self.ask_soon(method, path, body, headers, raw))

    async def ask_soon(
        self,
        method: str,
        path: str,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        raw: bytes | None = None,
    ) -> Told:
        """The same from a coroutine, so that many can be asked at once."""
        sent = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        said = {"content-type": "application/json", "content-length": str(len(sent))}
        said |= {"authorization": f"Bearer {self.key}"} if self.key else {}
        said |= {name.lower(): value for name, value in (headers or {}).items()}
        place, _, query = path.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": place,
            "raw_path": place.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.encode(), value.encode("utf-8")) for name, value in said.items() if value],
            "client": (self.address, 50_000),
            "server": ("127.0.0.1", 8080),
        }
        messages: list[Any] = [{"type": "http.request", "body": sent, "more_body": False}]
        answer: dict[str, Any] = {"body": b""}

        async def receive() -> Any:
            return messages.pop(0) if messages else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                answer.update(message)
            else:
                answer["body"] += message.get("body", b"")

        await self.crew.app(scope, receive, send)
        told = {name.decode().lower(): value.decode("latin-1") for name, value in answer["headers"]}
        cookies = tuple(value.decode("latin-1") for name, value in answer["headers"] if name == b"set-cookie")
        return Told(answer["status"], told, answer["body"], cookies)

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Told:
        return self.ask("GET", path, headers=headers)

    def post(self, path: str, body: object = None, headers: Mapping[str, str] | None = None) -> Told:
        return self.ask("POST", path, body, headers)

    def head(self) -> int:
        return self.machine.log.head()

    def give_key(self, name: str, scopes: tuple[str, ...] = SCOPES) -> str:
        made = api_keys.new(name, scopes)
        assert self.machine.submit(made.command, "test").accepted
        return made.key

    def quote(self, sku: str = "A", units: int = 1, postal_code: str = GUADALAJARA) -> Any:
        asked = {"lines": [{"sku": sku, "units": units}], "channel": "web", "postal_code": postal_code}
        told = self.post("/v1/quotes", asked)
        assert told.status == 200, told.body
        return told.json

    def order(self, name: str, rail: str = "cod", **more: object) -> Any:
        placed = self.post("/v1/orders", order_of(name, rail=rail, **more))
        assert placed.status == 201, placed.body
        return placed.json


def order_of(name: str, **more: object) -> dict[str, object]:
    """The body of an order placed directly."""
    plain = {
        "order": name,
        "customer": "c1",
        "rail": "cod",
        "lines": [{"sku": "A", "units": 1}],
        "channel": "web",
        "postal_code": GUADALAJARA,
    }
    return {**plain, **more}


@contextmanager
def city(
    log: Log | None = None, settings: Settings = SETTINGS, clock: Clock | None = None, **crew: Any
) -> Iterator[Client]:
    """The retailer's API; what it opened is closed when the block ends."""
    clock = clock or Clock()
    machine = app.build(log or MemoryLog(), clock)
    for command in network():
        assert machine.submit(command, "test").accepted, command
    with serving.crew(settings, machine=machine, **crew) as aboard:
        client = Client(aboard, machine, clock)
        try:
            yield client
        finally:
            client.runner.close()


def network() -> Iterator[object]:
    """One distribution centre with everything, one store of the web's and of the counter's, two services."""
    yield LoadPlaces(
        source="test",
        postal_codes=tuple(PostalCode(code) for code in (GUADALAJARA, TIJUANA, MERIDA, "06700")),
        areas=("14", "02", "31", "09"),
        municipalities=("Guadalajara", "Tijuana", "Mérida", "Cuauhtémoc"),
        cities=("", "", "", ""),
        zones=("America/Mexico_City", "America/Tijuana", "America/Merida", "America/Mexico_City"),
        lats=(20.67, 32.5, 20.97, 19.42),
        lons=(-103.35, -117.0, -89.6, -99.16),
    )
    for location, more in (("cedis", {"kind": "dc"}), ("centro", {"pickup": True})):
        yield OpenLocation(
            location=LocationId(location),
            postal_code=PostalCode("06700"),
            area="09",
            lat=19.42,
            lon=-99.16,
            hours=week(("09:00", "21:00"), ("09:00", "21:00")),
            cutoffs=week("16:00", "11:00"),
            channels=(ChannelId("web"),),
            **more,
        )
    yield OfferService(
        service=ServiceId("estafeta"),
        carrier=CarrierId("estafeta"),
        transit_days=2,
        rates=Rates(same_area_centavos=Centavos(5_900), other_area_centavos=Centavos(8_900)),
    )
    yield SetCoverage(ServiceId("estafeta"), areas=("*",))
    for sku, price in (("A", 10_000), ("B", 25_000), ("0012", 100), ("12", 200), ("mañana", 300)):
        yield ListProduct(Sku(sku), price=Centavos(price), grams=500)
        yield CountStock(Sku(sku), LocationId("cedis"), 1_000_000, "test")
    yield CountStock(Sku("A"), LocationId("centro"), 10, "test")
