"""SMS as a channel, in the wire format of Twilio's Messages resource.

Source: Twilio, Messages resource (POST /2010-04-01/Accounts/{Sid}/Messages.json, form fields, errors with `code`);
connection overrides (`#rc=..&rp=..` behind a callback's address: how often, and after what, it is told again).
"""

import ssl
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlencode

import httpx2
import msgspec

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
REFERENCE = "reference"
"""Under which name our own name of a text comes back in the address of its statuses."""
TOLD_AGAIN = "#rc=5&rp=all"
"""A status that was not answered well is told five times more: by itself the partner tells it once."""


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
        found["StatusCallback"] = f"{account.callback_url}?{urlencode({REFERENCE: said.reference})}{TOLD_AGAIN}"
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
