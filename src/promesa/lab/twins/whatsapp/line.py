"""The twin in this very process: what the real connection would answer, without a socket."""

import json
from urllib.parse import urlsplit

import httpx2

from promesa.gateways.messaging.channel import Accepted, Declined, Outcome, Unknown
from promesa.gateways.messaging.whatsapp import client
from promesa.gateways.messaging.whatsapp.write import Request
from promesa.lab.twins.whatsapp import refusals
from promesa.lab.twins.whatsapp.refusals import No
from promesa.lab.twins.whatsapp.world import Lost, World


def send(world: World, request: Request) -> Outcome:
    """What `client.Client.send` gives, by the shortest way."""
    _, number, end = request.path.split("/")
    try:
        answer = world.post(number, request.body, marketing=end == "marketing_messages")
    except No as no:
        return declined(no)
    except Lost:
        return Unknown("ReadTimeout")
    messages = answer.get("messages")
    if not messages:
        return Accepted("")
    return Accepted(messages[0]["id"], messages[0].get("message_status", ""))


def declined(no: No) -> Declined:
    status, body = refusals.answer(no)
    found = client.outcome(status, json.dumps(body).encode())
    assert isinstance(found, Declined), found
    return found


class Transport(httpx2.BaseTransport):
    """For the real client, its encoding and decoding included; an answer that is lost is a timeout."""

    def __init__(self, world: World) -> None:
        self._world = world

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        parts = urlsplit(str(request.url)).path.strip("/").split("/")
        if request.headers.get("authorization") != f"Bearer {self._world.account.token}":
            return _response(*refusals.answer(No(190)))
        try:
            body = json.loads(request.read())
            return _response(200, self._world.post(parts[1], body, marketing=parts[2] == "marketing_messages"))
        except No as no:
            return _response(*refusals.answer(no))
        except Lost as lost:
            if lost.taken:
                raise httpx2.ReadTimeout("no answer", request=request) from lost
            return httpx2.Response(503)


def _response(status: int, body: object) -> httpx2.Response:
    return httpx2.Response(status, json=body)
