"""SMS as a channel, in the wire format of Twilio's Messages resource, and its statuses back.

Source: Twilio, Messages resource (POST /2010-04-01/Accounts/{Sid}/Messages.json, form fields, errors with `code`),
request validation (`X-Twilio-Signature`: HMAC-SHA1 of the URL and the sorted form under the auth token, in base64).
"""

import base64
import hmac
import ssl
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import parse_qsl, urlencode

import httpx2
import msgspec

from promesa.domain.people.messages.words import Status, StatusTold
from promesa.domain.values.moments import Instant
from promesa.gateways.messaging import callback
from promesa.gateways.messaging.channel import (
    Accepted,
    Capabilities,
    Declined,
    Limits,
    Outcome,
    Remedy,
    Unknown,
    Unreached,
)
from promesa.gateways.messaging.hand import recourse_of

BASE_URL = "https://api.twilio.com"
CAPABILITIES = Capabilities(text_max=1_600, tells_delivered=True)
LIMITS = Limits(per_second=10.0)
NEVER_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
REMEDIES: Mapping[int, Remedy] = MappingProxyType(
    {
        20003: Remedy.STOP,
        20005: Remedy.STOP,
        20429: Remedy.SLOW_DOWN,
        14107: Remedy.SLOW_DOWN,
        21211: Remedy.FALL_BACK,
        21408: Remedy.FALL_BACK,
        21614: Remedy.FALL_BACK,
        21610: Remedy.SUPPRESS,
        21617: Remedy.BUG,
        21602: Remedy.BUG,
    }
)
"""What is not here and is a 4xx is our own mistake."""
STATUSES: Mapping[str, Status] = MappingProxyType(
    {
        "sent": Status.SENT,
        "delivered": Status.DELIVERED,
        "read": Status.READ,
        "undelivered": Status.FAILED,
        "failed": Status.FAILED,
    }
)
"""Theirs to ours; "accepted", "queued" and "sending" say nothing that we do not know."""


class Account(msgspec.Struct, frozen=True):
    """`sender`: a number, or a messaging service ("MG..."); `callback_url`: where statuses go, "" for nowhere."""

    sid: str
    token: str
    sender: str
    callback_url: str = ""
    base_url: str = BASE_URL


class Sms(msgspec.Struct, frozen=True):
    to: str
    text: str
    reference: str = ""
    """Comes back in the address of its statuses."""


class Answer(msgspec.Struct, frozen=True):
    sid: str = ""
    status: int | str = ""
    code: int = 0
    message: str = ""


_DECODE = msgspec.json.Decoder(Answer).decode


def form(said: Sms, account: Account) -> dict[str, str]:
    """The fields of the one request."""
    sender = "MessagingServiceSid" if account.sender.startswith("MG") else "From"
    found = {"To": said.to, sender: account.sender, "Body": said.text}
    if account.callback_url:
        found["StatusCallback"] = f"{account.callback_url}?{urlencode({'reference': said.reference})}"
    return found


class SmsChannel:
    """Owns its connections."""

    name = "sms"
    capabilities = CAPABILITIES
    limits = LIMITS

    def __init__(
        self, account: Account, timeout_seconds: float = 10.0, transport: httpx2.BaseTransport | None = None
    ) -> None:
        self._account = account
        self._path = f"/2010-04-01/Accounts/{account.sid}/Messages.json"
        trusted = ssl.create_default_context() if transport is None else True
        self._http = httpx2.Client(
            base_url=account.base_url,
            auth=(account.sid, account.token),
            timeout=timeout_seconds,
            transport=transport,
            verify=trusted,
        )

    def send(self, said: Sms) -> Outcome:
        if not 0 < len(said.text) <= CAPABILITIES.text_max:
            return Declined("unsendable", Remedy.BUG, f"text: {len(said.text)}, not 1 to {CAPABILITIES.text_max}")
        try:
            answer = self._http.post(self._path, data=form(said, self._account))
        except NEVER_SENT as error:
            return Unreached(type(error).__name__)
        except httpx2.HTTPError as error:
            return Unknown(type(error).__name__)
        return outcome(answer.status_code, answer.content)

    def close(self) -> None:
        self._http.close()


def outcome(status: int, raw: bytes) -> Outcome:
    """What an answer means; a 5xx, or a 2xx without a name, is not known to be either."""
    try:
        found = _DECODE(raw)
    except msgspec.MsgspecError:
        found = Answer()
    if 200 <= status < 300 and found.sid:
        return Accepted(found.sid, str(found.status))
    if status >= 500 or 200 <= status < 300:
        return Unknown(f"HTTP {status}")
    known = REMEDIES.get(found.code)
    remedy = known or (Remedy.SLOW_DOWN if status == 429 else Remedy.STOP if status in (401, 403) else Remedy.BUG)
    wait = {Remedy.SLOW_DOWN: 5.0, Remedy.STOP: 60.0}.get(remedy, 0.0)
    return Declined(str(found.code), remedy, found.message[:200], wait)


def sign(token: str, url: str, body: bytes) -> str:
    """The header's value for a posted form."""
    fields = sorted(parse_qsl(body.decode(), keep_blank_values=True))
    text = url + "".join(name + value for name, value in fields)
    return base64.b64encode(hmac.digest(token.encode(), text.encode(), "sha1")).decode()


def is_genuine(token: str, url: str, body: bytes, told: str) -> bool:
    return bool(token) and hmac.compare_digest(sign(token, url, body).encode(), told.encode())


def status(body: bytes, reference: str, at: Instant) -> StatusTold | None:
    """A status that was posted; None for what says nothing new. `reference`: as its address brought it back."""
    told = dict(parse_qsl(body.decode(), keep_blank_values=True))
    known = STATUSES.get(told.get("MessageStatus", ""))
    if known is None:
        return None
    message, attempt, _ = callback.read(reference)
    code = told.get("ErrorCode", "")
    remedy = REMEDIES.get(int(code) if code.isdecimal() else 0, Remedy.FALL_BACK)
    return StatusTold(message, attempt, known, at, told.get("MessageSid", ""), code, recourse_of(remedy))
