"""A twin of Twilio's Messages resource: takes texts, refuses some with its numbers, and tells what became of them."""

import asyncio
import random
from collections.abc import Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urlencode

import httpx2
import msgspec

from promesa.domain.values.moments import SECOND, Instant
from promesa.gateways.messaging.sms import channel, signature

LANDLINE, STOPPED, OFF = "+525500000001", "+525500000002", "+525500000003"
REFUSALS = {LANDLINE: (21614, "not a mobile number"), STOPPED: (21610, "the recipient has unsubscribed")}
SWITCHED_OFF = "30003"
"""What a phone that is off for good is told of, long after its text was taken."""
ROUND_SECONDS, RETRY_SECONDS, TIMES = 0.02, 0.2, 6


class StatusPost(msgspec.Struct, frozen=True):
    """One form that is posted to the address that the text came with."""

    url: str
    body: bytes
    signature: str


class SmsTwin(httpx2.BaseTransport):
    """Owns the texts by their sid; the clock is given. In process, or over HTTP as the application that it is."""

    def __init__(self, clock: Callable[[], int], dice: random.Random, account: channel.Account) -> None:
        self._clock, self._dice, self._account = clock, dice, account
        self.texts: dict[str, dict[str, str]] = {}
        self._due: list[tuple[int, StatusPost]] = []
        self.answers: list[int] = []
        """What each post was answered with; 0: nobody was there."""

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        status, told = self.post(request.headers.get("authorization", ""), request.read())
        return httpx2.Response(status, json=told)

    def post(self, authorization: str, body: bytes) -> tuple[int, dict[str, Any]]:
        """One text to send: the answer's status and what it says."""
        wanted = httpx2.BasicAuth(self._account.sid, self._account.token)
        signed = next(wanted.auth_flow(httpx2.Request("GET", "https://twin.example"))).headers["authorization"]
        if authorization != signed:
            return _no(401, 20003, "Authenticate")
        told = dict(parse_qsl(body.decode(), keep_blank_values=True))
        refusal = REFUSALS.get(told.get("To", ""))
        if refusal is not None:
            return _no(400, *refusal)
        if not told.get("Body"):
            return _no(400, 21602, "Message body is required")
        sid = f"SM{len(self.texts):032x}"
        self.texts[sid] = told
        self._foretell(sid, told)
        return 201, {"sid": sid, "status": "queued", "error_code": None}

    def _foretell(self, sid: str, told: dict[str, str]) -> None:
        url = urldefrag(told.get("StatusCallback", "")).url
        if not url:
            return
        moment = self._clock()
        for status in ("queued", "sent", "undelivered" if told["To"] == OFF else "delivered"):
            moment += int(self._dice.uniform(0.5, 5.0) * SECOND)
            said = {"MessageSid": sid, "MessageStatus": status, "SmsSid": sid, "SmsStatus": status, "To": told["To"]}
            said |= {"ErrorCode": SWITCHED_OFF} if status == "undelivered" else {}
            body = urlencode(said | {"AccountSid": self._account.sid, "ApiVersion": "2010-04-01"}).encode()
            self._due.append((moment, StatusPost(url, body, signature.sign(self._account.token, url, body))))

    def due(self, now: Instant) -> list[StatusPost]:
        """What is to be posted by now, oldest first; each once."""
        found = sorted((one for one in self._due if one[0] <= now), key=lambda one: one[0])
        self._due = [one for one in self._due if one[0] > now]
        return [post for _, post in found]

    # --- over HTTP ---

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            event = await receive()
            body, more = body + event.get("body", b""), event.get("more_body", False)
        headers = dict(scope["headers"])
        status, told = self.post(headers.get(b"authorization", b"").decode("latin-1"), body)
        raw = msgspec.json.encode(told)
        head = [(b"content-type", b"application/json"), (b"content-length", str(len(raw)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": head})
        await send({"type": "http.response.body", "body": raw})

    async def deliver(self) -> None:
        """Take what is due to where it was asked for, for ever; each until it is answered well, as it was asked."""
        async with httpx2.AsyncClient(timeout=30.0) as http:
            while True:
                for one in self.due(Instant(self._clock())):
                    await self._take(http, one)
                await asyncio.sleep(ROUND_SECONDS)

    async def _take(self, http: httpx2.AsyncClient, one: StatusPost) -> None:
        headers = {"X-Twilio-Signature": one.signature, "Content-Type": "application/x-www-form-urlencoded"}
        for _ in range(TIMES):
            try:
                answer = await http.post(one.url, content=one.body, headers=headers)
                self.answers.append(answer.status_code)
            except httpx2.HTTPError:
                self.answers.append(0)
            if self.answers[-1] == 200:
                return
            await asyncio.sleep(RETRY_SECONDS)


def _no(status: int, code: int, text: str) -> tuple[int, dict[str, Any]]:
    return status, {"code": code, "message": text, "status": status}
