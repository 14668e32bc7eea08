"""A filled-in form of the page, with or without a photo: what stands in it, and what kind of picture came."""

import re
import unicodedata
from typing import NamedTuple
from urllib.parse import parse_qsl

from promesa.surfaces.tracking.steps import TEXT_MAX, Form

FIELDS_MAX = 20
PHOTO_MAX = 8 * 1024 * 1024
_BOUNDARY = re.compile(r'boundary="?([0-9A-Za-z\'()+_,./:=? -]{1,70})"?')
_NAME = re.compile(rb'name="([a-z]{1,20})"')


class Filled(NamedTuple):
    csrf: str
    said: Form


def read(content_type: str, body: bytes) -> Filled | None:
    """None for what no browser sends of our forms."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        found = _BOUNDARY.search(content_type)
        told = {} if found is None else _parts(found[1].strip().encode("ascii"), body)
    elif kind == "application/x-www-form-urlencoded":
        told = _pairs(body)
    else:
        return None
    key = _text(told.get("key", b""))
    if not key or len(told.get("photo", b"")) > PHOTO_MAX:
        return None
    said = Form(key[:64], _text(told.get("tap", b""))[:200], _text(told.get("text", b"")), told.get("photo", b""))
    return Filled(_text(told.get("csrf", b"")), said)


def _pairs(body: bytes) -> dict[str, bytes]:
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=FIELDS_MAX)
    except (UnicodeDecodeError, ValueError):
        return {}
    return {name: value.encode("utf-8", "replace") for name, value in reversed(pairs)}


def _parts(boundary: bytes, body: bytes) -> dict[str, bytes]:
    """RFC 7578: parts between lines of the boundary, each with a head of its own."""
    found: dict[str, bytes] = {}
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary)[1:][:FIELDS_MAX]:
        head, gap, content = part.partition(b"\r\n\r\n")
        name = _NAME.search(head)
        if gap and name is not None:
            found.setdefault(name[1].decode(), content)
    return found


def _text(value: bytes) -> str:
    """Composed (NFC), without control characters but line breaks."""
    text = unicodedata.normalize("NFC", value.decode("utf-8", "replace"))
    plain = "".join(sign for sign in text if sign in "\n" or not unicodedata.category(sign).startswith("C"))
    return plain.strip()[:TEXT_MAX]
