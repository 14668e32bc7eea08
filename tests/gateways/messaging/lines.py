"""A retailer that is served, with WhatsApp and SMS as servers of their own: everything between them goes over HTTP."""

import random
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import httpx2
from msgspec import structs

from promesa import app, serving
from promesa.domain.people.messages.state import Message
from promesa.domain.values.moments import from_iso
from promesa.engine.memory import MemoryLog
from promesa.gateways.messaging.sms import channel as sms
from promesa.lab.twins.served import served
from promesa.lab.twins.sms import SmsTwin
from promesa.lab.twins.whatsapp.chances import CALM, Chances
from promesa.lab.twins.whatsapp.serving import GraphApi
from promesa.lab.twins.whatsapp.world import Account, World
from promesa.settings import Settings
from tests.surfaces.http import city

WAIT_SECONDS = 20.0
TEXTS = sms.Account("AC1", "token", "+525511111111")


class Clock:
    """Goes on from a Monday's ten o'clock, as fast as the test says."""

    def __init__(self, pace: float = 1.0) -> None:
        self._start, self._began, self._pace = int(from_iso(city.MONDAY)), time.monotonic(), pace

    def __call__(self) -> int:
        return self._start + int((time.monotonic() - self._began) * 1e6 * self._pace)


class Lines:
    """The retailer and both partners, while the block lasts."""

    def __init__(self, chances: Chances, pace: float) -> None:
        self.clock = Clock(pace)
        self.whatsapp = World(self.clock, random.Random(1), chances, Account(), any_template=True)
        self.texts = SmsTwin(self.clock, random.Random(1), TEXTS)
        self.machine = app.build(MemoryLog(), self.clock)
        self.http = httpx2.Client(timeout=30.0)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        for command in city.network():
            assert self.machine.submit(command, "test").accepted

    def settings(self, graph: str, texts: str) -> Settings:
        """As somebody who serves it would set it."""
        account = self.whatsapp.account
        return Settings(
            store=":memory:",
            secret="a secret of the tests",
            open=True,
            port=self.port,
            orders_url=self.url,
            whatsapp_number_id=account.number,
            whatsapp_token=Account().token,
            whatsapp_app_secret=account.secret,
            whatsapp_verify_token="word",
            whatsapp_url=f"{graph}/v26.0",
            sms_sid=TEXTS.sid,
            sms_token=TEXTS.token,
            sms_from=TEXTS.sender,
            sms_url=texts,
        )

    def order(self, name: str, phone: str = "+525512345678") -> None:
        contact = {"name": "Ana", "phone": phone, "email": "ana@example.com"}
        told = self.http.post(f"{self.url}/v1/orders", json=city.order_of(name, contact=contact))
        assert told.status_code == 201, told.text

    def lock(self, *, locked: bool) -> None:
        """WhatsApp takes our token no more, or again."""
        token = "another" if locked else Account().token
        self.whatsapp.account = structs.replace(self.whatsapp.account, token=token)

    def message(self, name: str) -> Message:
        return self.machine.ask(lambda world: world.messages.by_name[name])

    def until(self, so: Callable[[], bool], what: object = "") -> None:
        ends = time.monotonic() + WAIT_SECONDS
        while not so():
            assert time.monotonic() < ends, f"it took too long: {what}"
            time.sleep(0.02)


def free_port() -> int:
    """One that nobody is given who asks for any: both twins do, before the retailer is there."""
    for port in random.SystemRandom().sample(range(20_000, 32_000), 100):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError("no port is free")


@contextmanager
def lines(chances: Chances = CALM, pace: float = 1.0, *, warm: bool = False) -> Iterator[Lines]:
    made = Lines(chances, pace)
    graph = GraphApi(made.whatsapp)
    with (
        served(made.texts, made.texts.deliver) as texts,
        served(graph, lambda: graph.deliver(f"{made.url}/v1/webhooks/whatsapp")) as meta,
        serving.running(made.settings(meta, texts), machine=made.machine, warm=warm),
    ):
        try:
            yield made
        finally:
            made.http.close()
