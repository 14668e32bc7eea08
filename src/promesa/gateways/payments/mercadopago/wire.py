"""The connection to Mercado Pago: one request, one answer, and every failure told apart."""

from typing import Any

import httpx2
import msgspec

from promesa.gateways.payments.mercadopago.write import Request
from promesa.gateways.payments.trouble import Outage, TurnedDown

BASE_URL = "https://api.mercadopago.com"
LATER = frozenset({408, 423, 425, 429})
"""Busy, or the same key is being worked on."""


class Wire:
    """Owns the connections. It tries once: when to try again is the outbox's matter."""

    def __init__(
        self,
        token: str,
        base_url: str = BASE_URL,
        timeout_seconds: float = 10.0,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        self._http = httpx2.Client(base_url=base_url, headers=headers, timeout=timeout_seconds, transport=transport)

    def send(self, request: Request) -> bytes:
        """The body of a 2xx answer; raises Outage or TurnedDown. The token is in no error's text."""
        headers = {"X-Idempotency-Key": request.key} if request.key else {}
        if request.body is not None:
            headers["Content-Type"] = "application/json"
        content = None if request.body is None else msgspec.json.encode(request.body)
        try:
            answer = self._http.request(request.method, request.path, content=content, headers=headers)
        except httpx2.HTTPError as error:
            raise Outage(f"{request.method} {request.path}: {type(error).__name__}") from error
        if answer.is_success:
            return answer.content
        if answer.status_code in LATER or answer.status_code >= 500:
            raise Outage(f"{request.method} {request.path}: {answer.status_code}")
        raise TurnedDown(answer.status_code, _code(answer.content), f"{request.method} {request.path}")

    def close(self) -> None:
        self._http.close()


def _code(raw: bytes) -> str:
    """The error's own word: `errors[0].code`, or `error`, or nothing that we can read."""
    try:
        body: Any = msgspec.json.decode(raw)
        errors = body.get("errors") or [{"code": body.get("error") or body.get("code")}]
        return str(errors[0]["code"] or "")
    except (msgspec.MsgspecError, AttributeError, LookupError, TypeError):
        return ""
