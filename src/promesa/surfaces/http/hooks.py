"""Webhooks: a partner's signed notice becomes commands, and is answered once they are durable."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from promesa.engine.machine import Request
from promesa.surfaces.http import bodies, heads
from promesa.surfaces.http.bodies import Hindered, Receive
from promesa.surfaces.http.frame import Answer, House, Send, send_answer, send_problem
from promesa.surfaces.http.problems import Obstacle
from promesa.surfaces.webhooks import Posted, Webhook

LOG = logging.getLogger("promesa.http")
PATH = "/v1/webhooks/{partner}"
NOTICES_MAX = 64


class Noted(msgspec.Struct, frozen=True):
    """How many commands the notice meant, and why those that were refused were."""

    commands: int
    refused: tuple[str, ...] = ()


class HookEndpoint:
    """One ASGI application for all partners."""

    def __init__(self, house: House, webhooks: Mapping[str, Webhook]) -> None:
        self._house, self._webhooks = house, webhooks
        self._waiting = asyncio.Semaphore(NOTICES_MAX)

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        head = heads.read(scope)
        if scope["method"] != "POST":
            await send_problem(send, self._house, head, Hindered(Obstacle.NO_METHOD, scope["method"]), "POST")
            return
        partner = scope["path_params"]["partner"]
        answer = await self._answer(partner, scope, head, receive)
        status = await send_answer(send, self._house, head, answer)
        self._house.meter.answers["webhook", status] += 1

    async def _answer(self, partner: str, scope: Any, head: heads.Head, receive: Receive) -> Answer | Hindered:
        webhook = self._webhooks.get(partner)
        if webhook is None:
            return Hindered(Obstacle.NO_PAGE, partner[:100])
        body = await bodies.whole(head, receive)
        if isinstance(body, Hindered):
            return body
        if self._waiting.locked():
            return Hindered(Obstacle.BUSY)
        async with self._waiting:
            try:
                commands = await asyncio.to_thread(webhook, _posted(scope, body))
            except Exception:  # an outage, or a notice that nobody could read: the partner will tell it again
                LOG.exception("a notice of %s was not understood", partner)
                return Hindered(Obstacle.BUSY)
        return Hindered(Obstacle.NO_SIGNATURE) if commands is None else await self._put(partner, commands)

    async def _put(self, partner: str, commands: Sequence[Any]) -> Answer | Hindered:
        by = f"partner:{partner}"
        verdicts = [await self._house.door.put(Request(command, by)) for command in commands]
        broken = next((verdict.error for verdict in verdicts if verdict.error is not None), None)
        if broken is not None:
            LOG.error("a notice of %s broke a rule", partner, exc_info=broken)
            return Hindered(Obstacle.BUSY)
        refused = tuple(str(verdict.refusal.reason) for verdict in verdicts if verdict.refusal is not None)
        return Answer(200, Noted(len(verdicts), refused))


def _posted(scope: Any, body: bytes) -> Posted:
    query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    return Posted(body, query, headers)
