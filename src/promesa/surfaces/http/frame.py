"""The frame of every operation: who asks, is the body sound, was it said before; then the answer, or a problem."""

import asyncio
import hashlib
import logging
import re
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from promesa.domain.conduct import keys
from promesa.domain.conduct.mandates import granting
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.engine.log import Trouble
from promesa.engine.machine import KeyReused, Request, Verdict
from promesa.surfaces import keys as api_keys
from promesa.surfaces.http import bodies, heads, problems
from promesa.surfaces.http.bodies import Hindered, Reader
from promesa.surfaces.http.door import Door
from promesa.surfaces.http.heads import Head
from promesa.surfaces.http.meter import Meter
from promesa.surfaces.http.problems import Obstacle, Problem
from promesa.surfaces.operations import Call, Command, Errand, Operation, Question, Room
from promesa.surfaces.tokens import Ring

LOG = logging.getLogger("promesa.http")
NAMES_AT_ONCE = 256
ERRANDS_MAX = 64
"""Errands that may wait at once: each takes a thread for a while."""
JSON = b"application/json"
LOOPBACK = ("127.0.0.1", "::1")
LOCAL_HOST = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d+)?")
OPEN_NAME = "local"

Send = Callable[[Any], Awaitable[None]]


class House(msgspec.Struct, frozen=True):
    """What every endpoint shares."""

    room: Room
    door: Door
    meter: Meter
    ring: Ring
    language: str
    is_open: bool
    """Callers on this machine need no key."""


class Answer(NamedTuple):
    """A status, a struct to be written as JSON, and whether it is the answer to a repetition."""

    status: int
    told: Any
    repeated: bool = False


class Prepared(NamedTuple):
    operation: Operation
    reader: Reader


class Endpoint:
    """One path as an ASGI application: its operations by method."""

    def __init__(self, house: House, prepared: Mapping[str, Prepared]) -> None:
        self._house, self._prepared = house, prepared
        self._allow = ", ".join(sorted({*prepared, *(("HEAD",) if "GET" in prepared else ())}))
        self._errands = asyncio.Semaphore(ERRANDS_MAX)
        self._chance = Chance()

    async def __call__(self, scope: Any, receive: bodies.Receive, send: Send) -> None:
        started = time.perf_counter()
        head, method = heads.read(scope), scope["method"]
        prepared = self._prepared.get("GET" if method == "HEAD" else method)
        if prepared is None:
            await send_problem(send, self._house, head, Hindered(Obstacle.NO_METHOD, method), self._allow)
            return
        try:
            answer = await self._answer(prepared, scope, head, receive)
        except Exception:
            LOG.exception("%s broke", prepared.operation.name)
            answer = Hindered(Obstacle.BROKEN)
        status = await send_answer(send, self._house, head, answer, tuple(scope.get("path_params", {}).values()))
        self._house.meter.answers[prepared.operation.name, status] += 1
        self._house.meter.request_seconds.add(time.perf_counter() - started)

    async def _answer(
        self, prepared: Prepared, scope: Any, head: Head, receive: bodies.Receive
    ) -> Answer | Refused | Hindered:
        operation, reader = prepared
        by = caller(self._house, scope, head, operation.scope)
        if not isinstance(by, str):
            return by
        path = bodies.from_path(reader, scope["path_params"]) if reader.path else {}
        if isinstance(path, Hindered):
            return path
        asked = await self._read(operation, reader, scope, head, receive)
        if isinstance(asked, Hindered):
            return asked
        if head.idempotency_key is not None and not heads.is_sound_key(head.idempotency_key):
            return Hindered(Obstacle.BAD_KEY)
        now = Instant(self._house.room.machine.now())
        call = Call(by, now, path, _seed(by, scope["path"], head, self._chance), self._house.ring)
        return await self.carry_out(operation, asked, call, _key(by, scope["path"], head))

    async def carry_out(
        self, operation: Operation, asked: Any, call: Call, key: str | None
    ) -> Answer | Refused | Hindered:
        """The answer to what was read, whoever read it; `key`: the client's word for doing it once."""
        if isinstance(operation, Question):
            return await self._ask(operation, asked, call)
        if isinstance(operation, Command):
            return await self._tell(operation, asked, call, key)
        assert isinstance(operation, Errand), operation
        return await self._send_out(operation, asked, call)

    async def _read(self, operation: Operation, reader: Reader, scope: Any, head: Head, receive: bodies.Receive) -> Any:
        if operation.method != "POST":
            return bodies.from_query(reader, scope["query_string"])
        body = await bodies.whole(head, receive)
        return body if isinstance(body, Hindered) else bodies.from_body(reader, head, body)

    # --- three kinds of operations ---

    async def _ask(self, operation: Question, asked: Any, call: Call) -> Answer | Refused:
        await self._house.door.freshen()
        machine = self._house.room.machine

        def look(world: World) -> Any:
            as_of = msgspec.structs.replace(call, now=Instant(machine.now()), position=machine.seen)
            return operation.answer(world, asked, as_of)

        told = machine.ask(look)
        return told if isinstance(told, Refused) else Answer(operation.status, told)

    async def _tell(self, operation: Command, asked: Any, call: Call, key: str | None) -> Answer | Refused | Hindered:
        house = self._house
        if house.door.is_full():
            return Hindered(Obstacle.BUSY)
        if house.door.is_full_for(call.by):
            return Hindered(Obstacle.TOO_MANY)
        command = operation.command(asked, call)
        if isinstance(command, Refused):
            return command
        verdict = await house.door.put(Request(command, call.by, key))
        no = _no(verdict)
        if no is not None:
            return no
        if operation.after is not None:
            no = await self._follow(operation.after, asked, call, key)
            if no is not None:
                return no
        told = operation.reply(house.room.machine.world, asked, call, verdict.facts)
        return told if isinstance(told, Refused) else Answer(operation.status, told, verdict.repeated)

    async def _follow(
        self, after: Callable[[Room, Any, Call], Any], asked: Any, call: Call, key: str | None
    ) -> Refused | Hindered | None:
        """One more command; a request repeated with another contact under its old key is told so here."""
        if getattr(asked, "contact", None) is None:
            return None
        command = await asyncio.to_thread(after, self._house.room, asked, call)
        if command is None:
            return None
        verdict = await self._house.door.put(Request(command, call.by, None if key is None else f"{key}#after"))
        return _no(verdict)

    async def _send_out(self, operation: Errand, asked: Any, call: Call) -> Answer | Refused | Hindered:
        if self._errands.locked():
            return Hindered(Obstacle.BUSY)
        await self._house.door.freshen()
        async with self._errands:
            try:
                told = await asyncio.to_thread(operation.run, self._house.room, asked, call)
            except Trouble as trouble:
                LOG.warning("%s: %s", operation.name, trouble)
                return Hindered(Obstacle.BUSY)
        return told if isinstance(told, Refused) else Answer(operation.status, told)


