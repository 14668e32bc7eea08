"""Webhooks: a partner's signed notice becomes commands or a letter, and is answered once that is durable."""

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from promesa.engine.machine import Request
from promesa.surfaces.http import bodies, frame, heads
from promesa.surfaces.http.bodies import Hindered, Receive
from promesa.surfaces.http.frame import Answer, House, Send, send_answer, send_problem
from promesa.surfaces.http.mailboxes import Doorkeeper
from promesa.surfaces.http.problems import Obstacle
from promesa.surfaces.webhooks import Mailbox, Posted, Webhook

LOG = logging.getLogger("promesa.http")
PATH = "/v1/webhooks/{partner}"
NOTICES_MAX = 64
PLAIN = b"text/plain; charset=utf-8"
NO_GREETING = 403


class Noted(msgspec.Struct, frozen=True):
    """How many commands the notice meant (none yet, where it is kept and read later), and why some were refused."""

    commands: int
    refused: tuple[str, ...] = ()


class HookEndpoint:
    """One ASGI application for all partners."""

    def __init__(self, house: House, webhooks: Mapping[str, Webhook | Mailbox]) -> None:
        self._house, self._webhooks, self._doorkeeper = house, webhooks, Doorkeeper()
        self._waiting = asyncio.Semaphore(NOTICES_MAX)

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        started = time.perf_counter()
        head, partner = heads.read(scope), scope["path_params"]["partner"]
        webhook = self._webhooks.get(partner)
        if scope["method"] == "GET" and isinstance(webhook, Mailbox):
            await self._greet(webhook, scope, send)
            return
        if scope["method"] != "POST":
            allow = "GET, POST" if isinstance(webhook, Mailbox) else "POST"
            await send_problem(send, self._house, head, Hindered(Obstacle.NO_METHOD, scope["method"]), allow)
            return
        answer = await self._answer(partner, webhook, scope, head, receive)
        status = await send_answer(send, self._house, head, answer)
        self._house.meter.answers["webhook", status] += 1
        self._house.meter.webhook_seconds.add(time.perf_counter() - started)

    async def _greet(self, box: Mailbox, scope: Any, send: Send) -> None:
        """The handshake: the partner's own word back, raw, or no."""
        word = box.gate.greet(_query(scope))
        status = NO_GREETING if word is None else 200
        await frame.send_bytes(send, status, PLAIN, (word or "").encode())
        self._house.meter.answers["webhook", status] += 1

    async def _answer(
        self, partner: str, webhook: Webhook | Mailbox | None, scope: Any, head: heads.Head, receive: Receive
    ) -> Answer | Hindered:
        if webhook is None:
            return Hindered(Obstacle.NO_PAGE, partner[:100])
        most = webhook.gate.body_max if isinstance(webhook, Mailbox) else bodies.BODY_MAX
        body = await bodies.whole(head, receive, most)
        if isinstance(body, Hindered):
            return body
        if isinstance(webhook, Mailbox):
            return await self._keep(partner, webhook, _posted(scope, body))
        return await self._hear(partner, webhook, _posted(scope, body))

    async def _keep(self, partner: str, box: Mailbox, posted: Posted) -> Answer | Hindered:
        try:
            return await self._doorkeeper.keep(partner, box, posted) or Answer(200, Noted(0))
        except Exception:  # the disk is full, the store is away: the partner will tell it again
            LOG.exception("a letter of %s could not be kept", partner)
            return Hindered(Obstacle.BUSY)

    async def _hear(self, partner: str, webhook: Webhook, posted: Posted) -> Answer | Hindered:
        if self._waiting.locked():
            return Hindered(Obstacle.BUSY)
        async with self._waiting:
            try:
                commands = await asyncio.to_thread(webhook, posted)
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
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    return Posted(body, _query(scope), headers, scope["query_string"].decode("latin-1"))


def _query(scope: Any) -> dict[str, str]:
    return dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
