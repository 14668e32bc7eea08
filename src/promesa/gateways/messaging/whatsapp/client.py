"""The connection to the Graph API: one request, one outcome, and what is not known is never called a no.

Source: Meta, Graph API v26.0, error body `{"error": {code, message, error_subcode, error_data, fbtrace_id}}`.
"""

import ssl
import threading

import httpx2
import msgspec

from promesa.gateways.messaging.channel import Accepted, Declined, Outcome, Unknown, Unreached
from promesa.gateways.messaging.whatsapp import errors
from promesa.gateways.messaging.whatsapp.write import Request

BASE_URL = "https://graph.facebook.com/v26.0"
NEVER_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.UnsupportedProtocol)
"""Failures before the first byte of a request has left."""
TEXT_MAX = 500


class Message(msgspec.Struct, frozen=True):
    id: str
    message_status: str = ""


class ErrorData(msgspec.Struct, frozen=True):
    details: str = ""


class Failure(msgspec.Struct, frozen=True):
    code: int = 0
    message: str = ""
    error_subcode: int = 0
    error_data: ErrorData | str | None = None
    fbtrace_id: str = ""


class Answer(msgspec.Struct, frozen=True):
    messages: tuple[Message, ...] = ()
    error: Failure | None = None
    success: bool = False


_ANSWER = msgspec.json.Decoder(Answer)


class Client:
    """Owns a connection for each thread that sends: a shared pool's lock costs more than a connection does.

    It speaks through httpx2's transport itself: no cookies, redirects or credentials of the environment are wanted, and
    half of a request's cost is saved. It tries once: when to try again is the sender's matter.
    """

    def __init__(
        self,
        token: str,
        base_url: str = BASE_URL,
        timeout_seconds: float = 10.0,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self._base_url, self._transport = base_url.rstrip("/"), transport
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._timeouts = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), timeout_seconds)}
        self._trusted = None if transport is not None else ssl.create_default_context()
        self._urls: dict[str, httpx2.URL] = {}
        self._mine = threading.local()
        self._opened: list[httpx2.BaseTransport] = []

    def send(self, request: Request) -> Outcome:
        """Raises nothing; the token is in no text."""
        asked = httpx2.Request(
            request.method,
            self._url(request.path),
            headers=self._headers,
            content=msgspec.json.encode(request.body),
            extensions=self._timeouts,
        )
        try:
            answer = self._line().handle_request(asked)
            raw = answer.read()
        except NEVER_SENT as error:
            return Unreached(type(error).__name__)
        except httpx2.HTTPError as error:
            return Unknown(type(error).__name__)
        return outcome(answer.status_code, raw, answer.headers.get("retry-after", ""))

    def close(self) -> None:
        """Once nobody sends any more."""
        for line in self._opened:
            line.close()

    def _url(self, path: str) -> httpx2.URL:
        """Taking an address apart costs as much as sending a message: each once."""
        found = self._urls.get(path)
        if found is None:
            found = self._urls[path] = httpx2.URL(self._base_url + path)
        return found

    def _line(self) -> httpx2.BaseTransport:
        """This thread's own connection."""
        if self._transport is not None:
            return self._transport
        assert self._trusted is not None
        found: httpx2.BaseTransport | None = getattr(self._mine, "line", None)
        if found is None:
            room = httpx2.Limits(max_connections=1, max_keepalive_connections=1)
            found = self._mine.line = httpx2.HTTPTransport(verify=self._trusted, limits=room)
            self._opened.append(found)
        return found


def outcome(status: int, raw: bytes, retry_after: str = "") -> Outcome:
    """What an answer means. A 5xx or a 2xx that says nothing we understand is not known to be either."""
    try:
        answer = _ANSWER.decode(raw)
    except msgspec.MsgspecError:
        answer = Answer()
    if answer.error is not None and not (status >= 500 and answer.error.code in errors.SAYS_NOTHING):
        return declined(answer.error, status, retry_after)
    if 200 <= status < 300 and (answer.messages or answer.success):
        first = answer.messages[0] if answer.messages else Message("")
        return Accepted(first.id, first.message_status)
    if status >= 500 or 200 <= status < 300:
        return Unknown(f"HTTP {status} {raw[:80]!r}")
    return declined(Failure(0, f"HTTP {status}"), status, retry_after)


def declined(failure: Failure, status: int, retry_after: str) -> Declined:
    """The no by its number, with how long to wait."""
    remedy = errors.remedy(failure.code, status)
    wait = float(retry_after) if retry_after.isdecimal() else errors.WAIT_SECONDS.get(remedy, 0.0)
    data = failure.error_data
    details = data.details if isinstance(data, ErrorData) else data or ""
    said = " ".join(part for part in (failure.message, details, failure.fbtrace_id) if part)
    return Declined(str(failure.code), remedy, said[:TEXT_MAX], wait)
