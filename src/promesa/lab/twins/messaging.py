"""WhatsApp's twin: accepts templates, names each message, counts them, and now and then asks to slow down."""

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import msgspec

from promesa.gateways.messaging.whatsapp.write import Request
from promesa.lab.clock import Clock
from promesa.lab.outages import Outages

Read = Callable[[str, dict[str, str]], None]
"""A customer reads a message: the template and its words."""
BUSY_SHARE = 0.002
BUSY = {"error": {"message": "(#130429) Rate limit hit", "type": "OAuthException", "code": 130429}}


class MessagingTwin:
    """Owns what was sent, by template."""

    def __init__(self, clock: Clock, dice: random.Random, outages: Outages, read: Read) -> None:
        self._clock, self._dice, self._outages, self._read = clock, dice, outages, read
        self.sent: Counter[str] = Counter()
        self._known: dict[str, str] = {}

    def send(self, request: Request) -> bytes:
        """POST /{phone_number_id}/messages; raises Outage."""
        self._outages.check(self._clock())
        if self._dice.random() < BUSY_SHARE:
            return msgspec.json.encode(BUSY)
        body: dict[str, Any] = request.body
        template = body["template"]["name"]
        self.sent[template] += 1
        name = f"wamid.LAB{sum(self.sent.values()):010d}"
        answer = {
            "messaging_product": "whatsapp",
            "contacts": [{"input": body["to"], "wa_id": body["to"]}],
            "messages": [{"id": name, "message_status": "accepted"}],
        }
        self._read(template, _words(body))
        return msgspec.json.encode(answer)


def _words(body: dict[str, Any]) -> dict[str, str]:
    components = body["template"].get("components") or [{"parameters": []}]
    return {one["parameter_name"]: one["text"] for one in components[0]["parameters"]}
