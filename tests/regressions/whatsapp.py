"""Meta's side of a webhook for tests: what it posts, signed, and a shop with a letterbox that reads it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import msgspec
import pytest

from promesa.domain.people.messages.words import CustomerHeard, MessageStatusesTold, RecordAccepted, WantMessage
from promesa.engine import daemons, inbox_work
from promesa.engine.inbox import Inbox
from promesa.gateways.messaging import callback
from promesa.gateways.messaging.whatsapp import signature
from promesa.gateways.messaging.whatsapp.marks import Marks
from promesa.gateways.messaging.whatsapp.meaning import Meaning
from promesa.settings import Settings
from tests.surfaces.http.city import SETTINGS, Client, Clock, Told, city

PATH = "/v1/webhooks/whatsapp"
SECRET = "5e0c1bd1c0ffee"
WITH_WHATSAPP: Settings = msgspec.structs.replace(
    SETTINGS,
    whatsapp_number_id="111",
    whatsapp_token="EAAB",
    whatsapp_app_secret=SECRET,
    whatsapp_verify_token="a word",
    whatsapp_url="http://127.0.0.1:9",
)
WABA = "waba"
ANA = "5215512345678"
Json = dict[str, Any]


def text(wamid: str, body: str = "hola", sender: str = ANA, at: int = 1_814_800_000, **more: Any) -> Json:
    return {"from": sender, "id": wamid, "timestamp": str(at), "type": "text", "text": {"body": body}, **more}


def tap(wamid: str, button: str, sender: str = ANA, at: int = 1_814_800_000, **more: Any) -> Json:
    reply = {"type": "button_reply", "button_reply": {"id": button, "title": "Sí"}}
    return {"from": sender, "id": wamid, "timestamp": str(at), "type": "interactive", "interactive": reply, **more}


def status(wamid: str, word: str, message: str = "", attempt: int = 1, at: int = 1_814_800_000, **more: Any) -> Json:
    told = {"id": wamid, "status": word, "timestamp": str(at), "recipient_id": ANA, **more}
    return told | ({"biz_opaque_callback_data": callback.say(message, attempt)} if message else {})


def failure(code: int) -> list[Json]:
    return [{"code": code, "title": "Message undeliverable", "error_data": {"details": "x"}, "href": "https://x"}]


def value(**lists: Any) -> Json:
    """What stands in a change of the field `messages`."""
    metadata = {"display_phone_number": "525500000000", "phone_number_id": "111"}
    return {"messaging_product": "whatsapp", "metadata": metadata, **lists}


def change(told: Json, field: str = "messages") -> Json:
    return {"field": field, "value": told}


def notice(*entries: Sequence[Json]) -> bytes:
    """Each entry as a list of changes; written as Meta writes it, with what is not ASCII escaped."""
    told = [{"id": WABA, "changes": list(changes)} for changes in entries]
    return json.dumps({"object": "whatsapp_business_account", "entry": told}).encode()


def messages(*told: Json, **lists: Any) -> bytes:
    return notice([change(value(messages=list(told), **lists))])


def statuses(*told: Json, **lists: Any) -> bytes:
    return notice([change(value(statuses=list(told), **lists))])


def signed(body: bytes) -> Mapping[str, str]:
    return {"X-Hub-Signature-256": signature.sign(SECRET, body)}


class Letterbox:
    """A served shop whose inbox is read when the test says so."""

    def __init__(self, client: Client) -> None:
        self.client, self.machine, self.clock = client, client.machine, client.clock
        assert client.crew.inbox is not None
        self.inbox: Inbox = client.crew.inbox
        self.vault = client.crew.room.vault
        self.marks = Marks(self.vault)
        self.meaning = Meaning(self.machine, self.vault)

    def posts(self, body: bytes) -> Told:
        return self.client.ask("POST", PATH, raw=body, headers=signed(body))

    def reads(self) -> int:
        """Letters that were tried."""
        return inbox_work.work(self.inbox, self.machine, {"whatsapp": self.meaning.begin})

    def hears(self, *bodies: bytes) -> None:
        """Post all, read all."""
        for body in bodies:
            assert self.posts(body).status == 200
        while self.reads():
            pass

    def facts(self, *kinds: type) -> list[Any]:
        decode = self.machine.model.codec.decode
        told = (decode(entry.kind, entry.body) for entry in self.machine.log.read())
        return [fact for fact in told if type(fact) in kinds]

    def heard(self) -> list[CustomerHeard]:
        return self.facts(CustomerHeard)

    def statuses_told(self) -> list[Any]:
        return [one for fact in self.facts(MessageStatusesTold) for one in fact.told]

    def says(self, message: str, customer: str = "k1", wamid: str = "") -> None:
        """One message of ours is on its way, taken by Meta under that id."""
        wanted = WantMessage(message, "", customer, "confirmed")
        assert self.machine.submit(wanted, "test").accepted
        if wamid:
            taken = RecordAccepted(message, 1, self.marks.provider(wamid))
            assert self.machine.submit(taken, "test").accepted


@contextmanager
def letterbox(monkeypatch: pytest.MonkeyPatch, clock: Clock | None = None, **settings: Any) -> Iterator[Letterbox]:
    """Nobody reads but the test."""
    monkeypatch.setattr(daemons, "inbox_step", lambda *_: lambda: 1.0)
    with city(settings=msgspec.structs.replace(WITH_WHATSAPP, **settings), clock=clock) as client:
        yield Letterbox(client)
