"""What becomes of messages is told as signed notices: batched, doubled, late and out of order, as the chances will.

Source: Meta, WhatsApp Cloud API, webhooks v26.0, field `messages`.
"""

import heapq
import json
import random
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from promesa.domain.values.moments import SECOND, Instant
from promesa.gateways.messaging.whatsapp import signature
from promesa.lab.twins.whatsapp.chances import Chances

BATCH_MAX = 1_000
Value = dict[str, Any]


class Notice(msgspec.Struct, frozen=True):
    """One POST to the webhook: the raw body, as Meta escapes it, and its signature."""

    body: bytes
    signature: str
    updates: int


class Update(msgspec.Struct, frozen=True):
    """One item to tell: `field` of the change, `part` of its value ("" for the whole value)."""

    field: str
    part: str
    told: Value
    contacts: tuple[Value, ...] = ()


class Teller:
    """Owns what is still to be told, by moment; `told` is called with each message's status when it is due."""

    def __init__(
        self, dice: random.Random, chances: Chances, account: str, number: str, display: str, secret: str
    ) -> None:
        self._dice, self._chances = dice, chances
        self._account, self._metadata = account, {"display_phone_number": display, "phone_number_id": number}
        self._secret = secret
        self._heap: list[tuple[Instant, int, Callable[[Instant], Update | None]]] = []
        self._count = 0
        self.updates = 0

    def at(self, moment: int, say: Callable[[Instant], Update | None]) -> None:
        """Tell it at that moment; `say` may find then that there is nothing to tell."""
        self._count += 1
        heapq.heappush(self._heap, (Instant(moment), self._count, say))

    def status(self, moment: int, say: Callable[[Instant], Update | None]) -> None:
        """The same, with the chances of a status to come late or twice."""
        chances, dice = self._chances, self._dice
        if chances.late and dice.random() < chances.late:
            self.at(moment, lambda _: self._later(say, Instant(moment)))
            return
        self.at(moment, say)
        if chances.doubled and dice.random() < chances.doubled:
            self.at(moment + int(dice.uniform(0.1, 3_600) * SECOND), lambda _: say(Instant(moment)))

    def _later(self, say: Callable[[Instant], Update | None], moment: Instant) -> Update | None:
        """What happened at its moment is told long after it."""
        update = say(moment)
        if update is not None:
            self.at(moment + int(self._dice.uniform(30, 7_200) * SECOND), lambda _: update)
        return None

    @property
    def pending(self) -> int:
        return len(self._heap)

    def next_at(self) -> Instant | None:
        return self._heap[0][0] if self._heap else None

    def due(self, now: Instant, most: int = BATCH_MAX) -> list[Notice]:
        """The notices of everything up to now, each with up to so many updates."""
        found: list[Update] = []
        while self._heap and self._heap[0][0] <= now:
            moment, _, say = heapq.heappop(self._heap)
            update = say(moment)
            if update is not None:
                found.append(update)
        return [self.notice(found[at : at + most]) for at in range(0, len(found), most)]

    def notice(self, updates: Sequence[Update]) -> Notice:
        """Statuses of one notice share their change; everything else has one of its own. Signed over the raw bytes."""
        self.updates += len(updates)
        changes: list[Value] = []
        for field, part in dict.fromkeys((one.field, one.part) for one in updates):
            same = [one for one in updates if (one.field, one.part) == (field, part)]
            if not part:
                changes += [{"field": field, "value": one.told} for one in same]
                continue
            value: Value = {"messaging_product": "whatsapp", "metadata": self._metadata}
            contacts = [contact for one in same for contact in one.contacts]
            if contacts:
                value["contacts"] = contacts
            changes.append({"field": field, "value": {**value, part: [one.told for one in same]}})
        whole = {"object": "whatsapp_business_account", "entry": [{"id": self._account, "changes": changes}]}
        body = json.dumps(whole, separators=(",", ":")).encode()
        return Notice(body, signature.sign(self._secret, body), len(updates))
