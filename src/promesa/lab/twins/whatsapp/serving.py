"""The twin as a server: the Graph API under any version, and a postman who takes its signed notices to a webhook."""

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import httpx2
import uvicorn

from promesa.lab.twins.whatsapp import refusals
from promesa.lab.twins.whatsapp.refusals import No
from promesa.lab.twins.whatsapp.telling import Notice
from promesa.lab.twins.whatsapp.world import Lost, World

PATH = re.compile(r"/v\d+\.\d+/(?P<node>[^/]+)(?:/(?P<edge>[a-z_]+))?")
JSON = (b"content-type", b"application/json")
ROUND_SECONDS = 0.05
RETRIES, RETRY_SECONDS = 8, 0.5

Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
Answer = tuple[int, Any]


class GraphApi:
    """An ASGI application over a world; one event loop, so that the world is asked by one at a time."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.waits_ms: list[float] = []
        """How long each notice waited for its 200."""
        self.unheard = 0

    async def __call__(self, scope: Event, receive: Receive, send: Send) -> None:
        assert scope["type"] == "http", scope["type"]
        body = b""
        while True:
            event = await receive()
            body += event.get("body", b"")
            if not event.get("more_body"):
                break
        try:
            status, told = self._answer(scope, body)
        except Lost as lost:
            if lost.taken:
                await asyncio.sleep(3_600)  # whoever asked has long gone
            status, told = 503, None
        raw = b"" if told is None else json.dumps(told).encode()
        head = [JSON, (b"content-length", str(len(raw)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": head})
        await send({"type": "http.response.body", "body": raw})

    def _answer(self, scope: Event, body: bytes) -> Answer:
        if scope["path"] == "/twin/figures":
            return 200, self.figures()
        headers = dict(scope["headers"])
        found = PATH.fullmatch(scope["path"])
        try:
            if headers.get(b"authorization") != f"Bearer {self.world.account.token}".encode():
                self.world.refused[190] += 1
                raise No(190)
            if found is None:
                raise No(100, 33)
            return 200, self._done(scope["method"], found["node"], found["edge"] or "", body)
        except No as no:
            return refusals.answer(no)
        except (ValueError, KeyError, TypeError):
            return refusals.answer(No(100))

    def _done(self, method: str, node: str, edge: str, body: bytes) -> Any:
        world = self.world
        if method == "POST" and edge in ("messages", "marketing_messages"):
            return world.post(node, json.loads(body), marketing=edge == "marketing_messages")
        if method == "POST" and edge == "message_templates" and node == world.account.waba:
            return world.create(json.loads(body))
        if method == "GET" and edge == "message_templates" and node == world.account.waba:
            return {"data": [_template(one) for one in world.templates.values()]}
        if method == "GET" and not edge and node == world.account.number:
            return world.about_number()
        raise No(100, 33)

    def figures(self) -> dict[str, Any]:
        """What a test asks the twin afterwards."""
        world = self.world
        return {
            "taken": len(world.messages),
            "visible": sum(world.visible.values()),
            "doubled": sum(1 for times in world.visible.values() if times > 1),
            "updates": world.teller.updates,
            "refused": {str(code): times for code, times in sorted(world.refused.items())},
            "waits_ms": self.waits_ms,
            "unheard": self.unheard,
            "still_to_tell": world.teller.pending,
        }

    # --- notices ---

    async def deliver(self, url: str, most: int = 1_000) -> None:
        """Take what is due to the webhook, for ever; a notice that is not answered with a 200 is taken again."""
        async with httpx2.AsyncClient(timeout=30.0) as http:
            while True:
                for notice in self.world.teller.due(self.world.now(), most):
                    await self._post(http, url, notice)
                await asyncio.sleep(ROUND_SECONDS)

    async def _post(self, http: httpx2.AsyncClient, url: str, notice: Notice) -> None:
        headers = {"X-Hub-Signature-256": notice.signature, "Content-Type": "application/json"}
        for _ in range(RETRIES):
            began = time.perf_counter()
            try:
                answer = await http.post(url, content=notice.body, headers=headers)
            except httpx2.HTTPError:
                answer = None
            self.waits_ms.append((time.perf_counter() - began) * 1e3)
            if answer is not None and answer.status_code == 200:
                return
            await asyncio.sleep(RETRY_SECONDS)
        self.unheard += notice.updates


def _template(one: Any) -> dict[str, str]:
    told = {"id": one.id, "name": one.name, "language": one.language}
    return {**told, "status": one.status, "category": one.category.upper()}


async def serve(world: World, port: int, webhook: str, ready: Callable[[], None] = lambda: None) -> None:
    """Serve on this machine until cancelled; notices go to `webhook` where one is given."""
    api = GraphApi(world)
    settings = uvicorn.Config(api, host="127.0.0.1", port=port, lifespan="off", access_log=False, log_level="error")
    server = uvicorn.Server(settings)
    postman = asyncio.create_task(api.deliver(webhook)) if webhook else None
    serving = asyncio.create_task(server.serve())
    while not server.started and not serving.done():
        await asyncio.sleep(0.01)
    ready()
    await serving
    if postman is not None:
        postman.cancel()
