"""A twin of Twilio's Messages resource: takes texts, refuses some with its numbers, and tells what became of them."""

import random
from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode

import httpx2
import msgspec

from promesa.domain.values.moments import SECOND, Instant
from promesa.gateways.messaging.sms import channel

LANDLINE, STOPPED = "+525500000001", "+525500000002"
REFUSALS = {LANDLINE: (21614, "not a mobile number"), STOPPED: (21610, "the recipient has unsubscribed")}


class StatusPost(msgspec.Struct, frozen=True):
    """One form that is posted to the address that the text came with."""

    url: str
    body: bytes
    signature: str


class SmsTwin(httpx2.BaseTransport):
    """Owns the texts by their sid; the clock is given."""

    def __init__(self, clock: Callable[[], int], dice: random.Random, account: channel.Account) -> None:
        self._clock, self._dice, self._account = clock, dice, account
        self.texts: dict[str, dict[str, str]] = {}
        self._due: list[tuple[int, StatusPost]] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        wanted = httpx2.BasicAuth(self._account.sid, self._account.token)
        signed = next(wanted.auth_flow(httpx2.Request("GET", "https://twin.example"))).headers["authorization"]
        if request.headers.get("authorization") != signed:
            return _no(401, 20003, "Authenticate")
        told = dict(parse_qsl(request.read().decode(), keep_blank_values=True))
        refusal = REFUSALS.get(told.get("To", ""))
        if refusal is not None:
            return _no(400, *refusal)
        if not told.get("Body"):
            return _no(400, 21602, "Message body is required")
        sid = f"SM{len(self.texts):032x}"
        self.texts[sid] = told
        self._foretell(sid, told)
        return httpx2.Response(201, json={"sid": sid, "status": "queued", "error_code": None})

    def _foretell(self, sid: str, told: dict[str, str]) -> None:
        url = told.get("StatusCallback", "")
        if not url:
            return
        moment = self._clock()
        for status in ("sent", "delivered"):
            moment += int(self._dice.uniform(0.5, 5.0) * SECOND)
            body = urlencode({"MessageSid": sid, "MessageStatus": status, "To": told["To"]}).encode()
            self._due.append((moment, StatusPost(url, body, channel.sign(self._account.token, url, body))))

    def due(self, now: Instant) -> list[StatusPost]:
        """What is to be posted by now, oldest first; each once."""
        found = sorted((one for one in self._due if one[0] <= now), key=lambda one: one[0])
        self._due = [one for one in self._due if one[0] > now]
        return [post for _, post in found]


def _no(status: int, code: int, text: str) -> httpx2.Response:
    return httpx2.Response(status, json={"code": code, "message": text, "status": status})
