"""From bytes on the wire to the struct that an operation takes: whole, in JSON, composed (NFC), within its limits."""

import asyncio
import unicodedata
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from promesa.surfaces import fields
from promesa.surfaces.http import heads
from promesa.surfaces.http.heads import Head
from promesa.surfaces.http.problems import Obstacle
from promesa.surfaces.operations import Operation

BODY_MAX = 1024 * 1024
BODY_SECONDS = 30.0
QUERY_FIELDS_MAX = 200

Receive = Callable[[], Awaitable[Any]]


class Hindered(msgspec.Struct, frozen=True):
    """What stands between the bytes and the struct, and where."""

    obstacle: Obstacle
    about: str = ""


class Reader(msgspec.Struct, frozen=True):
    """How one operation's input is read."""

    takes: type
    decode: Callable[[bytes], Any]
    lists: frozenset[str]
    path: Mapping[str, Any]
    may_be_empty: bool


def reader(operation: Operation, path_names: tuple[str, ...]) -> Reader:
    takes = operation.takes
    told = msgspec.structs.fields(takes)
    lists = frozenset(field.name for field in told if _is_list(field.type))
    path = {name: fields.PATH[name] for name in path_names}
    may_be_empty = not any(field.required for field in told)
    return Reader(takes, msgspec.json.Decoder(takes).decode, lists, path, may_be_empty)


def _is_list(kind: Any) -> bool:
    return isinstance(msgspec.inspect.type_info(kind), msgspec.inspect.VarTupleType)


async def whole(head: Head, receive: Receive, most: int = BODY_MAX) -> bytes | Hindered:
    """The body, or why not: longer than `most` bytes, or it did not come in BODY_SECONDS."""
    if head.content_length.isdecimal() and int(head.content_length) > most:
        return Hindered(Obstacle.TOO_LARGE, str(most))
    message = await receive()
    if not message.get("more_body"):
        body = bytes(message.get("body", b""))
        return body if len(body) <= most else Hindered(Obstacle.TOO_LARGE, str(most))
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _rest(bytearray(message.get("body", b"")), receive, most)
    except TimeoutError:
        return Hindered(Obstacle.MALFORMED, "...")


async def _rest(body: bytearray, receive: Receive, most: int) -> bytes | Hindered:
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return Hindered(Obstacle.MALFORMED, "...")
        body += message.get("body", b"")
        if len(body) > most:
            return Hindered(Obstacle.TOO_LARGE, str(most))
        if not message.get("more_body"):
            return bytes(body)


def from_body(read: Reader, head: Head, body: bytes) -> Any:
    """The struct of a JSON body, or Hindered."""
    if not body and read.may_be_empty:
        return read.takes()
    if not heads.is_json(head.content_type):
        return Hindered(Obstacle.NOT_JSON, head.content_type[:100] or "-")
    try:
        return read.decode(_composed(body))
    except msgspec.ValidationError as error:
        return Hindered(Obstacle.INVALID_FIELD, str(error)[:500])
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        return Hindered(Obstacle.MALFORMED, str(error)[:200])


def _composed(body: bytes) -> bytes:
    """Names are composed once, here: an é of one or of two characters is the same name (R20)."""
    if body.isascii() and b"\\u" not in body:
        return body
    # Nothing that JSON itself is written with composes with what follows it, so the text stays the same JSON.
    return unicodedata.normalize("NFC", msgspec.json.encode(msgspec.json.decode(body)).decode()).encode()


def from_query(read: Reader, query: bytes) -> Any:
    """The struct of a query, or Hindered; a field that may be said many times is a list."""
    try:
        pairs = parse_qsl(query.decode("ascii"), keep_blank_values=True, max_num_fields=QUERY_FIELDS_MAX)
        values: dict[str, Any] = {}
        for name, value in pairs:
            composed = unicodedata.normalize("NFC", value)
            if composed.lower() == "null":  # a query says nothing by leaving out, never by a word
                return Hindered(Obstacle.INVALID_FIELD, f"{name}: null")
            if name in read.lists:
                values.setdefault(name, []).append(composed)
            elif name in values:
                return Hindered(Obstacle.INVALID_FIELD, f"{name}, {name}")
            else:
                values[name] = composed
        return msgspec.convert(values, read.takes, strict=False)
    except (msgspec.ValidationError, ValueError) as error:
        return Hindered(Obstacle.INVALID_FIELD, str(error)[:500])


def from_path(read: Reader, values: Mapping[str, Any]) -> Mapping[str, Any] | Hindered:
    """The names in the path, within their limits, or Hindered."""
    try:
        return {
            name: msgspec.convert(unicodedata.normalize("NFC", values[name]), kind, strict=False)
            for name, kind in read.path.items()
        }
    except msgspec.ValidationError as error:
        return Hindered(Obstacle.INVALID_FIELD, str(error)[:500])