def _no(verdict: Verdict) -> Refused | Hindered | None:
    """Why a verdict is no acceptance; None where it is one. A bug in a rule is raised."""
    if isinstance(verdict.error, Trouble):
        LOG.warning("%s", verdict.error)
        return Hindered(Obstacle.BUSY)
    if verdict.error is not None:
        raise verdict.error
    if isinstance(verdict.refusal, KeyReused):
        return Refused(Reason.KEY_REUSED)
    assert verdict.refusal is None or isinstance(verdict.refusal, Refused), verdict.refusal
    return verdict.refusal


# --- who, and under which key ---


def caller(house: House, scope: Any, head: Head, wanted: str) -> str | Refused | Hindered:
    """The name under which the log will remember the caller, if the door is theirs to open."""
    shown = heads.bearer(head)
    if not shown:
        local = house.is_open and not head.authorization and is_local(scope)
        return OPEN_NAME if local else Hindered(Obstacle.NO_KEY)
    key = keys.opened_by(house.room.machine.world.keys, api_keys.digest(shown))
    if key is None:
        return Hindered(Obstacle.NO_KEY)
    if wanted not in key.scopes:
        return Refused(Reason.NOT_ALLOWED, wanted)
    return f"{granting.AGENT}{key.agent}" if key.agent else f"key:{key.name}"


def is_local(scope: Any) -> bool:
    """Asked from this machine, and by its own name: a web page elsewhere may make a browser here ask under another."""
    client = scope.get("client")
    host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "localhost")
    return client is not None and client[0] in LOOPBACK and LOCAL_HOST.fullmatch(host) is not None


def _key(by: str, path: str, head: Head) -> str | None:
    """One client's key on one path is one effect: another client may use the same words."""
    return None if head.idempotency_key is None else f"{by} {path} {head.idempotency_key}"


class Chance:
    """Names that nobody can guess; chance is fetched for many at a time, because each fetch waits on the system."""

    def __init__(self) -> None:
        self._names: list[str] = []

    def name(self) -> str:
        """64 bits of chance in hexadecimal."""
        if not self._names:
            fetched = secrets.token_hex(8 * NAMES_AT_ONCE)
            self._names = [fetched[at : at + 16] for at in range(0, len(fetched), 16)]
        return self._names.pop()


def _seed(by: str, path: str, head: Head, chance: Chance) -> str:
    if head.idempotency_key is None:
        return chance.name()
    return hashlib.blake2b(f"{by} {path} {head.idempotency_key}".encode(), digest_size=8).hexdigest()


# --- answers ---


async def send_answer(
    send: Send, house: House, head: Head, answer: Answer | Refused | Hindered, named: Sequence[str] = ()
) -> int:
    """Write a struct as JSON, or a problem; the status."""
    if isinstance(answer, Answer):
        extra = ((b"idempotency-replayed", b"true"),) if answer.repeated else ()
        await send_bytes(send, answer.status, JSON, msgspec.json.encode(answer.told), extra)
        return answer.status
    return await send_problem(send, house, head, answer, named=named)


async def send_problem(
    send: Send, house: House, head: Head, no: Refused | Hindered, allow: str = "", named: Sequence[str] = ()
) -> int:
    """Write a refusal or an obstacle as a problem document; the status."""
    problem = problem_of(no, heads.language(head.accept_language, house.language), named)
    extra = [(b"content-language", b"es" if problem.detail == problem.detail_es else b"en")]
    if problem.status in (429, 503):
        extra.append((b"retry-after", b"1"))
    if problem.status == 401:
        extra.append((b"www-authenticate", b'Bearer realm="promesa"'))
    if allow:
        extra.append((b"allow", allow.encode()))
    await send_bytes(send, problem.status, problems.CONTENT_TYPE, msgspec.json.encode(problem), extra)
    return problem.status


def problem_of(no: Refused | Hindered, language: str, named: Sequence[str] = ()) -> Problem:
    if isinstance(no, Refused):
        return problems.refused(no, language, tuple(named))
    return problems.obstacle(no.obstacle, language, no.about)


async def send_bytes(
    send: Send, status: int, kind: bytes, body: bytes, extra: Sequence[tuple[bytes, bytes]] = ()
) -> None:
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode()), *extra]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
